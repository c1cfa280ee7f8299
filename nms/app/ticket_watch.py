"""What tickets do by themselves: alarms open and restore them, clocks that run out are told of, once each."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from nms.app.parts import Parts
from nms.app.ticket_book import Book
from nms.app.ticket_search import Search
from nms.core.alarm import Alarm
from nms.core.ticket import Ticket, TicketEvent, TicketEventKind, TicketState
from nms.desk import clock
from nms.desk.lifecycle import Act

ESCALATION = "ticket-escalation"
"""Kind of the events that tell that a share of a ticket's time is used up; body: percent, assignee, state, due."""

_AGAIN = timedelta(seconds=60)
"""How soon a root alarm that touched nobody is looked at again."""


class TicketWatch:
    """Looks when the engine ticks; all that must survive a restart stands in the store."""

    def __init__(self, parts: Parts, search: Search, book: Book) -> None:
        self._parts, self._search, self._book = parts, search, book
        self._nobody: dict[int, datetime] = {}

    def look(self) -> None:
        """One round: alarms first, then clocks."""
        alarms = {alarm.id: alarm for alarm in self._parts.store.alarms.all_active()}
        self._followed()
        self._open(alarms.values())
        self.escalate()

    def escalate(self) -> None:
        """Tell of every step that a clock has passed and nobody was told of."""
        now = self._parts.clock.now()
        for ticket in self._parts.store.tickets.open():
            for percent in clock.reached(ticket, now):
                self._escalate(ticket, percent, now)

    def _escalate(self, ticket: Ticket, percent: int, now: datetime) -> None:
        body = {"percent": percent, "state": str(ticket.state), "assignee": ticket.assignee}
        event = TicketEvent(0, ticket.id, now, "", TicketEventKind.ESCALATED, "", body)
        if self._parts.store.tickets.escalate(ticket.id, percent, event):
            told = {name: str(value) for name, value in body.items()} | {"due": clock.due(ticket, now).isoformat()}
            self._parts.store.events.append(ESCALATION, ticket.number, now, told)
            self._book.tell(ticket)

    # ------------------------------------------------------------ alarms open tickets

    def _open(self, alarms: Iterable[Alarm]) -> None:
        now = self._parts.clock.now()
        fresh = [alarm for alarm in alarms if self._counts(alarm, now) and self._unknown(alarm, now)]
        if not fresh:
            return
        hit = self._search.hit()
        for alarm in fresh:
            if alarm.id in hit:
                self._book.open_for(alarm)
            else:
                self._nobody[alarm.id] = now

    def _counts(self, alarm: Alarm, now: datetime) -> bool:
        """Whether an alarm is of those that open a ticket: a root, told, no announced work, bad enough, lasting."""
        config = self._parts.config.desk
        if alarm.root_id is not None or alarm.held or alarm.maintenance:
            return False
        if alarm.shelved_until is not None and alarm.shelved_until > now:
            return False
        wanted = alarm.severity.word in config.alarm_severities or alarm.key.problem in config.alarm_problems
        return wanted and now - alarm.raised_at >= timedelta(seconds=config.alarm_after_s)

    def _unknown(self, alarm: Alarm, now: datetime) -> bool:
        looked = self._nobody.get(alarm.id)
        if looked is not None and now - looked < _AGAIN:
            return False
        return self._parts.store.tickets.of_alarm(alarm.id) is None

    # ------------------------------------------------------------ … and tickets follow them

    def _followed(self) -> None:
        """Tickets of alarms that cleared, or that turned out to be due to another one, or that came back."""
        for ticket in self._parts.store.tickets.watched():
            alarm = self._parts.store.alarms.get(ticket.alarm_id or 0)
            if alarm is None:
                continue
            if not alarm.active:
                self._cleared(ticket, alarm)
            elif alarm.root_id is not None and ticket.parent_id is None:
                self._rooted(ticket, alarm.root_id)
            elif ticket.state is TicketState.RESTORED:
                self._came_back(ticket, alarm)

    def _came_back(self, ticket: Ticket, alarm: Alarm) -> None:
        """What was restored because the alarm had cleared is not; what a person restored stays as they said."""
        events = self._parts.store.tickets.events(ticket.id)
        last = next((one for one in reversed(events) if one.kind is TicketEventKind.RESTORED), None)
        if last is None or "alarm" not in last.body:
            return
        act = Act("reopen", "", self._parts.clock.now(), body={"alarm": alarm.id})
        for one in (ticket, *self._parts.store.tickets.children(ticket.id)):
            if one.state is TicketState.RESTORED:
                self._book.move(one, act)

    def _cleared(self, ticket: Ticket, alarm: Alarm) -> None:
        """The alarm is over: noted once, and restored where the settings say so."""
        if not ticket.open:
            return
        now = self._parts.clock.now()
        events = self._parts.store.tickets.events(ticket.id)
        noted = any(one.kind is TicketEventKind.CLEARED and _since(one, alarm) for one in events)
        if not noted:
            cleared = alarm.cleared_at or now
            event = TicketEvent(0, ticket.id, now, "", TicketEventKind.CLEARED, "", {"at": cleared.isoformat()})
            self._book.change(ticket, lambda one: (one, (event,)))
        if self._parts.config.desk.restore_with_alarm:
            self._book.move(ticket, Act("restore", "", now, body={"alarm": alarm.id}))

    def _rooted(self, ticket: Ticket, root: int) -> None:
        """Due to another alarm after all: it and those under it join that one's ticket."""
        parent = self._book.parent_of(root)
        if parent is None or parent.id == ticket.id:
            return
        for child in self._parts.store.tickets.children(ticket.id):
            self._book.join(child, parent, "")
        self._book.join(ticket, parent, "")


def _since(event: TicketEvent, alarm: Alarm) -> bool:
    return alarm.cleared_at is None or event.at >= alarm.cleared_at
