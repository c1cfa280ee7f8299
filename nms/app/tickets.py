"""Use cases around tickets: taking reports in through every door, moving them on, finding them."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from nms.app.auditing import audited
from nms.app.grades import grades
from nms.app.halls import Halls
from nms.app.parts import Parts
from nms.app.secrets import Secrets
from nms.app.sla import Sla
from nms.app.ticket_book import Book
from nms.app.ticket_intake import Intake
from nms.app.ticket_mail import read_folder
from nms.app.ticket_search import Search
from nms.app.ticket_views import ClockView, MailsRead, Reception, TicketView, clock_view
from nms.core.alarm import Actor
from nms.core.errors import ConflictError, InvalidError
from nms.core.queries import Page
from nms.core.ticket import Ticket, TicketChannel, TicketEvent, TicketEventKind, TicketFilter, TicketWish
from nms.core.ticket_ports import Step
from nms.desk.document import report_of
from nms.desk.lifecycle import Act, may, moved, noted
from nms.desk.mail import read_mail
from nms.desk.signature import verified

SECRET = "ticket.webhook."  # noqa: S105 - what names of secrets begin with
VARIABLE = "NMS_TICKET_WEBHOOK_"
_MEGABYTE = 1_048_576


class Tickets:
    """The room of tickets (`nms.app.ticket_views.TicketRoom`)."""

    def __init__(
        self, parts: Parts, sla: Sla, halls: Halls, secrets: Secrets, names: Callable[[], Sequence[str]]
    ) -> None:
        self._parts, self._secrets = parts, secrets
        self.search = Search(parts, sla, halls)
        self.book = Book(parts, self.search, lambda: grades(parts.site.folder))
        self._intake = Intake(parts, self.search, self.book, names)

    # ------------------------------------------------------------ doors

    def report(self, wish: TicketWish, actor: Actor) -> Reception:
        """Take a report in."""
        about = wish.ticket or wish.line or wish.hall or wish.customer
        told = {"channel": wish.channel, "type": wish.type, "title": wish.title, "key": wish.key}
        with self._parts.audit.doing(actor, "ticket.report", about, **told):
            return self._intake.take(wish, actor.name)

    def hook(self, channel: str, moment: str, signature: str, body: bytes, origin: str) -> Reception:
        """A signed message of another system, once."""
        now = self._now()
        nonce = verified(self._hook_secret(channel), moment, signature, body, now)
        wish = report_of(_json(body)).wish(TicketChannel.WEBHOOK)
        if not self._parts.store.tickets.nonce(channel, nonce, now):
            raise ConflictError("NMS-TICKET-304")
        key = f"{channel}:{wish.key}" if wish.key else ""
        return self.report(replace(wish, key=key), Actor(f"webhook {channel}", origin))

    def _hook_secret(self, channel: str) -> str | None:
        """From the vault, else from the environment; None for a channel that was not set up."""
        if not channel.isascii() or not channel.replace("-", "").isalnum() or len(channel) > 40:
            return None
        name = channel.lower()
        return self._secrets.value(f"{SECRET}{name}") or os.environ.get(f"{VARIABLE}{name.upper().replace('-', '_')}")

    def mail(self, stream: BinaryIO, actor: Actor) -> Reception:
        """One e-mail."""
        mail = read_mail(stream, self._parts.config.desk.mail_mbytes * _MEGABYTE)
        if mail.automatic:
            raise InvalidError("NMS-TICKET-204")
        wish = mail.wish()
        with self._parts.audit.doing(actor, "ticket.mail", mail.key, sender=mail.sender.email, title=wish.title):
            return self._intake.mailed(wish, mail.dropped, actor.name)

    def mails(self, folder: str, actor: Actor) -> MailsRead:
        """Every new e-mail of a Maildir folder."""
        return read_folder(Path(folder), lambda stream: self.mail(stream, actor).ticket.number)

    # ------------------------------------------------------------ moving on

    @audited("ticket.assign")
    def assign(self, number: str, assignee: str, actor: Actor) -> Ticket:
        """Somebody is to work on it."""
        return self._move(number, self._act("assign", actor, assignee=assignee))

    @audited("ticket.start")
    def start(self, number: str, actor: Actor) -> Ticket:
        """Somebody works on it."""
        return self._move(number, self._act("start", actor))

    @audited("ticket.wait")
    def wait(self, number: str, text: str, actor: Actor) -> Ticket:
        """Only the customer can go on: the clock stands."""
        return self._move(number, self._act("wait", actor, text))

    @audited("ticket.resume")
    def resume(self, number: str, actor: Actor) -> Ticket:
        """The customer has answered: the clock runs."""
        return self._move(number, self._act("resume", actor))

    @audited("ticket.restore")
    def restore(self, number: str, text: str, actor: Actor) -> Ticket:
        """It works again, or what was asked is done."""
        return self._move(number, self._act("restore", actor, text))

    @audited("ticket.close")
    def close(self, number: str, cause: str, text: str, actor: Actor) -> Ticket:
        """For good."""
        return self._move(number, self._act("close", actor, text, cause=cause))

    @audited("ticket.reopen")
    def reopen(self, number: str, text: str, actor: Actor) -> Ticket:
        """It was not restored after all."""
        return self._move(number, self._act("reopen", actor, text))

    @audited("ticket.comment")
    def comment(self, number: str, text: str, actor: Actor) -> Ticket:
        """A word among ourselves."""
        act = self._act("comment", actor, text)
        return self.book.change(self._named(number), lambda found: noted(found, TicketEventKind.COMMENTED, act))

    @audited("ticket.link")
    def link(self, number: str, line: str, hall: str, actor: Actor) -> Ticket:
        """About a line or a hall; matched anew."""
        return self._intake.relink(self._named(number), line.strip(), hall.strip(), actor.name)

    @audited("ticket.merge")
    def merge(self, number: str, into: str, actor: Actor) -> Ticket:
        """A duplicate: closed, its text goes over to the one that stays."""
        ticket, stays = self._named(number), self._named(into)
        if ticket.id == stays.id or self._parts.store.tickets.children(ticket.id):
            raise ConflictError("NMS-TICKET-106", number=number, parent=into)
        act = self._act("close", actor, cause="duplicate")
        closed = self.book.change(ticket, lambda found: moved(found, replace(act, body={"into": stays.number})))
        self.book.change(stays, lambda found: _merged(found, ticket, act))
        return closed

    def _act(self, verb: str, actor: Actor, text: str = "", *, assignee: str = "", cause: str = "") -> Act:
        return Act(verb, actor.name, self._now(), assignee, cause, text)

    def _move(self, number: str, act: Act) -> Ticket:
        return self.book.move(self._named(number), act)

    # ------------------------------------------------------------ reading

    def find(self, wanted: TicketFilter) -> Page[Ticket]:
        """Tickets in the order of the queue."""
        total, found = self._parts.store.tickets.find(wanted)
        return Page(total, found)

    def show(self, number: str) -> TicketView:
        """One ticket with everything."""
        ticket, store, now = self._named(number), self._parts.store, self._now()
        return TicketView(
            ticket,
            clock_view(ticket, now),
            may(ticket, now),
            store.tickets.events(ticket.id),
            store.tickets.get(ticket.parent_id) if ticket.parent_id is not None else None,
            store.tickets.children(ticket.id),
            store.alarms.get(ticket.alarm_id) if ticket.alarm_id is not None else None,
        )

    def clock(self, ticket: Ticket) -> ClockView:
        """How its clock stands now."""
        return clock_view(ticket, self._now())

    def _named(self, number: str) -> Ticket:
        return self._parts.store.tickets.numbered(number.strip().upper())

    def _now(self) -> datetime:
        return self._parts.clock.now()


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidError("NMS-TICKET-003", field="body", reason=f"{error}"[:100]) from error


def _merged(stays: Ticket, gone: Ticket, act: Act) -> Step:
    text = f"{gone.title}\n{gone.text}".strip()
    body = {"from": gone.number}
    return stays, (TicketEvent(0, stays.id, act.at, act.actor, TicketEventKind.COMMENTED, text, body),)
