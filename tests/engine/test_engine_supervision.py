"""The watch over lines: what alarms and probes tell becomes outages by the devices' clock, over restarts too."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest

from nms.app.app import App
from nms.app.sla_views import sla_told
from nms.core.alarm import Actor, AlarmKey, EventType, Report, Severity
from nms.core.config import Config
from nms.core.device import Device, Role
from nms.core.errors import InvalidError, NmsError, NotFoundError
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Outage, Requirement, Solution, Way
from nms.core.site import Customer, Inventory, Link, LinkEnd, Site
from nms.engine.supervision import Supervision
from nms.site.loading import CHECKOUT
from nms.site.loading import Site as Folder
from nms.testing import ManualClock

START = datetime(2026, 4, 10, tzinfo=UTC)
ROLES = {"a": Role.ACCESS_SWITCH, "b": Role.ACCESS_SWITCH, "x": Role.AGGREGATION, "y": Role.AGGREGATION}
LI = Actor("li", "test")
T = TypeVar("T")


class AtOnce:
    """Stands for the writing thread: does it here."""

    async def run(self, act: Callable[[], T], *, urgent: bool = False) -> T:
        del urgent
        return act()


class World:
    """A line over two ways, its engine's watch, a clock that moves when told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = ManualClock(START)
        self.up: set[str] = set()
        self.app = self.opened()
        ways = (
            Way("shop", "work", ("a", "x", "b"), ("ax", "xb"), ports=(("a", "GigabitEthernet0/0/7"),)),
            Way("shop", "protect", ("a", "y", "b"), ("ay", "yb"), ports=(("a", "GigabitEthernet0/0/7"),)),
        )
        wish = Order("L-1", "bank", "到分行", LineService.EPL, Requirement(100),
                     (LineEnd("hq", hub=True), LineEnd("shop")), grade="A")  # fmt: skip
        design = Design(Solution.ETH, ways=ways)
        active = START - timedelta(days=30)
        self.line = self.store.add(
            Line(0, wish, LineState.ACTIVE, active, active, "li", design, active_at=active), "li"
        )
        self.watch = self.started()

    def opened(self) -> App:
        devices = {name: Device(name, "127.0.0.1", "huawei", role, "core") for name, role in ROLES.items()}
        pairs = (("a", "x"), ("x", "b"), ("a", "y"), ("y", "b"))
        links = {p + q: Link(p + q, LinkEnd(p, f"to-{q}"), LinkEnd(q, f"to-{p}")) for p, q in pairs}
        sites = {name: Site(name, "customer", customer="bank") for name in ("hq", "shop")}
        customers = {"bank": Customer("bank", "银行", "A")}
        inventory = Inventory(devices, sites | {"core": Site("core", "core")}, links, customers)
        config = Config.model_validate({"site": {"timezone": "UTC"}, "lines": {"probe_s": 5}})
        return App.open(Folder(CHECKOUT, self.folder, config, inventory), self.clock)

    def started(self) -> Supervision:
        recorder: Any = AtOnce()
        watch = Supervision(self.app.parts, self.app.impacts, recorder, self._echo)
        watch.restore()
        return watch

    async def _echo(self, address: str) -> float | None:
        if address == "0.0.0.1":
            raise NmsError("NMS-DISC-011")
        return 0.002 if address in self.up else None

    @property
    def store(self) -> Any:
        return self.app.parts.store.lines

    def at(self, seconds: float) -> datetime:
        return START + timedelta(seconds=seconds)

    def report(self, device: str, port: str, severity: Severity, event: float, problem: str = "link-down") -> None:
        """A trap as the device's clock had it; it is received now."""
        key = AlarmKey(device, port, EventType.COMMUNICATIONS, problem)
        self.app.parts.ledger.record(Report(key, severity, "lossOfSignal", self.at(event), self.clock.now(), "trap"))

    def down(self, device: str, port: str, event: float, problem: str = "link-down") -> None:
        self.report(device, port, Severity.CRITICAL, event, problem)

    def clear(self, device: str, port: str, event: float, problem: str = "link-down") -> None:
        self.report(device, port, Severity.CLEARED, event, problem)

    def pass_to(self, seconds: float, probing: bool = False) -> None:
        """Let the engine tick every second until then."""
        while self.clock.now() < self.at(seconds):
            self.clock.advance(1)
            if probing and (self.clock.now() - START).total_seconds() % 5 == 0:
                asyncio.run(self.watch.probe())
            asyncio.run(self.watch.tick())

    def outages(self) -> list[tuple[str, float, float | None, str]]:
        found = self.store.outages(self.line.id, START - timedelta(days=1), START + timedelta(days=9))
        return [(one.kind, self._s(one.start), one.end and self._s(one.end), one.excluded) for one in found]

    def _s(self, moment: datetime) -> float:
        return (moment - START).total_seconds()

    def state(self) -> str:
        return self.app.sla.conditions()["L-1"].state


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.app.close()


