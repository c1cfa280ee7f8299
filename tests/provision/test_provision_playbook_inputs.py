"""Inputs, host patterns and expressions of playbooks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.device import Device, Role
from nms.core.errors import InvalidError
from nms.core.site import Hall, Inventory, Site
from nms.provision.playbook.filling import filled, holds
from nms.provision.playbook.hosts import select
from nms.provision.playbook.inputs import InputsError, taken
from nms.provision.playbook.module import BUILT_IN, Module, registry
from nms.provision.playbook.schema import InputEntry, json_schema

INVENTORY = Inventory(
    devices={
        "pe-1": Device("pe-1", "127.0.0.1", "huawei_vrpv8", Role.PE, "yc", labels={"wave": "1"}),
        "pe-2": Device("pe-2", "127.0.0.2", "huawei_vrpv8", Role.PE, "kq"),
        "sw-1": Device("sw-1", "127.0.0.3", "huawei", Role.HALL_SWITCH, "h1"),
    },
    sites={"yc": Site("yc", "core", "越城"), "kq": Site("kq", "core", "柯桥"), "h1": Site("h1", "hall", "越城")},
    halls={"hall-1": Hall("hall-1", "h1", devices=("sw-1",))},
)
VLAN = InputEntry(type="int", least=1, most=4094, default=10)


@pytest.mark.parametrize(
    ("patterns", "meant"),
    [
        (["all"], ["pe-1", "pe-2", "sw-1"]),
        (["pe"], ["pe-1", "pe-2"]),
        (["pe-*", "!pe-2"], ["pe-1"]),
        (["越城"], ["pe-1", "sw-1"]),
        (["越城", "&pe"], ["pe-1"]),
        (["hall-1"], ["sw-1"]),
        (["wave=1"], ["pe-1"]),
        (["!pe"], ["sw-1"]),
    ],
)
def test_a_pattern_means_names_roles_districts_halls_and_labels(patterns: list[str], meant: list[str]) -> None:
    assert list(select(patterns, INVENTORY)) == meant


def test_a_pattern_that_means_nothing_names_the_nearest_word() -> None:
    with pytest.raises(InvalidError) as caught:
        select(["hal-1"], INVENTORY)
    assert (caught.value.code, caught.value.values["near"]) == ("NMS-PLAY-033", "hall-1")


@pytest.mark.parametrize(
    ("given_values", "code"),
    [
        ({"vlan": "ten"}, "NMS-PLAY-036"),
        ({"vlan": 4095}, "NMS-PLAY-037"),
        ({"vlna": 7}, "NMS-PLAY-034"),
        ({"device": "pe-9"}, "NMS-PLAY-038"),
    ],
)
def test_a_wrong_input_is_refused_by_name(given_values: dict[str, Any], code: str) -> None:
    declared = {"vlan": VLAN, "device": InputEntry(type="device")}
    with pytest.raises(InputsError) as caught:
        taken(declared, given_values, lambda kind, name: kind == "device" and name in INVENTORY.devices)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_every_wrong_input_is_told_at_once() -> None:
    with pytest.raises(InputsError) as caught:
        taken({"vlan": VLAN, "text": InputEntry(required=True)}, {"vlan": "x"}, lambda *_: True)
    assert [problem.code for problem in caught.value.problems] == ["NMS-PLAY-036", "NMS-PLAY-035"]


@given(st.integers(1, 4094))
def test_a_number_given_as_text_becomes_a_number(vlan: int) -> None:
    assert taken({"vlan": VLAN}, {"vlan": str(vlan)}, lambda *_: True) == {"vlan": vlan}


def test_a_template_alone_keeps_its_type_and_within_text_becomes_text() -> None:
    scope = {"vlan": 10, "names": ["a", "b"]}
    assert filled({"x": "{{ vlan }}", "y": "vlan {{ vlan }}", "z": ["{{ names }}"]}, scope) == {
        "x": 10, "y": "vlan 10", "z": [["a", "b"]],
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["{{ ''.__class__.__mro__ }}", "{{ x.__init__.__globals__ }}", "{{ cycler }}", "{{ 1/0 }}"]
)
def test_the_sandbox_lets_nothing_out(text: str) -> None:
    with pytest.raises(InvalidError, match="NMS-PLAY-050"):
        filled(text, {"x": holds})


@given(st.text())
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    assert filled("{{ x }}", {"x": value}) == value


def test_the_schema_knows_every_module_and_the_registry_refuses_a_name_twice() -> None:
    text = str(json_schema(registry()))
    assert all(f"'{module.name}'" in text for module in BUILT_IN)
    with pytest.raises(ValueError, match="show"):
        registry([Module("show", BUILT_IN[0].arguments)])
