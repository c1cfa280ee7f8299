"""A cell: figures now and period by period, neighbours on a map, parameters with who set them, findings."""

from flask import Blueprint, render_template, url_for

from nms.app.radio_digest import FORMULAS
from nms.app.radio_worst import named, of_cell
from web.context import facade, t
from web.radio_pictures import around, course

page = Blueprint("radio_cell", __name__)

COURSES = ("radio_success", "ping_pong", "drop", "tch_blocked", "handovers_per_call")


@page.get("/radio/cells/<name>")
def show(name: str) -> str:
    """Everything known of it."""
    view = facade().radio.cell(name)
    links = {one.cell: url_for("radio_cell.show", name=one.cell) for one in view.neighbours}
    hours, zone = view.figures.hours if view.figures else (), facade().config.site.zone
    there = [one for one in COURSES if any(named(hour.figures, one) for hour in hours)]
    return render_template(
        "radio_cell.html",
        view=view,
        map=around(view, links, t("radio.map")),
        courses=[(one, course(hours, one, t(f"handover.figure.{one}"), zone)) for one in there],
        hours=hours,
        figure=lambda one: of_cell(view.figures, one) if view.figures else None,
        named=named,
        names=[one for one in FORMULAS if named(view.figures.out + view.figures.into, one)] if view.figures else (),
    )
