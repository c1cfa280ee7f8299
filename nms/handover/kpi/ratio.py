"""A share with the confidence that its numbers allow (Wilson's score interval)."""

from math import sqrt
from statistics import NormalDist
from typing import Final, NamedTuple

CONFIDENCE: Final = 0.95
LEAST: Final = 30  # below so many trials nobody should act on a share alone
_NORMAL: Final = NormalDist()
_Z: Final = _NORMAL.inv_cdf((1 + CONFIDENCE) / 2)


class Ratio(NamedTuple):
    """Events among trials (at least one). Counters are cut at the hour: there may be a few more events than trials."""

    events: int
    trials: int

    @property
    def value(self) -> float:
        """Events per trial."""
        return self.events / self.trials

    @property
    def small(self) -> bool:
        """Whether the sample is too small to act on."""
        return self.trials < LEAST

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies with 95 % confidence (E. B. Wilson, 1927); within 0…1."""
        return wilson(self.events, self.trials)


def wilson(events: float, trials: float, z: float = _Z) -> tuple[float, float]:
    """Lower and upper end of the score interval of a share; `trials` > 0, `events` is clipped to 0…trials."""
    share = min(max(events / trials, 0.0), 1.0)
    weight = z * z / trials
    centre = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * sqrt(share * (1 - share) / trials + weight / (4 * trials))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return (0.0 if share == 0 else low), (1.0 if share == 1 else high)


def above(ratio: Ratio, limit: float) -> float:
    """Confidence that the true share is above a limit (0 < limit < 1), by the score test that Wilson's ends invert."""
    share = min(max(ratio.value, 0.0), 1.0)
    return _NORMAL.cdf((share - limit) / sqrt(limit * (1 - limit) / ratio.trials))


def higher(one: Ratio, other: Ratio) -> float:
    """Confidence that the first share is truly higher than the second (pooled two-sample score test)."""
    pooled = Ratio(one.events + other.events, one.trials + other.trials).value
    pooled = min(max(pooled, 0.0), 1.0)
    spread = sqrt(pooled * (1 - pooled) * (1 / one.trials + 1 / other.trials))
    if not spread:
        return 0.5
    return _NORMAL.cdf((one.value - other.value) / spread)
