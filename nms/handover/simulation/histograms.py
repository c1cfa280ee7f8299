"""What a BSC tells of its cells when it counts reports: how many of which level, quality and timing advance."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.simulation.course import Course
from nms.handover.simulation.served import best_served, served
from nms.handover.simulation.world import World

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEVELS: Final = 64
QUALITIES: Final = 8
STEPS: Final = 64


@dataclass(frozen=True, slots=True)
class Histograms:
    """Reports by cell (row, in the order of the cells) and value: RXLEV 0…63, RXQUAL 0…7, timing advance 0…63."""

    level: Counts
    quality: Counts
    ta: Counts

    @property
    def reports(self) -> Counts:
        """Of each cell."""
        count: Counts = self.level.sum(axis=1)
        return count


def histograms(world: World, course: Course | None = None, every: int = 4) -> Histograms:
    """Of a simulated network: by what serves in a course, or where every call is always in its loudest cell (then of
    every so manieth report)."""
    reports = best_served(world, every) if course is None else served(world, course)
    cells = len(world.cells)
    return Histograms(
        table(reports.cell, reports.level, cells, LEVELS),
        table(reports.cell, reports.quality, cells, QUALITIES),
        table(reports.cell, reports.ta, cells, STEPS),
    )


def table(cell: npt.NDArray[np.intp], value: npt.NDArray[np.int8], cells: int, values: int) -> Counts:
    """Counts by cell and value."""
    where = cell * values + value
    found: Counts = np.bincount(where, minlength=cells * values).reshape(cells, values)
    return found


def apart(one: Counts, other: Counts) -> float:
    """The earth mover's distance of two tables in steps of their values: the mean over cells, each weighted by the
    reports of the first; cells without reports in either are left out. Not a number where there is none."""
    weight, counted = one.sum(axis=1), other.sum(axis=1)
    both = (weight > 0) & (counted > 0)
    if not both.any():
        return float("nan")
    shares = [_cumulated(some[both]) for some in (one, other)]
    moved = np.abs(shares[0] - shares[1]).sum(axis=1)
    return float(np.average(moved, weights=weight[both]))


def _cumulated(counts: Counts) -> Floats:
    found: Floats = np.cumsum(counts, axis=1) / counts.sum(axis=1, keepdims=True)
    return found
