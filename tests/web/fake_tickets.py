"""A desk with a ticket of each state behind the façade's protocol, by the pure parts of the house."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from nms.app.ticket_views import ClockView, MailsRead, Reception, TicketView, clock_view
from nms.core.alarm import Actor, Severity
from nms.core.errors import InvalidError, NotFoundError
from nms.core.queries import Page
from nms.core.ticket import (
    Contact,
    Ticket,
    TicketChannel,
    TicketEvent,
    TicketEventKind,
    TicketFilter,
    TicketState,
    TicketType,
    TicketWish,
)
from nms.desk import clock
from nms.desk.lifecycle import Act, may, moved
from nms.desk.outage import Said

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
_S, _K = TicketState, TicketEventKind
_HOURS = {_S.NEW: 9.0, _S.ASSIGNED: 7, _S.IN_PROGRESS: 5, _S.WAITING_CUSTOMER: 3, _S.RESTORED: 1, _S.CLOSED: 30}


def _made(place: int, state: TicketState) -> Ticket:
    opened = NOW - timedelta(hours=_HOURS[state])
    over = NOW if state in (_S.RESTORED, _S.CLOSED) else None
    one = Ticket(
        place, f"T-20260301-{place:04d}", TicketType.COMPLAINT, TicketChannel.WEBHOOK, HOSTILE, HOSTILE * 3, opened,
        opened, opened, 8 * 3600.0, "A", state, Severity.CRITICAL, customer="bank", line="PL-1", hall="hall-kq-03",
        contact=Contact(HOSTILE, "13800000000", "a@b.example"), assignee=HOSTILE, restored_at=over,
        closed_at=over if state is _S.CLOSED else None, cause_code="network" if state is _S.CLOSED else "",
    )  # fmt: skip
    return clock.kept(clock.settled(one), NOW)


class FakeTickets:
    """Every state once; the first is the parent of the second."""

    def __init__(self) -> None:
        self.taken: list[TicketWish] = []
        self.all = [_made(place, state) for place, state in enumerate(_S, 1)]
        self.all[0] = replace(self.all[0], channel=TicketChannel.ALARM, alarm_id=1, device="hall-kq-03-sw")
        self.all[1] = replace(self.all[1], parent_id=1)

    def report(self, wish: TicketWish, actor: Actor) -> Reception:
        if not wish.title:
            raise InvalidError("NMS-TICKET-001", field="title")
        self.taken.append(wish)
        return Reception(self.all[0], Said("ticket.answer.received", {"number": self.all[0].number, "due": str(NOW)}))

    def hook(self, channel: str, moment: str, signature: str, body: bytes, origin: str) -> Reception:
        raise NotImplementedError

    def mail(self, stream: BinaryIO, actor: Actor) -> Reception:
        raise NotImplementedError

    def mails(self, folder: str, actor: Actor) -> MailsRead:
        raise NotImplementedError

    def assign(self, number: str, assignee: str, actor: Actor) -> Ticket:
        return self._move("assign", number, actor, assignee=assignee)

    def start(self, number: str, actor: Actor) -> Ticket:
        return self._move("start", number, actor)

    def wait(self, number: str, text: str, actor: Actor) -> Ticket:
        return self._move("wait", number, actor, text=text)

    def resume(self, number: str, actor: Actor) -> Ticket:
        return self._move("resume", number, actor)

    def restore(self, number: str, text: str, actor: Actor) -> Ticket:
        return self._move("restore", number, actor, text=text)

    def close(self, number: str, cause: str, text: str, actor: Actor) -> Ticket:
        return self._move("close", number, actor, cause=cause, text=text)

    def reopen(self, number: str, text: str, actor: Actor) -> Ticket:
        return self._move("reopen", number, actor, text=text)

    def comment(self, number: str, text: str, actor: Actor) -> Ticket:
        return self._named(number)

    def link(self, number: str, line: str, hall: str, actor: Actor) -> Ticket:
        return self._named(number)

    def merge(self, number: str, into: str, actor: Actor) -> Ticket:
        return self._named(number)

    def find(self, wanted: TicketFilter) -> Page[Ticket]:
        found = [one for one in self.all if not wanted.states or one.state in wanted.states]
        found = [one for one in found if wanted.text in one.number + one.title and wanted.hall in ("", one.hall)]
        return Page(len(found), found[wanted.offset : wanted.offset + wanted.limit])

    def show(self, number: str) -> TicketView:
        one = self._named(number)
        parent = self.all[0] if one.parent_id else None
        children = [self.all[1]] if one.id == 1 else []
        return TicketView(one, self.clock(one), may(one, NOW), self._events(one), parent, children)

    def clock(self, ticket: Ticket) -> ClockView:
        return clock_view(ticket, NOW)

    def _events(self, one: Ticket) -> Sequence[TicketEvent]:
        outage = Said(
            "ticket.answer.outage",
            {"number": one.number, "parent": "T-20260301-0001", "subject": "PL-1", "place": HOSTILE,
             "since": NOW.isoformat(), "due": NOW.isoformat()},
            {"problem": "problem.e1-los", "doing": "ticket.doing.assigned"},
        )  # fmt: skip
        bodies = {
            _K.OPENED: {"state": "new", **Said("ticket.why.line.now", {"line": "PL-1"}).body()},
            _K.ANSWERED: outage.body(),
            _K.ASSIGNED: {"assignee": HOSTILE},
            _K.JOINED: {"parent": "T-20260301-0001"},
            _K.ESCALATED: {"percent": 50},
            _K.CLOSED: {"cause": "network", "into": "T-20260301-0009"},
        }
        said = {_K.COMMENTED: HOSTILE, _K.REPLIED: HOSTILE}
        return [
            TicketEvent(place, one.id, NOW, HOSTILE, kind, said.get(kind, ""), bodies.get(kind, {}))
            for place, kind in enumerate(_K, 1)
        ]

    def _move(self, verb: str, number: str, actor: Actor, **more: str) -> Ticket:
        one = self._named(number)
        after, _ = moved(one, Act(verb, actor.name, NOW, more.get("assignee", ""), more.get("cause", "")))
        self.all[one.id - 1] = after
        return after

    def _named(self, number: str) -> Ticket:
        found = next((one for one in self.all if one.number == number), None)
        if found is None:
            raise NotFoundError("ticket", number)
        return found
