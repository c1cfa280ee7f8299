"""How a report becomes a ticket: read, matched with what is known, under the outage's ticket, answered at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nms.app.parts import Parts
from nms.app.ticket_book import Book
from nms.app.ticket_search import Search
from nms.app.ticket_views import Reception, answer_of
from nms.core.errors import InvalidError, NotFoundError
from nms.core.ticket import Ticket, TicketChannel, TicketEvent, TicketEventKind, TicketState, TicketType, TicketWish
from nms.core.ticket_ports import Step
from nms.desk import clock
from nms.desk.document import fit
from nms.desk.lifecycle import Act, noted
from nms.desk.linking import Match, match, mentioned
from nms.desk.outage import Said, answer, answered

_K = TicketEventKind


@dataclass(frozen=True, slots=True)
class _Found:
    """What a report is taken to be about, and the outage's ticket."""

    match: Match | None = None
    parent: Ticket | None = None
    alarmed: datetime | None = None


class Intake:
    """Takes reports in; `names` are the circuit numbers that a text may mention."""

    def __init__(self, parts: Parts, search: Search, book: Book, names: Callable[[], Sequence[str]]) -> None:
        self._parts, self._search, self._book, self._names = parts, search, book, names

    def take(self, wish: TicketWish, actor: str) -> Reception:
        """A report through any door."""
        wish = fit(wish, self._now())
        if (again := self._again(wish)) is not None:
            return again
        about = self._parts.store.tickets.numbered(wish.ticket) if wish.ticket else None
        return self._of(wish, about, actor)

    def mailed(self, wish: TicketWish, dropped: Sequence[str], actor: str) -> Reception:
        """An e-mail: what names a ticket of the same sender goes on about it; attachments left out are noted."""
        wish = fit(wish, self._now())
        if (again := self._again(wish)) is not None:
            return again
        found = self._of(wish, self._own(wish), actor)
        if dropped:
            told = Said("tickets.dropped", {"names": ", ".join(dropped)[:500]})
            event = TicketEvent(0, found.ticket.id, self._now(), "", _K.COMMENTED, "", told.body())
            self._book.change(found.ticket, lambda ticket: (ticket, (event,)))
        return found

    def _own(self, wish: TicketWish) -> Ticket | None:
        """The ticket that an e-mail names, if its sender is the one to whom that ticket speaks."""
        try:
            ticket = self._parts.store.tickets.numbered(wish.ticket) if wish.ticket else None
        except NotFoundError:
            return None
        same = ticket is not None and ticket.contact.email.casefold() == wish.contact.email.casefold()
        return ticket if same else None

    def _again(self, wish: TicketWish) -> Reception | None:
        """The same message once more: the answer of the first time."""
        ticket = self._parts.store.tickets.keyed(str(wish.channel), wish.key) if wish.key else None
        return None if ticket is None else self._received(ticket, new=False)

    def _received(self, ticket: Ticket, *, new: bool) -> Reception:
        store = self._parts.store.tickets
        parent = store.get(ticket.parent_id) if ticket.parent_id is not None else None
        said = answer_of(store.events(ticket.id)) or Said("ticket.answer.noted", {"number": ticket.number})
        return Reception(ticket, said, parent, new)

    def _of(self, wish: TicketWish, about: Ticket | None, actor: str) -> Reception:
        if about is None:
            return self._opened(self._placed(wish), actor)
        if about.state is TicketState.CLOSED:
            wish = replace(wish, customer=about.customer, line=about.line, hall=about.hall)
            return self._opened(wish, actor, about)
        return self._replied(wish, about, actor)

    def _replied(self, wish: TicketWish, about: Ticket, actor: str) -> Reception:
        act = Act("reply", wish.contact.name or wish.contact.email or actor, self._now(), text=wish.text or wish.title)

        def heard(ticket: Ticket) -> Step:
            return noted(ticket, _K.REPLIED, act)

        after = self._book.change(about, heard, str(wish.channel), wish.key)
        return Reception(after, Said("ticket.answer.noted", {"number": after.number}), new=False)

    # ------------------------------------------------------------ a new ticket

    def _opened(self, wish: TicketWish, actor: str, about: Ticket | None = None) -> Reception:
        now = self._now()
        found = self._searched(wish, now)
        opened = TicketEvent(0, 0, now, actor, _K.OPENED, "", self._why(found, about))
        ticket, new = self._book.add(self._ticket(wish, found, now), [opened], wish.key)
        if not new:
            return self._received(ticket, new=False)
        parent = found.parent
        if parent is not None:
            ticket, parent = self._book.join(ticket, parent, "")
        return self._answered(ticket, found, parent, now)

    def _answered(self, ticket: Ticket, found: _Found, parent: Ticket | None, now: datetime) -> Reception:
        known = self._search.known(found.match, parent) if found.match is not None else None
        said = answer(found.match, known, ticket, now)
        event = answered(ticket, said, now)
        return Reception(self._book.change(ticket, lambda one: (one, (event,))), said, parent)

    def _searched(self, wish: TicketWish, now: datetime) -> _Found:
        """Requests are no trouble: nothing is looked for."""
        if wish.type is TicketType.REQUEST:
            return _Found()
        best = match(wish, self._search.suspects(wish, now))
        if best is None:
            return _Found()
        alarm = self._search.root(best.suspect.alarm) if best.suspect.alarm is not None else None
        parent = self._book.parent_of(alarm.id) if alarm is not None and best.suspect.active else None
        return _Found(best, parent, best.suspect.since if best.suspect.active else None)

    def _ticket(self, wish: TicketWish, found: _Found, now: datetime) -> Ticket:
        line = wish.line or (found.match.suspect.line if found.match else "")
        alarm = found.match.suspect.alarm if found.match else wish.alarm_id
        severity = min(wish.severity, found.match.suspect.severity) if found.match else wish.severity
        return self._book.timed(
            Ticket(
                id=0,
                number="",
                type=wish.type,
                channel=wish.channel,
                title=wish.title,
                text=wish.text,
                opened_at=now,
                started_at=clock.started(wish.reported_at or now, found.alarmed, now),
                due_at=now,
                mttr_s=1.0,
                grade=self._grade(line, wish),
                severity=severity,
                customer=wish.customer,
                line=line,
                hall=wish.hall,
                device=wish.device,
                alarm_id=alarm,
                contact=wish.contact,
            )
        )

    def _grade(self, line: str, wish: TicketWish) -> str:
        """Of the line, else of the customer, else of halls, else the least."""
        if line:
            return self._parts.store.lines.named(line).order.grade
        if wish.customer:
            return self._parts.inventory.customers[wish.customer].grade
        return self._parts.config.desk.hall_grade if wish.hall else "normal"

    def _why(self, found: _Found, about: Ticket | None) -> dict[str, object]:
        body: dict[str, object] = {"state": "new"}
        if found.match is not None:
            body |= Said(found.match.code, found.match.values).body()
        if about is not None:
            body |= Said("tickets.about", {"number": about.number}).body()
        return body

    # ------------------------------------------------------------ what it is about

    def _placed(self, wish: TicketWish) -> TicketWish:
        """With line, hall and customer as far as they can be told; NotFoundError for names that are not there."""
        inventory, text = self._parts.inventory, f"{wish.title}\n{wish.text}"
        if wish.hall and wish.hall not in inventory.halls:
            raise NotFoundError("hall", wish.hall)
        if wish.customer and wish.customer not in inventory.customers:
            raise NotFoundError("customer", wish.customer)
        line = wish.line or ("" if wish.hall else self._mentioned(text, wish.customer))
        hall = wish.hall or ("" if line else mentioned(text, inventory.halls))
        return replace(wish, line=line, hall=hall, customer=self._customer(line, wish.customer))

    def _mentioned(self, text: str, customer: str) -> str:
        number = mentioned(text, self._names())
        own = number and (not customer or self._parts.store.lines.named(number).order.customer == customer)
        return number if own else ""

    def _customer(self, line: str, customer: str) -> str:
        if not line:
            return customer
        owner = self._parts.store.lines.named(line).order.customer
        if customer and customer != owner:
            raise InvalidError("NMS-TICKET-006", line=line, customer=customer)
        return owner

    def relink(self, ticket: Ticket, line: str, hall: str, actor: str) -> Ticket:
        """About another line or hall: matched anew, under the outage's ticket where one lasts."""
        now = self._now()
        plain = TicketWish(
            ticket.type, ticket.channel, ticket.title, customer="" if line else ticket.customer,
            line=line or ticket.line, hall=hall or ticket.hall,
        )  # fmt: skip
        wish = self._placed(plain)
        found = self._searched(wish, now)
        after = self._book.change(ticket, lambda one: self._linked(one, wish, found, actor, now))
        if found.parent is not None and after.parent_id is None and after.id != found.parent.id:
            after, _ = self._book.join(after, found.parent, actor)
        return after

    def _linked(self, ticket: Ticket, wish: TicketWish, found: _Found, actor: str, now: datetime) -> Step:
        alarm = found.match.suspect.alarm if found.match else None
        own = ticket.channel is TicketChannel.ALARM  # its alarm is what it is
        after = replace(
            ticket, line=wish.line, hall=wish.hall, customer=wish.customer, grade=self._grade(wish.line, wish),
            alarm_id=ticket.alarm_id if own or alarm is None else alarm,
        )  # fmt: skip
        after = self._book.timed(after)
        if found.alarmed is not None:
            after = clock.backdated(after, found.alarmed)
        body = {"line": wish.line, "hall": wish.hall, **self._why(found, None)}
        body.pop("state")
        return after, (TicketEvent(0, ticket.id, now, actor, _K.LINKED, "", body),)

    def _now(self) -> datetime:
        return self._parts.clock.now()
