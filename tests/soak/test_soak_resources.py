"""Eight planners in eight processes, a hundred thousand reservations and releases: no double allocation, no leak."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from planning import T0, Outcome, double_allocations, most_drawn, planners, takeovers
from resource_things import PON_KBPS, SPLIT
from sqlalchemy import func, select

from nms.store import Store
from nms.store.schema import resource_draw, resource_lapse, resource_limit, resource_unit
from nms.testing import ManualClock

pytestmark = pytest.mark.soak

PLANNERS = 8
EVER = T0 + timedelta(days=36_500)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "var" / "nms.db", ManualClock())


def watched(store: Store, seen: Counter[str]) -> Callable[[], None]:
    """Looks at one consistent state now and then: limits hold, and say what is drawn; slots are slots."""
    sums = select(resource_draw.c.scope, func.sum(resource_draw.c.amount)).group_by(resource_draw.c.scope)
    slots = select(resource_unit.c.scope, func.count()).where(resource_unit.c.scope.startswith("span/"))

    def look() -> None:
        with store.database.read() as connection:
            drawn = {scope: int(total) for scope, total in connection.execute(sums)}
            limits = connection.execute(select(resource_limit)).all()
            full = {row[0]: int(row[1]) for row in connection.execute(slots.group_by(resource_unit.c.scope))}
        assert {row.scope: row.used for row in limits} == drawn
        assert all(row.used <= row.capacity for row in limits)
        assert all(count <= 63 for count in full.values())
        seen["looks"] += 1
        seen["most slots"] = max(seen["most slots"], sum(full.values()))
        time.sleep(1)

    return look


def emptied(store: Store, outcome: Outcome) -> None:
    """Cease what is left; what was abandoned or rests is over by then."""
    for holder in sorted({holder for _, _, holder in outcome.used}):
        store.resources.release(holder, None, EVER)
    store.resources.expire(EVER)


def test_eight_planners_never_share_a_slot_and_leave_nothing(
    store: Store, change_seed: int, soak_reservations: int
) -> None:
    seen: Counter[str] = Counter()
    began = time.monotonic()
    place = Path(store.database.place)
    outcome = planners(place, PLANNERS, soak_reservations, change_seed, watched(store, seen))
    taken = time.monotonic() - began
    print(f"\n{taken:.0f} s, {dict(outcome.counts)}, {dict(seen)}", end=" ")
    print(f"{len(outcome.stretches)} stretches, {takeovers(outcome.stretches)} changes of hands")
    assert outcome.counts["reserve"] + outcome.counts["release"] >= soak_reservations
    assert list(double_allocations(outcome.stretches)) == []
    for scope, amount in most_drawn(outcome.stretches).items():
        assert 0 < amount <= (PON_KBPS if scope.startswith("assured") else SPLIT)
    used = select(resource_unit.c.scope, resource_unit.c.unit, resource_unit.c.holder)
    with store.database.read() as connection:
        rows = sorted(tuple(row) for row in connection.execute(used.where(resource_unit.c.state == "used")))
    assert rows == list(outcome.used)
    emptied(store, outcome)
    with store.database.read() as connection:
        for table in (resource_unit, resource_limit, resource_draw):
            assert connection.execute(select(table)).all() == [], table.name
        lapsed = set(connection.execute(select(resource_lapse.c.holder)).scalars())
    assert not lapsed & {holder for _, _, holder in outcome.used}
