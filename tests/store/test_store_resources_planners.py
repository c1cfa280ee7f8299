"""A few processes that plan at once on one store (the large run is in tests/soak)."""

import time
from pathlib import Path

import pytest
from planning import Outcome, double_allocations, most_drawn, planners
from resource_things import PON_KBPS, SPLIT

from nms.store import Store
from nms.testing import ManualClock


@pytest.fixture
def outcome(place: Path, change_seed: int) -> Outcome:
    return planners(place, 3, 450, change_seed, lambda: time.sleep(0.05))


@pytest.mark.timeout(180)
def test_planners_in_three_processes_never_share_a_slot_and_leave_nothing(outcome: Outcome, place: Path) -> None:
    assert outcome.counts["reserve"] + outcome.counts["release"] >= 450
    assert outcome.counts["NMS-LINE-101"] > 0, "planners that never meet prove nothing"
    assert list(double_allocations(outcome.stretches)) == []
    for scope, amount in most_drawn(outcome.stretches).items():
        assert 0 < amount <= (PON_KBPS if scope.startswith("assured") else SPLIT)
    store = Store.open(place, ManualClock())
    held = [one for scope in store.resources.scopes() for one in store.resources.held(scope, ManualClock().now())]
    used = sorted((one.unit.scope, one.unit.unit, one.holder) for one in held if one.state == "used")
    store.close()
    assert used == list(outcome.used)


def test_the_proof_sees_a_double_allocation() -> None:
    mine, yours = ("span/w1/vc4/1", "1-1-1", 10, 20, 1, "A"), ("span/w1/vc4/1", "1-1-1", 19, 30, 1, "B")
    assert list(double_allocations([yours, mine])) == [(mine, yours)]
    assert list(double_allocations([mine, (*yours[:2], 20, 30, 1, "B")])) == []
    shares = [("onus/p", "", 10, 20, 3, "A"), ("onus/p", "", 19, 30, 4, "B"), ("onus/p", "", 20, 30, 4, "C")]
    assert most_drawn(shares) == {"onus/p": 8}
