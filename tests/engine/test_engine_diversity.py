"""Ways that were certified apart: what the network does to them raises one alarm a line, and ends it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from systems import system

from nms.app.app import App
from nms.core.alarm import Alarm, Severity
from nms.core.device import Device, Role
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Requirement, Solution, Way
from nms.core.queries import AlarmQuery
from nms.core.site import Inventory, Link, LinkEnd
from nms.engine.diversity import LOST, Diversity
from nms.lines.design.certificate import certified
from nms.testing import ManualClock
from nms.topology.network import Network

START = datetime(2026, 4, 10, tzinfo=UTC)
PAIRS = (("a", "x"), ("x", "b"), ("a", "y"), ("y", "b"), ("c", "x"), ("c", "y"))
T = TypeVar("T")
S = LineState


class AtOnce:
    """Stands for the writing thread: does it here."""

    async def run(self, act: Callable[[], T], *, urgent: bool = False) -> T:
        del urgent
        return act()


def net(*but: str, **ducts: str) -> Inventory:
    """Two ways from a to b and two from c, without some links, with some in ducts."""
    devices = {name: Device(name, "127.0.0.1", "huawei_vrp", Role.AGGREGATION) for name in "abcxy"}
    ducted = {name: tuple(duct.split()) for name, duct in ducts.items()}
    links = {
        p + q: Link(p + q, LinkEnd(p, f"to-{q}"), LinkEnd(q, f"to-{p}"), "fibre", 1.0, ducted.get(p + q, ()))
        for p, q in PAIRS
        if p + q not in but
    }
    return Inventory(devices, links=links)


def designed(inventory: Inventory, *starts: str) -> Design:
    """Ways from every start over x, protected over y."""
    ways = [
        Way(start, role, (start, over, "b"), (f"{start}{over}", f"{over}b"))
        for start in starts
        for role, over in (("work", "x"), ("protect", "y"))
    ]
    told = {work.end: certified(inventory, work, protect) for work, protect in zip(ways[::2], ways[1::2], strict=True)}
    return Design(Solution.ETH, ways=tuple(ways), certificate=told)


class World:
    """A system whose inventory is another one after every restart, over the same store."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, ManualClock(START)

    def line(self, app: App, number: str, design: Design, state: LineState = S.ACTIVE) -> Line:
        ends = (LineEnd("hq", hub=True), *(LineEnd(site) for site in design.certificate))
        order = Order(number, "bank", "", LineService.EPL, Requirement(10), ends)
        return app.parts.store.lines.add(Line(0, order, state, START, START, "li", design), "li")

    def seen(self, inventory: Inventory, act: Callable[[App, Diversity], Any] = lambda *_: None) -> Mapping[str, Alarm]:
        """The alarms by what they are about after a start over an inventory, and something that is done then."""
        with system(self.folder, self.clock, inventory=inventory) as app:
            recorder: Any = AtOnce()
            watch = Diversity(app.parts, app.topology, recorder)
            asyncio.run(watch.check())
            act(app, watch)
            found = app.parts.store.alarms.find(AlarmQuery(state="active", limit=100)).items
            assert all(alarm.key.problem == LOST for alarm in found)
            return {alarm.key.object: alarm for alarm in found}


@pytest.fixture
def world(tmp_path: Path) -> World:
    made = World(tmp_path)

    def added(app: App, _watch: Diversity) -> None:
        made.line(app, "L-1", designed(net(), "a", "c"))
        made.line(app, "L-2", designed(net(), "c"))

    assert made.seen(net(), added) == {}
    return made


def test_ways_that_are_apart_raise_nothing(world: World) -> None:
    assert world.seen(net()) == {}


def test_a_duct_that_both_ways_have_got_in_common_is_named(world: World) -> None:
    found = world.seen(net(ax="duct-7 duct-8", ay="duct-7"))
    assert list(found) == ["line L-1"]
    alarm = found["line L-1"]
    assert (alarm.key.device, alarm.severity, alarm.source) == ("a", Severity.MAJOR, "engine")
    assert alarm.evidence == "topology:duct-7"
    assert alarm.details == {"sites": "a", "shared": "duct-7"}


def test_a_link_that_is_gone_strikes_every_line_over_it_once(world: World) -> None:
    found = world.seen(net("yb"))
    assert {name: alarm.details for name, alarm in found.items()} == {
        "line L-1": {"sites": "a, c", "protection-broken": "yb"},
        "line L-2": {"sites": "c", "protection-broken": "yb"},
    }


def test_it_ends_when_diversity_is_back(world: World) -> None:
    assert len(world.seen(net("yb"))) == 2
    assert world.seen(net()) == {}


def test_a_line_that_is_ceased_has_nothing_to_lose_any_more(world: World) -> None:
    def ceased(app: App, watch: Diversity) -> None:
        asyncio.run(watch.look())
        line = app.lines.named("L-2")
        for state in (S.CEASING, S.CEASED):
            line = app.parts.store.lines.move(line.id, (line.state,), replace(line, state=state), "li", {}, app.now())
        asyncio.run(watch.look())

    assert list(world.seen(net("yb"), ceased)) == ["line L-1"]


def test_a_line_that_is_modified_is_judged_by_what_stands(world: World) -> None:
    def modified(app: App, watch: Diversity) -> None:
        line = app.lines.named("L-2")
        wish = replace(line, state=S.MODIFYING, previous=line.design, design=Design(Solution.ETH))
        app.parts.store.lines.move(line.id, (S.ACTIVE,), wish, "li", {}, app.now())
        asyncio.run(watch.look())

    assert set(world.seen(net("yb"), modified)) == {"line L-1", "line L-2"}


def test_a_suspended_line_is_watched_and_a_draft_is_not(world: World) -> None:
    def more(app: App, watch: Diversity) -> None:
        world.line(app, "L-3", designed(net(), "c"), S.SUSPENDED)
        world.line(app, "L-4", designed(net(), "c"), S.DESIGNED)
        asyncio.run(watch.look())

    assert set(world.seen(net("cy"), more)) == {"line L-1", "line L-2", "line L-3"}


def test_what_was_shared_when_it_was_designed_is_no_loss(world: World) -> None:
    shared = net(ax="duct-7", ay="duct-7")

    def known(app: App, watch: Diversity) -> None:
        world.line(app, "L-5", designed(shared, "a"))
        asyncio.run(watch.look())

    assert set(world.seen(shared, known)) == {"line L-1"}


def test_nothing_is_checked_while_neither_graph_nor_lines_change(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    checks: list[int] = []

    def again(app: App, watch: Diversity) -> None:
        asyncio.run(watch.look())
        whole = app.topology.network

        def counted() -> Network:
            checks.append(len(checks))
            return whole()

        monkeypatch.setattr(app.topology, "network", counted)
        for _ in range(3):
            world.clock.advance(300)
            asyncio.run(watch.look())
        assert checks == []
        world.line(app, "L-6", designed(net(), "a"))
        asyncio.run(watch.look())

    world.seen(net(), again)
    assert checks == [0]


def test_an_alarm_that_goes_on_is_raised_once(world: World) -> None:
    first = world.seen(net("yb"))["line L-1"]
    world.clock.advance(timedelta(hours=1).total_seconds())
    again = world.seen(net("yb"))["line L-1"]
    assert (again.id, again.count, again.raised_at) == (first.id, 1, first.raised_at)
