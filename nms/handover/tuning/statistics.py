"""How sure a difference between two parameter sets is: the same calls under both, compared one by one."""

from dataclasses import dataclass
from math import comb
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.tuning.tally import FIGURES, WEIGHTS, Tally

CONFIDENCE: Final = 0.95
ENOUGH: Final = 3_000
"""Calls among which no new drop rules out one in a thousand, with 95 % confidence (the rule of three)."""
RESAMPLED: Final = 4_000
_SEED: Final = 2006

Floats = npt.NDArray[np.float64]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drops:
    """Calls that dropped under one set alone: `new` under the other one, `spared` under the baseline."""

    new: int
    spared: int
    calls: int = 0

    @property
    def chance_above(self) -> float:
        """How likely at least so many are new by mere chance (McNemar's exact test, one-sided); small: drops rose."""
        return _tail(self.new, self.new + self.spared)

    @property
    def chance_below(self) -> float:
        """How likely at least so many are spared by mere chance; small: drops fell."""
        return _tail(self.spared, self.new + self.spared)

    @property
    def proved(self) -> bool:
        """Drops are not above the baseline (95 % confidence): fewer by the test, or none is new among enough calls."""
        return self.chance_below <= 1 - CONFIDENCE or (self.new == 0 and self.calls >= ENOUGH)


def _tail(successes: int, trials: int) -> float:
    """At least so many heads of a fair coin."""
    ways = sum(comb(trials, heads) for heads in range(successes, trials + 1))
    return ways / (1 << trials)


@dataclass(frozen=True, slots=True)
class Difference:
    """Of one figure per 100 calls: found less baseline, with its 95 % interval."""

    figure: str
    before: float
    after: float
    interval: Interval

    @property
    def value(self) -> float:
        """Found less baseline."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """A parameter set against the baseline on the same calls; the cost comes last among the differences."""

    calls: int
    differences: tuple[Difference, ...]
    drops: Drops

    @property
    def cost(self) -> Difference:
        """The difference in cost."""
        return self.differences[-1]


def compared(before: Tally, after: Tally) -> Comparison:
    """Both tallies are of the same calls."""
    rows, counts = _distinct(after.counts - before.counts)
    weighted = np.concatenate((rows, (np.array(WEIGHTS) @ rows.T)[:, None]), axis=1)
    low, high = np.quantile(_resampled(weighted, counts), [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], axis=0)
    values = [
        (100 * _mean(before, at), 100 * _mean(after, at), (float(low[at]), float(high[at])))
        for at in range(len(FIGURES) + 1)
    ]
    named = (Difference(name, *value) for name, value in zip((*FIGURES, "cost"), values, strict=True))
    return Comparison(before.calls, tuple(named), drop_changes(before, after))


def _mean(tally: Tally, at: int) -> float:
    return float((tally.costs if at == len(FIGURES) else tally.counts[at]).mean())


def drop_changes(before: Tally, after: Tally) -> Drops:
    """Which calls dropped under one set alone."""
    old, new = before.counts[0] > 0, after.counts[0] > 0
    return Drops(int((new & ~old).sum()), int((old & ~new).sum()), before.calls)


def share_of_gain(before: Tally, one: Tally, other: Tally) -> tuple[float, Interval]:
    """How much of the other set's gain in cost the first one reaches, with its 95 % interval (paired bootstrap)."""
    saved = np.stack((before.costs - one.costs, before.costs - other.costs))
    rows, counts = _distinct(saved)
    drawn = _resampled(rows, counts)
    ratios = drawn[:, 0] / drawn[:, 1]
    low, high = np.quantile(ratios, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    mean = saved.mean(axis=1)
    return float(mean[0] / mean[1]), (float(low), float(high))


def _distinct(columns: npt.NDArray[np.generic]) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Different columns as rows, and how often each occurs: few, as most calls go the same way under both sets."""
    rows, counts = np.unique(columns.T, axis=0, return_counts=True)
    return rows.astype(np.float64), counts


def _resampled(rows: Floats, counts: npt.NDArray[np.int64]) -> Floats:
    """Means per 100 calls of samples drawn with replacement, sample × value."""
    calls = int(counts.sum())
    drawn = np.random.default_rng(_SEED).multinomial(calls, counts / calls, size=RESAMPLED)
    means: Floats = 100 * (drawn @ rows) / calls
    return means
