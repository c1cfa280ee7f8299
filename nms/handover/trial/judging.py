"""A wave judged: what happened to the changed cells beyond what happened to the control cells in the same time.

Difference in differences: the change of a figure from before to after on the changed cells, less its change on the
control cells, so that whatever befell all of them (rush hour, rain, a fair) falls out.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

from nms.core.trial import Remark, Ruling, Share, TrialFigure
from nms.handover.kpi.counters import Counters, Row
from nms.handover.kpi.formulas import CELL, RELATION, Formula, counted
from nms.handover.kpi.grouping import grouped, totals
from nms.handover.kpi.ratio import LEAST, Ratio

SUCCESS, DROP, PING_PONG = "radio_success", "drop", "ping_pong"
PING_PONG_POINTS: Final = 10.0
"""A handover that comes back is work, not yet harm: only a rise by so many points counts as one."""
SURE: Final = 0.05
"""How probable it may be that a loss is chance when a wave is taken back for it (one-sided)."""
COLLAPSE: Final = 5.0
"""A loss of so many times its limit is not waited out …"""
COLLAPSE_SURE: Final = 0.001
"""… when it is as improbable as this, since every look at the counters is another chance to err."""
SILENT: Final = 0.1
"""Cells that carry less than this part of the calls that the control cells let expect carry none."""
RARE: Final = 10
"""Of fewer drops on the changed cells in both windows a rise is taken for one only where it is hardly chance: the share
itself jumps by more than any limit with every single drop."""
PATIENCE: Final = 2.0
"""A wave that says too little is watched up to so many windows; then it is taken back."""

_NORMAL: Final = NormalDist()
_Z: Final = _NORMAL.inv_cdf(0.975)
_FEWEST_TO_SCATTER: Final = 3


@dataclass(frozen=True, slots=True)
class Bounds:
    """What is borne: loss of radio handover success in percentage points, rise of the drop share (relative); `enough`
    handovers commanded on changed and on control cells are judged before the window has passed."""

    success_points: float
    drop_rise: float
    enough: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What follows, why, and every figure."""

    ruling: Ruling
    reasons: tuple[Remark, ...]
    figures: tuple[TrialFigure, ...]


class Four(NamedTuple):
    """One thing of both groups, before and after."""

    changed_before: Ratio | None
    changed_after: Ratio | None
    control_before: Ratio | None
    control_after: Ratio | None

    @property
    def least(self) -> int:
        """The smallest sample of the four."""
        return min(one.trials if one else 0 for one in self)


class _Kpi(NamedTuple):
    name: str
    formula: Formula
    relative: bool


