"""Private lines: the list, those in trouble first."""

from flask import Blueprint, render_template

from nms.core.line import LineService, LineState, Solution
from web.context import facade
from web.line_queries import LineQuery
from web.service_level import standing, worst_first

page = Blueprint("lines", __name__)


@page.get("/lines")
def show() -> str:
    """The list."""
    query, stands = LineQuery.of_page(), standing()
    return render_template(
        "lines.html",
        query=query,
        found=worst_first(query.wanted(), stands),
        customers={name: one.title for name, one in facade().inventory.customers.items()},
        standing=stands,
        states=tuple(LineState),
        solutions=tuple(Solution),
        services=tuple(LineService),
    )
