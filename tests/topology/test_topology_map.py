"""The graph with its sources and ages, and the map that never moves."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nms.core.device import Device, Role
from nms.core.site import Inventory, Link, LinkEnd, Site
from nms.topology.graph import Heard, graph, merge, neighbourhood
from nms.topology.layout import WIDTH, layout

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _heard(a: str, b: str, age: timedelta, first: timedelta = timedelta(days=3)) -> Heard:
    return Heard(LinkEnd(*a.split("=")), LinkEnd(*b.split("=")), NOW - first, NOW - age)


def test_a_declared_link_that_is_heard_comes_from_both(small_city: Inventory) -> None:
    told = _heard("dcn-1=xgigabitethernet0/0/1", "cpos-1=GigabitEthernet0/2/0", timedelta(minutes=5))
    links = {link.name: link for link in merge(small_city, [told], NOW, HOUR)}
    assert len(links) == len(small_city.links)
    core = links["core"]
    assert (core.source, core.kind, core.stale) == ("both", "fibre", False)
    assert (core.first_seen, core.last_seen) == (NOW - timedelta(days=3), NOW - timedelta(minutes=5))
    assert (links["e1-1"].source, links["e1-1"].last_seen, links["e1-1"].stale) == ("inventory", None, False)


def test_a_link_only_heard_is_named_by_its_ends_whichever_spoke(small_city: Inventory) -> None:
    one = merge(small_city, [_heard("x=1", "a=2", HOUR)], NOW, HOUR)
    other = merge(small_city, [_heard("a=2", "x=1", HOUR)], NOW, HOUR)
    assert one == other
    (told,) = [link for link in one if link.source == "lldp"]
    assert (told.name, told.kind) == ("a:2--x:1", "ethernet")


def test_a_link_goes_stale_by_rule_and_says_since_when(small_city: Inventory) -> None:
    for age, stale in ((HOUR, False), (HOUR + timedelta(seconds=1), True)):
        links = merge(small_city, [_heard("x=1", "a=2", age)], NOW, HOUR)
        (told,) = [link for link in links if link.source == "lldp"]
        assert (told.stale, told.last_seen) == (stale, NOW - age)


def test_the_fresher_end_keeps_a_link_alive(small_city: Inventory) -> None:
    words = [_heard("x=1", "a=2", timedelta(hours=5)), _heard("a=2", "x=1", timedelta(minutes=1), timedelta(days=9))]
    for order in (words, words[::-1]):
        (told,) = [link for link in merge(small_city, order, NOW, HOUR) if link.source == "lldp"]
        assert (told.stale, told.first_seen, told.last_seen) == (
            False,
            NOW - timedelta(days=9),
            NOW - timedelta(minutes=1),
        )


def test_neighbours_are_the_links_one_hop_away(small_city: Inventory) -> None:
    network = graph(small_city, merge(small_city, [_heard("hall-01-sw=g1", "phone=x", HOUR)], NOW, HOUR))
    assert [link.name for link in neighbourhood(network, "hall-01-sw")] == ["lan-1", "hall-01-sw:g1--phone:x"]
    assert neighbourhood(network, "stranger") == ()
    assert "device" not in network.nodes["phone"]
    assert network.nodes["hall-01-sw"]["device"] is small_city.devices["hall-01-sw"]


def test_parallel_links_stay_apart() -> None:
    devices = {name: Device(name, f"127.0.0.{name}") for name in "12"}
    links = {f"l{n}": Link(f"l{n}", LinkEnd("1", f"p{n}"), LinkEnd("2", f"p{n}")) for n in range(3)}
    city = Inventory(devices, links=links)
    assert len(neighbourhood(graph(city, merge(city, [], NOW, HOUR)), "1")) == 3
    assert len(layout(city).edges) == 1


# ---------------------------------------------------------------- map


def test_every_device_stands_near_its_site(small_city: Inventory) -> None:
    view = layout(small_city)
    spots = {place.name: (place.x, place.y) for place in view.places}
    assert {node.name for node in view.nodes} == set(small_city.devices)
    for node in view.nodes:
        x, y = spots[node.site]
        assert abs(node.x - x) + abs(node.y - y) < 60
        assert 0 <= node.x <= view.width
        assert 0 <= node.y <= view.height


def test_east_is_right_and_north_is_up(small_city: Inventory) -> None:
    spots = {place.name: (place.x, place.y) for place in layout(small_city).places}
    assert spots["hall-01"][0] < spots["centre"][0] < spots["hall-02"][0]
    assert spots["hall-01"][1] < spots["centre"][1] < spots["hall-02"][1]


def test_the_map_does_not_depend_on_the_order_of_the_files(small_city: Inventory) -> None:
    turned = Inventory(
        devices=dict(reversed(list(small_city.devices.items()))),
        sites=dict(reversed(list(small_city.sites.items()))),
        links=dict(reversed(list(small_city.links.items()))),
        halls=small_city.halls,
    )
    assert layout(turned) == layout(small_city)


def test_a_new_device_moves_nothing_at_other_sites(small_city: Inventory) -> None:
    new = Device("hall-01-ap", "127.0.4.1", role=Role.AP, site="hall-01")
    grown = layout(replace(small_city, devices={**small_city.devices, new.name: new}))
    before = {node.name: node for node in layout(small_city).nodes}
    assert all(node == before[node.name] for node in grown.nodes if node.site != "hall-01")


def test_what_has_no_place_stands_below_the_map(small_city: Inventory) -> None:
    lost = Device("lost", "127.0.9.9", site="")
    view = layout(replace(small_city, devices={**small_city.devices, "lost": lost}))
    (node,) = [node for node in view.nodes if node.name == "lost"]
    assert max(place.y for place in view.places) < node.y <= view.height


def test_an_empty_inventory_is_an_empty_map() -> None:
    assert layout(Inventory()).nodes == ()


COORDINATE = st.floats(-80, 80, allow_nan=False)


@given(st.lists(st.tuples(COORDINATE, COORDINATE), min_size=1, max_size=30))
def test_the_map_holds_every_site_wherever_it_lies(places: list[tuple[float, float]]) -> None:
    sites = {f"s{n}": Site(f"s{n}", "hall", lon=lon, lat=lat) for n, (lon, lat) in enumerate(places)}
    view = layout(Inventory(sites=sites))
    for place in view.places:
        assert 0 <= place.x <= WIDTH
        assert 0 <= place.y <= view.height
