"""Networks of SNDlib (Orlowski, Wessäly, Pióro, Tomaszewski 2010) in its XML format."""

from nms.core.errors import InvalidError, Where
from nms.topology.imports.draft import Draft, RawLink, RawNode
from nms.topology.imports.numbers import number
from nms.topology.imports.xmltree import Element

# what the library calls its units → Mbit/s of one (ITU-T G.702, G.707 for the channels)
_UNITS = {"MBITPERSEC": 1.0, "GBITPERSEC": 1000.0, "KBITPERSEC": 0.001, "E1": 2.048, "STM1": 155.52, "OC1": 51.84}
_HIGHEST = 1e12


def read_sndlib(root: Element, file: str) -> Draft:
    """Nodes with coordinates and links with the capacity installed, else that of the largest module to be had.

    Costs of modules are money, no lengths, and are not read.
    """
    nodes, links = root.first("networkStructure", "nodes"), root.first("networkStructure", "links")
    if nodes is None or links is None:
        raise InvalidError("NMS-TOPO-005", Where(file, root.line), format="SNDlib", element="networkStructure")
    draft = Draft(file, "SNDlib", geographic=nodes.attributes.get("coordinatesType", "pixel") == "geographical")
    unit = root.word("meta", "unit").upper() or "MBITPERSEC"
    if unit not in _UNITS:
        draft.caution("NMS-TOPO-016", unit=unit)
    draft.nodes = [_node(node, file, draft.geographic) for node in nodes.all("node")]
    draft.links = [_link(link, file, _UNITS.get(unit)) for link in links.all("link")]
    return draft


def _node(node: Element, file: str, geographic: bool) -> RawNode:
    name = _named(node, file)
    bounds = {"x": 180.0, "y": 90.0} if geographic else {"x": 1e6, "y": 1e6}
    x, y = (_coordinate(node, file, axis, most) for axis, most in bounds.items())
    return RawNode(name, name, x, y, node.line)


def _coordinate(node: Element, file: str, axis: str, most: float) -> float | None:
    word = node.word("coordinates", axis)
    return number(word, file, node.line, axis, least=-most, most=most) if word else None


def _link(link: Element, file: str, unit: float | None) -> RawLink:
    ends = [link.word("source"), link.word("target")]
    for side, end in zip(("source", "target"), ends, strict=True):
        if not end:
            raise InvalidError("NMS-TOPO-005", Where(file, link.line), format="SNDlib", element=f"link {side}")
    return RawLink(ends[0], ends[1], link.line, name=_named(link, file), mbps=_capacity(link, file, unit))


def _capacity(link: Element, file: str, unit: float | None) -> float | None:
    installed = link.word("preInstalledModule", "capacity")
    modules = link.first("additionalModules")
    more = [module.word("capacity") for module in modules.all("addModule")] if modules else []
    words = [installed] if installed else list(filter(None, more))
    if not words or unit is None:
        return None
    return max(number(word, file, link.line, "capacity", least=0, most=_HIGHEST) for word in words) * unit


def _named(element: Element, file: str) -> str:
    if not (name := element.attributes.get("id", "")):
        raise InvalidError("NMS-TOPO-005", Where(file, element.line), format="SNDlib", element=f"{element.name} id")
    return name
