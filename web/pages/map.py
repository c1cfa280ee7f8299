"""The map of the city, drawn in the browser from stable positions."""

from flask import Blueprint, render_template

from web.context import facade

page = Blueprint("map", __name__)


@page.get("/map")
def show() -> str:
    """The map; without scripts the list of halls stands in."""
    return render_template("map.html", halls=facade().halls())
