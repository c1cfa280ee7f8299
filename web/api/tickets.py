"""Tickets: the queue, taking reports in by token or by signature, moving them on."""

from datetime import datetime
from typing import Any

from flask import Response, request
from pydantic import BaseModel, Field

from nms.app.ticket_views import TicketView, reception_told, ticket_told, view_told
from nms.core.errors import InvalidError
from nms.core.ticket import Ticket, TicketChannel
from web import access
from web.api.answers import answer, blueprint
from web.api.shapes import ErrorAnswer, Listing, Moment, Shape, Words
from web.context import acting, facade
from web.queries import Name
from web.ticket_queries import (
    AssignBody,
    CloseBody,
    CommentBody,
    LinkBody,
    MergeBody,
    ReportBody,
    TicketQuery,
    WordBody,
)

api = blueprint("tickets", "Tickets of customers and halls")
MOST_HOOK = 65_536


class TicketPath(BaseModel):
    """The number of a ticket in a path."""

    number: Name = Field(min_length=1)


class HookPath(BaseModel):
    """A channel of signed messages in a path."""

    channel: str = Field(min_length=1, max_length=40, pattern="^[A-Za-z0-9-]+$")


class ContactItem(Shape):
    """Whom to answer; only shown to who may work on tickets."""

    name: str
    phone: str
    email: str
    language: str


class TicketItem(Shape):
    """A ticket. `due_at` moves on while its clock stands; `share` of the time is used up (1: all of it); `light` is ok,
    half, soon, late, stands, kept or missed."""

    number: str
    type: str
    channel: str
    state: str
    severity: str
    title: str
    text: str
    customer: str
    line: str
    hall: str
    device: str
    alarm_id: int | None
    assignee: str
    grade: str
    opened_at: datetime
    started_at: datetime
    due_at: datetime
    restored_at: Moment
    closed_at: Moment
    cause_code: str
    mttr_s: float
    paused_s: float
    share: float
    left_s: float
    standing: bool
    light: str
    contact: ContactItem | None


class TicketList(Listing[TicketItem]):
    """Tickets: open before restored before closed, the soonest due first."""


class TicketEventItem(Shape):
    """What happened to a ticket: `text` is a person's, `body` what the system knows."""

    id: int
    at: datetime
    actor: str
    kind: str
    text: str
    body: dict[str, Any]


class TicketDetail(TicketItem):
    """A ticket with everything; `may` are the verbs allowed now."""

    may: list[str]
    parent: str | None
    children: list[str]
    events: list[TicketEventItem]


class ReceptionAnswer(Shape):
    """What came of a report. `new` is false where the message had made the ticket before, or went on about one;
    `known_outage` says that the trouble was known, `since` when; `parent` is the outage's ticket that it joined."""

    number: str
    state: str
    new: bool
    line: str
    hall: str
    alarm: int | None
    parent: str | None
    started_at: datetime
    due_at: datetime
    known_outage: bool
    since: Moment
    answer: Words


@api.get("/tickets", summary="List tickets, the soonest due first", responses={200: TicketList})
def list_tickets(query: TicketQuery) -> Response:
    page = facade().tickets.find(query.wanted())
    items = [TicketItem.model_validate(_told(one)) for one in page.items]
    return answer(TicketList(total=page.total, items=items))


@api.post("/tickets", summary="Report a fault, a complaint or a request", responses={201: ReceptionAnswer})
def add_ticket(body: ReportBody) -> Response:
    found = facade().tickets.report(body.wish(TicketChannel(body.channel)), acting())
    return _received(reception_told(found, facade().config.site.zone), new=found.new)


@api.get("/tickets/<number>", summary="One ticket with its history", responses={200: TicketDetail})
def show_ticket(path: TicketPath) -> Response:
    return _detail(facade().tickets.show(path.number))


