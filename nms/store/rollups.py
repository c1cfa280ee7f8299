"""Roll-ups: mean, least and greatest value of every series in buckets of 5 minutes and of an hour."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nms.store.arrays import Array, DamagedError, pack, pack_many, unpack
from nms.store.points import F64, I64, U32
from nms.store.rates import Run
from nms.store.times import DAY_MS

PERIODS_MS = {300: DAY_MS, 3600: 30 * DAY_MS}
"""The resolutions in seconds, and how much of each is packed together."""

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Summary:
    """Buckets of `width_ms`, aligned to 1970: their starts in `times`, then series × buckets, NaN where no value."""

    width_ms: int
    times: I64
    series: U32
    mean: F32
    low: F32
    high: F32

    @classmethod
    def empty(cls, width_ms: int, times: I64, series: U32) -> Self:
        """Buckets without values."""
        return cls(width_ms, times, series, *(np.full((series.size, times.size), np.nan, np.float32) for _ in "mlh"))

    def between(self, start: int, end: int) -> "Summary":
        """The buckets that begin in [start, end) ms."""
        chosen = (self.times >= start) & (self.times < end)
        parts = (array[:, chosen] for array in (self.mean, self.low, self.high))
        return Summary(self.width_ms, self.times[chosen], self.series, *parts)

    def chosen(self, series: U32) -> "Summary":
        """Some series only."""
        columns = np.flatnonzero(np.isin(self.series, series))
        parts = (array[columns] for array in (self.mean, self.low, self.high))
        return Summary(self.width_ms, self.times, self.series[columns], *parts)

    @classmethod
    def joined(cls, width_ms: int, series: U32, parts: Sequence["Summary"]) -> Self:
        """Parts of ascending `series`, put together; where several have a value, the last one's."""
        times = np.unique(np.concatenate([np.zeros(0, np.int64), *(part.times for part in parts)]))
        result = cls.empty(width_ms, times, series)
        for part in parts:
            place = np.ix_(np.searchsorted(series, part.series), np.searchsorted(times, part.times))
            for name in ("mean", "low", "high"):
                array, target = getattr(part, name), getattr(result, name)
                target[place] = np.where(np.isnan(array), target[place], array)
        return result

    def merged(self, later: "Summary") -> "Summary":
        """Both; where both have a value, the later one's."""
        return Summary.joined(self.width_ms, np.union1d(self.series, later.series), (self, later))


