"""Use cases around the quality of E1 lines: intervals out of the store, sums, limits, availability."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from collectors.e1 import interval_end
from nms.app.devices import Devices
from nms.app.e1_views import E1Quality, E1Slot, E1Totals
from nms.app.parts import Parts
from nms.core.errors import NotFoundError
from nms.core.observed import E1Interval, E1Line
from nms.core.queries import AlarmQuery
from nms.core.sample import Series, SeriesKey
from nms.core.site import LinkEnd
from nms.performance.availability import availability, objective
from nms.performance.crossings import METRICS
from nms.performance.intervals import INTERVAL, KEPT, NEAR

PERIODS: Mapping[str, timedelta] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
}
_EXACT = timedelta(days=7)  # from here on single intervals are read, before it summaries
_BUCKET_S = 300
_UAS = METRICS["uas"][0]
_COUNTERS: Mapping[str, str] = {metric: counter for counter, (metric, _) in METRICS.items()}


class Numbers(Protocol):
    """The part of the sample store that is needed here."""

    def raw_many(
        self, keys: Sequence[SeriesKey], start: datetime, end: datetime
    ) -> Mapping[SeriesKey, Sequence[tuple[datetime, int | float]]]: ...

    def many(
        self, keys: Sequence[SeriesKey], start: datetime, end: datetime, max_points: int = 3000
    ) -> Sequence[Series]: ...


def intervals_of(
    numbers: Numbers, device: str, lines: Iterable[str], start: datetime, end: datetime
) -> dict[str, list[E1Interval]]:
    """Closed intervals by line, oldest first, that ended between two moments (both within)."""
    found: dict[str, dict[datetime, dict[str, int]]] = {line: {} for line in lines}
    for key, values in numbers.raw_many(_keys(device, found), start, end).items():
        for at, value in values:
            found[key.instance].setdefault(at, {})[_COUNTERS[key.metric]] = int(value)
    return {line: [E1Interval(line, at, **rows[at]) for at in sorted(rows)] for line, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts of a stretch of time, and how many seconds of it are known."""

    known_s: float
    counts: Mapping[str, float]

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        counts = {counter: self.counts[counter] + other.counts[counter] for counter in METRICS}
        return Sums(self.known_s + other.known_s, counts)


def summed(rows: Iterable[E1Interval]) -> Sums:
    """Single intervals together; one without a number of unavailable seconds is not known."""
    known = [row for row in rows if row.uas is not None]
    counts = {counter: float(sum(getattr(row, counter) or 0 for row in known)) for counter in METRICS}
    return Sums(len(known) * INTERVAL.total_seconds(), counts)


def summarised(numbers: Numbers, device: str, line: str, start: datetime, end: datetime) -> Sums:
    """The same from 5-minute summaries, which spread an interval over its 15 minutes (and over one missing before)."""
    points = int((end - start).total_seconds() / _BUCKET_S) + 2
    share, counts, known_s = _BUCKET_S / INTERVAL.total_seconds(), dict.fromkeys(METRICS, 0.0), 0.0
    for series in numbers.many(_keys(device, [line]), start, end, points):
        values = [value for at, value in series.points if value is not None and at < end]
        if series.resolution_s == _BUCKET_S:
            counts[_COUNTERS[series.key.metric]] = share * sum(values)
            known_s = max(known_s, _BUCKET_S * len(values))
    return Sums(known_s, counts)


def _keys(device: str, lines: Iterable[str]) -> list[SeriesKey]:
    return [SeriesKey(device, metric, line) for line in lines for metric in _COUNTERS]


class Lines:
    """E1 lines of the inventory's devices as the store last saw them."""

    def __init__(self, parts: Parts, devices: Devices) -> None:
        self._parts = parts
        self._devices = devices

    def quality(self, device: str, line: str) -> E1Quality:
        """One end of a line; NotFoundError if the device or the line is unknown."""
        self._devices.named(device)
        row, seen_at, now = self._row(device, line), self._seen_at(device), self._parts.clock.now()
        newest = newest_end(row, seen_at, now)
        exact = min(_EXACT, timedelta(days=self._parts.config.store.retention.raw_days))
        samples = self._parts.store.samples
        rows = intervals_of(samples, device, [line], newest - exact + NEAR, newest + NEAR)[line]
        older = summarised(samples, device, line, newest - PERIODS["month"], newest - exact)
        day, week, month = (self._totals(period, rows, older, newest) for period in PERIODS)
        return E1Quality(
            device=device,
            line=line,
            circuit=row.circuit if row else "",
            peers=self._peers(device, line),
            now=row,
            seen_at=seen_at,
            strip=strip(rows, newest, now),
            day=day,
            week=week,
            month=month,
            allocation=self._parts.config.e1.allocation,
            alarms=self._parts.store.alarms.find(AlarmQuery("active", devices=(device,), object=line)).items,
        )

    def _row(self, device: str, line: str) -> E1Line | None:
        rows = self._parts.store.devices.rows(device, E1Line)
        row = next((row for row in rows if row.name == line), None)
        if row is None and not any(key.instance == line for key in self._parts.store.samples.keys(device, _UAS)):
            raise NotFoundError("e1", f"{device} {line}")
        return row

    def _seen_at(self, device: str) -> datetime | None:
        return self._parts.store.devices.seen_at(device, E1Line)

    def _peers(self, device: str, line: str) -> list[LinkEnd]:
        here = LinkEnd(device, line)
        links = self._parts.inventory.links.values()
        return [link.b if link.a == here else link.a for link in links if here in (link.a, link.b)]

    def _totals(self, period: str, rows: Iterable[E1Interval], older: Sums, newest: datetime) -> E1Totals:
        length = PERIODS[period]
        sums = summed(row for row in rows if row.ended_at > newest - length + NEAR)
        if length > _EXACT:
            sums = sums.plus(older)
        return E1Totals(
            period=period,
            expected=length // INTERVAL,
            known=round(sums.known_s / INTERVAL.total_seconds()),
            availability=availability(sums.counts["uas"], sums.known_s),
            limits=objective(self._parts.config.e1.allocation, length.total_seconds()),
            **{counter: round(count) for counter, count in sums.counts.items()},
        )


def newest_end(row: E1Line | None, seen_at: datetime | None, now: datetime) -> datetime:
    """When the newest closed interval ended by the device's own grid; by the quarter hours if that is not known."""
    if row is None or seen_at is None or row.time_elapsed_s is None:
        quarter = int(now.timestamp()) // int(INTERVAL.total_seconds()) * int(INTERVAL.total_seconds())
        return datetime.fromtimestamp(quarter, UTC)
    end = interval_end(seen_at, row.time_elapsed_s, 1)
    return end + (now - end) // INTERVAL * INTERVAL


def strip(rows: Iterable[E1Interval], newest: datetime, now: datetime) -> list[E1Slot]:
    """The 96 intervals up to the newest, oldest first, each with what is known of it."""
    known = {round((newest - row.ended_at) / INTERVAL): row for row in rows}
    return [_slot(known.get(back), newest - INTERVAL * back, now) for back in reversed(range(KEPT))]


def _slot(row: E1Interval | None, end: datetime, now: datetime) -> E1Slot:
    if row is None:
        return E1Slot(end, "pending" if now - end < INTERVAL else "gap")
    worst = ("unavailable", row.uas), ("severe", row.ses), ("errored", row.es)
    return E1Slot(row.ended_at, next((state for state, count in worst if count), "clear"), row)
