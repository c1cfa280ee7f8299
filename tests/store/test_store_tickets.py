"""Tickets in the store: numbers of the day, moves decided inside, messages and alarms that make one ticket only."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from nms.core.alarm import Severity
from nms.core.errors import ConflictError, NotFoundError
from nms.core.ticket import (
    Contact,
    Ticket,
    TicketChannel,
    TicketEvent,
    TicketEventKind,
    TicketFilter,
    TicketState,
    TicketType,
)
from nms.store import Store

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
DAY = "20261123"


def wish(**more: Any) -> Ticket:
    one = Ticket(
        0, "", TicketType.FAULT, TicketChannel.API, "慢", "很慢", NOW, NOW, NOW + timedelta(hours=8), 28_800.0,
        contact=Contact("陈", "1380", "c@b.example"),
    )  # fmt: skip
    return replace(one, **more)


def event(kind: TicketEventKind = TicketEventKind.OPENED, **body: Any) -> TicketEvent:
    return TicketEvent(0, 0, NOW, "li", kind, "", body)


def added(store: Store, **more: Any) -> Ticket:
    return store.tickets.add(wish(**more), [event()], DAY)[0]


def test_a_ticket_comes_back_as_it_was_written(store: Store) -> None:
    full = wish(
        customer="bank", line="L-1", hall="h1", device="sw", alarm_id=7, assignee="wang", severity=Severity.CRITICAL,
        paused_s=12.5, paused_at=NOW, restored_at=NOW, state=TicketState.RESTORED, grade="AAA", started_at=NOW,
    )  # fmt: skip
    kept = added(store, **{name: getattr(full, name) for name in Ticket.__slots__ if name not in ("id", "number")})
    assert kept == replace(full, id=kept.id, number=f"T-{DAY}-0001")
    assert store.tickets.get(kept.id) == store.tickets.numbered(kept.number) == kept
    (one,) = store.tickets.events(kept.id)
    assert (one.ticket, one.kind, one.at) == (kept.id, TicketEventKind.OPENED, NOW)


def test_numbers_are_unique_per_day_and_begin_anew(opened: Callable[[], Store]) -> None:
    first, other = opened(), opened()
    numbers = [
        store.tickets.add(wish(), [], day)[0].number for day in (DAY, DAY, "20261124") for store in (first, other)
    ]
    assert numbers == [f"T-{DAY}-0001", f"T-{DAY}-0002", f"T-{DAY}-0003", f"T-{DAY}-0004", "T-20261124-0001",
                       "T-20261124-0002"]  # fmt: skip


def test_many_at_once_have_a_number_each(opened: Callable[[], Store]) -> None:
    stores = [opened() for _ in range(3)]
    found: list[str] = []

    def run(store: Store) -> None:
        found.extend(store.tickets.add(wish(), [event()], DAY)[0].number for _ in range(8))

    threads = [threading.Thread(target=run, args=(store,)) for store in stores]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [f"T-{DAY}-{number:04d}" for number in range(1, 25)]


def test_a_message_makes_one_ticket_also_over_a_restart(opened: Callable[[], Store]) -> None:
    first, new = opened().tickets.add(wish(), [event()], DAY, "m-1")
    again, fresh = opened().tickets.add(wish(title="other"), [event()], DAY, "m-1")
    assert (new, fresh, again) == (True, False, first)
    store = opened().tickets
    assert store.keyed("api", "m-1") == first
    assert store.keyed("email", "m-1") is None
    assert store.add(wish(channel=TicketChannel.EMAIL), [], DAY, "m-1")[1]


def test_an_alarm_opens_one_ticket(store: Store) -> None:
    of_alarm = wish(channel=TicketChannel.ALARM, alarm_id=5)
    first, new = store.tickets.add(of_alarm, [], DAY)
    again, fresh = store.tickets.add(of_alarm, [], DAY)
    assert (new, fresh, again) == (True, False, first)
    added(store, alarm_id=5)  # a complaint about it is another matter
    assert store.tickets.of_alarm(5) == first
    assert store.tickets.watched() == [first]
    assert store.tickets.of_alarm(6) is None


def test_what_decides_sees_what_another_wrote_and_writes_all_or_nothing(opened: Callable[[], Store]) -> None:
    one, other = opened().tickets, opened().tickets
    ticket = one.add(wish(), [event()], DAY)[0]

    def assigned(found: Ticket) -> Any:
        if found.assignee:
            raise ConflictError("NMS-TICKET-101")
        return replace(found, assignee="wang"), [event(TicketEventKind.ASSIGNED)]

    assert one.change(ticket.id, assigned).assignee == "wang"
    with pytest.raises(ConflictError):
        other.change(ticket.id, assigned)
    assert [found.kind for found in other.events(ticket.id)] == [TicketEventKind.OPENED, TicketEventKind.ASSIGNED]
    assert other.change(ticket.id, lambda _: None).assignee == "wang"
    with pytest.raises(NotFoundError):
        one.change(99, assigned)


def test_a_reply_by_a_message_is_heard_once(store: Store) -> None:
    ticket = added(store)

    def heard(found: Ticket) -> Any:
        return found, [event(TicketEventKind.REPLIED)]

    for _ in range(2):
        store.tickets.change(ticket.id, heard, "email", "<m@1>")
    assert [one.kind for one in store.tickets.events(ticket.id)].count(TicketEventKind.REPLIED) == 1


def test_escalations_are_noted_once_with_their_event(opened: Callable[[], Store]) -> None:
    store = opened()
    ticket = added(store)
    told = [
        one.tickets.escalate(ticket.id, percent, event(TicketEventKind.ESCALATED, percent=percent))
        for percent in (50, 80)
        for one in (store, opened())
    ]
    assert told == [True, False, True, False]
    bodies = [one.body for one in store.tickets.events(ticket.id) if one.kind is TicketEventKind.ESCALATED]
    assert bodies == [{"percent": 50}, {"percent": 80}]


def test_a_nonce_is_good_once_and_forgotten_after_its_time(store: Store) -> None:
    assert [store.tickets.nonce("app", "n", NOW) for _ in range(2)] == [True, False]
    assert store.tickets.nonce("other", "n", NOW)
    assert store.tickets.prune(NOW) == 0
    assert store.tickets.prune(NOW + timedelta(seconds=1)) == 2
    assert store.tickets.nonce("app", "n", NOW)


def test_the_queue_is_open_before_restored_before_closed_the_soonest_due_first(store: Store) -> None:
    def due(hours: int, state: TicketState = TicketState.NEW) -> str:
        over = NOW if state is TicketState.CLOSED else None
        return added(store, due_at=NOW + timedelta(hours=hours), state=state, closed_at=over).number

    closed, late, restored, soon = due(1, TicketState.CLOSED), due(9), due(2, TicketState.RESTORED), due(3)
    total, found = store.tickets.find(TicketFilter())
    assert (total, [one.number for one in found]) == (4, [soon, late, restored, closed])
    total, page = store.tickets.find(TicketFilter(limit=2, offset=1))
    assert (total, [one.number for one in page]) == (4, [late, restored])
    assert [one.number for one in store.tickets.open()] == [late, soon]


def test_filters_find_what_they_say(store: Store) -> None:
    made = {
        "line": added(store, line="PL-1", customer="bank"),
        "hall": added(store, hall="h1", channel=TicketChannel.PHONE, text="打不通 100%"),
        "type": added(store, type=TicketType.REQUEST, opened_at=NOW - timedelta(days=2)),
        "closed": added(store, state=TicketState.CLOSED, closed_at=NOW, cause_code="network"),
    }
    made["child"] = added(store, parent_id=made["line"].id)
    wanted = {
        TicketFilter(line="PL-1"): {"line"},
        TicketFilter(customer="bank"): {"line"},
        TicketFilter(hall="h1"): {"hall"},
        TicketFilter(channels=(TicketChannel.PHONE,)): {"hall"},
        TicketFilter(types=(TicketType.REQUEST,)): {"type"},
        TicketFilter(states=(TicketState.CLOSED,)): {"closed"},
        TicketFilter(closed_since=NOW, closed_before=NOW + timedelta(1)): {"closed"},
        TicketFilter(opened_before=NOW): {"type"},
        TicketFilter(opened_since=NOW, parent_id=made["line"].id): {"child"},
        TicketFilter(text="pl-1"): {"line"},
        TicketFilter(text="100%"): {"hall"},
        TicketFilter(text="_"): set(),
    }
    for query, names in wanted.items():
        _, found = store.tickets.find(query)
        assert {one.id for one in found} == {made[name].id for name in names}, query
    assert [one.id for one in store.tickets.children(made["line"].id)] == [made["child"].id]


def test_who_keeps_the_last_event_misses_nothing(store: Store) -> None:
    ticket, seen = added(store), 0
    store.tickets.change(ticket.id, lambda one: (one, [event(TicketEventKind.STARTED), event(TicketEventKind.WAITING)]))
    kinds = []
    while some := store.tickets.events_after(seen, 2):
        kinds += [one.kind for one in some]
        seen = some[-1].id
    assert kinds == [TicketEventKind.OPENED, TicketEventKind.STARTED, TicketEventKind.WAITING]
    assert store.tickets.last_event() == seen


def test_events_of_many_tickets_come_by_ticket_and_in_order(store: Store) -> None:
    tickets = [added(store) for _ in range(3)]
    for one in (tickets[2], tickets[0], tickets[2]):
        store.tickets.change(one.id, lambda found: (found, [event(TicketEventKind.STARTED)]))
    asked = [tickets[2].id, tickets[0].id, *range(1_000_000, 1_001_200)]  # more than stand in one query
    found = store.tickets.events_of(asked)
    assert found == {one.id: store.tickets.events(one.id) for one in (tickets[0], tickets[2])}
    assert [len(found[one.id]) for one in (tickets[0], tickets[2])] == [2, 3]
    assert store.tickets.events_of([]) == {}
