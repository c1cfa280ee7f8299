"""Configuration text as a tree: nothing is lost, lists are taken apart and put together, texts stay whole."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from servicecases import dialect

from nms.core.dialect import meaning
from nms.provision.grammar import collapsed, expanded, fits
from nms.provision.grammars import grammar_of
from nms.provision.remediate import remedy
from nms.provision.tree import commands, parse, paths, text_of

VRP, IOS = dialect("huawei_vrp"), dialect("cisco_ios")
VRP_GRAMMAR = grammar_of("huawei_vrp")


@given(st.sets(st.integers(1, 4094), min_size=1, max_size=120))
def test_a_list_taken_apart_and_put_together_holds_the_same_numbers(numbers: set[int]) -> None:
    single = [f"vlan batch {number}" for number in numbers]
    together = collapsed(VRP_GRAMMAR, single)
    assert {one for line in together for one in expanded(VRP_GRAMMAR, line)} == set(single)
    assert all(len(line.split()) <= 2 + 3 * 10 for line in together)


def test_an_absurd_range_stays_a_line() -> None:
    assert expanded(VRP_GRAMMAR, "vlan batch 1 to 999999999") == ("vlan batch 1 to 999999999",)


def test_sections_end_where_a_comment_stands() -> None:
    text = (
        "#\ninterface Vlanif1\n ip address 10.0.0.1 255.255.255.0\n#\n ip route-static 0.0.0.0 0 10.0.0.9\n#\nreturn\n"
    )
    assert list(paths(parse(dialect("hp_comware"), text))) == [
        ("interface Vlanif1",),
        ("interface Vlanif1", "ip address 10.0.0.1 255.255.255.0"),
        ("ip route-static 0.0.0.0 0.0.0.0 10.0.0.9",),
    ]


def test_a_banner_is_one_line_with_all_its_words() -> None:
    text = "hostname R1\nbanner motd ^C\n ! keep out\n\nno exit here ^C\nip routing\n"
    assert list(parse(IOS, text)) == ["hostname R1", "banner motd ^C\n ! keep out\n\nno exit here ^C", "ip routing"]


def test_views_opened_twice_are_one() -> None:
    assert text_of(VRP, parse(VRP, "aaa\n a 1\nvlan 7\naaa\n b 2\n")) == "aaa\n a 1\n b 2\nvlan 7\n"


def test_commands_carry_the_views_they_are_given_in() -> None:
    lines = (
        "interface A",
        " description x",
        " quit",
        "bgp 1",
        " ipv4-family unicast",
        "  peer 10.0.0.1 enable",
        "stp enable",
    )
    assert list(commands(VRP_GRAMMAR, lines))[2:] == [
        ("bgp 1",),
        ("bgp 1", "ipv4-family unicast"),
        ("bgp 1", "ipv4-family unicast", "peer 10.0.0.1 enable"),
        ("stp enable",),
    ]


@pytest.fixture(scope="session")
def networks(test_data: Path) -> list[Path]:
    """Published IOS configurations."""
    return sorted((test_data / "configs" / "batfish" / "networks").rglob("*.cfg"))


@pytest.mark.walks
def test_published_configurations_are_read_without_loss(networks: list[Path]) -> None:
    assert len(networks) > 10
    for path in networks:
        text = path.read_text(encoding="utf-8", errors="replace")
        tree = parse(IOS, text)
        kept = {line.strip() for found in paths(tree) for line in found[-1].splitlines()}
        meant = {line.strip() for line in meaning(IOS, text)}
        assert {line for line in meant - kept if not fits(grammar_of("cisco_ios").exits, line) and line != "!"} == set()
        assert parse(IOS, text_of(IOS, tree)) == tree


@pytest.mark.walks
def test_published_configurations_can_be_turned_into_each_other(networks: list[Path]) -> None:
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in networks]
    sane = [text for text in texts if not any(f"no {line}" in parse(IOS, text) for line in parse(IOS, text))]
    assert len(sane) > 10  # one says both "aaa new-model" and "no aaa new-model", which no device does
    for running, intended in pairwise(sane):
        assert remedy(IOS, running, running) == ()
        assert remedy(IOS, running, intended)


@pytest.mark.walks
def test_odd_configurations_are_read_in_bounded_work(test_data: Path) -> None:
    folder = test_data / "configs" / "batfish" / "tests" / "parsing-tests" / "networks" / "unit-tests" / "configs"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert len(files) > 40
    for path in files:
        text = path.read_text(encoding="utf-8", errors="replace")
        tree = parse(IOS, text)
        assert parse(IOS, text_of(IOS, tree)) == tree
