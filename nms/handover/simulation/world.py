"""What every phone measures at every moment, built once: levels, quality and timing advance of all cells."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.reports import PERIOD_S
from nms.handover.simulation.field import Air, Field, Floats, Ground, Levels, qualities
from nms.handover.simulation.mobility import MIX, Travel, streets, walks
from nms.handover.simulation.plan import SimCell

__all__ = ["Air", "Ground", "World", "again", "world"]

ZERO_DBM: Final = -110.0  # RXLEV 0 (3GPP TS 45.008, 8.1.4)
TA_STEP_M: Final = 553.5
MOST_TA: Final = 63
MARGIN_M: Final = 600.0


@dataclass(frozen=True, slots=True)
class World:
    """Levels (RXLEV 0…63), quality (RXQUAL 0…7), uplink level and timing advance: tick × call × cell each.

    `heard` is the level that phones report under a cell's name, where it is not the cell's own level. `ground` is what
    the tensors were computed from.
    """

    cells: tuple[SimCell, ...]
    level: Levels
    quality: Levels
    uplink: Levels
    ta: Levels
    speed: npt.NDArray[np.float64]
    heard: Levels | None = None
    ground: Ground | None = None

    @property
    def calls(self) -> int:
        """How many."""
        return int(self.level.shape[1])

    @property
    def ticks(self) -> int:
        """Report periods (480 ms)."""
        return int(self.level.shape[0])


def world(
    cells: Sequence[SimCell],
    calls: int,
    seconds: float,
    seed: int,
    air: Air | None = None,
    mix: Sequence[Travel] = MIX,
    city: int | None = None,
) -> World:
    """Let `calls` phones move for a time among the cells. The same seed gives the same world.

    `city`: streets and shadows are those of this seed, phones and fading those of `seed`.
    """
    random = np.random.default_rng(seed)
    land = random if city is None else np.random.default_rng(city)
    half = max(max(abs(cell.x), abs(cell.y)) for cell in cells) + MARGIN_M
    ticks = int(seconds / PERIOD_S)
    places, speed = walks(streets(half, land), calls, ticks, PERIOD_S, random, mix)
    ground = Ground(places.astype(np.float32), half, seed, air or Air(), city)
    level, quality, uplink, ta = (np.empty((ticks, calls, len(cells)), np.int8) for _ in range(4))
    empty = World(tuple(cells), level, quality, uplink, ta, speed, ground=ground)
    _fill(empty, ground, range(len(cells)), range(len(cells)))
    return empty


def again(before: World, cells: Sequence[SimCell]) -> World:
    """The same world with some cells built otherwise, each at its position: only what that changes is computed.

    These are the cells themselves and the quality on their carriers, old and new, and on the next ones. The world must
    have its ground.
    """
    if before.ground is None or before.ground.places.shape[:2] != before.level.shape[:2]:
        raise ValueError("a world without its ground cannot be built again")
    changed = [at for at, pair in enumerate(zip(before.cells, cells, strict=True)) if pair[0] != pair[1]]
    touched = {one.arfcn for at in changed for one in (before.cells[at], cells[at])}
    judged = [at for at, cell in enumerate(cells) if _near(cell.arfcn, touched)]
    heard = {cells[at].arfcn for at in judged}
    wanted = [at for at, cell in enumerate(cells) if _near(cell.arfcn, heard)]
    copies = {name: getattr(before, name).copy() for name in ("level", "quality", "uplink", "ta")}
    after = replace(before, cells=tuple(cells), **copies)
    _fill(after, before.ground, wanted, judged)
    return after


def _near(arfcn: int, others: set[int]) -> bool:
    return not others.isdisjoint((arfcn - 1, arfcn, arfcn + 1))


def _fill(empty: World, ground: Ground, wanted: Sequence[int], judged: Sequence[int]) -> None:
    """Compute the levels of the cells wanted, and the quality of those judged."""
    cells, count = empty.cells, len(empty.cells)
    level, quality, uplink, ta = (
        tensor.reshape(-1, count) for tensor in (empty.level, empty.quality, empty.uplink, empty.ta)
    )
    field = Field(ground, cells, wanted)
    for block in ground.blocks:
        power, sites = field.power(block)
        rows = slice(block.start, block.stop)
        _write(level, rows, wanted, [rxlev(power[at]) for at in wanted])
        _write(uplink, rows, wanted, [rxlev(power[at] - np.float32(cells[at].imbalance_db)) for at in wanted])
        steps = {site: np.minimum(one.metres / TA_STEP_M, MOST_TA).astype(np.int8) for site, one in sites.items()}
        _write(ta, rows, wanted, [steps[cells[at].site] for at in wanted])
        found = qualities(power, cells, judged, ground.air)
        _write(quality, rows, judged, [found[at] for at in judged])


def _write(tensor: Levels, rows: slice, columns: Sequence[int], values: Sequence[Levels]) -> None:
    """Into some columns; all of them at once are written faster."""
    if len(columns) == tensor.shape[1]:
        tensor[rows] = np.stack(values).T
        return
    for at, column in zip(columns, values, strict=True):
        tensor[rows, at] = column


def rxlev(dbm: Floats) -> Levels:
    """As a phone reports it: 0 below −110 dBm, 63 from −48 dBm on (3GPP TS 45.008, 8.1.4)."""
    level: Levels = np.clip(np.floor(dbm - np.float32(ZERO_DBM)) + 1, 0, 63).astype(np.int8)
    return level
