"""What customers and alarms report, as tickets: what is asked, how it stands, when it is due, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from nms.core.alarm import Severity

REOPEN_WITHIN = timedelta(hours=48)
"""How long after it was closed a ticket can be opened again; later it needs a new one."""


class TicketType(StrEnum):
    """What is wanted."""

    FAULT = "fault"  # 故障
    COMPLAINT = "complaint"  # 投诉
    REQUEST = "request"  # 咨询、申请


class TicketChannel(StrEnum):
    """The door it came through."""

    WEB = "web"
    PHONE = "phone"
    EMAIL = "email"
    WEBHOOK = "webhook"  # WeChat, an app: signed
    API = "api"
    HALL = "hall"
    ALARM = "alarm"  # nobody reported it: the network did


class TicketState(StrEnum):
    """Where a ticket stands; only the moves of `TICKET_MOVES` exist."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_CUSTOMER = "waiting_customer"
    RESTORED = "restored"
    CLOSED = "closed"


_T = TicketState
TICKET_MOVES: Mapping[TicketState, frozenset[TicketState]] = {
    _T.NEW: frozenset({_T.ASSIGNED, _T.IN_PROGRESS, _T.RESTORED, _T.CLOSED}),
    _T.ASSIGNED: frozenset({_T.ASSIGNED, _T.IN_PROGRESS, _T.RESTORED, _T.CLOSED}),
    _T.IN_PROGRESS: frozenset({_T.ASSIGNED, _T.WAITING_CUSTOMER, _T.RESTORED, _T.CLOSED}),
    _T.WAITING_CUSTOMER: frozenset({_T.IN_PROGRESS, _T.RESTORED, _T.CLOSED}),
    _T.RESTORED: frozenset({_T.IN_PROGRESS, _T.CLOSED}),
    _T.CLOSED: frozenset({_T.IN_PROGRESS}),
}
"""From where to where. Restored may follow any open state: the network mends what nobody has touched yet. Closed
without restored is for what is not a trouble of its own (`CLOSES_UNRESTORED`)."""

OPEN_STATES = frozenset({_T.NEW, _T.ASSIGNED, _T.IN_PROGRESS, _T.WAITING_CUSTOMER})
"""Something is still to be done."""

RUNNING_STATES = frozenset({_T.NEW, _T.ASSIGNED, _T.IN_PROGRESS})
"""The SLA clock runs."""

CAUSES: tuple[str, ...] = (
    "network",  # our equipment or fibre
    "power",
    "third-party",  # dug up, leased from others
    "planned-work",
    "configuration",
    "customer",  # the customer's own equipment
    "no-fault-found",
    "answered",  # a question or a request, done
    "duplicate",
    "void",  # spam, opened by mistake
)
"""Why it was; words as `ticket.cause.<code>` of the texts say them."""

CLOSES_UNRESTORED = frozenset({"duplicate", "void"})


class TicketEventKind(StrEnum):
    """What can happen to a ticket."""

    OPENED = "opened"
    ANSWERED = "answered"  # the system's own answer: a known outage
    ASSIGNED = "assigned"
    STARTED = "started"
    WAITING = "waiting"
    RESUMED = "resumed"
    RESTORED = "restored"
    CLOSED = "closed"
    REOPENED = "reopened"
    COMMENTED = "commented"  # among ourselves
    REPLIED = "replied"  # the customer said more
    LINKED = "linked"  # to a line, hall or alarm
    JOINED = "joined"  # a parent ticket
    ESCALATED = "escalated"  # body: percent
    CLEARED = "cleared"  # its alarm has cleared


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to answer; what is unknown is ""."""

    name: str = ""
    phone: str = ""
    email: str = ""
    language: str = "zh"
    """zh or en: in which the person is written to."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """One report and what becomes of it; moments are aware UTC, `id` 0 and `number` "" until stored.

    `started_at` is where the SLA clock starts: at the alarm or the report, whichever was earlier. It runs in
    `RUNNING_STATES` only; `paused_s` sums the stretches in which it stood, `paused_at` says since when it stands now
    (None while it runs). `due_at` is `started_at` + `mttr_s` + `paused_s`: while it stands, due moves on with the
    moment (`nms.desk.clock`).
    """

    id: int
    number: str
    type: TicketType
    channel: TicketChannel
    title: str
    text: str
    opened_at: datetime
    started_at: datetime
    due_at: datetime
    mttr_s: float
    grade: str = "normal"
    state: TicketState = TicketState.NEW
    severity: Severity = Severity.MINOR
    customer: str = ""
    line: str = ""
    """Circuit number."""
    hall: str = ""
    device: str = ""
    alarm_id: int | None = None
    """The root alarm behind it."""
    parent_id: int | None = None
    """The ticket of the outage that it is part of."""
    contact: Contact = Contact()
    assignee: str = ""
    paused_s: float = 0.0
    paused_at: datetime | None = None
    restored_at: datetime | None = None
    closed_at: datetime | None = None
    cause_code: str = ""
    """One of `CAUSES`, "" until it is closed."""

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """One line of a ticket's history; `id` is numbered over all tickets and only grows, 0 until stored.

    `text` is what a person wrote, as written; `body` what the system knows: `code` and `values` of a text that it
    says, `state` after a move, `percent` of an escalation, `alarm`, `parent`.
    """

    id: int
    ticket: int
    at: datetime
    actor: str
    kind: TicketEventKind
    text: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TicketWish:
    """What any door hands in; what is not known is left empty, `nms.desk` finds the rest.

    `reported_at` is when the customer says that it began (never later than now), None: now. `ticket` is the number of
    the ticket that this goes on about (a reply). `key` is the sender's own number of this message: the same key from
    the same channel a second time makes no second ticket.
    """

    type: TicketType
    channel: TicketChannel
    title: str
    text: str = ""
    contact: Contact = Contact()
    customer: str = ""
    line: str = ""
    hall: str = ""
    device: str = ""
    alarm_id: int | None = None
    severity: Severity = Severity.MINOR
    reported_at: datetime | None = None
    ticket: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets, in the order of the queue: open before restored before closed, the soonest due first.

    What is empty lets everything through; `text` is looked for in number, title, text, customer, line and hall.
    """

    states: tuple[TicketState, ...] = ()
    types: tuple[TicketType, ...] = ()
    channels: tuple[TicketChannel, ...] = ()
    customer: str = ""
    line: str = ""
    hall: str = ""
    device: str = ""
    assignee: str = ""
    alarm_id: int | None = None
    parent_id: int | None = None
    text: str = ""
    opened_since: datetime | None = None
    opened_before: datetime | None = None
    closed_since: datetime | None = None
    closed_before: datetime | None = None
    limit: int = 50
    offset: int = 0
