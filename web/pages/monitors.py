"""The monitors above us: what each has been told, what waits, what went wrong."""

from flask import Blueprint, render_template, request

from web.context import facade

page = Blueprint("monitors", __name__)


@page.get("/monitors")
def show() -> str:
    """The list, those in trouble first."""
    asked = request.args.get("request", "")
    wish = facade().request(int(asked)) if asked.isascii() and asked.isdigit() else None
    return render_template("monitors.html", monitors=facade().monitors(), wish=wish)
