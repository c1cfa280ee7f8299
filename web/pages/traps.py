"""The traps as they came, and the queue of those that no rule understands."""

from flask import Blueprint, render_template

from web.context import facade
from web.pages.alarm import hexdump
from web.queries import TrapQuery

page = Blueprint("traps", __name__)


@page.get("/traps")
def show() -> str:
    """The list, newest first."""
    query = TrapQuery.of_page()
    found = facade().traps(query.device, query.unknown, query.limit, query.offset)
    queue = facade().rules.queue()
    return render_template("traps.html", query=query, found=found, queue=queue, hexdump=hexdump)
