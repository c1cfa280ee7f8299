"""What a planner expects of cells without any shadow: which is the best where, and how far away it is."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.simulation.field import Air, Field, Ground, Levels
from nms.handover.simulation.plan import SimCell
from nms.handover.simulation.shadowing import Shadowing
from nms.handover.simulation.world import MARGIN_M, MOST_TA, TA_STEP_M

RASTER: Final = 101
"""Places in a row, and rows."""
_CLEAR: Final = Air(Shadowing(sigma_db=0.0), fading_db=0.0)


def planned_ta(cells: Sequence[SimCell]) -> Levels:
    """The largest timing advance at which each cell is meant to serve: where it is the best without shadows, and as far
    again as the nearest site, since shadows let it serve there too."""
    half = max(max(abs(cell.x), abs(cell.y)) for cell in cells) + MARGIN_M
    axis = np.linspace(-half, half, RASTER, dtype=np.float32)
    east, north = np.meshgrid(axis, axis)
    places = np.stack([east.ravel(), north.ravel()], axis=1)[None]
    best, far = _best(Ground(places, half, 0, _CLEAR), cells)
    reach = np.zeros(len(cells), np.float32)
    np.maximum.at(reach, best, far)
    planned: Levels = np.minimum((reach + _spare(cells)) / TA_STEP_M, MOST_TA).astype(np.int8)
    return planned


def _spare(cells: Sequence[SimCell]) -> npt.NDArray[np.float32]:
    """From each cell to the nearest other site."""
    at = np.array([(cell.x, cell.y) for cell in cells])
    site = np.array([cell.site for cell in cells])
    apart = np.hypot(*np.moveaxis(at[:, None] - at[None], 2, 0))
    apart[site[:, None] == site[None]] = np.inf
    nearest = apart.min(axis=1)
    spare: npt.NDArray[np.float32] = np.where(np.isfinite(nearest), nearest, 0.0).astype(np.float32)
    return spare


def _best(ground: Ground, cells: Sequence[SimCell]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
    field = Field(ground, cells, range(len(cells)))
    best, far = [], []
    for block in ground.blocks:
        power, sites = field.power(block)
        at = np.stack([power[one] for one in range(len(cells))]).argmax(axis=0)
        metres = np.stack([sites[cell.site].metres for cell in cells])
        best.append(at)
        far.append(metres[at, np.arange(len(at))])
    return np.concatenate(best), np.concatenate(far)
