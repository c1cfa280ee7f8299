"""Samples of queues in the store: kept once, in any order, with the emergencies that their order in time makes."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nms.core.queue import Emergency, Ending, Follow, Level, QueueAction, QueueRule, QueueSample
from nms.halls.queue import follower, moves_of
from nms.store import Store
from nms.store.queues import Queues

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
FIVE = timedelta(minutes=5)
RULE = QueueRule()
FOLLOW: Follow = follower(RULE)
END = START + timedelta(days=8)


def samples(*counts: tuple[int, int], hall: str = "h1") -> list[QueueSample]:
    return [QueueSample(hall, START + place * FIVE, *count) for place, count in enumerate(counts)]


def expected(told: list[QueueSample]) -> list[Emergency]:
    """The emergencies that the moves of samples in order make."""
    found: list[Emergency] = []
    for move in moves_of(told, RULE):
        if move.how is not None:
            last = found.pop()
            found.append(Emergency(last.hall, last.level, last.start, move.at, move.how))
        if move.after is not Level.NORMAL:
            found.append(Emergency("h1", move.after, move.at))
    return found


def test_samples_become_emergencies(store: Store) -> None:
    told = samples((1, 4), (10, 4), (10, 4), (20, 4), (20, 4), (12, 4), (0, 4))
    assert store.queues.add(told, FOLLOW).kept == len(told)
    assert store.queues.emergencies("h1", START, END) == [
        Emergency("h1", Level.FIRST, told[2].at, told[4].at, Ending.WORSENED),
        Emergency("h1", Level.MANAGER, told[4].at, told[5].at, Ending.EASED),
        Emergency("h1", Level.FIRST, told[5].at, told[6].at, Ending.CLEARED),
    ]
    assert store.queues.samples("h1", START, END) == told
    assert store.queues.latest(["h1", "h2"])["h1"].sample == told[-1]


def test_the_same_sample_is_kept_once_and_another_is_refused(store: Store) -> None:
    told = samples((10, 4), (10, 4))
    store.queues.add(told, FOLLOW)
    again = store.queues.add([*told, told[0]], FOLLOW)
    assert (again.kept, again.known) == (0, 3)
    other = QueueSample("h1", told[0].at, 11, 4)
    fresh = QueueSample("h1", END, 1, 1)
    assert store.queues.add([other, fresh], FOLLOW).refused == (other,)
    assert store.queues.latest(["h1"])["h1"].sample == told[-1]
    assert store.queues.add([other, fresh], FOLLOW, whole=False).kept == 1
    assert store.queues.samples("h1", START, END) == told


def test_two_samples_of_one_batch_that_contradict_each_other_are_refused(store: Store) -> None:
    one, other = QueueSample("h1", START, 1, 1), QueueSample("h1", START, 2, 1)
    assert store.queues.add([one, other], FOLLOW).refused == (other,)
    assert not store.queues.latest(["h1"])


@pytest.mark.parametrize("seed", range(6))
def test_whatever_order_samples_come_in_the_emergencies_are_the_same(opened: Callable[[], Store], seed: int) -> None:
    draw = random.Random(seed)
    ratios = [draw.choice((0, 2, 10, 11, 14, 16, 18, 19)) for _ in range(60) for _ in range(draw.randint(1, 3))]
    told = [one for one in samples(*((waiting, 4) for waiting in ratios)) if draw.random() > 0.1]
    shuffled = told[:]
    draw.shuffle(shuffled)
    store = opened()
    while shuffled:
        part, shuffled = shuffled[: draw.randint(1, 9)], shuffled[9:] if len(shuffled) > 9 else []
        store.queues.add(part, FOLLOW)
    store.queues.add(told, FOLLOW)  # what the parts left out, and all else again
    assert store.queues.emergencies("h1", START, END) == expected(told)
    in_order = opened()
    assert in_order.queues.latest(["h1"])["h1"].state.at == told[-1].at


Told = list[tuple[int, int]]
NUMBERS = count()  # every example has a hall of its own


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 24)), min_size=1, max_size=25), st.randoms())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_late_samples_lead_to_what_they_would_have_in_time(store: Store, told: Told, draw: random.Random) -> None:
    hall = f"hall {next(NUMBERS)}"
    by_place = dict(told)
    made = [QueueSample(hall, START + place * FIVE, by_place[place], 4) for place in sorted(by_place)]
    late = made[:]
    draw.shuffle(late)
    for one in late:
        store.queues.add([one], FOLLOW)
    found = [(one.level, one.start, one.end, one.ended) for one in store.queues.emergencies(hall, START, END)]
    assert found == [(one.level, one.start, one.end, one.ended) for one in expected(made)]


def test_a_hall_that_tells_nothing_any_more_loses_its_level(store: Store) -> None:
    told = samples((10, 4), (10, 4))
    store.queues.add(told, FOLLOW)
    last = told[-1].at
    assert store.queues.lose(last + RULE.gap, RULE.gap) == 0
    assert store.queues.lose(last + RULE.gap + FIVE, RULE.gap) == 1
    lost = Emergency("h1", Level.FIRST, last, last + RULE.gap, Ending.LOST)
    assert store.queues.emergencies("h1", START, END) == [lost]
    late = QueueSample("h1", last + RULE.gap, 10, 4)
    store.queues.add([late], FOLLOW)  # it was only slow
    assert store.queues.lasting() == [Emergency("h1", Level.FIRST, last)]


def test_what_is_kept_is_there_after_a_restart_and_goes_on(opened: Callable[[], Store]) -> None:
    told = samples((10, 4), (10, 4), (10, 4))
    opened().queues.add(told[:1], FOLLOW)
    opened().queues.add(told[1:2], FOLLOW)
    assert [one.start for one in opened().queues.lasting()] == [told[1].at]


def test_actions_are_kept_and_all_of_it_is_forgotten_in_time(store: Store) -> None:
    told = samples((10, 4), (10, 4), (0, 4), (10, 4), (10, 4))
    store.queues.add(told, FOLLOW)
    made = QueueAction("h1", told[1].at, "self-service", "li", Level.FIRST, "四号终端")
    store.queues.act(made)
    assert store.queues.actions("", START, END) == store.queues.actions("h1", START, END) == [made]
    assert store.queues.actions("h2", START, END) == []
    store.queues.prune(told[4].at)
    assert store.queues.samples("h1", START, END) == told[4:]
    assert store.queues.actions("", START, END) == []
    assert [one.start for one in store.queues.emergencies("h1", START, END)] == [told[4].at]


def test_the_store_serves_its_port(store: Store) -> None:
    assert isinstance(store.queues, Queues)
