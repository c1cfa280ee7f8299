"""The hall form: what it takes, what follows by itself, and everything that it refuses, all at once."""

from dataclasses import replace
from typing import Any

import pytest

from nms.core.device import Device, Role
from nms.core.hall import VLANS, Framing, HallForm, Place, SsidKind
from nms.core.site import AdmittedPc, Hall, Inventory, Link, LinkEnd
from nms.halls.form import FormError, read_document, read_form
from nms.halls.form_written import written_form
from nms.halls.ground import Ground, ground_of

DEFAULTS = {"public_ssid": "CMCC", "staff_ssid": "HALL-OA", "trap_target": "10.9.0.10"}
MAC, UPLINK = "00e04c680101", "GigabitEthernet0/0/24"
HALL = Hall(
    "yc-h01", "yc-h01", voice_lines=4, devices=("iad", "sw"), pcs=(AdmittedPc(MAC, "1", "GigabitEthernet0/0/1"),)
)
DEVICES = {
    name: Device(name, "192.0.2.1", platform, role, "yc-h01" if role is not Role.AC else "centre")
    for name, platform, role in (
        ("iad", "raisecom_roap", Role.CONVERTER),
        ("sw", "huawei", Role.HALL_SWITCH),
        ("ac", "huawei", Role.AC),
        ("cpos", "huawei_vrpv8", Role.CPOS_ROUTER),
    )
}
LINKS = {
    "lan": Link("lan", LinkEnd("iad", "fastethernet1/1"), LinkEnd("sw", UPLINK)),
    "e1": Link("e1", LinkEnd("iad", "E1-1/1"), LinkEnd("cpos", "E1-0/1/0/5"), "e1"),
}
SEEN = {
    "sw": frozenset({f"GigabitEthernet0/0/{port}" for port in range(1, 25)}),
    "iad": frozenset({*(f"E1-1/{port}" for port in range(1, 5)), *(f"fxs1/{port}" for port in range(1, 9))}),
}


def ground(**changed: Any) -> Ground:
    found = ground_of(Inventory(DEVICES, links=LINKS, halls={"yc-h01": HALL}), HALL, SEEN)
    return replace(found, **changed)


def form(document: dict[str, Any], on: Ground | None = None) -> HallForm:
    return read_form(read_document({"hall": "yc-h01", **document}), on or ground(), DEFAULTS)


