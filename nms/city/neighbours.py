"""Who is whose neighbour among the cells of a controller: those that should be heard where a cell serves."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from nms.core.site import Cell

MOST: Final = 18
"""So many cells a planner gives each cell; a few more where others want it for theirs."""
SHADOW_DB: Final = 16.0
"""Buildings may make a cell so much louder, against another one, than its distance and direction let expect."""
_BEAM_DEGREES, _BACK_DB, _DB_PER_DECADE = 65.0, 20.0, 35.0
_REACHES: Final = (0.2, 0.4, 0.6, 0.8)  # of the distance to the nearest other site
_ANGLES: Final = (-60.0, -40.0, -20.0, 0.0, 20.0, 40.0, 60.0)
_NEAR: Final = 1e-4  # degrees

Place = tuple[float, float]


class Sector(NamedTuple):
    """A cell on the ground: place in degrees of latitude, main direction in degrees from the east."""

    at: Place
    azimuth: float

    def loss(self, spot: Place) -> float:
        """Decibels to a spot, but for a constant."""
        east, north = spot[0] - self.at[0], spot[1] - self.at[1]
        off = (math.degrees(math.atan2(north, east)) - self.azimuth + 180.0) % 360.0 - 180.0
        away = _DB_PER_DECADE * math.log10(max(math.hypot(east, north), _NEAR))
        return away + min(12.0 * (off / _BEAM_DEGREES) ** 2, _BACK_DB)


@lru_cache(maxsize=8)
def neighbours(cells: tuple[Cell, ...]) -> tuple[tuple[int, int], ...]:
    """Relations of a controller's cells, by their positions; each goes both ways, none leaves its location area.

    Cells on one carrier are no neighbours: where one serves, nobody hears the other.

    Sectors of a site look evenly around in the order of their names, the first to the north.
    """
    areas: dict[int, list[int]] = defaultdict(list)
    for position, cell in enumerate(cells):
        areas[cell.lac].append(position)
    sectors = _sectors(cells)
    found = {pair for area in areas.values() for pair in _pairs(cells, sectors, area)}
    return tuple(sorted(found | {(target, source) for source, target in found}))


def _sectors(cells: Sequence[Cell]) -> list[Sector]:
    sites: dict[str, list[str]] = defaultdict(list)
    for cell in sorted(cells, key=lambda one: one.name):
        sites[cell.bts].append(cell.name)
    middle = math.radians(sum(cell.lat for cell in cells) / max(len(cells), 1))
    return [
        Sector(
            (cell.lon * math.cos(middle), cell.lat),
            90.0 - 360.0 * sites[cell.bts].index(cell.name) / len(sites[cell.bts]),
        )
        for cell in cells
    ]


def _pairs(cells: Sequence[Cell], sectors: Sequence[Sector], area: Sequence[int]) -> Iterator[tuple[int, int]]:
    for source in area:
        others = [other for other in area if other != source and cells[other].arfcn != cells[source].arfcn]
        elsewhere = [math.dist(sectors[source].at, sectors[other].at) for other in others]
        reach = min((apart for apart in elsewhere if apart > _NEAR), default=1.0)
        heard = _heard(sectors, source, others, reach)
        own = [other for other in others if cells[other].bts == cells[source].bts]
        best = sorted(heard, key=lambda other: (-heard[other], other))
        yield from ((source, other) for other in dict.fromkeys([*own, *best][:MOST]))


def _heard(sectors: Sequence[Sector], source: int, others: Sequence[int], reach: float) -> Mapping[int, float]:
    """How well others are heard where a cell serves: by how little they are softer, over all spots."""
    me, found = sectors[source], dict.fromkeys(others, 0.0)
    for spot in _spots(me, reach):
        mine = me.loss(spot)
        for other in others:
            found[other] += max(0.0, SHADOW_DB + mine - sectors[other].loss(spot))
    return found


def _spots(sector: Sector, reach: float) -> Iterator[Place]:
    for share in _REACHES:
        for angle in _ANGLES:
            way = math.radians(sector.azimuth + angle)
            yield sector.at[0] + share * reach * math.cos(way), sector.at[1] + share * reach * math.sin(way)
