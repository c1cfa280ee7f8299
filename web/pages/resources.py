"""Resources: what is taken of spans, PON ports, VLAN domains and pools, the timeslots of a span, what runs out when."""

from flask import Blueprint, render_template

from nms.app.resource_views import Stock
from web.context import facade
from web.line_queries import ResourceQuery

page = Blueprint("resources", __name__)

VIEWS = ("spans", "trees", "pools", "ends")


@page.get("/resources")
def show() -> str:
    """One of four views: spans, PON trees, pools, and everything that runs out, the soonest first."""
    query = ResourceQuery.of_page()
    room = facade().resources
    found: dict[str, object] = {}
    if query.view == "spans":
        found["spans"] = room.spans()
    elif query.view == "trees":
        found["trees"] = room.trees()
    elif query.view == "pools":
        found["pools"] = room.pools()
    else:
        found["ends"] = _ends()
    return render_template("resources.html", query=query, views=VIEWS, **found)


@page.get("/resources/spans/<name>")
def span(name: str) -> str:
    """A span's timeslots in 3-7-3: who holds which."""
    view = facade().resources.span(name)
    marks = {holder: place for place, holder in enumerate(view.holders, 1)}
    return render_template("resources_span.html", view=view, marks=marks)


def _ends() -> list[Stock]:
    room = facade().resources
    stocks = [*(one.stock for one in room.spans()), *(one.onus for one in room.trees()), *room.pools()]
    ending = [(one.runs_out, one.name, one) for one in stocks if one.runs_out is not None]
    return [one for _, _, one in sorted(ending, key=lambda row: row[:2])]
