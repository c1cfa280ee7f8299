"""Plans: digests, steps joined per device, refusals, the guard list, previews, restoring."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from servicecases import AT, CASES, RUNNING, catalogue, change, dialect, plan_of

from nms.core.change import Change
from nms.core.device import Device, Role
from nms.core.dialect import digest
from nms.core.errors import ConflictError, InvalidError
from nms.provision.guard import offences
from nms.provision.plan import RefusedError, by_lines, make_plan, towards
from nms.provision.predict import predicted
from nms.provision.preview import dry_run, printable
from nms.provision.tree import parse

DEVICES = {
    "pe-1": Device("pe-1", "192.0.2.1", "huawei_vrpv8"),
    "sw-1": Device("sw-1", "192.0.2.2", "huawei"),
    "ne-1": Device("ne-1", "192.0.2.3", "", Role.MSTP),
    "zte-1": Device("zte-1", "192.0.2.4", "zte_zxros"),
}
TEXTS = {"pe-1": RUNNING["huawei_vrpv8"], "sw-1": RUNNING["huawei_vrp"]}
VLAN = {"port": "GigabitEthernet0/1/2", "vlan": 30}


def refusals(wish: Change) -> list[str]:
    with pytest.raises(RefusedError) as caught:
        make_plan(wish, catalogue(), DEVICES, TEXTS, AT)
    assert caught.value.as_dict()["problems"]
    return [problem.code for problem in caught.value.problems]


def test_every_problem_of_every_step_is_told_at_once() -> None:
    wish = change(
        ("pe-1", "l3vpm", {}),
        ("nobody", "vlan-port", VLAN),
        ("zte-1", "vlan-port", VLAN),
        ("sw-1", "vlan-port", {"vlan": 9999, "prot": "x"}),
    )
    assert refusals(wish) == [
        "NMS-CHG-001", "NMS-CORE-002", "NMS-CHG-002", "NMS-CHG-003", "NMS-CHG-004", "NMS-CHG-006",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "steps", [None, [], "x", [1], [{"device": "pe-1"}], [{"device": 1, "template": [], "values": 0}]]
)
def test_a_body_that_is_no_change_is_refused(steps: Any) -> None:
    wish = replace(change(), body={"steps": steps})
    assert set(refusals(wish)) <= {"NMS-CHG-010", "NMS-CHG-022"}


def test_a_device_without_a_configuration_cannot_be_planned() -> None:
    with pytest.raises(InvalidError, match=r"NMS-CHG-023.*pe-1"):
        make_plan(change(("pe-1", "vlan-port", VLAN)), catalogue(), DEVICES, {}, AT)


def test_the_digest_names_the_plan_and_not_the_moment() -> None:
    wish = change(("pe-1", "vlan-port", VLAN))
    one = make_plan(wish, catalogue(), DEVICES, TEXTS, AT)
    later = make_plan(wish, catalogue(), DEVICES, TEXTS, AT + timedelta(hours=1))
    other = make_plan(change(("pe-1", "vlan-port", {**VLAN, "vlan": 31})), catalogue(), DEVICES, TEXTS, AT)
    edited = make_plan(wish, catalogue(), DEVICES, {**TEXTS, "pe-1": TEXTS["pe-1"] + "stp enable\n"}, AT)
    assert one.digest == later.digest
    assert len({one.digest, other.digest, edited.digest}) == 3
    assert one.steps[0].before == digest(dialect("huawei_vrpv8"), TEXTS["pe-1"])


def test_entries_for_one_device_become_one_step_undone_in_reverse() -> None:
    text = {"port": "GigabitEthernet0/1/2", "text": "NMS:PL-1"}
    wish = change(("pe-1", "vlan-port", VLAN), ("sw-1", "vlan-port", VLAN), ("pe-1", "description", text))
    plan = make_plan(wish, catalogue(), DEVICES, TEXTS, AT)
    assert [(step.device, step.template) for step in plan.steps] == [
        ("pe-1", "vlan-port+description"),
        ("sw-1", "vlan-port"),
    ]
    assert plan.steps[0].undo[1] == " undo description"
    assert [(step.platform, step.verified) for step in plan.steps] == [("huawei_vrpv8", True), ("huawei_vrp", False)]


def test_a_later_entry_sees_what_an_earlier_one_does() -> None:
    twice = change(("pe-1", "l3vpn", CASES["huawei_vrpv8", "l3vpn"]), ("pe-1", "l3vpn", CASES["huawei_vrpv8", "l3vpn"]))
    with pytest.raises(ConflictError, match=r"NMS-CHG-021.*GigabitEthernet0/1/1\.100"):
        make_plan(twice, catalogue(), DEVICES, TEXTS, AT)


def test_a_shared_thing_made_otherwise_is_a_conflict() -> None:
    other = TEXTS["pe-1"].replace("#\nmpls l2vpn", "#\nip vpn-instance CUST-HX\n ipv4-family\n#\nmpls l2vpn")
    with pytest.raises(ConflictError, match=r"NMS-CHG-025.*vpn CUST-HX.*route-distinguisher"):
        plan_of("huawei_vrpv8", "l3vpn", CASES["huawei_vrpv8", "l3vpn"], other)


def test_an_element_without_command_line_gets_a_work_order() -> None:
    wish = change(("ne-1", "sdh-circuit", CASES["work_order", "sdh-circuit"]), ("pe-1", "vlan-port", VLAN))
    plan = make_plan(wish, catalogue(), DEVICES, TEXTS, AT)
    assert [step.device for step in plan.steps] == ["pe-1"]
    text = printable(plan.work_orders[0])
    assert "ne-1" in text.splitlines()[0]
    assert "1. 核对网元" in text
    assert "undo" in text


def test_a_preview_shows_lines_undo_difference_and_no_secret() -> None:
    secret = "local-user nms password irreversible-cipher CANARY-7f3a\n"
    texts = {**TEXTS, "sw-1": f"aaa\n {secret}" + TEXTS["sw-1"]}
    plan = make_plan(change(("sw-1", "vlan-port", VLAN)), catalogue(), DEVICES, texts, AT)
    shown = dry_run(plan, "PL-1", texts, {"huawei_vrp": dialect("huawei_vrp")}, {})[0]
    assert shown.apply[0] == "vlan batch 30"
    assert shown.undo == (
        "interface GigabitEthernet0/1/2",
        " undo port default vlan",
        " port link-type hybrid",
        "undo vlan batch 30",
    )
    assert [line for line in shown.diff if line[0] in "+-"] == [
        "-vlan batch 10",
        "+vlan batch 10 30",
        "- port link-type hybrid",
        "+ port link-type access",
        "+ port default vlan 30",
    ]
    assert shown.guarded == ("undo vlan batch 30",)
    assert shown.objects == ("GigabitEthernet0/1/2",)
    assert "CANARY" not in repr(shown)


def test_a_preview_says_which_shared_lines_wait() -> None:
    plan = make_plan(change(("pe-1", "vlan-port", {**VLAN, "vlan": 10})), catalogue(), DEVICES, TEXTS, AT)
    shown = dry_run(plan, "PL-1", TEXTS, {"huawei_vrpv8": dialect("huawei_vrpv8")}, {})[0]
    assert shown.waiting == ("vlan 10",)
    assert "vlan batch 10" not in shown.apply
    assert "undo vlan batch 10" not in shown.undo


def test_restoring_turns_a_configuration_back_and_can_itself_be_undone() -> None:
    kind, kept = dialect("huawei_vrp"), RUNNING["huawei_vrp"]
    now = predicted(kind, kept, ("undo vlan batch 10", "vlan batch 77", "undo wlan", "sysname OTHER"))
    step = towards("sw-1", kind, now, kept, "restore")
    after = predicted(kind, now, step.apply)
    assert parse(kind, after) == parse(kind, kept)
    assert parse(kind, predicted(kind, after, step.undo)) == parse(kind, now)
    assert step.before == digest(kind, now)
    assert "undo vlan batch 77" in step.guarded


def test_lines_of_a_person_get_an_undo_too() -> None:
    kind = dialect("cisco_ios")
    step = by_lines("r1", kind, RUNNING["cisco_ios"], ("interface GigabitEthernet0/1/2", " description new"))
    assert step.undo == ("interface GigabitEthernet0/1/2", " description old words; kept")


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("huawei_vrp", "undo vlan batch 10"),
        ("huawei_vrp", "undo interface Vlanif10"),
        ("huawei_vrp", "undo bgp"),
        ("huawei_vrp", "undo ospf 1"),
        ("huawei_vrp", "undo isis"),
        ("huawei_vrp", "reboot"),
        ("huawei_vrp", "format flash:"),
        ("huawei_vrp", "delete flash:/x.cfg"),
        ("huawei_vrp", "reset saved-configuration"),
        ("huawei_vrp", " shutdown"),
        ("cisco_ios", "no router bgp 65000"),
        ("cisco_ios", "write erase"),
        ("cisco_ios", "reload"),
        ("frr", "no router bgp 65000 vrf A"),
        ("huawei_smartax", " ont delete 0 1"),
        ("linux_root", "ip link del dev br1"),
        ("linux_root", "true; rm -rf /x"),
        ("huawei_bsc_mml", "RMV GCELL: CELLID=1;"),
    ],
)
def test_a_guarded_line_is_only_sent_when_the_plan_names_it(platform: str, line: str) -> None:
    assert offences(dialect(platform), [line, "description x"], ()) == (line.strip(),)
    assert offences(dialect(platform), [line], (line.strip(),)) == ()


@pytest.mark.parametrize(
    ("lines", "lacking"),
    [
        (("network", " bts 2", "  handover 1"), "network / bts 2"),
        (("network", " bts 2"), "network / bts 2"),
        (("network", " bts 0", "  trx 1", "   arfcn 870"), "network / bts 0 / trx 1"),
    ],
)
def test_what_no_line_takes_away_again_is_never_made(lines: tuple[str, ...], lacking: str) -> None:
    """The next unused number makes a cell."""
    with pytest.raises(ConflictError, match="NMS-CHG-020") as caught:
        by_lines("bsc", dialect("osmo_vty_telnet"), RUNNING["osmo_vty_telnet"], lines)
    assert caught.value.values["line"] == lacking


def test_a_cell_that_stands_may_be_configured() -> None:
    lines = ("network", " bts 1", "  handover 1")
    assert by_lines("bsc", dialect("osmo_vty_telnet"), RUNNING["osmo_vty_telnet"], lines).undo
    with pytest.raises(ConflictError, match="NMS-CHG-020"):
        plan_of("osmo_vty_telnet", "handover", {"bts": 2, "handover": 1})


def test_ordinary_lines_are_not_guarded() -> None:
    lines = (
        "interface Vlanif10", " undo description", " undo shutdown", " undo port default vlan", " undo vlan-type dot1q",
        "undo ntp-service unicast-server 10.9.0.1", " undo ip binding vpn-instance A",
    )  # fmt: skip
    assert offences(dialect("huawei_vrp"), lines, ()) == ()
