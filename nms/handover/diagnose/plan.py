"""The radio network as it is configured: cells, neighbour relations, what BSCs believe of cells of others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import asin, cos, radians, sin, sqrt
from typing import Final

from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.timers import TimerParameters

_EARTH_KM: Final = 6371.0

Pair = tuple[str, str]
"""Source and target."""


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A cell. `position` is (longitude, latitude) in degrees; `power_control_low` the RXLEV below which power control
    raises the downlink power; `balance_db` by how much its uplink is planned to be louder than its downlink.
    """

    name: str
    arfcn: int
    bsic: int
    lac: int = 0
    ci: int = 0
    site: str = ""
    bsc: str = ""
    position: tuple[float, float] | None = None
    parameters: CellParameters = field(default_factory=CellParameters)
    timers: TimerParameters = field(default_factory=TimerParameters)
    power_control_low: int | None = None
    balance_db: float | None = None

    @property
    def key(self) -> tuple[int, int]:
        """What phones know it by."""
        return self.arfcn, self.bsic


@dataclass(frozen=True, slots=True)
class ExternalCell:
    """What a BSC has written down of a cell that belongs to another one."""

    bsc: str
    cell: str
    arfcn: int
    bsic: int
    lac: int
    ci: int


@dataclass(frozen=True, slots=True)
class RadioPlan:
    """The configuration of the network."""

    cells: Mapping[str, PlannedCell]
    relations: Mapping[Pair, RelationParameters]
    externals: tuple[ExternalCell, ...] = ()

    def inside(self, pair: Pair) -> bool:
        """Whether a relation joins two cells of one site."""
        source, target = self.cells[pair[0]], self.cells[pair[1]]
        return bool(source.site) and source.site == target.site

    def distance_km(self, one: str, other: str) -> float | None:
        """How far two cells are apart; None where a position is not known."""
        a, b = self.cells[one].position, self.cells[other].position
        return None if a is None or b is None else great_circle_km(a, b)


def great_circle_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The distance of two positions (longitude, latitude) on the earth (haversine)."""
    (lon_a, lat_a), (lon_b, lat_b) = (tuple(map(radians, place)) for place in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))
