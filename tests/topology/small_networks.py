"""Small networks for tests, and what is true of them worked out without any of the program's searches."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import networkx as nx
import numpy as np
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, lil_array
from scipy.sparse.csgraph import maximum_flow

from nms.topology.network import SCALE, Network, network_of

Edge = tuple[int, int, float | None, tuple[str, ...]]  # ends, km, groups


class Simple(NamedTuple):
    """A path without loops: its cost in millionths, nodes and links by number."""

    cost: int
    nodes: tuple[int, ...]
    links: tuple[int, ...]


def network(edges: Sequence[Edge], count: int) -> Network:
    """Nodes n0 … and links l0 … in the order given; loops are told too, as a file might."""
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    graph.add_nodes_from(f"n{node}" for node in range(count))
    for number, (a, b, km, srlg) in enumerate(edges):
        graph.add_edge(f"n{a}", f"n{b}", key=f"l{number}", km=km, srlg=srlg)
    return network_of(graph)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Random multigraphs of up to 7 nodes and 11 links with free links, parallel ones, loops, pieces and groups."""
    count = draw(st.integers(2, 7))
    node, groups = st.integers(0, count - 1), st.sampled_from("gh")
    kilometres = st.sampled_from([0.0, 1.0, 1.0, 2.0, 3.5])
    srlg = st.frozensets(groups, max_size=2).map(lambda found: tuple(sorted(found)))
    edges = draw(st.lists(st.tuples(node, node, kilometres, srlg), min_size=1, max_size=11))
    return network(edges, count)


def simple_paths(net: Network, start: int, end: int) -> list[Simple]:
    """All of them."""

    def onward(nodes: tuple[int, ...], links: tuple[int, ...]) -> Iterator[Simple]:
        if nodes[-1] == end:
            yield Simple(sum(net.cost[link] for link in links), nodes, links)
            return
        for link, ends in enumerate(zip(net.a, net.b, strict=True)):
            if nodes[-1] in ends:
                there = ends[0] if ends[1] == nodes[-1] else ends[1]
                if there not in nodes:
                    yield from onward((*nodes, there), (*links, link))

    return list(onward((start,), ()))


def in_common(net: Network, one: Simple, other: Simple, kind: str, *, srlg: bool) -> int:
    """How many links, inner nodes (kind node) and groups two paths share."""
    common = len(set(one.links) & set(other.links))
    if kind == "node":
        common += len(set(one.nodes[1:-1]) & set(other.nodes[1:-1]))
    if srlg:
        groups = [{group for link in path.links for group in net.groups[link]} for path in (one, other)]
        common += len(groups[0] & groups[1])
    return common


def best_pair(net: Network, start: int, end: int, kind: str, *, srlg: bool) -> tuple[int, int] | None:
    """By trying all pairs: fewest things in common, then the cost; None without a path."""
    paths = simple_paths(net, start, end)
    tried = ((in_common(net, one, other, kind, srlg=srlg), one.cost + other.cost) for one in paths for other in paths)
    return min(tried, default=None)


def programme(net: Network, start: int, end: int, kind: str) -> float | None:
    """The cost of the best disjoint pair by an integer programme (two units of flow, HiGHS); None if there is none."""
    links, nodes = len(net.links), len(net.nodes)
    conserved, entered = lil_array((nodes, 2 * links)), lil_array((nodes, 2 * links))
    for link, (a, b) in enumerate(zip(net.a, net.b, strict=True)):
        for arc, tail, head in ((link, a, b), (link + links, b, a)):
            conserved[tail, arc] += 1
            conserved[head, arc] -= 1
            entered[head, arc] += 1
    supply = np.zeros(nodes)
    supply[start], supply[end] = 2, -2
    once = lil_array((links, 2 * links))
    for link in range(links):
        once[link, link] = once[link, link + links] = 1
    limits = [LinearConstraint(conserved.tocsr(), supply, supply), LinearConstraint(once.tocsr(), -np.inf, 1)]
    if kind == "node":
        most = np.ones(nodes)
        most[[start, end]] = 2
        limits.append(LinearConstraint(entered.tocsr(), -np.inf, most))
    cost = np.tile(np.array(net.cost) / SCALE, 2)
    found = milp(cost, constraints=limits, integrality=np.ones(2 * links), bounds=Bounds(0, 1))
    return float(found.fun) if found.success else None


def disjoint_paths(net: Network, start: int, end: int, kind: str) -> int:
    """How many there are, by scipy's maximum flow: of kind node over nodes split in two."""
    count = len(net.nodes)
    arcs: dict[tuple[int, int], int] = {}
    for a, b in zip(net.a, net.b, strict=True):
        for tail, head in ((a, b), (b, a)):
            key = (tail + count, head) if kind == "node" else (tail, head)
            arcs[key] = arcs.get(key, 0) + 1
    if kind == "node":
        arcs |= {(node, node + count): len(net.links) if node in (start, end) else 1 for node in range(count)}
    size = 2 * count if kind == "node" else count
    rows, columns = [tail for tail, _ in arcs], [head for _, head in arcs]
    capacity = csr_array((np.array(list(arcs.values()), np.int32), (rows, columns)), shape=(size, size), dtype=np.int32)
    return int(maximum_flow(capacity, start, end).flow_value)
