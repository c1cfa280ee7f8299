"""The checker refuses what is not so, and certificates are held against networks that changed."""

import copy
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_networks import network

from nms.topology import certificate as checker
from nms.topology import certificate_tree
from nms.topology.certificate import check
from nms.topology.disjoint import disjoint
from nms.topology.network import Network
from nms.topology.recheck import Lost, recheck
from nms.topology.search import Search

Told = dict[str, Any]

EDGES = [
    (0, 1, 1.0, ("d1",)),
    (1, 2, 1.0, ("d2",)),
    (0, 3, 2.0, ("d3",)),
    (3, 2, 2.0, ("d4",)),
    (0, 4, 5.0, ("d5",)),
    (4, 2, 5.0, ("d6",)),
]
NET = network(EDGES, 5)


def certificate(net: Network = NET, *, srlg: bool = False) -> Told:
    told: Told = json.loads(json.dumps(disjoint(Search(net), "n0", "n2", "node", srlg=srlg).certificate))
    return told


def codes(told: Told, net: Network = NET) -> list[str]:
    return [doubt.code for doubt in check(net, told)]


def test_the_checker_shares_no_code_with_the_search() -> None:
    text = "".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in (checker, certificate_tree))
    for searching in (
        "topology.search",
        "suurballe",
        "risk_groups",
        "ranking",
        "topology.disjoint",
        "scipy",
        "networkx",
    ):
        assert searching not in text


def swapped(told: Told) -> None:
    """A valid disjoint pair that is not the cheapest."""
    told["protection"] = {"nodes": ["n0", "n4", "n2"], "links": ["l4", "l5"], "cost": 10.0}
    told["cost"] = 12.0


def dearer(told: Told) -> None:
    told["cost"] += 1


def same_twice(told: Told) -> None:
    told["protection"] = told["working"]
    told["cost"] = 2 * told["working"]["cost"]


def broken_off(told: Told) -> None:
    told["working"] = {"nodes": ["n0", "n1"], "links": ["l0"], "cost": 1.0}


def jumping(told: Told) -> None:
    told["working"]["links"] = ["l0", "l3"]


def unknown_link(told: Told) -> None:
    told["working"]["links"] = ["l0", "l99"]


def no_bound(told: Told) -> None:
    told["bound"] = None


def flat(told: Told) -> None:
    told["bound"]["potentials"] = {}


def split_for_links(told: Told) -> None:
    told["kind"] = "link"
    told["bound"]["potentials"]["n1"] = [0, 3_000_000]


def no_number(told: Told) -> None:
    """Nothing exceeds NaN, and NaN exceeds nothing."""
    swapped(told)
    told["bound"]["potentials"] = {"n1": math.nan, "n3": math.nan, "n4": math.nan, "n2": 10**12}


def endless(told: Told) -> None:
    told["bound"]["potentials"]["n2"] = math.inf


def stranger(told: Told) -> None:
    told["bound"]["potentials"]["nobody"] = 1


def words(told: Told) -> None:
    told["bound"] = "trust me"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (swapped, "doubt_bound"),
        (dearer, "doubt_cost"),
        (same_twice, "doubt_shared"),
        (broken_off, "doubt_path"),
        (jumping, "doubt_path"),
        (unknown_link, "doubt_gone"),
        (no_bound, "doubt_shape"),
        (flat, "doubt_bound"),
        (split_for_links, "doubt_bound"),
        (no_number, "doubt_shape"),
        (endless, "doubt_shape"),
        (stranger, "doubt_shape"),
        (words, "doubt_shape"),
    ],
)
def test_a_spoilt_certificate_is_found_out(spoil: Callable[[Told], None], code: str) -> None:
    told = certificate()
    assert codes(told) == []
    spoil(told)
    assert f"topology.{code}" in codes(told)


def test_a_pair_that_shares_needs_more_than_its_own_word() -> None:
    line = network([(0, 1, 1, ()), (1, 2, 1, ())], 3)
    told = certificate(line)
    assert codes(told, line) == []
    assert told["cut"]["max_flow"] == 1
    bypassed = network([(0, 1, 1, ()), (1, 2, 1, ()), (0, 1, 9, ()), (0, 2, 9, ())], 3)
    assert {"topology.doubt_cut", "topology.doubt_bound"} <= set(codes(told, bypassed))


def test_a_proof_by_cases_cannot_leave_one_out_or_name_one_twice() -> None:
    ducts = network([*EDGES[:3], (3, 2, 2.0, ("d1",)), *EDGES[4:]], 5)
    told = certificate(ducts, srlg=True)
    assert codes(told, ducts) == []
    assert len(told["bound"]["tree"]) > 1
    leafless = copy.deepcopy(told)
    leafless["bound"]["tree"] = [None]
    assert codes(leafless, ducts) == ["topology.doubt_bound"]
    loop = copy.deepcopy(told)
    loop["bound"]["tree"][0][2] = 0
    assert codes(loop, ducts) == ["topology.doubt_bound"]
    halved = copy.deepcopy(told)
    halved["bound"]["tree"] = [["srlg", "d1", 1, None, 2], ["srlg", "d2", 3, None, 4], None, None, None]
    assert codes(halved, ducts) == ["topology.doubt_bound"]


def test_what_is_as_it_was_has_lost_nothing() -> None:
    assert recheck(NET, {"line-1": certificate(), "line-2": certificate(srlg=True)}) == ()


def test_a_link_that_went_breaks_its_path() -> None:
    without = NET.keeping(link for link, name in enumerate(NET.links) if name != "l3")
    assert recheck(without, {"line-1": certificate()}) == (Lost("line-1", "protection-broken", ("l3",)),)


def test_a_link_that_leads_elsewhere_now_breaks_its_path() -> None:
    moved = network([(0, 1, 1.0, ()), (1, 4, 1.0, ()), *EDGES[2:]], 5)
    assert recheck(moved, {"line-1": certificate()}) == (Lost("line-1", "working-broken", ("l1",)),)


def test_a_node_that_went_is_named() -> None:
    told = certificate()
    told["working"]["nodes"][1] = "gone"
    (lost,) = recheck(NET, {"x": told})
    assert (lost.reason, lost.nodes) == ("working-broken", ("gone",))


def test_a_duct_that_both_use_now_is_told_where_ducts_count() -> None:
    rerouted = network([*EDGES[:3], (3, 2, 2.0, ("d1",)), *EDGES[4:]], 5)
    certificates = {"by-duct": certificate(srlg=True), "by-node": certificate()}
    assert recheck(rerouted, certificates) == (Lost("by-duct", "shared", srlg=("d1",)),)


def test_what_was_shared_from_the_start_is_no_loss() -> None:
    line = network([(0, 1, 1, ("d",)), (1, 2, 1, ("e",))], 3)
    assert recheck(line, {"x": certificate(line, srlg=True)}) == ()
