"""The demo's halls of 2006 before they were built, with the consoles of all their boxes; a running engine beside it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from linecity import LI, REPOSITORY, WANG, CityYard
from waiting import until

from nms.app.app import App
from nms.core.change import Change, ChangeState, Rollout
from nms.core.config import Config
from nms.core.device import CliAccess, Device, Role
from nms.core.dialect import meaning
from nms.core.hall_bundle import BundleState, HallBundle
from nms.core.site import Hall, Inventory
from nms.drivers.dialects import DIALECTS
from nms.engine import engine
from nms.engine.ticks import Ticks
from nms.site.loading import Site, load_site

PATIENCE_S = 240.0
CENTRE = frozenset({Role.AC, Role.CPOS_ROUTER})
ENDED = frozenset({ChangeState.COMMITTED, ChangeState.ROLLED_BACK, ChangeState.UNKNOWN, ChangeState.WITHDRAWN})


class Hasty(Ticks):
    """Looks at desk, changes and bundles without the patience of a network."""

    def every(self, seconds: float, name: str, act: Callable[[], None]) -> None:
        super().every(0.1 if name in ("desk", "changes", "bundles", "playbooks") else seconds, name, act)


@dataclass
class HallCity:
    """What two people do with halls, and what the devices say of it."""

    app: App
    yard: CityYard
    halls: Sequence[Hall]

    def texts(self) -> dict[str, list[str]]:
        """What counts of every box's running configuration."""
        return {one.name: list(meaning(DIALECTS[one.platform], one.running())) for one in self.yard}

    def planned(self, number: int) -> Change:
        """A change once it is planned."""
        changes = self.app.parts.store.changes
        until(lambda: changes.get(number).state is not ChangeState.DRAFT, f"a plan of {number}", PATIENCE_S)
        found = changes.get(number)
        assert found.state is ChangeState.PLANNED, self._said()
        return found

    def _said(self) -> list[str]:
        found = self.app.parts.store.hall_bundles.find()
        return [bundle.reason for bundle in found if bundle.reason]

    def approved(self, number: int) -> Change:
        """… and approved by the other person."""
        change = self.planned(number)
        return self.app.changes.approve(number, change.plan.digest, WANG)

    def pushed(self, bundle: HallBundle, *states: BundleState) -> Change:
        """A bundle's change approved and pushed; the bundle stands where that leads."""
        self.approved(bundle.change)
        self.app.changes.push(bundle.change, LI)
        changes = self.app.parts.store.changes
        until(lambda: changes.get(bundle.change).state in ENDED, "an end", PATIENCE_S)
        self.comes(bundle.hall, *states)
        return changes.get(bundle.change)

    def comes(self, hall: str, *states: BundleState) -> HallBundle:
        """The bundle once it stands in one of some states."""
        store = self.app.parts.store.hall_bundles
        until(lambda: store.get(hall).state in states, f"{hall} is {states}", PATIENCE_S)
        return store.get(hall)

    def rolled(self, number: int) -> Rollout:
        """A rollout once it has come to an end."""
        rollouts = self.app.parts.store.rollouts
        until(lambda: rollouts.get(number).state is not ChangeState.APPLYING, f"rollout {number} ends", PATIENCE_S)
        return rollouts.get(number)


def new_halls(inventory: Inventory) -> list[Hall]:
    """The halls that were built in 2006, by name."""
    found = [hall for hall in inventory.halls.values() if hall.labels.get("built") == "2006"]
    return sorted(found, key=lambda hall: hall.name)


def _wanted(whole: Inventory, halls: Sequence[Hall]) -> Inventory:
    names = {name for hall in halls for name in hall.devices}
    devices = {name: one for name, one in whole.devices.items() if name in names or one.role in CENTRE}
    links = {name: link for name, link in whole.links.items() if {link.a.device, link.b.device} <= devices.keys()}
    return Inventory(devices, whole.sites, links)


def _reached(yard: CityYard, device: Device, known: Inventory) -> Device:
    """A device as the engine reaches it: those of the story by their consoles, nothing by SNMP."""
    if device.name not in known.devices:
        return replace(device, snmp=None, cli=None)
    console = yard[device.name]
    return replace(device, snmp=None, cli=CliAccess(port=console.port, credential="demo"))


def _unbuilt(city: HallCity, whole: Inventory) -> None:
    """The centre's routers before anybody gave the new halls their channels: their E1s are cabled, no more."""
    names = {name for hall in city.halls for name in hall.devices}
    for link in whole.links.values():
        if link.kind == "e1" and link.a.device in names:
            place, _, number = link.b.port.removeprefix("E1-").rpartition("/")
            city.yard[link.b.device].type(
                "system-view", f"controller cpos {place}", f"undo e1 {number} channel-set 1", "commit"
            )


@contextmanager
def hall_city(folder: Path, patch: pytest.MonkeyPatch, number: int = 16) -> Iterator[HallCity]:
    """City and engine with so many of the new halls."""
    whole = load_site(REPOSITORY).inventory
    halls = new_halls(whole)[:number]
    known = _wanted(whole, halls)
    with ExitStack() as stack:
        yard = stack.enter_context(CityYard(known))
        devices = {name: _reached(yard, one, known) for name, one in whole.devices.items()}
        (folder / "templates").symlink_to(REPOSITORY / "templates")
        login = {"username": yard.username, "password": yard.password, "enable": yard.password}
        config = Config.model_validate({
            "traps": {"port": 0},
            "cli": {"credentials": {"demo": login}, "workers": 6},
            "push": {"lease_s": 10},
        })  # fmt: skip
        app = App.open(Site(folder, folder / "var", config, replace(whole, devices=devices)))
        stack.callback(app.close)
        for one in yard:
            app.parts.store.hostkeys.accept(one.name, *one.host_key, "test", app.now())
        patch.setattr(engine, "Ticks", Hasty)
        made = HallCity(app, yard, halls)
        _unbuilt(made, whole)
        running = engine.Engine(app)
        running.start()
        stack.callback(running.stop)
        yield made
