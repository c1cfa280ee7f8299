"""Use cases around a customer's own page: links made and revoked, what is shown, a fault reported."""

from collections.abc import Callable, Sequence

from nms.accounts.keys import digest
from nms.app.auditing import audited
from nms.app.doors import Doors, secret
from nms.app.impacts import STANDING
from nms.app.knowledge import Knowledge
from nms.app.knowledge_views import CustomerStatus, Fault, OwnLine, OwnTicket
from nms.app.parts import Parts
from nms.app.sla import Sla
from nms.app.throttle import Throttle
from nms.core.alarm import Actor
from nms.core.errors import DeniedError, InvalidError, NotFoundError
from nms.core.knowledge import Article
from nms.core.outbound import CustomerLink
from nms.core.ticket import Contact, Ticket, TicketChannel, TicketFilter, TicketState, TicketType, TicketWish
from nms.desk.clock import due
from nms.desk.words import cleaned, one_line, shortened

REPORTS, REPORT_WINDOW_S = 6, 3_600.0
"""Faults that one link may report in an hour."""

SHOWN_TICKETS = 20
_MOST_TEXT, _MOST_NAME, _MOST_TITLE = 2_000, 80, 60
_GONE = frozenset({"ceased", "withdrawn", "rejected", "draft"})
Open = Callable[[TicketWish, Actor], Ticket]


class CustomerPages:
    """The room of status pages (`nms.app.knowledge_views.StatusRoom`)."""

    def __init__(self, parts: Parts, doors: Doors, knowledge: Knowledge, sla: Sla, open_ticket: Open) -> None:
        self._parts, self._doors, self._knowledge, self._sla = parts, doors, knowledge, sla
        self._open_ticket = open_ticket
        self._reports = Throttle(REPORTS, REPORT_WINDOW_S)

    # ------------------------------------------------------------ links

    def links(self, customer: str) -> Sequence[CustomerLink]:
        """All of a customer, the newest first."""
        return self._parts.store.customer_links.of(self._known(customer))

    @audited("customer.link")
    def make(self, customer: str, label: str, actor: Actor) -> tuple[CustomerLink, str]:
        """A new link and its secret."""
        key = secret()
        link = CustomerLink(
            0, self._known(customer), shortened(one_line(label), _MOST_NAME), actor.name, self._parts.clock.now()
        )
        return self._parts.store.customer_links.add(link, digest(key)), key

    @audited("customer.unlink")
    def revoke(self, customer: str, link_id: int, actor: Actor) -> CustomerLink:  # noqa: ARG002 - audited
        """It opens nothing any more."""
        return self._parts.store.customer_links.revoke(self._known(customer), link_id, self._parts.clock.now())

    def _known(self, customer: str) -> str:
        if customer not in self._parts.inventory.customers:
            raise NotFoundError("customer", customer)
        return customer

    # ------------------------------------------------------------ behind the link

    def show(self, secret: str, address: str) -> CustomerStatus:
        """The customer's lines and tickets."""
        customer, now = self._opened(secret, address), self._parts.clock.now()
        title = self._parts.inventory.customers[customer].title or customer
        return CustomerStatus(title, now, self._lines(customer), self._tickets(customer))

    def search(self, secret: str, text: str, address: str) -> Sequence[Article]:
        """Public articles."""
        self._opened(secret, address)
        if not text.strip():
            return self._knowledge.find(public=True)
        found = [hit.article for hit in self._knowledge.search(text[:200], public=True, limit=10)]
        return found or [one.article for one in self._knowledge.for_words(text)]

    def article(self, secret: str, name: str, address: str) -> Article:
        """One public article."""
        self._opened(secret, address)
        found = self._knowledge.show(name)
        if found.retired or not found.public:
            raise NotFoundError("article", name)
        return found

    def report(self, secret: str, fault: Fault, address: str) -> str:
        """A ticket of the customer; NMS-KB-044 for a description that is none, 043 for one too many."""
        customer = self._opened(secret, address)
        text = cleaned(fault.text)
        if not text or len(text) > _MOST_TEXT:
            raise InvalidError("NMS-KB-044")
        numbers = {line.number for line in self._lines(customer)}
        if fault.line and fault.line not in numbers:
            raise NotFoundError("line", fault.line[:_MOST_NAME])
        if not self._reports.knock(digest(secret).hex(), self._parts.clock.monotonic()):
            raise DeniedError("NMS-KB-043")
        contact = _contact(fault)
        wish = TicketWish(
            TicketType.FAULT,
            TicketChannel.WEB,
            shortened(one_line(text), _MOST_TITLE),
            text,
            contact,
            customer,
            fault.line,
        )
        return self._open_ticket(wish, Actor(f"customer:{customer}", address)).number

    def _opened(self, secret: str, address: str) -> str:
        link = self._parts.store.customer_links.open(self._doors.key(secret, address), self._parts.clock.now())
        if link is None or link.customer not in self._parts.inventory.customers:
            raise self._doors.miss(address)
        return link.customer

    def _lines(self, customer: str) -> Sequence[OwnLine]:
        _, lines = self._parts.store.lines.find(customer=customer)
        stands = self._sla.conditions_of([line for line in lines if line.state in STANDING])
        found = [
            OwnLine(line.number, line.order.title, now.state if now else "idle", now.since if now else None)
            for line in lines
            if str(line.state) not in _GONE
            for now in [stands.get(line.number)]
        ]
        order = ("down", "degraded", "unknown", "up", "idle")
        return sorted(found, key=lambda one: (order.index(one.state), one.number))

    def _tickets(self, customer: str) -> Sequence[OwnTicket]:
        now = self._parts.clock.now()
        _, found = self._parts.store.tickets.find(TicketFilter(customer=customer, limit=SHOWN_TICKETS))
        return [
            OwnTicket(
                one.number, one.title, str(one.state), one.line, one.opened_at, due(one, now) if one.open else None,
                one.closed_at if one.state is TicketState.CLOSED else one.restored_at,
            )
            for one in found
            if one.channel is not TicketChannel.ALARM
        ]  # fmt: skip


def _contact(fault: Fault) -> Contact:
    name, phone, email = (shortened(one_line(word), _MOST_NAME) for word in (fault.name, fault.phone, fault.email))
    return Contact(name, phone, email, "en" if fault.language == "en" else "zh")
