"""The graph: paths, disjoint pairs, single points of failure, layers, and the links as of any moment."""

from datetime import UTC, datetime
from typing import Literal

from flask import Response
from pydantic import Field

from nms.app.topology_views import Wanted, link_told, pair_told
from web.api.answers import answer, blueprint, part
from web.api.shapes import shaped
from web.api.topology_shapes import (
    LayersAnswer,
    LinkChangeItem,
    LinkChangeList,
    PairAnswer,
    PathItem,
    PathList,
    StructureAnswer,
    TopologyLinkItem,
    TopologyLinks,
    WeakItem,
)
from web.context import facade
from web.queries import Moment, Name, Paged, Query, Range

api = blueprint("topology", "Paths, disjoint pairs, weak points and history of the graph")

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class BetweenQuery(Query):
    """Two devices, what counts as cost, and how much every link is to carry."""

    a: Name = Field(min_length=1)
    b: Name = Field(min_length=1)
    cost: Literal["km", "hops"] = "km"
    mbps: float = Field(0.0, ge=0, le=1e9, allow_inf_nan=False, description="Mbit/s; 0: whatever they carry")


class PathsQuery(BetweenQuery):
    """How many paths."""

    count: int = Field(3, ge=1, le=100)


class PairQuery(BetweenQuery):
    """How far apart the paths are to be; the search for shared-risk groups ends after so many seconds, unproven."""

    kind: Literal["node", "link"] = "node"
    srlg: bool = False
    seconds: float = Field(5.0, ge=0, le=10, allow_inf_nan=False)


class PastQuery(Paged):
    """When."""

    at: Moment | None = Field(None, description="epoch seconds or ISO 8601; none: now")


class StructureQuery(Query):
    """How many weak points at most."""

    limit: int = Field(50, ge=1, le=100_000)


class ChangesQuery(Range):
    """Of which link (none: of all), and how many at most; the default is from the beginning."""

    link: Name = ""
    limit: int = Field(500, ge=1, le=10_000)


@api.get("/topology/disjoint", summary="A working and a protection path", responses={200: PairAnswer})
def find_pair(query: PairQuery) -> Response:
    wanted = Wanted(query.a, query.b, query.kind, query.srlg, query.mbps, query.seconds)
    return answer(PairAnswer(**pair_told(facade().topology.pair(wanted, query.cost))))


@api.get("/topology/paths", summary="The shortest paths", responses={200: PathList})
def list_paths(query: PathsQuery) -> Response:
    found = facade().topology.paths(query.a, query.b, query.count, query.mbps, query.cost)
    return answer(PathList(total=len(found), unit=query.cost, items=shaped(PathItem, found)))


@api.get("/topology/structure", summary="Pieces and single points of failure", responses={200: StructureAnswer})
def show_structure(query: StructureQuery) -> Response:
    network, found = facade().topology.network(), facade().topology.weak_points()
    counts = {"nodes": len(network.nodes), "links": len(network.links), "srlg": len(network.srlg)}
    weak = shaped(WeakItem, found.weak[: query.limit])
    return answer(StructureAnswer(**counts, pieces=list(found.pieces), total=len(found.weak), weak=weak))


@api.get("/topology/layers", summary="Rings, spans, PON trees, ducts and core", responses={200: LayersAnswer})
def show_layers() -> Response:
    return answer(LayersAnswer.model_validate(facade().topology.layers()))


@api.get("/topology/links", summary="The links, now or as of a moment", responses={200: TopologyLinks})
def list_links(query: PastQuery) -> Response:
    links = facade().topology.links(query.at)
    items = [TopologyLinkItem(**link_told(link)) for link in part(links, query.limit, query.offset)]
    return answer(TopologyLinks(total=len(links), at=query.at or facade().now(), items=items))


@api.get("/topology/changes", summary="Links added, changed and gone", responses={200: LinkChangeList})
def list_changes(query: ChangesQuery) -> Response:
    start, end = query.from_ or _BEGINNING, query.to or facade().now()
    found = facade().topology.changes(start, end, query.link, query.limit)
    return answer(LinkChangeList(total=len(found), items=shaped(LinkChangeItem, found)))
