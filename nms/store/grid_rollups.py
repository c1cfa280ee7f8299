"""Roll-ups of whole rounds, an hour a row: the hour's summary, and behind the finer buckets the values that make them.

Where a device is asked every few minutes, mean, least and greatest value of five minutes are more numbers than the
rates they come from; so those are kept, and the buckets are summed up when they are read.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nms.core.counters import JITTER, UNBOUNDED
from nms.store import id_rows, rollups
from nms.store.arrays import DamagedError, pack_many, unpack
from nms.store.points import F64, I64, INT, U32, Mask
from nms.store.rates import Limits, Run, run_of, spans
from nms.store.rollups import F32, Summary, summarise_run
from nms.store.times import HOUR_MS

FAST = -5
"""zstandard's level for floats, which hardly shrink at any."""

FINE_S, COARSE_S = 300, 3600

MANY = 36
"""Moments an hour from which on the buckets themselves are fewer numbers."""


class Cube(NamedTuple):
    """Devices that answered at the same moments: numbers are moments × devices × columns, `steps` the differences of
    one moment and the next; `series` are spelled as `id_rows` has them, by device. `hour` (ms) is the one that is
    summed up, other moments lie close by."""

    hour: int
    times: I64
    series: U32
    numbers: I64
    steps: I64


def encoded(cube: Cube, limits: Limits, ceilings: F64 | None) -> Iterator[tuple[int, Iterator[bytes]]]:
    """By resolution the roll-ups of all devices; `ceilings` are devices × columns, None where no line has a speed."""
    starts, _, gap = spans(cube.times)
    values = values_of(cube, limits, ceilings, gap)
    rows = np.flatnonzero((cube.times > cube.hour) & (starts < cube.hour + HOUR_MS))
    run = _run(starts[rows], cube.times[rows], values[rows])
    fine = _packed if rows.size < MANY else _summed
    yield FINE_S, fine(cube, run, FINE_S * 1000)
    yield COARSE_S, _summed(cube, run, COARSE_S * 1000)


def _run(starts: I64, times: I64, values: F64) -> Run:
    """Moments × devices × columns as columns × moments, without moving them."""
    flat = values.reshape(times.size, -1).T
    return Run(np.arange(flat.shape[0]), times, starts, times - starts, flat)


def _summed(cube: Cube, run: Run, width_ms: int) -> Iterator[bytes]:
    every = np.arange(run.columns.size, dtype=np.uint32)
    whole = summarise_run(run, every, width_ms, cube.hour, cube.hour + HOUR_MS)
    return rollups.encode_many(whole, np.stack([id_rows.read(row) for row in cube.series]), FAST)


def _packed(cube: Cube, run: Run, _width_ms: int) -> Iterator[bytes]:
    _, count, columns = cube.numbers.shape
    coded = run.values.T.astype(np.float32).view(np.uint32).reshape(run.times.size, count, columns)
    steps = np.empty_like(coded)
    steps[:1] = coded[:1]
    np.subtract(coded[1:], coded[:-1], out=steps[1:])
    steps[1:] = (steps[1:] << np.uint32(1)) ^ (steps[1:].view(np.int32) >> 31).view(np.uint32)
    return pack_many((np.array([cube.hour]), run.starts, run.times, cube.series, steps), count, FAST)


def decode(payload: bytes, ids: U32, width_ms: int) -> Summary:
    """Buckets of those of the series `ids` that are in it; DamagedError if the bytes are not those of `encoded`."""
    arrays = unpack(payload)
    if len(arrays) != 5:
        return rollups.decoded(arrays).chosen(ids)
    head, starts, times, series, coded = arrays
    try:
        own = id_rows.read(series)
        chosen, _, places = np.intersect1d(ids, own, assume_unique=True, return_indices=True)
        steps = coded.reshape(times.size, own.size)[:, places]
        run = Run(np.arange(chosen.size), times, starts, times - starts, _floats(steps).T.astype(np.float64))
        return summarise_run(run, chosen, width_ms, int(head[0]), int(head[0]) + HOUR_MS)
    except (ValueError, IndexError) as error:
        raise DamagedError(str(error)) from error


def _floats(steps: U32) -> F32:
    coded = (steps >> np.uint32(1)) ^ (np.uint32(0) - (steps & np.uint32(1)))
    coded[:1] = steps[:1]
    result: F32 = np.cumsum(coded, axis=0, dtype=np.uint32).view(np.float32)
    return result


def values_of(cube: Cube, limits: Limits, ceilings: F64 | None, gap: Mask) -> F64:
    """Rates and values, as `rates.run_of` tells them, moments × devices × columns."""
    values = np.empty(cube.numbers.shape)
    values[0] = np.nan
    rates = values[1:]
    seconds = np.diff(cube.times)[:, None] / 1000.0
    np.multiply(cube.steps, (limits.factors / seconds)[:, None, :], out=rates)
    if ceilings is not None:
        rates[rates > ceilings * JITTER] = np.nan
        np.minimum(rates, ceilings, out=rates)
    values[gap] = np.nan
    odd = np.flatnonzero(_strange(cube, limits.counter))
    if odd.size:
        values[:, odd] = _rates(cube, odd, limits, ceilings)
    np.copyto(values, cube.numbers, where=~limits.counter)
    return values


def _strange(cube: Cube, counter: Mask) -> Mask:
    """Devices of which any counter began anew, leapt or was never one."""
    if not cube.steps.size:
        return np.zeros(cube.numbers.shape[1], bool)
    strange = (cube.steps.min(axis=0) < 0) | (cube.steps.max(axis=0) > UNBOUNDED[64]) | (cube.numbers[0] < 0)
    result: Mask = (strange & counter).any(axis=1)
    return result


def _rates(cube: Cube, odd: NDArray[np.intp], limits: Limits, ceilings: F64 | None) -> F64:
    """The same of some devices by the rules for whatever may come."""
    numbers = cube.numbers[:, odd]
    every = np.tile(np.arange(numbers.shape[2]), odd.size)
    alike = limits.at(every)
    if ceilings is not None:
        alike = replace(alike, ceilings=ceilings[odd].reshape(-1))
    bits = np.ascontiguousarray(numbers.reshape(cube.times.size, -1).T).view(np.uint64)
    run = run_of(cube.times, bits, np.full(every.size, INT, np.uint8), alike, np.zeros(0, np.int64))
    return run.values.T.reshape(numbers.shape)
