"""One run of fault injection: a change, something that goes wrong at some point, and what became of it."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pushworld import ENGINE, World, mixed

from nms.core.change import Change, ChangeState, Step
from nms.core.errors import NmsError
from nms.provision.push import Pusher
from nms.testing import KilledError, Kind, Trouble

MOST_RESYNCS = 6
OFF = (ChangeState.ROLLED_BACK, ChangeState.APPROVED)
"""Approved: it was killed before it began."""


@dataclass(frozen=True)
class Run:
    """What went wrong where, how the change stood then, how it ended."""

    kind: Kind
    where: str
    first: str
    last: str


class HalfError(AssertionError):
    """The one thing that must never be."""


class Scene:
    """One change over a few devices; built alike for the same number, so that a run without faults tells the truth."""

    def __init__(self, folder: Path, number: int) -> None:
        dice = random.Random(number)
        self.world = World(folder, mixed(dice.randint(3, 5), dice), revert_s=dice.choice((1.0, 5.0, 3600.0)))
        shared = dice.random() < 0.4
        if shared:
            self.world.push(self.world.approved(self._steps("PL-0", 2), "PL-0"))
        change = self.world.approved(self._steps("PL-1", 1))
        if dice.random() < 0.3:
            change = self.world.undoing(self.world.push(change))
        self.change: Change = change
        self.before = self.state()

    def _steps(self, service: str, port: int) -> list[Step]:
        return [self.world.step(name, service, port, 100) for name in self.world.makes]

    def state(self) -> tuple[object, ...]:
        """Running and saved configurations, and who uses what is shared."""
        return self.world.configs(), self.world.users()

    def push(self, trouble: Trouble) -> None:
        """Push; whatever ends it, ends it."""
        with suppress(KilledError, NmsError):
            Pusher(self.world.process(trouble)).push(self.change.id, ENGINE)

    def resolve(self, dice: random.Random) -> None:
        """A new process finds out what became of it; trouble may strike once more meanwhile."""
        for attempt in range(MOST_RESYNCS):
            if self.standing() not in (ChangeState.APPLYING, ChangeState.UNKNOWN):
                return
            self.world.repair()
            kind = dice.choice(list(Kind))
            again = Trouble(dice.randint(1, 25), kind) if attempt == 0 and dice.random() < 0.5 else Trouble()
            try:
                self.world.recover(self.world.process(again))
            except (KilledError, NmsError):
                continue

    def standing(self) -> ChangeState:
        return self.world.state(self.change)


def clean(folder: Path, number: int) -> tuple[Trouble, object]:
    """(all that happens in a push without faults, the configurations after it)."""
    scene, trouble = Scene(folder, number), Trouble()
    scene.push(trouble)
    assert scene.standing() is ChangeState.COMMITTED, scene.world.store.changes.get(scene.change.id).reason
    scene.world.settle()
    scene.world.close()
    return trouble, scene.world.configs()


KINDS = list(Kind)


def run(folder: Path, number: int, kind: Kind, share: float) -> Run:
    """Push with one fault at a share of the way (0 … 1); HalfError unless it ends all on or all off."""
    happens, after = clean(folder / "clean", number)
    scene, dice = Scene(folder / "faulty", number), random.Random(number + 1)
    chances = happens.chances(kind)
    trouble = Trouble(chances[int(share * len(chances))], kind)
    scene.push(trouble)
    first = scene.standing()
    scene.resolve(dice)
    last = scene.standing()
    scene.world.settle()
    configs = scene.world.configs()
    expected = {ChangeState.COMMITTED: after, **dict.fromkeys(OFF, scene.before[0])}.get(last)
    if configs != expected:
        raise HalfError(f"run {number}: {kind} at {trouble.where}: {first}, then {last}\n{_where(configs, expected)}")
    if last in OFF and scene.world.users() != scene.before[1]:
        raise HalfError(f"run {number}: {kind} at {trouble.where}: users of shared lines {scene.world.users()}")
    scene.world.close()
    return Run(kind, trouble.where, str(first), str(last))


def _where(configs: object, expected: object) -> str:
    return f"is       {configs}\nexpected {expected}"


def runs(folder: Path, count: int, seed: int) -> list[Run]:
    """Faults of every kind, at places spread over the whole way."""
    dice = random.Random(seed)
    rounds = -(-count // len(KINDS))
    done = []
    for at in range(count):
        share = (at // len(KINDS) + dice.random()) / rounds
        done.append(run(folder / str(at), dice.randrange(1 << 30), KINDS[at % len(KINDS)], share))
    return done


def table(done: Iterable[Run]) -> str:
    """Fault → how the push left the change, and how it stood in the end."""
    found = list(done)
    head = f"{'':<14}{'runs':>6} | {'after the push':^59} | {'in the end':^46}"
    names = "".join(f"{name:>12}" for name in (*AFTER, *END))
    rows = [_row(kind, [one for one in found if one.kind is kind]) for kind in Kind]
    return "\n".join([head, f"{'fault':<14}{'':>6}   {names}", *rows, _row("all", found)])


AFTER = ("approved", "committed", "rolled-back", "unknown", "applying")
END = ("approved", "committed", "rolled-back", "unknown")


def _row(name: str, mine: Sequence[Run]) -> str:
    first, last = Counter(one.first for one in mine), Counter(one.last for one in mine)
    cells = [*(first[column] for column in AFTER), *(last[column] for column in END)]
    return f"{name:<14}{len(mine):>6}   " + "".join(f"{cell:>12}" for cell in cells)
