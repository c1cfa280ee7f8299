"""Forecasts and effects: robust, and silent where too little is known."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.queue import Level, QueueAction, QueueSample
from nms.halls.queue_effects import FEWEST_TIMES, balance, effect
from nms.halls.queue_forecast import FEWEST_DAYS, FEWEST_IN_ALL, forecast, quantile

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, tzinfo=ZONE)
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def day(number: int, hours: dict[int, int], desks: int = 4) -> list[QueueSample]:
    """One day of ten-minute samples: each hour has its peak in the middle."""
    start = MONDAY + timedelta(days=number)
    return [
        QueueSample("h1", start + timedelta(hours=hour, minutes=minute), peak if minute == 30 else peak // 3, desks)
        for hour, peak in hours.items()
        for minute in range(0, 60, 10)
    ]


def test_nothing_is_forecast_from_fewer_days_than_it_takes() -> None:
    told = [sample for number in range(FEWEST_IN_ALL - 1) for sample in day(number, {10: 20})]
    found = forecast(told, ZONE)
    assert (found.days, found.enough, found.cells, found.busiest()) == (FEWEST_IN_ALL - 1, False, {}, [])


def test_the_peak_of_each_weekday_and_hour_is_found_in_local_time() -> None:
    told = [sample for number in range(28) for sample in day(number, {10: 30 if number % 7 == 5 else 12, 15: 9})]
    found = forecast(told, ZONE)
    assert found.cells.keys() == {(weekday, hour) for weekday in range(7) for hour in (10, 15)}
    saturday, monday = found.cells[5, 10], found.cells[0, 10]
    assert (saturday.weekday, saturday.hour, saturday.days, saturday.thin) == (5, 10, 4, False)
    assert saturday.median == pytest.approx(30 * 4 / 6 + 12 * 2 / 6)  # four days of its own, two of all days'
    assert monday.median == 12
    assert (monday.ratio, monday.desks) == (3.0, 4)
    assert found.busiest(1) == [saturday]


def test_one_mad_day_moves_the_median_little() -> None:
    calm = [sample for number in range(28) for sample in day(number, {10: 12})]
    mad = [sample for sample in calm if sample.at >= MONDAY + timedelta(days=1)] + day(0, {10: 900})
    assert forecast(mad, ZONE).cells[0, 10].median == forecast(calm, ZONE).cells[0, 10].median


def test_an_hour_of_few_days_is_marked_and_named_no_peak() -> None:
    told = [sample for number in range(6) for sample in day(number, {10: 12})]
    found = forecast(told, ZONE)
    assert all(cell.thin == (cell.days < FEWEST_DAYS) for cell in found.cells.values())
    assert {cell.days for cell in found.cells.values()} == {1}
    assert found.busiest() == []
    assert (6, 10) not in found.cells  # a Sunday was never seen: no other day stands for it


def test_the_pace_of_sampling_is_no_weight() -> None:
    told = [sample for number in range(14) for sample in day(number, {10: 12})]
    sparse = [sample for sample in told if sample.at.minute == 30]
    assert forecast(told, ZONE).cells == forecast(sparse, ZONE).cells


@given(st.lists(st.integers(0, 100), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_one_of_the_values_and_enough_lie_at_or_below_it(values: list[int], share: float) -> None:
    found = quantile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9


# ---------------------------------------------------------------- effects


def around(before: tuple[int, ...], after: tuple[int, ...], desks: int = 4) -> list[QueueSample]:
    five = timedelta(minutes=5)
    early = [QueueSample("h1", NOON - place * five, waiting, desks) for place, waiting in enumerate(before)]
    return early + [QueueSample("h1", NOON + place * five, waiting, desks) for place, waiting in enumerate(after, 1)]


ACTION = QueueAction("h1", NOON, "reserve-desks", "li", Level.SECOND)


def test_an_effect_is_the_mean_ratio_before_and_after_with_the_number_of_samples() -> None:
    found = effect(ACTION, around((16, 16, 12, 12), (8, 8, 8)))
    assert (found.before.mean, found.before.samples) == (3.5, 4)
    assert (found.after.mean, found.after.samples) == (2.0, 3)
    assert found.change == -1.5


def test_half_an_hour_counts_and_nothing_beyond_it() -> None:
    far = [QueueSample("h1", NOON + sign * timedelta(minutes=31), 999, 1) for sign in (-1, 1)]
    edge = [
        QueueSample("h1", NOON + timedelta(minutes=30), 8, 4),
        QueueSample("h1", NOON - timedelta(minutes=30), 9, 1),
    ]
    found = effect(ACTION, [*around((8, 8, 8), (8, 8, 8)), *far, *edge])
    assert (found.before.samples, found.after.samples) == (3, 4)
    assert found.change == 0


def test_too_few_samples_claim_nothing_and_samples_without_a_desk_have_no_ratio() -> None:
    found = effect(ACTION, around((16, 16), (8, 8, 8)))
    assert (found.before.mean, found.before.samples, found.change) == (None, 2, None)
    bare = effect(ACTION, around((5, 5, 5), (), desks=0))
    assert (bare.before.mean, bare.before.samples, bare.before.deskless) == (None, 0, 3)


def test_an_action_is_judged_only_after_enough_measured_times() -> None:
    good, poor = effect(ACTION, around((16, 16, 16), (8, 8, 8))), effect(ACTION, [])
    few = balance([good] * (FEWEST_TIMES - 1) + [poor] * 9)
    assert [(one.times, one.measured, one.change) for one in few] == [(13, FEWEST_TIMES - 1, None)]
    assert balance([good] * FEWEST_TIMES + [poor])[0].change == -2.0
