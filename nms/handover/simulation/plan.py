"""Sites and sectors on the ground: a hexagonal plan with its frequencies, in metres from the middle."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SECTORS: Final = 3
FIRST_ARFCN: Final = 20
_AXES: Final = ((1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1))


@dataclass(frozen=True, slots=True)
class SimCell:
    """A sector: place in m, main direction in degrees from east, antenna height in m, EIRP in dBm, BCCH and BSIC.

    `imbalance_db` is how much weaker the uplink arrives than the downlink; `tilt` by how many degrees the antenna looks
    down, None for one that radiates alike at all heights.
    """

    number: int
    site: int
    x: float
    y: float
    azimuth: float
    height: float = 30.0
    eirp_dbm: float = 55.0
    mhz: float = 950.0
    arfcn: int = FIRST_ARFCN
    bsic: int = 0
    imbalance_db: float = 6.0
    tilt: float | None = None

    @property
    def key(self) -> int:
        """How a phone names it in a report."""
        return self.arfcn << 6 | self.bsic


def hexagonal(rings: int = 2, distance_m: float = 1_000.0, mhz: float = 950.0) -> tuple[SimCell, ...]:
    """Three sectors on each site of a hexagonal grid (2 rings: 19 sites, 57 cells), reuse 4 × 3.

    A BCCH comes again on every fourth site; the BSIC differs where it does, so that no two cells have both.
    """
    used: dict[int, int] = {}
    cells: list[SimCell] = []
    for site, (q, r) in enumerate(spiral(rings)):
        x, y = distance_m * (q + r / 2), distance_m * r * math.sqrt(3) / 2
        for sector in range(SECTORS):
            arfcn = FIRST_ARFCN + 2 * ((q + 2 * r) % 4 * SECTORS + sector)
            used[arfcn] = used.get(arfcn, -1) + 1
            azimuth = 30.0 + 120.0 * sector
            cells.append(SimCell(len(cells) + 1, site, x, y, azimuth, mhz=mhz, arfcn=arfcn, bsic=used[arfcn]))
    return tuple(cells)


def spiral(rings: int) -> Iterator[tuple[int, int]]:
    """Axial coordinates, the middle first, ring by ring."""
    yield 0, 0
    for ring in range(1, rings + 1):
        q, r = ring * _AXES[4][0], ring * _AXES[4][1]
        for axis in _AXES:
            for _ in range(ring):
                yield q, r
                q, r = q + axis[0], r + axis[1]
