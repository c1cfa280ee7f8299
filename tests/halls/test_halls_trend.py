"""A line that gets worse: told for real trends, hardly ever for chance, and never for an outage."""

import math
import random
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.observed import E1Interval
from nms.halls.trend import RULE, Move, chance, judged, kendall, slope, trend

START = datetime(2026, 9, 14, tzinfo=UTC)


def rows(values: list[int], uas: int = 0) -> list[E1Interval]:
    return [
        E1Interval("E1", START + timedelta(minutes=15 * at), es, 0, uas, 0, 37 * es) for at, es in enumerate(values)
    ]


@pytest.mark.parametrize("values", [list(range(7)), [0, 0, 1, 1, 1, 2, 3], [4, 4, 4, 4, 4, 4, 9]])
def test_the_bound_on_chance_holds_for_every_order_of_small_samples(values: list[int]) -> None:
    """Exhaustively, ties included: as often as S or more comes up, so often the bound allows, or more."""
    found = sorted(kendall(order) for order in permutations(values))
    for s in sorted(set(found)):
        share = sum(1 for one in found if one >= s) / len(found)
        assert share <= chance(s, len(values)) + 1e-12


def test_chance_alone_raises_no_more_than_the_rule_says() -> None:
    """Bursty noise without a trend, at a laxer bound, which can be counted."""
    dice, looks, bound, hit = random.Random(2006), 2_000, 0.3, 0
    for _ in range(looks):
        values = [0 if dice.random() < 0.6 else 1 + int(dice.expovariate(0.2)) for _ in range(24)]
        hit += chance(kendall(values), 24) <= bound
    assert hit / looks <= bound
    assert hit > 0, "a bound that nothing ever reaches would show nothing"


@given(st.lists(st.integers(0, 900), min_size=2, max_size=30))
def test_s_turns_its_sign_with_time_and_slope_with_it(values: list[int]) -> None:
    assert kendall(values) == -kendall(values[::-1])
    assert math.isclose(slope(values), -slope(values[::-1]))
    assert chance(kendall(values), len(values)) <= 1.0


def test_a_slow_rise_under_noise_is_told_before_any_threshold() -> None:
    dice = random.Random(2006)
    values = [max(0, round(0.3 * at + dice.gauss(0, 1.5))) for at in range(60)]
    raised = next(n for n in range(60) if judged(trend(rows(values[:n])), raised=False) is Move.RAISE)
    assert max(values[:raised]) < 50, "the threshold of a quarter is 50"
    found = trend(rows(values[:raised]))
    assert found is not None
    assert found.chance <= RULE.false_alarm
    assert 0.5 < found.slope_per_hour < 2.0


@pytest.mark.parametrize(
    ("values", "uas"),
    [
        ([0] * 48, 0),
        ([5] * 48, 0),  # bad, but not getting worse: thresholds tell
        (list(range(48, 0, -1)), 0),
        (list(range(20)), 0),  # too few
        (list(range(48)), 10),  # outages
        ([0] * 40 + [1] * 8, 0),  # tiny
    ],
)
def test_what_is_no_trend_raises_nothing(values: list[int], uas: int) -> None:
    assert judged(trend(rows(values, uas)), raised=False) is Move.NOTHING


def test_an_alarm_stays_while_the_line_is_bad_and_goes_when_it_is_well() -> None:
    rising = list(range(40))
    assert judged(trend(rows(rising)), raised=False) is Move.RAISE
    assert judged(trend(rows(rising)), raised=True) is Move.NOTHING
    assert judged(trend(rows([*rising, *([40] * 48)])), raised=True) is Move.NOTHING
    assert judged(trend(rows([*rising, *([0] * 4)])), raised=True) is Move.NOTHING
    assert judged(trend(rows([*rising, *([0] * 8)])), raised=True) is Move.CLEAR
