"""Group customers: who has lines, and whose are in trouble."""

from flask import Blueprint, render_template

from web.context import facade
from web.service_level import standing

page = Blueprint("customers", __name__)


@page.get("/customers")
def show() -> str:
    """The list, those in trouble first."""
    views = facade().lines.customers()
    stands = standing()
    bad = {
        view.customer.name: [line.number for line in view.lines if stands.get(line.number) in {"down", "degraded"}]
        for view in views
    }
    ordered = sorted(views, key=lambda view: (-len(bad[view.customer.name]), -view.total, view.customer.name))
    words = {name: {stands[number] for number in numbers} for name, numbers in bad.items()}
    return render_template("customers.html", customers=ordered, bad=bad, stands=words)
