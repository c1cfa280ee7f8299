"""Links out of what LLDP heard: the neighbours that are ours, each link once, and the strangers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from nms.core.observed import LocalLldp, Neighbour


class LldpEnd(NamedTuple):
    """One end of a link: ifName, or what the other end calls the port if the element has no such port; its LLDP id."""

    device: str
    port: str
    port_id: str = ""


class LldpLink(NamedTuple):
    """A link between two managed elements, ends in order; `mutual` says that both heard each other."""

    a: LldpEnd
    b: LldpEnd
    mutual: bool


class Stranger(NamedTuple):
    """A neighbour that is none of ours, and where it was heard."""

    device: str
    neighbour: Neighbour


@dataclass(frozen=True, slots=True)
class LldpTopology:
    """Managed elements that have links, their links, and unmanaged neighbours; all sorted."""

    nodes: tuple[str, ...] = ()
    links: tuple[LldpLink, ...] = ()
    strangers: tuple[Stranger, ...] = ()


class _Heard(NamedTuple):
    """One neighbour row towards an element of ours; `far` is its port there, "" if not recognised."""

    near_device: str
    near: str
    far_device: str
    far: str
    far_id: str


@dataclass(frozen=True, slots=True)
class _Directory:
    """Who announces himself how."""

    announced: Mapping[str, LocalLldp]
    by_chassis: Mapping[str, frozenset[str]] = field(default_factory=dict)
    by_name: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, announced: Mapping[str, LocalLldp]) -> "_Directory":
        chassis, names = defaultdict(set), defaultdict(set)
        for device, local in announced.items():
            chassis[local.chassis_id].add(device)
            names[local.sys_name.casefold()].add(device)
        return cls(announced, _frozen(chassis), _frozen(names))

    def device(self, neighbour: Neighbour) -> str:
        """The element by its chassis id, by its name where that id is nobody's or several elements'; "" if unknown.

        The chassis comes first: names are not unique, may be hidden, and are changed by hand.
        """
        same_chassis = self.by_chassis.get(neighbour.chassis_id, frozenset())
        if len(same_chassis) == 1:
            return next(iter(same_chassis))
        same_name = self.by_name.get(neighbour.sys_name.casefold(), frozenset())
        fitting = same_chassis & same_name if same_chassis else same_name
        return next(iter(fitting)) if len(fitting) == 1 else ""

    def port(self, device: str, neighbour: Neighbour) -> str:
        """The ifName on `device` meant by a neighbour row: by port id, by name, by description; "" if none fits."""
        ports = self.announced[device].ports
        speaking = [name for name, port_id in ports.items() if port_id == neighbour.port_id]
        if len(speaking) == 1:
            return speaking[0]
        return next((name for name in (neighbour.port_id, neighbour.port_descr) if name in ports), "")


def _frozen(groups: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(members) for key, members in groups.items() if key}


def _split(directory: _Directory, neighbours: Mapping[str, Sequence[Neighbour]]) -> tuple[set[_Heard], set[Stranger]]:
    heard, strangers = set(), set()
    for device, rows in neighbours.items():
        for row in rows:
            other = directory.device(row)
            if not other:
                strangers.add(Stranger(device, row))
            elif other != device:  # an element that hears itself has a loop, not a link
                heard.add(_Heard(device, row.port, other, directory.port(other, row), row.port_id))
    return heard, strangers


def _far_port(row: _Heard, back: Iterable[_Heard], alike: int) -> str:
    """The port at the far end: as recognised; else the port on which that end hears this one."""
    if row.far:
        return row.far
    returning = [answer for answer in back if answer.far == row.near] or [answer for answer in back if not answer.far]
    if len(returning) == 1 and (returning[0].far or alike == 1):
        return returning[0].near
    return row.far_id


def _pairs(heard: Iterable[_Heard]) -> dict[tuple[str, str], list[_Heard]]:
    groups: dict[tuple[str, str], list[_Heard]] = defaultdict(list)
    for row in sorted(heard):
        groups[row.near_device, row.far_device].append(row)
    return groups


def _link(directory: _Directory, ends: frozenset[tuple[str, str]], mutual: bool) -> LldpLink:
    def port_id(device: str, port: str) -> str:
        local = directory.announced.get(device)
        return local.ports.get(port, port) if local else port

    first, second = sorted(ends)
    return LldpLink(LldpEnd(*first, port_id(*first)), LldpEnd(*second, port_id(*second)), mutual)


def links_from_lldp(announced: Mapping[str, LocalLldp], neighbours: Mapping[str, Sequence[Neighbour]]) -> LldpTopology:
    """The links between managed elements, by element name: how each announces itself, and what each heard.

    A link is one however often and from whichever end it was heard; several links between two elements stay several.
    The result does not depend on the order of anything.
    """
    directory = _Directory.of(announced)
    heard, strangers = _split(directory, neighbours)
    groups = _pairs(heard)
    seen_from: dict[frozenset[tuple[str, str]], set[str]] = defaultdict(set)
    for (near, far), rows in groups.items():
        back = groups.get((far, near), [])
        unclear = sum(not row.far for row in rows)
        for row in rows:
            ends = frozenset({(near, row.near), (far, _far_port(row, back, unclear))})
            seen_from[ends].add(near)
    links = sorted(_link(directory, ends, len(ears) == 2) for ends, ears in seen_from.items())
    nodes = sorted({end.device for link in links for end in (link.a, link.b)})
    return LldpTopology(tuple(nodes), tuple(links), tuple(sorted(strangers, key=_order)))


def _order(stranger: Stranger) -> tuple[str, ...]:
    row = stranger.neighbour
    return (stranger.device, row.port, row.chassis_id, row.port_id, row.port_descr, row.sys_name)
