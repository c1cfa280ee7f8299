"""An element that is rebuilt: ports keep their identity by name, whatever their indexes have become."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from engineworld import START, NoTicks, World

from nms.app.app import App
from nms.app.views import AlarmFilter
from nms.core.config import Config
from nms.core.device import Device, Role, SnmpAccess
from nms.core.errors import SnmpError
from nms.core.observed import Entity, Interface, Layout
from nms.core.ports import Oid, SnmpSession, Table, Value
from nms.core.recorded import RecordedRow, Recording
from nms.core.site import Inventory, Link, LinkEnd
from nms.engine import engine
from nms.site.loading import Site
from nms.testing import ManualClock, MibSession

IF, IFX = (1, 3, 6, 1, 2, 1, 2, 2, 1), (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
ENTITY = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)
COUNTER64, TICKS, STRING, INTEGER = 0x46, 0x43, 0x04, 0x02
GIGABIT = 1_000_000_000
RATES = {"ge-0": 1_000_000, "ge-1": 0, "ge-2": 20_000}  # octets per second
BASE = {"ge-0": 10**9, "ge-1": 5 * 10**12, "ge-2": 7 * 10**10}


class Shifting:
    """A scripted switch of three ports: ge-2 is down for ever, and all that changes is what the test changes."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.indexes = {"ge-0": 1, "ge-1": 2, "ge-2": 3}
        self.counted_since = START
        self.booted = START - timedelta(days=3)
        self.if_changed = self.parts_changed = 500
        self.refused: Oid = ()
        self.walked: list[Oid] = []
        self.plans: list[tuple[datetime, Callable[[], None]]] = []

    def after(self, seconds: float, change: Callable[[], None]) -> None:
        """Let something change while it is being watched."""
        self.plans.append((self.clock.now() + timedelta(seconds=seconds), change))

    def session(self, _device: Device) -> SnmpSession:
        for plan in [plan for plan in self.plans if plan[0] <= self.clock.now()]:
            self.plans.remove(plan)
            plan[1]()
        return Asked(Recording.of(self.rows()), self)

    async def close(self) -> None:
        """Nothing is open."""

    def rows(self) -> list[RecordedRow]:
        now = self.clock.now()
        uptime = int((now - self.booted).total_seconds() * 100)
        rows: list[tuple[Oid, int, Value]] = [
            ((1, 3, 6, 1, 2, 1, 1, 2, 0), 0x06, (1, 3, 6, 1, 4, 1, 99_999, 1)),
            ((1, 3, 6, 1, 2, 1, 1, 3, 0), TICKS, uptime),
            ((1, 3, 6, 1, 2, 1, 1, 5, 0), STRING, b"shifting"),
            ((1, 3, 6, 1, 2, 1, 2, 1, 0), INTEGER, len(self.indexes)),
            ((1, 3, 6, 1, 2, 1, 31, 1, 5, 0), TICKS, self.if_changed),
            ((1, 3, 6, 1, 2, 1, 47, 1, 4, 1, 0), TICKS, self.parts_changed),
            ((*ENTITY, 2, 1), STRING, b"chassis"),
            ((*ENTITY, 5, 1), INTEGER, 3),
        ]
        passed = (now - self.counted_since).total_seconds()
        for name, index in self.indexes.items():
            counted = (BASE[name] if self.counted_since == START else 0) + int(passed * RATES[name])
            rows += [
                ((*IF, 2, index), STRING, name.encode()),
                ((*IF, 5, index), 0x42, GIGABIT),
                ((*IF, 7, index), INTEGER, 1),
                ((*IF, 8, index), INTEGER, 2 if name == "ge-2" else 1),
                ((*IFX, 1, index), STRING, name.encode()),
                ((*IFX, 6, index), COUNTER64, counted),
                ((*IFX, 10, index), COUNTER64, counted),
            ]
        return [RecordedRow(*row) for row in rows]

    def renumber(self) -> None:
        """Every index means another port, at once."""
        self.indexes = {"ge-0": 3, "ge-1": 1, "ge-2": 2}
        self.if_changed += 1_000

    def restart(self) -> None:
        """A cold start that renumbers too; neither ifNumber nor ifTableLastChange tells."""
        self.indexes = {"ge-0": 2, "ge-1": 3, "ge-2": 1}
        self.booted = self.counted_since = self.clock.now()


class Asked(MibSession):
    """Remembers what is walked, and refuses one column where the test says so."""

    def __init__(self, recording: Recording, box: Shifting) -> None:
        super().__init__(recording)
        self._box = box

    async def columns(self, *roots: Oid) -> Table:
        self._box.walked.extend(roots)
        if self._box.refused in roots:
            raise SnmpError("NMS-SNMP-009", device="sw", address="127.0.0.1", port=161, oid="–", status="genErr")
        return await super().columns(*roots)


