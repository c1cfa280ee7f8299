"""Thresholds of pairs of cells from counters alone: what comes too early is put off, what comes too late hastened."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from nms.handover.diagnose.plan import Pair, RadioPlan
from nms.handover.engine.deciding import EMERGENCY_CAUSES
from nms.handover.kpi.counters import Counters, HandoverCounters
from nms.handover.kpi.formulas import CELL, RELATION, counted, joined, to_and_fro
from nms.handover.kpi.grouping import grouped, totals
from nms.handover.kpi.ratio import Ratio
from nms.handover.recommendation import LIMITS, Phrase, Recommendation, recommend
from nms.handover.tuning.bayes import Posterior, prior_of
from nms.handover.tuning.variables import PAIR_SUM

GAIN_DB: Final = 1.0
"""dB by which a threshold moves for one logit."""
MOST_DB: Final = 2
TOLERATED: Final = RELATION["ping_pong"].target or 0.08
"""Share of handovers that may come back or bounce before a pair counts as too early."""
OFTEN: Final = CELL["handovers_per_call"].target or 3.0

Rows = tuple[HandoverCounters, ...]


class Signs(NamedTuple):
    """Of a pair's commands: how many bounced or came back at once, how many were lost or urgent."""

    early: Ratio
    late: Ratio


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with enough handovers: what is believed of it, and by how many dB its threshold should move."""

    pair: Pair
    signs: Signs
    early: Posterior
    late: Posterior
    usual_late: float

    @property
    def wanted(self) -> int:
        """k · (excess of early − excess of late), each over what is tolerated or usual; −2…2 dB."""
        more = self.early.excess(TOLERATED) - self.late.excess(self.usual_late)
        return max(-MOST_DB, min(MOST_DB, round(GAIN_DB * more)))


def from_counters(counters: Counters, plan: RadioPlan) -> Sequence[Recommendation]:
    """Changes of thresholds, those first that concern most handovers; none for pairs of less than 30 commands.

    Early: handovers that returned to the old channel or were followed by the way back (guessed from how even both ways
    are where nobody counted that). Late: calls lost, and handovers for urgent causes where causes were counted. Shares
    of a pair are drawn towards those of all pairs (empirical Bayes); only what is sure at one-sided 95 % counts.
    """
    found = {one.pair: one for one in judged(counters, plan) if one.wanted}
    order = sorted(found.values(), key=lambda one: -one.signs.early.trials)
    lowered = {pair for pair, one in found.items() if one.wanted < 0}
    return tuple(change for one in order for change in _change(plan, one, both=lowered >= {one.pair, one.pair[::-1]}))


def judged(counters: Counters, plan: RadioPlan) -> Iterator[Judged]:
    """What is believed of every relation of the plan that has enough commands."""
    signs = dict(_signs(counters, plan))
    if not signs:
        return
    early, late = (prior_of(getattr(one, side) for one in signs.values()) for side in ("early", "late"))
    for pair, one in signs.items():
        if not one.early.small:
            yield Judged(pair, one, early.updated(one.early), late.updated(one.late), late.mean)


def _signs(counters: Counters, plan: RadioPlan) -> Iterator[tuple[Pair, Signs]]:
    whole = grouped(totals(counters.relations), lambda row: (row.source, row.target))
    by_cause = grouped((row for row in counters.relations if row.cause), lambda row: (row.source, row.target))
    swings = _Swings(counters, whole)
    for pair, rows in whole.items():
        commands = counted(rows, "commands")
        urgent = _urgent(by_cause.get(pair, ()))
        if pair not in plan.relations or not commands or (by_cause and urgent is None):
            continue
        back = counted(rows, "back_soon")
        early = (counted(rows, "returned") or 0) + (swings.guessed(pair) if back is None else back)
        late = (counted(rows, "lost") or 0) + (urgent or 0)
        yield pair, Signs(Ratio(min(early, commands), commands), Ratio(min(late, commands), commands))


def _urgent(rows: Rows) -> int | None:
    """Commands for urgent causes; None where commands were not counted by cause."""
    if counted(rows, "commands") is None:
        return None
    return counted((row for row in rows if row.cause in EMERGENCY_CAUSES), "commands") or 0


class _Swings:
    """Ping-pongs without moments: both ways even, and both cells with more handovers a call than is sound."""

    def __init__(self, counters: Counters, whole: Mapping[Pair, Rows]) -> None:
        self.whole = whole
        cells = grouped(joined(counters.cells, totals(counters.relations)), lambda row: row.cell)
        self.often = {name: ratio for name, rows in cells.items() if (ratio := CELL["handovers_per_call"].of(rows))}

    def guessed(self, pair: Pair) -> int:
        """How many of a pair's successes: the even part of what is beyond the sound number of handovers a call."""
        there, back = (RELATION["success"].of(self.whole.get(one, ())) for one in (pair, pair[::-1]))
        even = to_and_fro(there, back)
        if there is None or even is None or any(name not in self.often for name in pair):
            return 0
        often = min(self.often[name].value for name in pair)
        return round(there.events * even * max(0.0, 1 - OFTEN / often)) if often else 0


def _change(plan: RadioPlan, one: Judged, *, both: bool) -> tuple[Recommendation, ...]:
    """Of the PBGT threshold, or of the hysteresis where the power budget decides nothing between the two."""
    name = "pbgt_threshold" if _budgeted(plan, one.pair) else "hysteresis"
    old = getattr(plan.relations[one.pair], name)
    wanted = old + one.wanted
    if name == "pbgt_threshold" and one.wanted < 0:
        wanted = max(wanted, min(old, _floor(plan, one.pair, both=both)))
    values = {
        "cell": one.pair[0],
        "other": one.pair[1],
        "commands": one.signs.early.trials,
        "early": _percent(one.early.mean),
        "tolerated": _percent(TOLERATED),
        "late": _percent(one.late.mean),
        "usual": _percent(one.usual_late),
    }
    way = "early" if one.wanted > 0 else "late"
    because, expected = Phrase(f"tune.because.{way}", values), Phrase(f"tune.expected.{way}", values)
    return recommend("relation", one.pair, name, (old, wanted), because, expected)


def _floor(plan: RadioPlan, pair: Pair, *, both: bool) -> int:
    """As low as the threshold may go, whether or not the way back is changed in the same cycle (`both` are lowered)."""
    back = plan.relations.get(pair[::-1])
    least = PAIR_SUM // 2 if both else LIMITS["relation", "pbgt_threshold"].low
    return least if back is None else max(PAIR_SUM - back.pbgt_threshold, least)


def _budgeted(plan: RadioPlan, pair: Pair) -> bool:
    source, target = (plan.cells[name].parameters for name in pair)
    return bool(source.enable_pbgt) and (source.layer, source.priority) == (target.layer, target.priority)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"
