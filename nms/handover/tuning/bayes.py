"""Shares of many pairs of cells: each is drawn towards what all of them show, the more so the fewer it counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log, sqrt
from typing import Final

from nms.handover.kpi.ratio import Ratio

SURE: Final = 1.645
"""Standard errors of a one-sided 95 %."""
_LEAST, _MOST, _UNKNOWN = 2.0, 10_000.0, 30.0


@dataclass(frozen=True, slots=True)
class Prior:
    """A beta distribution of shares: its mean (0…1), and how many trials it weighs."""

    mean: float
    weight: float

    def updated(self, ratio: Ratio) -> "Posterior":
        """What is believed of one pair after its counters."""
        events = min(ratio.events, ratio.trials)
        yes = self.mean * self.weight + events
        return Posterior(yes, (1 - self.mean) * self.weight + ratio.trials - events)


@dataclass(frozen=True, slots=True)
class Posterior:
    """A beta distribution by its two counts, both above zero."""

    yes: float
    no: float

    @property
    def mean(self) -> float:
        """The share believed."""
        return self.yes / (self.yes + self.no)

    def excess(self, usual: float) -> float:
        """By how much (in logits) the share is above another one; 0 where that is not sure (one-sided 95 %)."""
        more = log(self.yes / self.no) - logit(usual)
        return more if more > SURE * sqrt(1 / self.yes + 1 / self.no) else 0.0


def logit(share: float) -> float:
    """ln p / (1 − p)."""
    return log(share / (1 - share))


def prior_of(ratios: Iterable[Ratio]) -> Prior:
    """By moments (Kleinman, 1973): how much shares differ beyond what counting alone makes them differ."""
    kept = [one for one in ratios if one.trials > 0]
    trials = sum(one.trials for one in kept)
    mean = (sum(min(one.events, one.trials) for one in kept) + 0.5) / (trials + 1)
    if len(kept) < 2:
        return Prior(mean, _UNKNOWN)
    noise = mean * (1 - mean)
    scatter = sum(one.trials * (one.value - mean) ** 2 for one in kept)
    spread = (scatter - (len(kept) - 1) * noise) / (trials - sum(one.trials**2 for one in kept) / trials)
    weight = noise / spread - 1 if spread > 0 else _MOST
    return Prior(mean, min(max(weight, _LEAST), _MOST))