def test_the_working_way_cut_is_seen_and_costs_nothing(world: World) -> None:
    world.pass_to(5)
    world.down("a", "to-x", 5)
    world.pass_to(40)
    assert world.state() == "degraded"
    world.clear("a", "to-x", 39)
    world.pass_to(60)
    assert world.outages() == [("degraded", 5, 39, "")]
    assert world.app.sla.show("L-1").clock.down_s == 0
    assert world.state() == "up"


def test_both_ways_cut_for_a_minute_by_the_devices_clock_are_a_minute_on_the_sla_clock(world: World) -> None:
    world.pass_to(10)
    world.down("x", "to-b", 8)
    world.pass_to(34)
    world.down("b", "to-y", 30)  # heard four seconds late
    world.pass_to(50)
    assert world.state() == "down"
    assert world.outages() == [("degraded", 8, 30, ""), ("down", 30, None, "")]
    world.pass_to(97)
    world.clear("b", "to-y", 90)  # seven seconds late
    world.pass_to(120)
    assert ("down", 30, 90, "") in world.outages()
    told = sla_told(world.app.sla.show("L-1"))
    assert told["clock"]["down_s"] == 60
    assert told["clock"]["left_s"] == pytest.approx(43.2 * 60 - 60)
    [outage] = [one for one in told["outages"] if one["kind"] == "down"]
    assert outage["cause"] == "b to-y link-down"


def test_nine_seconds_leave_no_trace(world: World) -> None:
    world.pass_to(1)
    world.down("a", "GigabitEthernet0/0/7", 1)
    world.pass_to(9)
    world.clear("a", "GigabitEthernet0/0/7", 10)
    world.pass_to(40)
    assert world.outages() == []


def test_a_customers_port_is_somebodys_while_the_line_is_there(world: World) -> None:
    world.pass_to(2)
    role = world.app.parts.port_role
    assert role("a", "GigabitEthernet0/0/7") == "access"
    assert role("a", "GigabitEthernet0/0/8") == "edge"


def test_an_outage_goes_on_over_a_restart_and_ends_when_it_ended(world: World) -> None:
    world.pass_to(1)
    world.down("a", "GigabitEthernet0/0/7", 1)
    world.pass_to(60)
    world.clock.advance(500)  # the engine is not there
    world.clear("a", "GigabitEthernet0/0/7", 100)
    world.watch = world.started()
    assert world.outages() == [("down", 1, 100, "")]


def test_a_line_that_is_given_up_has_no_outage_any_more(world: World) -> None:
    world.pass_to(1)
    world.down("a", "GigabitEthernet0/0/7", 1)
    world.pass_to(30)
    gone = replace(world.line, state=LineState.SUSPENDED)
    world.store.move(world.line.id, (LineState.ACTIVE,), gone, "li", {}, world.clock.now())
    world.app.parts.store.events.append("line", "L-1", world.clock.now(), {})
    world.pass_to(33)
    assert [(kind, start, end is None) for kind, start, end, _ in world.outages()] == [("down", 1, False)]
    assert world.app.sla.show("L-1").condition.state == "idle"


def test_a_flapping_port_counts_while_it_is_down_and_not_while_it_settles(world: World) -> None:
    for start in range(0, 240, 60):
        world.pass_to(start)
        world.down("a", "GigabitEthernet0/0/7", start)
        world.pass_to(start + 20)
        world.clear("a", "GigabitEthernet0/0/7", start + 20)
    world.pass_to(300)
    assert world.outages() == [("down", start, start + 20, "") for start in range(0, 240, 60)]


