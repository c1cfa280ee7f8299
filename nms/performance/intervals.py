"""The closed 15-minute intervals of E1 lines: which are kept, under which end, and which are missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from nms.core.observed import E1Interval

INTERVAL = timedelta(minutes=15)
KEPT = 96  # a day: as many as the DS1-MIB keeps (RFC 4805)
NEAR = INTERVAL / 2
SETTLED_S = 10
"""An interval's counts may change for so long after its end, when a run of ten seconds lies across it (RFC 4805)."""

_MEMORY = INTERVAL * (KEPT + 4)


@dataclass(slots=True)
class LineBook:
    """What is kept of one line's last day.

    An interval's name is its end. The end is found from our clock and the age that the device tells, so that it may
    come out otherwise when one of the two clocks was set: an end less than half an interval from a known one is that
    one, and what was said later counts. So no interval is kept twice; one that a clock made short or long counts for
    what the device says of it, unless the device calls it invalid: then it stays a gap.
    """

    kept: dict[datetime, E1Interval] = field(default_factory=dict)
    unsettled: set[datetime] = field(default_factory=set)  # kept, but read too early: to be read again
    absent: set[datetime] = field(default_factory=set)  # asked for in vain: the device has no valid data

    def end_of(self, moment: datetime) -> datetime:
        """The known end that is meant by a moment; the moment itself if none is near."""
        if moment in self.kept:
            return moment
        near = min(self.kept, key=lambda end: abs(end - moment), default=moment)
        return near if abs(near - moment) < NEAR else moment

    def keep(self, row: E1Interval, read_at: datetime) -> E1Interval:
        """Remember an interval that was read at a moment; returns it under the end it is kept by."""
        settled = replace(row, ended_at=self.end_of(row.ended_at))
        self.kept[settled.ended_at] = settled
        self.absent.discard(settled.ended_at)
        early = read_at - row.ended_at <= timedelta(seconds=SETTLED_S)
        (self.unsettled.add if early else self.unsettled.discard)(settled.ended_at)
        return settled

    def missing(self, newest_end: datetime, valid: int | None) -> list[datetime]:
        """Ends of intervals that the device says it has and that are not kept, newest first.

        `newest_end` is when its newest one ended, `valid` how many it has (None: perhaps all 96). To be asked once the
        newest has settled.
        """
        self._forget(newest_end)
        ends = (newest_end - INTERVAL * back for back in range(min(KEPT if valid is None else valid, KEPT)))
        return [end for end in ends if not self._known(end)]

    def give_up(self, wanted: Iterable[datetime]) -> None:
        """The device was asked for these: those it did not give are gaps, and not asked for again."""
        self.absent |= {end for end in wanted if self.end_of(end) not in self.kept}

    def day(self, newest_end: datetime) -> list[E1Interval]:
        """The kept ones among the 96 up to the newest, oldest first: what dsx1TotalTable sums."""
        oldest = newest_end - INTERVAL * KEPT
        return [self.kept[end] for end in sorted(self.kept) if oldest + NEAR <= end < newest_end + NEAR]

    def _known(self, end: datetime) -> bool:
        known = self.end_of(end)
        return (known in self.kept and known not in self.unsettled) or end in self.absent

    def _forget(self, newest_end: datetime) -> None:
        if len(self.kept) > KEPT + 4:
            self.kept = {end: row for end, row in self.kept.items() if abs(newest_end - end) <= _MEMORY}
            self.unsettled &= self.kept.keys()
        self.absent = {end for end in self.absent if abs(newest_end - end) <= _MEMORY}
