"""Two hundred changes at once over SSH: no two sessions interleave on a device, as the devices' own logs prove (T4)."""

import itertools
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from yardworld import ENGINE, Yard

from nms.app.clock import SystemClock
from nms.core.change import Change, ChangeState
from nms.provision.push import Pusher
from nms.provision.push.holding import BusyError

pytestmark = pytest.mark.soak

CHANGES, DEVICES, THREADS = 200, 20, 10
PLATFORMS = ("huawei", "huawei_vrpv8", "hp_comware", "cisco_ios")


def committed(yard: Yard, number: int) -> Change:
    """Plan and push until it is through; plans that others made old are made anew."""
    dice, waiting = random.Random(number), threading.Event()
    change = yard.change(number, dice, undo=False, most=2)
    while True:
        try:
            change = Pusher(yard.means).push(change.id, ENGINE)
        except BusyError:
            waiting.wait(0.02)
            continue
        if change.state is not ChangeState.ROLLED_BACK:
            return change
        assert change.reason.startswith("NMS-CHG-056"), change.reason
        change = yard.again(change)


def test_two_hundred_changes_at_once_never_interleave(tmp_path: Path) -> None:
    platforms = [PLATFORMS[n % len(PLATFORMS)] for n in range(DEVICES)]
    with Yard(tmp_path, platforms, SystemClock(), 60.0) as yard:
        with ThreadPoolExecutor(THREADS) as pool:
            ended = list(pool.map(lambda number: committed(yard, number), range(CHANGES)))
        assert {change.state for change in ended} == {ChangeState.COMMITTED}
        for console in yard.real:
            order = [number for number, _ in itertools.groupby(entry.session for entry in console.log if entry.session)]
            assert len(order) > CHANGES / DEVICES
            assert len(order) == len(set(order)), console.name
