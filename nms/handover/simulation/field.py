"""The field of the cells at the places of phones: received power, and what is left of it among all others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.simulation.plan import SimCell
from nms.handover.simulation.propagation import (
    BACK_DB,
    BEAM_DEGREES,
    HIGH_DB,
    HIGH_DEGREES,
    MOBILE_HEIGHT_M,
    MOST_DB,
    NEAREST_KM,
    loss_line,
)
from nms.handover.simulation.shadowing import Indices, Shadowing, mixed, pattern, spots

Levels = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float32]

NOISE_DBM: Final = -113.0
ADJACENT_DB: Final = 18.0
# RXQUAL by the bit error rates that a carrier-to-interference ratio leaves (dB, the least for quality 0, 1, … 6).
QUALITY_DB: Final = (18.0, 15.5, 13.5, 11.5, 9.5, 7.5, 5.0)
_RATIOS: Final = tuple(np.float32(10 ** (limit / 10)) for limit in QUALITY_DB)
_NEPER: Final = np.float32(np.log(10) / 10)
_BLOCK: Final = 16_384
_SHADOWS, _FADING = 1, 2  # which dice


@dataclass(frozen=True, slots=True)
class Air:
    """What surrounds the cells: shadows, the fast fading that averaging over a report leaves, how busy channels are."""

    shadowing: Shadowing = field(default_factory=Shadowing)
    fading_db: float = 1.5
    traffic: float = 0.4
    """Share of the time in which an interfering cell sends on the same channel."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where phones are at each moment (m, tick × call × 2) on a square of ±`half`, and the dice of what they hear."""

    places: Floats
    half: float
    seed: int
    air: Air
    city: int | None = None
    """The dice of shadows, where they are others than `seed`'s: the same city for other phones."""

    @property
    def blocks(self) -> Iterator[slice]:
        """Stretches of flattened places that fit a processor's cache."""
        count = self.places.shape[0] * self.places.shape[1]
        return (slice(begin, min(begin + _BLOCK, count)) for begin in range(0, count, _BLOCK))

    @property
    def flat(self) -> Floats:
        """Places one after the other."""
        return self.places.reshape(-1, 2)


@dataclass(frozen=True, slots=True)
class Site:
    """What the cells of one site have in common at some places: distance, its logarithm (km), angle (°), shadow."""

    metres: Floats
    logs: Floats
    angle: Floats
    shadow: Floats


class Field:
    """Power block by block; every cell's fading comes from dice of its own, so that cells can be computed alone."""

    def __init__(self, ground: Ground, cells: Sequence[SimCell], wanted: Sequence[int]) -> None:
        self.ground, self.cells = ground, {at: cells[at] for at in wanted}
        sites = sorted({cell.site for cell in self.cells.values()})
        self.size, self.shadows = self._shadows(sites) if ground.air.shadowing.sigma_db else (1, _none(sites))
        self.fading = {at: self._dice(_FADING, at) for at in self.cells}

    def _shadows(self, sites: Sequence[int]) -> tuple[int, dict[int, Floats]]:
        shadowing, half = self.ground.air.shadowing, self.ground.half
        common = pattern(shadowing, half, self._dice(_SHADOWS, 0))
        own = {site: pattern(shadowing, half, self._dice(_SHADOWS, 1 + site)) for site in sites}
        return len(common), {site: mixed(shadowing, common, map_).ravel() for site, map_ in own.items()}

    def _dice(self, what: int, which: int) -> np.random.Generator:
        ground = self.ground
        seed = ground.city if what == _SHADOWS and ground.city is not None else ground.seed
        return np.random.default_rng((seed, what, which))

    def power(self, block: slice) -> tuple[dict[int, Floats], dict[int, Site]]:
        """dBm by cell, and the sites, at one block of places; blocks must be asked for in their order."""
        places = self.ground.flat[block]
        x, y = np.ascontiguousarray(places[:, 0]), np.ascontiguousarray(places[:, 1])
        spot = spots(x, y, self.ground.half, self.size)
        sites: dict[int, Site] = {}
        found: dict[int, Floats] = {}
        for at, cell in self.cells.items():
            if cell.site not in sites:
                sites[cell.site] = _site(x - np.float32(cell.x), y - np.float32(cell.y), self.shadows[cell.site], spot)
            found[at] = self._received(at, cell, sites[cell.site])
        return found, sites

    def _received(self, at: int, cell: SimCell, site: Site) -> Floats:
        start, slope = loss_line(cell.mhz, cell.height)
        power = self.fading[at].standard_normal(len(site.logs), np.float32)
        power *= np.float32(self.ground.air.fading_db)
        power += np.float32(cell.eirp_dbm - start)
        power -= np.float32(slope) * site.logs
        power -= site.shadow
        lost = _turned(site.angle, cell.azimuth)
        if cell.tilt is not None:
            lost = np.minimum(lost + _bowed(site.metres, cell.height, cell.tilt), np.float32(MOST_DB))
        power -= lost
        return power