@api.post("/tickets/<number>/assign", summary="Assign it to somebody", responses={200: TicketDetail})
def assign_ticket(path: TicketPath, body: AssignBody) -> Response:
    return _after(facade().tickets.assign(path.number, body.assignee, acting()))


@api.post("/tickets/<number>/start", summary="Begin to work on it", responses={200: TicketDetail})
def start_ticket(path: TicketPath) -> Response:
    return _after(facade().tickets.start(path.number, acting()))


@api.post("/tickets/<number>/wait", summary="Wait for the customer: the clock stands", responses={200: TicketDetail})
def wait_ticket(path: TicketPath, body: WordBody) -> Response:
    return _after(facade().tickets.wait(path.number, body.text, acting()))


@api.post("/tickets/<number>/resume", summary="Go on: the clock runs", responses={200: TicketDetail})
def resume_ticket(path: TicketPath) -> Response:
    return _after(facade().tickets.resume(path.number, acting()))


@api.post("/tickets/<number>/restore", summary="It works again; those that joined too", responses={200: TicketDetail})
def restore_ticket(path: TicketPath, body: WordBody) -> Response:
    return _after(facade().tickets.restore(path.number, body.text, acting()))


@api.post("/tickets/<number>/close", summary="Close it for a cause", responses={200: TicketDetail})
def close_ticket(path: TicketPath, body: CloseBody) -> Response:
    return _after(facade().tickets.close(path.number, body.cause, body.text, acting()))


@api.post("/tickets/<number>/reopen", summary="Open it again within 48 hours", responses={200: TicketDetail})
def reopen_ticket(path: TicketPath, body: WordBody) -> Response:
    return _after(facade().tickets.reopen(path.number, body.text, acting()))


@api.post("/tickets/<number>/comment", summary="Note something about it", responses={200: TicketDetail})
def comment_ticket(path: TicketPath, body: CommentBody) -> Response:
    return _after(facade().tickets.comment(path.number, body.text, acting()))


@api.post("/tickets/<number>/link", summary="Say which line or hall it is about", responses={200: TicketDetail})
def link_ticket(path: TicketPath, body: LinkBody) -> Response:
    return _after(facade().tickets.link(path.number, body.line, body.hall, acting()))


@api.post("/tickets/<number>/merge", summary="Close it as a duplicate of another one", responses={200: TicketDetail})
def merge_ticket(path: TicketPath, body: MergeBody) -> Response:
    return _after(facade().tickets.merge(path.number, body.into, acting()))


@api.post(
    "/webhooks/<channel>",
    summary="A signed report of another system: X-NMS-Timestamp, X-NMS-Signature over `time.body`",
    responses={201: ReceptionAnswer, 401: ErrorAnswer, 409: ErrorAnswer},
)
def receive_hook(path: HookPath) -> Response:
    if (request.content_length or 0) > MOST_HOOK:
        raise InvalidError("NMS-TICKET-002", field="body", length=request.content_length, most=MOST_HOOK)
    found = facade().tickets.hook(
        path.channel,
        request.headers.get("X-NMS-Timestamp", ""),
        request.headers.get("X-NMS-Signature", ""),
        request.get_data(),
        access.address(),
    )
    return _received(reception_told(found, facade().config.site.zone), new=found.new)


def _received(told: dict[str, Any], *, new: bool) -> Response:
    return answer(ReceptionAnswer.model_validate(told), 201 if new else 200)


def _told(ticket: Ticket) -> dict[str, Any]:
    return _for_whom(ticket_told(ticket, facade().tickets.clock(ticket)))


def _for_whom(told: dict[str, Any]) -> dict[str, Any]:
    """Names and numbers of people are for those who may answer them."""
    return told if access.may("operate") else {**told, "contact": None}


def _after(ticket: Ticket) -> Response:
    return _detail(facade().tickets.show(ticket.number))


def _detail(view: TicketView) -> Response:
    return answer(TicketDetail.model_validate(_for_whom(view_told(view))))
