"""Where everything stands on the map: sites by their coordinates, devices around them, the same at every visit."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nms.core.device import Device, Role
from nms.core.site import Inventory, Site

WIDTH = 1000.0  # of the map's plane; its height follows from the city's shape
_MARGIN = 50.0
_SPACING = 9.0  # between the devices of one site
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_ROW = 40.0  # below the map, for what has no coordinates

# The box that matters most to a site stands on the spot itself, the others around it.
_RANK = {role: rank for rank, role in enumerate(Role)}


@dataclass(frozen=True, slots=True)
class MapNode:
    """A device at (x, y), x to the east and y to the south, in the plane 0..WIDTH by 0..height."""

    name: str
    x: float
    y: float
    role: str
    site: str


@dataclass(frozen=True, slots=True)
class MapEdge:
    """A line between two nodes; parallel links of one kind are one line and `links` names them all."""

    a: str
    b: str
    kind: str
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A site's spot, for its label; a customer's site says whose it is and by which devices it can be reached."""

    name: str
    title: str
    x: float
    y: float
    kind: str
    district: str
    customer: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MapView:
    """The whole map."""

    nodes: tuple[MapNode, ...] = ()
    edges: tuple[MapEdge, ...] = ()
    places: tuple[MapPlace, ...] = ()
    width: float = WIDTH
    height: float = WIDTH


@dataclass(frozen=True, slots=True)
class _Plane:
    """Degrees to map units: equirectangular around the middle latitude, north at the top."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    height: float

    def spot(self, site: Site) -> tuple[float, float]:
        return (
            round(_MARGIN + (site.lon - self.west) * self.scale_x, 2),
            round(_MARGIN + (self.north - site.lat) * self.scale_y, 2),
        )


def layout(inventory: Inventory) -> MapView:
    """Place every device; nothing is random, and a device added to one site moves nothing at the others."""
    placed = [site for site in inventory.sites.values() if site.lon or site.lat]
    plane = _plane(placed)
    spots = {site.name: plane.spot(site) for site in placed}
    by_site = _by_site(inventory.devices.values())
    lost = sorted(name for name in by_site if name not in spots)
    spots |= {name: (_MARGIN + place * _ROW, plane.height + _ROW) for place, name in enumerate(lost)}
    return MapView(
        nodes=tuple(node for name in sorted(by_site) for node in _around(spots[name], by_site[name])),
        edges=_edges(inventory),
        places=tuple(_place(site, spots[site.name], inventory) for site in sorted(placed, key=lambda site: site.name)),
        height=plane.height + (2 * _ROW if lost else 0.0),
    )


def _plane(sites: Iterable[Site]) -> _Plane:
    places = [(site.lon, site.lat) for site in sites] or [(0.0, 0.0)]
    lons, lats = [lon for lon, _ in places], [lat for _, lat in places]
    shrink = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide, high = (max(lons) - min(lons)) * shrink, max(lats) - min(lats)
    scale = (WIDTH - 2 * _MARGIN) / (wide or high or 1.0)
    return _Plane(min(lons), max(lats), scale * shrink, scale, round(high * scale + 2 * _MARGIN, 2))


def _by_site(devices: Iterable[Device]) -> Mapping[str, list[Device]]:
    found: dict[str, list[Device]] = {}
    for device in devices:
        found.setdefault(device.site, []).append(device)
    return found


def _around(spot: tuple[float, float], devices: Iterable[Device]) -> Iterable[MapNode]:
    """A sunflower: the n-th device at the golden angle, at a distance that grows with the root of n."""
    ordered = sorted(devices, key=lambda device: (_RANK[device.role], device.name))
    for place, device in enumerate(ordered):
        radius, angle = _SPACING * math.sqrt(place), place * _GOLDEN_ANGLE
        x, y = spot[0] + radius * math.cos(angle), spot[1] + radius * math.sin(angle)
        yield MapNode(device.name, round(x, 2), round(y, 2), device.role.value, device.site)


def _edges(inventory: Inventory) -> tuple[MapEdge, ...]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for name, link in inventory.links.items():
        a, b = sorted((link.a.device, link.b.device))
        if a in inventory.devices and b in inventory.devices:
            found.setdefault((a, b, link.kind), []).append(name)
    return tuple(MapEdge(*key, tuple(sorted(names))) for key, names in sorted(found.items()))


def _place(site: Site, spot: tuple[float, float], inventory: Inventory) -> MapPlace:
    by = dict.fromkeys(access.device for access in inventory.accesses.get(site.name, ()))
    return MapPlace(
        site.name, site.title or site.name, *spot, site.kind, site.district, site.customer, tuple(sorted(by))
    )
