"""Thresholds over whole grids: the steps of `thresholds` for devices × columns at once, only crossings come out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """A threshold on one column: raised at or beyond `raise_at`, cleared back at `clear_at`, after so many rounds."""

    column: int
    raise_at: float
    clear_at: float
    high: bool = True
    for_rounds: int = 1


@dataclass(frozen=True, slots=True)
class Crossing:
    """A rule on one device that has become active or well again, with the value that did it."""

    device: int
    rule: ColumnRule
    active: bool
    value: float


class GridThresholds:
    """How far each rule is on each device."""

    def __init__(self, rules: Sequence[ColumnRule], devices: int) -> None:
        self._rules = list(rules)
        self._columns = np.array([rule.column for rule in rules], np.intp)
        sign = np.array([1.0 if rule.high else -1.0 for rule in rules])
        self._sign = sign
        self._raise = np.array([rule.raise_at for rule in rules]) * sign
        self._clear = np.array([rule.clear_at for rule in rules]) * sign
        self._patience = np.array([rule.for_rounds for rule in rules], np.int64)
        self._active = np.zeros((devices, len(rules)), bool)
        self._streak = np.zeros((devices, len(rules)), np.int64)

    def judge(self, part: slice, values: F64) -> Iterator[Crossing]:
        """What has crossed among some devices; NaN says nothing and changes nothing."""
        if not self._rules:
            return
        judged = values[:, self._columns] * self._sign
        known = ~np.isnan(judged)
        active, streak = self._active[part], self._streak[part]
        crossed = judged >= self._raise
        otherwise = np.where(active, (judged <= self._clear) & ~crossed, crossed)
        streak[known] = np.where(otherwise, streak + 1, 0)[known]
        turned = known & (streak >= self._patience)
        streak[turned] = 0
        active ^= turned
        for row, number in zip(*(places.tolist() for places in np.nonzero(turned)), strict=True):
            rule = self._rules[number]
            value = float(values[row, rule.column])
            yield Crossing(part.start + row, rule, bool(active[row, number]), value)
