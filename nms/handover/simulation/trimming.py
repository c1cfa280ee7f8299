"""A network trimmed as its engineers would: cells that shadows let be heard too far and too widely send with less."""

from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.simulation.field import Levels
from nms.handover.simulation.network import heard_shares
from nms.handover.simulation.world import World, again

GOOD_LEVEL: Final = 25
"""RXLEV (−85 dBm) from which a call from far away is at a good level."""
FAR: Final = 0.03
"""No cell is the best in more of its reports from farther away than planned, at a good level."""
WIDE: Final = 28
"""No cell is heard by more others …"""
HEARD: Final = 0.04
"""… in that share of their reports: BA lists hold 32 relations, and those of the others count too."""
STEP_DB: Final = 3.0
ROUNDS: Final = 3
_EVERY: Final = 5


def trimmed(made: World, reach: Levels) -> World:
    """The world with 3 dB less from cells that are too loud, in a few rounds; `reach` is the timing advance planned."""
    for _ in range(ROUNDS):
        loud = _far_reaching(made, reach) | _widely_heard(made)
        if not loud.any():
            break
        cells = [
            replace(cell, eirp_dbm=cell.eirp_dbm - STEP_DB) if loud[at] else cell for at, cell in enumerate(made.cells)
        ]
        made = again(made, cells)
    return made


def _far_reaching(made: World, reach: Levels) -> npt.NDArray[np.bool_]:
    cells = len(made.cells)
    far, reports = np.zeros(cells, np.int64), np.zeros(cells, np.int64)
    for level, ta in zip(made.level[::_EVERY], made.ta[::_EVERY], strict=True):
        best = level.argmax(axis=1)
        at = np.arange(len(best))
        reports += np.bincount(best, minlength=cells)
        far += np.bincount(best[(ta[at, best] > reach[best]) & (level[at, best] >= GOOD_LEVEL)], minlength=cells)
    found: npt.NDArray[np.bool_] = far > FAR * reports
    return found


def _widely_heard(made: World) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (heard_shares(made) >= HEARD).sum(axis=0) > WIDE
    return found
