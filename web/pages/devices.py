"""The devices: which answer, which are in trouble."""

from flask import Blueprint, render_template

from web.context import facade
from web.queries import DeviceQuery

page = Blueprint("devices", __name__)


@page.get("/devices")
def show() -> str:
    """The list, worst first."""
    query = DeviceQuery.of_page()
    found = facade().devices(query.wanted())
    inventory = facade().inventory
    districts = sorted({site.district for site in inventory.sites.values() if site.district})
    return render_template("devices.html", query=query, found=found, districts=districts)
