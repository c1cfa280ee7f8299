"""The formulas of the key figures as one table: which counters over which, what is good, what is aimed at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from nms.handover.engine.decision import HandoverCause
from nms.handover.kpi.counters import CellCounters, HandoverCounters, Row, weights
from nms.handover.kpi.ratio import Ratio

Terms = tuple[str, ...]
"""Counters that are added; with "-" before the name, taken off."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A key figure. `target` is what networks aim at, None where there is none; `share`: it cannot exceed 1."""

    name: str
    over: Terms
    under: Terms
    good: Literal["high", "low"]
    target: float | None = None
    share: bool = True

    def of(self, rows: Iterable[Row]) -> Ratio | None:
        """The figure over all rows that have every counter it needs; None if there is none, or nothing was tried.

        A row with a gap is left out as a whole: half of it would bend the share.
        """
        events = trials = 0
        for row in rows:
            above, below = _added(row, self.over), _added(row, self.under)
            if above is not None and below is not None:
                events, trials = events + above, trials + below
        return Ratio(events, trials) if trials > 0 else None


def _added(row: Row, terms: Terms) -> int | None:
    total = 0
    for term in terms:
        value = getattr(row, term.removeprefix("-"))
        if value is None:
            return None
        total += -value if term.startswith("-") else value
    return total


RELATION: Final[Mapping[str, Formula]] = {
    one.name: one
    for one in (
        Formula("success", ("successes",), ("requests",), "high", 0.92),
        Formula("radio_success", ("successes",), ("commands",), "high", 0.95),
        Formula("radio_success_less_returned", ("successes",), ("commands", "-returned"), "high"),
        Formula("radio_failure", ("commands", "-successes"), ("commands",), "low", 0.05),
        Formula("completion", ("commands",), ("requests",), "high"),
        Formula("lost", ("lost",), ("commands",), "low"),
        Formula("returned", ("returned",), ("commands",), "low"),
        Formula("ping_pong", ("back_soon",), ("successes",), "low", 0.08),
        Formula("no_channel", ("no_channel",), ("requests",), "low"),
        Formula("unanswered", ("unanswered",), ("requests",), "low"),
        Formula("incompatible", ("incompatible",), ("requests",), "low"),
    )
}
"""Over `HandoverCounters`: outgoing by source, incoming by target, a relation, a cause, an hour."""

CELL: Final[Mapping[str, Formula]] = {
    one.name: one
    for one in (
        Formula("drop", ("tch_drops",), ("tch_seizures",), "low", 0.01),
        Formula("drop_with_handovers", ("tch_drops",), ("tch_seizures", "handovers_in"), "low"),
        Formula("tch_blocked", ("tch_blocked",), ("tch_attempts",), "low", 0.02),
        Formula("sdcch_blocked", ("sdcch_blocked",), ("sdcch_attempts",), "low", 0.01),
        Formula("handovers_per_call", ("handovers_out",), ("tch_seizures",), "low", 3.0, share=False),
        Formula("low_level", ("low_level",), ("reports",), "low"),
        Formula("far_strong", ("far_strong",), ("reports",), "low"),
    )
}
"""Over `CellCounters`."""

CAUSE_SHARE: Final = Formula("cause_share", ("commands",), ("commands",), "high")
"""One cause's commands among those of all causes; see `cause_shares`."""


def mean(rows: Iterable[Row], name: str) -> float | None:
    """The mean of a mean over rows, by the weight of each; None where no row has both."""
    total = weight = 0.0
    for row in rows:
        by = weights(type(row))[name]
        value, share = getattr(row, name), getattr(row, by) if by else 1
        if value is not None and share:
            total, weight = total + value * share, weight + share
    return total / weight if weight else None


def counted(rows: Iterable[Row], name: str) -> int | None:
    """The sum of a counter over the rows that have it; None where none has."""
    present = [value for row in rows if (value := getattr(row, name)) is not None]
    return sum(present) if present else None


def cause_shares(rows: Sequence[HandoverCounters]) -> dict[HandoverCause, Ratio]:
    """Each cause's part of all commands (of requests where nobody counted commands by cause)."""
    for name in ("commands", "requests"):
        by_cause = {cause: counted((row for row in rows if row.cause == cause), name) for cause in HandoverCause}
        known = {cause: count for cause, count in by_cause.items() if count is not None}
        if total := sum(known.values()):
            return {cause: Ratio(count, total) for cause, count in known.items()}
    return {}


def to_and_fro(there: Ratio | None, back: Ratio | None) -> float | None:
    """Ping-pong guessed from two relations without timestamps: 2 min(N, M) / (N + M) of what completed, 0…1."""
    if there is None or back is None or not there.events + back.events:
        return None
    return 2 * min(there.events, back.events) / (there.events + back.events)


def joined(cells: Iterable[CellCounters], relations: Iterable[HandoverCounters]) -> Iterator[CellCounters]:
    """Cells with the handovers of their relations counted in, where the export did not tell them itself."""
    out: dict[tuple[str, object], int] = {}
    into: dict[tuple[str, object], int] = {}
    for row in relations:
        if row.successes is not None:
            out[row.source, row.hour] = out.get((row.source, row.hour), 0) + row.successes
            into[row.target, row.hour] = into.get((row.target, row.hour), 0) + row.successes
    for cell in cells:
        key = cell.cell, cell.hour
        leaving = out.get(key) if cell.handovers_out is None else cell.handovers_out
        coming = into.get(key) if cell.handovers_in is None else cell.handovers_in
        yield replace(cell, handovers_out=leaving, handovers_in=coming)
