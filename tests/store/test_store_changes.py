"""Changes, leases, shared lines and rollouts as the store keeps them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from nms.core.alarm import Actor
from nms.core.change import (
    MOVES,
    Change,
    ChangeState,
    Check,
    OnFailure,
    Plan,
    Rollout,
    Shared,
    Step,
    StepOutcome,
    StepState,
    WorkOrder,
)
from nms.core.errors import ConflictError, NotFoundError
from nms.store import Store
from nms.store.schema import change
from nms.testing import ManualClock, MemoryVault

LI, WANG = Actor("li", "web"), Actor("wang", "api")
S = ChangeState


@pytest.fixture
def wish(clock: ManualClock) -> Change:
    return Change(0, "service", "专线 1", LI, clock.now(), body={"steps": [{"device": "pe-1"}]}, service="PL-0001")


def step(device: str) -> Step:
    return Step(
        device, "huawei_vrp", "l3vpn", ("interface X", " description a"), ("interface X", " undo description"),
        (Check("display x", "^a$", absent=True),), (Shared("vlan 1", ("vlan 1",), ("undo vlan 1",)),), "abc",
        ("interface X",), ("undo vlan 1",), verified=True,
    )  # fmt: skip


def planned(store: Store, change: Change, at: timedelta = timedelta()) -> Change:
    plan = Plan((step("pe-1"), step("pe-2")), (WorkOrder("mstp-1", "交叉", ("1", "2")),), change.created_at, "d1")
    to = replace(change, state=S.PLANNED, plan=plan, moved_at=change.created_at + at)
    return store.changes.move(change.id, {change.state}, to, LI, {"snapshots": {"pe-1": "k1"}})


def test_a_change_comes_back_as_it_was_kept(store: Store, wish: Change) -> None:
    kept = planned(store, store.changes.add(wish))
    assert store.changes.get(kept.id) == kept
    assert kept.plan.steps == (step("pe-1"), step("pe-2"))
    assert replace(kept, id=0, state=S.DRAFT, plan=Plan(), moved_at=None) == wish


def test_a_plan_is_sealed_where_there_is_a_vault(place: Path, clock: ManualClock, wish: Change) -> None:
    plain = Store.open(place, clock)
    before = planned(plain, plain.changes.add(wish))
    plain.close()
    sealing = Store.open(place, clock, MemoryVault())
    after = planned(sealing, sealing.changes.add(wish))
    assert sealing.changes.get(after.id).plan == before.plan
    assert sealing.changes.get(before.id).plan == before.plan, "what was kept before there was a vault is still read"
    with sealing.database.read() as connection:
        texts = {row.id: row.plan for row in connection.execute(select(change.c.id, change.c.plan))}
    sealing.close()
    assert ("description" in texts[before.id], "description" in texts[after.id]) == (True, False)


def test_a_plan_begins_every_device_anew(store: Store, wish: Change) -> None:
    change = planned(store, store.changes.add(wish))
    assert {name: one.state for name, one in store.changes.outcomes(change.id).items()} == {
        "pe-1": "pending",
        "pe-2": "pending",
    }


def test_every_move_that_is_not_foreseen_is_refused(store: Store, wish: Change) -> None:
    for source in ChangeState:
        for target in ChangeState:
            change = store.changes.add(replace(wish, state=source))
            to = replace(change, state=target)
            if target in MOVES[source]:
                assert store.changes.move(change.id, {source}, to, LI, {}).state is target
                continue
            with pytest.raises(ConflictError) as refused:
                store.changes.move(change.id, {source}, to, LI, {})
            assert refused.value.code == "NMS-CHG-050"
            assert len(store.changes.journal(change.id)) == 1


def test_of_two_that_move_a_change_the_later_is_refused(
    opened: Callable[[], Store], wish: Change
) -> None:  # fmt: skip
    one, other = opened(), opened()
    change = planned(one, one.changes.add(wish))
    approved = replace(change, state=S.APPROVED, approver=WANG)
    one.changes.move(change.id, {S.PLANNED}, approved, WANG, {})
    with pytest.raises(ConflictError):
        other.changes.move(change.id, {S.PLANNED}, approved, WANG, {})
    assert [entry.state for entry in other.changes.journal(change.id)] == ["draft", "planned", "approved"]
    assert other.changes.get(change.id).approver == WANG


def test_a_device_moves_only_from_where_it_stands(store: Store, wish: Change, clock: ManualClock) -> None:
    change = planned(store, store.changes.add(wish))
    checked = StepOutcome(change.id, "pe-1", StepState.CHECKED, clock.now(), snapshot="k1", fencing=1)
    store.changes.step(checked, {"pending"}, LI, {"lines": ["a"]})
    with pytest.raises(ConflictError):
        store.changes.step(replace(checked, state=StepState.APPLYING), {"pending"}, LI, {})
    assert store.changes.outcomes(change.id)["pe-1"] == checked
    assert store.changes.journal(change.id)[-1].body == {"lines": ["a"]}


def test_an_older_fencing_number_writes_no_step(store: Store, wish: Change, clock: ManualClock) -> None:
    change, now = planned(store, store.changes.add(wish)), clock.now()
    old = store.leases.take("pe-1", "a", change.id, now + timedelta(seconds=2), now)
    clock.advance(3)
    new = store.leases.take("pe-1", "b", change.id, clock.now() + timedelta(seconds=2), clock.now())
    assert old is not None
    assert new is not None
    outcome = StepOutcome(change.id, "pe-1", StepState.APPLYING, clock.now(), fencing=old.fencing)
    with pytest.raises(ConflictError) as refused:
        store.changes.step(outcome, {"pending"}, LI, {})
    assert refused.value.code == "NMS-CHG-060"
    store.changes.step(replace(outcome, fencing=new.fencing), {"pending"}, LI, {})


def test_changes_are_found_by_what_people_ask(store: Store, wish: Change) -> None:
    first = planned(store, store.changes.add(wish))
    second = store.changes.add(replace(wish, author=WANG, service="PL-0002"))
    assert [change.id for change in store.changes.find()[1]] == [second.id, first.id]
    assert store.changes.find(states=("planned",))[1] == [first]
    assert store.changes.find(device="pe-2")[1] == [first]
    assert store.changes.find(service="PL-0002")[1] == [second]
    assert store.changes.find(author="li")[0] == 1
    total, page = store.changes.find(limit=1, offset=1)
    assert (total, page) == (2, [first])
    assert store.changes.in_state({S.DRAFT, S.PLANNED}) == [first, second]


def test_an_open_end_on_a_device_is_found(store: Store, wish: Change) -> None:
    change = planned(store, store.changes.add(wish))
    assert store.changes.unresolved("pe-1") == []
    for state in (S.APPROVED, S.APPLYING, S.UNKNOWN):
        change = store.changes.move(change.id, {change.state}, replace(change, state=state), LI, {})
    assert store.changes.unresolved("pe-1") == [change]
    assert store.changes.unresolved("pe-3") == []


def test_what_is_not_there_is_not_found(store: Store) -> None:
    for ask in (store.changes.get, store.rollouts.get):
        with pytest.raises(NotFoundError):
            ask(7)


# ---------------------------------------------------------------- leases


def test_a_lease_is_one_owners_until_it_ends(store: Store, clock: ManualClock) -> None:
    now, until = clock.now(), clock.now() + timedelta(seconds=2)
    first = store.leases.take("pe-1", "a", 1, until, now)
    assert first is not None
    assert store.leases.take("pe-1", "b", 2, until, now) is None
    assert store.leases.running(now) == [first]
    clock.advance(2)
    second = store.leases.take("pe-1", "b", 2, clock.now() + timedelta(seconds=2), clock.now())
    assert second is not None
    assert second.fencing == first.fencing + 1
    assert store.leases.renew(first, until + timedelta(seconds=9), clock.now()) is None


def test_a_lease_that_ran_out_is_not_renewed(store: Store, clock: ManualClock) -> None:
    lease = store.leases.take("pe-1", "a", 1, clock.now() + timedelta(seconds=2), clock.now())
    assert lease is not None
    clock.advance(1)
    lease = store.leases.renew(lease, clock.now() + timedelta(seconds=2), clock.now())
    assert lease is not None
    clock.advance(2)
    assert store.leases.renew(lease, clock.now() + timedelta(seconds=2), clock.now()) is None


def test_fencing_numbers_outlive_release_and_restart(opened: Callable[[], Store], clock: ManualClock) -> None:
    now, until = clock.now(), clock.now() + timedelta(seconds=2)
    for number in range(1, 6):
        store = opened()
        lease = store.leases.take("pe-1", "a", 1, until, now)
        assert lease is not None
        assert lease.fencing == number
        store.leases.release(lease)
        assert store.leases.running(now) == []


def test_giving_back_what_is_anothers_changes_nothing(store: Store, clock: ManualClock) -> None:
    first = store.leases.take("pe-1", "a", 1, clock.now() + timedelta(seconds=2), clock.now())
    clock.advance(3)
    second = store.leases.take("pe-1", "b", 2, clock.now() + timedelta(seconds=2), clock.now())
    assert first is not None
    store.leases.release(first)
    assert store.leases.running(clock.now()) == [second]


# ---------------------------------------------------------------- shared lines, rollouts


def test_users_of_shared_lines_are_counted_once_each(store: Store) -> None:
    for user in ("PL-1", "PL-2", "PL-1", ""):
        store.references.use("pe-1", "vlan 1", user)
    assert store.references.users("pe-1", "vlan 1") == {"PL-1", "PL-2", ""}
    store.references.drop("pe-1", "vlan 1", "PL-1")
    store.references.drop("pe-1", "vlan 1", "PL-9")
    assert store.references.users("pe-1", "vlan 1") == {"PL-2", ""}
    assert store.references.users("pe-2", "vlan 1") == frozenset()


def test_a_rollout_takes_its_changes_and_nobody_elses(store: Store, wish: Change, clock: ManualClock) -> None:
    one, two = (store.changes.add(wish).id for _ in range(2))
    made = store.rollouts.add(Rollout(0, "全市", LI, clock.now(), ((one,), (two,)), OnFailure.CONTINUE))
    assert store.rollouts.all() == [made]
    assert store.changes.get(two).rollout == made.id
    with pytest.raises(ConflictError) as refused:
        store.rollouts.add(Rollout(0, "again", LI, clock.now(), ((two,),)))
    assert refused.value.code == "NMS-CHG-072"
    assert len(store.rollouts.all()) == 1
    assert store.rollouts.move(made.id, {S.PLANNED}, S.APPLYING).state is S.APPLYING
    with pytest.raises(ConflictError):
        store.rollouts.move(made.id, {S.PLANNED}, S.APPLYING)
