"""What a hall has to build on: its boxes, their ports and what the inventory says of them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from nms.core.device import Device, Role
from nms.core.hall import Place
from nms.core.site import Hall, Inventory, Link

E1_PORTS: Final = 4
FXS_PORTS: Final = 8
"""Of a converter whose ports nobody has seen yet."""
_CHANNEL: Final = re.compile(r"E1-(?P<slot>\d+(?:/\d+)*)/(?P<number>\d+)")
_ORDER: Final = re.compile(r"E1-\d+/(?P<order>\d+)")
_NOTHING: Final[Mapping[str, frozenset[str]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ground:
    """The boxes of a hall by name ("" where it has none), ports between them, and what each of them can do.

    `aps` are APs that are devices of their own, with the switch port each hangs on; `places` the numbers in
    channelised STM-1s that the inventory gives the hall's E1s, by `order`; `ports` what was seen on each device
    (nothing: nobody looked yet); `linked` the switch ports that lead to other boxes.
    """

    hall: Hall
    converter: str = ""
    switch: str = ""
    controller: str = ""
    aps: Mapping[str, str] = field(default_factory=dict)
    trunks: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[int, Place] = field(default_factory=dict)
    ports: Mapping[str, frozenset[str]] = field(default_factory=dict)
    linked: frozenset[str] = frozenset()

    @property
    def e1_ports(self) -> int:
        """E1 ports of the converter."""
        return self._count("E1-") or E1_PORTS

    @property
    def fxs_ports(self) -> int:
        """Telephone ports of the converter."""
        return self._count("fxs") or FXS_PORTS

    def _count(self, begins: str) -> int:
        return sum(port.startswith(begins) for port in self.ports.get(self.converter, ()))

    def knows(self, port: str) -> bool:
        """Whether the switch has such a port, as far as anybody looked."""
        seen = self.ports.get(self.switch, frozenset())
        return not seen or port in seen


def ground_of(inventory: Inventory, hall: Hall, ports: Mapping[str, frozenset[str]] = _NOTHING) -> Ground:
    """The ground of a hall; `ports` are interface names as they were seen, by device."""
    members = {name: inventory.devices[name] for name in hall.devices if name in inventory.devices}
    members |= {one.name: one for one in inventory.devices.values() if one.site == hall.site}
    converter, switch = _first(members.values(), Role.CONVERTER), _first(members.values(), Role.HALL_SWITCH)
    links = [link for link in inventory.links.values() if {link.a.device, link.b.device} & members.keys()]
    ends = _ends(links, switch)
    aps = {other: port for other, port in ends.items() if members.get(other, _NOBODY).role is Role.AP}
    return Ground(
        hall=hall,
        converter=converter,
        switch=switch,
        controller=_first(inventory.devices.values(), Role.AC),
        aps=aps,
        trunks={name: port for name, port in _trunks(links, converter, switch).items() if port},
        places=_places(links, converter),
        ports={name: ports[name] for name in members if name in ports},
        linked=frozenset(ends.values()),
    )


_NOBODY: Final = Device("", "", "")


def _first(devices: Iterable[Device], role: Role) -> str:
    return next((device.name for device in devices if device.role is role), "")


def _ends(links: Iterable[Link], device: str) -> dict[str, str]:
    """The device at the other end → the port of this one."""
    found: dict[str, str] = {}
    for link in links:
        for here, there in ((link.a, link.b), (link.b, link.a)):
            if device and here.device == device:
                found[there.device] = here.port
    return found


def _trunks(links: Iterable[Link], converter: str, switch: str) -> dict[str, str]:
    """Converter and switch, each with its port towards the other."""
    links = list(links)
    return {switch: _ends(links, switch).get(converter, ""), converter: _ends(links, converter).get(switch, "")}


def _places(links: Iterable[Link], converter: str) -> dict[int, Place]:
    found: dict[int, Place] = {}
    for link in links:
        for here, there in ((link.a, link.b), (link.b, link.a)):
            port, channel = _ORDER.fullmatch(here.port), _CHANNEL.fullmatch(there.port)
            if converter and here.device == converter and port and channel:
                found[int(port["order"])] = Place(there.device, channel["slot"], int(channel["number"]))
    return dict(sorted(found.items()))
