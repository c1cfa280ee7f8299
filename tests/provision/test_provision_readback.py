"""The read-back: lines that must be there, lines that nobody asked for, lists and replacements understood."""

import pytest
from servicecases import RUNNING, dialect

from nms.core.change import Check
from nms.provision.readback import holds, judge
from nms.provision.tree import parse, text_of

VRP = dialect("huawei_vrp")
BEFORE = """\
vlan batch 10 20 to 30
#
interface GigabitEthernet0/0/1
 description old
 port link-type access
#
interface GigabitEthernet0/0/2
 shutdown
#
return
"""


def verdict(after: str, *lines: str, before: str = BEFORE) -> tuple[tuple[str, ...], tuple[str, ...]]:
    found = judge(VRP, before, after, lines)
    return found.missing, found.unexpected


def test_a_list_is_compared_number_by_number() -> None:
    after = BEFORE.replace("vlan batch 10 20 to 30", "vlan batch 10 to 11 20 to 30")
    assert verdict(after, "vlan batch 11") == ((), ())
    assert verdict(BEFORE, "vlan batch 11") == (("vlan batch 11",), ())
    lost = BEFORE.replace("vlan batch 10 20 to 30", "vlan batch 11 20 to 30")
    assert verdict(lost, "vlan batch 11") == ((), ("- vlan batch 10",))


def test_a_list_may_be_printed_in_several_lines() -> None:
    after = BEFORE.replace("vlan batch 10 20 to 30", "vlan batch 10 20 to 25\nvlan batch 26 to 30")
    assert verdict(after) == ((), ())


def test_a_replaced_line_is_no_surprise() -> None:
    after = BEFORE.replace("description old", "description new")
    assert verdict(after, "interface GigabitEthernet0/0/1", " description new") == ((), ())


def test_a_line_in_another_view_is_not_the_one_asked_for() -> None:
    after = BEFORE.replace(" shutdown", " shutdown\n description new")
    missing, unexpected = verdict(after, "interface GigabitEthernet0/0/1", " description new")
    assert missing[0] == "interface GigabitEthernet0/0/1 / description new"
    assert unexpected == ("+ interface GigabitEthernet0/0/2 / description new",)


def test_lines_that_come_and_go_without_being_asked_are_told() -> None:
    after = BEFORE.replace(" shutdown\n", "").replace("#\nreturn", "snmp-agent\n#\nreturn")
    assert verdict(after) == ((), ("+ snmp-agent", "- interface GigabitEthernet0/0/2 / shutdown"))


def test_a_negated_line_must_be_gone_and_need_not_be_shown() -> None:
    lines = ("interface GigabitEthernet0/0/2", " undo shutdown")
    assert verdict(BEFORE.replace(" shutdown\n", ""), *lines) == ((), ())
    assert verdict(BEFORE.replace(" shutdown", " undo shutdown"), *lines) == ((), ())
    assert verdict(BEFORE, *lines) == (("undo interface GigabitEthernet0/0/2 / shutdown",), ())


def test_a_view_goes_with_everything_in_it() -> None:
    after = BEFORE.replace("interface GigabitEthernet0/0/2\n shutdown\n#\n", "")
    assert verdict(after, "undo interface GigabitEthernet0/0/2") == ((), ())


def test_lines_order_and_comments_do_not_matter() -> None:
    shuffled = """\
!Last configuration was updated at 2026-01-05
interface GigabitEthernet0/0/2
 shutdown
interface GigabitEthernet0/0/1
 port link-type access
 description old
vlan batch 20 to 30 10
return
"""
    assert verdict(shuffled) == ((), ())


def test_a_new_binding_takes_the_address_along() -> None:
    before = "ip vpn-instance A\ninterface GigabitEthernet0/0/3\n ip address 10.0.0.1 255.255.255.0\n"
    after = "ip vpn-instance A\ninterface GigabitEthernet0/0/3\n ip binding vpn-instance A\n"
    lines = ("interface GigabitEthernet0/0/3", " ip binding vpn-instance A")
    assert verdict(after, *lines, before=before) == ((), ())


def test_what_a_device_adds_to_a_new_view_is_no_surprise_but_only_there() -> None:
    ios = dialect("cisco_ios")
    before, made = (
        "interface GigabitEthernet0/1\n",
        "interface GigabitEthernet0/1.7\n encapsulation dot1Q 7\n no ip address\n",
    )
    lines = ("interface GigabitEthernet0/1.7", " encapsulation dot1Q 7")
    assert judge(ios, before, before + made, lines).good
    assert not judge(ios, before, before.rstrip() + "\n no ip address\n" + made, lines).good


def test_comware_indents_its_top_level() -> None:
    comware = dialect("hp_comware")
    before = (
        "#\n sysname A\n#\ninterface GigabitEthernet1/0/1\n port link-mode bridge\n#\n lldp global enable\n#\nreturn\n"
    )
    assert judge(
        comware, before, before.replace("#\n lldp", "#\n stp global enable\n#\n lldp"), ("stp global enable",)
    ).good


def test_osmo_default_takes_a_setting_away() -> None:
    osmo, before = dialect("osmo_vty_telnet"), RUNNING["osmo_vty_telnet"]
    lines = ("network", " handover2 min rxlev default")
    assert judge(osmo, before, before.replace(" handover2 min rxlev -95\n", ""), lines).good
    assert judge(osmo, before, before, lines).missing


def test_a_shell_tells_what_none_of_its_commands_names() -> None:
    linux, before = dialect("linux_root"), RUNNING["linux_root"]
    lines = ("ip link set dev eth1 mtu 1400",)
    assert judge(linux, before, before.replace("1500", "1400"), lines).good
    other = before + "3: eth2: <BROADCAST> mtu 1500\n"
    assert judge(linux, before, other, lines).unexpected == ("+ 3: eth2: <BROADCAST> mtu 1500",)


@pytest.mark.parametrize(
    ("absent", "text", "good"), [(False, "a\nup", True), (False, "down", False), (True, "down", True)]
)
def test_a_check_is_searched_line_by_line(absent: bool, text: str, good: bool) -> None:
    assert holds(Check("show x", "^up$", absent), text) is good


@pytest.mark.parametrize(
    ("platform", "shown", "line"),
    [("cisco_ios", "vlan 30-31,50", "no vlan 31"), ("hp_comware", "vlan 30 to 31\nvlan 50", "undo vlan 31")],
)
def test_vlans_that_say_nothing_more_are_shown_in_runs(platform: str, shown: str, line: str) -> None:
    kind, named = dialect(platform), "vlan 10\n name A\n"
    before, after = f"{named}vlan 30\n", f"{named}{shown}\n"
    assert judge(kind, before, after, ("vlan 31", "vlan 50")).good
    assert judge(kind, before, after, ("vlan 31",)).unexpected == ("+ vlan 50",)
    assert judge(kind, after, f"{named}vlan 30\nvlan 50\n", (line,)).good
    assert judge(kind, after, after, (line,)).missing


@pytest.mark.parametrize("platform", ["cisco_ios", "hp_comware"])
def test_a_vlan_that_says_more_keeps_a_block_of_its_own(platform: str) -> None:
    kind, named = dialect(platform), "vlan 10\n name A\n"
    assert text_of(kind, parse(kind, f"vlan 9\n{named}vlan 11\n")) in (
        f"vlan 9,11\n{named}", f"vlan 9\nvlan 11\n{named}",
    )  # fmt: skip
