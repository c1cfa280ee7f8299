"""Two cells of one name: what phones report of them, and how often a handover goes to the one they did not hear."""

from dataclasses import replace
from typing import Final

import numpy as np

from nms.handover.simulation.course import Floats
from nms.handover.simulation.world import World

WITHIN_DB: Final = 3
"""A handover is considered where the name is heard at least so near the serving cell's level."""
_EVERY: Final = 5
_FEWEST: Final = 20


def confused(world: World, one: int, other: int) -> tuple[World, Floats]:
    """Give a cell the BSIC of another on its carrier (by position): phones report the louder under their name.

    And how often (source × target) a phone that is sent to one of them has the other in its ear, and finds nothing
    there: controllers go to the one that is configured.
    """
    cells = list(world.cells)
    cells[other] = replace(cells[other], bsic=cells[one].bsic)
    heard = (world.level if world.heard is None else world.heard).copy()
    heard[..., one] = heard[..., other] = np.maximum(world.level[..., one], world.level[..., other])
    failing = np.zeros((len(cells), len(cells)), np.float32)
    failing[:, one] = _louder(world, one, other)
    failing[:, other] = _louder(world, other, one)
    return replace(world, cells=tuple(cells), heard=heard), failing


def _louder(world: World, target: int, other: int) -> Floats:
    """By serving cell: the share of its places, where either is nearly as loud, at which the other is the louder."""
    level = world.level[::_EVERY].reshape(-1, len(world.cells)).astype(np.int16)
    best = level.argmax(axis=1)
    near = np.maximum(level[:, target], level[:, other]) >= level.max(axis=1) - WITHIN_DB
    wrong = near & (level[:, other] > level[:, target])
    seen = np.bincount(best[near], minlength=len(world.cells))
    share = np.bincount(best[wrong], minlength=len(world.cells)) / np.maximum(seen, 1)
    return np.where(seen >= _FEWEST, share, 0.0).astype(np.float32)
