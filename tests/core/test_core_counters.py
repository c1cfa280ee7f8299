"""Counter algebra: no rate below 0, none above the line's speed, none where none can be known."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.counters import Reading, rate
from nms.core.sample import METRICS

T0 = datetime(2026, 3, 1, tzinfo=UTC)
OCTETS = METRICS["interface_in_octets"]
ERRORS = METRICS["interface_in_errors"]

values = st.one_of(
    st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1), st.integers(2**32 - 5000, 2**32 - 1), st.integers(0, 5000)
)


def after(seconds: float, value: int) -> Reading:
    return Reading(T0 + timedelta(seconds=seconds), value)


@given(values, values, st.floats(-7200, 7200), st.sampled_from([None, 1e5, 1e9, 1e11]), st.booleans())
def test_a_rate_is_never_negative_nor_above_the_speed(
    first: int, second: int, seconds: float, speed: float | None, broken: bool
) -> None:
    for metric in (OCTETS, ERRORS):
        result = rate(after(0, first), after(seconds, second), metric, speed, broken=broken)
        assert result is None or (result >= 0 and (speed is None or result <= speed))


@given(st.integers(0, 2**32 - 1), st.integers(0, 10**8), st.integers(10, 3600))
def test_a_32_bit_wrap_yields_the_same_rate_as_no_wrap(start: int, step: int, seconds: int) -> None:
    wrapped = rate(after(0, start), after(seconds, (start + step) % 2**32), ERRORS)
    assert wrapped == pytest.approx(step / seconds)


def test_a_64_bit_wrap_yields_a_rate() -> None:
    assert rate(after(0, 2**64 - 1000), after(60, 500), OCTETS) == pytest.approx(1500 * 8 / 60)


def test_a_64_bit_value_of_a_32_bit_metric_is_read_as_64_bit() -> None:
    assert rate(after(0, 2**40), after(60, 2**40 + 600), ERRORS) == pytest.approx(10.0)


def test_a_reset_yields_no_rate() -> None:
    assert rate(after(0, 10**12), after(60, 1000), OCTETS) is None


def test_a_reboot_hides_what_would_look_like_a_wrap() -> None:
    before, later = after(0, 2**32 - 100), after(60, 100)
    assert rate(before, later, ERRORS) == pytest.approx(200 / 60)
    assert rate(before, later, ERRORS, broken=True) is None


@pytest.mark.parametrize("seconds", [0.0, 0.4, -30.0])
def test_a_doubled_poll_or_a_stepped_clock_yields_no_rate(seconds: float) -> None:
    assert rate(after(0, 1000), after(seconds, 2000), OCTETS) is None


def test_a_full_line_is_cut_to_its_speed_and_the_impossible_is_refused() -> None:
    full, impossible = int(1.1 * 1e9 / 8 * 60), int(2e9 / 8 * 60)
    assert rate(after(0, 0), after(60, full), OCTETS, 1e9) == 1e9
    assert rate(after(0, 0), after(60, impossible), OCTETS, 1e9) is None


def test_a_negative_value_is_no_counter() -> None:
    assert rate(after(0, -5), after(60, 5), OCTETS) is None