def codes(document: dict[str, Any], on: Ground | None = None) -> list[str]:
    with pytest.raises(FormError) as caught:
        form(document, on)
    assert all(problem.remedy("zh") and problem.remedy("en") for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


def slots(text: str) -> dict[str, Any]:
    return {"number": 1, "slots": text, "use": "data"}


def test_a_name_alone_is_a_whole_form() -> None:
    made = form({})
    assert (made.vlans, made.voice_lines, made.pcs) == (VLANS, 4, HALL.pcs)
    assert made.e1[0].place == Place("cpos", "0/1/0", 5)
    assert (made.e1[0].framing, made.e1[0].channels[0].slots) == (Framing.PCM30, (1, 2, 3, 4))
    assert [(one.name, one.kind, one.vlan) for one in made.ssids] == [
        ("CMCC", SsidKind.PUBLIC, 30),
        ("HALL-OA", SsidKind.STAFF, 31),
    ]
    assert made.trap_target == "10.9.0.10"


def test_a_form_that_is_written_down_is_read_back_the_same() -> None:
    aps = [{"name": "ap1", "port": "GigabitEthernet0/0/20", "mac": "00:E0:FC:00:00:01", "channel_2g": 6}]
    ssids = [{"name": "G3", "kind": "demo", "vlan": 30}]
    pcs = [{"mac": "00e0.4c68.0102", "port": "GigabitEthernet0/0/2"}]
    made = form({"e1": 2, "aps": aps, "ssids": ssids, "pcs": pcs, "policy": {"automatic": True}, "guard": "dot1x"})
    assert form(dict(written_form(made))) == made
    assert made.aps[0].mac == "00e0fc000001"
    assert made.pcs[0].mac == "00e04c680102"
    assert not made.ssids[0].enabled, "a demonstration is off unless asked for"


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"vlans": {"oa": 666}, "pcs": []}, ["NMS-HALL-219"]),
        ({"vlans": {"oa": 20}, "pcs": []}, ["NMS-HALL-220", "NMS-HALL-220"]),
        ({"vlans": {"oa": 4095}}, ["NMS-HALL-202"]),
        ({"vlans": {"guests": 40}}, ["NMS-HALL-202"]),
        ({"pcs": [{"mac": "zz"}]}, ["NMS-HALL-210"]),
        ({"pcs": [{"mac": "01005e000001"}]}, ["NMS-HALL-210"]),
        ({"pcs": [{"mac": MAC, "port": "GigabitEthernet0/0/1"}, {"mac": MAC}]}, ["NMS-HALL-221"]),
        ({"pcs": [{"mac": "02e04c680101", "port": "GigabitEthernet0/0/1"}]}, ["NMS-HALL-222"]),
        ({"pcs": [{"mac": MAC, "port": "GigabitEthernet0/0/1", "vlan": 20}]}, ["NMS-HALL-223"]),
        ({"pcs": [{"mac": MAC, "port": "GigabitEthernet0/0/99"}]}, ["NMS-HALL-224"]),
        ({"pcs": [{"mac": MAC, "port": UPLINK}]}, ["NMS-HALL-225"]),
        ({"pcs": [{"mac": MAC, "port": "port 1; reboot"}]}, ["NMS-HALL-213"]),
        ({"pcs": [{"mac": MAC}]}, ["NMS-HALL-226"]),
        ({"voice_lines": 9}, ["NMS-HALL-217"]),
        ({"voice_lines": -1}, ["NMS-HALL-202"]),
        ({"e1": 5}, ["NMS-HALL-024"]),
        ({"aps": [{"name": "ap1"}]}, ["NMS-HALL-228", "NMS-HALL-229"]),
        ({"aps": [{"name": "ap1", "port": UPLINK, "mac": MAC}]}, ["NMS-HALL-230"]),
        ({"aps": [{"name": "ap 1", "port": "GigabitEthernet0/0/9", "mac": MAC}]}, ["NMS-HALL-212"]),
        ({"guard": "none"}, ["NMS-HALL-202"]),
        ({"trap_target": "centre"}, ["NMS-HALL-211"]),
        ({"gaurd": "dot1x"}, ["NMS-HALL-204"]),
        ({"policy": {"furthest": "explode"}}, ["NMS-HALL-202"]),
        ({"e1": [{"order": 1, "channels": [slots("1-x")]}]}, ["NMS-HALL-001"]),
        ({"e1": [{"order": 1, "channels": [slots("0-3")]}]}, ["NMS-HALL-218", "NMS-HALL-008"]),
        ({"e1": [{"order": 5, "framing": "unframed"}], "voice_lines": 0}, ["NMS-HALL-216", "NMS-HALL-002"]),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_refused_with_field_value_and_remedy(
    document: dict[str, Any], expected: list[str]
) -> None:
    assert codes(document) == expected


@pytest.mark.parametrize("number", [2, 2.0, "2", " 2 "])
def test_a_number_of_lines_may_come_from_a_file_a_playbook_or_a_form(number: object) -> None:
    assert [use.order for use in form({"e1": number}).e1] == [1, 2]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    wrong = {"vlans": {"oa": 666}, "voice_lines": 9, "pcs": [{"mac": "02e04c680101", "port": UPLINK, "vlan": 30}]}
    assert codes(wrong) == ["NMS-HALL-217", "NMS-HALL-219", "NMS-HALL-222", "NMS-HALL-223", "NMS-HALL-225"]


def test_a_hall_without_boxes_is_told_which_it_lacks() -> None:
    bare = ground(converter="", switch="", trunks={}, linked=frozenset())
    assert codes({}, bare)[:2] == ["NMS-HALL-214", "NMS-HALL-214"]
    assert codes({}, ground(trunks={}))[0] == "NMS-HALL-215"


@pytest.mark.parametrize("value", [None, [], "yc-h01", 7])
def test_a_document_is_a_mapping(value: object) -> None:
    with pytest.raises(FormError):
        read_document(value)
