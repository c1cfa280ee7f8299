"""Services come and go in any order: shared lines live as long as their users, and every device ends as it began."""

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from servicecases import AT, CASES, RUNNING, catalogue, change, dialect

from nms.core.change import Step
from nms.core.device import Device
from nms.provision.plan import make_plan
from nms.provision.predict import predicted
from nms.provision.readback import judge
from nms.provision.shared import NATIVE, native, to_apply, to_undo
from nms.provision.tree import parse, text_of

PLATFORMS = ("huawei_vrpv8", "huawei_vrp", "hp_comware", "cisco_ios")
DEVICES = {platform: Device(platform, "192.0.2.1", platform) for platform in PLATFORMS}


class Model:
    """Devices as their grammar says they behave, and who uses shared lines on them."""

    def __init__(self) -> None:
        self.texts = {one: text_of(dialect(one), parse(dialect(one), RUNNING[one])) for one in PLATFORMS}
        self.users: dict[str, dict[str, frozenset[str]]] = {one: {} for one in PLATFORMS}

    def apply(self, service: str, step: Step) -> None:
        kind, before = dialect(step.platform), self.texts[step.device]
        users = self.users[step.device]
        for key in native(kind, before, step, users):
            users[key] = frozenset({NATIVE})
        lines = to_apply(step, users)
        self.texts[step.device] = predicted(kind, before, lines)
        assert judge(kind, before, self.texts[step.device], lines).good
        for one in step.shared:
            users[one.key] = users.get(one.key, frozenset()) | {service}

    def undo(self, service: str, step: Step) -> None:
        kind, before = dialect(step.platform), self.texts[step.device]
        users = self.users[step.device]
        lines = to_undo(step, users, service)
        self.texts[step.device] = predicted(kind, before, lines)
        assert judge(kind, before, self.texts[step.device], lines).good
        for one in step.shared:
            users[one.key] = users[one.key] - {service}


def order(number: int, dice: random.Random) -> tuple[str, str, Mapping[str, Any]]:
    """A random service of its own port or tag; VLANs, VPNs and peers are shared with others."""
    platform = dice.choice(PLATFORMS)
    kinds = ["l3vpn", "vlan-port", "vsi", "vpws"]
    kind = dice.choice([one for one in kinds if (platform, one) in CASES and platform != "hp_comware"] or ["l3vpn"])
    values = dict(CASES[platform, kind])
    if kind == "vlan-port":
        values |= {"port": f"GigabitEthernet0/2/{number}", "vlan": dice.choice([10, 11, 12, 30])}
        return platform, kind, values
    values |= {"vlan": 200 + number, "description": f"NMS:PL-{number}"}
    if kind == "l3vpn":
        vpn = dice.choice([1, 2, 3])
        values |= {"vpn": f"CUST-{vpn}", "rd": f"65000:{vpn}", "rt_import": [f"65000:{vpn}"]}
        values |= {"rt_export": [f"65000:{vpn}"], "peer": f"192.168.{number}.2", "next_hop": f"192.168.{number}.2"}
        values |= {"address": f"192.168.{number}.1/30", "routes": [f"10.{number}.0.0/16"]}
    elif kind == "vsi":
        values |= {"name": f"V{dice.choice([1, 2])}"}
    return platform, kind, values


def with_ports(count: int) -> Model:
    model = Model()
    for platform in PLATFORMS:
        ports = "".join(f"interface GigabitEthernet0/2/{number}\n" for number in range(count))
        model.texts[platform] += ports
    return model


@given(seed=st.integers(0, 2**32))
@settings(max_examples=6)
def test_fifty_services_made_and_deleted_in_any_order_leave_every_device_as_it_was(seed: int) -> None:
    dice = random.Random(seed)
    model = with_ports(50)
    before = dict(model.texts)
    steps: dict[str, Step] = {}
    for number in dice.sample(range(50), 50):
        platform, kind, values = order(number, dice)
        wish = change((platform, kind, values), service=f"PL-{number}")
        steps[f"PL-{number}"] = make_plan(wish, catalogue(), DEVICES, model.texts, AT).steps[0]
        model.apply(f"PL-{number}", steps[f"PL-{number}"])
    assert model.texts != before
    for service in dice.sample(sorted(steps), len(steps)):
        model.undo(service, steps[service])
    assert model.texts == before


def vlan_port(platform: str, vlan: int, port: int) -> Step:
    values = {"port": f"GigabitEthernet0/1/{port}", "vlan": vlan}
    texts = {platform: RUNNING[platform]}
    return make_plan(change((platform, "vlan-port", values)), catalogue(), DEVICES, texts, AT).steps[0]


def test_the_first_user_brings_a_shared_line_and_the_last_one_takes_it_away() -> None:
    step = vlan_port("huawei_vrpv8", 30, 1)
    assert to_apply(step, {})[0] == "vlan batch 30"
    assert to_undo(step, {"vlan 30": frozenset({"PL-1"})}, "PL-1")[-1] == "undo vlan batch 30"
    both = {"vlan 30": frozenset({"PL-1", "PL-2"})}
    assert to_apply(step, both) == step.apply
    assert to_undo(step, both, "PL-1") == step.undo


@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_stood_before_us_is_never_removed(platform: str) -> None:
    step = vlan_port(platform, 10, 1)
    assert native(dialect(platform), RUNNING[platform], step, {}) == ("vlan 10",)
    assert native(dialect(platform), RUNNING[platform], step, {"vlan 10": frozenset({"PL-9"})}) == ()
    users = {"vlan 10": frozenset({NATIVE, "PL-1"})}
    assert to_apply(step, users) == step.apply
    assert to_undo(step, users, "PL-1") == step.undo


def test_shared_lines_go_in_the_reverse_of_the_order_in_which_they_came() -> None:
    values = CASES["huawei_vrpv8", "l3vpn"]
    step = make_plan(change(("huawei_vrpv8", "l3vpn", values)), catalogue(), DEVICES, RUNNING, AT).steps[0]
    assert [one.key for one in step.shared] == ["vpn CUST-HX", "vpn CUST-HX in bgp"]
    assert to_undo(step, {}, "x")[-3:] == (
        "bgp 65000",
        " undo ipv4-family vpn-instance CUST-HX",
        "undo ip vpn-instance CUST-HX",
    )
