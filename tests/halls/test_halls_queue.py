"""The rule of the queues: bounds exact, up and down as it says, a simulated week against a naive oracle."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.queue import Ending, Level, QueueMove, QueueRule, QueueSample, QueueState
from nms.halls.queue import follow, held, level_of, moves_of
from nms.halls.queue_actions import ACTIONS, proposed

START = datetime(2026, 3, 1, 16, tzinfo=UTC)  # Monday, 00:00 in Shaoxing
RULE = QueueRule()
FIVE = timedelta(minutes=5)
N, FIRST, SECOND, MANAGER = Level


def queue(*counts: tuple[int, int], start: datetime = START, step: timedelta = FIVE) -> list[QueueSample]:
    return [QueueSample("h1", start + place * step, waiting, desks) for place, (waiting, desks) in enumerate(counts)]


@pytest.mark.parametrize(
    ("waiting", "desks", "level"),
    [
        (0, 0, N), (0, 5, N), (1, 1, N), (249, 100, N),
        (5, 2, FIRST), (250, 100, FIRST), (251, 100, FIRST), (349, 100, FIRST), (3, 1, FIRST),
        (7, 2, SECOND), (350, 100, SECOND), (449, 100, SECOND), (9, 2, SECOND), (450, 100, SECOND), (4, 1, SECOND),
        (451, 100, MANAGER), (901, 200, MANAGER), (5, 1, MANAGER), (1, 0, MANAGER), (2000, 0, MANAGER),
    ],
)  # fmt: skip
def test_a_sample_is_exact_at_the_bounds(waiting: int, desks: int, level: Level) -> None:
    assert level_of(QueueSample("h1", START, waiting, desks), RULE) is level


@pytest.mark.parametrize(
    ("level", "waiting", "desks", "left"),
    [
        (FIRST, 22, 10, FIRST), (FIRST, 219, 100, N),  # 2.5 - 0.3
        (SECOND, 32, 10, SECOND), (SECOND, 319, 100, FIRST), (SECOND, 219, 100, N),  # 3.5 - 0.3
        (MANAGER, 42, 10, MANAGER), (MANAGER, 419, 100, SECOND), (MANAGER, 319, 100, FIRST),  # 4.5 - 0.3
        (MANAGER, 0, 0, N), (MANAGER, 1, 0, MANAGER), (FIRST, 9, 0, FIRST),
    ],
)  # fmt: skip
def test_a_level_is_left_only_below_its_margin(level: Level, waiting: int, desks: int, left: Level) -> None:
    assert held(level, QueueSample("h1", START, waiting, desks), RULE) is left


def levels(samples: Sequence[QueueSample], rule: QueueRule = RULE) -> list[Level]:
    state, found = QueueState(), list[Level]()
    for sample in samples:
        state, _ = follow(rule, state, sample)
        found.append(state.level)
    return found


def test_one_high_sample_raises_nothing_and_two_do() -> None:
    assert levels(queue((9, 3), (3, 3), (9, 3), (9, 3))) == [N, N, N, FIRST]


def test_two_samples_of_different_levels_reach_the_lower_of_them() -> None:
    assert levels(queue((5, 2), (20, 2), (20, 2), (20, 2))) == [N, FIRST, MANAGER, MANAGER]


def test_around_a_bound_nothing_flaps() -> None:
    wavering = queue(*[(25, 10), (24, 10)] * 50)
    moves = moves_of(queue((25, 10), (25, 10)) + [replace(one, at=one.at + 2 * FIVE) for one in wavering], RULE)
    assert [move.after for move in moves] == [FIRST]


def test_customers_at_no_open_desk_call_the_manager_and_an_empty_hall_is_normal_at_once() -> None:
    assert levels(queue((1, 0), (1, 0), (0, 0))) == [N, MANAGER, N]


def test_after_a_gap_nothing_is_known_and_counting_begins_again() -> None:
    first = queue((9, 3), (9, 3))
    late = first[-1].at + RULE.gap + timedelta(seconds=1)
    state, moves = QueueState(), list[QueueMove]()
    for sample in [*first, *queue((9, 3), (9, 3), start=late)]:
        state, made = follow(RULE, state, sample)
        moves += made
    lost_at = first[-1].at + RULE.gap
    assert [(move.at, move.after, move.how) for move in moves] == [
        (first[-1].at, FIRST, None),
        (lost_at, N, Ending.LOST),
        (late + FIVE, FIRST, None),
    ]


def test_a_gap_of_exactly_the_limit_is_none() -> None:
    assert levels(queue((9, 3), (9, 3), step=RULE.gap)) == [N, FIRST]


def test_samples_out_of_order_are_refused_by_the_rule() -> None:
    with pytest.raises(ValueError, match="order"):
        follow(RULE, QueueState(START), QueueSample("h1", START, 1, 1))


def test_every_level_has_its_own_actions_and_those_below_it() -> None:
    assert proposed(N) == ()
    assert {one.code for one in proposed(FIRST)} == {"forced-diversion", "self-service"}
    assert proposed(MANAGER) == ACTIONS
    assert {one.level for one in ACTIONS} == {FIRST, SECOND, MANAGER}


# ---------------------------------------------------------------- a week


def week(seed: int) -> list[QueueSample]:
    """A week of five-minute samples: nights closed, two crowds a day, no open desk at times, bounds met, lost hours."""
    draw, found = random.Random(seed), list[QueueSample]()
    desks, ratio, left = 4, 0.0, 0
    for step in range(7 * 288):
        at, hour = START + step * FIVE, step % 288 / 12
        if not 8.5 <= hour < 17.5:
            found.append(QueueSample("h1", at, 0, 0))
            continue
        if left == 0:
            crowd = 3.8 if abs(hour - 10.5) < 1.2 or abs(hour - 15.2) < 1 else 0.8
            desks = 0 if draw.random() < 0.03 else draw.choice((2, 4, 6, 8, 10, 20))
            ratio = draw.choice((2.5, 3.5, 4.5, 2.2, 3.2, 4.2, *(1.2 + crowd * draw.random() for _ in range(5))))
            left = draw.randint(1, 4)
        left -= 1
        found.append(QueueSample("h1", at, round(ratio * desks) if desks else draw.randint(0, 3), desks))
    lost = draw.sample(range(0, len(found), 10), 20)
    return [one for place, one in enumerate(found) if not any(start <= place < start + 6 for start in lost)]


def oracle(samples: Sequence[QueueSample]) -> list[tuple[datetime, int, int]]:
    """The rule once more, naively: whole numbers times ten, every sample looking back at the one before it."""

    def alone(one: QueueSample) -> int:
        if one.waiting == 0:
            return 0
        if one.open == 0:
            return 3
        tenfold, desks = 10 * one.waiting, one.open
        return 3 if tenfold > 45 * desks else 2 if tenfold >= 35 * desks else 1 if tenfold >= 25 * desks else 0

    def stays(level: int, one: QueueSample) -> bool:
        if one.waiting == 0:
            return False
        return one.open == 0 or 10 * one.waiting >= {1: 22, 2: 32, 3: 42}[level] * one.open

    moves: list[tuple[datetime, int, int]] = []
    level, fresh = 0, True
    for place, one in enumerate(samples):
        before = samples[place - 1] if place else None
        if before is not None and (one.at - before.at).total_seconds() > 900:
            if level:
                moves.append((before.at + timedelta(seconds=900), level, 0))
            level, fresh = 0, True
        now = level
        while now and not stays(now, one):
            now -= 1
        if not fresh and before is not None:
            now = max(now, min(alone(before), alone(one)))
        if now != level:
            moves.append((one.at, level, now))
        level, fresh = now, False
    return moves


@pytest.mark.parametrize("seed", range(20))
def test_a_simulated_week_is_raised_and_cleared_exactly_as_the_rule_says(seed: int) -> None:
    samples = week(seed)
    moves = moves_of(samples, RULE)
    assert [(one.at, int(one.before), int(one.after)) for one in moves] == oracle(samples)
    assert {one.after for one in moves} == set(Level)


def test_the_simulated_weeks_meet_every_bound_and_every_ending() -> None:
    weeks = [week(seed) for seed in range(20)]
    ratios = {one.ratio for samples in weeks for one in samples}
    assert {None, Fraction(5, 2), Fraction(7, 2), Fraction(9, 2), Fraction(11, 5)} <= ratios
    assert {move.how for samples in weeks for move in moves_of(samples, RULE)} == {None, *Ending}


# ---------------------------------------------------------------- properties

counts = st.tuples(st.integers(0, 60), st.integers(0, 12))


@given(st.lists(counts, max_size=60))
@settings(max_examples=200)
def test_no_level_rises_without_two_samples_at_it_nor_falls_above_its_margin(told: list[tuple[int, int]]) -> None:
    samples, state = queue(*told), QueueState()
    for place, sample in enumerate(samples):
        after, moves = follow(RULE, state, sample)
        assert len(moves) <= 1
        if after.level > state.level:
            assert min(level_of(one, RULE) for one in samples[place - 1 : place + 1]) >= after.level
            assert place
        if after.level < state.level:
            assert sample.ratio is not None
            assert sample.ratio < RULE.bound(state.level) - RULE.margin
        state = after


@given(st.lists(st.integers(0, 59), max_size=80))
def test_within_the_margin_of_a_bound_at_most_one_move_is_made(tenths: list[int]) -> None:
    ratios = [Fraction(value, 100) + Fraction(22, 10) for value in tenths]  # 2.20 … 2.79, around 2.5
    samples = queue(*((int(ratio * 100), 100) for ratio in ratios))
    assert len(moves_of(samples, RULE)) <= 1


@given(st.lists(counts, min_size=2, max_size=40))
def test_a_sample_that_says_less_never_leads_to_more(told: list[tuple[int, int]]) -> None:
    """Monotone: fewer customers at every moment never make a worse level."""
    more = levels(queue(*told))
    fewer = levels(queue(*((waiting // 2, desks) for waiting, desks in told)))
    assert all(low <= high for low, high in zip(fewer, more, strict=True))
