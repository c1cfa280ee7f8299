"""Which cells are changed when, and which are left alone to compare with: the same answer for the same question."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from statistics import median
from typing import Final

from nms.core.radio import WantedValue
from nms.handover.diagnose.plan import RadioPlan
from nms.handover.kpi.counters import Counters
from nms.handover.kpi.formulas import RELATION, counted
from nms.handover.kpi.grouping import grouped, totals
from nms.handover.kpi.ratio import LEAST, Ratio

_SUCCESS: Final = RELATION["radio_success"]
_SUCCESS_WEIGHT: Final = 20.0
"""Five points of success weigh like a factor e of traffic."""


@dataclass(frozen=True, slots=True)
class Busy:
    """How busy a cell was and how well its handovers went: handovers commanded out of it, the share that succeeded."""

    commands: int
    success: float

    def unlike(self, other: "Busy") -> float:
        """How unlike two cells are: in traffic (its logarithm) and in success."""
        traffic = abs(log((self.commands + 1) / (other.commands + 1)))
        return traffic + _SUCCESS_WEIGHT * abs(self.success - other.success)


def busy(counters: Counters) -> Mapping[str, Busy]:
    """Every cell that commanded handovers."""
    found = {}
    for cell, rows in grouped(totals(counters.relations), lambda row: row.source).items():
        ratio = _SUCCESS.of(rows)
        if ratio is not None and (commands := counted(rows, "commands")):
            found[cell] = Busy(commands, _value(ratio))
    return found


def _value(ratio: Ratio) -> float:
    return min(max(ratio.value, 0.0), 1.0)


def waves(
    wanted: Sequence[WantedValue], canary: int, size: int, traffic: Mapping[str, Busy]
) -> tuple[tuple[str, ...], ...]:
    """The cells of each wave: the canary first, its cells the ones nearest to the middle of all in traffic (neither the
    busiest, where harm is greatest, nor the quietest, which tell nothing), the rest in order of traffic, quiet first.
    """
    names = sorted({one.cell for one in wanted})
    known = [traffic[name].commands for name in names if name in traffic]
    middle = log(median(known) + 1) if known else 0.0
    loads = {name: log(traffic[name].commands + 1) if name in traffic else 0.0 for name in names}
    first = sorted(names, key=lambda name: (abs(loads[name] - middle), name))[:canary]
    rest = sorted((name for name in names if name not in first), key=lambda name: (loads[name], name))
    return tuple(filter(None, (tuple(first), *(tuple(rest[at : at + size]) for at in range(0, len(rest), size)))))


def touching(plan: RadioPlan, cells: Collection[str]) -> frozenset[str]:
    """The cells that have a relation with one of these, either way, and these themselves."""
    pairs = [pair for pair in plan.relations if pair[0] in cells or pair[1] in cells]
    return frozenset(cells) | {name for pair in pairs for name in pair}


def control_cells(
    plan: RadioPlan, changed: Collection[str], traffic: Mapping[str, Busy], most: int, taken: Collection[str] = ()
) -> tuple[str, ...]:
    """The cells to compare with, the most alike first: none that is changed, hands over to or from a changed one or is
    part of another trial (`taken`), each with handovers enough to be told apart from chance."""
    known = [traffic[name] for name in sorted(changed) if name in traffic]
    if not known:
        return ()
    usual = Busy(round(median(one.commands for one in known)), median(one.success for one in known))
    barred = touching(plan, changed) | frozenset(taken)
    free = [
        name for name in sorted(plan.cells) if name not in barred and traffic.get(name, Busy(0, 0)).commands >= LEAST
    ]
    return tuple(sorted(free, key=lambda name: (traffic[name].unlike(usual), name))[:most])
