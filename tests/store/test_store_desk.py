"""Requests and events: asked once, done once, followed by number."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from nms.core.alarm import Actor
from nms.core.config import RetentionConfig
from nms.core.errors import NotFoundError
from nms.core.ports import Request
from nms.store import Store
from nms.store.desk import Events

T0 = datetime(2026, 3, 1, tzinfo=UTC)


def test_a_request_waits_until_it_is_finished(store: Store, opened: Callable[[], Store]) -> None:
    page, engine = store, opened()
    first = page.requests.put("poll", {"device": "柯桥"}, Actor("值班", "127.0.0.1"), T0)
    second = page.requests.put("poll", {"device": "pe1"}, Actor("cli"), T0)
    assert [request.id for request in engine.requests.waiting()] == [first, second]
    engine.requests.finish(first, "done", "3 rows")
    actor = Actor("值班", "127.0.0.1")
    assert page.requests.get(first) == Request(first, "poll", {"device": "柯桥"}, actor, T0, "done", "3 rows")
    assert [request.id for request in engine.requests.waiting()] == [second]
    assert page.requests.get(99) is None
    with pytest.raises(NotFoundError):
        engine.requests.finish(99, "done", "")


def test_old_requests_go_but_never_a_waiting_one(store: Store) -> None:
    done, waiting = (store.requests.put("poll", {}, Actor("a"), T0) for _ in range(2))
    store.requests.finish(done, "failed", "NMS-SNMP-001")
    assert store.prune(T0 + timedelta(days=365), RetentionConfig()) == 1
    assert store.requests.get(done) is None
    assert store.requests.get(waiting) is not None


def test_events_are_followed_by_number(store: Store, opened: Callable[[], Store]) -> None:
    follower = opened()
    assert (follower.events.last(), follower.events.first()) == (0, 0)
    numbers = [store.events.append("alarm", str(number), T0, {"n": str(number)}) for number in range(5)]
    assert numbers == sorted(set(numbers))
    assert follower.events.after(numbers[2]) == [
        (numbers[3], "alarm", "3", {"n": "3"}),
        (numbers[4], "alarm", "4", {"n": "4"}),
    ]
    assert [number for number, *_ in follower.events.after(0, limit=2)] == numbers[:2]
    assert follower.events.last() == numbers[-1]
    assert follower.events.after(numbers[-1]) == []


def test_only_the_last_events_are_kept_and_numbers_go_on(store: Store) -> None:
    events = Events(store.database, kept=10)
    for number in range(35):
        events.append("alarm", str(number), T0, {})
    assert events.last() == 35
    assert 10 <= events.last() - events.first() + 1 <= 20
