"""The engine looks for causes: it asks the suspect at once, and what was held back is told when it is known."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from citysnmp import CitySnmp
from engineworld import World

from nms.app.app import App
from nms.city.faults import Faults
from nms.city.state import City
from nms.core.alarm import Alarm
from nms.core.config import Config
from nms.core.site import Inventory
from nms.engine import engine
from nms.faults.problems import Said, raised

BOXES = ("dcn-1", "p-1", "pe-1", "yc-agg1", "yc-agg2", "yc-olt1", "yc-acc01")
OLT, ENDS = "yc-olt1", (("yc-agg1", "XGigabitEthernet0/0/1"), ("yc-agg2", "XGigabitEthernet0/0/1"))


@pytest.fixture
def tree(world: World, whole_inventory: Inventory, monkeypatch: pytest.MonkeyPatch) -> World:
    """An OLT on two aggregation switches and their way to the centre."""
    devices = {name: whole_inventory.devices[name] for name in BOXES}
    links = {
        name: link for name, link in whole_inventory.links.items() if {link.a.device, link.b.device} <= devices.keys()
    }
    inventory = replace(whole_inventory, devices=devices, links=links, halls={}, cells={}, accesses={}, customers={})
    city = City(inventory, world.clock)
    snmp = CitySnmp(city)
    monkeypatch.setattr(engine, "PysnmpSnmp", lambda *_: snmp)
    site = replace(world.site, inventory=inventory)
    return World(city, snmp, Faults(city), world.clock, site)


class Running:
    """A running engine whose seconds pass when told."""

    def __init__(self, world: World, running: Any) -> None:
        self._world, self.engine = world, running

    async def hears(self, *ends: tuple[str, str]) -> None:
        """The far ends of the OLT's uplinks go down, as traps say."""
        for device, port in ends:
            now = self._world.clock.now()
            self.engine._report(raised(Said(device, now, now, "trap"), port, "link-down"))
        await self._world._idle(self.engine)

    async def passes(self, seconds: int, each: Callable[[], None] = lambda: None) -> None:
        for _ in range(seconds):
            self._world.clock.advance(1)
            await self.engine._causes.look()
            await self._world._idle(self.engine)
            each()


def watched(world: World, scene: Callable[[Running, App], Any]) -> None:
    """Play a scene on a freshly started engine that has polled everything once."""

    async def play() -> None:
        app = App.open(world.site, world.clock)
        running = engine._Running(app, asyncio.get_running_loop())
        await running.begin()
        try:
            await world._idle(running)
            world.clock.advance(60)
            running._schedule.tick()
            await world._idle(running)
            await running._causes.look()
            world.clock.advance(20)
            await scene(Running(world, running), app)
        finally:
            await running.end()
            app.close()

    asyncio.run(play())


def active(app: App) -> list[Alarm]:
    return list(app.parts.store.alarms.all_active())


def test_a_silent_suspect_is_asked_at_once_and_found_silent(tree: World) -> None:
    async def scene(now: Running, app: App) -> None:
        tree.faults.fault("olt-failure", OLT)
        await now.hears(*ENDS)
        assert {alarm.held for alarm in active(app)} == {True}
        await now.passes(4)
        assert now.engine._causes.probed == {} or now.engine._causes.probed[OLT] == 2
        (top,) = [alarm for alarm in active(app) if alarm.root_id is None]
        assert (top.key.device, top.key.problem, top.held) == (OLT, "device-unreachable", False)
        assert [str(cause.name) for cause in app.causes.open()] == [f"device:{OLT}"]

    watched(tree, scene)


def test_a_suspect_that_answers_is_none(tree: World) -> None:
    """Both far ends are down for whatever reason; the OLT itself answers the probe."""

    async def scene(now: Running, app: App) -> None:
        asked = tree.snmp.asked
        await now.hears(*ENDS)
        await now.passes(25)
        assert tree.snmp.asked > asked
        assert f"device:{OLT}" not in {cause.name for cause in app.causes.open()}
        assert not any(alarm.held for alarm in active(app))

    watched(tree, scene)


def test_nobody_is_asked_where_probes_are_off(tree: World) -> None:
    config = Config.model_validate({"traps": {"port": 0}, "causes": {"probe": False}})
    world = World(tree.city, tree.snmp, tree.faults, tree.clock, replace(tree.site, config=config))

    async def scene(now: Running, app: App) -> None:
        tree.faults.fault("olt-failure", OLT)
        asked = tree.snmp.asked
        await now.hears(*ENDS)
        await now.passes(3)
        assert tree.snmp.asked == asked
        assert {alarm.key.problem for alarm in active(app)} == {"link-down"}
        assert {alarm.held for alarm in active(app)} == {True}
        await now.passes(4)
        assert {alarm.held for alarm in active(app)} == {False}

    watched(world, scene)


def test_a_suspect_is_not_asked_for_ever(tree: World) -> None:
    often: list[int] = []

    async def scene(now: Running, _app: App) -> None:
        tree.faults.fault("olt-failure", OLT)
        await now.hears(ENDS[0])
        await now.passes(30, lambda: often.append(now.engine._causes.probed.get(OLT, 0)))
        assert max(often) <= 2

    watched(tree, scene)
