"""How ports of a channelised STM-1 router are named, and which STM-1 carries which E1."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from nms.core.device import Role
from nms.core.site import Inventory, Link

WHOLE = "device"


class Resource(NamedTuple):
    """A part of the network that can fail: an element's port in canonical spelling, or "device" for all of it."""

    device: str
    object: str


def resource(device: str, name: str) -> Resource:
    """Canonical spelling: agents write one port as "Cpos0/1/0", "cpos 0/1/0" or "CPOS0/1/0"."""
    return Resource(device, name.replace(" ", "").lower())


# An E1 of a channelised port is written e1 0/1/0:5 or E1-0/1/0/5, what runs over it Serial0/1/0/5:1 (VRP, Comware)
# or Serial2/0.1/2/2/1:0 (IOS).
_CHANNEL = re.compile(r"^(?:e1|ds1|serial|trunk-serial)[-_]?(?P<where>\d+(?:/\d+)+)")
_CARRIER = re.compile(r"^(?:cpos|sonet|pos|stm-?1|cstm-?1)[-_]?(?P<where>\d+(?:/\d+)*)$")
_E1 = re.compile(r"^(?:e1|ds1)[-_]?(?P<where>\d+(?:/\d+)+)(?::(?P<number>\d+))?$")
_SERIAL = re.compile(r"^serial(?P<where>\d+(?:/\d+)+):\d+$")
_SLOT = re.compile(r"^(?:(?:e1|ds1)[-_]?|\d*[a-z][a-z_-]*)(?P<slot>\d+/\d+)/\d+")


def stm1_of(name: str, carriers: Iterable[str]) -> str:
    """The port among `carriers` (canonical) whose position begins the position in `name`; "" if there is none.

    Only names of channels count: GigabitEthernet0/1/0 shares nothing with Cpos0/1/0 but the numbers.
    """
    channel = _CHANNEL.match(name.replace(" ", "").lower())
    if channel is None:
        return ""
    where = channel["where"].split("/")
    fitting = [carrier for carrier in carriers if _carries(_position(carrier), where)]
    return max(fitting, key=len) if fitting else ""


def e1_position(name: str) -> str:
    """Where an E1 sits: "0/1/0/5" for "e1 0/1/0:5", "E1-0/1/0/5" and "Serial0/1/0/5:1" (it runs over it); else ""."""
    spelled = name.replace(" ", "").lower()
    if serial := _SERIAL.match(spelled):
        return serial["where"]
    e1 = _E1.match(spelled)
    return "" if e1 is None else "/".join(filter(None, (e1["where"], e1["number"])))


def slot_of(name: str) -> str:
    """The slot in a name spelled slot/card/port: "0/2" in GigabitEthernet0/2/3, E1-0/1/0/5 and GPON 0/2/7; else ""."""
    found = _SLOT.match(name.replace(" ", "").lower())
    return found["slot"] if found else ""


def stm1_ports(inventory: Inventory) -> dict[str, frozenset[str]]:
    """Canonical names of the channelised STM-1 ports by router, told by the E1 links."""
    found: dict[str, set[str]] = {}
    for link in inventory.links.values():
        port = stm1_of_link(link, inventory)
        if port:
            found.setdefault(link.b.device, set()).add(port)
    return {device: frozenset(ports) for device, ports in found.items()}


def stm1_of_link(link: Link, inventory: Inventory) -> str:
    """The STM-1 port under end b of an E1 link: its label `stm1`, else read out of the channel's name."""
    if link.kind != "e1":
        return ""
    if link.labels.get("stm1"):
        return resource("", link.labels["stm1"]).object
    router = inventory.devices.get(link.b.device)
    position = e1_position(link.b.port)
    if router is None or router.role is not Role.CPOS_ROUTER or not position:
        return ""
    return f"cpos{position.rpartition('/')[0]}"


def _position(carrier: str) -> list[str]:
    found = _CARRIER.match(carrier)
    return found["where"].split("/") if found else []


def _carries(position: list[str], where: list[str]) -> bool:
    return bool(position) and where[: len(position)] == position
