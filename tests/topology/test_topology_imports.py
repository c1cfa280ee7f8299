"""Networks from files: what each format says, what is odd about them, and files that mean harm or are none."""

import math
from pathlib import Path

import pytest

from nms.core.config import SnmpConfig
from nms.core.errors import InvalidError
from nms.site.inventory import read_inventory
from nms.site.loading import load_site
from nms.topology.imports import xmltree
from nms.topology.imports.draft import Imported
from nms.topology.imports.reading import read_network
from nms.topology.imports.site_files import site_files

KEYS = """
 <key id="d0" for="node" attr.name="Longitude" attr.type="double"/>
 <key id="d1" for="node" attr.name="Latitude" attr.type="double"/>
 <key id="d2" for="node" attr.name="label" attr.type="string"/>
 <key id="d3" for="edge" attr.name="capacity" attr.type="double"/>
 <key id="d4" for="edge" attr.name="srlg" attr.type="string"/>
 <key id="d5" for="edge" attr.name="km" attr.type="double"/>
"""


def graphml(inside: str) -> bytes:
    root = "<?xml version='1.0' encoding='utf-8'?><graphml xmlns='http://graphml.graphdrawing.org/xmlns'>"
    return f"{root}{KEYS}<graph edgedefault='undirected'>{inside}</graph></graphml>".encode()


def node(key: str, label: str = "", lon: object = "", lat: object = "") -> str:
    told = "".join(
        f'<data key="{name}">{value}</data>' for name, value in (("d0", lon), ("d1", lat), ("d2", label)) if value != ""
    )
    return f'\n<node id="{key}">{told}</node>'


def edge(a: str, b: str, **data: object) -> str:
    told = "".join(f'<data key="{key}">{value}</data>' for key, value in data.items())
    return f'\n<edge source="{a}" target="{b}">{told}</edge>'


def codes(network: Imported) -> list[str]:
    return [caution.code for caution in network.cautions]


def refused(data: bytes) -> InvalidError:
    with pytest.raises(InvalidError) as told:
        read_network(data, "some.xml")
    for language in ("zh", "en"):
        assert "–" not in told.value.message(language).replace(" – ", ""), "every value of the sentence is given"
        assert told.value.remedy(language)
    assert told.value.where is not None
    assert told.value.where.file == "some.xml"
    return told.value


def by_cosines(lon: float, lat: float, lon2: float, lat2: float) -> float:
    """The same distance by the spherical law of cosines."""
    one, other, apart = math.radians(lat), math.radians(lat2), math.radians(lon2 - lon)
    return 6371.0 * math.acos(math.sin(one) * math.sin(other) + math.cos(one) * math.cos(other) * math.cos(apart))


TWO = node("1", "Rome", 12.5, 41.9) + node("2", "Milan", 9.2, 45.5)


def test_graphml_gives_names_lengths_capacities_and_groups() -> None:
    network = read_network(graphml(TWO + edge("1", "2", d3=100, d4="duct-1; duct-2") + edge("1", "2", d5=700)), "f")
    first, second = (network.graph.edges["Rome", "Milan", name] for name in ("Rome--Milan", "Rome--Milan#2"))
    assert first["km"] == pytest.approx(478, abs=3)
    assert (first["mbps"], first["srlg"]) == (100.0, ("duct-1", "duct-2"))
    assert (second["km"], second["mbps"]) == (700.0, None)
    assert (network.parallel, network.pieces, network.cautions) == (1, 1, ())


def test_two_nodes_of_one_label_get_names_of_their_own_and_are_told() -> None:
    network = read_network(graphml(node("7", "None", 1, 1) + node("8", "None", 2, 2) + edge("7", "8")), "f")
    assert sorted(network.graph.nodes) == ["None.7", "None.8"]
    assert codes(network) == ["NMS-TOPO-012", "NMS-TOPO-012"]
    assert network.cautions[0].where is not None
    assert network.cautions[0].where.line == 9


def test_two_nodes_of_one_key_are_refused_because_links_would_mean_either() -> None:
    error = refused(graphml(node("1", "a") + node("1", "b")))
    assert (error.code, error.values["name"]) == ("NMS-TOPO-007", "1")


