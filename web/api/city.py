"""The city as a whole: halls, links, the map."""

from flask import Response
from pydantic import TypeAdapter

from nms.topology.layout import MapView
from web.api.alarm_shapes import HallAnswer
from web.api.answers import answer, blueprint, part
from web.api.shapes import (
    HallItem,
    HallList,
    LinkItem,
    LinkList,
    MapAnswer,
    MapGroup,
    MapGroups,
    MapState,
    shaped,
)
from web.context import facade
from web.queries import LinkQuery, NamePath, Paged

api = blueprint("city", "Halls, links and the map")
_VIEW = TypeAdapter(MapView)
"""Thousands of nodes go out as they are, without a model for each; `MapAnswer` documents them."""


@api.get("/halls", summary="List halls", responses={200: HallList})
def list_halls(query: Paged) -> Response:
    halls = facade().halls()
    return answer(HallList(total=len(halls), items=shaped(HallItem, part(halls, query.limit, query.offset))))


@api.get("/halls/<name>", summary="One hall with boxes, lines, PCs and troubles", responses={200: HallAnswer})
def show_hall(path: NamePath) -> Response:
    return answer(HallAnswer.of_detail(facade().hall(path.name), facade().now()))


@api.get("/links", summary="List links", responses={200: LinkList})
def list_links(query: LinkQuery) -> Response:
    page = facade().links(query.device, query.kind, query.limit, query.offset)
    return answer(LinkList(total=page.total, items=shaped(LinkItem, page.items)))


@api.get("/map", summary="The city's map with what colours it", responses={200: MapAnswer})
def show_map() -> Response:
    room = facade()
    still = _VIEW.dump_json(room.map(), include={"nodes", "edges", "places"})
    moving = MapState(state=dict(room.map_state()), links=dict(room.maps.links())).model_dump_json().encode()
    return Response(still[:-1] + b"," + moving[1:], mimetype="application/json")


@api.get("/map/state", summary="What colours the map now", responses={200: MapState})
def show_map_state() -> Response:
    return answer(MapState(state=dict(facade().map_state()), links=dict(facade().maps.links())))


@api.get("/map/groups", summary="What may be laid over the map: rings, PON trees, ducts", responses={200: MapGroups})
def list_map_groups() -> Response:
    return answer(MapGroups(items=shaped(MapGroup, facade().maps.groups())))
