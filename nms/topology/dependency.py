"""What hangs on what: channels on their STM-1, lines on both their ends, boxes on their way to the centre."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nms.core.device import Role
from nms.core.site import Inventory, Link
from nms.topology.naming import WHOLE, Resource, e1_position, resource, stm1_of, stm1_of_link, stm1_ports

# The management network enters the city at the first of these that the inventory has.
_CENTRE = (Role.DCN, Role.FIREWALL, Role.P, Role.PE, Role.CPOS_ROUTER)


class Uplink(NamedTuple):
    """A link from a box towards the centre: its own port and the port at the other end."""

    near: Resource
    far: Resource


@dataclass(frozen=True, slots=True)
class Dependency:
    """The dependencies of one inventory; every lookup is a dictionary access."""

    carriers: Mapping[Resource, Resource] = field(default_factory=dict)  # end of an E1 line → its STM-1 port
    peers: Mapping[Resource, Resource] = field(default_factory=dict)  # link end → other end
    first_ends: frozenset[Resource] = frozenset()  # ends a: at equal evidence the fault is looked for there
    channels: Mapping[tuple[str, str], Resource] = field(default_factory=dict)  # (router, "0/1/0/5") → E1 channel
    stm1: Mapping[str, frozenset[str]] = field(default_factory=dict)
    up: Mapping[str, tuple[Uplink, ...]] = field(default_factory=dict)
    reach: Mapping[str, frozenset[str]] = field(default_factory=dict)  # device → devices its state may explain
    controllers: frozenset[str] = frozenset()
    hall_switches: Mapping[str, str] = field(default_factory=dict)  # hall → its switch (else its first box)

    def parents(self, part: Resource) -> tuple[Resource, ...]:
        """The ports that carry `part`: of an E1 line its STM-1, of a serial channel the E1 and its STM-1."""
        if part in self.carriers:
            return (self.carriers[part],)
        carrier = stm1_of(part.object, self.stm1.get(part.device, frozenset()))
        if not carrier or carrier == part.object:
            return ()
        channel = self.channels.get((part.device, e1_position(part.object)))
        upper = Resource(part.device, carrier)
        return (channel, upper) if channel and channel != part else (upper,)

    def peer(self, part: Resource) -> Resource | None:
        """The other end of the line that ends in `part`."""
        return self.peers.get(part)

    def uplinks(self, device: str) -> tuple[Uplink, ...]:
        """Links of `device` that lead towards the centre; empty at the centre and for what stands alone."""
        return self.up.get(device, ())

    def affected(self, device: str) -> frozenset[str]:
        """Devices whose alarms an alarm on `device` may explain, itself included."""
        return self.reach.get(device, frozenset({device}))

    def switch_of(self, access_point: str) -> str:
        """The hall box before an AP of a controller, told by the hall's name that the AP's begins with; "" if none."""
        name = access_point
        while name and name not in self.hall_switches:
            name = name.rpartition("-")[0]
        return self.hall_switches.get(name, "")


def dependency(inventory: Inventory) -> Dependency:
    """Work out the dependencies; links to devices that do not exist are left out."""
    links = [link for link in inventory.links.values() if _whole(link, inventory)]
    up = _uplinks(links, _levels(links, inventory))
    controllers = frozenset(device.name for device in inventory.devices.values() if device.role is Role.AC)
    ends = [(resource(link.a.device, link.a.port), resource(link.b.device, link.b.port)) for link in links]
    return Dependency(
        carriers=_carriers(links, inventory),
        peers={one: other for a, b in ends for one, other in ((a, b), (b, a))},
        first_ends=frozenset(a for a, _ in ends),
        channels={(b.device, e1_position(b.object)): b for _, b in ends if e1_position(b.object)},
        stm1=stm1_ports(inventory),
        up=up,
        reach=_reach(links, up, controllers),
        controllers=controllers,
        hall_switches=_hall_switches(inventory),
    )


def _whole(link: Link, inventory: Inventory) -> bool:
    return link.a.device in inventory.devices and link.b.device in inventory.devices


def _carriers(links: Iterable[Link], inventory: Inventory) -> dict[Resource, Resource]:
    carriers: dict[Resource, Resource] = {}
    for link in links:
        port = stm1_of_link(link, inventory)
        if port:
            carrier = Resource(link.b.device, port)
            carriers[resource(link.a.device, link.a.port)] = carrier
            carriers[resource(link.b.device, link.b.port)] = carrier
    return carriers


def _levels(links: Iterable[Link], inventory: Inventory) -> dict[str, int]:
    """Hops to the centre, breadth first."""
    roles = {device.role for device in inventory.devices.values()}
    centre = next((role for role in _CENTRE if role in roles), None)
    levels = {device.name: 0 for device in inventory.devices.values() if device.role is centre}
    around = _neighbours(links)
    queue = deque(levels)
    while queue:
        device = queue.popleft()
        for neighbour in sorted(around.get(device, ())):
            if neighbour not in levels:
                levels[neighbour] = levels[device] + 1
                queue.append(neighbour)
    return levels


def _neighbours(links: Iterable[Link]) -> dict[str, set[str]]:
    around: dict[str, set[str]] = {}
    for link in links:
        around.setdefault(link.a.device, set()).add(link.b.device)
        around.setdefault(link.b.device, set()).add(link.a.device)
    return around


def _uplinks(links: Iterable[Link], levels: Mapping[str, int]) -> dict[str, tuple[Uplink, ...]]:
    found: dict[str, list[Uplink]] = {}
    for link in links:
        a, b = resource(link.a.device, link.a.port), resource(link.b.device, link.b.port)
        for near, far in ((a, b), (b, a)):
            if levels.get(far.device, len(levels)) < levels.get(near.device, -1):
                found.setdefault(near.device, []).append(Uplink(near, far))
    return {device: tuple(sorted(uplinks)) for device, uplinks in found.items()}


def _reach(
    links: Iterable[Link], up: Mapping[str, tuple[Uplink, ...]], controllers: frozenset[str]
) -> dict[str, frozenset[str]]:
    """Of every device: itself, its neighbours, all that hangs below either, and the AP controllers."""
    below: dict[str, set[str]] = {}
    for device, uplinks in up.items():
        for uplink in uplinks:
            below.setdefault(uplink.far.device, set()).add(device)
    return {device: _closure({device, *around}, below) | controllers for device, around in _neighbours(links).items()}


def _closure(start: set[str], below: Mapping[str, set[str]]) -> frozenset[str]:
    seen = set(start)
    queue = deque(start)
    while queue:
        fresh = below.get(queue.popleft(), set()) - seen
        seen |= fresh
        queue.extend(fresh)
    return frozenset(seen)


def _hall_switches(inventory: Inventory) -> dict[str, str]:
    found = {}
    for hall in inventory.halls.values():
        boxes = [inventory.devices[name] for name in hall.devices if name in inventory.devices]
        switches = [box.name for box in boxes if box.role is Role.HALL_SWITCH] or [box.name for box in boxes]
        if switches:
            found[hall.name] = switches[0]
    return found


__all__ = ["WHOLE", "Dependency", "Resource", "Uplink", "dependency", "resource"]
