"""One group customer: lines, SLA this month, sites; and the monthly report as a page that prints."""

from datetime import timedelta

from flask import Blueprint, render_template

from web.context import facade
from web.line_queries import ReportQuery
from web.service_level import standing

page = Blueprint("customer", __name__)


@page.get("/customers/<name>")
def show(name: str) -> str:
    """The customer's page."""
    view = facade().lines.customer(name)
    inventory = facade().inventory
    return render_template(
        "customer.html",
        view=view,
        standing=standing(),
        months=facade().sla.clocks(customer=name),
        sites=[inventory.sites[site] for site in view.sites if site in inventory.sites],
        accesses=inventory.accesses,
        links=facade().status_pages.links(name),
    )


@page.get("/customers/<name>/report")
def report(name: str) -> str:
    """A month's report; without a month the present one."""
    query = ReportQuery.of_page()
    found = facade().sla.report(name, query.month)
    zone = facade().config.site.zone
    first = found.start.astimezone(zone)
    return render_template(
        "customer_report.html",
        report=found,
        month=f"{first:%Y-%m}",
        before=f"{first - timedelta(days=1):%Y-%m}",
        after=f"{first + timedelta(days=32):%Y-%m}" if found.final else "",
    )
