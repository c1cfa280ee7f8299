"""Rounds over the fleet: the interface counters of all devices that suit, slice by slice, in a thread of their own."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from collectors.interfaces import InterfaceCounters
from nms.app.parts import Parts
from nms.core.errors import StoreError
from nms.core.ports import Snmp, Value, VarBind
from nms.engine import fleet_oracle
from nms.engine.background import Background
from nms.engine.fleet_book import FleetBook, SliceTurns, slices_for
from nms.engine.fleet_doubts import Doubts
from nms.engine.fleet_keeping import Kept
from nms.engine.fleet_oracle import Reading
from nms.engine.fleet_shapes import COUNTERS, Plan, Tables, built, plan_of
from nms.engine.recorder import Recorder
from nms.engine.rounds import INTERFACES, Known, Rounds, Visited
from nms.engine.schedule import Schedule
from nms.performance import layout
from nms.performance.health import Health
from nms.performance.layout import HOLD_OFF_S
from nms.performance.rota import Missed
from nms.snmp.batch import counted
from nms.snmp.batch.answers import Answers
from nms.snmp.batch.crew import Crew, crew_of
from nms.snmp.batch.fleet import Fleet, Group

log = logging.getLogger(__name__)
T = TypeVar("T")

AGAIN = frozenset({INTERFACES, COUNTERS})
"""What the session asks a device whose answers no longer fit: what its ports are called, and what they count."""

_CADENCE = InterfaceCounters().cadence
SEED = 8
"""Of the lot by which the oracle takes its turns."""


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A fleet of one poller: the plans by agent, and the grid of each of its groups."""

    fleet: Fleet
    plans: Sequence[Plan]
    kept: Sequence[Kept]


@dataclass(slots=True)
class _Slice:
    """Those that are asked at once; `uptimes` are what they said last."""

    number: int
    busy: bool = False
    turn: int = 0
    plans: list[Plan] = field(default_factory=list)
    crew: Crew | None = None
    parts: list[_Part] = field(default_factory=list)
    uptimes: dict[str, float] = field(default_factory=dict)


