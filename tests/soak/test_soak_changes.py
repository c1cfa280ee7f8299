"""Real processes, real SSH, real kill -9: hundreds of changes with a fault each, and none of them ends half done."""

import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from pusher import Order, Pushers
from waiting import until
from yardworld import LEASE_S, Yard

from nms.app.clock import SystemClock
from nms.city.console.standalone import YardConsole
from nms.core.change import Change, ChangeState
from nms.core.errors import NmsError

pytestmark = pytest.mark.soak

PLATFORMS = ("huawei", "huawei_vrpv8", "hp_comware", "cisco_ios", "huawei_vrpv8", "huawei")
MOST_RESYNCS = 5
_S = ChangeState


@dataclass(frozen=True)
class Run:
    fault: str
    ended: str
    first: str
    last: str


def reject(yard: Yard, change: Change, dice: random.Random) -> Order:
    _one(yard, change, dice).fault("reject", at=dice.randint(1, 3))
    return Order(change.id)


def hang(yard: Yard, change: Change, dice: random.Random) -> Order:
    _one(yard, change, dice).fault("hang", at=dice.randint(1, 3), after=dice.random() < 0.5)
    return Order(change.id)


def disconnect(yard: Yard, change: Change, dice: random.Random) -> Order:
    _one(yard, change, dice).fault("disconnect", at=dice.randint(1, 3), after=dice.random() < 0.5)
    return Order(change.id)


def reboot(yard: Yard, change: Change, dice: random.Random) -> Order:
    _one(yard, change, dice).fault(
        "reboot", at=dice.randint(1, 3), after=dice.random() < 0.5, seconds=dice.choice((0, 2))
    )
    return Order(change.id)


def gone(yard: Yard, change: Change, dice: random.Random) -> Order:
    _one(yard, change, dice).fault("unreachable", at=dice.randint(1, 3), seconds=600)
    return Order(change.id)


def no_save(yard: Yard, change: Change, dice: random.Random) -> Order:
    kind = dice.choice(("reject", "disconnect", "reboot", "hang"))
    _one(yard, change, dice).fault(kind, on=r"^(?:save|write|copy)", after=dice.random() < 0.5)
    return Order(change.id)


def expiry(yard: Yard, change: Change, dice: random.Random) -> Order:
    """The timer takes the change back when it was read back already."""
    _one(yard, change, dice).fault("expire", on=r"^(?:display current|show running)", at=2, after=True)
    return Order(change.id)


def kill(yard: Yard, change: Change, dice: random.Random) -> Order:
    return Order(change.id, "kill", dice.randint(1, 2 + 5 * len(change.plan.steps)))


def kill_in_a_line(yard: Yard, change: Change, dice: random.Random) -> Order:
    """The device is slow to answer, and the process dies meanwhile."""
    at = dice.randrange(len(change.plan.steps))
    yard.real[change.plan.steps[at].device].fault("slow", at=dice.randint(1, 3), seconds=1.2)
    return Order(change.id, "kill soon", 2 + len(change.plan.steps) + 2 * at)


def full_disk(yard: Yard, change: Change, dice: random.Random) -> Order:
    return Order(change.id, "fill", dice.randint(1, 2 + 5 * len(change.plan.steps)))


FAULTS: Sequence[Callable[[Yard, Change, random.Random], Order]] = (
    reject, hang, disconnect, reboot, gone, no_save, expiry, kill, kill_in_a_line, full_disk,
)  # fmt: skip


def _one(yard: Yard, change: Change, dice: random.Random) -> YardConsole:
    return yard.real[dice.choice(change.plan.steps).device]


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    logging.getLogger("asyncssh").setLevel(logging.ERROR)
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    with Yard(tmp_path, PLATFORMS, SystemClock()) as opened:
        yield opened


@pytest.fixture
def pushers(yard: Yard) -> Iterator[Pushers]:
    running = Pushers(yard.place)
    yield running
    running.close()


def run(yard: Yard, pushers: Pushers, number: int, dice: random.Random) -> Run:
    fault = FAULTS[number % len(FAULTS)]
    change = yard.change(number, dice)
    leases_over(yard)  # whoever was killed with its work done gave nothing back
    signal = pushers.push(fault(yard, change, dice))
    first = state(yard, change)
    for _ in range(MOST_RESYNCS):
        if state(yard, change) not in (_S.APPLYING, _S.UNKNOWN):
            break
        resolve(yard)
    for console in yard.real:
        console.repair()
    last = state(yard, change)
    if last is _S.COMMITTED:
        yard.mirror(yard.store.changes.get(change.id))
    half = yard.differences()
    assert not half, f"run {number}, {fault.__name__}: {first}, then {last}: {half}"
    return Run(fault.__name__, "killed" if signal else "", str(first), str(last))


def resolve(yard: Yard) -> None:
    for console in yard.real:
        console.repair()
        console.expire()
    leases_over(yard)
    try:
        yard.recover()
    except NmsError as error:
        logging.getLogger(__name__).info("resync: %s", error)


def leases_over(yard: Yard) -> None:
    until(lambda: not yard.store.leases.running(yard.clock.now()), "the leases of the dead run out", 3 * LEASE_S)


def state(yard: Yard, change: Change) -> ChangeState:
    return yard.store.changes.get(change.id).state


def table(runs: Sequence[Run]) -> str:
    ends = ("approved", "committed", "rolled-back", "unknown", "applying")
    lines = [f"{'fault':<16}{'runs':>6}{'killed':>8}  " + "".join(f"{end:>12}" for end in (*ends, *ends[:4]))]
    for name in [*(fault.__name__ for fault in FAULTS), "all"]:
        mine = [one for one in runs if name in ("all", one.fault)]
        first, last = Counter(one.first for one in mine), Counter(one.last for one in mine)
        cells = [*(first[end] for end in ends), *(last[end] for end in ends[:4])]
        killed = sum(bool(one.ended) for one in mine)
        lines.append(f"{name:<16}{len(mine):>6}{killed:>8}  " + "".join(f"{cell:>12}" for cell in cells))
    return "\n".join(lines)


def test_no_change_ends_half_done(
    yard: Yard, pushers: Pushers, change_seed: int, soak_runs: int, capsys: pytest.CaptureFixture[str]
) -> None:
    dice, done = random.Random(change_seed), []
    try:
        for number in range(soak_runs):
            done.append(run(yard, pushers, number, dice))
    finally:
        with capsys.disabled():
            print(f"\nseed {change_seed}; how each push left its change, and how it ended\n{table(done)}")
    assert {one.last for one in done} <= {"approved", "committed", "rolled-back"}