@pytest.fixture
def box(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Shifting, World]:
    clock = ManualClock(START)
    device = Device("sw", "127.0.0.1", role=Role.AGGREGATION, snmp=SnmpAccess(community="c"))
    other = Device("pe", "127.0.0.2", role=Role.PE)
    links = {"up": Link("up", LinkEnd("sw", "ge-2"), LinkEnd("pe", "ge-9"), "fibre")}
    config = Config.model_validate(
        {"traps": {"port": 0}, "cadences": {"status": 60, "counters": 90, "inventory": 3600, "environment": 3600}}
    )
    shifting = Shifting(clock)
    monkeypatch.setattr(engine, "PysnmpSnmp", lambda *_: shifting)
    monkeypatch.setattr(engine, "Ticks", NoTicks)
    inventory = Inventory({"sw": device, "pe": other}, links=links)
    site = Site(tmp_path / "shifting", tmp_path / "shifting", config, inventory)
    return shifting, replace(world, snmp=cast(Any, shifting), clock=clock, site=site)


def traffic(app: App) -> Mapping[str, list[float]]:
    """Rates in bit/s by port, gaps left out."""
    keys = [key for key in app.parts.store.samples.keys("sw") if key.metric == "interface_in_octets"]
    return {
        key.instance: [value for _, value in app.series(key, START, app.now()).points if value is not None]
        for key in keys
    }


def steady(found: Mapping[str, list[float]], least: int) -> None:
    assert found.keys() == RATES.keys(), "a port went by its index"
    for name, rates in found.items():
        assert len(rates) >= least
        assert rates == pytest.approx([8 * RATES[name]] * len(rates)), name


def rows(app: App) -> Mapping[str, int]:
    return {row.name: row.index for row in app.parts.store.devices.rows("sw", Interface)}


def alarms(app: App) -> list[tuple[int, str, str, int]]:
    found = app.alarms(AlarmFilter(state="all", device="sw", problem="link-down")).items
    return [(alarm.id, alarm.key.object, alarm.state, alarm.count) for alarm in found]


def test_renumbered_ports_keep_series_rows_and_alarms_without_spike_or_double(box: tuple[Shifting, World]) -> None:
    """The counters are asked between two status polls: nobody has told yet that the indexes mean other ports."""
    shifting, world = box
    before = world.watched(450, lambda app: (rows(app), alarms(app)))
    assert before[0] == {"ge-0": 1, "ge-1": 2, "ge-2": 3}
    [(_, port, state, _)] = before[1]
    assert (port, state) == ("ge-2", "active")
    shifting.after(70, shifting.renumber)  # status at 60, counters at 90
    world.watched(630, lambda app: steady(traffic(app), 10))
    assert not shifting.plans
    assert world.watched(0, rows) == {"ge-0": 3, "ge-1": 1, "ge-2": 2}
    assert world.watched(0, alarms) == before[1]


def test_a_restart_that_renumbers_gives_a_gap_at_most(box: tuple[Shifting, World]) -> None:
    shifting, world = box
    shifting.after(460, shifting.restart)
    world.watched(1080, lambda app: steady(traffic(app), 8))
    assert not shifting.plans
    assert world.watched(0, rows) == {"ge-0": 2, "ge-1": 3, "ge-2": 1}
    assert len(world.watched(0, alarms)) == 1


def test_ports_renumbered_while_nobody_watched_are_known_by_name(box: tuple[Shifting, World]) -> None:
    shifting, world = box
    world.watched(450)
    world.unwatched(600)
    shifting.renumber()
    world.watched(450, lambda app: steady(traffic(app), 8))
    assert world.watched(0, rows) == {"ge-0": 3, "ge-1": 1, "ge-2": 2}


def test_while_the_names_cannot_be_read_again_nothing_goes_by_the_old_ones(box: tuple[Shifting, World]) -> None:
    shifting, world = box

    def refuse() -> None:
        shifting.renumber()
        shifting.refused = (*IF, 3)  # ifType: the whole rows cannot be had, names alone can

    shifting.after(460, refuse)
    world.watched(1080, lambda app: steady(traffic(app), 10))
    shifting.refused = ()
    world.watched(120)
    assert world.watched(0, rows) == {"ge-0": 3, "ge-1": 1, "ge-2": 2}


def test_the_inventory_is_read_again_when_the_layout_moves_and_only_then(box: tuple[Shifting, World]) -> None:
    shifting, world = box
    types, parts = (*IF, 3), (*ENTITY, 10)

    def scene(app: App) -> None:
        assert app.parts.store.devices.rows("sw", Entity)
        [layout] = app.parts.store.devices.rows("sw", Layout)
        assert (layout.interfaces, layout.interfaces_changed_s, layout.parts_changed_s) == (3, 5.0, 7.0)

    shifting.after(130, lambda: setattr(shifting, "parts_changed", 600))
    shifting.after(250, lambda: setattr(shifting, "parts_changed", 700))
    world.watched(900, scene)
    assert shifting.walked.count(parts) == 3, "at first, and once for each board; the second waits for the hold-off"
    assert shifting.walked.count(types) == 3
    shifting.walked.clear()
    world.watched(900)
    assert (shifting.walked.count(types), shifting.walked.count(parts)) == (1, 1), "the first turn of a new engine"


def test_parts_that_did_not_change_are_not_read_in_their_turn(box: tuple[Shifting, World]) -> None:
    shifting, world = box
    world.watched(3 * 3600 + 60)
    assert shifting.walked.count((*IF, 3)) == 4
    assert shifting.walked.count((*ENTITY, 10)) == 1
