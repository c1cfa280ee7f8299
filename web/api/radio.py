"""The radio network: figures, findings with recommended changes, cells, controllers, exports."""

from typing import Annotated, Any

from flask import Response
from pydantic import Field

from nms.app.radio_views import (
    cell_told,
    controller_told,
    found_told,
    imports_told,
    overview_told,
)
from web.api.answers import answer, blueprint
from web.api.radio_shapes import CellItem, ControllerItem, ControllerList, FoundItem, FoundList, ImportItem, RadioItem
from web.api.shapes import Shape
from web.context import acting, facade
from web.queries import NamePath, Query

api = blueprint("radio", "Radio network")


class StretchQuery(Query):
    """Another stretch than the settings': so many hours up to the newest counters."""

    hours: Annotated[float, Field(gt=0, le=168)] | None = None


class AskedItem(Shape):
    """The number of the request that the engine carries out."""

    request: int


@api.get("/radio", summary="Figures, pairs, causes, findings of the radio network", responses={200: RadioItem})
def show_radio(query: StretchQuery) -> Response:
    told: dict[str, Any] = overview_told(facade().radio.overview(query.hours))
    return answer(RadioItem(**told))


@api.get("/radio/cells/<string:name>", summary="Everything of a cell", responses={200: CellItem})
def show_radio_cell(path: NamePath) -> Response:
    return answer(CellItem(**cell_told(facade().radio.cell(path.name))))


@api.get("/radio/findings", summary="Findings with recommended changes, the worst first", responses={200: FoundList})
def list_radio_findings(query: StretchQuery) -> Response:
    digest = facade().radio.overview(query.hours).digest
    found = digest.findings if digest else ()
    return answer(FoundList(total=len(found), items=[FoundItem(**found_told(one)) for one in found]))


@api.get("/radio/controllers", summary="Controllers and how reading them goes", responses={200: ControllerList})
def list_controllers() -> Response:
    found = facade().radio.controllers()
    return answer(ControllerList(total=len(found), items=[ControllerItem(**controller_told(one)) for one in found]))


@api.get("/radio/imports", summary="How reading the OMC's exports goes", responses={200: ImportItem})
def list_radio_imports() -> Response:
    return answer(ImportItem(**imports_told(facade().radio.imports())))


@api.post("/radio/controllers/<string:name>/read", summary="Read a controller now", responses={202: AskedItem})
def read_controller(path: NamePath) -> Response:
    return answer(AskedItem(request=facade().radio.refresh(path.name, acting())), 202)
