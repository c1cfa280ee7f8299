"""Private lines: the list, what is in trouble first."""

from flask import Blueprint, render_template

from nms.core.line import LineService, LineState, Solution
from web.context import facade
from web.line_queries import LineQuery
from web.service_level import standing

page = Blueprint("lines", __name__)


@page.get("/lines")
def show() -> str:
    """The list."""
    query = LineQuery.of_page()
    found = facade().lines.find(query.wanted())
    return render_template(
        "lines.html",
        query=query,
        found=found,
        customers={name: one.title for name, one in facade().inventory.customers.items()},
        standing=standing(line.number for line in found.items),
        states=tuple(LineState),
        solutions=tuple(Solution),
        services=tuple(LineService),
    )
