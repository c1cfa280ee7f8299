"""Simulated consoles behind the real drivers, each with what services are built on: nothing here knows our grammar."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from servicecases import CASES, dialect

from nms.city.console.standalone import ConsoleYard, YardConsole
from nms.core.change import Reply
from nms.core.change_ports import CliSession, Login
from nms.core.device import Device, Role
from nms.core.dialect import Dialect
from nms.drivers.fleet import NornirFleet
from nms.drivers.terminal import Limits
from nms.testing.hostkeys import MemoryHostKeys

_CORE = ("mpls lsr-id 10.0.0.1", "mpls", "mpls l2vpn", "mpls ldp", "bgp 65000")
TRUNKS: Mapping[str, str] = {
    "pe": "GigabitEthernet0/2/21",
    "switch": "XGigabitEthernet0/0/21",
    "h3c": "GigabitEthernet1/0/21",
    "iad": "fastethernet1/4",
}
GROUND: Mapping[str, tuple[str, Role, tuple[str, ...]]] = {
    "pe": ("huawei_vrpv8", Role.PE, (*_CORE, f"interface {TRUNKS['pe']}", " portswitch", " port link-type trunk")),
    "cpos": ("huawei_vrpv8", Role.CPOS_ROUTER, ("interface Mp-group0/1/0",)),
    "switch": (
        "huawei",
        Role.AGGREGATION,
        (
            *_CORE,
            f"interface {TRUNKS['switch']}",
            " port link-type trunk",
            *("wlan", " ap-group name HALL", " ap-group name YARD", "interface Vlanif99"),
        ),
    ),
    "h3c": ("hp_comware", Role.DCN, ("bgp 65000", f"interface {TRUNKS['h3c']}", " port link-type trunk")),
    "h3c-cpos": ("hp_comware", Role.CPOS_ROUTER, ("interface MP-group2/3/0",)),
    "router": ("cisco_ios", Role.OTHER, ("router bgp 65000", "interface Loopback0")),
    "cisco-cpos": ("cisco_ios", Role.CPOS_ROUTER, ()),
    "radio": ("cisco_ios", Role.AP, ()),
    "olt": ("huawei_smartax", Role.OLT, ()),
    "bsc": ("huawei_bsc_mml", Role.BSC, ()),
    "iad": ("raisecom_roap", Role.CONVERTER, ()),
}
"""Console → its platform, what it stands for, and the lines that services are built on, typed first."""


@dataclass(frozen=True)
class Desk:
    """A console and the driver's session on it."""

    console: YardConsole
    session: CliSession
    fleet: NornirFleet

    @property
    def device(self) -> Device:
        return self.console.device

    @property
    def dialect(self) -> Dialect:
        return dialect(self.device.platform)

    def send(self, lines: Sequence[str]) -> Sequence[Reply]:
        """Lines as a push sends them; RejectedError at the first that the console refuses."""
        return self.session.apply(lines) if lines else ()

    def ports(self) -> list[str]:
        """Its Ethernet ports."""
        return re.findall(r"^interface (\S*[Ee]thernet[\d/]+)$", self.console.running(), re.MULTILINE)


class _YardLogin:
    def __init__(self, yard: ConsoleYard) -> None:
        self._yard = yard

    def of(self, device: Device) -> Login:
        del device
        return Login(self._yard.username, self._yard.password, self._yard.password)


@contextmanager
def desks(names: Sequence[str] = tuple(GROUND)) -> Iterator[Mapping[str, Desk]]:
    """Consoles with their ground laid, and sessions open."""
    keys = MemoryHostKeys()
    with ConsoleYard([(name, *GROUND[name][:2]) for name in names]) as yard:
        for console in yard:
            keys.accept(console.name, *console.host_key, "test", datetime(2026, 3, 1, tzinfo=UTC))
        fleet = NornirFleet(_YardLogin(yard), keys, Limits(connect_s=10, reply_s=20))
        opened = {name: Desk(yard[name], fleet.open(yard[name].device), fleet) for name in names}
        for name, desk in opened.items():
            desk.send(GROUND[name][2])
        yield opened
        for desk in opened.values():
            desk.session.close()


_PLACES: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("olt", "onu"): {"pon": 3, "ont": 17, "profile": 33, "profile_name": "PL33", "service_port": 4000, "s_vlan": 1500},
    ("h3c-cpos", "e1-channel"): {"bundle": "MP-group2/3/0"},
    ("bsc", "cell-parameter"): {"cell": 1},
    ("bsc", "relation-parameter"): {"cell": 1, "towards": 2},
    ("bsc", "neighbour"): {"cell": 0, "towards": 1, "action": "remove", "parameters": None},
}
"""What a console has where the golden cases name something else."""


def values_for(desk: Desk, service: str, **others: Any) -> dict[str, Any]:
    """The golden case's values, on a port that the console has; `others` replace some, None leaves them out."""
    values = {**CASES[desk.dialect.platform, service], **_PLACES.get((desk.console.name, service), {})}
    if service == "dhcp-snooping":
        values["uplink"] = desk.ports()[-1]
    if "port" in values and service != "hall-e1":
        values["port"] = TRUNKS[desk.console.name] if service in ("trunk-vlan", "hall-trunk") else desk.ports()[-1]
    return {name: value for name, value in (values | others).items() if value is not None}