class FleetRounds:
    """Asks the devices of the book in rounds, at the cadence of the counters; what is odd goes to their sessions."""

    def __init__(
        self,
        parts: Parts,
        book: FleetBook,
        tables: Tables,
        recorder: Recorder,
        visits: tuple[Schedule, Rounds],
        snmp: Snmp,
        health: Health,
    ) -> None:
        self._parts, self._book, self._tables = parts, book, tables
        self._recorder, self._snmp, self._health = recorder, snmp, health
        self._schedule, self._rounds = visits
        self._on = parts.config.snmp.batch
        self._clock = parts.clock
        self._turns = SliceTurns(book.slices, parts.config.cadences.counters, self._clock.monotonic())
        self._slices = [_Slice(number) for number in range(book.slices)]
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="fleet")
        self._figures: Counter[str] = Counter()
        self._seconds = 0.0
        self._work = Background(log)
        self._doubts = Doubts(parts, book, recorder, self._asked_alone)

    def __iter__(self) -> Iterator["asyncio.Task[None]"]:
        """What is under way."""
        return iter(self._work)

    def restore(self) -> None:
        """Take up the mismatches of the last run; in the writing thread."""
        self._doubts.restore(on=self._on)

    def tick(self) -> None:
        """Begin the rounds that are due; a slice whose last round is not over misses its turn."""
        if not self._on:
            return
        for number, unseen in self._turns.due(self._clock.monotonic()):
            one = self._slices[number]
            if one.busy or unseen:
                self._schedule.missed([Missed(plan.device, _CADENCE) for plan in one.plans])
            if not one.busy:
                one.busy = True
                self._work.run(self._turn(one))

    async def stop(self) -> None:
        """Let the rounds under way be; the one in the thread is over within the patience of its agents."""
        self._on = False
        self._work.cancel()
        await self._work.ended()
        for one in self._slices:
            if one.crew is not None:
                await self._in_thread(one.crew.close)
        self._thread.shutdown()

    def figures(self) -> Mapping[str, float]:
        """How the rounds stand, for the sign of life."""
        if not self._on:
            return {}
        now = {"members": len(self._book), "unfit": len(self._book.unfit), "suspended": len(self._book.suspended)}
        counts = {name: self._figures[name] for name in ("silent", "fallbacks", "lost", "checks", "mismatches")}
        self._health.measure("batch_members", now["members"])
        self._health.measure("batch_seconds", self._seconds)
        figures = {**now, **counts, "seconds": round(self._seconds, 3)}
        return {f"batch_{name}": float(value) for name, value in figures.items()}

    async def visited(self, visited: Visited) -> None:
        """Learn from a session's visit what the device has, and whether its plan still holds."""
        name, heard = visited.device.name, self._tables.taken(visited.device.name)
        if not self._on or not visited.answered:
            return
        known, plan = self._rounds.known_of(name), self._book.plan(name)
        if heard is not None and COUNTERS in visited.harvested:
            device = self._parts.inventory.devices[name]
            fresh = plan_of(device, known, heard, self._parts.config.snmp.max_repetitions)
            self._book.put(name, fresh, self._clock.monotonic())
            if fresh is None:
                await self._doubts.forget(name)
        elif plan is not None and _outdated(plan, known):
            self._leave(name)

    def _leave(self, name: str) -> None:
        """The plan of a device no longer holds: its session reads everything anew, at once."""
        self._book.drop(name)
        self._schedule.ask(self._parts.inventory.devices[name], AGAIN)

    # ---- one turn of a slice

    async def _turn(self, one: _Slice) -> None:
        try:
            plans = [plan for plan in self._book.members(one.number) if not self._schedule.dead(plan.device)]
            if plans != one.plans:
                await self._rebuild(one, plans)
            if one.crew is not None and one.plans:
                await self._round(one, one.crew)
            for plan in self._book.doubtful(one.number):
                if not self._schedule.dead(plan.device):
                    await self._doubts.try_again(plan, self._snmp)
        except StoreError as error:
            log.error("a round was not stored: %s", error)  # noqa: TRY400 - said in one line, seen on health
        except OSError as error:
            one.plans = []  # the next turn begins with other sockets
            log.error("a round was broken off: %s", error)  # noqa: TRY400 - the network's trouble, not the program's
        finally:
            one.busy = False

    async def _rebuild(self, one: _Slice, plans: list[Plan]) -> None:
        """Another crew for other members; who stays goes on from its last readings."""
        crew, one.crew, parts, one.parts, one.plans = one.crew, None, one.parts, [], []
        if crew is not None:
            await self._in_thread(crew.close)
        for kept in (kept for part in parts for kept in part.kept):
            await self._recorder.run(partial(self._recorder.fleet.retire, kept))
        if not plans:
            return
        one.crew = await self._in_thread(lambda: self._crew(plans))
        by_name = {plan.device: plan for plan in plans}
        for fleet in one.crew.fleets:
            own = [by_name[member.device] for member in fleet.members]
            grids = [
                await self._recorder.run(partial(self._recorder.fleet.enrol, own[group.agents]))
                for group in fleet.groups
            ]
            one.parts.append(_Part(fleet, own, grids))
        one.uptimes = {name: uptime for name, uptime in one.uptimes.items() if name in by_name}
        one.plans = plans

    def _crew(self, plans: Sequence[Plan]) -> Crew:
        config = self._parts.config.snmp
        members = [plan.member for plan in plans]
        return crew_of(members, min(config.workers, len(plans)), self._clock, config.requests_per_second)

    async def _round(self, one: _Slice, crew: Crew) -> None:
        name = fleet_oracle.sampled([plan.device for plan in one.plans], one.turn, SEED)
        sampled = next(plan for plan in one.plans if plan.device == name)
        one.turn += 1
        before = await self._reading(sampled)
        at, rounds = await self._in_thread(lambda: (self._clock.now(), crew.poll()))
        for part, done in zip(one.parts, rounds, strict=True):
            if done is None:
                self._figures["lost"] += 1
                continue
            self._seconds = done.seconds
            if before is not None and sampled in part.plans:
                await self._check(sampled, before, done.answers, part.plans.index(sampled))
            await self._settle(one, part, done.answers, at)

    async def _settle(self, one: _Slice, part: _Part, answers: Answers, at: datetime) -> None:
        """Keep what is well, hand what is odd to the sessions."""
        whole, silent = answers.whole().tolist(), (answers.silent() | answers.refused()).tolist()
        self._figures["silent"] += sum(silent)
        good = [False] * len(part.plans)
        for group in part.fleet.groups:
            for number, scalars in enumerate(counted.scalars(answers, group), group.agents.start):
                plan = part.plans[number]
                if not whole[number] and not silent[number]:
                    self._odd(plan)
                good[number] = whole[number] and self._holds(one, plan, scalars, at)
        for group, kept in zip(part.fleet.groups, part.kept, strict=True):
            await self._keep(answers, group, kept, good, at)

    async def _keep(self, answers: Answers, group: Group, kept: Kept, good: Sequence[bool], at: datetime) -> None:
        bits, kinds = counted.counters(answers, group, good[group.agents])
        await self._recorder.run(lambda: self._recorder.fleet.keep(kept, at, bits, kinds))

    def _odd(self, plan: Plan) -> None:
        """Its session asks again, and shows whether the table is another."""
        self._figures["fallbacks"] += 1
        self._health.count("batch_fallbacks")
        if self._book.current(plan):
            self._book.answered_oddly(plan.device, self._clock.monotonic())
            self._schedule.ask(self._parts.inventory.devices[plan.device], AGAIN)

    def _holds(self, one: _Slice, plan: Plan, scalars: Sequence[Value], at: datetime) -> bool:
        """Whether the values mean what the plan says: the element is still built as when its names were read."""
        if not self._book.current(plan):
            return False
        now = built(scalars, at)
        uptime = None if now.booted_at is None else (at - now.booted_at).total_seconds()
        before = one.uptimes.get(plan.device)
        went_back = uptime is not None and before is not None and uptime < before
        if layout.renumbered(layout.moved(plan.walked, now, went_back=went_back)):
            one.uptimes.pop(plan.device, None)
            self._leave(plan.device)
            return False
        if uptime is not None:
            one.uptimes[plan.device] = uptime
        self._book.answered_well(plan.device)
        return True

    # ---- the oracle

    async def _reading(self, plan: Plan) -> Reading | None:
        return await fleet_oracle.reading(plan, self._parts.inventory.devices[plan.device], self._snmp)

    async def _check(self, plan: Plan, before: Reading, answers: Answers, number: int) -> None:
        """Before anything is kept: what is doubtful never is."""
        after = await self._reading(plan) if answers.whole()[number] else None
        if after is None:
            return
        self._figures["checks"] += 1
        self._health.count("batch_checks")
        found = fleet_oracle.mismatch(before, answers.variables(number), after)
        if found is not None:
            self._figures["mismatches"] += 1
            self._health.count("batch_mismatches")
            await self._doubts.raised(plan, found)
            self._schedule.ask(self._parts.inventory.devices[plan.device], AGAIN)

    async def _asked_alone(self, plan: Plan) -> Sequence[VarBind]:
        """What a round over this one device brings; nothing if that is odd or silent."""

        def poll() -> Sequence[VarBind]:
            crew = self._crew([plan])
            try:
                done = crew.poll()[0]
                return done.answers.variables(0) if done is not None and done.answers.whole()[0] else ()
            finally:
                crew.close()

        return await self._in_thread(poll)

    async def _in_thread(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act)


def fleet_book(parts: Parts) -> FleetBook:
    """An empty book for the devices of the inventory."""
    names = [device.name for device in parts.inventory.devices.values() if device.polled]
    return FleetBook(names, slices_for(len(names), parts.config.snmp.workers), HOLD_OFF_S)


def _outdated(plan: Plan, known: Known) -> bool:
    """Whether the device's ports are called otherwise now, or may be."""
    walked = known.walked
    return plan.names != known.names or walked is None or layout.renumbered(layout.moved(plan.walked, walked))
