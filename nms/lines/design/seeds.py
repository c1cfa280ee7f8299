"""What the inventory itself says is in use before any line was ordered: E1s of the halls, ONTs and tags on the OLTs."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from re import compile as pattern

from nms.core.device import Device, Role
from nms.core.line import Draw, Unit
from nms.core.site import Inventory
from nms.lines.channelised import Stm1
from nms.lines.vlan import s_scope

HOLDER = "inventory"
"""Who holds it."""
PON_PORTS, ONT_KBIT, USUAL_SPLIT = 8, 10_240, 32
"""An OLT with the label `onus` has so many ONTs, spread evenly over its ports and numbered from 0, each with this
assured rate (labels `pon_ports` and `ont_kbit` say otherwise); a PON port nobody has surveyed is split so often."""
_CHANNEL = pattern(r"E1-(?P<place>\d+(?:/\d+)*)/(?P<number>\d+)")


def seed(inventory: Inventory) -> tuple[tuple[Unit, ...], tuple[Draw, ...]]:
    """Units in use, for the resource store to adopt once under `HOLDER`; `design` leaves them alone in any case.

    There are no draws: what stands is taken off the capacities that a design names.
    """
    units = [*_hall_channels(inventory)]
    for device in inventory.devices.values():
        if device.role is Role.OLT:
            units += _of_olt(device)
    return tuple(dict.fromkeys(units)), ()


def _hall_channels(inventory: Inventory) -> Iterator[Unit]:
    for link in inventory.links.values():
        klm = link.labels.get("klm", "") if link.kind == "e1" else ""
        for end in (link.a, link.b):
            device, found = inventory.devices.get(end.device), _CHANNEL.fullmatch(end.port)
            if klm and found and device is not None and device.role is Role.CPOS_ROUTER:
                yield Unit(Stm1(end.device, f"Cpos{found['place']}").scope, klm)


def _of_olt(device: Device) -> Iterator[Unit]:
    """Its ONTs (label `onus`) and the outer tags that it uses already (label `s_vlans`)."""
    domain = device.labels.get("domain", device.site)
    yield from (Unit(s_scope(domain), tag) for tag in device.labels.get("s_vlans", "").split(",") if tag)
    ports = _number(device, "pon_ports", PON_PORTS)
    for count in range(_number(device, "onus", 0)):
        yield Unit(f"onu/{device.name}/0/1/{count % ports}", str(count // ports))


def _number(device: Device, label: str, otherwise: int) -> int:
    told = device.labels.get(label, "")
    return int(told) if told.isdigit() else otherwise


@dataclass(frozen=True, slots=True)
class PonRoom:
    """What lines may use of a PON port beyond what stands: splitter legs, and assured kbit/s."""

    legs: int
    kbit: int


def pon_room(inventory: Inventory, olt: str, port: str, assured_mbps: int) -> PonRoom:
    """The room of a PON port; the finest splitting that any survey knows on it counts."""
    device = inventory.devices[olt]
    ways = (way for ways in inventory.accesses.values() for way in ways if (way.device, way.port) == (olt, port))
    legs = max((prod(way.splits) for way in ways if way.splits), default=USUAL_SPLIT)
    scope = f"onu/{olt}/{port}"
    standing = sum(unit.scope == scope for unit in _of_olt(device))
    return PonRoom(legs - standing, assured_mbps * 1000 - standing * _number(device, "ont_kbit", ONT_KBIT))
