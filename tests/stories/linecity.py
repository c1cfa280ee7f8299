"""The demo's city with the consoles of everything that carries lines, in this process; a running engine beside it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from waiting import until

from nms.app.app import App
from nms.city.console.standalone import ConsoleYard
from nms.city.state import City
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.config import Config
from nms.core.device import CliAccess, Device, Role
from nms.core.dialect import meaning
from nms.core.line import Line, LineState
from nms.core.site import Inventory
from nms.drivers.dialects import DIALECTS
from nms.engine import engine
from nms.engine.ticks import Ticks
from nms.site.loading import Site, load_site
from nms.site.yamlfile import read

REPOSITORY = Path(__file__).resolve().parents[2]
LI, WANG = Actor("li", "web"), Actor("wang", "web")
CARRIERS = frozenset({Role.ACCESS_SWITCH, Role.AGGREGATION, Role.PE, Role.OLT, Role.CPOS_ROUTER})
PATIENCE_S = 120.0


class _Now:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


class CityYard(ConsoleYard):
    """The consoles of some devices of an inventory."""

    def __init__(self, inventory: Inventory) -> None:
        super().__init__(())
        self._city = City(inventory, _Now())


class Hasty(Ticks):
    """Looks at desk, changes and lines without the patience of a network."""

    def every(self, seconds: float, name: str, act: Callable[[], None]) -> None:
        super().every(0.1 if name in ("desk", "changes", "lines", "playbooks") else seconds, name, act)


@dataclass
class LineCity:
    """What two people do with lines, and what the devices say of it."""

    app: App
    yard: CityYard
    engine: engine.Engine

    def stop(self) -> None:
        """End the engine."""
        self.engine.stop()

    def restart(self) -> None:
        """End the engine, whatever is under way, and start another one over the same store."""
        self.stop()
        self.engine = engine.Engine(self.app)
        self.engine.start()

    def texts(self) -> dict[str, list[str]]:
        """What counts of every carrier's running and saved configuration."""
        return {one.name: self._meant(one.platform, one.running()) for one in self.yard}

    def saved(self) -> dict[str, list[str]]:
        """What a restart would load."""
        return {one.name: self._meant(one.platform, one.saved()) for one in self.yard}

    @staticmethod
    def _meant(platform: str, text: str) -> list[str]:
        return list(meaning(DIALECTS[platform], text))

    def document(self, file: str, **other: Any) -> dict[str, Any]:
        """One of the example orders."""
        found = read(REPOSITORY / "templates" / "orders" / file, "LINE").value
        assert isinstance(found, dict)
        return {**found, **other}

    def comes(self, number: str, *states: LineState) -> Line:
        """The line once it stands in one of some states."""
        until(lambda: self.app.lines.named(number).state in states, f"{number} is {states}", PATIENCE_S)
        return self.app.lines.named(number)

    def planned(self, number: str) -> Change:
        """The plan of the change that a line waits for."""
        changes = self.app.parts.store.changes
        change = self.app.lines.named(number).change
        until(lambda: changes.get(change).state is not ChangeState.DRAFT, f"a plan of {number}", PATIENCE_S)
        found = changes.get(change)
        if found.state is not ChangeState.PLANNED:
            until(lambda: self.app.lines.named(number).change != change, "the line goes back", PATIENCE_S)
        assert found.state is ChangeState.PLANNED, self.app.lines.named(number).reason
        return found

    def pushed(self, line: Line, *states: LineState) -> Change:
        """The change of a line approved by the other person and pushed; the line stands where that leads."""
        change = self.planned(line.number)
        self.app.changes.approve(change.id, change.plan.digest, WANG)
        self.app.changes.push(change.id, LI)
        changes = self.app.parts.store.changes
        until(lambda: changes.get(change.id).state not in (ChangeState.APPROVED, ChangeState.APPLYING), "an end", 300)
        done = changes.get(change.id)
        assert done.state is ChangeState.COMMITTED, done.reason
        self.comes(line.number, *states)
        return done

    def designed(self, document: Mapping[str, Any]) -> Line:
        """An order up to its approval."""
        number = self.app.lines.order(document, LI).number
        self.app.lines.design(number, LI)
        return self.app.lines.approve(number, WANG)

    def active(self, document: Mapping[str, Any]) -> Line:
        """An order up to its hand-over."""
        number = self.designed(document).number
        self.pushed(self.app.lines.provision(number, LI), LineState.TESTING)
        limits = self.app.lines.limits(number)
        results = [{"test": one.test, "frame": one.frame, "value": one.value} for one in limits]
        assert self.app.lines.test(number, results, LI).passed
        return self.app.lines.activate(number, LI)

    def held(self, number: str) -> set[str]:
        """The states of what a line holds."""
        return {one.state for one in self.app.parts.store.resources.of(number)[0]}


def _carried(whole: Inventory) -> Inventory:
    devices = {name: one for name, one in whole.devices.items() if one.role in CARRIERS}
    links = {name: link for name, link in whole.links.items() if {link.a.device, link.b.device} <= devices.keys()}
    return Inventory(devices, whole.sites, links)


def _reached(yard: CityYard, device: Device) -> Device:
    """A device as the engine reaches it: carriers by their consoles here, nothing by SNMP."""
    if device.role not in CARRIERS:
        return replace(device, snmp=None, cli=None)
    return replace(device, snmp=None, cli=CliAccess(port=yard[device.name].port, credential="demo"))


@contextmanager
def line_city(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[LineCity]:
    """City and engine."""
    whole = load_site(REPOSITORY).inventory
    with ExitStack() as stack:
        yard = stack.enter_context(CityYard(_carried(whole)))
        inventory = replace(whole, devices={name: _reached(yard, one) for name, one in whole.devices.items()})
        (folder / "templates").symlink_to(REPOSITORY / "templates")
        login = {"username": yard.username, "password": yard.password, "enable": yard.password}
        config = Config.model_validate({"traps": {"port": 0}, "cli": {"credentials": {"demo": login}, "workers": 8}})
        app = App.open(Site(folder, folder / "var", config, inventory))
        stack.callback(app.close)
        for one in yard:
            app.parts.store.hostkeys.accept(one.name, *one.host_key, "test", app.now())
        patch.setattr(engine, "Ticks", Hasty)
        made = LineCity(app, yard, engine.Engine(app))
        made.engine.start()
        stack.callback(made.stop)
        yield made
