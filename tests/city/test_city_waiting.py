"""The crowds of the simulated halls, and how their agents tell them."""

from datetime import UTC, datetime, timedelta

from nms.city.mib import view_of
from nms.city.mib.queue import OPEN, WAITING, instance
from nms.city.plan.files import QUEUE_LABELS
from nms.city.waiting import hall_at, number_of
from nms.core.queue import Level, QueueRule, QueueSample
from nms.halls.queue import moves_of

MONDAY = datetime(2026, 3, 1, 16, tzinfo=UTC).timestamp()  # 00:00 in Shaoxing


def test_halls_are_closed_at_night_and_the_same_moment_is_the_same_crowd() -> None:
    number = number_of("yc-h01")
    assert hall_at(number, MONDAY + 3 * 3600) == hall_at(number, MONDAY + 23 * 3600) == (0, 0)
    day = [hall_at(number, MONDAY + 9 * 3600 + 300 * step) for step in range(90)]
    assert day == [hall_at(number, MONDAY + 9 * 3600 + 300 * step + 299) for step in range(90)]
    assert all(one.desks >= 2 for one in day)
    assert max(one.waiting for one in day) > 2 * min(one.waiting for one in day)


def test_some_halls_of_eighty_are_crowded_in_a_week_and_most_are_not() -> None:
    start, crowded = datetime.fromtimestamp(MONDAY, UTC), set[int]()
    for hall in range(80):
        number = number_of(f"h{hall}")
        moments = (start + timedelta(minutes=5 * step) for step in range(7 * 288))
        told = (QueueSample("h", at, *hall_at(number, at.timestamp())) for at in moments)
        if any(move.after is not Level.NORMAL for move in moves_of(told, QueueRule())):
            crowded.add(hall)
    assert 3 <= len(crowded) <= 40


def test_the_agent_serves_what_the_inventory_names() -> None:
    view = view_of(frozenset({"system", "queue"}))
    assert {".".join(map(str, place.prefix)) for place in view.places} >= {"1.3.6.1.4.1.8072.1.3.2.3.1.1"}
    assert set(QUEUE_LABELS.values()) == {".".join(map(str, instance(name))) for name in (WAITING, OPEN)}