def summarise(runs: Iterable[Run], series: U32, width_ms: int, start: int, end: int) -> Summary:
    """Buckets of `width_ms` within [start, end) ms; a mean weighs each value by how long it held."""
    first = start // width_ms
    times = np.arange(first, -(-end // width_ms), dtype=np.int64) * width_ms
    shape = (series.size, times.size)
    total, weight = np.zeros(shape), np.zeros(shape)
    low, high = np.full(shape, np.nan), np.full(shape, np.nan)
    for run in runs:
        spread = _spread(run, width_ms, start, end)
        if spread is None:
            continue
        buckets, run_total, run_weight, run_low, run_high = spread
        place = np.ix_(run.columns, buckets - first)
        total[place] += run_total
        weight[place] += run_weight
        low[place] = np.fmin(low[place], run_low)
        high[place] = np.fmax(high[place], run_high)
    mean = np.divide(total, weight, out=np.full(shape, np.nan), where=weight > 0)
    return Summary(width_ms, times, series, *(array.astype(np.float32) for array in (mean, low, high)))


def summarise_run(run: Run, series: U32, width_ms: int, start: int, end: int) -> Summary:
    """The same of one run that has all series and few moments: bucket by bucket, so that many series cost little."""
    first, last = start // width_ms, -(-end // width_ms)
    result = Summary.empty(width_ms, np.arange(first, last, dtype=np.int64) * width_ms, series)
    values = np.ascontiguousarray(run.values.T)
    for bucket, opens in enumerate(result.times.tolist()):
        begins, ends = np.maximum(run.starts, max(opens, start)), np.minimum(run.times, min(opens + width_ms, end))
        rows = np.flatnonzero(ends > begins)
        if rows.size:
            whole = slice(int(rows[0]), int(rows[-1]) + 1)
            held = (ends - begins)[whole].astype(np.float64)
            result.mean[:, bucket], result.low[:, bucket], result.high[:, bucket] = _bucket(values[whole], held)
    return result


def _bucket(values: F64, held: F64) -> tuple[F64, F64, F64]:
    """Mean, least and greatest of rows of values by how long each held; NaN where none is known."""
    mean = np.einsum("r,rc", held, values)  # no product of matrices: that would wake all cores
    unknown = np.isnan(mean)
    if not unknown.any():
        return mean / held.sum(), values.min(axis=0), values.max(axis=0)
    known = ~np.isnan(values)
    weight = np.einsum("r,rc", held, known)
    total = np.einsum("r,rc", held, np.where(known, values, 0.0))
    mean = np.divide(total, weight, out=np.full(total.size, np.nan), where=weight > 0)
    return mean, np.fmin.reduce(values, axis=0), np.fmax.reduce(values, axis=0)


def _spread(run: Run, width: int, start: int, end: int) -> tuple[I64, F64, F64, F64, F64] | None:
    """Bucket numbers, and columns × buckets: sum of value × ms, ms known, least and greatest value."""
    starts, ends = np.maximum(run.starts, start), np.minimum(run.times, end)
    kept = np.flatnonzero(ends > starts)
    if not kept.size:
        return None
    starts, ends = starts[kept], ends[kept]
    first, last = starts // width, (ends - 1) // width
    counts = last - first + 1
    row = np.repeat(np.arange(kept.size), counts)
    bucket = np.arange(row.size) - np.repeat(np.cumsum(counts) - counts, counts) + first[row]
    held = np.minimum(ends[row], (bucket + 1) * width) - np.maximum(starts[row], bucket * width)
    edges = np.flatnonzero(np.diff(bucket, prepend=bucket[0] - 1))
    values = run.values[:, kept[row]]
    known = ~np.isnan(values)
    return (
        bucket[edges],
        np.add.reduceat(np.where(known, values, 0.0) * held, edges, axis=1),
        np.add.reduceat(known * held.astype(np.float64), edges, axis=1),
        np.fmin.reduceat(values, edges, axis=1),
        np.fmax.reduceat(values, edges, axis=1),
    )


def encode(summary: Summary, level: int = 3) -> bytes:
    """A summary as bytes; `level` is zstandard's."""
    present = ~np.isnan(summary.mean)
    base = summary.times[:1]
    parts = (array[present] for array in (summary.mean, summary.low, summary.high))
    head = np.array([summary.width_ms, *base], np.int64)
    offsets = ((summary.times - base) // summary.width_ms).astype(np.uint32)
    return pack((head, offsets, summary.series, np.packbits(present), *parts), level)


def encode_many(summary: Summary, series: U32, level: int) -> Iterator[bytes]:
    """The summary of many devices' columns, one under the other, as `encode` would put each; `series` are by device."""
    count = len(series)
    present = ~np.isnan(summary.mean).reshape(count, -1)
    if (present != present[0]).any():
        parts = (array.reshape(count, series.shape[1], -1) for array in (summary.mean, summary.low, summary.high))
        for ids, mean, low, high in zip(series, *parts, strict=True):
            yield encode(Summary(summary.width_ms, summary.times, ids, mean, low, high), level)
        return
    head = np.array([summary.width_ms, *summary.times[:1]], np.int64)
    offsets = ((summary.times - summary.times[:1]) // summary.width_ms).astype(np.uint32)
    chosen = np.flatnonzero(present[0])
    numbers = (array.reshape(count, -1)[:, chosen] for array in (summary.mean, summary.low, summary.high))
    yield from pack_many((head, offsets, series, np.packbits(present[0]), *numbers), count, level)


def decode(payload: bytes) -> Summary:
    """The summary again; DamagedError if the bytes are not those of `encode`."""
    return decoded(unpack(payload))


def decoded(arrays: Sequence[Array]) -> Summary:
    """The same of what was unpacked already."""
    if len(arrays) != 7:
        raise DamagedError(f"{len(arrays)} arrays")
    head, offsets, series, bitmap, *parts = arrays
    try:
        width = int(head[0])
        result = Summary.empty(width, head[1] + offsets.astype(np.int64) * width, series)
        present = np.unpackbits(bitmap, count=result.mean.size).astype(bool).reshape(result.mean.shape)
        for target, part in zip((result.mean, result.low, result.high), parts, strict=True):
            target[present] = part
    except (ValueError, IndexError) as error:
        raise DamagedError(str(error)) from error
    return result
