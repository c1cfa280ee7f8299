"""Levels of queues as alarms: raised, worsened, eased and cleared as the emergencies say, across a restart too."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeVar, cast

import pytest
from systems import system

from nms.app.app import App
from nms.core.alarm import Alarm, Severity
from nms.core.device import Device, Role
from nms.core.observed import Harvest
from nms.core.queries import AlarmQuery
from nms.core.queue import QueueSample
from nms.core.sample import Sample
from nms.core.site import Hall, Inventory
from nms.engine.queues import PROBLEM, QueueWatch
from nms.engine.recorder import Recorder
from nms.engine.rounds import Visited
from nms.halls.queue import follower
from nms.testing import ManualClock

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
FIVE = timedelta(minutes=5)
T = TypeVar("T")


class AtOnce:
    """Stands for the writing thread: does it here."""

    async def run(self, act: Callable[[], T], *, urgent: bool = False) -> T:
        del urgent
        return act()


class World:
    """A system with two halls, one with a ticket machine, and its watch."""

    def __init__(self, app: App, clock: ManualClock) -> None:
        self.app, self.clock = app, clock
        self.restart()

    def restart(self) -> None:
        self.watch = QueueWatch(self.app.parts, cast("Recorder", AtOnce()))

    def look(self) -> None:
        asyncio.run(self.watch.tick())

    def tell(self, hall: str, waiting: int, desks: int) -> None:
        """A sample now, then a look, then five minutes pass."""
        rule = follower(self.app.parts.config.queues.rule)
        self.app.parts.store.queues.add([QueueSample(hall, self.clock.now(), waiting, desks)], rule)
        self.look()
        self.clock.advance(FIVE.total_seconds())

    def visit(self, device: str, **counts: int) -> None:
        made = self.app.inventory.devices[device]
        at = self.clock.now()
        samples = [Sample(device, metric, "", at, value) for metric, value in counts.items()]
        visited = Visited(made, at, [("queue", Harvest(samples=samples))], frozenset({"queue"}), None, 0.1)
        asyncio.run(self.watch.visited(visited))
        self.look()
        self.clock.advance(FIVE.total_seconds())

    def alarms(self, state: Literal["", "active", "cleared"] = "active") -> list[Alarm]:
        found = self.app.parts.store.alarms.find(AlarmQuery(state=state)).items
        return [one for one in found if one.key.problem == PROBLEM]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    labels = {"queue_hall": "h2"}
    devices = {
        "h1-sw": Device("h1-sw", "127.0.0.1", "huawei", Role.HALL_SWITCH, "s1"),
        "tickets": Device("tickets", "127.0.0.2", "linux", Role.OTHER, "s2", labels=labels),
    }
    halls = {"h1": Hall("h1", "s1", devices=("h1-sw",)), "h2": Hall("h2", "s2")}
    clock = ManualClock(START)
    with system(tmp_path, clock, inventory=Inventory(devices, halls=halls)) as app:
        yield World(app, clock)


def test_a_level_is_one_alarm_that_worsens_eases_and_clears(world: World) -> None:
    seen = []
    for waiting in (10, 10, 16, 16, 20, 20, 14, 11, 0):
        world.tell("h1", waiting, 4)
        seen.append([one.severity for one in world.alarms()])
    minor, major, critical = Severity.MINOR, Severity.MAJOR, Severity.CRITICAL
    assert seen == [[], [minor], [minor], [major], [major], [critical], [major], [minor], []]
    (alarm,) = world.alarms("cleared")
    assert (alarm.key.device, alarm.key.object) == ("h1-sw", "hall h1")
    assert alarm.raised_at == START + FIVE
    assert alarm.cleared_at == START + 8 * FIVE
    kinds = [event.kind for event in world.app.parts.store.alarms.history(alarm.id)]
    assert kinds == ["raised", "worsened", "worsened", "eased", "eased", "cleared"]


def test_looking_again_and_starting_anew_changes_nothing(world: World) -> None:
    world.tell("h1", 3, 0)
    world.tell("h1", 3, 0)
    before = world.alarms()
    world.restart()
    world.look()
    world.look()
    assert world.alarms() == before
    assert [one.severity for one in before] == [Severity.CRITICAL]
    world.restart()
    world.tell("h1", 0, 0)
    assert world.alarms() == []


def test_a_hall_that_tells_nothing_any_more_ends_its_alarm_as_lost(world: World) -> None:
    world.tell("h1", 10, 4)
    world.tell("h1", 10, 4)
    last = START + FIVE
    world.clock.advance(900)
    world.look()
    (alarm,) = world.alarms("cleared")
    assert alarm.cleared_at == last + timedelta(minutes=15)
    assert world.app.parts.store.alarms.history(alarm.id)[-1].text == "queue:lost"


def test_what_a_ticket_machine_told_goes_to_its_hall(world: World) -> None:
    world.visit("tickets", hall_waiting=8, hall_open_desks=2)
    world.visit("tickets", hall_waiting=8, hall_open_desks=2)
    world.visit("h1-sw", hall_waiting=8)  # half a sample
    world.visit("h1-sw", cpu_percent=8)
    kept = world.app.parts.store.queues
    assert [(one.waiting, one.open) for one in kept.samples("h2", START, START + 9 * FIVE)] == [(8, 2), (8, 2)]
    assert kept.samples("h1", START, START + 9 * FIVE) == []
    (alarm,) = world.alarms()
    assert (alarm.key.device, alarm.key.object, alarm.severity) == ("nms", "hall h2", Severity.MAJOR)
    assert alarm.details["waiting"] == "8"
