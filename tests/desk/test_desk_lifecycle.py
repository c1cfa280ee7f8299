"""A ticket's life and clock: only moves that exist, and a clock that stands while the customer is waited for."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.errors import ConflictError, InvalidError, NmsError
from nms.core.ticket import (
    CAUSES,
    RUNNING_STATES,
    TICKET_MOVES,
    Ticket,
    TicketChannel,
    TicketEventKind,
    TicketState,
    TicketType,
)
from nms.desk import clock
from nms.desk.lifecycle import VERBS, Act, joined, may, moved, noted

S = TicketState
START = datetime(2026, 11, 23, 1, tzinfo=UTC)
HOUR = 3600.0


def ticket(state: TicketState = S.NEW, hours: float = 8, started: datetime = START) -> Ticket:
    one = Ticket(
        1, "T-20261123-0001", TicketType.FAULT, TicketChannel.PHONE, "t", "", START, started, START, hours * HOUR,
        state=state, closed_at=START if state is S.CLOSED else None,
    )  # fmt: skip
    return clock.kept(clock.settled(one), START)


def act(verb: str, at: datetime = START, **more: Any) -> Act:
    return replace(Act(verb, "li", at, "wang", "network"), **more)


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


# ---------------------------------------------------------------- moves


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", S)
def test_a_verb_moves_a_ticket_only_along_the_moves_that_exist(state: TicketState, verb: str) -> None:
    before = ticket(state)
    if verb not in may(before, START) or (verb == "close" and before.open):
        with pytest.raises(NmsError) as refused:
            moved(before, act(verb))
        assert refused.value.code == ("NMS-TICKET-105" if verb in may(before, START) else "NMS-TICKET-101")
        return
    done, events = moved(before, act(verb))
    assert done.state in TICKET_MOVES[state]
    assert [one.kind for one in events] == [VERBS[verb].kind]


def test_a_ticket_is_reopened_within_48_hours_of_its_closing_and_not_later() -> None:
    closed, _ = moved(ticket(S.RESTORED), act("close"))
    assert moved(closed, act("reopen", after(48)))[0].state is S.IN_PROGRESS
    with pytest.raises(ConflictError) as refused:
        moved(closed, act("reopen", after(48) + timedelta(seconds=1)))
    assert refused.value.code == "NMS-TICKET-102"
    assert "reopen" not in may(closed, after(49))


@pytest.mark.parametrize(
    ("state", "verb", "more", "code"),
    [
        (S.RESTORED, "close", {"cause": "bad weather"}, "NMS-TICKET-103"),
        (S.NEW, "assign", {"assignee": "  "}, "NMS-TICKET-104"),
        (S.IN_PROGRESS, "close", {"cause": "network"}, "NMS-TICKET-105"),
    ],
)
def test_a_move_that_lacks_something_is_refused_with_its_reason(
    state: TicketState, verb: str, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        moved(ticket(state), act(verb, **more))
    assert refused.value.code == code


@pytest.mark.parametrize("cause", CAUSES)
def test_what_was_not_restored_is_closed_only_as_no_trouble_of_its_own(cause: str) -> None:
    try:
        moved(ticket(), act("close", cause=cause))
    except InvalidError:
        assert cause not in ("duplicate", "void")
    else:
        assert cause in ("duplicate", "void")


def test_a_reply_of_the_customer_ends_the_waiting() -> None:
    waiting, _ = moved(ticket(S.IN_PROGRESS), act("wait"))
    heard, events = noted(waiting, TicketEventKind.REPLIED, act("reply", after(2), text="钥匙在门卫"))
    assert (heard.state, heard.paused_s) == (S.IN_PROGRESS, 2 * HOUR)
    assert [one.kind for one in events] == [TicketEventKind.REPLIED, TicketEventKind.RESUMED]


def test_a_ticket_joins_neither_itself_nor_a_child() -> None:
    one = ticket()
    child = replace(one, id=2, parent_id=7)
    for parent in (one, child):
        with pytest.raises(ConflictError):
            joined(one, parent, "li", START)


# ---------------------------------------------------------------- the clock

Walks = st.lists(st.tuples(st.floats(0, 100_000), st.sampled_from(sorted(VERBS))), max_size=30)


@given(walk=Walks)
def test_the_clock_counts_exactly_the_time_in_states_in_which_it_runs(walk: list[tuple[float, str]]) -> None:
    """Against the plain sum of stretches; due moves by what it stood, and the share never falls."""
    one, now, ran, shares = ticket(), START, 0.0, [0.0]
    for seconds, verb in walk:
        step = timedelta(seconds=round(seconds))
        now += step
        if one.state in RUNNING_STATES:
            ran += step.total_seconds()
        assert clock.used_s(one, now) == pytest.approx(ran)
        shares.append(clock.share(one, now))
        with suppress(NmsError):
            one, _ = moved(one, act(verb, now, cause="void"))
        assert clock.used_s(one, now) == pytest.approx(ran)
        assert one.due_at == one.started_at + timedelta(seconds=one.mttr_s + one.paused_s)
        assert (one.paused_at is None) == (one.state in RUNNING_STATES)
        stood = (now - START).total_seconds() - ran
        if one.open:
            assert (clock.due(one, now) - START).total_seconds() == pytest.approx(one.mttr_s + stood)
    assert all(earlier <= later + 1e-9 for earlier, later in pairwise(shares))


@given(pauses=st.lists(st.tuples(st.integers(1, 90_000), st.integers(1, 90_000)), max_size=8))
def test_due_moves_by_the_pauses_and_nothing_else(pauses: list[tuple[int, int]]) -> None:
    one, now = ticket(S.IN_PROGRESS), START
    for work, wait in pauses:
        now += timedelta(seconds=work)
        one, _ = moved(one, act("wait", now))
        standing = clock.used_s(one, now)
        now += timedelta(seconds=wait)
        assert clock.used_s(one, now) == standing
        one, _ = moved(one, act("resume", now))
    assert one.paused_s == sum(wait for _, wait in pauses)
    assert one.due_at == START + timedelta(seconds=8 * HOUR + one.paused_s)


@given(reported=st.integers(-500_000, 500_000), alarmed=st.none() | st.integers(-500_000, 500_000))
def test_the_clock_starts_at_the_earlier_of_alarm_and_report_and_never_in_the_future(
    reported: int, alarmed: int | None
) -> None:
    moments = [START + timedelta(seconds=one) for one in (reported, alarmed) if one is not None]
    alarm = moments[1] if alarmed is not None else None
    assert clock.started(moments[0], alarm, START) == min([*moments, START])


def test_an_alarm_that_is_found_to_be_earlier_makes_it_due_earlier() -> None:
    one = clock.backdated(ticket(), after(-3))
    assert (one.started_at, one.due_at) == (after(-3), after(5))
    assert clock.backdated(one, after(1)) == one


@pytest.mark.parametrize(
    ("hours", "steps"),
    [(3.99, ()), (4, (50,)), (6.39, (50,)), (6.4, (50, 80)), (7.99, (50, 80)), (8, (50, 80, 100)), (80, (50, 80, 100))],
)
def test_escalations_are_reached_at_50_80_and_100_percent(hours: float, steps: tuple[int, ...]) -> None:
    assert clock.reached(ticket(), after(hours)) == steps


def test_nothing_is_escalated_while_the_clock_stands_or_when_it_is_restored() -> None:
    waiting, _ = moved(ticket(S.IN_PROGRESS), act("wait", after(3)))
    assert clock.reached(waiting, after(300)) == ()
    assert clock.due(waiting, after(300)) == after(305)
    assert clock.left_s(waiting, after(300)) == 5 * HOUR
    restored, _ = moved(ticket(), act("restore", after(9)))
    assert clock.reached(restored, after(20)) == ()


def test_a_promise_was_kept_by_the_time_that_it_ran() -> None:
    waiting, _ = moved(ticket(S.IN_PROGRESS), act("wait", after(7)))
    assert clock.kept_promise(waiting) is None
    assert clock.kept_promise(moved(waiting, act("restore", after(70)))[0]) is True
    assert clock.kept_promise(moved(ticket(), act("restore", after(8.01)))[0]) is False


def test_reopened_it_goes_on_where_it_stood() -> None:
    restored, _ = moved(ticket(), act("restore", after(2)))
    again, _ = moved(restored, act("reopen", after(20)))
    assert (again.restored_at, again.due_at) == (None, after(26))
    assert clock.used_s(again, after(21)) == 3 * HOUR
