"""What came of actions: the mean ratio in the half hour before and after, told only where enough was measured."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from statistics import median

from nms.core.queue import QueueAction, QueueSample

HALF_HOUR = timedelta(minutes=30)
FEWEST_SAMPLES, FEWEST_TIMES = 3, 5
"""Samples on each side of an action, and times an action was taken, below which nothing is claimed."""


@dataclass(frozen=True, slots=True)
class Side:
    """Half an hour: the mean ratio of its samples (None where there are too few), how many they are, and how many more
    told of customers waiting at no open desk, which no mean can hold."""

    mean: float | None
    samples: int
    deskless: int = 0


@dataclass(frozen=True, slots=True)
class Effect:
    """An action with the half hour before it and after it."""

    action: QueueAction
    before: Side
    after: Side

    @property
    def change(self) -> float | None:
        """By how much the ratio moved; None where either side knows too little."""
        if self.before.mean is None or self.after.mean is None:
            return None
        return self.after.mean - self.before.mean


@dataclass(frozen=True, slots=True)
class Balance:
    """All times one action was taken: how often, how often it could be measured, and the median change (None: too few
    to say)."""

    action: str
    times: int
    measured: int
    change: float | None


def effect(action: QueueAction, samples: Iterable[QueueSample]) -> Effect:
    """What a hall's samples say of an action; those of the half hours (t - 30 min, t] and (t, t + 30 min] count."""
    before, after = list[QueueSample](), list[QueueSample]()
    for sample in samples:
        if action.at - HALF_HOUR < sample.at <= action.at:
            before.append(sample)
        elif action.at < sample.at <= action.at + HALF_HOUR:
            after.append(sample)
    return Effect(action, _side(before), _side(after))


def _side(samples: Sequence[QueueSample]) -> Side:
    ratios = [ratio for sample in samples if (ratio := sample.ratio) is not None]
    deskless = len(samples) - len(ratios)
    if len(ratios) < FEWEST_SAMPLES:
        return Side(None, len(ratios), deskless)
    return Side(float(sum(ratios, Fraction(0)) / len(ratios)), len(ratios), deskless)


def balance(effects: Iterable[Effect]) -> list[Balance]:
    """Effects by action, in the order of their codes."""
    by_code: dict[str, list[Effect]] = {}
    for one in effects:
        by_code.setdefault(one.action.action, []).append(one)
    return [_balanced(code, found) for code, found in sorted(by_code.items())]


def _balanced(code: str, effects: Sequence[Effect]) -> Balance:
    changes = [change for one in effects if (change := one.change) is not None]
    told = median(changes) if len(changes) >= FEWEST_TIMES else None
    return Balance(code, len(effects), len(changes), told)


def windows(actions: Iterable[QueueAction]) -> Mapping[str, list[QueueAction]]:
    """Actions by hall, in the order given."""
    found: dict[str, list[QueueAction]] = {}
    for action in actions:
        found.setdefault(action.hall, []).append(action)
    return found
