"""Which format a file is in, and the network in it."""

from nms.core.errors import InvalidError, Where
from nms.topology.imports.draft import Imported, built
from nms.topology.imports.graphml import read_graphml
from nms.topology.imports.repetita import read_repetita
from nms.topology.imports.sndlib import read_sndlib
from nms.topology.imports.xmltree import MOST_OCTETS, parse

_ROOTS = {"graphml": read_graphml, "network": read_sndlib}


def read_network(data: bytes, file: str) -> Imported:
    """The network in a GraphML, SNDlib or Repetita file, told by its content.

    InvalidError NMS-TOPO-002 … 009, 017 with file and line; what can be lived with is among the cautions.
    """
    if len(data) > MOST_OCTETS:
        raise InvalidError("NMS-TOPO-019", Where(file), octets=len(data), most=MOST_OCTETS)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"NODES"):
        return built(read_repetita(data.decode("utf-8", "replace").removeprefix("\ufeff"), file))
    root = parse(data, file)
    if root.name not in _ROOTS:
        raise InvalidError(
            "NMS-TOPO-005", Where(file, root.line), format="GraphML / SNDlib", element="graphml / network"
        )
    return built(_ROOTS[root.name](root, file))
