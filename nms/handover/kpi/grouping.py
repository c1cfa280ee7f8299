"""Counters by what one asks: cell, relation, cause, hour; and the key figures of each group."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters, Row
from nms.handover.kpi.formulas import CAUSE_SHARE, CELL, RELATION, Formula, cause_shares, joined
from nms.handover.kpi.ratio import Ratio

K = TypeVar("K", bound=Hashable)
R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure of one thing: scope (out, in, relation, cell …), key (names, hour, cause), formula, value."""

    scope: str
    key: tuple[tuple[str, str], ...]
    formula: Formula
    ratio: Ratio

    @property
    def missed(self) -> bool:
        """Whether the figure is on the wrong side of what is aimed at, and not by chance (95 %)."""
        target = self.formula.target
        if target is None or self.ratio.small:
            return False
        low, high = self.ratio.interval if self.formula.share else (self.ratio.value, self.ratio.value)
        return high < target if self.formula.good == "high" else low > target


def grouped(rows: Iterable[R], key: Callable[[R], K]) -> dict[K, tuple[R, ...]]:
    """Rows by key, in the order of their first row."""
    groups: dict[K, list[R]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {name: tuple(group) for name, group in groups.items()}


def totals(rows: Iterable[HandoverCounters]) -> tuple[HandoverCounters, ...]:
    """Rows that count each handover once: by cause only where a relation's hour has no row for all causes."""
    kept = tuple(rows)
    whole = {(row.source, row.target, row.hour) for row in kept if row.cause is None}
    return tuple(row for row in kept if row.cause is None or (row.source, row.target, row.hour) not in whole)


_Key = Callable[[HandoverCounters], tuple[tuple[str, str], ...]]
_HANDOVER_SCOPES: Final[Mapping[str, _Key]] = {
    "out": lambda row: (("cell", row.source),),
    "in": lambda row: (("cell", row.target),),
    "relation": lambda row: (("source", row.source), ("target", row.target)),
    "hour": lambda row: (("hour", _hour(row)),),
}
SCOPES: Final = ("cell", "relation", "cause", "hour", "bsc")


def _hour(row: HandoverCounters | CellCounters) -> str:
    return row.hour.isoformat() if row.hour else ""


def figures(counters: Counters, scopes: Iterable[str] = SCOPES, bscs: Mapping[str, str] | None = None) -> Iterator[Kpi]:
    """Key figures by cell (out, in, and of the cell itself), relation, cause, hour; by BSC where `bscs` names each
    cell's: within it, out of it and into it.
    """
    chosen, once = frozenset(scopes), totals(counters.relations)
    if "cell" in chosen:
        yield from _handovers("out", once)
        yield from _handovers("in", once)
        yield from _cells(joined(counters.cells, once))
    yield from (kpi for scope in ("relation", "hour") if scope in chosen for kpi in _handovers(scope, once))
    if "cause" in chosen:
        yield from _causes(counters.relations)
    if "bsc" in chosen and bscs:
        yield from _bscs(once, bscs)


def hourly(counters: Counters, scopes: Iterable[str] = SCOPES, bscs: Mapping[str, str] | None = None) -> Iterator[Kpi]:
    """The same of every hour by itself, in order of time; each key says which hour."""
    chosen = [scope for scope in scopes if scope != "hour"]
    relations, cells = grouped(counters.relations, _hour), grouped(counters.cells, _hour)
    for hour in sorted(relations.keys() | cells.keys()):
        part = Counters(relations.get(hour, ()), cells.get(hour, ()))
        for kpi in figures(part, chosen, bscs):
            yield replace(kpi, key=(*kpi.key, ("hour", hour)))


def _handovers(scope: str, rows: Iterable[HandoverCounters]) -> Iterator[Kpi]:
    for key, group in grouped(rows, _HANDOVER_SCOPES[scope]).items():
        yield from _all(scope, key, RELATION, group)


def _cells(rows: Iterable[CellCounters]) -> Iterator[Kpi]:
    for name, group in grouped(rows, lambda row: row.cell).items():
        yield from _all("cell", (("cell", name),), CELL, group)


def _causes(rows: Iterable[HandoverCounters]) -> Iterator[Kpi]:
    told = tuple(row for row in rows if row.cause is not None)
    for cause, group in grouped(told, lambda row: row.cause).items():
        yield from _all("cause", (("cause", str(cause)),), RELATION, group)
    for cause, ratio in cause_shares(told).items():
        yield Kpi("cause", (("cause", str(cause)),), CAUSE_SHARE, ratio)


def _bscs(rows: Iterable[HandoverCounters], bscs: Mapping[str, str]) -> Iterator[Kpi]:
    known = [row for row in rows if row.source in bscs and row.target in bscs]
    inside = [row for row in known if bscs[row.source] == bscs[row.target]]
    across = [row for row in known if bscs[row.source] != bscs[row.target]]
    for name, group in grouped(inside, lambda row: bscs[row.source]).items():
        yield from _all("intra_bsc", (("bsc", name),), RELATION, group)
    for name, group in grouped(across, lambda row: bscs[row.source]).items():
        yield from _all("inter_bsc_out", (("bsc", name),), RELATION, group)
    for name, group in grouped(across, lambda row: bscs[row.target]).items():
        yield from _all("inter_bsc_in", (("bsc", name),), RELATION, group)


def _all(
    scope: str, key: tuple[tuple[str, str], ...], formulas: Mapping[str, Formula], rows: tuple[Row, ...]
) -> Iterator[Kpi]:
    for formula in formulas.values():
        ratio = formula.of(rows)
        if ratio is not None:
            yield Kpi(scope, key, formula, ratio)
