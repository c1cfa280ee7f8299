"""What pages, API and commands may ask about tickets."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, tzinfo
from typing import Any, BinaryIO, Protocol

from nms.core import texts
from nms.core.alarm import Actor, Alarm
from nms.core.queries import Page
from nms.core.ticket import Ticket, TicketEvent, TicketEventKind, TicketFilter, TicketWish
from nms.desk import clock
from nms.desk.document import ReportDocument
from nms.desk.outage import Said, said_of

__all__ = [
    "ClockView", "MailsRead", "Reception", "ReportDocument", "Said", "TicketRoom", "TicketView", "answer_of",
    "clock_view", "event_told", "event_words", "reception_told", "sentence", "ticket_told", "view_told",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClockView:
    """A ticket's clock at a moment: when it is due, how much of the time is used up (1: all), seconds left, whether it
    stands; `light` is ok, half, soon, late, stands, kept or missed."""

    due_at: datetime
    share: float
    left_s: float
    standing: bool
    light: str


@dataclass(frozen=True, slots=True)
class TicketView:
    """A ticket with all that hangs on it; `may` are the verbs that are allowed now."""

    ticket: Ticket
    clock: ClockView
    may: tuple[str, ...] = ()
    events: Sequence[TicketEvent] = ()
    parent: Ticket | None = None
    children: Sequence[Ticket] = ()
    alarm: Alarm | None = None


@dataclass(frozen=True, slots=True)
class Reception:
    """What came of a report: its ticket (`new` False: the message had made it before), the answer, and the outage's
    ticket where it joined one."""

    ticket: Ticket
    said: Said
    parent: Ticket | None = None
    new: bool = True


@dataclass(frozen=True, slots=True)
class MailsRead:
    """What came of a folder of e-mails: tickets by number, and what was refused and why."""

    read: int = 0
    tickets: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


class TicketRoom(Protocol):
    """Tickets by number; NotFoundError for what is not there, ConflictError NMS-TICKET-101 for a move not allowed."""

    def report(self, wish: TicketWish, actor: Actor) -> Reception:
        """Take a report in: matched with what is known of line and hall, under the outage's ticket where one lasts.

        InvalidError NMS-TICKET-001 … 006; NotFoundError for a line, hall or customer that is not there.
        """
        ...

    def hook(self, channel: str, moment: str, signature: str, body: bytes, origin: str) -> Reception:
        """A signed message. UnauthenticatedError NMS-TICKET-301 … 303, ConflictError 304 for one that was here."""
        ...

    def mail(self, stream: BinaryIO, actor: Actor) -> Reception:
        """One e-mail; InvalidError NMS-TICKET-201 … 204."""
        ...

    def mails(self, folder: str, actor: Actor) -> MailsRead:
        """Every new e-mail of a Maildir folder; each is moved to its `cur`, also what was refused."""
        ...

    def assign(self, number: str, assignee: str, actor: Actor) -> Ticket: ...
    def start(self, number: str, actor: Actor) -> Ticket: ...
    def wait(self, number: str, text: str, actor: Actor) -> Ticket: ...
    def resume(self, number: str, actor: Actor) -> Ticket: ...
    def restore(self, number: str, text: str, actor: Actor) -> Ticket:
        """Done; tickets that joined it are restored with it."""
        ...

    def close(self, number: str, cause: str, text: str, actor: Actor) -> Ticket:
        """For good, for a cause of `nms.core.ticket.CAUSES`; restored ones that joined it are closed with it."""
        ...

    def reopen(self, number: str, text: str, actor: Actor) -> Ticket: ...
    def comment(self, number: str, text: str, actor: Actor) -> Ticket: ...
    def link(self, number: str, line: str, hall: str, actor: Actor) -> Ticket:
        """About a line, a hall or both ("" as it is); matched anew."""
        ...

    def merge(self, number: str, into: str, actor: Actor) -> Ticket:
        """A duplicate of another one, closed as such; its text goes over."""
        ...

    # reading
    def find(self, wanted: TicketFilter) -> Page[Ticket]: ...
    def show(self, number: str) -> TicketView: ...
    def clock(self, ticket: Ticket) -> ClockView: ...


def clock_view(ticket: Ticket, now: datetime) -> ClockView:
    """How a ticket's clock stands at a moment."""
    share = clock.share(ticket, now)
    standing = ticket.paused_at is not None
    return ClockView(clock.due(ticket, now), share, clock.left_s(ticket, now), standing, _light(ticket, share))


