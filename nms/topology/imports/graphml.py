"""GraphML as the Topology Zoo, yEd and NetworkX write it (http://graphml.graphdrawing.org)."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from nms.core.errors import InvalidError, Where
from nms.topology.imports.draft import Draft, RawLink, RawNode
from nms.topology.imports.numbers import number
from nms.topology.imports.xmltree import Element

_LABELS = ("label", "name")
_LONGITUDES, _LATITUDES = ("longitude", "lon"), ("latitude", "lat")
_LENGTHS = ("km", "length_km", "length", "distance", "dist", "cost", "weight")
_SRLGS = ("srlg", "srlgs", "duct")
# attribute → Mbit/s in its unit; the first that is there counts
_RATES = (("mbps", 1.0), ("capacity", 1.0), ("bandwidth", 1.0), ("linkspeedraw", 1e-6))
_HIGHEST = 1e15  # bit/s and the like


class _Attributes(NamedTuple):
    """The data of one node or edge, by lower-case attribute name, with file and line for what is wrong with it."""

    words: Mapping[str, str]
    file: str
    line: int

    def first(self, names: tuple[str, ...]) -> str:
        return next((self.words[name] for name in names if self.words.get(name)), "")

    def amount(self, names: tuple[str, ...], least: float, most: float) -> float | None:
        name = next((name for name in names if self.words.get(name)), "")
        return number(self.words[name], self.file, self.line, name, least=least, most=most) if name else None


def read_graphml(root: Element, file: str) -> Draft:
    """Nodes and edges of the document's graphs, nested ones too; directed edges are taken as links.

    A length is told by an attribute km, length, distance, cost or weight, else by the nodes' Longitude and Latitude.
    """
    if not root.all("graph"):
        raise InvalidError("NMS-TOPO-005", Where(file, root.line), format="GraphML", element="graph")
    keys = {key.attributes.get("id", ""): key.attributes.get("attr.name", "").lower() for key in root.all("key")}
    draft = Draft(file, "GraphML")
    for element in _below(root):
        told = _Attributes(_data(element, keys), file, element.line)
        if element.name == "node":
            draft.nodes.append(_node(element, told))
        elif element.name == "edge":
            draft.links.append(_link(element, told))
        elif element.name == "hyperedge":
            draft.caution("NMS-TOPO-015", element.line, element="hyperedge")
    return draft


def _below(element: Element) -> Iterator[Element]:
    for child in element.children:
        if child.name in ("graph", "node", "edge", "hyperedge"):
            yield child
            yield from _below(child)


def _data(element: Element, keys: Mapping[str, str]) -> dict[str, str]:
    found = ((data.attributes.get("key", ""), data.text.strip()) for data in element.all("data"))
    return {keys.get(key) or key.lower(): text for key, text in found}


def _node(element: Element, told: _Attributes) -> RawNode:
    key = _attribute(element, "id", told.file)
    x, y = told.amount(_LONGITUDES, -180, 180), told.amount(_LATITUDES, -90, 90)
    return RawNode(key, told.first(_LABELS), x, y, element.line)


def _link(element: Element, told: _Attributes) -> RawLink:
    a, b = (_attribute(element, side, told.file) for side in ("source", "target"))
    srlg = tuple(filter(None, (word.strip() for word in told.first(_SRLGS).replace(";", ",").split(","))))
    return RawLink(a, b, element.line, km=told.amount(_LENGTHS, 0, 1e6), mbps=_rate(told), srlg=srlg)


def _rate(told: _Attributes) -> float | None:
    for name, unit in _RATES:
        if (value := told.amount((name,), 0, _HIGHEST)) is not None:
            return value * unit
    return None


def _attribute(element: Element, name: str, file: str) -> str:
    if not (value := element.attributes.get(name, "")):
        raise InvalidError(
            "NMS-TOPO-005", Where(file, element.line), format="GraphML", element=f"{element.name} {name}"
        )
    return value
