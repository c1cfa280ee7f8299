"""The cables of the network on flat arrays: how a failure spreads along them, and what still hangs together."""

import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from nms.core.device import Role
from nms.core.site import Inventory, Link
from nms.topology.dependency import Dependency, dependency
from nms.topology.naming import Resource, e1_position, resource
from nms.topology.reach import Reach, reach
from nms.topology.roles import PON_PORTS

KeyT = TypeVar("KeyT")
ItemT = TypeVar("ItemT")

_ONT = re.compile(r"(\d+/\d+/\d+)/\d+")
CORE = frozenset({Role.P, Role.PE})
"""Between these the IP network finds another way by itself."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Elements that fail: devices as a whole, ports (canonical), links by name.

    `served` are (line, device) where a device does not serve a line any more: its configuration for it is gone.
    """

    devices: frozenset[str] = frozenset()
    ports: frozenset[Resource] = frozenset()
    links: frozenset[str] = frozenset()
    served: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, other: "Failed") -> "Failed":
        """Both together."""
        devices, ports, links = self.devices | other.devices, self.ports | other.ports, self.links | other.links
        return Failed(devices, ports, links, self.served | other.served)

    def __bool__(self) -> bool:
        return bool(self.devices or self.ports or self.links or self.served)


class Dead(NamedTuple):
    """What carries nothing: devices, ports without light (canonical), links (also those whose channel is gone)."""

    devices: frozenset[str]
    ports: frozenset[Resource]
    links: frozenset[str]


@dataclass(frozen=True, slots=True)
class Fabric:
    """Devices and links by number: link `i` runs from device `a[i]` to `b[i]`; `ports` are their ends."""

    names: tuple[str, ...]
    numbers: Mapping[str, int]
    links: tuple[Link, ...]
    link_numbers: Mapping[str, int]
    a: "array[int]"
    b: "array[int]"
    core: frozenset[int]
    ports: Mapping[Resource, tuple[int, ...]]
    spelled: Mapping[Resource, str]
    of_device: Mapping[str, tuple[int, ...]]
    channels: Mapping[Resource, tuple[Resource, ...]]
    ducts: Mapping[str, tuple[str, ...]]
    depends: Dependency
    reach: Reach

    def ends(self, link: int) -> tuple[Resource, Resource]:
        """Both ends of a link, canonical."""
        found = self.links[link]
        return resource(found.a.device, found.a.port), resource(found.b.device, found.b.port)

    def in_core(self, device: str) -> bool:
        """Whether a device belongs to the IP core."""
        return self.numbers.get(device, -1) in self.core


def fabric(inventory: Inventory) -> Fabric:
    """The arrays of an inventory; links to devices that do not exist stay out."""
    devices, depends = inventory.devices, dependency(inventory)
    links = tuple(link for link in inventory.links.values() if link.a.device in devices and link.b.device in devices)
    numbers = {name: number for number, name in enumerate(devices)}
    ends = [(number, end) for number, link in enumerate(links) for end in (link.a, link.b)]
    return Fabric(
        names=tuple(devices),
        numbers=numbers,
        links=links,
        link_numbers={link.name: number for number, link in enumerate(links)},
        a=array("l", [numbers[link.a.device] for link in links]),
        b=array("l", [numbers[link.b.device] for link in links]),
        core=frozenset(numbers[device.name] for device in devices.values() if device.role in CORE),
        ports=_grouped((resource(end.device, end.port), number) for number, end in ends),
        spelled={resource(end.device, end.port): f"{end.device}:{end.port}" for _, end in ends},
        of_device=_grouped((end.device, number) for number, end in ends),
        channels=_grouped((carrier, channel) for channel, carrier in depends.carriers.items()),
        ducts=_grouped((duct, link.name) for link in links for duct in link.srlg),
        depends=depends,
        reach=reach(inventory),
    )


def spread(net: Fabric, failed: Failed) -> Dead:
    """How far a failure goes: a dead device takes its links, a link both its ends, a carrier its channels."""
    dark: set[Resource] = set()
    lost: set[int] = set()
    waiting = list(failed.ports)
    cut = [number for name in failed.devices for number in net.of_device.get(name, ())]
    cut += [net.link_numbers[name] for name in failed.links if name in net.link_numbers]
    while waiting or cut:
        while cut:
            number = cut.pop()
            if number not in lost:
                lost.add(number)
                waiting += net.ends(number)
        while waiting:
            part = waiting.pop()
            if part not in dark:
                dark.add(part)
                cut += net.ports.get(part, ())
                waiting += net.channels.get(part, ())
    lost |= {number for part in failed.ports for number in _under(net, part)}
    named = {net.links[number].name for number in lost}
    return Dead(failed.devices, frozenset(dark), failed.links | named)


def _under(net: Fabric, part: Resource) -> Iterable[int]:
    """The E1 that a serial interface runs over: without the interface it is up and carries nothing."""
    channel = net.depends.channels.get((part.device, e1_position(part.object)))
    return () if channel is None or channel == part else net.ports.get(channel, ())


def port_dead(net: Fabric, dead: Dead, part: Resource) -> bool:
    """Whether a port carries nothing: its device, itself, what it is a part of, or what carries it, is dead."""
    if part.device in dead.devices or part in dead.ports:
        return True
    return any(Resource(part.device, name) in dead.ports for name in _wholes(part.object)) or any(
        parent in dead.ports for parent in net.depends.parents(part)
    )


def _wholes(name: str) -> Iterable[str]:
    """What a port is a part of: a sub-interface of its port (ge0/1/0.1001), an ONT of its PON port (0/1/3/17)."""
    if "." in name:
        yield name.rpartition(".")[0]
    if ont := _ONT.fullmatch(name):
        yield from (f"{prefix}{ont[1]}" for prefix in PON_PORTS)


def core_islands(net: Fabric, dead: Dead) -> Mapping[str, int]:
    """Which devices of the IP core can still reach each other: those with the same number; dead ones are absent."""
    alive = {number for number in net.core if net.names[number] not in dead.devices}
    above = array("l", range(len(net.names)))
    for link, (one, other) in enumerate(zip(net.a, net.b, strict=True)):
        if one in alive and other in alive and net.links[link].name not in dead.links:
            above[_top(above, one)] = _top(above, other)
    return {net.names[number]: _top(above, number) for number in alive}


def _top(above: "array[int]", number: int) -> int:
    while above[number] != number:
        above[number] = above[above[number]]
        number = above[number]
    return number


def _grouped(pairs: Iterable[tuple[KeyT, ItemT]]) -> dict[KeyT, tuple[ItemT, ...]]:
    found: dict[KeyT, dict[ItemT, None]] = {}
    for key, item in pairs:
        found.setdefault(key, {})[item] = None
    return {key: tuple(items) for key, items in found.items()}
