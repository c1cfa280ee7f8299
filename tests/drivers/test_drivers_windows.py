"""Indented lines become commands that climb out of views, in windows that spoil nothing when a line is refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.drivers.dialects import DIALECTS
from nms.drivers.windows import commands, next_window, windows, without

VRP, FRR = DIALECTS["huawei_vrp"], DIALECTS["frr"]


def typed(lines: list[str], platform: str = "huawei_vrp") -> list[str]:
    return [command.text for command in commands(DIALECTS[platform], lines)]


def sent(lines: list[str], platform: str = "huawei_vrp") -> list[list[str]]:
    return [[command.text for command in window] for window in windows(DIALECTS[platform], lines)]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["sysname X"], ["sysname X"]),
        (["interface A", " shutdown"], ["interface A", "shutdown"]),
        (["interface A", " shutdown", "interface B", " mtu 9"],
         ["interface A", "shutdown", "quit", "interface B", "mtu 9"]),
        (["bgp 1", " ipv4-family vpn-instance X", "  import-route direct", "vlan 3", "mpls"],
         ["bgp 1", "ipv4-family vpn-instance X", "import-route direct", "quit", "quit", "vlan 3", "quit", "mpls"]),
        (["vlan 5", "vlan 6"], ["vlan 5", "quit", "vlan 6"]),
        (["bgp 1", " ipv4-family a", "  x", " ipv4-family b", "  y"],
         ["bgp 1", "ipv4-family a", "x", "quit", "ipv4-family b", "y"]),
    ],
)  # fmt: skip
def test_indentation_tells_where_views_are_left(lines: list[str], expected: list[str]) -> None:
    assert typed(lines) == expected


@pytest.mark.parametrize("lines", [[], [""], ["", "  "]])
def test_nothing_to_type_is_typed_in_no_window(lines: list[str]) -> None:
    assert typed(lines) == []
    assert sent(lines) == []


@pytest.mark.parametrize(
    ("platform", "view", "line"),
    [
        ("huawei_vrp", "pwsignal ldp", "vsi-id 1001"),
        ("huawei_vrpv8", "interface A", "ospf cost 10"),
        ("huawei_vrpv8", "interface A", "isis enable 1"),
        ("hp_comware", "interface A", "ospf 1 area 0.0.0.0"),
        ("cisco_ios", "router ospf 1", "router-id 10.0.0.1"),
        ("cisco_ios", "interface A", "ip vrf forwarding X"),
        ("frr", "router isis 1", "segment-routing on"),
    ],
)
def test_a_line_that_only_begins_like_a_view_opens_none(platform: str, view: str, line: str) -> None:
    assert typed([view, f" {line}", " mtu 9"], platform) == [view, line, "mtu 9"]


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("huawei_vrp", "vsi A static"), ("huawei_vrp", "ospf 1 router-id 10.0.0.1"), ("huawei_vrp", "isis"),
        ("huawei_vrp", "bgp 65000"), ("hp_comware", "ospf 1 vpn-instance A"), ("hp_comware", "xconnect-group A"),
        ("cisco_ios", "ip vrf A"), ("cisco_ios", "xconnect 10.0.0.2 7 pw-class A"), ("frr", "vrf A"),
    ],
)  # fmt: skip
def test_an_empty_view_is_left_before_the_next_line(platform: str, line: str) -> None:
    assert typed([line, "ntp x"], platform) == [line, DIALECTS[platform].leave_view, "ntp x"]


def test_each_command_line_leaves_views_with_its_own_word() -> None:
    assert typed(["network", " bts 0", "  handover 1", " bts 1", "  handover 0"], "osmo_vty_telnet") == [
        "network", "bts 0", "handover 1", "exit", "bts 1", "handover 0",
    ]  # fmt: skip


def test_nothing_is_sent_into_a_view_before_it_is_open_nor_elsewhere_before_its_lines_are_answered() -> None:
    lines = ["interface A", " description x", " mtu 9", "interface B", " description y", "ip route-static a b"]
    assert sent(lines) == [
        ["interface A"],
        ["description x", "mtu 9"],
        ["quit", "interface B"],
        ["description y"],
        ["quit", "ip route-static a b"],
    ]


def test_lines_that_may_ask_and_lines_that_rename_are_sent_alone() -> None:
    lines = ["ntp-service a", "undo ntp-service b", "ntp-service c", "sysname X", "ntp-service d"]
    assert sent(lines) == [[line] for line in lines]


def test_windows_are_bounded() -> None:
    narrow = replace(VRP, window=3)
    lines = [f"ip route-static 10.{number}.0.0 16 null 0" for number in range(8)]
    assert [len(window) for window in windows(narrow, lines)] == [3, 3, 2]


def test_what_stands_below_a_refused_line_is_not_typed() -> None:
    lines = ["interface A", " mtu 9", " ipv4-family x", "  y", "interface B", " mtu 9"]
    assert [command.text for command in without(commands(VRP, lines)[1:], 0)] == ["interface B", "mtu 9"]


TREES = st.lists(st.integers(0, 3), min_size=1, max_size=25)


def _lines(depths: list[int]) -> list[str]:
    lines, above = [], -1
    for number, wanted in enumerate(depths):
        above = min(wanted, above + 1)
        lines.append(" " * above + f"line{number}")
    return lines


@given(TREES)
def test_every_line_is_typed_at_its_own_depth(depths: list[int]) -> None:
    """A device with a stack of views comes to the depth that each line's indentation says."""
    lines = _lines(depths)
    made = commands(FRR, lines)
    stack = 0
    for command in made:
        if command.index < 0:
            stack -= 1
            continue
        assert stack == len(lines[command.index]) - len(lines[command.index].lstrip())
        stack += command.opens
    assert [command.index for command in made if command.index >= 0] == list(range(len(lines)))


@given(TREES)
def test_windows_hold_all_commands_in_order(depths: list[int]) -> None:
    lines = _lines(depths)
    assert [command for window in windows(FRR, lines) for command in window] == commands(FRR, lines)
    for window in windows(FRR, lines):
        assert not any(command.opens for command in window[:-1])
        assert next_window(FRR, window) == len(window)
