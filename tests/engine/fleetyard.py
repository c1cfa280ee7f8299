"""A yard of scripted switches under a real engine: rounds over them, sessions to them, and a clock that is told."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from engineworld import START, TICK_S, NoTicks, World
from fleetcrew import SessionCrew, Spoil, honest

from nms.app.app import App
from nms.core.config import Config
from nms.core.device import Device, Role, SnmpAccess
from nms.core.errors import NoAnswerError
from nms.core.ports import Oid, SnmpSession, Table, Value
from nms.core.recorded import RecordedRow, Recording
from nms.core.sample import SeriesKey
from nms.core.site import Inventory
from nms.engine import engine
from nms.engine.fleet_rounds import FleetRounds
from nms.engine.fleet_shapes import Plan
from nms.site.loading import Site
from nms.snmp.batch.course import Round
from nms.snmp.batch.crew import Crew
from nms.testing import ManualClock, MibSession

IF, IFX = (1, 3, 6, 1, 2, 1, 2, 2, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
COUNTER32, COUNTER64, GAUGE, TICKS, STRING, INTEGER = 0x41, 0x46, 0x42, 0x43, 0x04, 0x02
GIGABIT = 1_000_000_000
PERIOD_S = 90
NAMES = tuple(f"sw-{number:02}" for number in range(4))
CONFIG: Mapping[str, Any] = {
    "traps": {"port": 0},
    "cadences": {"status": 60, "counters": PERIOD_S, "inventory": 3600, "environment": 3600},
    "thresholds": [
        {"metric": "interface_in_percent", "raise_at": 80, "clear_at": 70, "problem": "link-utilisation"},
        {"metric": "interface_out_errors", "raise_at": 5, "clear_at": 1, "for_rounds": 1, "severity": "major"},
    ],
}  # fmt: skip


@dataclass
class Switch:
    """Ports a, b, c …, each counting as many octets a second as `rates` says, outbound a tenth of it, and errors."""

    clock: ManualClock
    rates: dict[str, int] = field(default_factory=lambda: {"a": 1_000_000, "b": 0, "c": 20_000})
    errors: int = 0  # a second, outbound, on every port
    indexes: dict[str, int] = field(default_factory=lambda: {"a": 1, "b": 2, "c": 3})
    booted: datetime = START - timedelta(days=3)
    changed: int = 500
    silent: bool = False
    narrow: frozenset[str] = frozenset()
    _counted: dict[str, int] = field(default_factory=lambda: {"a": 10**12, "b": 5, "c": 2**32 - 10**6})
    _failed: int = 2**32 - 500
    _at: datetime = START

    def turn(self) -> None:
        """Count up to now; whatever is changed afterwards counts from now on."""
        passed = int((self.clock.now() - self._at).total_seconds())
        self._at = self.clock.now()
        self._counted = {name: count + passed * self.rates[name] for name, count in self._counted.items()}
        self._failed += passed * self.errors

    def carry(self, errors: int = 0, **rates: int) -> None:
        """Other traffic from now on."""
        self.turn()
        self.errors = errors
        self.rates |= rates

    def reboot(self) -> None:
        """Everything counts from nothing."""
        self.turn()
        self.booted = self.clock.now()
        self._counted, self._failed = dict.fromkeys(self._counted, 0), 0

    def renumber(self) -> None:
        """Every index means another port."""
        self.indexes = {"a": 3, "b": 1, "c": 2}
        self.changed += 1000

    def rows(self) -> list[RecordedRow]:
        self.turn()
        uptime = int((self._at - self.booted).total_seconds() * 100)
        rows: list[tuple[Oid, int, Value]] = [
            ((1, 3, 6, 1, 2, 1, 1, 3, 0), TICKS, uptime),
            ((1, 3, 6, 1, 2, 1, 2, 1, 0), INTEGER, len(self.indexes)),
            ((1, 3, 6, 1, 2, 1, 31, 1, 5, 0), TICKS, self.changed),
        ]
        for name, index in self.indexes.items():
            counted = self._counted[name]
            rows += [
                ((*IF, 2, index), STRING, name.encode()),
                ((*IF, 5, index), GAUGE, GIGABIT),
                ((*IF, 7, index), INTEGER, 1),
                ((*IF, 8, index), INTEGER, 1),
                ((*IF, 10, index), COUNTER32, counted % 2**32),
                ((*IF, 16, index), COUNTER32, counted // 10 % 2**32),
                ((*IF, 20, index), COUNTER32, self._failed % 2**32),
                ((*IFX, 1, index), STRING, name.encode()),
            ]
            if name not in self.narrow:
                rows += [
                    ((*IFX, 6, index), COUNTER64, counted),
                    ((*IFX, 10, index), COUNTER64, counted // 10),
                ]
        return [RecordedRow(*row) for row in rows]


class Session(MibSession):
    """Counts who reads the octets, and is silent where the switch is."""

    def __init__(self, yard: "Yard", name: str) -> None:
        switch = yard.switches[name]
        if switch.silent:
            super().__init__(Recording.of([]))
        else:
            super().__init__(Recording.of(switch.rows()))
        self._yard, self._name, self._silent = yard, name, switch.silent

    async def get(self, *oids: Oid) -> list[Any]:
        self._heard()
        return await super().get(*oids)

    async def columns(self, *roots: Oid) -> Table:
        self._heard()
        return await super().columns(*roots)

    def _heard(self) -> None:
        if self._silent:
            raise NoAnswerError("NMS-SNMP-001", address=self._name)


class YardCrew(SessionCrew):
    """Its rounds are spoiled or lost when the yard says so."""

    def __init__(self, plans: Sequence[Plan], devices: Mapping[str, Device], yard: "Yard") -> None:
        super().__init__(plans, devices, yard)
        self._yard = yard

    def poll(self) -> Sequence[Round | None]:
        self._spoil = self._yard.spoil
        return [None] if self._yard.lost else super().poll()


@dataclass
class Yard:
    """The switches, the way to them, and what became of the rounds."""

    clock: ManualClock
    switches: dict[str, Switch]
    folder: Path
    batch: bool = True
    spoil: Spoil = honest
    lost: bool = False
    plans: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    running: Any = None
    crews: list[tuple[datetime, int]] = field(default_factory=list)  # made when, of how many

    def session(self, device: Device) -> SnmpSession:
        return Session(self, device.name)

    async def close(self) -> None:
        """Nothing is open."""

    def after(self, seconds: float, change: Callable[[], None]) -> None:
        """Let something change while the engine watches."""
        self.plans.append((self.clock.now() + timedelta(seconds=seconds), change))

    def site(self) -> Site:
        devices = {
            name: Device(name, f"127.0.0.{number}", role=Role.AGGREGATION, snmp=SnmpAccess(community="c"))
            for number, name in enumerate(self.switches, 1)
        }
        config = Config.model_validate({**CONFIG, "snmp": {"batch": self.batch}})
        return Site(self.folder, self.folder, config, Inventory(devices))

    def crew(self, rounds: FleetRounds, plans: Sequence[Plan]) -> Crew:
        """In the place of `FleetRounds._crew`."""
        self.crews.append((self.clock.now(), len(plans)))
        return YardCrew(plans, rounds._parts.inventory.devices, self)

    def watched(self, seconds: float, then: Callable[[App], Any] | None = None) -> Any:
        """Let a freshly started engine watch for a while and end; what `then` makes of the system at its end."""
        return asyncio.run(self._watched(seconds, then))

    async def _watched(self, seconds: float, then: Callable[[App], Any] | None) -> Any:
        app = App.open(self.site(), self.clock)
        self.running = running = engine._Running(app, asyncio.get_running_loop())
        await running.begin()
        try:
            await World._idle(running)
            for _ in range(int(seconds // TICK_S)):
                self.clock.advance(TICK_S)
                for plan in [plan for plan in self.plans if plan[0] <= self.clock.now()]:
                    self.plans.remove(plan)
                    plan[1]()
                running._schedule.tick()
                running._fleet.tick()
                await World._idle(running)
                await running._housekeeping.alarms()
            return then(app) if then else None
        finally:
            await running.end()
            app.close()

    def figures(self) -> Mapping[str, float]:
        """Of the rounds of the present engine."""
        figures: Mapping[str, float] = self.running._fleet.figures()
        return figures


def counters(app: App, device: str) -> dict[tuple[str, str], list[tuple[datetime, float]]]:
    """What was stored of a device's interfaces, as it was read."""
    keys = [key for key in app.parts.store.samples.keys(device) if key.metric.startswith("interface_")]
    found = app.parts.store.samples.raw_many(keys, START, app.now())
    return {(key.metric, key.instance): [(at, float(value)) for at, value in found[key]] for key in keys}


def rates(app: App, device: str, port: str, metric: str = "interface_in_octets") -> list[float | None]:
    """The rates that a chart would show, None for gaps."""
    return [value for _, value in app.series(SeriesKey(device, metric, port), START, app.now()).points]


def a_yard(monkeypatch: pytest.MonkeyPatch, folder: Path, *, batch: bool = True) -> Yard:
    """Four switches, an engine without ticks and without a network."""
    clock = ManualClock(START)
    yard = Yard(clock, {name: Switch(clock) for name in NAMES}, folder, batch)

    def crew(rounds: FleetRounds, plans: Sequence[Plan]) -> Crew:
        return yard.crew(rounds, plans)

    monkeypatch.setattr(engine, "Ticks", NoTicks)
    monkeypatch.setattr(engine, "PysnmpSnmp", lambda *_: yard)
    monkeypatch.setattr(FleetRounds, "_crew", crew)
    return yard
