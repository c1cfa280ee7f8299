"""From stored values to what charts show, many series at once: rates of counters, values of gauges, and the gaps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from nms.core.counters import JITTER, MIN_SPACING_S, UNBOUNDED
from nms.core.sample import Kind, Metric
from nms.store.points import F64, FLOAT, I64, INT, SIMULATED, U8, U64, Block, Mask, floats

GAP = 2.5
"""Times the usual step from which on a spacing is a gap."""

WINDOW = 11
"""Spacings whose median is the usual step: a change of cadence is no gap, an outage between equal steps is."""

ALONE_MS = 300_000
"""The step of a value that stands alone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is known of each column: whether it counts, its width in bits, its factor, its greatest rate (inf: none)."""

    counter: Mask
    widths: I64
    factors: F64
    ceilings: F64

    @classmethod
    def of(cls, columns: Sequence[tuple[Metric, str]], speeds: Mapping[str, float]) -> Self:
        """From metrics and instances; `speeds` in bit/s by ifName bound what is rated in bit/s."""
        bound = [speeds.get(name, np.inf) if metric.rate_unit == "bit/s" else np.inf for metric, name in columns]
        return cls(
            np.array([metric.kind is Kind.COUNTER for metric, _ in columns], bool),
            np.array([metric.bits for metric, _ in columns], np.int64),
            np.array([metric.factor for metric, _ in columns], np.float64),
            np.array(bound, np.float64),
        )

    def at(self, columns: NDArray[np.intp]) -> "Limits":
        """Those of some columns."""
        return Limits(self.counter[columns], self.widths[columns], self.factors[columns], self.ceilings[columns])


@dataclass(frozen=True, slots=True)
class Run:
    """Columns with one time axis and no break of the clock. A value holds from `starts` to `times` (ms); `steps` is
    the usual step there; `values` are columns × rows, NaN where none can be known."""

    columns: NDArray[np.intp]
    times: I64
    starts: I64
    steps: I64
    values: F64

    def only(self, column: int) -> "Run":
        """One column, as the first of its own."""
        chosen = self.columns == column
        return Run(np.zeros(1, np.intp), self.times, self.starts, self.steps, self.values[chosen])


def runs(block: Block, limits: Limits, boots: I64) -> Iterator[Run]:
    """Everything in a block as gauges and rates; `boots` are the device's starts in ms, ascending."""
    for columns, rows in _axes(block):
        bits = block.bits[np.ix_(columns, rows)]
        yield run_of(block.times[rows], bits, block.kinds[columns], limits.at(columns), boots, columns)


def run_of(
    times: I64, bits: U64, kinds: U8, limits: Limits, boots: I64, columns: NDArray[np.intp] | None = None
) -> Run:
    """Columns × rows without a break of the clock, all rows spaced, as gauges and rates; `columns` names them."""
    starts, steps, gap = spans(times)
    result = floats(bits, kinds)
    counting = limits.counter
    if counting.any():
        broken = gap | _restarted(times, boots)
        counts = _counts(bits[counting], kinds[counting])
        chosen = np.flatnonzero(counting)
        result[chosen] = counter_rates(times, counts, limits.at(chosen), broken)
    return Run(np.arange(kinds.size) if columns is None else columns, times, starts, steps, result)


def counter_rates(times: I64, counts: U64, limits: Limits, broken: Mask) -> F64:
    """Rates (columns × rows, NaN where none) by the rules of `nms.core.counters.rate`; the first row has none.

    `counts` are 64-bit unsigned columns × rows; a value that is no count is marked by `NOT_A_COUNT`.
    """
    result = np.full(counts.shape, np.nan)
    if counts.shape[1] < 2:
        return result
    before, after = counts[:, :-1], counts[:, 1:]
    seconds = np.diff(times) / 1000.0
    wide = (limits.widths[:, None] == 64) | (np.maximum(before, after) >= 2**32)
    step = np.where(wide, after - before, (after - before) & np.uint64(0xFFFFFFFF))
    free = np.isinf(limits.ceilings)[:, None]
    bound = np.where(wide, UNBOUNDED[64], np.where((after < before) & free, UNBOUNDED[32], 2**32))
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = step.astype(np.float64) * limits.factors[:, None] / seconds
    impossible = (step > bound.astype(np.uint64)) | (rates > limits.ceilings[:, None] * JITTER)
    impossible |= (before == NOT_A_COUNT) | (after == NOT_A_COUNT)
    impossible |= (broken[1:] | (seconds < MIN_SPACING_S))[None, :]
    result[:, 1:] = np.where(impossible, np.nan, np.minimum(rates, limits.ceilings[:, None]))
    return result


NOT_A_COUNT = np.uint64(2**64 - 1)
"""In the place of a negative number, which no counter can hold."""


def usual_steps(times: I64) -> I64:
    """Per row the usual spacing around it in ms: the median of the nearest spacings (the lower of two middle ones)."""
    spacings = np.diff(times)
    if not spacings.size:
        return np.full(times.size, ALONE_MS, np.int64)
    width = min(WINDOW, spacings.size)
    windows = np.lib.stride_tricks.sliding_window_view(spacings, width)
    middle = np.partition(windows, (width - 1) // 2, axis=1)[:, (width - 1) // 2]
    place = np.clip(np.arange(spacings.size) - width // 2, 0, middle.size - 1)
    usual = middle[place]
    return np.concatenate([usual[:1], usual])


def _axes(block: Block) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Columns that share their moments, with the rows of each run of the clock."""
    families: dict[bytes, list[int]] = {}
    for column, row in enumerate(np.packbits(block.present, axis=1)):
        families.setdefault(row.tobytes(), []).append(column)
    tags = np.unique(block.tags)
    tags = tags[np.argsort(tags < SIMULATED, kind="stable")]  # what was polled comes last and counts
    for columns in families.values():
        present = block.present[columns[0]]
        for tag in tags:
            rows = np.flatnonzero(present & (block.tags == tag))
            if rows.size:
                yield np.array(columns, np.intp), rows[spaced(block.times[rows])]


def spaced(times: I64) -> Mask:
    """Rows without those that follow another by less than the least spacing: one poll answered twice."""
    least = int(MIN_SPACING_S * 1000)
    kept = np.ones(times.size, bool)
    if (np.diff(times) >= least).all():
        return kept
    last = times[0]
    for row in range(1, times.size):
        kept[row] = times[row] - last >= least
        last = times[row] if kept[row] else last
    return kept


def spans(times: I64) -> tuple[I64, I64, Mask]:
    """Per row where its value begins to hold, the usual step, and whether a gap lies before it."""
    steps = usual_steps(times)
    former = np.concatenate([times[:1] - steps[:1], times[:-1]])
    gap = times - former > GAP * steps
    return np.where(gap, times - steps, former), steps, gap


def _restarted(times: I64, boots: I64) -> Mask:
    """Rows between which and the row before the device started."""
    passed = np.searchsorted(boots, times, side="right")
    return np.concatenate([[False], np.diff(passed) > 0])


def _counts(bits: U64, kinds: U8) -> U64:
    counts = bits.copy()
    signed = kinds == INT
    counts[signed] = np.where(bits[signed].view(np.int64) < 0, NOT_A_COUNT, bits[signed])
    real = kinds == FLOAT
    numbers = bits[real].view(np.float64)
    good = (numbers >= 0) & (numbers < 2.0**63)
    counts[real] = np.where(good, np.where(good, numbers, 0).astype(np.uint64), NOT_A_COUNT)
    return counts
