"""The alarms: live, filtered by the URL, many at once, and as a file."""

from flask import Blueprint, render_template

from web.context import facade
from web.queries import AlarmQuery

page = Blueprint("alarms", __name__)


@page.get("/alarms")
def show() -> str:
    """The list, worst first."""
    query = AlarmQuery.of_page()
    found = facade().alarms(query.wanted())
    return render_template("alarms.html", query=query, found=found)
