"""The map of the city: layers, one line's paths, and what would go down if something failed."""

from dataclasses import asdict

from flask import Blueprint, render_template

from nms.app.line_views import LineFilter
from nms.core.errors import NmsError
from nms.core.line import Line
from web.cases import case_of
from web.context import facade
from web.line_queries import LAYERS, MapQuery

page = Blueprint("map", __name__)
_MOST_NAMES = 1000


@page.get("/map")
def show() -> str:
    """The map; without scripts the list of halls stands in, and forms do what clicks do."""
    query = MapQuery.of_page()
    line, problem = _line(query.line)
    design = line.design if line else None
    return render_template(
        "map.html",
        query=query,
        layers=LAYERS,
        halls=facade().inventory.halls.values(),
        lines=[line.number for line in facade().lines.find(LineFilter(limit=_MOST_NAMES)).items],
        line=line,
        problem=problem,
        ways=[asdict(way) | {"hub": _hub(line)} for way in design.ways] if line and design else [],
        case=case_of(query.fail),
    )


@page.get("/map/case")
def case() -> str:
    """What goes down if these elements fail, as the part of the page beside the map."""
    query = MapQuery.of_page()
    return render_template("_map_case.html", query=query, case=case_of(query.fail))


def _hub(line: Line) -> str:
    """Where all branches lead to; "" where no end is the hub."""
    return next((end.site for end in line.order.ends if end.hub), "")


def _line(number: str) -> tuple[Line | None, NmsError | None]:
    """The line of a circuit number, or why there is none."""
    if not number:
        return None, None
    try:
        return facade().lines.show(number).line, None
    except NmsError as error:
        return None, error
