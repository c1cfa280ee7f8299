"""Drift and compliance: whose configuration is not as intended, what breaks the rules; one device in detail."""

from flask import Blueprint, render_template, request

from nms.app.config_views import Difference, change_of
from nms.app.drift_views import DriftView
from web.context import facade
from web.queries import Paged

page = Blueprint("drifts", __name__)


@page.get("/drift")
def show() -> str:
    """Both lists; the findings page by page."""
    paged = Paged.of_page()
    room = facade().drifts
    views, found = room.overview(), room.findings()
    return render_template(
        "drifts.html",
        views=[view for view in views if view.drifted],
        others=len([view for view in views if view.intended is not None and not view.drifted]),
        unknown=len([view for view in views if view.intended is None]),
        found=found[paged.offset : paged.offset + paged.limit],
        total=len(found),
        paged=paged,
        drafted=request.args.get("drafted", ""),
    )


@page.get("/drift/<name>")
def device(name: str) -> str:
    """One device: what differs, whose service suffers, what breaks rules."""
    room = facade().drifts
    detail = room.show(name)
    return render_template(
        "drift_device.html",
        name=name,
        detail=detail,
        view=detail.view,
        found=room.findings(name),
        difference=_difference(detail.view),
        change_of=change_of,
        drafted=request.args.get("drafted", ""),
    )


def _difference(view: DriftView) -> Difference | None:
    if not view.drifted or view.intended is None or view.newest is None:
        return None
    return facade().configs.diff(view.device, view.intended.id, view.newest.id)
