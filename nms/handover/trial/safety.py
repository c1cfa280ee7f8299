"""What a trial may not ask for: values outside the table, beyond one cycle's step, or that contradict each other."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from nms.core.errors import InvalidError, NmsError
from nms.core.radio import HeldValue, WantedValue
from nms.core.texts import Language
from nms.handover.diagnose.finding import Finding
from nms.handover.diagnose.lint import lint
from nms.handover.diagnose.plan import PlannedCell, RadioPlan
from nms.handover.diagnose.scene import Scene, scene
from nms.handover.kpi.counters import Counters
from nms.handover.recommendation import LIMITS, bounded
from nms.handover.table import TABLE

PAIR_SUM: Final = 4
"""dB: what the PBGT thresholds of both directions must come to, lest calls swing."""

Place = tuple[str, str, str, str]
"""Kind, cell, towards, parameter."""


class TrialRefusedError(InvalidError):
    """A trial that may not be; `problems` holds everything that is wrong with it."""

    def __init__(self, found: Sequence[NmsError]) -> None:
        super().__init__("NMS-TRIAL-011", count=len(found), first=found[0].message("en"))
        self.problems = tuple(found)

    def as_dict(self) -> dict[str, object]:
        """With every problem beside the summary."""
        return {**super().as_dict(), "problems": [problem.as_dict() for problem in self.problems]}


class ContradictionError(InvalidError):
    """What the configuration would contradict itself in once a trial was pushed, in the words of its check."""

    def __init__(self, finding: Finding) -> None:
        super().__init__("NMS-TRIAL-021", cells=", ".join(finding.cells))
        self._finding = finding

    def message(self, language: Language) -> str:
        """Where it is, and what the check says of it."""
        return f"{super().message(language)} {self._finding.said(language)}"


class Holding(NamedTuple):
    """What holds of a parameter, and what a cell without a value of its own would inherit (None: nobody knows)."""

    held: HeldValue
    inherited: int | None

    def after(self, wanted: int | None) -> int | None:
        """What holds once a value is set or, by None, taken away."""
        return self.inherited if wanted is None else wanted


Holdings = Mapping[Place, Holding]


def place(one: WantedValue | HeldValue) -> Place:
    """What a value is of."""
    return one.kind, one.cell, one.towards, one.parameter


def holdings(controllers: Iterable[Sequence[HeldValue]]) -> Holdings:
    """What holds by place, of values as read controller by controller."""
    return {place(one): found for values in controllers for one, found in _of_controller(values)}


def _of_controller(values: Sequence[HeldValue]) -> Iterator[tuple[HeldValue, Holding]]:
    """What a cell says itself hides what it would inherit: another cell of the controller that inherits tells."""
    common = {(one.kind, one.parameter): one.value for one in values if one.origin != "cell"}
    for one in values:
        yield one, Holding(one, common.get((one.kind, one.parameter)))


def former(wanted: Sequence[WantedValue], held: Holdings) -> tuple[WantedValue, ...]:
    """What holds of the same parameters now, as what would have to be wanted to have it again."""
    found = (held[place(one)].held for one in wanted)
    return tuple(
        WantedValue(one.kind, one.cell, one.towards, one.parameter, one.value if one.origin == "cell" else None)
        for one in found
    )


def check(plan: RadioPlan, held: Holdings, steps: Sequence[Sequence[WantedValue]]) -> None:
    """TrialRefusedError with everything that is wrong with what is wanted, wave after wave."""
    wanted = [one for step in steps for one in step]
    problems = [*_twice(wanted), *(problem for one in wanted for problem in _each(plan, held, one))]
    if not problems:
        problems = [*_contradictions(plan, held, steps)]
    if problems:
        raise TrialRefusedError(problems)


def _twice(wanted: Sequence[WantedValue]) -> Iterator[NmsError]:
    for where, count in Counter(map(place, wanted)).items():
        if count > 1:
            yield InvalidError("NMS-TRIAL-014", cell=_where(where), parameter=where[3])


def _where(where: Place) -> str:
    return f"{where[1]} → {where[2]}" if where[2] else where[1]


def _each(plan: RadioPlan, held: Holdings, one: WantedValue) -> Iterator[NmsError]:
    """What is wrong with one value: the first that is."""
    row = TABLE.get(one.kind, {}).get(one.parameter)
    said = _said(one)
    if row is None:
        yield InvalidError("NMS-HO-008", name=f"{one.kind}.{one.parameter}")
    elif one.cell not in plan.cells or (one.towards and one.towards not in plan.cells):
        yield InvalidError("NMS-HO-006", cell=_where(place(one)))
    elif one.towards and (one.cell, one.towards) not in plan.relations:
        yield InvalidError("NMS-TRIAL-015", None, **said)
    elif (holding := held.get(place(one))) is None:
        yield InvalidError("NMS-TRIAL-016", None, **said)
    else:
        yield from _step(one, holding, said)


def _said(one: WantedValue) -> dict[str, str]:
    return {
        "cell": _where(place(one)),
        "parameter": one.parameter,
        "value": "–" if one.value is None else str(one.value),
    }


def _step(one: WantedValue, holding: Holding, said: Mapping[str, str]) -> Iterator[NmsError]:
    row, old, new = TABLE[one.kind][one.parameter], holding.held.value, holding.after(one.value)
    if one.value is not None and not row.low <= one.value <= row.high:
        yield row.refusal(str(one.value))
    elif one.value is None and (new is None or holding.held.origin != "cell"):
        yield InvalidError("NMS-TRIAL-019", None, **said)
    elif new is None or new == old:
        yield InvalidError("NMS-TRIAL-017", None, **said, old=old)
    elif (one.kind, one.parameter) not in LIMITS:
        yield InvalidError("NMS-TRIAL-018", None, **said)
    elif (nearest := bounded(one.kind, one.parameter, old, new)) != new:
        limit = LIMITS[one.kind, one.parameter]
        told = {"old": old, "nearest": nearest, "step": limit.step, "low": limit.low, "high": limit.high}
        yield InvalidError("NMS-TRIAL-020", None, **said, **told)


# ---------------------------------------------------------------- the configuration that would come of it


def _contradictions(plan: RadioPlan, held: Holdings, steps: Sequence[Sequence[WantedValue]]) -> Iterator[NmsError]:
    """What a wave would make that was not wrong already: after each wave the network must be sound."""
    stood = _known(plan)
    for step in steps:
        changed = {one.cell for one in step}
        plan = after(plan, held, step)
        seen = scene(plan, Counters())
        for finding in lint(seen):
            if (finding.code, finding.cells) not in stood and changed & set(finding.cells):
                yield ContradictionError(finding)
        yield from _pairs(seen, step)


def _known(plan: RadioPlan) -> frozenset[tuple[str, tuple[str, ...]]]:
    return frozenset((finding.code, finding.cells) for finding in lint(scene(plan, Counters())))


def _pairs(seen: Scene, step: Sequence[WantedValue]) -> Iterator[NmsError]:
    """Both directions of a pair together keep calls from swinging."""
    for one in step:
        back = seen.plan.relations.get((one.towards, one.cell))
        if one.parameter == "pbgt_threshold" and back is not None:
            total = seen.plan.relations[one.cell, one.towards].pbgt_threshold + back.pbgt_threshold
            if total < PAIR_SUM:
                yield InvalidError("NMS-TRIAL-022", a=one.cell, b=one.towards, total=total, least=PAIR_SUM)


def after(plan: RadioPlan, held: Holdings, wanted: Sequence[WantedValue]) -> RadioPlan:
    """The plan once what is wanted holds; parameters of which it knows nothing leave it as it is."""
    cells, relations = dict(plan.cells), dict(plan.relations)
    for one in wanted:
        value = held[place(one)].after(one.value)
        if value is None:
            continue
        if one.kind == "relation":
            pair = one.cell, one.towards
            relations[pair] = replace(relations[pair], **{one.parameter: value})
        else:
            cells[one.cell] = _cell(cells[one.cell], one, value)
    return replace(plan, cells=cells, relations=relations)


def _cell(cell: PlannedCell, one: WantedValue, value: int) -> PlannedCell:
    if one.kind == "cell":
        return replace(cell, parameters=replace(cell.parameters, **{one.parameter: value}))
    if one.kind == "timers":
        return replace(cell, timers=replace(cell.timers, **{one.parameter: value}))
    return cell
