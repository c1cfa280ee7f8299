"""Who still has a way to the centre when something fails; a way climbs, and never goes down to climb again."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from nms.core.device import Role
from nms.core.site import Inventory, Link

CENTRE = (Role.DCN, Role.FIREWALL, Role.P, Role.PE, Role.CPOS_ROUTER)
"""The management network enters the city at the first of these that the inventory has."""

IN_BAND = frozenset({Role.AGGREGATION, Role.ACCESS_SWITCH, Role.OLT})
"""Managed over the links that also carry customers; the core and the halls have a management network of their own."""

_TIERS: Mapping[Role, int] = {
    Role.DCN: 0,
    Role.FIREWALL: 1,
    Role.P: 1,
    Role.PE: 2,
    Role.CPOS_ROUTER: 2,
    Role.AGGREGATION: 3,
    Role.ACCESS_SWITCH: 4,
    Role.OLT: 4,
}
_LEAF = 5


@dataclass(frozen=True, slots=True)
class Reach:
    """The links along which a device may be reached, from the centre outwards."""

    centre: frozenset[str] = frozenset()
    down: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # device → (link, next device)
    in_band: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()  # devices that are reached when nothing fails

    def lost(self, devices: Collection[str] = (), links: Collection[str] = ()) -> frozenset[str]:
        """Devices without any way to the centre once these devices and links (names) fail; the failed not counted."""
        return self.known - self.reached(devices, links) - frozenset(devices)

    def way(self, device: str) -> tuple[tuple[str, str], ...]:
        """A shortest way from the centre to a device as (link, device) steps; () at the centre and for who has none."""
        before: dict[str, tuple[str, str]] = {}
        queue = deque(self.centre)
        while queue and device not in before:
            here = queue.popleft()
            for link, there in self.down.get(here, ()):
                if there not in before and there not in self.centre:
                    before[there] = (link, here)
                    queue.append(there)
        steps = []
        while device in before:
            link, upper = before[device]
            steps.append((link, device))
            device = upper
        return tuple(reversed(steps))

    def reached(self, devices: Collection[str] = (), links: Collection[str] = ()) -> set[str]:
        """Devices with a way to the centre that avoids these devices and links."""
        seen = set(self.centre) - set(devices)
        queue = deque(seen)
        while queue:
            for link, there in self.down.get(queue.popleft(), ()):
                if there not in seen and link not in links and there not in devices:
                    seen.add(there)
                    queue.append(there)
        return seen


def reach(inventory: Inventory) -> Reach:
    """The ways of an inventory; transmission spans carry nobody's management by themselves."""
    roles = {device.role for device in inventory.devices.values()}
    middle = next((role for role in CENTRE if role in roles), None)
    centre = frozenset(device.name for device in inventory.devices.values() if device.role is middle)
    down = _down(inventory)
    in_band = frozenset(device.name for device in inventory.devices.values() if device.role in IN_BAND)
    whole = Reach(centre, down)
    return Reach(centre, down, in_band, frozenset(whole.reached()))


def _down(inventory: Inventory) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for link in inventory.links.values():
        for upper, lower in _ways(link, inventory):
            found.setdefault(upper, []).append((link.name, lower))
    return {device: tuple(sorted(ways)) for device, ways in found.items()}


def _ways(link: Link, inventory: Inventory) -> Iterable[tuple[str, str]]:
    a, b = inventory.devices.get(link.a.device), inventory.devices.get(link.b.device)
    if a is None or b is None or link.kind == "sdh":
        return
    for upper, lower in ((a, b), (b, a)):
        if _TIERS.get(upper.role, _LEAF) <= _TIERS.get(lower.role, _LEAF):
            yield upper.name, lower.name


__all__ = ["CENTRE", "IN_BAND", "Reach", "reach"]
