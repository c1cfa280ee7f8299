"""The seam of the desk: tickets and what happened to them are remembered, as a protocol."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from nms.core.ticket import Ticket, TicketEvent, TicketFilter

Step = tuple[Ticket, Sequence[TicketEvent]]
"""What a ticket becomes and what is written of it (ids 0 are filled in)."""

DecideTicket = Callable[[Ticket], Step | None]


class TicketStore(Protocol):
    """Remembers tickets; each call is one transaction, events are only ever added."""

    def add(self, wish: Ticket, events: Sequence[TicketEvent], day: str, key: str = "") -> tuple[Ticket, bool]:
        """A new ticket with its id and its number T-`day`-0001…, and whether it is new.

        A `key` ("" none) that its channel has used already gives back the ticket made then, False, and nothing is
        written. A ticket of the channel `alarm` is one for its alarm: the one that is there comes back likewise.
        """
        ...

    def get(self, ticket_id: int) -> Ticket:
        """By id; NotFoundError."""
        ...

    def numbered(self, number: str) -> Ticket:
        """By number; NotFoundError."""
        ...

    def keyed(self, channel: str, key: str) -> Ticket | None:
        """The ticket that a message with this key made."""
        ...

    def of_alarm(self, alarm_id: int) -> Ticket | None:
        """The parent ticket of a root alarm: the one of the channel `alarm`."""
        ...

    def change(self, ticket_id: int, decide: DecideTicket, channel: str = "", key: str = "") -> Ticket:
        """Read, decide and write in one transaction, durable when it returns; None from `decide` writes nothing.

        `decide` must be pure; what it raises is raised. A message's `key` that its channel has used already writes
        nothing. NotFoundError without the ticket.
        """
        ...

    def escalate(self, ticket_id: int, percent: int, event: TicketEvent) -> bool:
        """Note with its event that a share of the time is used up, once per ticket and percent; False if it was."""
        ...

    def find(self, wanted: TicketFilter) -> tuple[int, Sequence[Ticket]]:
        """(how many fit, one page of them) in the order of the queue."""
        ...

    def open(self) -> Sequence[Ticket]:
        """All that is not restored or closed, by id."""
        ...

    def watched(self) -> Sequence[Ticket]:
        """Those that alarms opened and that are not closed, by id."""
        ...

    def children(self, ticket_id: int) -> Sequence[Ticket]:
        """Tickets that joined one, by id."""
        ...

    def events(self, ticket_id: int) -> Sequence[TicketEvent]:
        """What happened to a ticket, in order."""
        ...

    def events_of(self, tickets: Collection[int]) -> Mapping[int, Sequence[TicketEvent]]:
        """Ticket → what happened to it, in order; a ticket that nothing happened to is left out."""
        ...

    def events_after(self, event_id: int, limit: int = 500) -> Sequence[TicketEvent]:
        """What happened to any ticket later than an event, in order: who keeps the last id misses nothing."""
        ...

    def last_event(self) -> int:
        """Id of the newest event, 0 where there is none."""
        ...

    def nonce(self, channel: str, nonce: str, at: datetime) -> bool:
        """Remember a nonce of a signed message; False if the channel has used it before."""
        ...

    def prune(self, before: datetime) -> int:
        """Forget nonces that are older; returns how many. Tickets stay."""
        ...
