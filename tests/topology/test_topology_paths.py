"""Paths and disjoint pairs on random multigraphs: against every pair there is, and certificates that hold."""

import json
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import best_pair, disjoint_paths, network, networks, simple_paths

from nms.core.errors import ConflictError, InvalidError, NotFoundError
from nms.topology.certificate import check
from nms.topology.disjoint import Disjoint, disjoint
from nms.topology.network import SCALE, Network
from nms.topology.ranking import shortest_paths
from nms.topology.search import Search

KINDS: tuple[Literal["link", "node"], ...] = ("link", "node")
RING = network([(0, 1, 1, ("d1",)), (1, 2, 1, ("d2",)), (0, 3, 2, ("d3",)), (3, 2, 2, ("d1",))], 4)


def worth(answer: Disjoint) -> tuple[int, int]:
    shared = answer.shared
    return len(shared.links) + len(shared.nodes) + len(shared.srlg), round(answer.cost * SCALE)


@given(networks())
def test_the_k_shortest_paths_are_all_loopless_paths_in_order_of_cost(net: Network) -> None:
    every = simple_paths(net, 0, 1)
    found = shortest_paths(Search(net), 0, 1, 10_000)
    assert [path.cost for path in found] == sorted(path.cost for path in every)
    assert {path.links for path in found} == {path.links for path in every}
    few = shortest_paths(Search(net), 0, 1, 3)
    assert [path.cost for path in few] == [path.cost for path in found[:3]]


@settings(max_examples=300)
@given(networks(), st.sampled_from(KINDS), st.booleans())
def test_a_pair_is_the_best_of_all_pairs_and_its_certificate_holds(
    net: Network, kind: Literal["link", "node"], srlg: bool
) -> None:
    best = best_pair(net, 0, 1, kind, srlg=srlg)
    if best is None:
        with pytest.raises(ConflictError, match="NMS-TOPO-023"):
            disjoint(Search(net), "n0", "n1", kind, srlg=srlg)
        return
    answer = disjoint(Search(net), "n0", "n1", kind, srlg=srlg)
    assert worth(answer) == best
    assert answer.proven
    assert answer.disjoint == (best[0] == 0)
    assert check(net, json.loads(json.dumps(answer.certificate))) == []


@given(networks(), st.sampled_from(KINDS))
def test_where_a_pair_is_impossible_the_maximum_flow_agrees(net: Network, kind: Literal["link", "node"]) -> None:
    flow = disjoint_paths(net, 0, 1, kind)
    try:
        answer = disjoint(Search(net), "n0", "n1", kind)
    except ConflictError:
        assert flow == 0
        return
    assert answer.max_flow == min(flow, 2)
    assert answer.disjoint == (flow >= 2)
    assert len(answer.cut.links) + len(answer.cut.nodes) == (flow if flow < 2 else 0)


def test_the_greedy_pair_is_not_taken_where_the_first_path_blocks_the_second() -> None:
    """The trap of Suurballe's paper: the shortest path uses the middle link that both need."""
    net = network([(0, 1, 1, ()), (1, 2, 1, ()), (2, 3, 1, ()), (0, 2, 3, ()), (1, 3, 3, ())], 4)
    answer = disjoint(Search(net), "n0", "n3", "node")
    assert (answer.cost, answer.disjoint) == (8.0, True)
    assert {answer.working.nodes, answer.protection.nodes} == {("n0", "n1", "n3"), ("n0", "n2", "n3")}


def test_a_ring_is_disjoint_until_its_ducts_count() -> None:
    assert disjoint(Search(RING), "n0", "n2", "node").disjoint
    answer = disjoint(Search(RING), "n0", "n2", "node", srlg=True)
    assert (answer.disjoint, answer.shared.srlg, answer.proven, answer.max_flow) == (False, ("d1",), True, 2)
    assert check(RING, answer.certificate) == []


def test_parallel_links_are_disjoint_for_links_and_for_nodes() -> None:
    net = network([(0, 1, 1, ()), (0, 1, 2, ())], 2)
    for kind in KINDS:
        answer = disjoint(Search(net), "n0", "n1", kind)
        assert (answer.working.links, answer.protection.links) == (("l0",), ("l1",))


def test_a_bridge_and_a_node_are_named_as_the_cut() -> None:
    bow_tie = network([(0, 1, 1, ()), (0, 2, 1, ()), (1, 3, 1, ()), (2, 3, 1, ()), (3, 4, 1, ()), (4, 5, 1, ()), (3, 5, 1, ())], 6)  # fmt: skip  # noqa: E501 - one network
    answer = disjoint(Search(bow_tie), "n0", "n5", "node")
    assert (answer.cut.nodes, answer.shared.nodes, answer.max_flow) == (("n3",), ("n3",), 1)
    assert disjoint(Search(bow_tie), "n0", "n5", "link").disjoint
    line = network([(0, 1, 1, ())], 2)
    assert disjoint(Search(line), "n0", "n1", "node").cut.links == ("l0",)


def test_without_time_the_answer_is_honest_about_its_proof() -> None:
    answer = disjoint(Search(RING), "n0", "n2", "node", srlg=True, expired=lambda: True)
    assert not answer.proven
    assert answer.certificate["bound"] is None
    assert check(RING, answer.certificate) == []


def test_links_of_too_little_capacity_are_left_out_and_unknown_ones_stay() -> None:
    net = replace(RING, mbps=(10.0, None, 0.0, 100.0))
    first, unknown, _none, fast = net.links
    assert net.carrying(10).links == (first, unknown, fast)
    assert net.carrying(0).links == (first, unknown, fast), "no capacity carries nothing"
    assert net.carrying(1000).links == (unknown,)


def test_questions_that_cannot_be_answered_are_refused() -> None:
    search = Search(RING)
    with pytest.raises(NotFoundError):
        disjoint(search, "n0", "nowhere")
    with pytest.raises(InvalidError, match="NMS-TOPO-022"):
        disjoint(search, "n0", "n0")


def test_unknown_lengths_count_with_the_mean_of_the_known() -> None:
    net = network([(0, 1, 2, ()), (1, 2, None, ()), (0, 2, 4, ())], 3)
    assert dict(zip(net.links, net.cost, strict=True)) == {"l0": 2 * SCALE, "l1": 3 * SCALE, "l2": 4 * SCALE}
