"""The token bucket: never more than its rate after its burst, whatever comes when."""

from hypothesis import given
from hypothesis import strategies as st
from snmp_doubles import run

from nms.snmp.policer import Policer, TokenBucket
from nms.testing import ManualClock

GAPS = st.lists(st.floats(0, 2), min_size=1, max_size=200)


@given(GAPS, st.floats(0.5, 200), st.floats(1, 50))
def test_no_window_sees_more_requests_than_burst_and_rate_allow(gaps: list[float], rate: float, burst: float) -> None:
    bucket, now = TokenBucket(rate, burst, burst, 0.0), 0.0
    leaving = []
    for gap in gaps:
        now += gap
        bucket, wait = bucket.take(now)
        leaving.append(now + wait)
    for first, start in enumerate(leaving):
        for count, end in enumerate(leaving[first:], start=1):
            assert count <= burst + (end - start) * rate + 1e-6 * count + 1e-3


@given(GAPS)
def test_requests_leave_in_the_order_in_which_they_came(gaps: list[float]) -> None:
    bucket, now, last = TokenBucket(5.0, 2.0, 2.0, 0.0), 0.0, 0.0
    for gap in gaps:
        now += gap
        bucket, wait = bucket.take(now)
        assert now + wait >= last - 1e-6
        last = now + wait


@given(st.floats(0.1, 100))
def test_who_asks_slower_than_the_rate_never_waits(rate: float) -> None:
    bucket = TokenBucket(rate, 1.0, 1.0, 0.0)
    for step in range(50):
        bucket, wait = bucket.take(step * 1.001 / rate)
        assert wait < 1e-9


def test_a_clock_that_steps_back_gives_no_tokens_away() -> None:
    bucket, _ = TokenBucket(1.0, 1.0, 1.0, 100.0).take(100.0)
    _, wait = bucket.take(50.0)
    assert wait == 1.0


def test_a_policer_lets_its_burst_pass_at_once_and_then_holds_back() -> None:
    clock = ManualClock()
    policer = Policer(clock, 400.0)

    async def admit(count: int) -> None:
        for _ in range(count):
            await policer.admit()

    run(admit(100))
    assert policer._bucket.tokens == 0.0
    run(admit(1))  # waits for 1/400 s of real time
    assert policer._bucket.tokens == -1.0
