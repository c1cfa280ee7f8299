"""What a port is for, told by the links of the inventory: it decides how much its failing matters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nms.core.device import Device, Role
from nms.core.site import Inventory, Link
from nms.topology.naming import Resource, e1_position, resource, stm1_ports


class PortRole(StrEnum):
    """UPLINK carries others, STM1 carries E1s, E1 one hall, ACCESS one box; OPEN is a router's port without a link,
    EDGE a user's port, whose going up and down is nobody's alarm."""

    UPLINK = "uplink"
    STM1 = "stm1"
    E1 = "e1"
    ACCESS = "access"
    OPEN = "open"
    EDGE = "edge"


CARRYING = frozenset({PortRole.UPLINK, PortRole.STM1, PortRole.E1, PortRole.ACCESS})
"""Ports that somebody depends on: they are missed even when they were shut on purpose."""

# Where users plug in and out: there a port without a link belongs to a user.
_USER_SIDE = frozenset({Role.HALL_SWITCH, Role.ACCESS_SWITCH, Role.OLT, Role.AC, Role.AP, Role.CONVERTER})
_SINGLE_BOX = frozenset({Role.AP, Role.RADIUS, Role.BSC, Role.OTHER})
PON_PORTS = ("gpon", "epon", "xgpon", "xg-pon", "xpon")
"""How the names of PON ports begin."""
_BY_KIND = {"e1": PortRole.E1, "pon": PortRole.ACCESS}


@dataclass(frozen=True, slots=True)
class PortRoles:
    """Answers what a port is for; what no link names is OPEN or EDGE by the role of its device."""

    linked: Mapping[Resource, PortRole] = field(default_factory=dict)
    user_side: frozenset[str] = frozenset()
    channelised: frozenset[str] = frozenset()  # routers with a channelised STM-1
    trees: frozenset[str] = frozenset()  # OLTs with ONUs behind their PON ports
    rented: set[Resource] = field(default_factory=set)
    """Ports that carry private lines now, whatever they are else: whoever supervises lines keeps this."""

    def __call__(self, device: str, port: str) -> PortRole:
        """The role of `port` (ifName) of `device`."""
        known = self.linked.get(resource(device, port))
        if known is not None:
            return known
        if resource(device, port) in self.rented:
            return PortRole.ACCESS
        if device in self.channelised and e1_position(port):
            return PortRole.E1  # a spare channel, or a serial interface over one, is watched like those in use
        if device in self.trees and port.lower().startswith(PON_PORTS):
            return PortRole.ACCESS
        return PortRole.EDGE if device in self.user_side else PortRole.OPEN


def port_roles(inventory: Inventory) -> PortRoles:
    """Derive the role of every linked port; channelised STM-1 ports come from the links that they carry."""
    linked: dict[Resource, PortRole] = {}
    for link in inventory.links.values():
        role = _of_link(link, inventory.devices)
        linked |= {resource(end.device, end.port): role for end in (link.a, link.b)}
    stm1 = stm1_ports(inventory)
    linked |= {Resource(device, port): PortRole.STM1 for device, ports in stm1.items() for port in ports}
    user_side = frozenset(device.name for device in inventory.devices.values() if device.role in _USER_SIDE)
    channelised = frozenset(device for device, ports in stm1.items() if ports)
    trees = frozenset(device.name for device in inventory.devices.values() if device.labels.get("onus", "0") != "0")
    return PortRoles(linked, user_side, channelised, trees)


def _of_link(link: Link, devices: Mapping[str, Device]) -> PortRole:
    if link.kind in _BY_KIND:
        return _BY_KIND[link.kind]
    roles = {devices[end.device].role for end in (link.a, link.b) if end.device in devices}
    return PortRole.ACCESS if roles & _SINGLE_BOX else PortRole.UPLINK
