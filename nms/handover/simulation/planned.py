"""A radio plan as simulated cells: cells that hear each other as one small world, in metres, with their parameters."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

import networkx as nx

from nms.handover.diagnose.plan import PlannedCell, RadioPlan
from nms.handover.engine.network import MAX_RELATIONS, RadioCell, RadioNetwork, relate
from nms.handover.engine.parameters import RelationParameters
from nms.handover.simulation.plan import SimCell, spiral

HEARING_KM: Final = 12.0
"""Cells farther apart than this do not hear each other, unless a relation says so."""
MOST_CELLS: Final = 57
"""More cells than this (19 sites of three) make more than one world."""
SPACING_M: Final = 1_000.0
"""The middle distance between neighbouring sites is shrunk to this, where it is larger."""
DOWNLINK_OVER_UPLINK_DB: Final = 6.0
_DEGREE_M: Final = 111_195.0
_ANY_MHZ: Final = 947.4

Point = tuple[float, float]
Neighbour = tuple[RadioCell, RelationParameters]


class Band(NamedTuple):
    """Carriers first…last, the downlink of the first in MHz (3GPP TS 45.005, 2); each next one lies 0.2 MHz higher."""

    first: int
    last: int
    mhz: float


BANDS: Final = (
    Band(0, 124, 935.0),  # GSM 900
    Band(955, 1023, 921.2),  # extended and railway GSM 900
    Band(512, 885, 1805.2),  # DCS 1800
    Band(128, 251, 869.2),  # GSM 850
    Band(259, 293, 460.6),  # GSM 450
    Band(306, 340, 489.0),  # GSM 480
    Band(438, 511, 777.2),  # GSM 750
)


@dataclass(frozen=True, slots=True)
class Planned:
    """Cells of a plan on the ground. Cell number n is `names[n − 1]`; `scale` metres of the plan became one."""

    names: tuple[str, ...]
    cells: tuple[SimCell, ...]
    network: RadioNetwork
    scale: float = 1.0


def downlink_mhz(arfcn: int) -> float:
    """The frequency at which a cell sends; that of the middle of GSM 900 for a number of no band."""
    found = (band.mhz + 0.2 * (arfcn - band.first) for band in BANDS if band.first <= arfcn <= band.last)
    return round(next(found, _ANY_MHZ), 1)


# ---------------------------------------------------------------- who hears whom


def clusters(plan: RadioPlan, km: float = HEARING_KM, most: int = MOST_CELLS) -> tuple[tuple[str, ...], ...]:
    """Groups of cells that hear each other: of one site, related, or nearer than `km`; the largest first.

    A group of more than `most` cells is divided by location area, then across its longer side; sites stay whole.
    """
    near = _near(plan, km)
    found = [
        part
        for group in nx.connected_components(near)
        for area in _by_area(plan, near, group, most)
        for part in _halved(plan, sorted(area), most)
    ]
    return tuple(sorted((tuple(sorted(one)) for one in found), key=lambda one: (-len(one), one)))


def cluster_of(plan: RadioPlan, cell: str, km: float = HEARING_KM) -> tuple[str, ...]:
    """The group a cell belongs to; () for a cell that is not in the plan."""
    return next((one for one in clusters(plan, km) if cell in one), ())


def _near(plan: RadioPlan, km: float) -> "nx.Graph[str]":
    near: nx.Graph[str] = nx.Graph()
    near.add_nodes_from(plan.cells)
    known = plan.cells.keys()
    near.add_edges_from(pair for pair in plan.relations if pair[0] in known and pair[1] in known)
    sites = sites_of(plan, plan.cells)
    for cells in sites.values():
        near.add_edges_from((cells[0], other) for other in cells[1:])
    for one, other in combinations((cells[0] for cells in sites.values()), 2):
        apart = plan.distance_km(one, other)
        if apart is not None and apart <= km:
            near.add_edge(one, other)
    return near


def _by_area(plan: RadioPlan, near: "nx.Graph[str]", group: set[str], most: int) -> Iterable[set[str]]:
    if len(group) <= most:
        return [group]
    areas: dict[int, set[str]] = {}
    for cells in sites_of(plan, group).values():
        areas.setdefault(plan.cells[cells[0]].lac, set()).update(cells)
    return [part for area in areas.values() for part in nx.connected_components(near.subgraph(area))]


def _halved(plan: RadioPlan, group: Sequence[str], most: int) -> list[Sequence[str]]:
    """Cut across the longer side, as often as needed."""
    sites = sites_of(plan, group)
    if len(group) <= most or len(sites) < 2:
        return [group]
    at = _metres(plan, {site: cells[0] for site, cells in sites.items()})
    spans = [max(place[axis] for place in at.values()) - min(place[axis] for place in at.values()) for axis in (0, 1)]
    axis = spans.index(max(spans))
    order = sorted(sites, key=lambda site: (at[site][axis], site))
    half = len(order) // 2
    sides = ([cell for site in some for cell in sites[site]] for some in (order[:half], order[half:]))
    return [part for side in sides for part in _halved(plan, side, most)]


def sites_of(plan: RadioPlan, names: Iterable[str]) -> dict[str, list[str]]:
    """Cells by site, in order of their names; of cells without a site those of one position stand together."""
    sites: dict[str, list[str]] = {}
    for name in sorted(names):
        cell = plan.cells[name]
        sites.setdefault(cell.site or str(cell.position or name), []).append(name)
    return sites


# ---------------------------------------------------------------- on the ground


def planned(plan: RadioPlan, names: Collection[str] | None = None) -> Planned:
    """The cells named (all, if not given) around their middle, and the engine's network of them.

    Only who lies beside whom is kept of positions far apart: the ground is shrunk until sites are about a kilometre
    apart, so that a world stays small. Sites without a position stand on a honeycomb among the others. Sectors of a
    site look evenly around in the order of their names, the first to the north; a single one looks to the middle.
    """
    chosen = tuple(sorted(plan.cells if names is None else names))
    sites = sites_of(plan, chosen)
    ground, scale = _ground(plan, {site: cells[0] for site, cells in sites.items()})
    numbers = {name: number for number, name in enumerate(chosen, 1)}
    cells = {}
    for position, (site, members) in enumerate(sites.items()):
        for sector, name in enumerate(members):
            azimuth = _azimuth(ground[site], sector, len(members))
            cells[name] = _cell(plan.cells[name], numbers[name], position, ground[site], azimuth)
    ordered = tuple(cells[name] for name in chosen)
    return Planned(chosen, ordered, radio(plan, chosen, [cell.site for cell in ordered]), scale)


def _cell(cell: PlannedCell, number: int, site: int, at: Point, azimuth: float) -> SimCell:
    weaker = DOWNLINK_OVER_UPLINK_DB if cell.balance_db is None else -cell.balance_db
    mhz = downlink_mhz(cell.arfcn)
    return SimCell(
        number, site, *at, azimuth, mhz=mhz, arfcn=cell.arfcn, bsic=cell.bsic, imbalance_db=weaker
    )  # fmt: skip


def _azimuth(at: Point, sector: int, of: int) -> float:
    """In degrees from the east, counted as in mathematics."""
    if of == 1 and at != (0.0, 0.0):
        return math.degrees(math.atan2(-at[1], -at[0]))
    return 90.0 - 360.0 * sector / of


def _ground(plan: RadioPlan, sites: Mapping[str, str]) -> tuple[dict[str, Point], float]:
    known = _metres(plan, {site: cell for site, cell in sites.items() if plan.cells[cell].position is not None})
    scale = max(1.0, _spacing(list(known.values())) / SPACING_M)
    ground = {site: (x / scale, y / scale) for site, (x, y) in known.items()}
    free = _honeycomb(list(ground.values()), len(sites))
    ground.update({site: next(free) for site in sites if site not in ground})
    return ground, scale


def _honeycomb(taken: Sequence[Point], most: int) -> Iterator[Point]:
    """Places from the middle outwards where nothing stands yet."""
    for q, r in spiral(len(taken) + most):
        at = (SPACING_M * (q + r / 2), SPACING_M * r * math.sqrt(3) / 2)
        if all(math.dist(at, other) > SPACING_M / 3 for other in taken):
            yield at


def _metres(plan: RadioPlan, cells: Mapping[str, str]) -> dict[str, Point]:
    """Metres east and north of the middle of what they span; a site without a position is in the middle."""
    at = {site: position for site, cell in cells.items() if (position := plan.cells[cell].position) is not None}
    if not at:
        return dict.fromkeys(cells, (0.0, 0.0))
    lon, lat = ((min(axis) + max(axis)) / 2 for axis in zip(*at.values(), strict=True))
    east = _DEGREE_M * math.cos(math.radians(lat))
    placed = {site: ((x - lon) * east, (y - lat) * _DEGREE_M) for site, (x, y) in at.items()}
    return {site: placed.get(site, (0.0, 0.0)) for site in cells}


def _spacing(at: Sequence[Point]) -> float:
    """The middle one of the distances from each place to its nearest other place; 0 for less than two."""
    if len(at) < 2:
        return 0.0
    nearest = sorted(min(math.dist(one, other) for other in at if other is not one) for one in at)
    return nearest[len(nearest) // 2]


# ---------------------------------------------------------------- as the engine sees it


def radio(plan: RadioPlan, names: Sequence[str], sites: Sequence[int] = ()) -> RadioNetwork:
    """The engine's network of these cells, cell n being `names[n − 1]`, with the plan's parameters and relations.

    InvalidError for parameters that contradict each other. Relations that lead out are left out; of neighbours that a
    phone cannot tell apart (same BCCH and BSIC) the nearest stays, of more than a BA list holds the first.
    """
    numbers = {name: number for number, name in enumerate(names, 1)}
    bscs = sorted({plan.cells[name].bsc for name in names})
    cells = {}
    for name, number in numbers.items():
        cell = plan.cells[name]
        site = sites[number - 1] if sites else -1
        cells[number] = RadioCell(number, cell.arfcn << 6 | cell.bsic, cell.parameters, site, bscs.index(cell.bsc))
    inside = [pair for pair in plan.relations if pair[0] in numbers and pair[1] in numbers and pair[0] != pair[1]]
    inside.sort(key=lambda pair: (plan.distance_km(*pair) or 0.0, pair))
    for name, number in numbers.items():
        others = [
            (cells[numbers[target]], plan.relations[source, target]) for source, target in inside if source == name
        ]
        relate(cells[number], _told_apart(others))
    return RadioNetwork(cells)


def _told_apart(others: Iterable[Neighbour]) -> list[Neighbour]:
    by_key: dict[int, Neighbour] = {}
    for other in others:
        by_key.setdefault(other[0].key, other)
    return list(by_key.values())[:MAX_RELATIONS]
