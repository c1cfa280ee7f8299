"""The counter algebra over whole grids: rates of devices × columns between two rounds, as core.counters has it."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from nms.core.counters import JITTER, MIN_SPACING_S, UNBOUNDED
from nms.core.sample import Kind, Metric

U8 = NDArray[np.uint8]
U64 = NDArray[np.uint64]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

NOTHING, SIGNED, UNSIGNED = 0, 1, 2
"""What stands in a cell, as in `SampleStore.append_grid`."""

DEVICES_AT_ONCE = 256  # what is computed on then stays in the processor's cache

_LOW = np.uint64(0xFFFF_FFFF)
_WIDE = np.uint64(2**32)


class GridRates:
    """Remembers the former round of a grid and tells what changed since.

    Columns carry `metrics`; `ceilings` (devices × columns, rate units, inf where unknown) bound what is possible.
    """

    def __init__(self, metrics: Sequence[Metric], ceilings: F64) -> None:
        self._counting = np.array([metric.kind is Kind.COUNTER for metric in metrics], bool)
        self._wide = np.array([metric.bits == 64 for metric in metrics], bool)
        self._factors = np.array([metric.factor for metric in metrics], np.float64)
        self._ceilings = ceilings
        self._former: tuple[float, U64, U8] | None = None

    def step(self, at_s: float, bits: U64, kinds: U8, broken: Mask | None = None) -> Iterator[tuple[slice, F64]]:
        """Values of gauges and rates of counters at a moment (seconds), some devices at a time, NaN where none is.

        `broken` marks devices between whose rounds lies a restart. The arrays must not change until the next step.
        """
        former, self._former = self._former, (at_s, bits, kinds)
        for start in range(0, len(bits), DEVICES_AT_ONCE):
            part = slice(start, min(start + DEVICES_AT_ONCE, len(bits)))
            values = _gauges(bits[part], kinds[part])
            values[:, self._counting] = np.nan
            if former is not None:
                values[:, self._counting] = self._rates(former, at_s, part, bits, kinds)
                if broken is not None:
                    values[np.ix_(broken[part], self._counting)] = np.nan
            yield part, values

    def _rates(self, former: tuple[float, U64, U8], at_s: float, part: slice, bits: U64, kinds: U8) -> F64:
        counting = self._counting
        before, after = former[1][part][:, counting], bits[part][:, counting]
        good = _is_count(before, former[2][part][:, counting]) & _is_count(after, kinds[part][:, counting])
        seconds = at_s - former[0]
        if seconds < MIN_SPACING_S:
            return np.full(after.shape, np.nan)
        wide = self._wide[counting] | (np.maximum(before, after) >= _WIDE)
        difference = after - before
        step = np.where(wide, difference, difference & _LOW)
        ceilings = self._ceilings[part][:, counting]
        rates: F64 = step * (self._factors[counting] / seconds)
        good &= ~(wide & (step > np.uint64(UNBOUNDED[64])))
        good &= ~(~wide & (after < before) & np.isinf(ceilings) & (step > np.uint64(UNBOUNDED[32])))
        good &= rates <= ceilings * JITTER
        return np.where(good, np.minimum(rates, ceilings), np.nan)


def unbounded(devices: int, columns: int) -> F64:
    """Ceilings of which nothing is known."""
    return np.full((devices, columns), np.inf)


def _is_count(bits: U64, kinds: U8) -> Mask:
    """Whether a cell holds what a counter can hold: no negative number."""
    count: Mask = (kinds == UNSIGNED) | ((kinds == SIGNED) & (bits >> np.uint64(63) == 0))
    return count


def _gauges(bits: U64, kinds: U8) -> F64:
    values = bits.view(np.int64).astype(np.float64)
    beyond = kinds == UNSIGNED
    if beyond.any():
        values[beyond] = bits[beyond].astype(np.float64)
    values[kinds == NOTHING] = np.nan
    return values
