"""Many changes at once: no two sessions ever interleave on one device, proven from the devices' own logs (T4)."""

import itertools
import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from typing import Any

from pushworld import ENGINE, MAKES, World

from nms.core.change import Change, ChangeState, Lease
from nms.core.errors import NmsError
from nms.provision.push import Pusher
from nms.provision.push.holding import BusyError

CHANGES, DEVICES, THREADS = 200, 20, 12


def interleaved(log: Sequence[tuple[int, str]]) -> bool:
    """Whether a session did something after another one had begun."""
    order = [number for number, _ in itertools.groupby(number for number, _ in log)]
    return len(order) != len(set(order))


def committed(world: World, pusher: Pusher, number: int) -> Change:
    """Plan and push until it is through: others change the same devices meanwhile, and are noticed."""
    dice = random.Random(number)
    names = dice.sample(sorted(world.makes), dice.randint(1, 3))
    service = f"PL-{number}"

    def steps() -> list[Any]:
        return [world.step(name, service, 1 + number % 4, 100) for name in names]

    change, waiting = world.approved(steps(), service), threading.Event()
    while True:
        try:
            change = pusher.push(change.id, ENGINE)
        except BusyError:
            waiting.wait(0.002)
            continue
        if change.state is not ChangeState.ROLLED_BACK:
            return change
        assert change.reason.startswith("NMS-CHG-056"), change.reason
        planned = world.plan(change, steps())
        to = replace(planned, state=ChangeState.APPROVED, approver=ENGINE)
        change = world.store.changes.move(change.id, {ChangeState.PLANNED}, to, ENGINE, {})


def test_two_hundred_changes_at_once_never_interleave_on_a_device(world_of: Callable[..., World]) -> None:
    dice = random.Random(20)
    world = world_of({f"d{n:02}": dice.choice(MAKES) for n in range(DEVICES)})
    pusher = Pusher(world.process())
    with ThreadPoolExecutor(THREADS) as pool:
        ended = list(pool.map(lambda number: committed(world, pusher, number), range(CHANGES)))
    assert {change.state for change in ended} == {ChangeState.COMMITTED}
    logs = [console.log for console in world.consoles.values()]
    assert min(map(len, logs)) > CHANGES / DEVICES
    assert not any(interleaved(log) for log in logs)
    fencing = [world.store.leases.take(name, "after", 0, world.clock.now(), world.clock.now()) for name in world.makes]
    assert all(lease is not None and lease.fencing > CHANGES / DEVICES for lease in fencing)


class Careless:
    """Changes that do not mind the open end of another one."""

    def __init__(self, changes: object) -> None:
        self._changes = changes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._changes, name)

    def unresolved(self, device: str) -> Sequence[Change]:
        return ()


class Generous:
    """Leases for everybody."""

    def take(self, device: str, owner: str, change: int, until: datetime, now: datetime) -> Lease:
        return Lease(device, owner, change, 1, until)

    def renew(self, lease: Lease, until: datetime, now: datetime) -> Lease:
        return lease

    def release(self, lease: Lease) -> None: ...

    def running(self, now: datetime) -> Sequence[Lease]:
        return ()


def test_without_leases_the_devices_own_logs_would_show_it(world_of: Callable[..., World]) -> None:
    world = world_of({"d1": MAKES[0]})
    changes = [world.approved([world.step("d1", f"PL-{n}", n)], f"PL-{n}") for n in (1, 2)]
    together = threading.Barrier(2, timeout=10)

    def meet(_change: int, device: str, state: str) -> None:
        if (device, state) == ("d1", "checked"):
            together.wait()

    careless: Any = Careless(world.store.changes)
    means = replace(world.process(), leases=Generous(), changes=careless, tell=meet)

    def push(change: Change) -> None:
        try:
            Pusher(means).push(change.id, ENGINE)
        except NmsError:
            together.abort()  # the other one waits no longer

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(push, changes))
    assert interleaved(world.consoles["d1"].log)
