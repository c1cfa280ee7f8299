"""The monthly report to a customer: every line with its promise, its clock and its outages, and the sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nms.core.line import Line, LineState, Outage
from nms.lines.grades import Grades
from nms.lines.sla import SlaClock, Span, clock

SERVED = frozenset({LineState.ACTIVE, LineState.MODIFYING, LineState.SUSPENDED, LineState.CEASING, LineState.CEASED})


@dataclass(frozen=True, slots=True)
class OutageRow:
    """An outage within the month: seconds of it that lie in the month; `cause` says what the root was."""

    outage: Outage
    seconds: float
    cause: str = ""


@dataclass(frozen=True, slots=True)
class LineReport:
    """A line's month; `uas_s` are the unavailable seconds that its E1 ends counted (None: no E1, or nothing told)."""

    line: Line
    clock: SlaClock
    outages: tuple[OutageRow, ...] = ()
    uas_s: float | None = None


@dataclass(frozen=True, slots=True)
class CustomerReport:
    """A customer's month."""

    customer: str
    title: str
    start: datetime
    end: datetime
    made_at: datetime
    lines: tuple[LineReport, ...] = ()

    @property
    def final(self) -> bool:
        """Whether the month is over."""
        return self.made_at >= self.end

    @property
    def down_s(self) -> float:
        """Counted downtime of all lines."""
        return sum(one.clock.down_s for one in self.lines)

    @property
    def failures(self) -> int:
        """Counted outages of all lines."""
        return sum(one.clock.failures for one in self.lines)

    @property
    def broken(self) -> tuple[LineReport, ...]:
        """Lines whose promise was not kept."""
        return tuple(one for one in self.lines if not one.clock.kept)

    @property
    def availability(self) -> float | None:
        """Over all lines, by time in service."""
        served = sum(one.clock.served_s for one in self.lines)
        return 100 * (1 - self.down_s / served) if served else None


def served(line: Line, period: Span) -> bool:
    """Whether a line was in service in a period at all."""
    begun = line.active_at is not None and line.active_at < period.end
    return line.state in SERVED and begun and (line.ceased_at is None or line.ceased_at > period.start)


def line_clock(line: Line, outages: Sequence[Outage], grades: Grades, period: Span, now: datetime) -> SlaClock:
    """The clock of a line; of one that was never in service it has not begun to run."""
    since = line.active_at or period.end
    until = line.ceased_at or period.end
    return clock(outages, line.order.grade, grades.of(line.order.grade), period, now, since, until)


def rows(outages: Sequence[Outage], period: Span, now: datetime, causes: dict[str, str]) -> tuple[OutageRow, ...]:
    """Outages as the report lists them, oldest first."""
    inside = ((one, Span(one.start, one.end or now).within(period).length.total_seconds()) for one in outages)
    return tuple(OutageRow(one, lost, causes.get(one.cause, "")) for one, lost in inside if lost > 0)