def _none(sites: Sequence[int]) -> dict[int, Floats]:
    return dict.fromkeys(sites, np.zeros(1, np.float32))


def _site(east: Floats, north: Floats, shadow: Floats, spot: Indices) -> Site:
    metres = np.sqrt(east * east + north * north)
    logs = np.log10(np.maximum(metres / np.float32(1000), np.float32(NEAREST_KM)))
    return Site(metres, logs, np.degrees(np.arctan2(north, east)), shadow[spot])


def _turned(angle: Floats, azimuth: float) -> Floats:
    """The antenna's loss; angles −180…180, so that a turn is never more than once around."""
    off = np.abs(angle - np.float32((azimuth + 180) % 360 - 180))
    off = np.minimum(off, np.float32(360) - off)
    off *= np.float32(1 / BEAM_DEGREES)
    off *= off
    off *= np.float32(12)
    loss: Floats = np.minimum(off, np.float32(BACK_DB), out=off)
    return loss


def _bowed(metres: Floats, height: float, tilt: float) -> Floats:
    """The loss of an antenna that looks down, the angle small enough to be its tangent."""
    off = np.float32(np.degrees(height - MOBILE_HEIGHT_M)) / np.maximum(metres, np.float32(1)) - np.float32(tilt)
    off *= np.float32(1 / HIGH_DEGREES)
    off *= off
    off *= np.float32(12)
    loss: Floats = np.minimum(off, np.float32(HIGH_DB), out=off)
    return loss


def qualities(
    power: Mapping[int, Floats], cells: Sequence[SimCell], judged: Sequence[int], air: Air
) -> dict[int, Levels]:
    """RXQUAL out of carrier over interference and noise; co-channel cells disturb in full, adjacent ones 18 dB less.

    `power` must have every cell on the carriers of those that are `judged`, and on the next ones.
    """
    sent = {at: np.exp(dbm * _NEPER) for at, dbm in power.items()}
    carriers: dict[int, Floats] = {}
    for at, milliwatt in sent.items():
        arfcn = cells[at].arfcn
        carriers[arfcn] = carriers[arfcn] + milliwatt if arfcn in carriers else milliwatt
    busy, beside = np.float32(air.traffic), np.float32(air.traffic * 10 ** (-ADJACENT_DB / 10))
    noise = np.float32(10 ** (NOISE_DBM / 10))
    found = {}
    for at in judged:
        arfcn, own = cells[at].arfcn, sent[at]
        disturbing = np.maximum(carriers[arfcn] - own, np.float32(0)) * busy + noise
        for other in (arfcn - 1, arfcn + 1):
            if other in carriers:
                disturbing += beside * carriers[other]
        found[at] = _rxqual(own / disturbing)
    return found


def _rxqual(ratio: Floats) -> Levels:
    quality = np.zeros(len(ratio), np.int8)
    for limit in _RATIOS:
        quality += ratio < limit
    return quality
