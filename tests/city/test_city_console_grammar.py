"""The grammar's notation: keywords cut short, slots with bounds, keys and values, where a line goes wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.city.console.grammar import Grammar, Match, Miss, Rule
from nms.city.console.slots import folded, natural, unfolded

ROWS = (
    Rule("system", "description = <text:text:8>"),
    Rule("system", "ip address = <ip:ip> <mask:mask>"),
    Rule("system", "vlan <vlan:vlan>"),
    Rule("system", "e1 <e1:int:1-63> channel-set <set:int:0-30> = timeslot-list <slots:timeslots>"),
    Rule(
        "system",
        "qos lr cir <cir:int:8-1000> {way:inbound|outbound}",
        undo="qos lr {way:inbound|outbound}",
        key="qos {way}",
    ),
    Rule("system", "display version", does="show:version"),
    Rule("system", "display vlan [<vlan:vlan>]", does="show:vlan"),
)
GRAMMAR = Grammar(ROWS)


def read(line: str) -> Match | Miss:
    return GRAMMAR.read(("system",), line, lambda _words: None)


def matched(line: str) -> Match:
    found = read(line)
    assert isinstance(found, Match), found
    return found


@pytest.mark.parametrize(
    ("line", "key", "text"),
    [
        ("description hello", "description", "description hello"),
        ("desc a b", "description", "description a b"),
        ("ip addr 10.0.0.1 24", "ip address", "ip address 10.0.0.1 255.255.255.0"),
        ("undo ip address", "ip address", "ip address"),
        ("undo ip address 10.0.0.1 255.255.255.0", "ip address", "ip address 10.0.0.1 255.255.255.0"),
        ("e1 5 channel-set 1 timeslot-list 1-15,17", "e1 5 channel-set 1", "e1 5 channel-set 1 timeslot-list 1-15,17"),
        ("qos lr cir 64 outbound", "qos outbound", "qos lr cir 64 outbound"),
        ("undo qos lr outbound", "qos outbound", "qos lr outbound"),
        ("DISPLAY Version", "display version", "display version"),
    ],
)
def test_lines_are_understood_and_written_in_full(line: str, key: str, text: str) -> None:
    found = matched(line)
    assert (found.key, found.line) == (key, text)


@pytest.mark.parametrize(
    ("line", "why", "column"),
    [
        ("foo bar", "unknown", 0),
        ("vlan 4095", "wrong", 5),
        ("vlan 0", "wrong", 5),
        ("vlan", "incomplete", 5),
        ("vlan 10 20", "many", 8),
        ("display v", "ambiguous", 0),
        ("ip address 10.0.0.256 24", "wrong", 11),
        ("e1 64 channel-set 1 timeslot-list 1", "wrong", 3),
        ("e1 5 channel-set 1 timeslot-list 0", "wrong", 33),
        ("description 123456789", "wrong", 12),
        ("undo display version", "unknown", 5),
    ],
)
def test_a_line_that_is_wrong_says_why_and_where(line: str, why: str, column: int) -> None:
    assert read(line) == Miss(why, column)


@given(st.lists(st.integers(1, 4094), min_size=1))
def test_folded_numbers_unfold_to_themselves(numbers: list[int]) -> None:
    assert unfolded(folded(numbers)) == sorted(set(numbers))
    assert unfolded(folded(numbers, "-", ",")) == sorted(set(numbers))


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300))))
def test_names_sort_by_their_numbers(pairs: list[tuple[int, int]]) -> None:
    names = [f"GigabitEthernet0/{a}/{b}" for a, b in sorted(pairs)]
    alphabetical = sorted(names)
    assert sorted(alphabetical, key=natural) == names
