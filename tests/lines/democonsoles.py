"""The command lines of the demo city without a transport: what a design's plan is rendered against and typed at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from nms.city.box import Change as CityChange
from nms.city.box import Effect
from nms.city.console.element import Element
from nms.city.console.platforms import PLATFORMS
from nms.city.console.shell import Shell
from nms.city.notices import Notice
from nms.city.state import City
from nms.core.alarm import Actor
from nms.core.change import Change, Plan, Step
from nms.core.dialect import Dialect
from nms.core.line import Design
from nms.core.site import Inventory
from nms.drivers.dialects import DIALECTS
from nms.provision.grammars import grammar_of
from nms.provision.plan import Catalogue, make_plan
from nms.provision.render import Templates
from nms.provision.services import service_of
from nms.provision.tree import commands
from nms.site import yamlfile
from nms.testing.clock import ManualClock

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class StillWorld:
    """Surroundings in which no time passes."""

    def __init__(self, city: City) -> None:
        self._city = city

    def now(self) -> float:
        return self._city.now()

    def later(self, seconds: float, call: Callable[[], object]) -> "StillWorld":
        del seconds, call
        return self

    def cancel(self) -> None:
        """No timer runs."""

    def changed(self, added: Sequence[Effect], removed: Sequence[Effect]) -> list[CityChange]:
        return self._city.apply(added, removed)

    def tell(self, notice: Notice) -> None:
        del notice


class DemoConsoles:
    """Elements of the demo city, made when they are first asked for."""

    def __init__(self, inventory: Inventory) -> None:
        self._city = City(inventory, ManualClock(AT))
        self._elements: dict[str, Element] = {}

    def element(self, name: str) -> Element:
        if name not in self._elements:
            box = self._city.boxes[name]
            self._elements[name] = Element(box, PLATFORMS[box.device.platform], StillWorld(self._city), "secret")
        return self._elements[name]

    def running(self, names: Iterable[str]) -> dict[str, str]:
        """Running configurations."""
        return {name: self.element(name).text() for name in names}

    def type(self, name: str, lines: Iterable[str]) -> list[str]:
        """Type configuration lines, each in its view; everything that is refused."""
        element = self.element(name)
        dialect = DIALECTS[element.box.device.platform]
        shell = Shell(element, 1, "demo")
        for line in ("enable", "config") if dialect.platform == "huawei_smartax" else ("system-view",):
            shell.obey(line)
        refused = []
        for path in commands(grammar_of(dialect.platform), lines):
            while shell.view != element.platform.root:
                shell.obey("quit")
            last = [shell.obey(line) for line in path][-1]
            refused += [f"{name}: {' / '.join(path)}: {last.text}"] if last.refused else []
        if element.platform.two_stage:
            while shell.view != element.platform.root:
                shell.obey("quit")
            said = shell.obey("commit")
            refused += [said.text] if said.refused else []
        return refused


def dialect_of(inventory: Inventory, name: str) -> Dialect:
    """The dialect of a device."""
    return DIALECTS[inventory.devices[name].platform]


def catalogue() -> Catalogue:
    """The demo site's services and templates."""
    found = {}
    for path in sorted((TEMPLATES / "services").glob("*.yaml")):
        found[path.stem] = service_of(path.stem, yamlfile.read(path, "CFG").value, str(path))
    return Catalogue(found, Templates(TEMPLATES), DIALECTS)


def plan_of(design: Design, inventory: Inventory, running: Mapping[str, str], number: str) -> Plan:
    """The plan of a design's steps."""
    body = {"service": number, "steps": [dict(step) for step in design.steps]}
    return make_plan(
        Change(1, "service", number, Actor("engineer"), AT, body=body), catalogue(), inventory.devices, running, AT
    )


def reached(design: Design, inventory: Inventory) -> tuple[str, ...]:
    """Devices with a command line that the steps are for."""
    names = dict.fromkeys(str(step["device"]) for step in design.steps)
    return tuple(name for name in names if inventory.devices[name].polled)


def on_device(step: Step, *, undo: bool = False) -> tuple[str, ...]:
    """Everything that is sent for a step, or to take it back."""
    if undo:
        return (*step.undo, *(line for one in reversed(step.shared) for line in one.undo))
    return (*(line for one in step.shared for line in one.apply), *step.apply)
