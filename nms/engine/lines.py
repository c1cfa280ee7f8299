"""The E1 lines' share of a visit: intervals under one name each, threshold crossings, and filling what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from collectors.e1 import ALL_INTERVALS, E1Intervals, interval_end
from nms.app.e1 import intervals_of
from nms.app.parts import Parts
from nms.core.alarm import Alarm, AlarmKey, Report
from nms.core.observed import E1Interval, E1Line, Harvest
from nms.core.queries import AlarmQuery
from nms.engine.rounds import Visited
from nms.faults.correlate import explains
from nms.performance.crossings import INTERVAL, PROBLEMS, Crossings, Outage, Place
from nms.performance.intervals import KEPT, SETTLED_S, LineBook
from nms.topology.roles import PortRole

E1_INTERVALS = E1Intervals().name

_METRIC = "e1_interval_"
_ALARMS = 200
_PAUSE_S, _LONGEST_PAUSE_S = 60.0, 3600.0

RowT = TypeVar("RowT", E1Line, E1Interval)
Books = dict[str, LineBook]


@dataclass(slots=True)
class _Filling:
    """What a device was last asked for in vain or is being asked for: ends by line, and when to try again."""

    wanted: Mapping[str, Sequence[datetime]]
    again_at: float
    pause_s: float


class Lines:
    """Used by the recorder, in its thread; remembers a day of every line, read from the store when first met."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._books: dict[str, Books] = {}
        self._fillings: dict[str, _Filling] = {}
        self._crossings = Crossings(parts.config.e1.crossings, self._outages)

    def restore(self, active: Sequence[Alarm], at: datetime) -> list[Report]:
        """Begin with the active alarms, as after a restart; clears those that no row of the table knows any more."""
        return self._crossings.restore(active, at)

    def settled(self, visited: Visited) -> Visited:
        """The visit with every closed interval under the end that it is kept by."""
        rows = _rows(visited, E1Interval)
        if not rows:
            return visited
        books = self._known(visited, {row.name for row in rows})
        ends = {(row.name, row.ended_at): books[row.name].keep(row, visited.at).ended_at for row in rows}
        return replace(visited, harvests=[(name, _renamed(harvest, ends)) for name, harvest in visited.harvests])

    def judged(self, visited: Visited, now: datetime) -> list[Report]:
        """Threshold crossings of lines that somebody uses: closed intervals first, then the running ones."""
        closed: dict[str, list[E1Interval]] = {}
        for row in _rows(visited, E1Interval):
            closed.setdefault(row.name, []).append(row)
        reports: list[Report] = []
        for name, rows in closed.items():
            if self._used(visited, name):
                reports += self._judge_closed(visited, name, rows, now)
        for line in _rows(visited, E1Line):
            if line.time_elapsed_s is not None and self._used(visited, line.name):
                reports += self._judge_running(visited, line, now)
        return reports

    def wanted(self, visited: Visited) -> E1Intervals | None:
        """What the device must be asked as well, because intervals are missing that it has; None if it need not be.

        A device that was asked and did not give an interval has no valid data of it: that stays a gap. One that failed
        to answer is asked again, after pauses that double from a minute to an hour.
        """
        device, now = visited.device.name, self._parts.clock.monotonic()
        self._close_filling(visited)
        filling = self._fillings.get(device)
        if filling is not None and now < filling.again_at:
            return None
        missing = self._missing(visited)
        if not missing:
            return None
        pause = min(2 * filling.pause_s, _LONGEST_PAUSE_S) if filling is not None else _PAUSE_S
        wanted = {name: ends for name, (ends, _) in missing.items()}
        self._fillings[device] = _Filling(wanted, now + pause, pause)
        return E1Intervals(newest=min(max(oldest for _, oldest in missing.values()) + 1, ALL_INTERVALS))

    # ------------------------------------------------------------ filling

    def _missing(self, visited: Visited) -> dict[str, tuple[list[datetime], int]]:
        """By line: the ends that are missing, and the number (1 = newest) of the oldest of them."""
        lines = [line for line in _rows(visited, E1Line) if (line.time_elapsed_s or 0) > SETTLED_S]
        books = self._known(visited, {line.name for line in lines})
        found = {}
        for line in lines:
            newest = _newest_end(visited, line)
            ends = books[line.name].missing(newest, line.valid_intervals)
            if ends:
                found[line.name] = (ends, round((newest - ends[-1]) / INTERVAL) + 1)
        return found

    def _close_filling(self, visited: Visited) -> None:
        """After an answer to what was asked: what is still missing will stay so."""
        filling = self._fillings.get(visited.device.name)
        harvest = dict(visited.harvests).get(E1_INTERVALS)
        if filling is None or harvest is None or harvest.partial:
            return
        books = self._known(visited, set(filling.wanted))
        for name, ends in filling.wanted.items():
            books[name].give_up(ends)
        del self._fillings[visited.device.name]

    # ------------------------------------------------------------ judging

    def _judge_closed(self, visited: Visited, name: str, rows: Iterable[E1Interval], now: datetime) -> list[Report]:
        book = self._known(visited, {name})[name]
        settled = [row for row in rows if row.ended_at not in book.unsettled]
        newest = max((row.ended_at for row in settled), default=visited.at)
        return self._crossings.closed(Place(visited.device.name, name), settled, book.day(newest), now)

    def _judge_running(self, visited: Visited, line: E1Line, now: datetime) -> list[Report]:
        book = self._known(visited, {line.name})[line.name]
        newest = book.end_of(_newest_end(visited, line))
        day, place = book.day(newest), Place(visited.device.name, line.name)
        return self._crossings.running(place, line, newest + INTERVAL, day, min(visited.at, now))

    def _used(self, visited: Visited, name: str) -> bool:
        return self._parts.port_role(visited.device.name, name) is not PortRole.EDGE

    def _outages(self, place: Place) -> list[Outage]:
        """When alarms of the line itself told that it was out, widened by what a poll may be late."""
        late = timedelta(seconds=2 * self._parts.config.cadences.status)
        query = AlarmQuery(devices=(place.device,), object=place.line, sort="raised_at", descending=True, limit=_ALARMS)
        found = (alarm for alarm in self._parts.store.alarms.find(query).items if _tells_outage(alarm.key))
        return [Outage(one.raised_at - late, one.cleared_at and one.cleared_at + late) for one in found]

    # ------------------------------------------------------------ memory

    def _known(self, visited: Visited, names: set[str]) -> Books:
        """The books of a device, with what the store has of lines that are met for the first time."""
        books = self._books.setdefault(visited.device.name, {})
        strange = sorted(names - books.keys())
        if strange:
            span = (visited.at - INTERVAL * (KEPT + 2), visited.at + INTERVAL)
            stored = intervals_of(self._parts.store.samples, visited.device.name, strange, *span)
            for name in strange:
                books[name] = LineBook({row.ended_at: row for row in stored[name]})
                if stored[name]:
                    self._crossings.judged_until(Place(visited.device.name, name), stored[name][-1].ended_at)
        return books


