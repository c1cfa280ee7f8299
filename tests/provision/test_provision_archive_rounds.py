"""Turns of backups: everybody once a period, spread evenly, failures earlier, restarts and clock steps without harm."""

from datetime import datetime, timedelta

from archiving import AT, later
from hypothesis import given
from hypothesis import strategies as st

from nms.provision.archive.rounds import RETRY_S, Backed, due, oldest

DAY = 86_400.0
NAMES = [f"pe-{number}" for number in range(24)]


def day_after(states: dict[str, Backed], start: datetime, step_s: float = 600) -> list[list[str]]:
    """Who is read in each step of a day, everybody with success."""
    turns = []
    for step in range(int(DAY / step_s)):
        now = start + timedelta(seconds=step * step_s)
        turns.append(due(NAMES, states, DAY, now))
        states |= {name: states[name].read(now) for name in turns[-1]}
    return turns


def test_whoever_was_never_read_is_due_at_once() -> None:
    assert due(NAMES, {}, DAY, AT) == NAMES
    assert due(NAMES, {"pe-3": Backed(AT)}, DAY, AT) == NAMES


def test_everybody_has_one_turn_a_day_and_no_two_at_once() -> None:
    states = {name: Backed(AT).read(AT) for name in NAMES}
    day_after(states, later(0))
    turns = day_after(states, later(DAY))
    assert sorted(name for turn in turns for name in turn) == sorted(NAMES)
    assert max(map(len, turns)) == 1
    again = day_after(states, later(2 * DAY))
    assert again == turns, "the same time of day every day, whenever the engine started"


@given(st.integers(1, 40), st.floats(60, 1e6), st.floats(0, 1e7))
def test_nobody_is_left_out_for_longer_than_a_period(count: int, every_s: float, passed: float) -> None:
    names = [str(number) for number in range(count)]
    states = {name: Backed(AT).read(AT) for name in names}
    assert due(names, states, every_s, later(every_s + 1)) != [] or count == 0
    assert sorted(due(names, states, every_s, later(every_s + 1))) == sorted(names)
    found = due(names, states, every_s, later(passed))
    assert len(found) >= min(count, int(count * passed / every_s) - 1)
    if passed < every_s:
        assert len(found) <= count * passed / every_s + 1


def test_a_failure_is_tried_again_after_ever_longer_times() -> None:
    state = Backed(AT).failed(AT, "NMS-DRV-001", "x")
    waits = []
    for _ in range(4):
        tried = state.tried_at or AT
        wait = next(
            s for s in range(0, 10_000, 10) if due(["pe-1"], {"pe-1": state}, 1e9, tried + timedelta(seconds=s))
        )
        waits.append(wait)
        state = state.failed(tried + timedelta(seconds=wait), "NMS-DRV-001", "x")
    assert waits == [RETRY_S, 2 * RETRY_S, 4 * RETRY_S, 8 * RETRY_S]
    assert state.failures == 5
    assert state.read(AT).failures == 0


def test_a_patient_failure_waits_for_its_turn() -> None:
    state = Backed(AT).failed(AT, "NMS-DRV-005", "another host key", patient=True)
    assert due(["pe-1"], {"pe-1": state}, DAY, later(7_200)) == []
    assert due(["pe-1"], {"pe-1": state}, DAY, later(DAY + 1)) == ["pe-1"]


def test_a_clock_that_was_set_back_silences_nobody() -> None:
    state = Backed(AT).read(later(1e6))
    assert due(["pe-1"], {"pe-1": state}, DAY, AT) == ["pe-1"]


def test_whoever_waits_longest_comes_first() -> None:
    states = {name: Backed(AT).read(later(-number)) for number, name in enumerate(NAMES[1:])}
    found = due(NAMES, states, DAY, later(2 * DAY))
    assert found == ["pe-0", *NAMES[:0:-1]]


def test_age_counts_from_reading_else_from_the_beginning() -> None:
    state = Backed(AT)
    assert state.age_s(later(50)) == 50
    assert state.read(later(10)).age_s(later(50)) == 40
    assert state.read(later(10)).failed(later(30), "x", "y").age_s(later(50)) == 40
    assert oldest([("a", 3.0), ("b", 7.5), ("c", 1.0)]) == ("b", 7.5)
    assert oldest([]) == ("", 0.0)


def test_a_state_comes_back_from_its_text() -> None:
    for state in (
        Backed(AT),
        Backed(AT).read(later(1)),
        Backed(AT).failed(later(2), "NMS-DRV-001", "没有应答", patient=True),
    ):
        assert Backed.of(state.written()) == state