KPIS: Final = (
    _Kpi(SUCCESS, RELATION[SUCCESS], relative=False),
    _Kpi(DROP, CELL[DROP], relative=True),
    _Kpi(PING_PONG, RELATION[PING_PONG], relative=False),
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The counters before and after, and which cells were changed and which were left alone."""

    before: Counters
    after: Counters
    changed: frozenset[str]
    control: frozenset[str]

    def four(self, formula: Formula) -> Four:
        """A key figure of both groups in both windows."""
        shares = [
            formula.of(_rows(counters, cells, formula))
            for cells in (self.changed, self.control)
            for counters in (self.before, self.after)
        ]
        return Four(*shares)

    def calls(self) -> tuple[int, int, int, int]:
        """Calls begun in both groups in both windows."""
        found = [
            counted((row for row in counters.cells if row.cell in cells), "tch_seizures") or 0
            for cells in (self.changed, self.control)
            for counters in (self.before, self.after)
        ]
        return found[0], found[1], found[2], found[3]

    def scatter(self, formula: Formula) -> float:
        """By how much the control cells scatter beyond chance: Pearson's chi square of their changes per degree of
        freedom, at least 1."""
        before, after = (_by_cell(one, self.control, formula) for one in (self.before, self.after))
        both = sorted(
            cell for cell in before.keys() & after.keys() if min(before[cell].trials, after[cell].trials) >= LEAST
        )
        if len(both) < _FEWEST_TO_SCATTER:
            return 1.0
        moves = [_share(after[cell]) - _share(before[cell]) for cell in both]
        noise = [_variance(after[cell]) + _variance(before[cell]) for cell in both]
        middle = sum(move / one for move, one in zip(moves, noise, strict=True)) / sum(1 / one for one in noise)
        square = sum((move - middle) ** 2 / one for move, one in zip(moves, noise, strict=True))
        return max(1.0, square / (len(both) - 1))


def _rows(counters: Counters, cells: Collection[str], formula: Formula) -> Iterable[Row]:
    """A cell's own rows, or those of the relations that lead out of it."""
    if formula.name in CELL:
        return (row for row in counters.cells if row.cell in cells)
    return (row for row in totals(counters.relations) if row.source in cells)


def _by_cell(counters: Counters, cells: Collection[str], formula: Formula) -> Mapping[str, Ratio]:
    of_cell = formula.name in CELL
    rows = grouped(_rows(counters, cells, formula), lambda row: getattr(row, "cell" if of_cell else "source"))
    return {str(cell): ratio for cell, group in rows.items() if (ratio := formula.of(group)) is not None}


def _share(ratio: Ratio) -> float:
    """The share, drawn a little from its ends: a share of none or all of a few is not certain."""
    return (min(max(ratio.events, 0), ratio.trials) + 0.5) / (ratio.trials + 1)


def _variance(ratio: Ratio) -> float:
    return _share(ratio) * (1 - _share(ratio)) / ratio.trials


# ---------------------------------------------------------------- one figure


def figure(evidence: Evidence, kpi: _Kpi, limit: float) -> TrialFigure:
    """A key figure with what the change did to it; no effect where one of the four samples is too small."""
    four, scatter = evidence.four(kpi.formula), evidence.scatter(kpi.formula)
    good = 1 if kpi.formula.good == "high" else -1
    changed = _told(four.changed_before), _told(four.changed_after)
    control = _told(four.control_before), _told(four.control_after)
    bare = TrialFigure(kpi.name, *changed, *control, relative=kpi.relative, limit=-good * limit, scatter=scatter)
    if four.least < LEAST:
        return bare
    middle, spread = (_log_effect if kpi.relative else _effect)(four)
    spread *= sqrt(scatter)
    unit = _relative if kpi.relative else _points
    low, high = unit(middle - _Z * spread), unit(middle + _Z * spread)
    return replace(bare, effect=unit(middle), low=low, high=high, chance=_NORMAL.cdf(good * middle / spread))


def _told(ratio: Ratio | None) -> Share:
    return Share() if ratio is None else Share(ratio.events, ratio.trials, *ratio.interval)


def _effect(four: Four) -> tuple[float, float]:
    """Difference in differences of a share, and its standard deviation (normal)."""
    before, after, idle_before, idle_after = (one for one in four if one is not None)
    moved = (after.value - before.value) - (idle_after.value - idle_before.value)
    return moved, sqrt(sum(_variance(one) for one in four if one is not None))


def _log_effect(four: Four) -> tuple[float, float]:
    """The same of the logarithm: how many times what was to be expected (the ratio of two risk ratios)."""
    before, after, idle_before, idle_after = (log(_share(one)) for one in four if one is not None)
    spread = sqrt(sum((1 - _share(one)) / (_share(one) * (one.trials + 1)) for one in four if one is not None))
    return (after - before) - (idle_after - idle_before), spread


def _points(effect: float) -> float:
    return 100 * effect


def _relative(effect: float) -> float:
    return exp(effect) - 1


def loss(one: TrialFigure) -> float:
    """How far an effect goes towards its limit: 1 is the limit, below 0 is a gain."""
    return one.effect / one.limit if one.effect is not None and one.limit else 0.0


# ---------------------------------------------------------------- what follows


def judge(evidence: Evidence, bounds: Bounds, elapsed: float) -> Judgement:
    """The verdict over a wave of which so many windows have passed.

    Taken back at once: what collapsed, or carries no calls any more. When due (a window has passed, or enough handovers
    were commanded): taken back for a loss beyond its limit that is hardly chance; kept where no figure lies beyond its
    limit. What is beyond it but may be chance, or too little to say, is watched on, and taken back after two windows:
    what was not shown to do no harm does not stay.
    """
    limits = {SUCCESS: bounds.success_points, DROP: bounds.drop_rise, PING_PONG: PING_PONG_POINTS}
    figures = tuple(figure(evidence, kpi, limits[kpi.name]) for kpi in KPIS)
    if fallen := [*_silent(evidence), *_collapsed(figures)]:
        return Judgement(Ruling.UNDO, tuple(fallen), figures)
    if elapsed < 1 and not _enough(figures[0], bounds.enough):
        return Judgement(Ruling.WAIT, (_waiting(figures[0], bounds.enough),), figures)
    if lost := [_remark("fell", one) for one in figures if loss(one) >= 1 and _sure(one, SURE)]:
        return Judgement(Ruling.UNDO, tuple(lost), figures)
    if open_ends := [
        *_few(figures),
        *(_remark("unclear", one) for one in figures if loss(one) >= 1 and not _rare(one)),
    ]:
        return _open(open_ends, figures, elapsed)
    told = (_remark("rare" if _rare(one) else "held", one) for one in figures if one.effect is not None)
    return Judgement(Ruling.KEEP, tuple(told), figures)


def _open(reasons: Iterable[Remark], figures: tuple[TrialFigure, ...], elapsed: float) -> Judgement:
    """Nothing certain: watched on, or given up."""
    if elapsed < PATIENCE:
        return Judgement(Ruling.WAIT, tuple(reasons), figures)
    return Judgement(Ruling.UNDO, (*reasons, Remark("trials.why.undecided", {"windows": f"{PATIENCE:g}"})), figures)


def _enough(success: TrialFigure, enough: int) -> bool:
    return min(success.changed_after.trials, success.control_after.trials) >= enough


def _waiting(success: TrialFigure, enough: int) -> Remark:
    counted = {"changed": success.changed_after.trials, "control": success.control_after.trials}
    return Remark("trials.why.window", {**counted, "enough": enough})


def _rare(one: TrialFigure) -> bool:
    return one.relative and one.changed_before.events + one.changed_after.events < RARE


def _sure(one: TrialFigure, most: float) -> bool:
    return one.chance is not None and one.chance <= most


def _collapsed(figures: Iterable[TrialFigure]) -> list[Remark]:
    return [_remark("collapsed", one) for one in figures if loss(one) >= COLLAPSE and _sure(one, COLLAPSE_SURE)]


def _silent(evidence: Evidence) -> list[Remark]:
    """Cells that lost nearly all their calls, while the control cells did not."""
    before, after, idle_before, idle_after = evidence.calls()
    expected = before * idle_after / idle_before if idle_before else 0.0
    if expected < LEAST or after >= SILENT * expected:
        return []
    return [Remark("trials.why.silent", {"calls": after, "expected": f"{expected:.0f}"})]


def _few(figures: tuple[TrialFigure, ...]) -> list[Remark]:
    """Figures that cannot be told although they could before. Handovers are always counted; drops, where they are."""
    needed = [one for one in figures if one.name == SUCCESS or (one.name == DROP and one.changed_before.trials)]
    return [_remark("few", one) for one in needed if one.effect is None]


def percent(chance: float) -> str:
    """A probability in percent with one decimal; never 0, for nothing is certain here."""
    return "< 0.1" if chance < 0.001 else f"{100 * chance:.1f}"


def _remark(kind: str, one: TrialFigure) -> Remark:
    """A sentence of a figure: `trials.why.<kind>.<figure>`."""
    least = min(
        share.trials for share in (one.changed_before, one.changed_after, one.control_before, one.control_after)
    )
    values: dict[str, object] = {"count": least, "least": LEAST}
    if one.effect is not None and one.low is not None and one.high is not None and one.limit is not None:
        factor = 100 if one.relative else 1
        numbers = {"effect": one.effect, "low": one.low, "high": one.high, "limit": one.limit}
        values |= {name: f"{factor * value:+.1f}" for name, value in numbers.items()}
        values["chance"] = percent(one.chance or 0.0)
    return Remark(f"trials.why.{kind}.{one.name}", values)
