"""What phones of each cell reported of other cells, whether or not these are neighbours."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nms.handover.kpi.counters import HeardCounters
from nms.handover.simulation.course import ENDED, REPORTED, Course
from nms.handover.simulation.world import World

EVERY: Final = 4
"""One of so many reports is looked at, and stands for all of them."""

Floats = npt.NDArray[np.float64]


def heard_rows(world: World, course: Course, names: Sequence[str], hour: datetime | None) -> Iterator[HeardCounters]:
    """Carrier and colour in the six strongest of a report, of all cells but the serving one.

    As with a BSC that searches for neighbours it was not told: phones are told all carriers of the network.
    """
    keys = [(cell.arfcn, cell.bsic) for cell in world.cells]
    first = [keys.index(key) for key in keys]  # cells of one name are reported as one
    count, total = _sums(world, course, sorted(set(first)))
    for serving, name in enumerate(names):
        for column, at in enumerate(sorted(set(first))):
            reports = int(count[serving, column])
            if reports:
                level = float(total[serving, column]) / reports
                yield HeardCounters(name, *keys[at], hour, reports * EVERY, level)


def _sums(world: World, course: Course, distinct: Sequence[int]) -> tuple[Floats, Floats]:
    """How often each cell's phones reported each name, and the sum of its levels."""
    cells = len(world.cells)
    named = world.level if world.heard is None else world.heard
    count, total = (np.zeros(cells * len(distinct)) for _ in range(2))
    first_of = _columns(world, distinct)
    for tick in range(0, world.ticks, EVERY):
        calls = np.flatnonzero(course.cell[tick] != ENDED)
        serving = course.cell[tick, calls].astype(np.intp)
        level = named[tick][np.ix_(calls, np.array(distinct))]
        level[np.arange(len(calls)), first_of[serving]] = 0  # nobody reports the cell he is in
        among = level > 0
        if len(distinct) > REPORTED:
            among &= level >= np.partition(level, -REPORTED, axis=1)[:, -REPORTED, None]
        call, column = np.nonzero(among)
        where = serving[call] * len(distinct) + column
        count += np.bincount(where, minlength=count.size)
        total += np.bincount(where, weights=level[call, column], minlength=count.size)
    return count.reshape(cells, -1), total.reshape(cells, -1)


def _columns(world: World, distinct: Sequence[int]) -> npt.NDArray[Any]:
    """In which column of the distinct names each cell's is."""
    at = {(world.cells[one].arfcn, world.cells[one].bsic): column for column, one in enumerate(distinct)}
    return np.array([at[cell.arfcn, cell.bsic] for cell in world.cells], np.intp)
