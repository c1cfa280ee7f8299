"""What pages, API and command line may ask of the graph: paths, pairs, weak points, layers, the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from nms.core.errors import ConflictError
from nms.topology.disjoint import Disjoint, NamedPath, Shared
from nms.topology.graph import TopologyLink
from nms.topology.history import LinkChange
from nms.topology.layers import Layers
from nms.topology.network import Cost, Network
from nms.topology.structure import Structure
from nms.topology.suurballe import Kind


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question for a pair: kind and srlg as in `nms.topology.disjoint`, `mbps` 0 any capacity."""

    a: str
    b: str
    kind: Kind = "node"
    srlg: bool = False
    mbps: float = 0.0
    seconds: float = 10.0


class TopologyRoom(Protocol):
    """The graph of the site, now and earlier. Reads store and inventory only.

    Paths run over declared links and those heard lately by a good source. NotFoundError for unknown devices,
    InvalidError NMS-TOPO-022 for one device twice, ConflictError NMS-TOPO-023 where nothing leads from one to the
    other and NMS-TOPO-027 where nothing that carries so much does.
    """

    def links(self, at: datetime | None = None) -> Sequence[TopologyLink]:
        """The links as of now, or as they were known at a moment."""
        ...

    def network(self, cost: Cost = "km") -> Network:
        """What paths may be planned over."""
        ...

    def pair(self, wanted: Wanted, cost: Cost = "km") -> Disjoint:
        """Working and protection path of least total cost, as far apart as they can be."""
        ...

    def paths(self, a: str, b: str, count: int, mbps: float = 0.0, cost: Cost = "km") -> Sequence[NamedPath]:
        """The shortest paths, the cheapest first."""
        ...

    def weak_points(self) -> Structure:
        """Pieces and single points of failure."""
        ...

    def layers(self) -> Layers:
        """Rings, spans, PON trees, ducts and core of the inventory."""
        ...

    def changes(self, start: datetime, end: datetime, link: str = "", limit: int = 500) -> Sequence[LinkChange]:
        """What changed in a stretch of time, the latest first."""
        ...


def impossible(answer: Disjoint) -> ConflictError | None:
    """Why a pair is not disjoint as it was asked for; None where it is."""
    if answer.disjoint:
        return None
    if answer.max_flow < 2:
        cut = ", ".join((*answer.cut.links, *answer.cut.nodes))
        return ConflictError("NMS-TOPO-024", a=answer.a, b=answer.b, flow=answer.max_flow, cut=cut)
    shared = ", ".join((*answer.shared.links, *answer.shared.nodes, *answer.shared.srlg))
    return ConflictError("NMS-TOPO-025", a=answer.a, b=answer.b, shared=shared)


def pair_told(answer: Disjoint) -> dict[str, Any]:
    """A pair in JSON's own types; `error` says why it is not disjoint as it was asked for."""
    reason = impossible(answer)
    return {
        "cost": answer.cost,
        "working": path_told(answer.working),
        "protection": path_told(answer.protection),
        "shared": _things(answer.shared),
        "proven": answer.proven,
        "disjoint": answer.disjoint,
        "unit": answer.unit,
        "kind": answer.kind,
        "srlg": answer.srlg,
        "max_flow": answer.max_flow,
        "cut": _things(answer.cut),
        "error": reason.as_dict() if reason else None,
        "certificate": answer.certificate,
    }


def path_told(path: NamedPath) -> dict[str, Any]:
    """A path in JSON's own types."""
    return {"nodes": path.nodes, "links": path.links, "cost": path.cost}


def _things(shared: Shared) -> list[dict[str, str]]:
    kinds = (("link", shared.links), ("node", shared.nodes), ("srlg", shared.srlg))
    return [{"kind": kind, "name": name} for kind, names in kinds for name in names]


def link_told(link: TopologyLink) -> dict[str, Any]:
    """A link in JSON's own types, its ends as "device:port"."""
    return {
        "name": link.name, "a": str(link.a), "b": str(link.b), "kind": link.kind, "source": link.source,
        "sources": link.sources, "confidence": link.confidence, "first_seen": link.first_seen,
        "last_seen": link.last_seen, "stale": link.stale, "km": link.km, "mbps": link.mbps, "srlg": link.srlg,
    }  # fmt: skip
