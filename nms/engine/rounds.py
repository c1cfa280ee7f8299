"""Visits to devices: never two at once on one device, never longer than its budget."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from collectors import learned
from nms.core.config import PollConfig
from nms.core.device import Device
from nms.core.errors import NmsError, NoAnswerError
from nms.core.observed import Facts, Harvest, Interface
from nms.core.ports import Clock, Collector, Snmp, Visit
from nms.performance.rota import PROBE_BUDGET_S


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

    @property
    def answered(self) -> bool:
        """Whether the agent said anything at all."""
        return bool(self.harvests) or self.error is None


@dataclass(slots=True)
class Known:
    """What the engine remembers of a device between visits."""

    names: Mapping[int, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)

    def learn(self, harvest: Harvest) -> None:
        """Keep the names of its ports and what it said of itself."""
        names = {row.index: row.name for row in harvest.rows if isinstance(row, Interface)}
        self.names = names or self.names
        self.facts = harvest.facts or self.facts


@dataclass(slots=True)
class _Desk:
    """The waiting list of one device, and how it is to be asked."""

    device: Device
    budget_s: float
    waiting: set[str] = field(default_factory=set)
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

    def ask(self, device: Device, names: frozenset[str], *, probe: bool = False) -> None:
        """Have the named collectors run on the device, after what it is being asked now; a probe asks only once."""
        budget_s = PROBE_BUDGET_S if probe else self._config.budget_s
        desk = self._desks.setdefault(device.name, _Desk(device, budget_s))
        desk.device, desk.budget_s = (_probed(device) if probe else device), budget_s
        desk.waiting |= names
        if desk.task is None:
            desk.task = asyncio.create_task(self._serve(desk), name=f"visit {device.name}")

    def ask_all(self, device: Device) -> None:
        """Have every collector run on the device once."""
        self.ask(device, self._everything)

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
                async with self._room:
                    visited = await self.visit(desk.device, names, desk.budget_s)
                await self._done(replace(visited, more=bool(desk.waiting)))
        finally:
            desk.task = None

    async def visit(self, device: Device, names: frozenset[str], budget_s: float) -> Visited:
        """One visit, bounded by the budget; what came before a failure is kept."""
        at, started = self._clock.now(), self._clock.monotonic()
        known = self.known_of(device.name)
        visit = Visit(device, at, self._snmp.session(device), known.names, known.facts)
        harvests: list[tuple[str, Harvest]] = []
        error: NmsError | None = None
        try:
            async with asyncio.timeout(budget_s):
                error = await self._collect(visit, names, harvests)
        except TimeoutError:
            error = NoAnswerError("NMS-POLL-001", device=device.name, seconds=f"{budget_s:g}")
        seconds = self._clock.monotonic() - started
        return Visited(device, at, harvests, names, error, seconds, names == self._everything)

    async def _collect(
        self, visit: Visit, names: frozenset[str], harvests: list[tuple[str, Harvest]]
    ) -> NmsError | None:
        """Run the collectors in their listed order; silence ends the visit, any other refusal only that collector."""
        refused: NmsError | None = None
        for collector in self._collectors:
            if collector.name not in names or not collector.wants(visit):
                continue
            try:
                harvest = await collector.collect(visit)
            except NoAnswerError as error:
                return error
            except NmsError as error:
                refused = error
            else:
                harvests.append((collector.name, harvest))
                visit = learned(visit, harvest)
        return refused


def _probed(device: Device) -> Device:
    """The device as it is asked when it is thought dead: one request, no second try."""
    assert device.snmp is not None
    return replace(device, snmp=replace(device.snmp, retries=0))
