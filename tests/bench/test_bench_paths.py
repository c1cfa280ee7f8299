"""What a disjoint pair costs in a network of 10,000 nodes and 30,000 links."""

import random
import time
from typing import Literal

import networkx as nx
import pytest

from nms.topology.certificate import check
from nms.topology.disjoint import disjoint
from nms.topology.network import Network, network_of
from nms.topology.ranking import shortest_paths
from nms.topology.search import Search

pytestmark = pytest.mark.bench

NODES, LINKS, PAIRS = 10_000, 30_000, 1_000


def large(dice: random.Random) -> Network:
    """A connected random network with lengths of up to 50 km."""
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    ends = [(node, dice.randrange(node)) for node in range(1, NODES)]
    while len(ends) < LINKS:
        a, b = dice.sample(range(NODES), 2)
        ends.append((a, b))
    for number, (a, b) in enumerate(ends):
        graph.add_edge(f"n{a}", f"n{b}", key=f"l{number}", km=dice.uniform(0.1, 50))
    return network_of(graph)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", ["link", "node"])
def test_pairs_in_a_large_network(kind: Literal["link", "node"]) -> None:
    dice = random.Random(2006)
    net = large(dice)
    asked = [dice.sample(net.nodes, 2) for _ in range(PAIRS)]
    begun = time.perf_counter()
    first = disjoint(Search(net), asked[0][0], asked[0][1], kind)
    alone = time.perf_counter() - begun
    search, begun = Search(net), time.perf_counter()
    answers = [disjoint(search, a, b, kind) for a, b in asked]
    together = time.perf_counter() - begun
    impossible = sum(not answer.disjoint for answer in answers)
    print(f"\n{kind}: {len(net.nodes)} nodes, {len(net.links)} links: the first pair {alone:.3f} s, {PAIRS} pairs"
          f" {together:.2f} s, {impossible} of them impossible")  # fmt: skip
    begun = time.perf_counter()
    assert [check(net, answer.certificate) for answer in (first, *answers[:20])] == [[]] * 21
    print(f"{kind}: a certificate checked in {(time.perf_counter() - begun) / 21:.3f} s")


def test_ten_shortest_paths_in_a_large_network() -> None:
    dice = random.Random(2006)
    search = Search(large(dice))
    begun = time.perf_counter()
    for _ in range(20):
        start, end = dice.sample(range(NODES), 2)
        assert len(shortest_paths(search, start, end, 10)) == 10
    print(f"\n10 shortest paths: {(time.perf_counter() - begun) / 20:.3f} s")
