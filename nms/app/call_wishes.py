"""What somebody wants to try: values held against the table, against a cycle's limits, and against each other."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nms.app.call_views import Place, Prediction
from nms.app.call_worlds import Around
from nms.core.errors import InvalidError, NmsError, NotFoundError
from nms.core.radio import HeldValue, WantedValue
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.simulation.course import Course
from nms.handover.simulation.prediction import Scope, compare
from nms.handover.table import TABLE
from nms.handover.trial.safety import Holding, Holdings, TrialRefusedError, check, place


def held(plan: RadioPlan, cell: str, where: Place) -> int:
    """What holds; InvalidError NMS-HO-008 for an unknown parameter, NMS-CALL-012 for one that no simulation knows,
    NotFoundError for a neighbour that the cell has no relation to."""
    kind, towards, name = where
    if name not in TABLE.get(kind, {}):
        raise InvalidError("NMS-HO-008", name=f"{kind}.{name}")
    if kind == "cell":
        return int(getattr(plan.cells[cell].parameters, name))
    if kind != "relation":
        raise InvalidError("NMS-CALL-012", name=f"{kind}.{name}")
    if (cell, towards) not in plan.relations:
        raise NotFoundError("relation", f"{cell} → {towards or '–'}")
    return int(getattr(plan.relations[cell, towards], name))


def wishes_of(plan: RadioPlan, cell: str, wanted: Mapping[Place, int]) -> tuple[WantedValue, ...]:
    """Those values that differ from what holds; InvalidError NMS-HO-001 out of range."""
    return tuple(
        WantedValue(kind, cell, towards, name, value)
        for (kind, towards, name), value in wanted.items()
        if held(plan, cell, (kind, towards, name)) != TABLE[kind][name].checked(value)
    )


def holdings_of(plan: RadioPlan, wishes: Sequence[WantedValue]) -> Holdings:
    """What holds of them, by the plan."""
    return {
        place(one): Holding(
            HeldValue(*place(one), held(plan, one.cell, (one.kind, one.towards, one.parameter)), "cell"), None
        )
        for one in wishes
    }


def refusals(plan: RadioPlan, standing: Holdings, wishes: Sequence[WantedValue]) -> tuple[NmsError, ...]:
    """Why a trial of them would be refused."""
    try:
        check(plan, standing, [wishes])
    except TrialRefusedError as refused:
        return refused.problems
    return ()


def compared(blank: Prediction, seen: Around, before: Course, course: Course) -> Prediction:
    """The figures of the cell, of what lies around it, and of its relations."""
    at, names = seen.ground.names.index(blank.name), seen.ground.names
    others = sorted(target for source, target in seen.plan.relations if source == blank.name)
    towards = {other: Scope(at, names.index(other)) for other in others}
    found = compare(before, course, [Scope(), Scope(at), *towards.values()], blank.seed)
    by_other = {other: found[scope] for other, scope in towards.items()}
    return replace(blank, cell=found[Scope(at)], around=found[Scope()], towards=by_other)
