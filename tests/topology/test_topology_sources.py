"""Links from every source: address tables, descriptions, confidence, and how the graph changed over time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.device import Device
from nms.core.observed import ArpEntry, Identifiers, Interface
from nms.core.site import Inventory, Link, LinkEnd, Site
from nms.topology.adjacency import Learned, heard_from_addresses, heard_from_descriptions, owners
from nms.topology.capacity import link_mbps, port_mbps
from nms.topology.graph import Heard, TopologyLink, graph, merge
from nms.topology.history import changes, remembered, told
from nms.topology.network import SCALE, network_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
CITY = Inventory(
    devices={name: Device(name, f"10.0.0.{n}", site=f"s-{name}") for n, name in enumerate(("a", "b", "c"), 1)},
    sites={"s-a": Site("s-a", "core", lon=120.0, lat=30.0), "s-b": Site("s-b", "agg", lon=121.0, lat=30.0)},
    links={"ab": Link("ab", LinkEnd("a", "GE1"), LinkEnd("b", "GE1"), "fibre", 7.0, ("duct",))},
)
MACS = {"a": "00000000000a", "b": "00000000000b", "c": "00000000000c"}
KNOWN = {name: Identifiers(chassis_mac=mac) for name, mac in MACS.items()}


def heard(a: str, b: str, source: str = "lldp", age: timedelta = timedelta(0)) -> Heard:
    return Heard(LinkEnd(*a.split("=")), LinkEnd(*b.split("=")), NOW - age - DAY, NOW - age, source)


def learned(device: str, port: str, mac: str) -> Learned:
    return Learned(device, port, mac, NOW - DAY, NOW)


def merged(*told_of: Heard) -> dict[str, TopologyLink]:
    return {link.name: link for link in merge(CITY, told_of, NOW, timedelta(hours=1))}


# ---------------------------------------------------------------- address tables and descriptions


def test_a_mac_belongs_to_the_device_that_says_so_or_answers_for_its_address() -> None:
    arp = {"a": [ArpEntry("10.0.0.2", "0000000000bb"), ArpEntry("10.9.9.9", "0000000000ff")]}
    assert owners(CITY, {"c": KNOWN["c"]}, arp) == {"00000000000c": "c", "0000000000bb": "b"}


def test_a_mac_of_two_devices_is_nobody_s() -> None:
    assert owners(CITY, {"a": KNOWN["a"], "b": KNOWN["a"]}, {}) == {}


def test_ports_that_see_only_each_other_are_a_link() -> None:
    rows = [learned("b", "GE2", MACS["c"]), learned("c", "GE9", MACS["b"]), learned("c", "GE9", "0000000000ee")]
    first, second = heard_from_addresses(rows, owners(CITY, KNOWN, {}))
    assert (first.a, first.b, first.source) == (LinkEnd("b", "GE2"), LinkEnd("c", "GE9"), "fdb")
    assert {second.a, second.b} == {first.a, first.b}
    assert len(merge(CITY, [first, second], NOW, DAY)) == 2


def test_a_port_that_sees_two_devices_leads_to_neither() -> None:
    rows = [learned("a", "GE1", MACS["b"]), learned("a", "GE1", MACS["c"])]
    assert heard_from_addresses(rows, owners(CITY, KNOWN, {})) == []


def test_a_port_that_is_seen_from_one_side_only_is_told_by_the_known_link() -> None:
    (one_sided,) = heard_from_addresses([learned("a", "ge1", MACS["b"])], owners(CITY, KNOWN, {}))
    assert one_sided.b == LinkEnd("b", "")
    links = merged(one_sided)
    assert (list(links), links["ab"].source, links["ab"].sources) == (["ab"], "both", ("inventory", "fdb"))


@pytest.mark.parametrize(
    ("alias", "far"),
    [
        ("c:GE7", "GE7"),
        ("to-c:ge7", "GE7"),
        ("link to c GE7 (fibre)", "GE7"),
        ("至 c GE7", "GE7"),
        ("to c", ""),
        ("c:GE99", ""),
    ],
)
def test_descriptions_name_device_and_port(alias: str, far: str) -> None:
    interfaces = {"b": [Interface(1, "GE2", alias=alias)], "c": [Interface(1, "GE7")]}
    (found,) = heard_from_descriptions(CITY, interfaces, {"b": NOW})
    assert (found.a, found.b, found.source) == (LinkEnd("b", "GE2"), LinkEnd("c", far), "configuration")


@pytest.mark.parametrize("alias", ["", "c", "uplink", "10.0.0.3:80", "to nowhere GE7", "b:GE7", ":", "to"])
def test_descriptions_that_name_no_other_device_say_nothing(alias: str) -> None:
    assert heard_from_descriptions(CITY, {"b": [Interface(1, "GE2", alias=alias)]}, {"b": NOW}) == []
    assert heard_from_descriptions(CITY, {"b": [Interface(1, "GE2", alias="c:GE7")]}, {}) == [], "never asked"


# ---------------------------------------------------------------- merging


def test_confidence_grows_with_every_source_and_falls_with_age() -> None:
    by_source = [merged(heard("b=GE2", "c=GE7", source))["b:GE2--c:GE7"] for source in ("configuration", "fdb", "lldp")]
    assert [link.confidence for link in by_source] == [0.4, 0.6, 0.95]
    assert [link.source for link in by_source] == ["configuration", "fdb", "lldp"]
    assert [link.dependable for link in by_source] == [False, True, True]
    both = merged(heard("b=GE2", "c=GE7", "fdb"), heard("c=GE7", "b=GE2", "configuration"))["b:GE2--c:GE7"]
    assert (both.confidence, both.source, both.sources) == (0.76, "fdb", ("configuration", "fdb"))
    old = merged(heard("b=GE2", "c=GE7", "lldp", DAY))["b:GE2--c:GE7"]
    assert (old.confidence, old.stale, old.dependable) == (0.475, True, False)
    assert merged()["ab"].confidence == 0.8
    assert merged(heard("a=GE1", "b=GE1"))["ab"].confidence == 0.99


def test_hearsay_against_better_knowledge_is_not_believed() -> None:
    assert list(merged(heard("a=GE1", "c=GE7", "configuration"))) == ["ab"]
    links = merged(heard("b=GE2", "c=GE7", "lldp"), heard("b=GE2", "a=GE5", "fdb"), heard("c=GE7", "a=", "fdb"))
    assert list(links) == ["ab", "b:GE2--c:GE7"]
    assert links["b:GE2--c:GE7"].sources == ("lldp",)


def test_a_stale_declared_link_is_grey_but_still_there() -> None:
    link = merged(heard("a=GE1", "b=GE1", age=DAY))["ab"]
    assert (link.stale, link.dependable, link.source) == (True, True, "both")


HEARD = st.builds(
    heard,
    st.sampled_from(["a=GE1", "b=GE1", "b=GE2"]),
    st.sampled_from(["c=GE7", "c=GE8", "c=", "b=GE1"]),
    st.sampled_from(["lldp", "fdb", "configuration"]),
    st.sampled_from([timedelta(0), DAY]),
)


@given(st.permutations(range(4)), st.lists(HEARD, min_size=4, max_size=4))
def test_the_order_of_what_is_heard_changes_nothing(order: list[int], told_of: list[Heard]) -> None:
    shuffled = [told_of[place] for place in order]
    assert merge(CITY, shuffled, NOW, timedelta(hours=1)) == merge(CITY, told_of, NOW, timedelta(hours=1))
    for link in merge(CITY, told_of, NOW, timedelta(hours=1)):
        assert 0 < link.confidence <= 1


def test_the_graph_tells_lengths_and_capacities() -> None:
    links = list(merged(heard("a=GE3", "b=GE3")).values())
    net = network_of(graph(CITY, links))
    by_name = dict(zip(net.links, net.cost, strict=True))
    assert by_name["ab"] == 7 * SCALE
    assert by_name["a:GE3--b:GE3"] == pytest.approx(96.3 * SCALE, rel=0.01), "between the sites, over the ground"
    assert net.srlg == ("duct",)
    assert set(net.mbps) == {1000.0}


@pytest.mark.parametrize(
    ("name", "mbps"),
    [
        ("100GE0/1/0", 100_000), ("XGigabitEthernet0/0/1", 10_000), ("Ten-GigabitEthernet1/0/1", 10_000),
        ("GigabitEthernet0/0/1", 1_000), ("gigabit ethernet 0/0/1", 1_000), ("FastEthernet0/1", 100),
        ("STM64-1", 9_953.28), ("STM-16-2", 2_488.32), ("STM4-1", 622.08), ("STM1-1", 155.52), ("Cpos0/1/0", 155.52),
        ("E1-0/1/0/5", 2.048), ("eth0", None), ("", None),
    ],
)  # fmt: skip
def test_a_port_s_name_tells_its_rate(name: str, mbps: float | None) -> None:
    assert port_mbps(name) == mbps


def test_a_link_carries_what_its_label_says_else_its_slower_port() -> None:
    link = Link("x", LinkEnd("a", "XGigabitEthernet1"), LinkEnd("b", "GigabitEthernet1"))
    assert link_mbps(link) == 1_000
    assert link_mbps(replace(link, labels={"mbps": "34.5"})) == 34.5
    assert link_mbps(replace(link, labels={"mbps": "much"})) == 1_000


# ---------------------------------------------------------------- history


def test_a_link_survives_being_told() -> None:
    for link in merged(heard("a=GE1", "b=GE1", age=DAY), heard("b=GE2", "c=GE7", "fdb")).values():
        known = link if link.stale else replace(link, last_seen=None)
        assert remembered(link.name, told(link)) == known


def test_being_heard_again_is_no_change_but_falling_silent_is() -> None:
    before = {name: told(link) for name, link in merged(heard("a=GE1", "b=GE1", age=timedelta(minutes=9))).items()}
    again = replace(heard("a=GE1", "b=GE1"), first_seen=NOW - DAY - timedelta(minutes=9))
    assert list(changes(before, merged(again).values(), NOW)) == []
    silent = heard("a=GE1", "b=GE1", age=DAY)
    (change,) = changes(before, merged(silent).values(), NOW)
    assert (change.link, change.change, change.body["stale"]) == ("ab", "changed", True)
    added, gone = changes(before, [replace(merged()["ab"], name="new")], NOW)
    assert [(added.link, added.change), (gone.link, gone.change)] == [("new", "added"), ("ab", "gone")]
