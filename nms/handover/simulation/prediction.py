"""What other parameters would do: the same calls before and after, with intervals from resampling the calls."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from nms.handover.batch.tables import Bools
from nms.handover.simulation.course import ENDED, Course, Outcome
from nms.handover.simulation.scoring import ping_pongs

FIGURES: Final = ("handovers", "ping_pongs", "failures", "drops")
SCALE: Final = 1_000
"""Figures are per so many calls."""
RESAMPLES: Final = 1_000
_EDGES: Final = (2.5, 97.5)

Floats = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """A figure per 1,000 calls with its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> int:
        """1 or −1 where the whole interval lies above or below 0, else 0."""
        return (self.low > 0) - (self.high < 0)


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure (of FIGURES) as it is, as it would be, and the change, each per 1,000 calls."""

    name: str
    before: Estimate
    after: Estimate
    change: Estimate


@dataclass(frozen=True, slots=True)
class Scope:
    """What is counted: everything, a cell (by position in the world), or a cell towards a neighbour."""

    cell: int | None = None
    towards: int | None = None


def compare(
    before: Course, after: Course, scopes: Sequence[Scope], seed: int = 0
) -> Mapping[Scope, tuple[Compared, ...]]:
    """Each scope's figures of two courses of the same calls.

    Calls are drawn anew with replacement, the same for before and after (paired bootstrap), so that what differs
    between calls does not blur what the parameters do; the same seed gives the same intervals.
    """
    calls = before.cell.shape[1]
    old, new = (np.hstack([tallied(course, scope) for scope in scopes]) for course in (before, after))
    random = np.random.default_rng(seed)
    drawn = random.multinomial(calls, np.full(calls, 1 / calls), size=RESAMPLES).astype(np.float64)
    estimates = [_estimates(values, drawn) for values in (old, new, new - old)]
    found = {}
    for at, scope in enumerate(scopes):
        columns = range(at * len(FIGURES), (at + 1) * len(FIGURES))
        found[scope] = tuple(
            Compared(name, *(estimate[column] for estimate in estimates))
            for name, column in zip(FIGURES, columns, strict=True)
        )
    return found


def _estimates(values: Floats, drawn: Floats) -> list[Estimate]:
    means = SCALE * (drawn @ values) / len(values)
    low, high = np.percentile(means, _EDGES, axis=0)
    value = SCALE * values.mean(axis=0)
    return [Estimate(float(a), float(b), float(c)) for a, b, c in zip(value, low, high, strict=True)]


def tallied(course: Course, scope: Scope) -> Floats:
    """Call × figure. A cell's handovers and failures are those out of it, its drops the calls that it served last."""
    calls = course.cell.shape[1]
    done = course.outcome == Outcome.DONE
    out, around = _within(course, scope)
    masks = (done & out, swings(course) & around, ~done & out)
    counts = [np.bincount(course.call[mask], minlength=calls) for mask in masks]
    return np.stack([*counts, _dropped(course, scope)], axis=1).astype(np.float64)


def _within(course: Course, scope: Scope) -> tuple[Bools, Bools]:
    """Handovers out of a scope, and those out of it or back into it."""
    if scope.cell is None:
        whole = np.ones(len(course.call), np.bool_)
        return whole, whole
    out, back = course.source == scope.cell, course.target == scope.cell
    if scope.towards is not None:
        out, back = out & (course.target == scope.towards), back & (course.source == scope.towards)
    return out, out | back


def swings(course: Course) -> Bools:
    """Handovers whose call's last one, not long ago, went the other way."""
    found = np.zeros(len(course.call), np.bool_)
    found[ping_pongs(course).back] = True
    return found


def last_cells(course: Course) -> npt.NDArray[np.int16]:
    """Who served each call last."""
    last = (course.cell != ENDED).sum(axis=0) - 1
    found: npt.NDArray[np.int16] = course.cell[last, np.arange(len(last))]
    return found


def _dropped(course: Course, scope: Scope) -> Bools:
    if scope.cell is None:
        return course.dropped
    if scope.towards is not None:
        return _lost_between(course, scope)
    last: Bools = course.dropped & (last_cells(course) == scope.cell)
    return last


def _lost_between(course: Course, scope: Scope) -> Bools:
    """Calls lost in a handover from the one cell to the other."""
    found = np.zeros(course.cell.shape[1], np.bool_)
    lost = (course.outcome == Outcome.LOST) & (course.source == scope.cell) & (course.target == scope.towards)
    found[course.call[lost]] = True
    return found
