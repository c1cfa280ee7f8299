"""Points of a chart: one series' runs and roll-ups as values in time order, with None where nothing is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import numpy as np

from nms.core.sample import Kind, Metric, Series, SeriesKey
from nms.store.points import F64, I64
from nms.store.rates import GAP, Run
from nms.store.rollups import Summary
from nms.store.times import from_ms, moments

WIDTHS_S = (10, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800, 2_592_000)
"""Bucket widths a person can read."""


@dataclass(frozen=True, slots=True)
class Line:
    """Values of one series at ascending moments (ms), each with the usual step there; NaN where none is known."""

    times: I64
    steps: I64
    values: F64

    @classmethod
    def of(cls, runs: Sequence[Run], column: int) -> Self:
        """One column of several runs of the clock; where two runs have a value at one moment, the later run's."""
        parts = [(run, np.flatnonzero(run.columns == column)) for run in runs]
        chosen = [(run, int(place[0])) for run, place in parts if place.size]
        if not chosen:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
        times = np.concatenate([run.times for run, _ in chosen])
        steps = np.concatenate([run.steps for run, _ in chosen])
        values = np.concatenate([run.values[row] for run, row in chosen])
        order = np.argsort(times, kind="stable")
        last = np.append(np.diff(times[order]) > 0, [True])
        order = order[last]
        return cls(times[order], steps[order], values[order])

    def between(self, start: int, end: int) -> "Line":
        """Only what lies in [start, end] ms."""
        chosen = (self.times >= start) & (self.times <= end)
        return Line(self.times[chosen], self.steps[chosen], self.values[chosen])

    def gapped(self) -> tuple[I64, F64]:
        """Moments and values with a NaN set into each gap; none before the first value, one in a row is enough."""
        spacing = np.diff(self.times, prepend=self.times[:1])
        usual = np.maximum(self.steps, np.concatenate([self.steps[:1], self.steps[:-1]]))  # runs differ in cadence
        gap = np.flatnonzero(spacing > GAP * usual)
        times = np.insert(self.times, gap, self.times[gap - 1] + self.steps[gap])
        values = np.insert(self.values, gap, np.nan)
        return trimmed(times, values)


def trimmed(times: I64, values: F64) -> tuple[I64, F64]:
    """Without unknowns at the beginning and without a second unknown after an unknown."""
    unknown = np.isnan(values)
    former = np.concatenate([[True], unknown[:-1]]) if values.size else unknown
    kept = ~(unknown & former)
    return times[kept], values[kept]


def width_for(span_ms: int, max_points: int) -> int:
    """The least readable bucket width in ms of which `max_points` cover the span."""
    least = span_ms / max(max_points, 1)
    return next((width * 1000 for width in WIDTHS_S if width * 1000 >= least), WIDTHS_S[-1] * 1000)


def unit(metric: Metric) -> str:
    """The unit of a chart's values."""
    return metric.rate_unit if metric.kind is Kind.COUNTER else metric.unit


def plain(key: SeriesKey, metric: Metric, line: Line, simulated_until: int | None) -> Series:
    """A series of values as they were polled, or of the rates between them."""
    times, values = line.gapped()
    points = tuple(zip(moments(times.tolist()), _or_none(values), strict=True))
    return Series(key, unit(metric), points, simulated_until=_moment(simulated_until))


def bucketed(key: SeriesKey, metric: Metric, summary: Summary, row: int, simulated_until: int | None) -> Series:
    """A series of buckets, each at its beginning: mean, and least and greatest value beside it."""
    grid = _on_grid(summary, row)
    known = np.flatnonzero(~np.isnan(grid[1]))
    times, mean, low, high = (part[known[0] : known[-1] + 1] if known.size else part[:0] for part in grid)
    points = tuple(zip(moments(times.astype(np.int64).tolist()), _or_none(mean), strict=True))
    return Series(
        key,
        unit(metric),
        points,
        resolution_s=summary.width_ms // 1000,
        low=_or_none(low),
        high=_or_none(high),
        simulated_until=_moment(simulated_until),
    )


def coarser(summary: Summary, width_ms: int) -> Summary:
    """Buckets joined into wider ones of a multiple of their width; the mean is that of the known ones."""
    if width_ms <= summary.width_ms or not summary.times.size:
        return summary
    bucket = summary.times // width_ms
    edges = np.flatnonzero(np.diff(bucket, prepend=bucket[0] - 1))
    known = ~np.isnan(summary.mean)
    total = np.add.reduceat(np.where(known, summary.mean, 0.0), edges, axis=1)
    count = np.add.reduceat(known.astype(np.int64), edges, axis=1)
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    low = np.fmin.reduceat(summary.low, edges, axis=1)
    high = np.fmax.reduceat(summary.high, edges, axis=1)
    return Summary(width_ms, bucket[edges] * width_ms, summary.series, mean.astype(np.float32), low, high)


def _on_grid(summary: Summary, row: int) -> tuple[F64, F64, F64, F64]:
    """Every bucket between the first and the last, also those that hold nothing."""
    if not summary.times.size:
        empty = np.zeros(0)
        return empty, empty, empty, empty
    place = (summary.times - summary.times[0]) // summary.width_ms
    grid = summary.times[0] + np.arange(place[-1] + 1) * summary.width_ms
    parts = []
    for array in (summary.mean, summary.low, summary.high):
        full = np.full(grid.size, np.nan)
        full[place] = array[row]
        parts.append(full)
    return grid.astype(np.float64), parts[0], parts[1], parts[2]


def _or_none(values: F64) -> tuple[float | None, ...]:
    return tuple(None if value != value else value for value in values.tolist())  # noqa: PLR0124 - NaN differs from itself


def _moment(value: int | None) -> datetime | None:
    return None if value is None else from_ms(value)