def test_work_that_was_announced_does_not_count(world: World) -> None:
    begin, end = world.at(20), world.at(60)
    world.app.open_window("device", "a", begin, end, "swap card", LI)
    world.pass_to(30)
    world.down("a", "GigabitEthernet0/0/7", 30)
    world.pass_to(90)
    world.clear("a", "GigabitEthernet0/0/7", 90)
    world.pass_to(120)
    assert world.outages() == [("down", 30, 60, "maintenance 1 swap card"), ("down", 60, 90, "")]
    told = world.app.sla.show("L-1").clock
    assert (told.down_s, told.excluded_s) == (30, 30)


def test_work_elsewhere_is_no_excuse(world: World) -> None:
    world.app.open_window("device", "y", world.at(0), world.at(500), "", LI)
    world.pass_to(30)
    world.down("a", "GigabitEthernet0/0/7", 30)
    world.pass_to(50)
    assert world.outages() == [("down", 30, None, "")]


def test_an_end_that_answers_no_probe_is_down_until_it_answers(world: World) -> None:
    world.up.add("192.0.2.7")
    world.app.sla.probe("L-1", "shop", "192.0.2.7", LI)
    world.pass_to(10, probing=True)
    assert world.state() == "up"
    world.up.clear()
    world.pass_to(60, probing=True)
    assert world.state() == "down"
    world.up.add("192.0.2.7")
    world.pass_to(90, probing=True)
    assert world.outages() == [("down", 15, 65, "")]
    assert world.app.sla.show("L-1").probes == {"shop": "192.0.2.7"}
    world.up.clear()
    world.pass_to(110, probing=True)
    world.app.sla.probe("L-1", "shop", "", LI)
    world.pass_to(140, probing=True)
    assert world.app.sla.show("L-1").probes == {}


def test_who_may_not_ping_says_nothing_of_lines(world: World) -> None:
    world.app.sla.probe("L-1", "shop", "0.0.0.1", LI)
    world.pass_to(60, probing=True)
    assert (world.outages(), world.state()) == ([], "up")


@pytest.mark.parametrize("address", ["nonsense", "224.0.0.1", "0.0.0.0", "10.0.0.0/8", "10.0.0.1; rm"])
def test_an_address_that_nobody_can_ping_is_refused(world: World, address: str) -> None:
    with pytest.raises(InvalidError, match="NMS-LINE-305"):
        world.app.sla.probe("L-1", "shop", address, LI)
    with pytest.raises(NotFoundError):
        world.app.sla.probe("L-1", "elsewhere", "192.0.2.7", LI)


def test_an_outage_may_be_excused_and_counts_again(world: World) -> None:
    world.store.open_outage(Outage(world.line.id, world.at(-600), None))
    world.store.close_outage(world.line.id, "down", world.at(-300))
    room = world.app.sla
    assert room.show("L-1").clock.down_s == 300
    room.excuse("L-1", "down", world.at(-600), "customer's router", LI)
    told = room.show("L-1").clock
    assert (told.down_s, told.excluded_s) == (0, 300)
    room.excuse("L-1", "down", world.at(-600), "", LI)
    assert room.show("L-1").clock.down_s == 300
    with pytest.raises(NotFoundError):
        room.excuse("L-1", "down", world.at(-601), "x", LI)


def test_a_customers_month_names_every_line_and_outage(world: World) -> None:
    world.store.open_outage(Outage(world.line.id, world.at(-3600), None))
    world.store.close_outage(world.line.id, "down", world.at(0))
    told = world.app.sla.report("bank", "2026-04")
    assert (told.title, told.failures, told.down_s, told.final) == ("银行", 1, 3600, False)
    assert [one.line.number for one in told.broken] == ["L-1"]
    assert told.availability == pytest.approx(100 * (1 - 3600 / (9 * 86_400)))
    assert world.app.sla.report("bank", "2026-02").lines == ()
    before = world.app.sla.report("bank", "2026-03")
    assert (before.final, before.lines[0].clock.down_s) == (True, 0)
    with pytest.raises(InvalidError, match="NMS-LINE-304"):
        world.app.sla.report("bank", "march")
    with pytest.raises(NotFoundError):
        world.app.sla.report("nobody")
