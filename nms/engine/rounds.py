"""Visits to devices: never two at once on one device, never longer than its budget."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from collectors import learned
from nms.core.config import PollConfig
from nms.core.device import Device
from nms.core.errors import NmsError, NoAnswerError
from nms.core.observed import Facts, Harvest, Interface, Layout
from nms.core.ports import Clock, Collector, Snmp, Visit
from nms.performance import layout
from nms.performance.rota import PROBE_BUDGET_S

INTERFACES = "interfaces"
"""The collector that says what the ports are called."""

LOOKING = frozenset({"uptime", "layout"})
"""The collectors that tell how the element is built, and need to know nothing of its ports."""

_UPTIME_SLACK_S = 1.0


@dataclass(frozen=True, slots=True)
class Visited:
    """How one visit went: what each collector brought, or why nothing came; `seconds` from first to last request."""

    device: Device
    at: datetime
    harvests: Sequence[tuple[str, Harvest]]
    asked: frozenset[str]
    error: NmsError | None
    seconds: float

    whole: bool = False  # every collector ran, as after "poll now"
    more: bool = False  # the next visit to this device follows at once
    moved: frozenset[str] = frozenset()  # how the element differs from what its tables were read under

    @property
    def harvested(self) -> frozenset[str]:
        """The collectors that brought something."""
        return frozenset(name for name, _ in self.harvests)

    @property
    def answered(self) -> bool:
        """Whether the agent said anything at all."""
        return bool(self.harvests) or self.error is None


@dataclass(slots=True)
class Known:
    """What the engine remembers of a device between visits.

    `layout` is how it was built when last looked at, `walked` how it was when the names of its ports were read; None
    before they ever were.
    """

    names: Mapping[int, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    layout: Layout | None = None
    walked: Layout | None = None

    def learn(self, visited: Visited) -> None:
        """Keep the names of its ports and what it said of itself; names that may mean other ports now are forgotten."""
        if layout.renumbered(visited.moved):
            self.names = {}
        for _, harvest in visited.harvests:
            self._learn(harvest)

    def _learn(self, harvest: Harvest) -> None:
        self.facts = harvest.facts or self.facts
        self.layout = harvest.layout or self.layout
        if Interface in harvest.covers:
            names = {row.index: row.name for row in harvest.rows if isinstance(row, Interface)}
            self.names = names or self.names
            self.walked = self.layout or self.walked


@dataclass(slots=True)
class _Course:
    """A visit under way: what is known so far, what is still to be asked, and whether the element was rebuilt."""

    visit: Visit
    names: frozenset[str]
    walked: Layout | None
    instead: Mapping[str, Collector] = field(default_factory=dict)  # for once, for the one of that name
    moved: frozenset[str] = frozenset()
    harvests: list[tuple[str, Harvest]] = field(default_factory=list)

    def bring(self, name: str, harvest: Harvest) -> None:
        """Take in what a collector brought; those that follow know it."""
        self.harvests.append((name, harvest))
        if harvest.layout is not None:
            self._compare(harvest.layout)
        self.visit = learned(self.visit, harvest)

    def _compare(self, now: Layout) -> None:
        """Where ifIndexes may have changed their meaning, nothing is read by the old ones: names are read first."""
        self.moved |= layout.moved(self.walked, now, went_back=self._went_back(now))
        if layout.renumbered(self.moved):
            self.visit = replace(self.visit, names={})
            if self.names - LOOKING:
                self.names |= {INTERFACES}

    def _went_back(self, now: Layout) -> bool:
        before = self.visit.facts.uptime_s
        if before is None or now.booted_at is None:
            return False
        return (self.visit.at - now.booted_at).total_seconds() < before - _UPTIME_SLACK_S


@dataclass(slots=True)
class _Desk:
    """The waiting list of one device, and how it is to be asked."""

    device: Device
    budget_s: float
    waiting: set[str] = field(default_factory=set)
    instead: dict[str, Collector] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None


class Rounds:
    """Gathers what is to be asked of each device and asks it, one visit at a time per device.

    `done` is awaited with each finished visit before the device is visited again.
    """

    def __init__(
        self,
        collectors: Sequence[Collector],
        snmp: Snmp,
        clock: Clock,
        config: PollConfig,
        done: Callable[[Visited], Awaitable[None]],
        in_flight: int,
    ) -> None:
        self._collectors = collectors
        self._snmp = snmp
        self._clock = clock
        self._config = config
        self._done = done
        self._room = asyncio.Semaphore(in_flight)
        self._everything = frozenset(collector.name for collector in collectors)
        self._desks: dict[str, _Desk] = {}
        self.known: dict[str, Known] = {}

    def ask(
        self, device: Device, names: frozenset[str], *, probe: bool = False, instead: Sequence[Collector] = ()
    ) -> None:
        """Have the named collectors run on the device, after what it is being asked now; a probe asks only once.

        `instead` stand in for the listed collectors of their names, this time only.
        """
        budget_s = PROBE_BUDGET_S if probe else self._config.budget_s
        desk = self._desks.setdefault(device.name, _Desk(device, budget_s))
        desk.device, desk.budget_s = (_probed(device) if probe else device), budget_s
        desk.waiting |= names
        desk.instead |= {collector.name: collector for collector in instead}
        if desk.task is None:
            desk.task = asyncio.create_task(self._serve(desk), name=f"visit {device.name}")

    def ask_all(self, device: Device) -> None:
        """Have every collector run on the device once."""
        self.ask(device, self._everything)

    def wanted(self, device: Device, names: frozenset[str]) -> frozenset[str]:
        """Those of the collectors that find a visit to the device worth while."""
        known = self.known_of(device.name)
        visit = Visit(device, self._clock.now(), self._snmp.session(device), known.names, known.facts)
        return frozenset(one.name for one in self._collectors if one.name in names and one.wants(visit))

    def known_of(self, device: str) -> Known:
        """What is remembered of a device; empty before its first visit."""
        return self.known.setdefault(device, Known())

    async def stop(self) -> None:
        """End all visits under way."""
        tasks = [desk.task for desk in self._desks.values() if desk.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, desk: _Desk) -> None:
        try:
            while desk.waiting:
                names, desk.waiting = frozenset(desk.waiting), set()
                instead, desk.instead = desk.instead, {}
                async with self._room:
                    visited = await self.visit(desk.device, names, desk.budget_s, instead)
                await self._done(replace(visited, more=bool(desk.waiting)))
        finally:
            desk.task = None

    async def visit(
        self, device: Device, names: frozenset[str], budget_s: float, instead: Mapping[str, Collector] | None = None
    ) -> Visited:
        """One visit, bounded by the budget; what came before a failure is kept."""
        at, started = self._clock.now(), self._clock.monotonic()
        known = self.known_of(device.name)
        visit = Visit(device, at, self._snmp.session(device), known.names, known.facts)
        course = _Course(visit, names, known.walked, instead or {})
        error: NmsError | None = None
        try:
            async with asyncio.timeout(budget_s):
                error = await self._collect(course)
        except TimeoutError:
            error = NoAnswerError("NMS-POLL-001", device=device.name, seconds=f"{budget_s:g}")
        seconds = self._clock.monotonic() - started
        whole = names == self._everything
        return Visited(device, at, course.harvests, names, error, seconds, whole, moved=course.moved)

    async def _collect(self, course: _Course) -> NmsError | None:
        """Run the collectors in their listed order; silence ends the visit, any other refusal only that collector."""
        refused: NmsError | None = None
        for listed in self._collectors:
            collector = course.instead.get(listed.name, listed)
            if collector.name not in course.names or not collector.wants(course.visit):
                continue
            try:
                harvest = await collector.collect(course.visit)
            except NoAnswerError as error:
                return error
            except NmsError as error:
                refused = error
            else:
                course.bring(collector.name, harvest)
        return refused


def _probed(device: Device) -> Device:
    """The device as it is asked when it is thought dead: one request, no second try."""
    assert device.snmp is not None
    return replace(device, snmp=replace(device.snmp, retries=0))
