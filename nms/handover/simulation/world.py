"""What every phone measures at every moment, built once: levels, quality and timing advance of all cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.reports import PERIOD_S
from nms.handover.simulation.mobility import MIX, Travel, streets, walks
from nms.handover.simulation.plan import SimCell
from nms.handover.simulation.propagation import path_loss_db, pattern_db
from nms.handover.simulation.shadowing import Shadowing, maps, sampled

Levels = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float32]

NOISE_DBM: Final = -113.0
ZERO_DBM: Final = -110.0  # RXLEV 0 (3GPP TS 45.008, 8.1.4)
TA_STEP_M: Final = 553.5
MOST_TA: Final = 63
MARGIN_M: Final = 600.0
# RXQUAL by the bit error rates that a carrier-to-interference ratio leaves (dB, the least for quality 0, 1, … 6).
QUALITY_DB: Final = (18.0, 15.5, 13.5, 11.5, 9.5, 7.5, 5.0)


@dataclass(frozen=True, slots=True)
class Air:
    """What surrounds the cells: shadows, the fast fading that averaging over a report leaves, how busy channels are."""

    shadowing: Shadowing = field(default_factory=Shadowing)
    fading_db: float = 1.5
    traffic: float = 0.4
    """Share of the time in which an interfering cell sends on the same channel."""


@dataclass(frozen=True, slots=True)
class World:
    """Levels (RXLEV 0…63), quality (RXQUAL 0…7), uplink level and timing advance: tick × call × cell each."""

    cells: tuple[SimCell, ...]
    level: Levels
    quality: Levels
    uplink: Levels
    ta: Levels
    speed: npt.NDArray[np.float64]

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
) -> World:
    """Let `calls` phones move for a time among the cells. The same seed gives the same world."""
    air = air or Air()
    random = np.random.default_rng(seed)
    half = max(max(abs(cell.x), abs(cell.y)) for cell in cells) + MARGIN_M
    ticks = int(seconds / PERIOD_S)
    places, speed = walks(streets(half, random), calls, ticks, PERIOD_S, random, mix)
    sites = 1 + max(cell.site for cell in cells)
    shadow = maps(air.shadowing, sites, half, random)
    power = np.empty((ticks, calls, len(cells)), np.float32)
    ta = np.empty((ticks, calls, len(cells)), np.int8)
    for at, cell in enumerate(cells):
        east, north = places[..., 0] - cell.x, places[..., 1] - cell.y
        distance = np.hypot(east, north)
        off = np.degrees(np.arctan2(north, east)) - cell.azimuth
        dark = sampled(shadow, cell.site, places[..., 0], places[..., 1], half)
        lost = path_loss_db(distance / 1000, cell.mhz, cell.height) + pattern_db(off) + dark
        power[..., at] = cell.eirp_dbm - lost + air.fading_db * random.standard_normal(distance.shape, np.float32)
        ta[..., at] = np.minimum(distance / TA_STEP_M, MOST_TA)
    weaker = np.array([cell.imbalance_db for cell in cells], np.float32)
    return World(tuple(cells), _rxlev(power), _quality(power, cells, air), _rxlev(power - weaker), ta, speed)


def _rxlev(dbm: Floats) -> Levels:
    level: Levels = np.clip(np.floor(dbm - ZERO_DBM) + 1, 0, 63).astype(np.int8)
    return level


def _quality(power: Floats, cells: Sequence[SimCell], air: Air) -> Levels:
    """RXQUAL out of carrier over interference and noise; co-channel cells disturb in full, adjacent ones 18 dB less."""
    milliwatt = np.power(np.float32(10), power / 10)
    quality = np.empty(power.shape, np.int8)
    limits = np.array(QUALITY_DB[::-1], np.float32)
    for at, cell in enumerate(cells):
        disturbing = np.full(power.shape[:2], 10 ** (NOISE_DBM / 10), np.float32)
        for other, its in enumerate(cells):
            apart = abs(its.arfcn - cell.arfcn)
            if other != at and apart < 2:
                disturbing += milliwatt[..., other] * np.float32(air.traffic * 10 ** (-1.8 * apart))
        ratio = power[..., at] - 10 * np.log10(disturbing)
        quality[..., at] = len(limits) - np.searchsorted(limits, ratio, side="right")
    return quality
