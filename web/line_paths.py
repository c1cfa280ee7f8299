"""A line's ways as a reader sees them: each element and link with how it stands, and the alarms upon them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from nms.app.views import AlarmFilter
from nms.core.alarm import Alarm
from nms.core.line import Design, Way
from nms.core.site import Inventory
from nms.topology.naming import WHOLE, Resource, resource
from web.context import facade

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Hop:
    """An element and the link that leads on from it ("" at the end), with severity words or states ("" unknown)."""

    device: str
    state: str
    link: str = ""
    link_state: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """One way of a branch."""

    role: str
    hops: Sequence[Hop]
    segments: Sequence[str]
    ports: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class BranchPaths:
    """An end with its working way first."""

    end: str
    title: str
    paths: Sequence[Path]


def branches_of(design: Design) -> Sequence[BranchPaths]:
    """The branches of a design over the network as it stands."""
    states, links, inventory = facade().map_state(), facade().maps.links(), facade().inventory
    ends = dict.fromkeys(way.end for way in design.ways)
    found = []
    for end in ends:
        ways = sorted((way for way in design.ways if way.end == end), key=lambda way: way.role != "work")
        site = inventory.sites.get(end)
        paths = [Path(way.role, _hops(way, states, links), way.segments, way.ports) for way in ways]
        found.append(BranchPaths(end, site.title if site else "", paths))
    return found


def _hops(way: Way, states: Mapping[str, str], links: Mapping[str, str]) -> Sequence[Hop]:
    hops = zip_longest(way.devices, way.links[: max(len(way.devices) - 1, 0)], fillvalue="")
    return [Hop(name, states.get(name, "unknown"), link, links.get(link, "up") if link else "") for name, link in hops]


def alarms_on(design: Design) -> Sequence[Alarm]:
    """Active alarms of what the line runs over: whole elements, ports of its own, both ends of its links."""
    places = frozenset(_places(design, facade().inventory))
    active = facade().alarms(AlarmFilter(limit=_MOST)).items
    return [alarm for alarm in active if resource(alarm.key.device, alarm.key.object) in places]


def _places(design: Design, inventory: Inventory) -> Iterator[Resource]:
    for way in design.ways:
        for device in way.devices:
            yield Resource(device, WHOLE)
        for device, port in way.ports:
            yield resource(device, port)
        for name in way.links:
            if link := inventory.links.get(name):
                yield resource(link.a.device, link.a.port)
                yield resource(link.b.device, link.b.port)
