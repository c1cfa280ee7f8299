"""The storm guard: hysteresis per sender, and no sender's storm is another's."""

from hypothesis import given
from hypothesis import strategies as st

from nms.core.config import StormConfig
from nms.snmp.storm import StormGuard

CONFIG = StormConfig(start_per_s=50, stop_per_s=10, window_s=5)


def hear(guard: StormGuard, sender: str, now: float) -> bool:
    """Count one trap; whether a storm of its sender starts with it."""
    before = guard.storming(sender)
    guard.admit(sender, now, 1)
    return guard.storming(sender) and not before


def test_a_storm_starts_once_at_its_rate_and_ends_once_when_it_is_quiet() -> None:
    guard = StormGuard(CONFIG)
    starts = [hear(guard, "r1", 100 + n / 100) for n in range(1000)]  # 100 a second for 10 s
    assert starts.count(True) == 1
    assert starts.index(True) == 249  # 250 within the window are 50 a second
    assert guard.storming("r1")
    assert guard.settle(110.0) == []
    assert guard.settle(113.4) == [], "30 a second are still in the window"
    assert guard.settle(114.0) == ["r1"]
    assert not guard.storming("r1")
    assert guard.settle(115.0) == []


def test_between_the_two_rates_nothing_changes() -> None:
    guard = StormGuard(CONFIG)
    for n in range(600):
        assert not hear(guard, "calm", n / 30)
    for n in range(300):
        hear(guard, "noisy", n / 300)
    for n in range(600):
        hear(guard, "noisy", 1 + n / 30)
        assert guard.settle(1 + n / 30) == []
    assert guard.storming("noisy")
    assert not guard.storming("calm")


def test_quiet_senders_are_forgotten() -> None:
    guard = StormGuard(CONFIG)
    for n in range(1000):
        hear(guard, f"r{n}", 1.0)
    assert len(guard._senders) == 1000
    guard.settle(100.0)
    assert not guard._senders


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), st.floats(0, 0.5)), max_size=400))
def test_starts_and_ends_alternate_and_the_rate_says_why(events: list[tuple[str, float]]) -> None:
    guard = StormGuard(StormConfig(start_per_s=4, stop_per_s=1, window_s=2))
    now, storming = 0.0, {"a": False, "b": False}
    for sender, gap in events:
        now += gap
        for over in guard.settle(now):
            assert storming[over]
            assert guard.rate(over, now) <= 1
            storming[over] = False
        if hear(guard, sender, now):
            assert not storming[sender]
            assert guard.rate(sender, now) >= 4
            storming[sender] = True
        assert guard.storming(sender) == storming[sender]


def test_a_stop_rate_above_the_start_rate_cannot_make_it_flap() -> None:
    guard = StormGuard(StormConfig(start_per_s=2, stop_per_s=100, window_s=1))
    assert [hear(guard, "r1", 0.5) for _ in range(4)] == [False, True, False, False]
    assert guard.settle(0.5) == []