def test_missing_coordinates_take_the_mean_length_and_are_told_once() -> None:
    more = node("3", "Bari") + node("4", "Lecce")
    network = read_network(graphml(TWO + more + edge("1", "2", d5=100) + edge("2", "3") + edge("3", "4")), "f")
    assert [km for _, _, km in network.graph.edges(data="km")] == [100.0, 100.0, 100.0]
    assert codes(network) == ["NMS-TOPO-013"]


def test_loops_are_left_out_and_links_without_capacity_stay_with_a_word() -> None:
    network = read_network(graphml(TWO + edge("1", "1") + edge("1", "2", d3=0)), "f")
    assert (network.self_loops, network.graph.number_of_edges()) == (1, 1)
    assert codes(network) == ["NMS-TOPO-010", "NMS-TOPO-011"]


def test_a_graph_in_pieces_is_legal() -> None:
    network = read_network(graphml(TWO + node("3", "Nuoro", 9, 40)), "f")
    assert (network.pieces, network.graph.number_of_edges(), network.cautions) == (3, 0, ())


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"A shopping list", "NMS-TOPO-002", 1),
        (b"", "NMS-TOPO-002", 1),
        (b"<graphml>\n<graph>", "NMS-TOPO-002", 2),
        (b"<?xml version='1.0' encoding='klingon'?><graphml/>", "NMS-TOPO-002", 1),
        (b"\x00\x01\x02\xff", "NMS-TOPO-002", 1),
        (b"<html><body>404</body></html>", "NMS-TOPO-005", 1),
        (b"<graphml/>", "NMS-TOPO-005", 1),
        (b"<network><meta/></network>", "NMS-TOPO-005", 1),
        (graphml(""), "NMS-TOPO-006", 0),
        (graphml(TWO + edge("1", "9")), "NMS-TOPO-008", 11),
        (graphml(TWO + "\n<edge source='1'/>"), "NMS-TOPO-005", 11),
        (graphml(TWO + edge("1", "2", d3="fast")), "NMS-TOPO-009", 11),
        (graphml(TWO + edge("1", "2", d5="nan")), "NMS-TOPO-009", 11),
        (graphml(TWO + edge("1", "2", d5="-3")), "NMS-TOPO-009", 11),
        (graphml(TWO + edge("1", "2", d5="1e99")), "NMS-TOPO-009", 11),
        (graphml(node("1", "a", 200, 0)), "NMS-TOPO-009", 9),
        (b"NODES x\n", "NMS-TOPO-017", 1),
        (b"NODES 2\nlabel x y\na 1 2\n", "NMS-TOPO-017", 3),
        (b"NODES 1\nlabel x y\na 1 2\n\nEDGES 1\nlabel src dest weight bw delay\ne 0 7 1 1 1\n", "NMS-TOPO-008", 7),
    ],
)  # fmt: skip
def test_a_file_that_is_no_network_is_refused_with_its_line(data: bytes, code: str, line: int) -> None:
    error = refused(data)
    assert error.code == code
    assert error.where is not None
    assert error.where.line == line


