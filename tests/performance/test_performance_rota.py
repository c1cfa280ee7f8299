"""The rota: staggered, never two visits of one device, a dead device cheap and soon found again."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.performance.rota import STATUS, Rota, Turn

CADENCES = {"status": 30.0, "counters": 60.0, "inventory": 3600.0}
NAMES = [f"d{number:03}" for number in range(60)]


def test_visits_are_spread_evenly_over_the_period() -> None:
    rota = Rota(NAMES, {"status": 30.0})
    for tick in range(60):
        (turn,) = rota.due(tick * 0.5)
        assert turn.device == NAMES[tick]
        rota.finished(turn.device, answered=True, now=tick * 0.5)
    assert rota.next_at() == 30.0


def test_every_cadence_is_kept_over_a_long_time() -> None:
    rota = Rota(NAMES[:7], CADENCES)
    seen: Counter[tuple[str, str]] = Counter()
    for tick in range(7200):
        for turn in rota.due(tick * 0.5):
            seen.update((turn.device, cadence) for cadence in turn.cadences)
            assert turn.late_s < 0.5
            rota.finished(turn.device, answered=True, now=tick * 0.5)
    for name in NAMES[:7]:
        assert seen[name, "status"] == 120
        assert seen[name, "counters"] == 60
        assert seen[name, "inventory"] == 1
    assert rota.take_missed() == []


def test_cadences_due_together_are_one_visit() -> None:
    rota = Rota(["a"], {"status": 30.0, "counters": 60.0})
    (turn,) = rota.due(0.0)
    assert set(turn.cadences) == {"status", "counters"}


def test_a_slow_device_is_never_visited_twice_at_once_and_its_slots_are_missed() -> None:
    rota = Rota(["slow", "quick"], {"status": 30.0})
    visits: Counter[str] = Counter()
    for second in range(120):
        for turn in rota.due(float(second)):
            visits[turn.device] += 1
            if turn.device == "quick":
                rota.finished("quick", answered=True, now=float(second))
    assert visits == {"slow": 1, "quick": 4}
    assert [tuple(missed) for missed in rota.take_missed()] == [("slow", "status")] * 3
    assert rota.take_missed() == []
    rota.finished("slow", answered=True, now=120.0)
    assert [turn.device for turn in rota.due(120.0)] == ["slow"]


def test_a_stalled_rota_counts_what_it_missed_and_makes_nothing_up() -> None:
    rota = Rota(["a"], {"status": 30.0})
    rota.due(0.0)
    rota.finished("a", answered=True, now=1.0)
    (turn,) = rota.due(100.0)
    assert turn.late_s == 70.0
    assert [missed.cadence for missed in rota.take_missed()] == ["status"] * 2
    rota.finished("a", answered=True, now=101.0)
    assert rota.due(101.0) == []
    assert rota.next_at() == 120.0


def test_a_dead_device_costs_one_probe_a_status_slot_and_is_found_within_two_cadences() -> None:
    rota = Rota(["dead", "alive"], CADENCES)
    asked: list[Turn] = []
    for second in range(600):
        for turn in rota.due(float(second)):
            rota.finished(turn.device, answered=turn.device == "alive", now=float(second))
            if turn.device == "dead" and second > 60:
                asked.append(turn)
    assert {turn.cadences for turn in asked} == {("status",)}
    assert all(turn.probe for turn in asked)
    assert len(asked) == 17
    back_at = None
    for second in range(600, 700):
        for turn in rota.due(float(second)):
            rota.finished(turn.device, answered=True, now=float(second))
            if turn.device == "dead" and not turn.probe:
                assert set(turn.cadences) == set(CADENCES)
                back_at = second
        if back_at:
            break
    assert back_at is not None
    assert back_at <= 660
    assert rota.take_missed() == []


def test_known_dead_devices_begin_as_probes() -> None:
    rota = Rota(["a", "b"], {"status": 30.0}, dead_after=2)
    rota.restore(["a", "no longer here"])
    assert [(turn.device, turn.probe) for second in range(30) for turn in rota.due(float(second))] == [
        ("a", True),
        ("b", False),
    ]


def test_a_visit_out_of_turn_blocks_and_is_blocked() -> None:
    rota = Rota(["a"], {"status": 30.0})
    assert rota.begin("a")
    assert not rota.begin("a")
    assert rota.due(0.0) == []
    assert len(rota.take_missed()) == 1
    rota.finished("a", answered=True, now=1.0)
    assert len(rota.due(30.0)) == 1
    assert not rota.begin("a")


def test_no_devices_no_turns() -> None:
    rota = Rota([], CADENCES)
    assert rota.due(100.0) == []
    assert rota.next_at() is None


@given(st.lists(st.tuples(st.floats(0.1, 50), st.booleans(), st.integers(0, 3)), max_size=60))
def test_never_two_visits_at_once_whatever_happens(script: list[tuple[float, bool, int]]) -> None:
    rota = Rota(["a", "b", "c"], {"status": 30.0, "counters": 45.0})
    flying: list[str] = []
    now = 0.0
    for passed, answered, ending in script:
        now += passed
        for turn in rota.due(now):
            assert turn.device not in flying
            flying.append(turn.device)
        for _ in range(min(ending, len(flying))):
            rota.finished(flying.pop(0), answered=answered, now=now)
    for turn in rota.due(now + 100):
        assert turn.device not in flying


def test_the_late_are_told_how_late() -> None:
    rota = Rota(["a"], {"status": 30.0}, start=10.0)
    assert rota.due(9.9) == []
    assert rota.due(12.5)[0].late_s == pytest.approx(2.5)


def test_a_turn_that_was_given_up_frees_the_device_and_tells_nothing_of_it() -> None:
    rota = Rota(["a"], {STATUS: 10.0}, dead_after=1)
    assert [turn.device for turn in rota.due(0.0)] == ["a"]
    rota.skipped("a")
    assert rota.begin("a")
    rota.finished("a", answered=False, now=1.0)
    assert rota.dead("a")
    [probe] = rota.due(10.0)
    rota.skipped("a")
    assert probe.probe
    assert rota.dead("a"), "nobody was asked"
    assert not rota.dead("somebody else")
