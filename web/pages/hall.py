"""One hall: its boxes, its E1 lines, its PCs, its access points, its troubles."""

from flask import Blueprint, render_template

from web.context import facade

page = Blueprint("hall", __name__)


@page.get("/halls/<name>")
def show(name: str) -> str:
    """The hall's page."""
    detail = facade().hall(name)
    strangers = [pc for pc in detail.pcs if not pc.known]
    return render_template("hall.html", detail=detail, view=detail.view, strangers=strangers)
