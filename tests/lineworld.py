"""Lines over three switches in memory: a site with customers, an engine, and a designer that takes the next VLAN."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from waiting import until

from nms.app.app import App
from nms.app.designing import Designing
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.config import Config
from nms.core.device import CliAccess, Device, Role
from nms.core.dialect import digest
from nms.core.line import Design, Draw, Line, LineState, Order, Solution, Unit, Way
from nms.core.ports import Clock
from nms.core.site import Customer, Inventory, Site
from nms.drivers.dialects import DIALECTS
from nms.engine import engine
from nms.engine.ticks import Ticks
from nms.site.loading import Site as LoadedSite
from nms.testing import MemoryConsole, MemoryFleet
from nms.testing.consoles import MemorySession
from nms.testing.tree import ConfigTree

REPOSITORY = Path(__file__).resolve().parents[1]
LI, WANG = Actor("li", "web"), Actor("wang", "web")
PORTS = {
    "hq": ("sw1", "GigabitEthernet0/0/1"),
    "b1": ("sw2", "GigabitEthernet1/0/1"),
    "b2": ("sw3", "FastEthernet0/1"),
    "b3": ("sw2", "GigabitEthernet1/0/2"),
}
PLATFORMS = {"sw1": "huawei_vrp", "sw2": "hp_comware", "sw3": "cisco_ios"}
SHAPES = {"sw1": "GigabitEthernet0/0/{n}", "sw2": "GigabitEthernet1/0/{n}", "sw3": "FastEthernet0/{n}"}
DOCUMENT: Mapping[str, Any] = {
    "number": "PL-1",
    "customer": "bank",
    "title": "总行至支行",
    "topology": "star",
    "mbps": 10,
    "reliability": 99.9,
    "service": "VPLS",
    "solution": "ETH",
    "ends": [{"site": "hq", "hub": True}, {"site": "b1"}],
}
T0 = datetime(2026, 3, 1, tzinfo=UTC)


class NextVlan(Designing):
    """The first VLAN that nobody holds, one port a site; the survey finds fibre everywhere."""

    def surveyed(self, order: Order) -> Order:
        return replace(order, requirement=replace(order.requirement, eth_fibre=True))

    def design(self, order: Order, solution: str = "") -> Design:
        return self._made(order, self._free())

    def redesign(self, line: Line, order: Order) -> Design:
        assert line.design is not None
        return self._made(order, line.design.units[0].unit)

    def _free(self) -> str:
        taken = {one.unit.unit for one in self._parts.store.resources.held("s-vlan/yc", self._parts.clock.now())}
        return next(str(vlan) for vlan in range(1001, 1100) if str(vlan) not in taken)

    def _made(self, order: Order, vlan: str) -> Design:
        ends = [(end.site, *PORTS[end.site]) for end in order.ends]
        kbit = round(order.requirement.mbps * 1000)
        return Design(
            Solution.ETH,
            units=(Unit("s-vlan/yc", vlan), *(Unit(f"port/{device}", port) for _, device, port in ends)),
            draws=(Draw("uplink/sw1", kbit, 100_000),),
            ways=tuple(Way(site, "work", (device, "sw1"), ports=((device, port),)) for site, device, port in ends),
            steps=tuple(
                {"device": device, "template": "vlan-port", "values": {"port": port, "vlan": int(vlan)}}
                for _, device, port in ends
            ),
        )


@dataclass
class Desk:
    """A site whose lines are ordered, approved and pushed by two people."""

    app: App
    consoles: Mapping[str, MemoryConsole]
    before: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.before = self.digests()

    def digests(self) -> dict[str, str]:
        """What counts of every configuration."""
        return {name: digest(one.dialect, one.running.text()) for name, one in self.consoles.items()}

    def document(self, **other: Any) -> dict[str, Any]:
        """An order document."""
        return {**DOCUMENT, **other}

    def line(self, number: str = "PL-1") -> Line:
        """As the line stands now."""
        return self.app.lines.named(number)

    def state(self, number: str = "PL-1") -> LineState:
        """Where the line stands now."""
        return self.line(number).state

    def comes(self, *states: LineState, number: str = "PL-1") -> Line:
        """Wait until the line stands in one of some states."""
        until(lambda: self.state(number) in states, f"{number} is {states}", 30)
        return self.line(number)

    def approved(self, number: str = "PL-1", **other: Any) -> Line:
        """A line up to its approval."""
        self.app.lines.order(self.document(number=number, **other), LI)
        self.app.lines.design(number, LI)
        return self.app.lines.approve(number, WANG)

    def planned(self, line: Line) -> Change:
        """The change of a line once it is planned."""
        changes = self.app.parts.store.changes
        until(lambda: changes.get(line.change).state is not ChangeState.DRAFT, f"change {line.change} is planned", 30)
        return changes.get(line.change)

    def pushed(self, line: Line) -> Change:
        """The change of a line at its end."""
        change = self.planned(line)
        assert change.state is ChangeState.PLANNED, change.reason
        self.app.changes.approve(change.id, change.plan.digest, WANG)
        self.app.changes.push(change.id, LI)
        changes = self.app.parts.store.changes
        until(lambda: changes.get(change.id).state not in (ChangeState.APPROVED, ChangeState.APPLYING), "pushed", 30)
        return changes.get(change.id)

    def active(self, number: str = "PL-1", **other: Any) -> Line:
        """A line from its order to its hand-over."""
        self.approved(number, **other)
        self.pushed(self.app.lines.provision(number, LI))
        self.comes(LineState.TESTING, number=number)
        self.app.lines.test(number, self.good(number), LI)
        return self.app.lines.activate(number, LI)

    def good(self, number: str = "PL-1") -> list[dict[str, Any]]:
        """Results that pass."""
        limits = self.app.lines.limits(number)
        return [{"test": one.test, "frame": one.frame, "value": one.value} for one in limits]

    def ceased(self, number: str = "PL-1") -> Line:
        """A line taken off the network."""
        self.pushed(self.app.lines.cease(number, LI))
        return self.comes(LineState.CEASED, number=number)


def opened(folder: Path, clock: Clock | None = None, **lines: Any) -> App:
    """The site, with its designer in place of the real one."""
    devices = {
        name: Device(name, "127.0.0.1", platform, Role.ACCESS_SWITCH, "hq", cli=CliAccess(credential="lab"))
        for name, platform in PLATFORMS.items()
    }
    sites = {name: Site(name, "customer", customer="bank") for name in PORTS}
    customers = {"bank": Customer("bank", "绍兴银行", "A"), "shop": Customer("shop")}
    if not (folder / "templates").exists():
        (folder / "templates").symlink_to(REPOSITORY / "templates")
    config = Config.model_validate({"traps": {"port": 0}, "push": {"lease_s": 20}, "lines": lines})
    inventory = Inventory(devices, sites, customers=customers)
    app = App.open(LoadedSite(folder, folder / "var", config, inventory), clock)
    app.lines._designing = NextVlan(app.parts)
    return app


def console_of(app: App, name: str) -> MemoryConsole:
    """A switch with four ports."""
    dialect = DIALECTS[PLATFORMS[name]]
    text = "\n".join(f"interface {SHAPES[name].format(n=n)}\n speed 100" for n in range(1, 5))
    return MemoryConsole(app.inventory.devices[name], dialect, ConfigTree(dialect.negate, text), app.parts.clock)


class Hasty(Ticks):
    """Looks at desk, changes and lines without the patience of a network."""

    def every(self, seconds: float, name: str, act: Callable[[], None]) -> None:
        super().every(0.05 if name in ("desk", "changes", "lines", "playbooks") else seconds, name, act)


def shown(text: str) -> str:
    """What any show command prints: the configuration, and its numbers one a line, as tables begin with them."""
    return "\n".join([text, *re.findall(r"\d+", text)])


@contextmanager
def desk_of(folder: Path, patch: pytest.MonkeyPatch, **lines: Any) -> Iterator[Desk]:
    """A desk over a running engine."""
    app = opened(folder, **lines)
    consoles = {name: console_of(app, name) for name in PLATFORMS}
    patch.setattr(MemorySession, "show", lambda self, _command: shown(self._console.text()))
    patch.setattr(engine, "NornirFleet", lambda *_: MemoryFleet(consoles))
    patch.setattr(engine, "Ticks", Hasty)
    running = engine.Engine(app)
    running.start()
    try:
        yield Desk(app, consoles)
    finally:
        running.stop()
        app.close()
