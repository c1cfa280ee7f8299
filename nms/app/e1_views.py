"""What is shown of an E1 line's quality: a day of intervals, sums, what they may be, and how long it could be used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from nms.core.alarm import Alarm
from nms.core.observed import E1Interval, E1Line
from nms.core.site import LinkEnd
from nms.performance.availability import Objective, percent


@dataclass(frozen=True, slots=True)
class E1Slot:
    """A quarter of an hour; `state` is its worst: clear, errored, severe, unavailable, or gap (nothing is known) and
    pending (just over, not read yet). `counts` is None for the last two."""

    ended_at: datetime
    state: str
    counts: E1Interval | None = None


@dataclass(frozen=True, slots=True)
class E1Totals:
    """Sums over the known closed intervals of a period (`day`, `week`, `month`), and the limits for its whole length.

    `availability` is 1 - ΣUAS/known time, None if nothing is known; `expected` intervals make up the period.
    """

    period: str
    expected: int
    known: int
    es: int
    ses: int
    uas: int
    css: int
    pcv: int
    availability: float | None
    limits: Objective

    @property
    def percent(self) -> str:
        """The availability as text, never rounded up; "" if nothing is known."""
        return percent(self.availability)

    @property
    def over(self) -> tuple[str, ...]:
        """The counters above their limits."""
        return tuple(name for name in ("es", "ses") if getattr(self, name) > getattr(self.limits, name))


@dataclass(frozen=True, slots=True)
class E1Quality:
    """One end of an E1 line: the running interval (None if never read), the last day, sums and its active alarms."""

    device: str
    line: str
    circuit: str
    peers: Sequence[LinkEnd]
    now: E1Line | None
    seen_at: datetime | None
    strip: Sequence[E1Slot]  # 96, oldest first
    day: E1Totals
    week: E1Totals
    month: E1Totals
    allocation: float
    alarms: Sequence[Alarm]

    @property
    def totals(self) -> tuple[E1Totals, ...]:
        """All periods, the shortest first."""
        return (self.day, self.week, self.month)

    @property
    def gaps(self) -> Sequence[datetime]:
        """Ends of the intervals of the last day of which nothing is known."""
        return [slot.ended_at for slot in self.strip if slot.state == "gap"]
