"""The desk: one queue of tickets, the soonest due first."""

from flask import Blueprint, render_template

from nms.core.ticket import TicketChannel, TicketState, TicketType
from web.context import facade
from web.ticket_queries import TicketQuery

page = Blueprint("tickets", __name__)


@page.get("/tickets")
def show() -> str:
    """The queue."""
    query, room = TicketQuery.of_page(), facade().tickets
    found = room.find(query.wanted())
    return render_template(
        "tickets.html",
        query=query,
        found=found,
        clocks={one.id: room.clock(one) for one in found.items},
        customers={name: one.title for name, one in facade().inventory.customers.items()},
        states=tuple(TicketState),
        types=tuple(TicketType),
        channels=tuple(TicketChannel),
    )
