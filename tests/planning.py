"""Planners that reserve and release at once, each in a process of its own, and the proof that none was wronged.

Every planner writes down from when to when a thing was certainly its own: from the moment a call returned to the moment
before the call that gave it up, or to the end of the reservation or the quarantine. No two of these stretches may
overlap, whatever the database believes. Moments are nanoseconds of the monotonic clock, one for all processes.
"""

import heapq
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

from resource_things import PON_KBPS, onu, vc3, vc4, vc12, vlans

from nms.core.errors import ConflictError
from nms.core.line import Draw, Unit
from nms.store import Store
from nms.testing import ManualClock

T0 = datetime(2026, 3, 1, tzinfo=UTC)
SPANS, PONS, VC4S = ("w1", "p1", "w2", "p2"), ("olt1/0/1/0", "olt1/0/1/1", "olt2/0/1/0"), (1, 2, 3, 4)
SHORT_NS, LONG_NS = 300_000_000, 10**15
LINES_AT_ONCE = 40
Stretch = tuple[str, str, int, int, int, str]
"""Scope, unit ("" for a share), from, to, amount, holder."""


def now_ns() -> int:
    """This moment, cut to what the store keeps."""
    return time.monotonic_ns() // 1000 * 1000


def moment(at_ns: int) -> datetime:
    """A moment of the monotonic clock as the store sees it."""
    return T0 + timedelta(microseconds=at_ns // 1000)


@dataclass
class Wish:
    """What a planner wants for one line."""

    units: frozenset[Unit] = frozenset()
    draws: tuple[Draw, ...] = ()

    def and_(self, other: "Wish") -> "Wish":
        """Both."""
        return Wish(self.units | other.units, (*self.draws, *other.draws))


@dataclass
class Planned:
    """A line as its planner knows it: since when it certainly has what."""

    holder: str
    wish: Wish
    since: int
    until: int
    used: bool = False
    extra: list[tuple[Wish, int]] = field(default_factory=list)


def wish_of(dice: random.Random) -> Wish:
    """A container on one span, a protected one on both arcs of a ring, an ONU, or a VLAN."""
    kind = dice.choices(("vc12", "sncp", "vc3", "vc4", "onu", "vlan"), (30, 20, 10, 3, 25, 12))[0]
    ring, number, slot = dice.choice((1, 2)), dice.choice(VC4S), dice.randrange(63)
    if kind == "sncp":
        return Wish(vc12(f"w{ring}", number, slot) | vc12(f"p{ring}", number, dice.randrange(63)))
    if kind == "onu":
        return Wish(*onu(dice.choice(PONS), dice.randrange(32), dice.randint(1, 4) * 64_000))
    if kind == "vlan":
        return Wish(vlans("yc", dice.randint(1001, 1003), dice.randint(2, 40)))
    span = dice.choice(SPANS)
    return Wish({"vc12": lambda: vc12(span, number, slot), "vc3": lambda: vc3(span, number, slot % 3 + 1),
                 "vc4": lambda: vc4(span, number)}[kind]())  # fmt: skip


class Planner:
    """Orders, confirms, modifies, gives up and ceases lines at random until it has reserved and released enough."""

    def __init__(self, place: Path, name: str, seed: int) -> None:
        self.resources = Store.open(place, ManualClock()).resources
        self.name, self.dice, self.numbers = name, random.Random(f"{seed} {name}"), 0
        self.lines: list[Planned] = []
        self.stretches: list[Stretch] = []
        self.counts: Counter[str] = Counter()

    def run(self, calls: int) -> Mapping[str, Any]:
        """What it did, what was its own and when, what it believes to have in use."""
        while self.counts["reserve"] + self.counts["release"] < calls:
            self._step()
        used = sorted((unit.scope, unit.unit, line.holder) for line in self.lines if line.used
                      for unit in line.wish.units)  # fmt: skip
        for line in self.lines:
            self._own(line, line.wish, line.since, min(line.until, now_ns()))
        return {"counts": self.counts, "stretches": self.stretches, "used": used}

    def _step(self) -> None:
        if not self.lines or (len(self.lines) < LINES_AT_ONCE and self.dice.random() < 0.5):
            self._order()
            return
        line = self.lines.pop(self.dice.randrange(len(self.lines)))
        if line.used:
            (self._modify if self.dice.random() < 0.3 else self._cease)(line)
        else:
            self.dice.choices((self._confirm, self._give_up, self._abandon), (6, 2, 2))[0](line)

    def _reserve(self, holder: str, wish: Wish, until: int) -> int:
        """When the reservation was certain; 0 when it was refused."""
        self.counts["reserve"] += 1
        try:
            self.resources.reserve(holder, wish.units, wish.draws, moment(until), moment(now_ns()))
        except ConflictError as error:
            self.counts[error.code] += 1
            return 0
        return now_ns()

    def _order(self) -> None:
        self.numbers += 1
        short = self.dice.random() < 0.4
        until = now_ns() + (self.dice.randint(SHORT_NS // 10, SHORT_NS) if short else LONG_NS)
        wish = wish_of(self.dice)
        if self.dice.random() < 0.3:
            wish = wish.and_(Wish(wish_of(self.dice).units))
        line = Planned(f"{self.name}-{self.numbers}", wish, 0, until)
        line.since = self._reserve(line.holder, line.wish, line.until)
        if line.since:
            self.lines.append(line)

    def _confirm(self, line: Planned) -> None:
        try:
            self.resources.confirm(line.holder, moment(now_ns()))
        except ConflictError as error:
            if error.code != "NMS-LINE-103" or now_ns() < line.until:
                raise  # confirmed in time, and yet refused
            self.counts["lapsed"] += 1
            self._own(line, line.wish, line.since, line.until)
            return
        self.counts["confirm"] += 1
        line.used, line.until = True, LONG_NS * 10
        self.lines.append(line)

    def _modify(self, line: Planned) -> None:
        """Take more, then keep a part: all that is new, or all that was."""
        more = Wish(wish_of(self.dice).units)
        since = self._reserve(line.holder, line.wish.and_(more), now_ns() + LONG_NS)
        self.lines.append(line)
        if not since:
            return
        fresh = Wish(more.units - line.wish.units)
        if self.dice.random() < 0.5:  # it failed: back to what was
            self._own(line, fresh, since, now_ns())
            self.resources.keep_only(line.holder, line.wish.units, line.wish.draws, None)
            return
        self.resources.confirm(line.holder, moment(now_ns()))
        gone = Wish(line.wish.units - more.units, line.wish.draws)
        self._own(line, gone, line.since, now_ns())
        rest = now_ns() + self.dice.randint(SHORT_NS // 10, SHORT_NS)
        self.resources.keep_only(line.holder, more.units, (), moment(rest))
        self._own(line, Wish(gone.units), now_ns(), rest)
        self._own(line, Wish(line.wish.units & more.units), line.since, now_ns())
        line.wish, line.since = more, since
        self.counts["modify"] += 1

    def _cease(self, line: Planned) -> None:
        self._own(line, line.wish, line.since, now_ns())
        rest = now_ns() + self.dice.randint(SHORT_NS // 10, SHORT_NS)
        self._release(line.holder, rest)
        self._own(line, Wish(line.wish.units), now_ns(), rest)

    def _give_up(self, line: Planned) -> None:
        self._own(line, line.wish, line.since, min(line.until, now_ns()))
        self._release(line.holder, None)

    def _abandon(self, line: Planned) -> None:
        """Forget a short reservation; a long one is given up."""
        if line.until > now_ns() + SHORT_NS:
            self._give_up(line)
            return
        self.counts["abandon"] += 1
        self._own(line, line.wish, line.since, line.until)

    def _release(self, holder: str, until: int | None) -> None:
        self.counts["release"] += 1
        self.resources.release(holder, None if until is None else moment(until), moment(now_ns()))

    def _own(self, line: Planned, wish: Wish, since: int, until: int) -> None:
        if since < until:
            for unit in wish.units:
                self.stretches.append((unit.scope, unit.unit, since, until, 1, line.holder))
            for draw in wish.draws:
                self.stretches.append((draw.scope, "", since, until, draw.amount, line.holder))


@dataclass(frozen=True)
class Outcome:
    """What all planners did, together."""

    counts: Counter[str]
    stretches: Sequence[Stretch]
    used: Sequence[tuple[str, str, str]]


def planners(place: Path, number: int, calls: int, seed: int, watch: Callable[[], object]) -> Outcome:
    """Let some processes plan at once, `calls` reservations and releases together; `watch` is called all the while."""
    Store.open(place, ManualClock()).close()
    tests = Path(__file__).resolve().parent
    environment = {**os.environ, "PYTHONPATH": f"{tests}{os.pathsep}{tests.parent}"}
    logs = [place.parent / f"planner-{one}.json" for one in range(number)]
    commands = [[sys.executable, __file__, str(place), f"P{one}", str(seed), str(-(-calls // number)), str(logs[one])]
                for one in range(number)]  # fmt: skip
    processes = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) for command in commands]
    while any(process.poll() is None for process in processes):
        watch()
    said = [process.communicate()[1] for process in processes]
    assert not any(process.returncode for process in processes), "\n".join(said)[-3000:]
    told = [json.loads(log.read_text()) for log in logs]
    return Outcome(
        sum((Counter(one["counts"]) for one in told), Counter()),
        [tuple(row) for one in told for row in one["stretches"]],
        sorted(tuple(row) for one in told for row in one["used"]),
    )


def double_allocations(stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, Stretch]]:
    """Pairs of stretches in which two holders certainly had one unit."""
    for _, rows in groupby(sorted(row for row in stretches if row[1]), lambda row: row[:2]):
        last: Stretch | None = None  # of those before, the one that lasts longest
        for row in rows:
            if last is not None and row[2] < last[3] and row[5] != last[5]:
                yield last, row
            last = row if last is None or row[3] > last[3] else last


def most_drawn(stretches: Iterable[Stretch]) -> Mapping[str, int]:
    """The most that was certainly drawn of each limit at one moment."""
    most: dict[str, int] = {}
    for scope, rows in groupby(sorted(row for row in stretches if not row[1]), lambda row: row[0]):
        running: list[tuple[int, int]] = []
        for _, _, since, until, amount, _ in rows:
            while running and running[0][0] <= since:
                heapq.heappop(running)
            heapq.heappush(running, (until, amount))
            most[scope] = max(most.get(scope, 0), sum(one for _, one in running))
    return most


def takeovers(stretches: Iterable[Stretch]) -> int:
    """How often a unit went from one holder to another."""
    units = groupby(sorted(row for row in stretches if row[1]), lambda row: row[:2])
    return sum(earlier[5] != later[5] for _, rows in units for earlier, later in pairwise(rows))


def main(place: str, name: str, seed: str, calls: str, log: str) -> None:
    """One planner; what it did goes to a file."""
    Path(log).write_text(json.dumps(Planner(Path(place), name, int(seed)).run(int(calls))))


__all__ = ["PON_KBPS", "Outcome", "double_allocations", "most_drawn", "planners", "takeovers"]

if __name__ == "__main__":
    main(*sys.argv[1:])
