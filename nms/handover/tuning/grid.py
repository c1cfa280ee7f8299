"""Every parameter set of a grid, tried one after the other: the yardstick of the search."""

from collections.abc import Callable
from itertools import product
from math import prod
from typing import Final

from nms.handover.tuning.change import Change
from nms.handover.tuning.problem import Problem, Trial, better
from nms.handover.tuning.variables import HYSTERESIS, MARGIN, PBGT, PBGT_P, Axes, checked

AXES: Final[Axes] = {
    PBGT: range(2, 17, 2),
    MARGIN: range(0, 13, 2),
    HYSTERESIS: range(2, 13, 2),
    PBGT_P: (1, 2, 3),
}
"""1,008 points over the four parameters that handovers depend on most."""


def points(axes: Axes) -> int:
    """How many."""
    return prod(len(values) for values in axes.values())


def grid(problem: Problem, axes: Axes, baseline: Trial, told: Callable[[int], None] | None = None) -> Trial:
    """The cheapest point without more drops than the baseline; the baseline if there is none.

    `told` hears how many points were tried. InvalidError (NMS-TUNE-003, 004) for axes outside the limits.
    """
    best = baseline
    for count, values in enumerate(product(*checked(axes).values()), 1):
        trial = problem.tried(Change(dict(zip(axes, values, strict=True))))
        if better(trial, best, baseline):
            best = trial
        if told:
            told(count)
    return best
