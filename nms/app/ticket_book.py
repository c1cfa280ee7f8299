"""The book of tickets: what is written, told to the pages, and carried on to the tickets of an outage."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from nms.app.parts import Parts
from nms.app.ticket_search import Search
from nms.core import texts
from nms.core.alarm import Alarm
from nms.core.ticket import (
    Ticket,
    TicketChannel,
    TicketEvent,
    TicketEventKind,
    TicketState,
    TicketType,
)
from nms.core.ticket_ports import Step
from nms.desk import clock
from nms.desk.lifecycle import Act, joined, moved
from nms.desk.outage import follows
from nms.desk.words import MOST_TITLE, one_line, shortened
from nms.lines.grades import Grades

EVENT = "ticket"
"""Kind of the events that tell pages of tickets."""

Decide = Callable[[Ticket], Step | None]


class Book:
    """Writes tickets; `grades` are read when they are needed."""

    def __init__(self, parts: Parts, search: Search, grades: Callable[[], Grades]) -> None:
        self._parts, self._search, self._grades = parts, search, grades

    def add(self, wish: Ticket, events: Sequence[TicketEvent], key: str = "") -> tuple[Ticket, bool]:
        """A new ticket, numbered by the site's day."""
        day = f"{wish.opened_at.astimezone(self._parts.config.site.zone):%Y%m%d}"
        ticket, new = self._parts.store.tickets.add(wish, events, day, key)
        if new:
            self.tell(ticket)
        return ticket, new

    def change(self, ticket: Ticket, decide: Decide, channel: str = "", key: str = "") -> Ticket:
        """Decide and write; a message's key that its channel has used writes nothing."""
        after = self._parts.store.tickets.change(ticket.id, decide, channel, key)
        self.tell(after)
        return after

    def move(self, ticket: Ticket, act: Act) -> Ticket:
        """One verb, and what it means for those that joined."""
        after = self.change(ticket, lambda found: moved(found, act))
        if after.state in (TicketState.RESTORED, TicketState.CLOSED):
            self._lead(after, act)
        return after

    def tell(self, ticket: Ticket) -> None:
        """Let the pages know."""
        body = {"state": str(ticket.state), "customer": ticket.customer}
        self._parts.store.events.append(EVENT, ticket.number, self._parts.clock.now(), body)

    def _lead(self, parent: Ticket, act: Act) -> None:
        def followed(child: Ticket) -> Step | None:
            verb = follows(child, parent)
            return moved(child, replace(act, verb=verb, body={"parent": parent.number})) if verb else None

        for child in self._parts.store.tickets.children(parent.id):
            if follows(child, parent):
                self.change(child, followed)

    # ------------------------------------------------------------ outages

    def parent_of(self, alarm_id: int | None) -> Ticket | None:
        """The ticket of an active root alarm, made if there is none; None for one that is over or was closed."""
        alarm = self._search.root(alarm_id) if alarm_id is not None else None
        if alarm is None or not alarm.active:
            return None
        found = self._parts.store.tickets.of_alarm(alarm.id) or self.open_for(alarm)
        return found if found.state is not TicketState.CLOSED else None

    def open_for(self, alarm: Alarm) -> Ticket:
        """The ticket of a root alarm: its clock starts with the alarm."""
        now, device = self._parts.clock.now(), alarm.key.device
        hall = self._search.hall_of(device)
        wish = self.timed(
            Ticket(
                id=0,
                number="",
                type=TicketType.FAULT,
                channel=TicketChannel.ALARM,
                title=self._title(alarm),
                text="",
                opened_at=now,
                started_at=clock.started(now, alarm.raised_at, now),
                due_at=now,
                mttr_s=1.0,
                grade=self._parts.config.desk.hall_grade,
                severity=alarm.severity,
                hall=hall,
                device=device,
                alarm_id=alarm.id,
            )
        )
        opened = TicketEvent(0, 0, now, "", TicketEventKind.OPENED, "", {"state": "new", "alarm": alarm.id})
        return self.add(wish, [opened])[0]

    def join(self, ticket: Ticket, parent: Ticket, actor: str) -> tuple[Ticket, Ticket]:
        """Under the outage's ticket; that one is due as soon as the strictest of those that joined."""
        now = self._parts.clock.now()
        if ticket.parent_id != parent.id:
            ticket = self.change(ticket, lambda found: joined(found, parent, actor, now))
        if ticket.mttr_s < parent.mttr_s:
            stricter = replace(parent, mttr_s=ticket.mttr_s, grade=ticket.grade)
            parent = self.change(
                parent,
                lambda found: (clock.settled(replace(found, mttr_s=stricter.mttr_s, grade=stricter.grade)), ()),
            )
        return ticket, parent

    def timed(self, ticket: Ticket) -> Ticket:
        """With the time that its grade allows."""
        grade = self._grades().of(ticket.grade)
        return clock.settled(replace(ticket, mttr_s=grade.mttr_h * 3600))

    def _title(self, alarm: Alarm) -> str:
        code, language = f"problem.{alarm.key.problem}", self._parts.config.site.language
        problem = texts.say(code, language) if code in texts.CATALOGUE else alarm.key.problem
        where = " ".join(part for part in (alarm.key.device, alarm.key.object) if part and part != "device")
        return shortened(one_line(f"{problem} {where}"), MOST_TITLE)
