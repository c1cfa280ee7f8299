"""The business halls, worst first."""

from flask import Blueprint, render_template, request

from nms.app.views import HallView
from nms.core.alarm import Severity
from web.context import facade

page = Blueprint("halls", __name__)


@page.get("/halls")
def show() -> str:
    """The list; all halls fit on one page."""
    halls = facade().halls()
    text, district = request.args.get("text", "").lower(), request.args.get("district", "")
    shown = [hall for hall in halls if text in f"{hall.name} {hall.title}".lower() and district in ("", hall.district)]
    districts = sorted({hall.district for hall in halls})
    return render_template("halls.html", halls=sorted(shown, key=_worst_first), total=len(halls), districts=districts)


def _worst_first(hall: HallView) -> tuple[int, str]:
    return (hall.worst if hall.worst is not None else Severity.CLEARED, hall.name)
