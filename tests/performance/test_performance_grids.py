"""Rates and thresholds of whole grids say what the rules for single values say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nms.core.config import ThresholdConfig
from nms.core.counters import Reading, rate
from nms.core.sample import METRICS, Metric
from nms.performance.grid_rates import DEVICES_AT_ONCE, NOTHING, SIGNED, UNSIGNED, GridRates, unbounded
from nms.performance.grid_thresholds import ColumnRule, GridThresholds
from nms.performance.thresholds import _rule, _Step

T0 = datetime(2026, 3, 1, tzinfo=UTC)
WIDE, NARROW = METRICS["interface_in_octets"], METRICS["interface_in_errors"]
COUNTS = st.one_of(
    st.integers(0, 2**64 - 1),
    st.sampled_from((0, 1, 2**31, 2**32 - 1, 2**32, 2**48, 2**63, 2**64 - 1)),
    st.integers(2**32 - 10, 2**32 + 10),
)
CEILINGS = st.sampled_from((np.inf, 1e6, 1e9, 1e12))


def cell(value: int) -> tuple[np.uint64, int]:
    return np.uint64(value & (2**64 - 1)), UNSIGNED if value >= 2**63 else SIGNED


@given(COUNTS, COUNTS, st.sampled_from((WIDE, NARROW)), CEILINGS, st.sampled_from((0.5, 1.0, 30.0, 300.0)))
def test_a_rate_of_a_grid_is_that_of_the_two_readings(
    before: int, after: int, metric: Metric, ceiling: float, seconds: float
) -> None:
    rates = GridRates([metric], np.full((1, 1), ceiling))
    for value, at_s in ((before, 1000.0), (after, 1000.0 + seconds)):
        bits, kind = cell(value)
        ((_, found),) = rates.step(at_s, np.full((1, 1), bits), np.full((1, 1), kind, np.uint8))
    one, two = Reading(T0, before), Reading(T0 + timedelta(seconds=seconds), after)
    expected = rate(one, two, metric, None if np.isinf(ceiling) else ceiling)
    if expected is None:
        assert np.isnan(found[0, 0])
    else:
        assert np.isclose(found[0, 0], expected, rtol=1e-12)


def test_gauges_holes_negative_counts_and_restarts() -> None:
    gauge = Metric("temperature_celsius", "°C")
    rates = GridRates([gauge, WIDE], unbounded(3, 2))
    bits = np.array([[-20, 10], [5, 10], [7, 10]], np.int64).view(np.uint64)
    kinds = np.array([[SIGNED, SIGNED], [NOTHING, SIGNED], [UNSIGNED, SIGNED]], np.uint8)
    ((_, first),) = rates.step(0.0, bits, kinds)
    assert first[0, 0] == -20.0
    assert np.isnan(first[1, 0])
    assert first[2, 0] == 7.0
    assert np.isnan(first[:, 1]).all()
    later = np.array([[0, 310], [0, -1], [0, 310]], np.int64).view(np.uint64)
    broken = np.array([False, False, True])
    ((_, second),) = rates.step(300.0, later, np.full((3, 2), SIGNED, np.uint8), broken)
    assert second[0, 1] == 8.0
    assert np.isnan(second[1:, 1]).all()


def test_many_devices_come_part_by_part_and_in_order() -> None:
    count = DEVICES_AT_ONCE + 3
    bits = np.arange(count, dtype=np.uint64)[:, None]
    rates = GridRates([Metric("x", "")], unbounded(count, 1))
    parts = list(rates.step(0.0, bits, np.ones((count, 1), np.uint8)))
    assert [part for part, _ in parts] == [slice(0, DEVICES_AT_ONCE), slice(DEVICES_AT_ONCE, count)]
    assert np.concatenate([values[:, 0] for _, values in parts]).tolist() == list(map(float, range(count)))


VALUES = st.lists(st.one_of(st.integers(60, 100), st.none()), max_size=30)


@given(VALUES, st.integers(1, 3), st.booleans())
def test_a_threshold_of_a_grid_turns_when_the_single_one_does(
    values: list[int | None], for_rounds: int, high: bool
) -> None:
    limits = (90.0, 80.0) if high else (70.0, 80.0)
    config = ThresholdConfig.model_validate({
        "metric": "cpu_percent", "direction": "high" if high else "low", "raise_at": limits[0],
        "clear_at": limits[1], "for_rounds": for_rounds, "severity": "minor",
    })  # fmt: skip
    single, step = _rule(config), _Step()
    grid = GridThresholds([ColumnRule(1, *limits, high, for_rounds)], 2)
    for number, value in enumerate(values):
        before = replace(step)
        if value is not None:
            step.take(single, T0 + timedelta(minutes=number), float(value))
        row = np.array([[0.0, np.nan], [0.0, np.nan if value is None else float(value)]])
        turned = list(grid.judge(slice(0, 2), row))
        assert [one.active for one in turned] == ([step.active] if step.active != before.active else [])
        assert all(one.device == 1 and one.value == value for one in turned)
