"""Answering charts: which resolution serves a span of time, and the series in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import Connection

from nms.core.errors import InvalidError
from nms.core.sample import METRICS, Series, SeriesKey
from nms.store import charts, reading
from nms.store.backfill import simulated_until
from nms.store.charts import Line
from nms.store.index import SeriesIndex, metric
from nms.store.points import SIMULATED, U32, Block, Points, values
from nms.store.rates import Run, runs
from nms.store.reading import Span
from nms.store.rollups import PERIODS_MS, Summary, summarise
from nms.store.times import HOUR_MS, from_ms, moments

RAW_SPAN_MS = 49 * HOUR_MS
"""Up to here raw values are fetched, beyond it roll-ups: a day's chart is exact, and so is yesterday beside it."""

LEAD_MS = HOUR_MS
"""How much before the span is fetched, so that its first counter has a rate."""


def many(
    connection: Connection, index: SeriesIndex, keys: Sequence[SeriesKey], span: Span, max_points: int
) -> list[Series]:
    """A series for each key, in their order; those of one device are fetched together."""
    found = index.find(connection, keys)
    unknown = next((key.metric for key in keys if key not in found and key.metric not in METRICS), None)
    if unknown is not None:
        raise InvalidError("NMS-STORE-009", metric=unknown)
    answers: dict[SeriesKey, Series] = {}
    for device in {key.device for key in found}:
        part = _Part(connection, index, device, span, max_points)
        answers.update(part.series({key: number for key, number in found.items() if key.device == device}))
    return [answers.get(key) or Series(key, charts.unit(metric(key.metric))) for key in keys]


@dataclass(frozen=True, slots=True)
class _Part:
    """One device's share of a question."""

    connection: Connection
    index: SeriesIndex
    device: str
    span: Span
    max_points: int

    def series(self, ids: Mapping[SeriesKey, int]) -> dict[SeriesKey, Series]:
        """The answers, by key."""
        device_id = self.index.device_id(self.device)
        wanted = np.array(sorted(ids.values()), np.uint32)
        resolution = self._resolution(device_id)
        if resolution:
            return self._rolled(device_id, ids, wanted, resolution)
        lead = Span(self.span.start - LEAD_MS, self.span.end)
        block, known = fetched(self.connection, self.index, device_id, wanted, lead)
        return {key: self._chart(key, block, known, place_of(block.series, number)) for key, number in ids.items()}

    def _resolution(self, device_id: int) -> int:
        """0 for raw values, else the roll-up in seconds: the finest that covers the span and is still there."""
        raw_from = reading.oldest(self.connection, device_id)
        five_from, hour_from = (reading.rolled_from(self.connection, device_id, kind) for kind in PERIODS_MS)
        rolled = (hour_from, PERIODS_MS[3600]) if five_from is None else (five_from, PERIODS_MS[300])
        if self.span.length <= RAW_SPAN_MS and _whole(raw_from, self.span.start, *rolled):
            return 0
        fits = self.span.length <= self.max_points * 300_000
        return 300 if fits and _whole(five_from, self.span.start, hour_from, PERIODS_MS[3600]) else 3600

    def _rolled(
        self, device_id: int, ids: Mapping[SeriesKey, int], wanted: U32, resolution: int
    ) -> dict[SeriesKey, Series]:
        width = charts.width_for(self.span.length, self.max_points)
        summary = charts.coarser(self._summary(device_id, wanted, resolution), width)
        until = self._simulated()
        return {
            key: charts.bucketed(key, metric(key.metric), summary, place_of(summary.series, number), until)
            for key, number in ids.items()
        }

    def _summary(self, device_id: int, wanted: U32, resolution: int) -> Summary:
        """Roll-ups, completed from raw values where the journal is ahead of them."""
        width = resolution * 1000
        span = Span(self.span.start // width * width, self.span.end + 1)
        stored = reading.summary(self.connection, device_id, wanted, resolution, span)
        fresh_from = reading.unsealed_from(self.connection, device_id, *span)
        if fresh_from is None:
            return stored
        lead = Span(fresh_from - LEAD_MS, self.span.end)
        block, known = fetched(self.connection, self.index, device_id, wanted, lead)
        return stored.merged(summarise(known, block.series, width, max(fresh_from, span.start), span.end))

    def _chart(self, key: SeriesKey, block: Block, known: Sequence[Run], row: int) -> Series:
        line = Line.of(known, row).between(*self.span)
        if line.times.size <= self.max_points:
            return charts.plain(key, metric(key.metric), line, self._simulated())
        width = charts.width_for(self.span.length, self.max_points)
        own = [run.only(row) for run in known if (run.columns == row).any()]
        begin = self.span.start // width * width
        summary = summarise(own, block.series[row : row + 1], width, begin, self.span.end + 1)
        return charts.bucketed(key, metric(key.metric), summary, 0, self._simulated())

    def _simulated(self) -> int | None:
        until = simulated_until(self.connection, self.device)
        return min(until, self.span.end) if until is not None and until >= self.span.start else None


def _whole(own: int | None, start: int, coarser: int | None, period: int) -> bool:
    """Whether values from `own` on leave nothing out that the coarser ones still have."""
    return coarser is None or (own is not None and (own <= start or own <= coarser + period))


def fetched(
    connection: Connection, index: SeriesIndex, device_id: int, ids: U32, span: Span
) -> tuple[Block, list[Run]]:
    """Some series of a device as they are stored, and as gauges and rates."""
    block = Block.of(reading.points(connection, device_id, ids, span))
    limits = index.limits(connection, device_id, block.series)
    return block, list(runs(block, limits, index.boots(connection, device_id)))


def place_of(series: U32, number: int) -> int:
    """Where a series stands among ascending ids, -1 if it is not there."""
    place = int(np.searchsorted(series, number))
    return place if place < series.size and series[place] == number else -1


Raw = list[tuple[datetime, int | float]]


def raw(connection: Connection, index: SeriesIndex, keys: Sequence[SeriesKey], span: Span) -> dict[SeriesKey, Raw]:
    """Stored values in time order, by series; where a polled and a simulated one share a moment, the polled one."""
    ids = index.find(connection, keys)
    answers: dict[SeriesKey, Raw] = {key: [] for key in keys}
    for device in {key.device for key in ids}:
        own = {key: number for key, number in ids.items() if key.device == device}
        wanted = np.array(sorted(own.values()), np.uint32)
        found = reading.points(connection, index.device_id(device), wanted, span)
        answers |= {key: _one_a_moment(found.where(found.series == number)) for key, number in own.items()}
    return answers


def _one_a_moment(found: Points) -> Raw:
    polled = found.tags < SIMULATED
    order = np.lexsort((polled, found.times))
    order = order[np.append(np.diff(found.times[order]) > 0, [True])[: order.size]]
    chosen = found.where(order)
    return list(zip(moments(chosen.times.tolist()), values(chosen).tolist(), strict=True))


def latest(
    connection: Connection, index: SeriesIndex, device: str, span: Span
) -> dict[SeriesKey, tuple[datetime, float]]:
    """The last value or rate of each series of a device within the span."""
    keys = index.load(connection, device)
    ids = index.find(connection, keys)
    if not ids:
        return {}
    wanted = np.array(sorted(ids.values()), np.uint32)
    block, known = fetched(connection, index, index.device_id(device), wanted, span)
    answers = {}
    for key, number in ids.items():
        line = Line.of(known, place_of(block.series, number))
        last = np.flatnonzero(~np.isnan(line.values))
        if last.size:
            answers[key] = (from_ms(int(line.times[last[-1]])), float(line.values[last[-1]]))
    return answers
