"""A small radio network for trials: cells in a ring, counters of a window made of shares, what holds of parameters."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from nms.core.radio import HeldValue
from nms.handover.diagnose.plan import PlannedCell, RadioPlan
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters
from nms.handover.table import TABLE

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
RING = tuple(f"c{number:02}" for number in range(12))


def ring(names: Sequence[str] = RING) -> RadioPlan:
    """Each cell is the neighbour of the next and of the last one."""
    cells = {name: PlannedCell(name, 50 + number, 8 + number) for number, name in enumerate(names)}
    pairs = [(name, names[(at + 1) % len(names)]) for at, name in enumerate(names)]
    both = [*pairs, *((b, a) for a, b in pairs)]
    return RadioPlan(cells, {pair: RelationParameters() for pair in both})


def values(plan: RadioPlan) -> list[HeldValue]:
    """Every parameter of a plan as a controller tells it; what is the default nobody has set."""
    found = [
        HeldValue("cell", name, "", row, getattr(cell.parameters, row), _origin("cell", row, cell.parameters))
        for name, cell in plan.cells.items()
        for row in TABLE["cell"]
    ]
    for (source, target), relation in plan.relations.items():
        for row in TABLE["relation"]:
            value = getattr(relation, row)
            found.append(HeldValue("relation", source, target, row, value, _origin("relation", row, relation)))
    return found


def _origin(kind: str, row: str, held: CellParameters | RelationParameters) -> str:
    return "" if getattr(held, row) == TABLE[kind][row].default else "cell"


def window(
    shares: Mapping[str, tuple[int, int]],
    drops: Mapping[str, tuple[int, int]] | None = None,
    back: int = 0,
    at: datetime = AT,
) -> Counters:
    """Counters of one window: cell → (successes, commands) and cell → (drops, calls)."""
    relations = tuple(
        HandoverCounters(cell, f"{cell}-next", at, requests=tried, commands=tried, successes=good, back_soon=back)
        for cell, (good, tried) in shares.items()
    )
    calls = dict.fromkeys(shares, (500, 100_000)) | dict(drops or {})
    cells = tuple(CellCounters(cell, at, tch_seizures=all_, tch_drops=lost) for cell, (lost, all_) in calls.items())
    return Counters(relations, cells)
