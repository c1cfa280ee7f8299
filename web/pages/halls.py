"""The business halls, the worst light first; and how full the channelised STM-1s are."""

from flask import Blueprint, render_template, request

from nms.app.hall_strips import tributaries
from web.context import facade

page = Blueprint("halls", __name__)


@page.get("/halls")
def show() -> str:
    """The list; all halls fit on one page."""
    halls = facade().halls()
    text, district = request.args.get("text", "").lower(), request.args.get("district", "")
    shown = [hall for hall in halls if text in f"{hall.name} {hall.title}".lower() and district in ("", hall.district)]
    districts = sorted({hall.district for hall in halls})
    healths = facade().hall_quality.all()
    place = {one.hall: number for number, one in enumerate(healths)}
    return render_template(
        "halls.html",
        halls=sorted(shown, key=lambda hall: (place.get(hall.name, len(place)), hall.name)),
        total=len(halls),
        districts=districts,
        lights={one.hall: one for one in healths},
    )


@page.get("/halls/capacity")
def capacity() -> str:
    """Both STM-1s as strips of 63, and every hall."""
    found = facade().hall_plans.capacity()
    return render_template(
        "hall_capacity.html", found=found, ports=[(port.capacity, tributaries(port)) for port in found.ports]
    )
