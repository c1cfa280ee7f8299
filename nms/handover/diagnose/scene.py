"""What the rules look at: the plan, its graph, the counters in order, and what is usual in this network."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

import networkx as nx

from nms.handover.diagnose.limits import LIMITS, Limits
from nms.handover.diagnose.neighbourhood import graph_of
from nms.handover.diagnose.plan import Pair, RadioPlan
from nms.handover.engine.decision import HandoverCause
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters, HeardCounters, TrxCounters
from nms.handover.kpi.formulas import CELL, RELATION, cause_shares, joined, mean
from nms.handover.kpi.grouping import grouped, totals
from nms.handover.kpi.ratio import Ratio, above

Rows = tuple[HandoverCounters, ...]
_MIN_SPREAD_DB = 0.5


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a rule may ask. Counters of cells that the plan does not know are left out."""

    plan: RadioPlan
    limits: Limits
    graph: nx.DiGraph
    relations: Mapping[Pair, Rows]
    leaving: Mapping[str, Rows]
    entering: Mapping[str, Rows]
    by_cause: Mapping[str, Rows]
    cells: Mapping[str, tuple[CellCounters, ...]]
    trxs: Mapping[tuple[str, str], tuple[TrxCounters, ...]]
    heard: Mapping[tuple[str, int, int], tuple[HeardCounters, ...]]

    def relation(self, pair: Pair, formula: str) -> Ratio | None:
        """A figure of one relation."""
        return RELATION[formula].of(self.relations.get(pair, ()))

    def into(self, cell: str, formula: str) -> Ratio | None:
        """A figure of all handovers into a cell."""
        return RELATION[formula].of(self.entering.get(cell, ()))

    def out_of(self, cell: str, formula: str) -> Ratio | None:
        """A figure of all handovers out of a cell."""
        return RELATION[formula].of(self.leaving.get(cell, ()))

    def cell(self, cell: str, formula: str) -> Ratio | None:
        """A figure of a cell itself."""
        return CELL[formula].of(self.cells.get(cell, ()))

    def enough(self, ratio: Ratio | None) -> bool:
        """Whether a figure is there and stands on a sample one may act on."""
        return ratio is not None and ratio.trials >= self.limits.least

    def beyond(self, ratio: Ratio | None, limit: float) -> float:
        """The confidence that a share is above a limit; 0 where it is unknown, of too small a sample or not sure."""
        if ratio is None or ratio.trials < self.limits.least:
            return 0.0
        sure = above(ratio, limit)
        return sure if sure >= self.limits.confidence else 0.0

    def usual_handovers_per_call(self) -> float | None:
        """The median over cells."""
        found = [ratio.value for name in self.cells if (ratio := self.cell(name, "handovers_per_call"))]
        return median(found) if found else None

    def usual_cause_share(self, cause: HandoverCause) -> float:
        """The median part of a cause in the commands of a cell; 0 where nobody counted causes."""
        shares = [cause_shares(rows) for rows in self.by_cause.values()]
        found = [one[cause].value if cause in one else 0.0 for one in shares if one]
        return median(found) if found else 0.0

    def balances(self) -> dict[tuple[str, str], float]:
        """By transceiver: uplink less downlink, less what is planned for the cell or usual in the network (dB)."""
        raw: dict[tuple[str, str], float] = {}
        for key, rows in self.trxs.items():
            uplink, downlink = mean(rows, "uplink_level"), mean(rows, "downlink_level")
            if uplink is not None and downlink is not None:
                raw[key] = uplink - downlink
        usual = median(raw.values()) if raw else 0.0
        return {key: value - self._planned(key[0], usual) for key, value in raw.items()}

    def _planned(self, cell: str, usual: float) -> float:
        planned = self.plan.cells[cell].balance_db
        return usual if planned is None else planned


def spread_db(values: Mapping[tuple[str, str], float]) -> float:
    """The usual spread of numbers (1.4826 × median absolute deviation), not below half a decibel."""
    if not values:
        return _MIN_SPREAD_DB
    middle = median(values.values())
    return max(_MIN_SPREAD_DB, 1.4826 * median(abs(value - middle) for value in values.values()))


def scene(plan: RadioPlan, counters: Counters, limits: Limits = LIMITS) -> Scene:
    """Put plan and counters in order for the rules."""
    known = plan.cells.keys()
    rows = [row for row in counters.relations if row.source in known and row.target in known]
    once = totals(rows)
    cells = [row for row in joined(counters.cells, once) if row.cell in known]
    return Scene(
        plan=plan,
        limits=limits,
        graph=graph_of(plan),
        relations=grouped(once, lambda row: (row.source, row.target)),
        leaving=grouped(once, lambda row: row.source),
        entering=grouped(once, lambda row: row.target),
        by_cause=grouped((row for row in rows if row.cause is not None), lambda row: row.source),
        cells=grouped(cells, lambda row: row.cell),
        trxs=grouped((row for row in counters.trxs if row.cell in known), lambda row: (row.cell, row.trx)),
        heard=grouped(
            (row for row in counters.heard if row.cell in known), lambda row: (row.cell, row.arfcn, row.bsic)
        ),
    )
