"""A new ticket by hand: a call that was taken, a customer who stands in the hall; errors above the form."""

from datetime import datetime
from typing import TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from nms.core.alarm import Severity
from nms.core.errors import InvalidError, NmsError
from nms.core.ticket import Contact, TicketChannel, TicketType, TicketWish
from web.context import acting, facade

page = Blueprint("ticket_form", __name__)
Word = TypeVar("Word", bound=str)

FIELDS = ("type", "channel", "title", "text", "customer", "line", "hall", "severity", "name", "phone", "email")
_PLAIN = ("title", "text", "customer", "line", "hall")
CHANNELS = (TicketChannel.PHONE, TicketChannel.HALL, TicketChannel.WEB)
SEVERITIES = tuple(one.word for one in (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.WARNING))


@page.get("/tickets/new")
def show() -> str:
    """An empty form, or one that the URL has begun (line, hall, customer, …)."""
    return _rendered({name: request.args.get(name, "") for name in FIELDS})


@page.post("/tickets/new")
def send() -> Response | str:
    """Take it in; the ticket's page shows the answer for the customer."""
    typed = {name: request.form.get(name, "") for name in (*FIELDS, "reported_at")}
    try:
        found = facade().tickets.report(_wish(typed), acting())
    except NmsError as error:
        return _rendered(typed, error)
    return redirect(url_for("ticket.show", number=found.ticket.number), 303)


def _wish(typed: dict[str, str]) -> TicketWish:
    title, text, customer, line, hall = (typed[name].strip() for name in _PLAIN)
    return TicketWish(
        type=_one_of("type", typed["type"] or "fault", tuple(TicketType)),
        channel=_one_of("channel", typed["channel"] or "phone", CHANNELS),
        severity=Severity.of(_one_of("severity", typed["severity"] or "minor", SEVERITIES)),
        contact=Contact(typed["name"], typed["phone"], typed["email"]),
        reported_at=_moment(typed["reported_at"]),
        title=title,
        text=text,
        customer=customer,
        line=line,
        hall=hall,
    )


def _one_of(field: str, value: str, known: tuple[Word, ...]) -> Word:
    found = next((one for one in known if one == value), None)
    if found is None:
        raise InvalidError("NMS-TICKET-003", field=field, reason=", ".join(known))
    return found


def _moment(text: str) -> datetime | None:
    """The site's local time of the field."""
    if not text.strip():
        return None
    try:
        return datetime.fromisoformat(text).replace(tzinfo=facade().config.site.zone)
    except ValueError as error:
        raise InvalidError("NMS-TICKET-003", field="reported_at", reason=str(error)) from error


def _rendered(typed: dict[str, str], problem: NmsError | None = None) -> str:
    inventory = facade().inventory
    return render_template(
        "ticket_form.html",
        typed=typed,
        problem=problem,
        types=tuple(TicketType),
        channels=CHANNELS,
        levels=SEVERITIES,
        customers={name: one.title for name, one in inventory.customers.items()},
        halls={name: one.title for name, one in inventory.halls.items()},
        lines=facade().lines.names()[:2000],
    )
