"""Picks simulated calls that something happened to in a cell: dropped, swung, failed, handed over, held too long."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from nms.handover.batch.tables import Bools
from nms.handover.simulation.course import ENDED, Course, Outcome
from nms.handover.simulation.prediction import last_cells, swings
from nms.handover.simulation.world import World

Calls = tuple[int, ...]
"""Numbers of calls in their world, the most telling first."""


def _dropped(_: World, course: Course, cell: int) -> Calls:
    return tuple(np.flatnonzero(course.dropped & (last_cells(course) == cell)).tolist())


def _of(course: Course, events: Bools) -> Calls:
    """Calls with such a handover, those with the most of them first."""
    calls, counts = np.unique(course.call[events], return_counts=True)
    return tuple(calls[np.argsort(-counts, kind="stable")].tolist())


def _swung(_: World, course: Course, cell: int) -> Calls:
    return _of(course, swings(course) & ((course.source == cell) | (course.target == cell)))


def _failed(_: World, course: Course, cell: int) -> Calls:
    return _of(course, (course.outcome != Outcome.DONE) & (course.source == cell))


def _left(_: World, course: Course, cell: int) -> Calls:
    return _of(course, (course.outcome == Outcome.DONE) & (course.source == cell))


def _stayed(world: World, course: Course, cell: int) -> Calls:
    """Never anywhere else although another cell was louder, those first that had most to gain."""
    only = np.flatnonzero((course.cell[0] == cell) & ((course.cell == cell) | (course.cell == ENDED)).all(axis=0))
    level = world.level[:, only].astype(np.int16)
    there = course.cell[:, only] == cell
    gain = (np.maximum(level.max(axis=2) - level[:, :, cell], 0) * there).sum(axis=0)
    order = np.argsort(-gain, kind="stable")
    return tuple(only[order][gain[order] > 0].tolist())


KINDS: Final[Mapping[str, Callable[[World, Course, int], Calls]]] = {
    "dropped": _dropped,
    "swung": _swung,
    "failed": _failed,
    "stayed": _stayed,
    "left": _left,
}
"""What may be asked for, the worst first; cells by their position in the world."""
