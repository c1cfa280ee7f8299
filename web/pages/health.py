"""The health of the system itself."""

from flask import Blueprint, render_template

from web.context import facade

page = Blueprint("health", __name__)


@page.get("/health")
def show() -> str:
    """Parts and figures."""
    return render_template("health.html", health=facade().health())
