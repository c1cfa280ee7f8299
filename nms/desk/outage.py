"""A known outage answers at once: what the customer is told, and how the outage's ticket and those under it move."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from nms.core.ticket import Ticket, TicketEvent, TicketEventKind, TicketState
from nms.desk import clock
from nms.desk.linking import Match


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence for a customer: its code, its values (moments in ISO 8601), and codes that are values themselves."""

    code: str
    values: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        """As an event keeps it."""
        return {"code": self.code, "values": dict(self.values), "words": dict(self.words)}


def said_of(body: Mapping[str, Any]) -> Said | None:
    """The sentence that an event holds."""
    if "code" not in body:
        return None
    return Said(str(body["code"]), dict(body.get("values", {})), dict(body.get("words", {})))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a trouble for the answer: the problem's text code, where, the outage's ticket if any."""

    problem: str
    place: str
    parent: Ticket | None = None
    work: bool = False
    """Whether work was announced there."""


def answer(match: Match | None, known: Known | None, ticket: Ticket, now: datetime) -> Said:
    """What the customer is told at once: the outage, since when, what is being done; else that it was taken in."""
    values = {"number": ticket.number, "due": clock.due(ticket, now).isoformat()}
    if match is None or known is None:
        return Said("ticket.answer.received", values)
    one = match.suspect
    values |= {"subject": one.line or one.hall, "place": known.place, "since": one.since.isoformat()}
    if one.until is not None:
        return Said(
            "ticket.answer.over", values | {"until": one.until.isoformat()}, {"problem": known.problem}
        )  # fmt: skip
    parent = known.parent
    doing = f"ticket.doing.{parent.state}" if parent is not None and parent.open else "ticket.doing.new"
    if parent is not None:
        values |= {"parent": parent.number, "due": clock.due(parent, now).isoformat()}
    broken = "ticket.answer.outage" if one.breaks and parent is not None else "ticket.answer.trouble"
    code = "ticket.answer.work" if known.work and parent is not None else broken
    return Said(code, values, {"problem": known.problem, "doing": doing})


def answered(ticket: Ticket, said: Said, now: datetime) -> TicketEvent:
    """The answer as an event."""
    return TicketEvent(0, ticket.id, now, "", TicketEventKind.ANSWERED, "", said.body())


FOLLOWED: Mapping[TicketState, str] = {TicketState.RESTORED: "restore", TicketState.CLOSED: "close"}
"""Where the outage's ticket has come to → the verb that those under it follow with."""


def follows(child: Ticket, parent: Ticket) -> str:
    """The verb by which a ticket follows that of its outage, "" for none: what is open is restored with it, what is
    restored closed with it."""
    if parent.state is TicketState.RESTORED and child.open:
        return "restore"
    if parent.state is TicketState.CLOSED and child.state is TicketState.RESTORED:
        return "close"
    return ""
