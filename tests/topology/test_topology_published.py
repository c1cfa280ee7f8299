"""Every network of the recorded data: pairs as cheap as an integer programme's, certificates, impossibilities."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from small_networks import disjoint_paths, programme

from nms.topology.certificate import check
from nms.topology.disjoint import disjoint
from nms.topology.imports.draft import Imported
from nms.topology.imports.reading import read_network
from nms.topology.network import network_of
from nms.topology.search import Search

FORMATS = {".graphml": "GraphML", ".xml": "SNDlib", ".graph": "Repetita"}
SMALL = 60
PAIRS = 3
KINDS: tuple[Literal["link", "node"], ...] = ("link", "node")


@pytest.fixture(scope="module")
def published(test_data: Path) -> list[Imported]:
    files = sorted(path for path in (test_data / "topology").rglob("*") if path.suffix in FORMATS)
    return [read_network(path.read_bytes(), path.name) for path in files]


def test_every_network_is_read_as_what_it_is(published: list[Imported]) -> None:
    assert len(published) >= 200
    for network in published:
        assert network.format == FORMATS[Path(network.file).suffix], network.file
        assert network.graph.number_of_nodes() > 1, network.file
        lengths = [km for _, _, km in network.graph.edges(data="km")]
        assert all(0 <= km <= 20_100 for km in lengths), network.file


def test_figures_of_known_networks(published: list[Imported]) -> None:
    found = {network.file: network for network in published}
    abilene = found["Abilene.graphml"]
    assert (abilene.graph.number_of_nodes(), abilene.graph.number_of_edges(), abilene.pieces) == (11, 14, 1)
    assert abilene.graph.edges["New-York", "Chicago", "New-York--Chicago"]["km"] == pytest.approx(1145, abs=2)
    assert found["Belnet2010.graph"].parallel == 7
    assert found["Uninett.graphml"].pieces == 4
    assert found["pdh.xml"].graph.edges["N1", "N9", "L1"]["mbps"] == 1920


def test_pairs_are_as_cheap_as_an_integer_programme_and_certified(published: list[Imported]) -> None:
    asked = compared = impossible = 0
    for network in published:
        net = network_of(network.graph)
        search, dice = Search(net), random.Random(network.file)
        for start, end in pairs(search, dice):
            for kind in KINDS:
                answer = disjoint(search, net.nodes[start], net.nodes[end], kind)
                asked += 1
                told = network.file, answer.a, answer.b, kind
                assert answer.proven, told
                assert check(net, answer.certificate) == [], told
                assert answer.max_flow == min(2, disjoint_paths(net, start, end, kind)), told
                impossible += not answer.disjoint
                if len(net.nodes) <= SMALL:
                    compared += 1
                    best = programme(net, start, end, kind)
                    assert (best is not None) == answer.disjoint, told
                    if best is not None:
                        assert answer.cost == pytest.approx(best, rel=1e-9, abs=1e-5), told
    print(f"\n{asked} pairs on {len(published)} networks, {compared} by integer programme, {impossible} impossible")
    assert impossible > 100
    assert compared > 800


def pairs(search: Search, dice: random.Random) -> Iterator[tuple[int, int]]:
    """Random pairs within one piece."""
    pieces = search.pieces()
    inside = [node for node in range(len(pieces)) if pieces.count(pieces[node]) > 1]
    for _ in range(PAIRS):
        start = dice.choice(inside)
        yield start, dice.choice([node for node in inside if pieces[node] == pieces[start] and node != start])
