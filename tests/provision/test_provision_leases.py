"""Leases of a push: all devices or none, kept alive beside slow work, and lost for good when they ran out."""

import threading
from collections.abc import Callable

import pytest
import waiting
from pushworld import LEASE_S, MAKES, World

from nms.core.errors import StoreError
from nms.provision.push.holding import BusyError, Holding, LostLeaseError, heartbeat
from nms.testing import Kind, Trouble


def test_devices_are_leased_in_one_order_and_all_or_none(world: World) -> None:
    means = world.process()
    first = Holding.take(means, 1, ["d2", "d4"])
    with pytest.raises(BusyError) as refused:
        Holding.take(means, 2, ["d4", "d1", "d3"])
    assert refused.value.values["device"] == "d4"
    assert [lease.device for lease in world.store.leases.running(world.clock.now())] == ["d2", "d4"]
    first.release()
    assert world.store.leases.running(world.clock.now()) == []


def test_a_lease_is_renewed_when_a_third_of_it_is_over(world: World) -> None:
    holding = Holding.take(world.process(), 1, ["d1"])
    for _ in range(10):
        world.clock.advance(LEASE_S / 2)
        holding.check()
    assert len(world.store.leases.running(world.clock.now())) == 1


def test_a_lease_that_ran_out_is_lost_even_if_nobody_took_it(world: World) -> None:
    holding = Holding.take(world.process(), 1, ["d1"])
    world.clock.advance(LEASE_S)
    with pytest.raises(LostLeaseError):
        holding.check()


def test_a_store_that_fails_does_not_end_a_lease_that_still_runs(world: World) -> None:
    trouble = Trouble(2, Kind.FULL_DISK)
    holding = Holding.take(world.process(trouble), 1, ["d1"])
    world.clock.advance(LEASE_S / 2)
    holding.check()
    assert trouble.struck
    world.clock.advance(LEASE_S)
    with pytest.raises(LostLeaseError):
        holding.check()
    holding.release()


def test_a_store_that_fails_while_leasing_leaves_nothing_leased(world: World) -> None:
    with pytest.raises(StoreError):
        Holding.take(world.process(Trouble(3, Kind.FULL_DISK)), 1, ["d1", "d2", "d3"])
    world.clock.advance(LEASE_S)
    assert world.store.leases.running(world.clock.now()) == []


def test_a_heart_beats_beside_the_work_and_stops_with_it(world_of: Callable[..., World]) -> None:
    world = world_of({"d1": MAKES[0]})
    holding = Holding.take(world.process(), 1, ["d1"])
    before, until = threading.active_count(), world.store.leases.running(world.clock.now())[0].until
    world.clock.advance(LEASE_S / 2)
    with heartbeat(holding, 0.001):
        waiting.until(lambda: world.store.leases.running(world.clock.now())[0].until > until, "the lease is renewed")
    assert threading.active_count() == before
