"""Remembering numbers: packed hour chunks per device behind a durable journal row per round."""

import itertools
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import numpy as np
from sqlalchemy import Delete, delete, insert

from nms.core.config import RetentionConfig
from nms.core.sample import METRICS, Kind, Sample, Series, SeriesKey
from nms.store import backfill, grid_groups, grid_sealing, grids, history, sealing
from nms.store import journal as journal_codec
from nms.store.clock_runs import ClockRuns
from nms.store.database import Database
from nms.store.grid_sealing import GridSealing
from nms.store.grids import Grid
from nms.store.index import SeriesIndex
from nms.store.points import Points
from nms.store.reading import Span
from nms.store.rollups import PERIODS_MS
from nms.store.schema import chunk, grid_chunk, grid_rollup, journal, rollup
from nms.store.times import HOUR_MS, to_ms

GRACE = timedelta(minutes=10)
"""How long after its end an hour is sealed: late answers are in by then, and the next values known."""

_COUNTERS = frozenset(name for name, metric in METRICS.items() if metric.kind is Kind.COUNTER)


@dataclass(slots=True)
class _Round:
    """One device's share of a round."""

    keys: list[SeriesKey] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    values: list[int | float] = field(default_factory=list)


class Samples:
    """The SampleStore.

    A value is kept under the moment it carries, to the millisecond; of two values of one series for one moment the
    later kept counts; where whole rounds and samples give it one, that of the samples. Values may come late or in any
    order. When a device's counter comes with a moment before its
    last one, the clock was set back: both stretches are kept and no rate is taken between them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index = SeriesIndex(database)
        self._clock_runs = ClockRuns()
        self._lock = threading.Lock()
        self._grids: dict[int, Grid] = {}
        self._grid_numbers = itertools.count()
        self._in_rounds: set[int] = set()  # devices of which grids bring whole rounds

    def append_round(self, samples: Sequence[Sample]) -> None:
        """Keep samples of one or many devices, all or none; durable against a killed process when it returns.

        NaN, infinities and whole numbers beyond 64 bits are no values and left out. Raises StoreError.
        """
        rounds = _by_device(samples)
        if not rounds:
            return
        with self._lock:
            self._index.ensure([key for part in rounds.values() for key in part.keys])
            self._restore([self._index.device_id(name) for name in rounds])
            rows = [self._row(device, part) for device, part in rounds.items()]
            with self._database.write() as connection:
                connection.execute(insert(journal), rows)
                grid_groups.mark(connection, self._met(rounds))

    def enrol(self, devices: Sequence[str], columns: Sequence[grids.Columns]) -> int:
        """Number of a grid of series for `append_grid`: for each device the (metric, instance) of its columns.

        All devices have the same metrics in the same order; enrolling what is known already is cheap and harmless.
        """
        with self._lock:
            grid = grids.enrol(self._database, self._clock_runs, devices, columns)
            number = next(self._grid_numbers)
            self._grids[number] = grid
            self._in_rounds.update(grid.numbers[grid.grouped].tolist())
            return number

    def dismiss(self, grid: int) -> None:
        """Nothing will be appended to a grid any more; what was appended stays. KeyError if it is no grid."""
        with self._lock:
            del self._grids[grid]

    def append_grid(self, grid: int, at: datetime, bits: memoryview, kinds: memoryview) -> None:
        """Keep one round of a whole grid, all or nothing; durable against a killed process when it returns.

        `bits` are devices × columns of 64 bits, `kinds` the same of octets: 0 nothing came, 1 the bits are a signed
        number, 2 an unsigned one.
        """
        known = self._grids[grid]
        cells = np.asarray(bits).view(np.uint64), np.asarray(kinds)
        with self._lock:
            tags = grids.tags_of(known, to_ms(at), self._clock_runs, (cells[1] != grids.NOTHING).any(axis=1))
            with self._database.write() as connection:
                grids.keep(connection, known, to_ms(at), cells, tags)

    def _restore(self, numbers: Sequence[int]) -> None:
        if not all(map(self._clock_runs.knows, numbers)):
            with self._database.read() as connection:
                self._clock_runs.begin(connection, numbers)

    def _row(self, device: str, part: _Round) -> dict[str, object]:
        ids = [self._index.id(key) for key in part.keys]
        counters = [
            (number, at) for number, at, key in zip(ids, part.times, part.keys, strict=True) if key.metric in _COUNTERS
        ]
        tag = self._clock_runs.tag(self._index.device_id(device), counters)
        kinds, bits = journal_codec.bits_of(part.values)
        tags = np.full(len(ids), tag, np.uint16)
        points = Points(np.array(ids, np.uint32), np.array(part.times, np.int64), tags, kinds, bits)
        return sealing.journal_row(self._index.device_id(device), points, tag)

    def _met(self, rounds: Mapping[str, _Round]) -> dict[int, int]:
        """Devices of which a grid brings the same series as these samples, with the last moment (ms)."""
        met = {}
        for name, part in rounds.items():
            device_id = self._index.device_id(name)
            if device_id not in self._in_rounds:
                continue
            ids = [self._index.id(key) for key in part.keys]
            if any(grid.meets(device_id, ids) for grid in self._grids.values()):
                met[device_id] = max(part.times)
        return met

    def seal(self, now: datetime, limit: int = 0) -> int:
        """Pack the hours that ended ten minutes ago or earlier; returns how many devices still wait.

        One short transaction a device, or a group of devices of a grid; `limit` > 0 bounds how many devices are done
        in one call, but for the rest of a group.
        """
        boundary = to_ms(now - GRACE) // HOUR_MS * HOUR_MS
        with self._database.read() as connection:
            groups = grid_sealing.waiting(connection, boundary)
            devices = sealing.waiting(connection, boundary)
        work = GridSealing(self._database, self._index, list(self._grids.values()))
        jobs = [(count, partial(work.seal, number, boundary)) for number, count in groups.items()]
        jobs += [(1, partial(self._seal_device, device_id, boundary)) for device_id in devices]
        done = waiting = 0
        for count, job in jobs:
            if limit and done >= limit:
                waiting += count
                continue
            job()
            done += count
        return waiting

    def _seal_device(self, device_id: int, boundary: int) -> None:
        with self._database.write() as connection:
            sealing.seal_device(connection, self._index, device_id, boundary)

    def prune(self, now: datetime, retention: RetentionConfig) -> int:
        """Forget chunks and roll-ups past their time; returns how many rows."""
        limits = (
            *_chunks_before(now - timedelta(days=retention.raw_days)),
            *_rollups_before(300, now - timedelta(days=retention.five_minute_days)),
            *_rollups_before(3600, now - timedelta(days=retention.hour_days)),
        )
        with self._database.write() as connection:
            return sum(connection.execute(statement).rowcount for statement in limits)

    def backfill(
        self, device: str, times: Sequence[datetime], columns: Mapping[tuple[str, str], backfill.Column]
    ) -> None:
        """Put whole columns of history, keyed by (metric, instance), along one ascending axis of moments.

        The rows are marked as simulated, take no place in the journal and are rolled up at once; no rate is taken
        between them and what is polled, and where both have a value the polled one counts. NaN or None is a missing
        value. ValueError if a column's length is not that of the axis.
        """
        if not times or not columns:
            return
        keyed = {SeriesKey(device, metric, instance): values for (metric, instance), values in columns.items()}
        self._index.ensure(keyed)
        block = backfill.block_of(times, keyed, self._index)
        with self._database.write() as connection:
            backfill.store(connection, self._index, device, block)

    def series(self, key: SeriesKey, start: datetime, end: datetime, max_points: int = 3000) -> Series:
        """Values of a gauge, rates of a counter, gaps as None; see `many`."""
        return self.many([key], start, end, max_points)[0]

    def many(
        self, keys: Sequence[SeriesKey], start: datetime, end: datetime, max_points: int = 3000
    ) -> Sequence[Series]:
        """Several series at once, cheaper than one by one where they are of one device.

        Raw points if the range is short and they fit, else buckets (`resolution_s`) from raw values or roll-ups. An
        unknown series has no points; one whose metric is in no catalogue is InvalidError NMS-STORE-009.
        """
        with self._database.read() as connection:
            return history.many(connection, self._index, keys, Span(to_ms(start), to_ms(end)), max_points)

    def raw(self, key: SeriesKey, start: datetime, end: datetime) -> Sequence[tuple[datetime, int | float]]:
        """Values as they were polled, in time order."""
        return self.raw_many([key], start, end)[key]

    def raw_many(
        self, keys: Sequence[SeriesKey], start: datetime, end: datetime
    ) -> Mapping[SeriesKey, Sequence[tuple[datetime, int | float]]]:
        """Values of several series as they were polled, cheaper than one by one where they are of one device."""
        with self._database.read() as connection:
            return history.raw(connection, self._index, keys, Span(to_ms(start), to_ms(end)))

    def latest(
        self, device: str, now: datetime, within: timedelta = timedelta(minutes=20)
    ) -> Mapping[SeriesKey, tuple[datetime, float]]:
        """The last known value (or rate) of every series of a device that had one lately."""
        with self._database.read() as connection:
            return history.latest(connection, self._index, device, Span(to_ms(now - within), to_ms(now)))

    def keys(self, device: str, metric: str = "") -> Sequence[SeriesKey]:
        """Series known of a device, by metric and instance."""
        with self._database.read() as connection:
            return [key for key in self._index.load(connection, device) if metric in ("", key.metric)]


def _chunks_before(limit: datetime) -> Iterator[Delete]:
    for table in (chunk, grid_chunk):
        yield delete(table).where(table.c.hour_ms < to_ms(limit) - HOUR_MS)


def _rollups_before(resolution_s: int, limit: datetime) -> Iterator[Delete]:
    for table, end in (
        (rollup, rollup.c.period_ms + PERIODS_MS[resolution_s]),
        (grid_rollup, grid_rollup.c.hour_ms + HOUR_MS),
    ):
        yield delete(table).where(table.c.resolution_s == resolution_s, end < to_ms(limit))


def _by_device(samples: Sequence[Sample]) -> dict[str, _Round]:
    rounds: dict[str, _Round] = {}
    moment, ms = None, 0
    for device, metric, instance, at, value in samples:
        if not journal_codec.storable(value):
            continue
        if at is not moment:  # one visit's samples share one moment
            moment, ms = at, to_ms(at)
        part = rounds.get(device) or rounds.setdefault(device, _Round())
        part.keys.append(SeriesKey(device, metric, instance))
        part.times.append(ms)
        part.values.append(value)
    return rounds
