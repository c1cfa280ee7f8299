"""The life of a ticket as a pure function: what a verb makes of it, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nms.core.errors import ConflictError, InvalidError
from nms.core.ticket import (
    CAUSES,
    CLOSES_UNRESTORED,
    OPEN_STATES,
    REOPEN_WITHIN,
    TICKET_MOVES,
    Ticket,
    TicketEvent,
    TicketEventKind,
    TicketState,
)
from nms.core.ticket_ports import Step
from nms.desk import clock
from nms.desk.words import MOST_TEXT, cleaned, within

_S, _K = TicketState, TicketEventKind


@dataclass(frozen=True, slots=True)
class Verb:
    """From which states to which one, and what is written of it."""

    sources: frozenset[TicketState]
    to: TicketState
    kind: TicketEventKind


VERBS: Mapping[str, Verb] = {
    "assign": Verb(frozenset({_S.NEW, _S.ASSIGNED, _S.IN_PROGRESS}), _S.ASSIGNED, _K.ASSIGNED),
    "start": Verb(frozenset({_S.NEW, _S.ASSIGNED}), _S.IN_PROGRESS, _K.STARTED),
    "wait": Verb(frozenset({_S.IN_PROGRESS}), _S.WAITING_CUSTOMER, _K.WAITING),
    "resume": Verb(frozenset({_S.WAITING_CUSTOMER}), _S.IN_PROGRESS, _K.RESUMED),
    "restore": Verb(OPEN_STATES, _S.RESTORED, _K.RESTORED),
    "close": Verb(OPEN_STATES | {_S.RESTORED}, _S.CLOSED, _K.CLOSED),
    "reopen": Verb(frozenset({_S.RESTORED, _S.CLOSED}), _S.IN_PROGRESS, _K.REOPENED),
}
"""In the order of a ticket's life."""


@dataclass(frozen=True, slots=True)
class Act:
    """A verb with what belongs to it: who does it and when, whom it is assigned to, why it was, a word about it."""

    verb: str
    actor: str
    at: datetime
    assignee: str = ""
    cause: str = ""
    text: str = ""
    body: Mapping[str, Any] | None = None


def moved(ticket: Ticket, act: Act) -> Step:
    """What a verb makes of a ticket, with its event.

    ConflictError NMS-TICKET-101 where it does not stand so, 102 too long after it was closed; InvalidError 103 for a
    cause that nobody knows, 104 for nobody as assignee, 105 for closing what was not restored.
    """
    verb = VERBS[act.verb]
    if ticket.state not in verb.sources or verb.to not in TICKET_MOVES[ticket.state]:
        states = ", ".join(state for state in _S if state in verb.sources)
        raise ConflictError(
            "NMS-TICKET-101", number=ticket.number, state=ticket.state, verb=act.verb, wanted=states
        )  # fmt: skip
    _check(ticket, act)
    after = replace(ticket, state=verb.to, **_changed(ticket, act))
    body = {"state": str(verb.to)} | _told(act)
    return clock.kept(after, act.at), (_event(ticket, act, verb.kind, body),)


def may(ticket: Ticket, now: datetime) -> tuple[str, ...]:
    """The verbs that are allowed now, in the order of a ticket's life."""
    able = (name for name, verb in VERBS.items() if ticket.state in verb.sources)
    return tuple(name for name in able if name != "reopen" or not _too_late(ticket, now))


def noted(ticket: Ticket, kind: TicketEventKind, act: Act) -> Step:
    """A word about it; the state stays. Whoever was waited for and answers is waited for no more."""
    text = within("text", cleaned(act.text), MOST_TEXT)
    if not text:
        raise InvalidError("NMS-TICKET-001", field="text")
    events = (_event(ticket, replace(act, text=text), kind, act.body or {}),)
    if kind is not _K.REPLIED or ticket.state is not _S.WAITING_CUSTOMER:
        return ticket, events
    after, more = moved(ticket, replace(act, verb="resume", text=""))
    return after, (*events, *more)


def joined(ticket: Ticket, parent: Ticket, actor: str, now: datetime) -> Step:
    """Part of an outage: under its ticket, with its alarm, due with the earlier start of both.

    ConflictError NMS-TICKET-106 for a ticket that has children or is the parent itself, or a parent that is a child.
    """
    if parent.id == ticket.id or parent.parent_id is not None:
        raise ConflictError("NMS-TICKET-106", number=ticket.number, parent=parent.number)
    alarm = ticket.alarm_id if ticket.alarm_id is not None else parent.alarm_id
    after = replace(ticket, parent_id=parent.id, alarm_id=alarm)
    body = {"parent": parent.number}
    return clock.backdated(after, parent.started_at), (TicketEvent(0, ticket.id, now, actor, _K.JOINED, "", body),)


def _check(ticket: Ticket, act: Act) -> None:
    if act.verb == "reopen" and _too_late(ticket, act.at):
        hours = int(REOPEN_WITHIN.total_seconds() // 3600)
        raise ConflictError("NMS-TICKET-102", number=ticket.number, hours=hours)
    if act.verb == "assign" and not act.assignee.strip():
        raise InvalidError("NMS-TICKET-104")
    if act.verb == "close":
        if act.cause not in CAUSES:
            raise InvalidError("NMS-TICKET-103", cause=act.cause[:60] or "–", known=", ".join(CAUSES))
        if ticket.state is not _S.RESTORED and act.cause not in CLOSES_UNRESTORED:
            raise InvalidError("NMS-TICKET-105", number=ticket.number, known=", ".join(sorted(CLOSES_UNRESTORED)))


def _too_late(ticket: Ticket, now: datetime) -> bool:
    return ticket.closed_at is not None and now - ticket.closed_at > REOPEN_WITHIN


def _changed(ticket: Ticket, act: Act) -> dict[str, Any]:
    if act.verb == "assign":
        return {"assignee": act.assignee.strip()[:80]}
    if act.verb == "start":
        return {"assignee": ticket.assignee or act.actor}
    if act.verb == "restore":
        return {"restored_at": act.at}
    if act.verb == "close":
        return {"closed_at": act.at, "cause_code": act.cause}
    if act.verb == "reopen":
        return {"restored_at": None, "closed_at": None, "cause_code": ""}
    return {}


def _told(act: Act) -> dict[str, Any]:
    said = {"assignee": act.assignee.strip()[:80], "cause": act.cause}
    return {name: value for name, value in said.items() if value} | dict(act.body or {})


def _event(ticket: Ticket, act: Act, kind: TicketEventKind, body: Mapping[str, Any]) -> TicketEvent:
    text = within("text", cleaned(act.text), MOST_TEXT)
    return TicketEvent(0, ticket.id, act.at, act.actor, kind, text, dict(body))
