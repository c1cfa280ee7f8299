"""Who is asked what and when in one round, decided on a clock of the test."""

import numpy as np
import pytest
from snmp_batch_doubles import fleet

from nms.snmp.batch.answers import Answers, State
from nms.snmp.batch.pacing import Pacing
from nms.snmp.batch.schedule import Schedule
from nms.snmp.policer import TokenBucket

AGENTS = 4
MESSAGES = 3  # an agent
RATE = 100.0


@pytest.fixture
def answers() -> Answers:
    return Answers.empty(fleet(AGENTS))


@pytest.fixture
def pacing(answers: Answers) -> Pacing:
    return Pacing(answers.fleet, RATE, 0.0)


def send(schedule: Schedule, now: float, most: int = 1000) -> list[int]:
    chosen = schedule.ready(now, most)
    schedule.left(chosen.size, now)
    return [int(one) for one in chosen]


def hear(answers: Answers, schedule: Schedule, messages: list[int], now: float) -> None:
    answers.states[messages] = State.ANSWERED
    schedule.heard(np.array(messages, np.int32), np.full(len(messages), now))


def agent_of(answers: Answers, messages: list[int]) -> list[int]:
    return [int(one) for one in answers.fleet.agent_of[messages]]


def test_agents_take_turns(answers: Answers, pacing: Pacing) -> None:
    sent = send(Schedule(answers, pacing, 0.0), 0.0)
    assert agent_of(answers, sent) == [0, 1, 2, 3] * MESSAGES
    assert answers.fleet.ordinals[sent].tolist() == [0] * 4 + [1] * 4 + [2] * 4


def test_a_round_ends_when_everything_is_heard(answers: Answers, pacing: Pacing) -> None:
    schedule = Schedule(answers, pacing, 0.0)
    sent = send(schedule, 0.0)
    assert (schedule.open, schedule.flying) == (AGENTS * MESSAGES, AGENTS * MESSAGES)
    hear(answers, schedule, sent, 0.01)
    assert (schedule.open, schedule.flying) == (0, 0)
    assert answers.whole().all()
    assert schedule.next_event() == np.inf


def test_a_silent_agent_is_tried_again_with_one_message_and_then_given_up(answers: Answers, pacing: Pacing) -> None:
    schedule = Schedule(answers, pacing, 0.0)
    sent = send(schedule, 0.0)
    hear(answers, schedule, [one for one in sent if answers.fleet.agent_of[one] != 2], 0.01)
    schedule.expire(1.79)
    assert send(schedule, 1.79) == []
    schedule.expire(1.8)
    again = send(schedule, 1.8)
    assert agent_of(answers, again) == [2]
    assert answers.fleet.ordinals[again].tolist() == [0]
    schedule.expire(3.79)
    assert schedule.open > 0, "the last try waits the whole time-out"
    schedule.expire(3.8)
    assert schedule.open == 0, "before twice the time-out is over, the sending included"
    assert answers.silent().tolist() == [False, False, True, False]
    assert schedule.resent == 1


def test_the_first_answer_of_a_late_agent_lets_its_other_messages_go(answers: Answers, pacing: Pacing) -> None:
    schedule = Schedule(answers, pacing, 0.0)
    send(schedule, 0.0)
    schedule.expire(2.0)
    (first, *_) = send(schedule, 2.0)
    agent = answers.fleet.agent_of[first]
    hear(answers, schedule, [first], 2.1)
    assert agent_of(answers, send(schedule, 2.1)) == [agent] * (MESSAGES - 1)


def test_who_was_silent_is_probed_with_one_message_once(answers: Answers, pacing: Pacing) -> None:
    pacing.ended(np.array([False, True, False, False]))
    schedule = Schedule(answers, pacing, 0.0)
    sent = send(schedule, 0.0)
    probes = [one for one in sent if answers.fleet.agent_of[one] == 1]
    assert answers.fleet.ordinals[probes].tolist() == [0]
    hear(answers, schedule, [one for one in sent if one not in probes], 0.01)
    schedule.expire(2.0)
    assert schedule.open == 0


def test_a_probe_that_is_answered_brings_the_rest(answers: Answers, pacing: Pacing) -> None:
    pacing.ended(np.ones(AGENTS, bool))
    schedule = Schedule(answers, pacing, 0.0)
    probes = send(schedule, 0.0)
    assert len(probes) == AGENTS
    hear(answers, schedule, probes[:1], 0.01)
    rest = send(schedule, 0.01)
    assert agent_of(answers, rest) == [0] * (MESSAGES - 1)


def test_a_lost_answer_of_a_live_agent_is_asked_again_soon_and_waited_for_in_full(
    answers: Answers, pacing: Pacing
) -> None:
    schedule = Schedule(answers, pacing, 0.0)
    sent = send(schedule, 0.0)
    hear(answers, schedule, sent, 0.01)
    pacing.ended(np.zeros(AGENTS, bool))
    following = Schedule(answers.after(), pacing, 10.0)
    send(following, 10.0)
    following.expire(10.26)
    again = send(following, 10.26)
    assert agent_of(answers, again) == [0, 1, 2, 3]
    following.expire(12.2)
    assert following.open > 0, "the last try waits the whole time-out"
    following.expire(12.27)
    assert following.open == 0


def test_an_answer_before_the_second_try_leaves_keeps_it_back(answers: Answers, pacing: Pacing) -> None:
    schedule = Schedule(answers, pacing, 0.0)
    sent = send(schedule, 0.0)
    schedule.expire(2.0)
    queued = schedule.ready(2.0, 1000).tolist()
    hear(answers, schedule, queued, 2.0)
    again = send(schedule, 2.0)
    assert sorted([*queued, *again]) == sorted(sent), "only those that were held until their agent was heard"
    assert schedule.resent == schedule.flying == len(again)


def test_what_cannot_be_sent_is_given_up_with_the_rest_of_its_agent(answers: Answers, pacing: Pacing) -> None:
    pacing.ended(np.ones(AGENTS, bool))
    schedule = Schedule(answers, pacing, 0.0)
    schedule.unsendable()
    assert answers.states[answers.fleet.agent_of == 0].tolist() == [State.GIVEN_UP] * MESSAGES
    assert schedule.open == (AGENTS - 1) * MESSAGES


def test_something_unreadable_makes_an_agent_odd_not_silent(answers: Answers, pacing: Pacing) -> None:
    schedule = Schedule(answers, pacing, 0.0)
    send(schedule, 0.0)
    schedule.strange(1, 0.5)
    assert not answers.silent()[1]
    assert not answers.whole()[1]
    assert schedule.open == AGENTS * MESSAGES - 1


def test_dues_are_those_of_the_token_bucket() -> None:
    one = Answers.empty(fleet(1, rows=2)).fleet
    pacing = Pacing(one, 4.0, 0.0)
    bucket = TokenBucket(4.0, 1.0, 1.0, 0.0)
    for now in (0.0, 0.1, 3.0, 3.0):
        dues = pacing.dues(np.array([0, 1, 2]), now)
        for due in dues.tolist():
            bucket, wait = bucket.take(now)
            assert due == pytest.approx(now + wait)
