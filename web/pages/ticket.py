"""One ticket: what is wrong, its clock, what it is linked with, what happened, what can be done."""

from flask import Blueprint, render_template

from nms.app.ticket_views import answer_of, event_words, sentence
from nms.core.texts import CATALOGUE, say
from nms.core.ticket import CAUSES, CLOSES_UNRESTORED, TicketEvent, TicketEventKind, TicketState
from web import access
from web.context import facade, language, t

page = Blueprint("ticket", __name__)


@page.get("/tickets/<number>")
def show(number: str) -> str:
    """The ticket's page."""
    room, zone = facade().tickets, facade().config.site.zone
    view = room.show(number)
    said = answer_of(view.events)
    restored = view.ticket.state is TicketState.RESTORED
    return render_template(
        "ticket.html",
        view=view,
        ticket=view.ticket,
        clock=view.clock,
        customer=facade().inventory.customers.get(view.ticket.customer),
        answered=sentence(said, language(), zone) if said else "",
        told=[(event, words(event)) for event in reversed(view.events)],
        clocks={one.id: room.clock(one) for one in (*view.children, *([view.parent] if view.parent else ()))},
        verbs=view.may if access.may("operate") else (),
        suggestions=facade().knowledge.for_ticket(view.ticket),
        causes=[cause for cause in CAUSES if restored or cause in CLOSES_UNRESTORED],
    )


def words(event: TicketEvent) -> str:
    """What an event says besides its kind."""
    body = event.body
    if event.kind is TicketEventKind.ESCALATED:
        return t("tickets.escalated", percent=body.get("percent"))
    parts = [event_words(event, language(), facade().config.site.zone)]
    parts += [str(body[name]) for name in ("assignee", "parent", "line", "hall", "from") if body.get(name)]
    if body.get("into"):
        parts.append(t("tickets.merged", number=body["into"]))
    if (code := f"ticket.cause.{body.get('cause')}") in CATALOGUE:
        parts.append(say(code, language()))
    return " · ".join(part for part in parts if part)