def _rows(visited: Visited, kind: type[RowT]) -> list[RowT]:
    return [row for _, harvest in visited.harvests for row in harvest.rows if isinstance(row, kind)]


def _newest_end(visited: Visited, line: E1Line) -> datetime:
    return interval_end(visited.at, line.time_elapsed_s or 0, 1)


def _renamed(harvest: Harvest, ends: Mapping[tuple[str, datetime], datetime]) -> Harvest:
    """Rows and samples of closed intervals under the ends they are kept by."""
    if not any(isinstance(row, E1Interval) for row in harvest.rows):
        return harvest
    rows = [
        replace(row, ended_at=ends[row.name, row.ended_at]) if isinstance(row, E1Interval) else row
        for row in harvest.rows
    ]
    samples = [
        sample._replace(at=ends.get((sample.instance, sample.at), sample.at))
        if sample.metric.startswith(_METRIC)
        else sample
        for sample in harvest.samples
    ]
    return replace(harvest, rows=rows, samples=samples)


def _tells_outage(key: AlarmKey) -> bool:
    return explains(key) and key.problem not in PROBLEMS


def stored_as_samples(harvest: Harvest) -> Harvest:
    """The harvest without closed intervals: they are history, kept as samples and not as a table of the device."""
    if not any(isinstance(row, E1Interval) for row in harvest.rows):
        return harvest
    return replace(harvest, rows=[row for row in harvest.rows if not isinstance(row, E1Interval)])
