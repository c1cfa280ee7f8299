"""Values of an order: every problem is told, with field, value and what to do."""

from typing import Any

import pytest
from servicecases import CASES, services

from nms.core.errors import InvalidError
from nms.provision.services import check, evidence, find, service_of


def codes(service: str, platform: str, **changed: Any) -> list[str]:
    values = {**CASES[platform, service], **changed}
    return [problem.code for problem in check(services()[service], platform, values).problems]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("vlan", 4095, "NMS-CHG-006"),
        ("vlan", 1, "NMS-CHG-006"),
        ("vlan", "ten", "NMS-CHG-007"),
        ("vlan", True, "NMS-CHG-007"),
        ("vlan", 10.5, "NMS-CHG-007"),
        ("vpn", "two words", "NMS-CHG-007"),
        ("vpn", "x" * 32, "NMS-CHG-007"),
        ("vpn", "undo-x", "NMS-CHG-007"),
        ("vpn", "a\nb", "NMS-CHG-007"),
        ("rd", "65000", "NMS-CHG-007"),
        ("rd", "65536:65536", "NMS-CHG-007"),
        ("rd", "10.0.0.1:65536", "NMS-CHG-007"),
        ("address", "192.168.10.1", "NMS-CHG-007"),
        ("address", "192.168.300.1/30", "NMS-CHG-007"),
        ("routes", ["10.20.0.1/16"], "NMS-CHG-007"),
        ("routes", "10.20.0.0/16", "NMS-CHG-012"),
        ("routes", [], "NMS-CHG-012"),
        ("rt_import", ["65000:1", "65000:1"], "NMS-CHG-013"),
        ("port", "GigabitEthernet0/1/1; reboot", "NMS-CHG-007"),
        ("description", "shop | more", "NMS-CHG-009"),
        ("description", "undo all", "NMS-CHG-009"),
        ("description", "no shutdown", "NMS-CHG-009"),
        ("description", "a\u202eb", "NMS-CHG-009"),
        ("description", "two  blanks", "NMS-CHG-009"),
        ("description", "x" * 61, "NMS-CHG-011"),
        ("description", None, "NMS-CHG-004"),
        ("peer_as", None, "NMS-CHG-014"),
        ("vlna", 10, "NMS-CHG-003"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(field: str, value: object, code: str) -> None:
    assert codes("l3vpn", "huawei_vrpv8", **{field: value}) == [code]


def test_all_problems_are_told_at_once() -> None:
    assert codes("l3vpn", "huawei_vrpv8", vlan=9999, rd="x", extra=1) == ["NMS-CHG-003", "NMS-CHG-007", "NMS-CHG-006"]


def test_a_misspelt_field_and_choice_name_the_nearest() -> None:
    problem = check(services()["vpws"], "huawei_vrpv8", {**CASES["huawei_vrpv8", "vpws"], "encapsulation": "tagge"})
    assert "did you mean tagged" in problem.problems[0].remedy("en")
    problem = check(services()["description"], "frr", {"port": "eth1", "txt": "x"})
    assert "did you mean text" in problem.problems[0].remedy("en")
    assert [one.code for one in problem.problems] == ["NMS-CHG-003", "NMS-CHG-004"]


def test_numbers_may_come_as_text_from_a_form() -> None:
    values = {**CASES["huawei_vrpv8", "vlan-port"], "vlan": "30"}
    assert check(services()["vlan-port"], "huawei_vrpv8", values).values["vlan"] == 30


@pytest.mark.parametrize("slots", ["0-5", "1-32", "5,4", "1-3,3", "1,", "1-", "a"])
def test_timeslots_are_ascending_and_leave_the_first_to_framing(slots: str) -> None:
    assert codes("e1-channel", "huawei_vrpv8", timeslots=slots) == ["NMS-CHG-007"]


@pytest.mark.parametrize("e1", [0, 64])
def test_an_stm1_has_63_e1(e1: int) -> None:
    assert codes("e1-channel", "huawei_vrpv8", e1=e1) == ["NMS-CHG-006"]


def test_a_field_of_another_platform_is_unknown_here() -> None:
    assert codes("l3vpn", "frr", vlan=10) == ["NMS-CHG-003"]


def test_a_secret_is_no_field_of_any_service() -> None:
    words = ("password", "secret", "community", "key")
    named = [(s.name, f) for s in services().values() for f in s.fields if any(word in f for word in words)]
    assert named == []


def test_unknown_services_and_platforms_are_named_with_the_nearest() -> None:
    with pytest.raises(InvalidError, match=r"NMS-CHG-001.*did you mean l3vpn"):
        find(services(), "l3vpm")
    with pytest.raises(InvalidError, match=r"NMS-CHG-002.*zte_zxros"):
        evidence(services()["l3vpn"], "zte_zxros")


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"zh": "a", "en": "b", "fields": {}}, "platforms"),
        (
            {"zh": "a", "en": "b", "fields": {"x": {"zh": "a", "en": "b", "kind": "nmae"}}, "platforms": {}},
            "fields.x.kind",
        ),
        ({"zh": "a", "en": "b", "fields": {}, "platforms": {}, "extra": 1}, "extra"),
        (None, ""),
    ],
)
def test_a_broken_definition_is_named_with_its_key(data: object, key: str) -> None:
    with pytest.raises(InvalidError) as caught:
        service_of("x", data, "x.yaml")
    assert caught.value.code == "NMS-CHG-015"
    assert caught.value.values["key"] == key
