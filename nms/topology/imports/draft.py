"""A network as a file tells it, before it becomes a graph: raw nodes and links with the lines they stand on."""

import math
import re
from collections import Counter
from dataclasses import dataclass, field
from statistics import fmean
from typing import NamedTuple

import networkx as nx

from nms.core.errors import InvalidError, NmsError, Where
from nms.topology.geo import great_circle_km

_ALLOWED = re.compile(r"[^\w.+@#-]+")  # what a name of the inventory may hold
_LONGEST = 36  # so that "a--b" is a name as well


class RawNode(NamedTuple):
    """A node: the key that links use, what people call it, coordinates (None: not told)."""

    key: str
    label: str
    x: float | None
    y: float | None
    line: int


class RawLink(NamedTuple):
    """A link between two keys; km None: by the coordinates; mbps None: not told."""

    a: str
    b: str
    line: int
    name: str = ""
    km: float | None = None
    mbps: float | None = None
    srlg: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """What was read; `geographic` says that x and y are degrees (else units of a drawing)."""

    file: str
    format: str
    geographic: bool = True
    nodes: list[RawNode] = field(default_factory=list)
    links: list[RawLink] = field(default_factory=list)
    cautions: list[NmsError] = field(default_factory=list)

    def caution(self, code: str, line: int = 0, **values: object) -> None:
        """Note something odd that does not keep the network from being read."""
        self.cautions.append(InvalidError(code, Where(self.file, line), **values))


@dataclass(frozen=True, slots=True)
class Imported:
    """A network that was read: the graph (nodes with known_as, lon, lat; keyed edges with km, mbps, srlg) and what is
    to be said of it. Several pieces are legal."""

    file: str
    format: str
    graph: "nx.MultiGraph[str]"
    pieces: int
    self_loops: int
    parallel: int
    cautions: tuple[NmsError, ...] = ()

    def summary(self) -> dict[str, object]:
        """The figures of an import; `parallel` counts links beyond the first between two nodes, `names` says what the
        file calls each node (its key there)."""
        return {
            "file": self.file,
            "format": self.format,
            "nodes": self.graph.number_of_nodes(),
            "links": self.graph.number_of_edges(),
            "pieces": self.pieces,
            "self_loops": self.self_loops,
            "parallel": self.parallel,
            "cautions": [caution.as_dict() for caution in self.cautions],
            "names": {name: known_as[0] for name, known_as in self.graph.nodes(data="known_as")},
        }


def built(draft: Draft) -> Imported:
    """The graph of a draft.

    InvalidError: NMS-TOPO-006 no node at all, NMS-TOPO-007 two nodes of one key, NMS-TOPO-008 a link to no node. A
    label that several nodes share, an unknown place, a loop (left out) and a link without capacity are cautions.
    """
    names = _named(draft)
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for node in draft.nodes:
        place = {"lon": node.x, "lat": node.y} if draft.geographic else {}
        graph.add_node(names[node.key], known_as=(node.key, node.label), **place)
    loops = _connect(draft, graph, names)
    _lengths(draft, graph)
    pairs = {frozenset(ends) for ends in graph.edges()}
    parallel = graph.number_of_edges() - len(pairs)
    pieces = nx.number_connected_components(graph)
    return Imported(draft.file, draft.format, graph, pieces, loops, parallel, tuple(draft.cautions))


def _named(draft: Draft) -> dict[str, str]:
    """Of every key a name that the inventory takes and no other node has."""
    if not draft.nodes:
        raise InvalidError("NMS-TOPO-006", Where(draft.file), format=draft.format)
    labels = Counter(_spelled(node.label or node.key) for node in draft.nodes)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for node in draft.nodes:
        if node.key in names:
            raise InvalidError("NMS-TOPO-007", Where(draft.file, node.line), name=node.key)
        label = _spelled(node.label or node.key)
        wanted = label if labels[label] == 1 else f"{label[: _LONGEST - 9]}.{_spelled(node.key)[:8]}"
        if labels[label] > 1:
            draft.caution("NMS-TOPO-012", node.line, name=node.label or node.key, now=wanted)
        names[node.key] = _free(wanted, taken)
        taken.add(names[node.key])
    return names


def _spelled(label: str) -> str:
    return _ALLOWED.sub("-", label).strip("-")[:_LONGEST] or "node"


def _free(wanted: str, taken: "set[str] | nx.MultiGraph[str]") -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}#{number}", number + 1
    return name


def _connect(draft: Draft, graph: "nx.MultiGraph[str]", names: dict[str, str]) -> int:
    """Add the links, each under a name of its own; returns how many loops were left out."""
    loops, taken = 0, set[str]()
    for link in draft.links:
        for key in (link.a, link.b):
            if key not in names:
                raise InvalidError("NMS-TOPO-008", Where(draft.file, link.line), name=key)
        a, b = names[link.a], names[link.b]
        if a == b:
            loops += 1
            draft.caution("NMS-TOPO-010", link.line, name=a)
            continue
        name = _free(_ALLOWED.sub("-", link.name)[:76] or f"{a}--{b}", taken)
        taken.add(name)
        if link.mbps == 0:
            draft.caution("NMS-TOPO-011", link.line, name=name)
        graph.add_edge(a, b, key=name, km=link.km, mbps=link.mbps, srlg=link.srlg)
    return loops


def _lengths(draft: Draft, graph: "nx.MultiGraph[str]") -> None:
    """Lengths by coordinates where none was told; the mean where there are none either, said once."""
    spots = {name: (node.x, node.y) for node, name in zip(draft.nodes, graph.nodes, strict=True)}
    lost = sorted(name for name, (x, y) in spots.items() if x is None or y is None)
    edges = [(a, b, data) for a, b, data in graph.edges(data=True) if data["km"] is None]
    for a, b, data in edges:
        data["km"] = _between(draft.geographic, *spots[a], *spots[b])
    told = [data["km"] for _, _, data in graph.edges(data=True) if data["km"] is not None]
    untold = [data for _, _, data in edges if data["km"] is None]
    mean = round(fmean(told), 6) if told else 1.0
    for data in untold:
        data["km"] = mean
    if lost:
        draft.caution("NMS-TOPO-013", count=len(lost), names=", ".join(lost[:5]), links=len(untold), km=mean)
    if not draft.geographic and len(untold) < len(edges):
        draft.caution("NMS-TOPO-014", links=len(edges) - len(untold))


def _between(geographic: bool, x: float | None, y: float | None, x2: float | None, y2: float | None) -> float | None:
    if x is None or y is None or x2 is None or y2 is None:
        return None
    return round(great_circle_km(x, y, x2, y2) if geographic else math.hypot(x2 - x, y2 - y), 6)
