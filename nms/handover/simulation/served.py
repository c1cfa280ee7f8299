"""The reports of a course, one after the other: who served them, and what phone and base station heard."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nms.handover.simulation.course import ENDED, Course
from nms.handover.simulation.field import Levels
from nms.handover.simulation.world import World

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Served:
    """Of each report: call, serving cell (by position), levels, quality and timing advance of that cell."""

    call: Indices
    cell: Indices
    level: Levels
    uplink: Levels
    quality: Levels
    ta: Levels


def served(world: World, course: Course) -> Served:
    """All reports that a course's calls sent while they lasted."""
    tick, call = np.nonzero(course.cell != ENDED)
    return _read(world, tick, call, course.cell[tick, call].astype(np.intp))


def best_served(world: World, every: int = 1) -> Served:
    """Reports of calls that are always in their loudest cell, of every so manieth period."""
    ticks = np.arange(0, world.ticks, every)
    tick, call = (one.ravel() for one in np.meshgrid(ticks, np.arange(world.calls), indexing="ij"))
    return _read(world, tick, call, world.level[::every].argmax(axis=2).ravel())


def _read(world: World, tick: Indices, call: Indices, cell: Indices) -> Served:
    at = (tick, call, cell)
    return Served(call, cell, world.level[at], world.uplink[at], world.quality[at], world.ta[at])
