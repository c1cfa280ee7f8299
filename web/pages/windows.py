"""Maintenance windows: planned work during which alarms are marked, not shouted."""

from datetime import timedelta

from flask import Blueprint, render_template

from web.context import facade

page = Blueprint("windows", __name__)


@page.get("/windows")
def show() -> str:
    """The windows and the form for a new one."""
    now = facade().now()
    start = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    inventory = facade().inventory
    targets = {"device": inventory.devices, "site": inventory.sites, "hall": inventory.halls}
    return render_template(
        "windows.html",
        windows=sorted(facade().windows(), key=lambda window: window.start, reverse=True),
        start=start,
        end=start + timedelta(hours=2),
        targets={scope: sorted(names) for scope, names in targets.items()},
    )
