"""A form as the entries of one change, and a bundle that follows its change."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nms.core.change import ChangeState
from nms.core.errors import ConflictError
from nms.core.hall import Ap, Bonding, E1Use, Framing, Guard, HallForm, Place, Ssid, SsidKind
from nms.core.hall_bundle import BundleState, HallBundle
from nms.core.site import AdmittedPc, Hall
from nms.halls.bundle import completed, entries
from nms.halls.bundle_life import Followed, check, followed, may
from nms.halls.form import FormError
from nms.halls.ground import Ground
from nms.halls.stm1 import Stm1
from nms.halls.voice import proposed

GROUND = Ground(
    hall=Hall("h", "h"),
    converter="iad",
    switch="sw",
    controller="ac",
    aps={"own": "GE0/0/21"},
    trunks={"iad": "fe1/1", "sw": "GE0/0/24"},
    linked=frozenset({"GE0/0/24"}),
)
FORM = HallForm(
    hall="h",
    e1=proposed("h", 2),
    voice_lines=2,
    pcs=(AdmittedPc("00e04c680101", "a", "GE0/0/1"), AdmittedPc("00e04c680102", "b", "GE0/0/1")),
    ssids=(Ssid("CMCC", SsidKind.PUBLIC, 30), Ssid("OFF", SsidKind.DEMO, 30, enabled=False)),
    aps=(Ap("own", "GE0/0/21"), Ap("ap1", "GE0/0/20", mac="00e0fc000001")),
    trap_target="10.9.0.10",
)
PORTS = (Stm1("cpos-1", "0/1/0", {1: "x#1"}), Stm1("cpos-2", "0/1/0"))
AT = datetime(2026, 3, 1, tzinfo=UTC)


def whole(form: HallForm = FORM) -> HallForm:
    return completed(form, PORTS, frozenset({1, 2}))


def test_what_a_form_leaves_open_is_given_and_stays_given() -> None:
    made = whole()
    assert made.e1[0].place == Place("cpos-2", "0/1/0", 1)
    assert [ap.number for ap in made.aps] == [0, 3], "an AP that is a device of its own has no number"
    assert all(ap.channel_2g and ap.channel_5g and ap.power_2g for ap in made.aps)
    again = completed(replace(FORM, voice_lines=1), PORTS, frozenset(), made)
    assert (again.e1[0].place, again.aps) == (made.e1[0].place, made.aps)


def test_a_place_that_another_has_is_refused() -> None:
    taken = replace(FORM, e1=(replace(FORM.e1[0], place=Place("cpos-1", "0/1/0", 1)),))
    with pytest.raises(FormError) as caught:
        whole(taken)
    assert [problem.code for problem in caught.value.problems] == ["NMS-HALL-031"]


def test_one_form_reaches_every_device_once() -> None:
    found = entries(whole(), GROUND)
    by = {(one["device"], one["template"]) for one in found}
    assert by == {
        *(("iad", one) for one in ("hall-trunk", "hall-e1", "snmp-baseline")),
        ("cpos-2", "hall-e1"),
        *(("sw", one) for one in ("hall-trunk", "dhcp-snooping", "vlan-port", "port-security", "source-guard")),
        ("sw", "snmp-baseline"),
        *(("own", one) for one in ("ap-radio", "ssid", "snmp-baseline")),
        *(("ac", one) for one in ("ap-group", "ssid", "ap-radio")),
    }
    [bound] = [one["values"] for one in found if one["template"] == "port-security"]
    assert (bound["most"], bound["macs"]) == (2, ["00e04c680101", "00e04c680102"])
    assert not [one for one in found if one["values"].get("ssid") == "OFF"], "what is off is not sent"


def test_a_port_tells_pcs_apart_by_one_way_only() -> None:
    found = {one["template"] for one in entries(whole(replace(FORM, guard=Guard.DOT1X)), GROUND)}
    assert "dot1x-port" in found
    assert "port-security" not in found


def test_bonded_lines_of_one_router_join_one_group() -> None:
    uses = tuple(replace(use, place=Place("cpos-1", "0/1/0", use.order + 4)) for use in proposed("h", 0, 2))
    form = whole(replace(FORM, e1=uses, voice_lines=0, bonding=Bonding.MLPPP))
    found = [one for one in entries(form, GROUND) if one["device"] == "cpos-1"]
    assert [one["template"] for one in found] == ["mp-group", "hall-e1", "hall-e1"]
    assert {one["values"].get("bundle", one["values"].get("group")) for one in found} == {"Mp-group0/1/5"}


def test_an_unframed_line_has_no_channels() -> None:
    form = whole(replace(FORM, e1=(E1Use(1, Framing.UNFRAMED, crc4=False),), voice_lines=0))
    [line] = [one["values"] for one in entries(form, GROUND) if one["device"] == "cpos-2"]
    assert line["frame"] == "unframed"
    assert "channels" not in line


# ---------------------------------------------------------------- its life


def bundle(state: BundleState, previous: HallForm | None = None) -> HallBundle:
    return HallBundle("h", FORM, state, AT, AT, "li", change=7, previous=previous)


_B, _C = BundleState, ChangeState
NEW = replace(FORM, voice_lines=1)


@pytest.mark.parametrize(
    ("purpose", "state", "change", "to"),
    [
        ("provision", _B.PROVISIONING, _C.APPROVED, None),
        ("provision", _B.PROVISIONING, _C.UNKNOWN, None),
        ("provision", _B.PROVISIONING, _C.COMMITTED, _B.STANDING),
        ("provision", _B.PROVISIONING, _C.ROLLED_BACK, _B.PLANNED),
        ("provision", _B.PLANNED, _C.PLANNED, _B.PROVISIONING),
        ("change", _B.CHANGING, _C.COMMITTED, _B.STANDING),
        ("change", _B.CHANGING, _C.WITHDRAWN, _B.STANDING),
        ("close", _B.CLOSING, _C.COMMITTED, _B.CLOSED),
        ("close", _B.CLOSING, _C.EXPIRED, _B.STANDING),
    ],
)
def test_a_bundle_stands_where_its_change_leads(
    purpose: str, state: BundleState, change: ChangeState, to: BundleState | None
) -> None:
    moved = followed(bundle(state), Followed(7, purpose, change, NEW, "because"))
    assert (moved.state if moved else None) == to


def test_a_form_that_did_not_come_through_gives_way_to_what_stands() -> None:
    changing = replace(bundle(_B.CHANGING), form=NEW, previous=FORM)
    back = followed(changing, Followed(7, "change", _C.ROLLED_BACK, NEW, "refused"))
    assert back is not None
    assert (back.form, back.previous) == (FORM, None)
    assert "refused" in back.reason
    again = followed(back, Followed(7, "change", _C.PLANNED, NEW, ""))
    assert again is not None
    assert (again.form, again.previous, again.reason) == (NEW, FORM, "")
    done = followed(again, Followed(7, "change", _C.COMMITTED, NEW, ""))
    assert done is not None
    assert (done.form, done.previous) == (NEW, None)


def test_what_is_under_way_is_left_alone() -> None:
    assert may(bundle(_B.STANDING)) == ("change", "close")
    assert may(bundle(_B.CLOSED)) == may(bundle(_B.PLANNED)) == ("provision",)
    with pytest.raises(ConflictError, match="NMS-HALL-241"):
        check(bundle(_B.CHANGING), "close")
