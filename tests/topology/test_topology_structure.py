"""Pieces, single points of failure, and the layers of the demo city."""

from collections import deque

from hypothesis import given
from small_networks import network, networks

from nms.core.device import Device, Role
from nms.core.site import Access, Inventory, Link, LinkEnd
from nms.site.loading import CHECKOUT, load_site
from nms.topology.layers import layers, rings, trees
from nms.topology.network import Network
from nms.topology.structure import structure


def component(net: Network, start: int, links: set[int], nodes: set[int]) -> set[int]:
    seen, queue = {start}, deque([start])
    while queue:
        for there, link in net.around[queue.popleft()]:
            if there not in seen | nodes and link not in links:
                seen.add(there)
                queue.append(there)
    return seen


def parts(net: Network, links: set[int], nodes: set[int], inside: set[int]) -> list[int]:
    left, sizes = inside - nodes, []
    while left:
        part = component(net, min(left), links, nodes)
        sizes.append(len(part))
        left -= part
    return sorted(sizes)


@given(networks())
def test_single_points_of_failure_are_those_whose_loss_tears_a_piece(net: Network) -> None:
    wanted = set()
    for kind, names in (("link", net.links), ("node", net.nodes)):
        for number, name in enumerate(names):
            piece = component(net, net.a[number] if kind == "link" else number, set(), set())
            links, nodes = ({number}, set[int]()) if kind == "link" else (set[int](), {number})
            sizes = parts(net, links, nodes, piece)
            if len(sizes) > 1:
                wanted.add((kind, name, sum(sizes[:-1])))
    found = structure(net)
    assert {tuple(weak) for weak in found.weak} == wanted
    assert sorted(found.pieces) == parts(net, set(), set(), set(range(len(net.nodes))))


def test_a_long_line_needs_no_recursion() -> None:
    line = network([(node, node + 1, 1.0, ()) for node in range(5000)], 5001)
    assert structure(line).weak[0].cut_off == 2500


def test_the_rings_of_the_demo_city_are_closed_and_walked_in_order() -> None:
    inventory = load_site(CHECKOUT, {}).inventory
    found = layers(inventory)
    named = {ring.name: ring for ring in found.rings if not ring.found}
    assert {"core", "yc", "kq"} <= named.keys()
    for ring in found.rings:
        assert ring.closed, ring
        assert len(ring.devices) == len(ring.links), ring
        for at, name in enumerate(ring.links):
            link = inventory.links[name]
            assert {link.a.device, link.b.device} == {ring.devices[at], ring.devices[(at + 1) % len(ring.devices)]}
    assert {span.link for span in found.spans} == {link.name for link in inventory.links.values() if link.kind == "sdh"}
    assert {inventory.devices[name].role for name in found.core.devices} == {Role.P, Role.PE}
    assert "p-1--p-2" in found.core.links
    ducts = {duct.name: duct.links for duct in found.ducts}
    assert sum(map(len, ducts.values())) == sum(len(link.srlg) for link in inventory.links.values())


def link(name: str, a: str, b: str, kind: str = "fibre", ring: str = "") -> Link:
    return Link(name, LinkEnd(a, name), LinkEnd(b, name), kind, labels={"ring": ring} if ring else {})


def of(*links: Link) -> Inventory:
    return Inventory(links={each.name: each for each in links})


def test_a_torn_ring_is_told_as_open() -> None:
    (ring,) = rings(
        of(link("1", "a", "b", "sdh", "r"), link("2", "b", "c", "sdh", "r"), link("3", "x", "y", "sdh", "r"))
    )
    assert (ring.closed, ring.links, ring.devices) == (False, ("1", "2", "3"), ("a", "b", "c", "x", "y"))


def test_circles_without_a_label_are_found_per_layer_and_two_links_are_one() -> None:
    triangle = of(
        link("1", "b", "a"), link("2", "c", "b"), link("3", "a", "c"), link("4", "c", "d"), link("5", "d", "c")
    )
    found = rings(triangle)
    assert [(ring.devices, ring.links) for ring in found] == [
        (("a", "b", "c"), ("1", "2", "3")),
        (("c", "d"), ("4", "5")),
    ]
    assert all(ring.found for ring in found)
    assert rings(of(link("1", "a", "b"), link("2", "b", "a", "sdh"))) == ()


def test_pon_trees_hold_surveyed_sites_and_onus() -> None:
    olt, onu = Device("olt", "10.0.0.1", role=Role.OLT), Device("onu", "10.0.0.2")
    inventory = Inventory(
        devices={"olt": olt, "onu": onu},
        links={"p": Link("p", LinkEnd("onu", "pon0"), LinkEnd("olt", "0/1/0"), "pon", 2.5)},
        accesses={
            "shop": (Access("pon", "olt", "0/1/0", 3.0, (4, 16)), Access("sdh", "mstp", "1")),
            "bank": (Access("pon", "olt", "0/1/1", 1.0, (8,)), Access("pon", "olt", "0/2/1", 1.2, (8,), standby=True)),
        },
    )
    found = {(tree.olt, tree.port): tree.branches for tree in trees(inventory)}
    assert [(branch.end, branch.km, branch.splits) for branch in found["olt", "0/1/0"]] == [
        ("onu", 2.5, ()),
        ("shop", 3.0, (4, 16)),
    ]
    assert found["olt", "0/2/1"][0].standby
