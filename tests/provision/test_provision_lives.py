"""Services of every kind come and go in any order over consoles of five makes; in the end nobody can tell they were."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from consoleyard import Desk, desks, values_for
from servicecases import AT, catalogue, change

from nms.core.change import Step
from nms.core.dialect import meaning
from nms.provision.plan import make_plan
from nms.provision.readback import judge
from nms.provision.shared import NATIVE, native, to_apply, to_undo

SERVICES, ROUNDS = 50, 3
BEFORE_US: Mapping[str, tuple[str, ...]] = {
    "pe": (
        "vlan batch 30",
        "ip vpn-instance CUST-1",
        " ipv4-family",
        "  route-distinguisher 65000:1",
        "  vpn-target 65000:1 export-extcommunity",
        "  vpn-target 65000:1 import-extcommunity",
        "mpls ldp remote-peer PE1",
        " remote-ip 10.0.0.1",
    ),
    "switch": ("vlan batch 30 40", "wlan", " ssid-profile name OA", "  ssid HALL-OA"),
    "h3c": ("vlan 30", "port-security enable"),
    "router": ("vlan 30", "pseudowire-class PW1", " encapsulation mpls"),
    "olt": ("vlan 1500 smart",),
}
"""Shared things that somebody made by hand before: they must outlive all of their users."""

Drawn = dict[str, Any] | None
"""Values of a service, or None where the console has no place left for another one."""


@dataclass
class Place:
    """A console, and what is still free on it: a port serves one service, or many by their tags."""

    desk: Desk
    dice: random.Random
    ports: list[str]
    users: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: Desk, dice: random.Random) -> "Place":
        ports = desk.ports()
        return cls(desk, dice, dice.sample(ports[:-1], max(len(ports) - 1, 0)))

    def alone(self, **others: Any) -> Drawn:
        """A port of its own."""
        return {**others, "port": self.ports.pop()} if self.ports else None

    def apply(self, service: str, step: Step) -> None:
        before = self.desk.session.running()
        for key in native(self.desk.dialect, before, step, self.users):
            self.users[key] = frozenset({NATIVE})
        self.send(before, to_apply(step, self.users))
        for one in step.shared:
            self.users[one.key] = self.users.get(one.key, frozenset()) | {service}

    def undo(self, service: str, step: Step) -> None:
        self.send(self.desk.session.running(), to_undo(step, self.users, service))
        for one in step.shared:
            self.users[one.key] -= {service}

    def send(self, before: str, lines: tuple[str, ...]) -> None:
        self.desk.send(lines)
        assert judge(self.desk.dialect, before, self.desk.session.running(), lines).good


def l3vpn(place: Place, number: int) -> Drawn:
    """One of three customers, whose VPN instance all of its lines share."""
    vpn = place.dice.choice([1, 2, 3])
    targets = [f"65000:{vpn}"]
    return {
        "vlan": 200 + number, "description": f"NMS:PL-{number}", "vpn": f"CUST-{vpn}", "rd": f"65000:{vpn}",
        "rt_import": targets, "rt_export": targets, "address": f"192.168.{number}.1/30", "peer": f"192.168.{number}.2",
        "next_hop": f"192.168.{number}.2", "routes": [f"10.{number}.0.0/16"],
    }  # fmt: skip


def vpws(place: Place, number: int) -> Drawn:
    """To one of three far routers: each needs one LDP session for all of its wires (Cisco: one class)."""
    far, spare = place.dice.sample([1, 2, 3], 2)
    values = {"remote": f"10.0.0.{far}", "vc_id": 1000 + number}
    if place.desk.device.platform == "hp_comware":
        return place.alone(**values, name=f"PL-{number}")
    values |= {"vlan": 300 + number, "description": f"NMS:PL-{number}", "backup": f"10.0.0.{spare}"}
    values |= {"backup_vc_id": 2000 + number}
    names = {"remote_name": f"PE{far}", "backup_name": f"PE{spare}"}
    return values | (names if "huawei" in place.desk.device.platform else {})


def vsi(place: Place, number: int) -> Drawn:
    """One of two customers with a switch instance of their own."""
    which = place.dice.choice([1, 2])
    values = {"name": f"HX-{which}", "vsi_id": 5000 + which, "vlan": 400 + number, "description": f"NMS:PL-{number}"}
    return values | ({"bridge_domain": 700 + which} if place.desk.device.platform == "cisco_ios" else {})


def ssid(place: Place, number: int) -> Drawn:
    """One of two networks, in one of two groups, at a place of its own."""
    name = place.dice.choice(["OA", "GUEST"])
    group, wlan = ("HALL", "YARD")[number // 16 % 2], number % 16 + 1
    vlan = {"OA": 31, "GUEST": 32}[name]
    return {"name": name, "ssid": f"HALL-{name}", "vlan": vlan, "group": group, "wlan": wlan}


def onu(place: Place, number: int) -> Drawn:
    """A subscriber of one of two rates, in one of two outer VLANs."""
    profile, outer = place.dice.choice([33, 34]), place.dice.choice([1500, 1501])
    return {
        "pon": number % 8, "ont": 64 + number // 8, "serial": f"48575443E39049{number:02X}", "profile": profile,
        "profile_name": f"PL{profile}", "s_vlan": outer, "service_port": 4000 + number, "description": f"PL-{number}",
    }  # fmt: skip


DRAWS: Mapping[str, Callable[[Place, int], Drawn]] = {
    "l3vpn": l3vpn,
    "vpws": vpws,
    "vsi": vsi,
    "ssid": ssid,
    "onu": onu,
    "vlan-port": lambda place, _: place.alone(vlan=place.dice.choice([30, 40, 50])),
    "qinq": lambda place, _: place.alone(s_vlan=place.dice.choice([40, 50, 1000])),
    "port-security": lambda place, number: place.alone(most=number % 5 + 1),
    "description": lambda place, number: place.alone(text=f"NMS:PL-{number}"),
}
_SWITCHED = ("vlan-port", "qinq", "port-security", "description", "l3vpn", "vpws")
OFFERED: Mapping[str, tuple[str, ...]] = {
    "pe": (*_SWITCHED, "vsi"),
    "switch": (*_SWITCHED, "vsi", "ssid"),
    "h3c": _SWITCHED,
    "router": (*_SWITCHED, "vsi"),
    "olt": ("onu",),
}


@dataclass
class Life:
    """Everything that stands on the consoles at the moment, by service."""

    places: Mapping[str, Place]
    dice: random.Random
    steps: dict[str, Step] = field(default_factory=dict)
    kinds: set[tuple[str, str]] = field(default_factory=set)

    def create(self, number: int) -> None:
        """A service of a kind that still has room somewhere."""
        name, kind, values = self._drawn(number)
        place = self.places[name]
        wish = change((name, kind, values_for(place.desk, kind, **values)), service=f"PL-{number}")
        running = {name: place.desk.session.running()}
        step = make_plan(wish, catalogue(), {name: place.desk.device}, running, AT).steps[0]
        place.apply(f"PL-{number}", step)
        self.steps[f"PL-{number}"] = step
        self.kinds.add((name, kind))

    def _drawn(self, number: int) -> tuple[str, str, dict[str, Any]]:
        while True:
            name = self.dice.choice(list(self.places))
            kind = self.dice.choice(OFFERED[name])
            values = DRAWS[kind](self.places[name], number)
            if values is not None:
                return name, kind, values

    def delete(self) -> None:
        """Any of those that stand."""
        service = self.dice.choice(sorted(self.steps))
        step = self.steps.pop(service)
        self.places[step.device].undo(service, step)


def shown(opened: Mapping[str, Desk]) -> dict[str, list[str]]:
    return {name: list(meaning(desk.dialect, desk.session.running())) for name, desk in opened.items()}


@pytest.mark.parametrize("number", range(ROUNDS))
def test_fifty_services_made_and_deleted_in_any_order_leave_every_console_byte_for_byte_as_it_was(
    number: int, change_seed: int
) -> None:
    dice = random.Random(change_seed + number)
    with desks(tuple(BEFORE_US)) as opened:
        for name, lines in BEFORE_US.items():
            opened[name].send(lines)
        before = shown(opened)
        life = Life({name: Place.of(desk, dice) for name, desk in opened.items()}, dice)
        for made in dice.sample(range(SERVICES), SERVICES):
            life.create(made)
            if dice.random() < 0.2:
                life.delete()
        shared = [names for place in life.places.values() for names in place.users.values()]
        assert any(len(names - {NATIVE}) > 1 for names in shared), "something is shared"
        assert any(NATIVE in names for names in shared), "something was there before"
        assert {name for name, _ in life.kinds} == set(opened)
        assert all(now != then for now, then in zip(shown(opened).values(), before.values(), strict=True))
        while life.steps:
            life.delete()
        assert shown(opened) == before