def _light(ticket: Ticket, share: float) -> str:
    if not ticket.open:
        return {True: "kept", False: "missed", None: "stands"}[clock.kept_promise(ticket)]
    steps = ((1.0, "late"), (0.8, "soon"))
    late = next((word for least, word in steps if share >= least), "")
    return late or ("stands" if ticket.paused_at is not None else "half" if share >= 0.5 else "ok")


# ---------------------------------------------------------------- words


def sentence(said: Said, language: texts.Language, zone: tzinfo) -> str:
    """What is said to a customer, moments in the site's time."""
    values = {name: _moment(value, zone) if name in _MOMENTS else value for name, value in said.values.items()}
    words = {name: texts.say(code, language) if code in texts.CATALOGUE else code for name, code in said.words.items()}
    return texts.say(said.code, language, **values, **words)


_MOMENTS = frozenset({"since", "until", "due"})


def _moment(value: str, zone: tzinfo) -> str:
    return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"


def event_words(event: TicketEvent, language: texts.Language, zone: tzinfo) -> str:
    """What an event says besides its kind: the text of a person, or the system's sentence."""
    said = said_of(event.body)
    return sentence(said, language, zone) if said is not None and said.code in texts.CATALOGUE else event.text


# ---------------------------------------------------------------- as JSON, for the API and the command line


def ticket_told(ticket: Ticket, view: ClockView) -> dict[str, Any]:
    """A ticket with its clock."""
    plain = asdict(ticket)
    words = {"type": str(ticket.type), "channel": str(ticket.channel), "state": str(ticket.state)}
    more = {"severity": ticket.severity.word, "due_at": view.due_at, "share": round(view.share, 4)}
    plain.pop("id")
    return {**plain, **words, **more, "left_s": view.left_s, "standing": view.standing, "light": view.light}


def event_told(event: TicketEvent) -> dict[str, Any]:
    """What happened."""
    return {
        "id": event.id,
        "at": event.at,
        "actor": event.actor,
        "kind": str(event.kind),
        "text": event.text,
        "body": dict(event.body),
    }


def view_told(view: TicketView) -> dict[str, Any]:
    """A ticket with everything."""
    return {
        **ticket_told(view.ticket, view.clock),
        "may": list(view.may),
        "parent": view.parent.number if view.parent else None,
        "children": [one.number for one in view.children],
        "events": [event_told(one) for one in view.events],
    }


def reception_told(found: Reception, zone: tzinfo) -> dict[str, Any]:
    """What came of a report: the answer in both languages."""
    ticket, answers = found.ticket, {one: sentence(found.said, one, zone) for one in texts.LANGUAGES}
    known = found.said.code in ("ticket.answer.outage", "ticket.answer.work", "ticket.answer.trouble")
    return {
        "number": ticket.number,
        "state": str(ticket.state),
        "new": found.new,
        "line": ticket.line,
        "hall": ticket.hall,
        "alarm": ticket.alarm_id,
        "parent": found.parent.number if found.parent else None,
        "started_at": ticket.started_at,
        "due_at": ticket.due_at,
        "known_outage": known,
        "since": found.said.values.get("since"),
        "answer": answers,
    }


def answer_of(events: Sequence[TicketEvent]) -> Said | None:
    """The newest answer that a customer was given."""
    given = (said_of(one.body) for one in reversed(events) if one.kind is TicketEventKind.ANSWERED)
    return next((one for one in given if one is not None), None)