ENTITY = b"<!DOCTYPE g [<!ENTITY a 'ha'>]>\n<graphml>&a;</graphml>"
LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<graphml>&lol2;</graphml>"""
OUTSIDE = b"<!DOCTYPE g [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><graphml>&x;</graphml>"
REMOTE = b"<!DOCTYPE g SYSTEM 'http://127.0.0.1:9/g.dtd'><graphml/>"


@pytest.mark.parametrize("data", [ENTITY, LAUGHS, OUTSIDE, REMOTE])
def test_declarations_that_could_fetch_or_expand_are_refused(data: bytes) -> None:
    assert refused(data).code == "NMS-TOPO-003"


def test_files_beyond_any_network_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(b"<a>" * 100_000).code == "NMS-TOPO-004"
    monkeypatch.setattr(xmltree, "_MOST_ELEMENTS", 3)
    assert refused(graphml(TWO)).code == "NMS-TOPO-004"
    assert refused(b" " * (xmltree.MOST_OCTETS + 1)).code == "NMS-TOPO-019"


SNDLIB = """<?xml version="1.0" encoding="ISO-8859-1"?>
<network xmlns="http://sndlib.zib.de/network" version="1.0"><meta><unit>{unit}</unit></meta><networkStructure>
<nodes coordinatesType="{kind}">
<node id="A"><coordinates><x>1.0</x><y>2.0</y></coordinates></node>
<node id="B"><coordinates><x>4.0</x><y>6.0</y></coordinates></node></nodes>
<links><link id="L1"><source>A</source><target>B</target>{modules}</link></links></networkStructure></network>"""
MODULES = "<additionalModules><addModule><capacity>1</capacity></addModule><addModule><capacity>4</capacity></addModule></additionalModules>"  # noqa: E501 - as it is written
INSTALLED = "<preInstalledModule><capacity>2</capacity></preInstalledModule>"


@pytest.mark.parametrize(
    ("unit", "modules", "mbps"),
    [
        ("STM1", MODULES, 4 * 155.52),
        ("E1", INSTALLED + MODULES, 2 * 2.048),
        ("MBITPERSEC", "", None),
        ("PIGEONS", MODULES, None),
    ],
)
def test_sndlib_takes_what_is_installed_else_the_largest_module(unit: str, modules: str, mbps: float | None) -> None:
    network = read_network(SNDLIB.format(unit=unit, kind="pixel", modules=modules).encode("latin-1"), "f")
    facts = network.graph.edges["A", "B", "L1"]
    assert (facts["mbps"], facts["km"]) == (mbps, 5.0)
    assert ("NMS-TOPO-016" in codes(network)) == (unit == "PIGEONS")
    assert "NMS-TOPO-014" in codes(network), "places of a drawing are no kilometres"


def test_repetita_makes_one_link_of_two_directions() -> None:
    rows = ["e0 0 1 10 100000 5", "e1 1 0 10 50000 5", "e2 0 1 10 8000 5", "e3 1 1 1 1 1"]
    text = "NODES 2\nlabel x y\na 1 2\nb 1 3\n\nEDGES 4\nlabel src dest weight bw delay\n" + "\n".join(rows) + "\n"
    network = read_network(text.encode(), "f")
    links = {name: facts["mbps"] for _, _, name, facts in network.graph.edges(keys=True, data=True)}
    assert links == {"e0": 50.0, "a--b": 8.0}
    assert sorted(codes(network)) == ["NMS-TOPO-010", "NMS-TOPO-018"]


def test_an_import_is_a_site_that_the_house_loads(tmp_path: Path) -> None:
    awkward = node("1", "São Paulo: yes!", -46.6, -23.5) + node("2", "#null", 1.5, 2) + node("3", "no")
    network = read_network(
        graphml(awkward + edge("1", "2", d3=0.5, d4="d-1") + edge("2", "1") + edge("3", "1")), "x/ne:t.gml"
    )
    for name, text in site_files(network).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    site = load_site(tmp_path, {})
    assert site.problems == ()
    assert set(site.inventory.devices) == {"São-Paulo-yes", "#null", "no"}
    assert not any(device.polled for device in site.inventory.devices.values())
    link = site.inventory.links["São-Paulo-yes--#null"]
    assert (link.labels["mbps"], link.srlg) == ("0.5", ("d-1",))
    assert link.km == pytest.approx(by_cosines(-46.6, -23.5, 1.5, 2.0))
    assert site.inventory.sites["São-Paulo-yes"].lat == -23.5


def test_every_published_network_becomes_an_inventory_without_a_problem(test_data: Path, tmp_path: Path) -> None:
    files = sorted((test_data / "topology" / "topology-zoo").glob("*.graphml"))[::12]
    assert len(files) > 10
    for path in files:
        network = read_network(path.read_bytes(), path.name)
        for name, text in site_files(network).items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        reading = read_inventory(tmp_path / "inventory", SnmpConfig())
        assert reading.problems == (), path.name
        assert len(reading.inventory.links) == network.graph.number_of_edges()
