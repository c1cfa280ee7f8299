"""Use cases of the topology: networks read in, paths, pairs with certificates, single points of failure, history."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path as File
from typing import Any

from nms.app.links import Links
from nms.app.parts import Parts
from nms.app.topology_views import Wanted
from nms.core.errors import ConflictError, InvalidError
from nms.topology.certificate import Doubt, check
from nms.topology.disjoint import Disjoint, NamedPath, disjoint, ends, named
from nms.topology.graph import TopologyLink, graph
from nms.topology.history import LinkChange, remembered
from nms.topology.imports.draft import Imported
from nms.topology.imports.reading import read_network
from nms.topology.imports.site_files import site_files
from nms.topology.imports.xmltree import MOST_OCTETS
from nms.topology.layers import Layers, layers
from nms.topology.network import Cost, Network, network_of
from nms.topology.ranking import shortest_paths
from nms.topology.search import Search
from nms.topology.structure import Structure, structure


class Topology:
    """The graph of the site, now and earlier (`nms.app.topology_views.TopologyRoom`)."""

    def __init__(self, parts: Parts, links: Links) -> None:
        self._parts, self._links = parts, links

    def links(self, at: datetime | None = None) -> Sequence[TopologyLink]:
        """The links as of now, or as they were known at a moment."""
        if at is None:
            return self._links.merged()
        return [remembered(name, body) for name, body in self._parts.store.topology.as_of(at).items()]

    def network(self, cost: Cost = "km") -> Network:
        """What paths may be planned over: declared links, and those heard lately by a good source."""
        dependable = [link for link in self.links() if link.dependable]
        return network_of(graph(self._parts.inventory, dependable), cost)

    def pair(self, wanted: Wanted, cost: Cost = "km") -> Disjoint:
        """Working and protection path of least total cost, as far apart as they can be."""
        return pair(self.network(cost), wanted, self._parts.clock.monotonic)

    def paths(self, a: str, b: str, count: int, mbps: float = 0.0, cost: Cost = "km") -> Sequence[NamedPath]:
        """The shortest paths, the cheapest first."""
        return paths(self.network(cost), a, b, count, mbps)

    def weak_points(self) -> Structure:
        """Pieces and single points of failure."""
        return weak_points(self.network())

    def layers(self) -> Layers:
        """Rings, spans, PON trees, ducts and core of the inventory."""
        return layers(self._parts.inventory)

    def record(self) -> Sequence[LinkChange]:
        """Note in the history what differs from the last look; returns it."""
        return self._parts.store.topology.record(self.links(), self._parts.clock.now())

    def changes(self, start: datetime, end: datetime, link: str = "", limit: int = 500) -> Sequence[LinkChange]:
        """What changed in a stretch of time, the latest first."""
        return self._parts.store.topology.changes(start, end, link, limit)


def imported(file: File) -> Imported:
    """The network in a file; InvalidError NMS-TOPO-001 … 019 with file and line."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_OCTETS + 1)
    except OSError as error:
        raise InvalidError("NMS-TOPO-001", file=file, reason=error.strerror or error) from error
    return read_network(data, str(file))


def write_site(network: Imported, folder: File) -> list[File]:
    """The network as a site below a folder; returns the files. NMS-TOPO-020 where one is there, 026 if not writable."""
    texts = site_files(network)
    try:
        for name in texts:
            if (folder / name).exists():
                raise InvalidError("NMS-TOPO-020", folder=folder, name=name)
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidError("NMS-TOPO-026", folder=folder, reason=error.strerror or error) from error
    return [folder / name for name in texts]


def pair(network: Network, wanted: Wanted, monotonic: Callable[[], float]) -> Disjoint:
    """Working and protection path; the errors of `disjoint`, ConflictError NMS-TOPO-027 where capacity is too low."""
    search = _able(network, wanted.a, wanted.b, wanted.mbps)
    until = monotonic() + wanted.seconds
    return disjoint(search, wanted.a, wanted.b, wanted.kind, srlg=wanted.srlg, expired=lambda: monotonic() > until)


def paths(network: Network, a: str, b: str, count: int, mbps: float = 0.0) -> list[NamedPath]:
    """The shortest paths, the cheapest first; errors as `pair`."""
    search = _able(network, a, b, mbps)
    return [named(search.network, path) for path in shortest_paths(search, *ends(search, a, b), count)]


def _able(network: Network, a: str, b: str, mbps: float) -> Search:
    """The network with the links that carry so much; one without the others must still lead from a to b."""
    ends(whole := Search(network), a, b)
    if not mbps:
        return whole
    able = Search(network.carrying(mbps))
    pieces = able.pieces()
    if pieces[network.node(a)] != pieces[network.node(b)]:
        lacking = len(network.links) - len(able.network.links)
        raise ConflictError("NMS-TOPO-027", a=a, b=b, mbps=f"{mbps:g}", links=lacking)
    return able


def weak_points(network: Network) -> Structure:
    """Pieces and single points of failure."""
    return structure(network)


def checked(network: Network, file: File) -> list[Doubt]:
    """What is wrong with the certificate in a file (as `disjoint --json` prints it); NMS-TOPO-029 if it holds none."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidError("NMS-TOPO-029", file=file, reason=error) from error
    certificate: Mapping[str, Any] | None = told.get("certificate", told) if isinstance(told, dict) else None
    if not isinstance(certificate, dict):
        raise InvalidError("NMS-TOPO-029", file=file, reason="certificate")
    return check(network, certificate)
