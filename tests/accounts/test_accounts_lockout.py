"""When a name is locked out, and when a session has ended."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from nms.accounts.lockout import alive, locked_until

T0 = datetime(2026, 3, 1, tzinfo=UTC)
WINDOW = timedelta(minutes=15)
offsets = st.lists(st.integers(min_value=-3600, max_value=0), max_size=20)


def moments(seconds: list[int]) -> list[datetime]:
    return [T0 + timedelta(seconds=second) for second in seconds]


def test_five_failures_within_the_window_lock_until_the_oldest_of_them_is_past() -> None:
    failures = moments([-800, -300, -200, -100])
    assert locked_until(failures, T0, 5, WINDOW) is None
    assert locked_until([*failures, T0], T0, 5, WINDOW) == T0 + timedelta(seconds=100)
    assert locked_until([*failures, T0], T0 + timedelta(seconds=100), 5, WINDOW) is None


@given(offsets, st.integers(min_value=1, max_value=8))
def test_it_is_locked_exactly_while_enough_failures_are_recent(seconds: list[int], most: int) -> None:
    failures = moments(seconds)
    recent = [at for at in failures if at > T0 - WINDOW]
    until = locked_until(failures, T0, most, WINDOW)
    assert (until is not None) == (len(recent) >= most)
    if until is not None:
        assert T0 < until <= T0 + WINDOW
        assert locked_until(failures, until, most, WINDOW) is None
        assert locked_until(failures, until - timedelta(microseconds=1), most, WINDOW) == until


def test_a_session_ends_when_idle_too_long_or_too_old() -> None:
    idle, absolute = timedelta(minutes=30), timedelta(hours=12)
    assert alive(T0, T0, T0 + timedelta(minutes=29), idle, absolute)
    assert not alive(T0, T0, T0 + idle, idle, absolute)
    late = T0 + absolute
    assert alive(T0, late - timedelta(minutes=1), late - timedelta(seconds=1), idle, absolute)
    assert not alive(T0, late - timedelta(minutes=1), late, idle, absolute)
