"""A world to push in over real consoles: simulated devices behind SSH, the real drivers, the real store and archive."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from nms.app.catalogue import catalogue
from nms.app.clock import SystemClock
from nms.app.planning import planned
from nms.city.console.standalone import ConsoleYard, YardConsole
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, Kept, Plan
from nms.core.change_ports import Login
from nms.core.device import Device
from nms.core.dialect import Dialect, digest, meaning, scrubbed
from nms.core.ports import Clock
from nms.drivers.dialects import DIALECTS, dialect_of
from nms.drivers.fleet import NornirFleet
from nms.drivers.terminal import Limits
from nms.provision.archive.git_archive import GitArchive
from nms.provision.plan import completed, make_plan
from nms.provision.push import Means, Pace, Resyncer, orphans
from nms.provision.push.holding import heartbeat
from nms.provision.push.lines import UNDO, flipped
from nms.store import Store
from nms.testing import MemoryVault

REPOSITORY = Path(__file__).resolve().parents[2]
AUTHOR, APPROVER, ENGINE = Actor("li", "web"), Actor("wang", "web"), Actor("engine", "engine")
LEASE_S = 2.0
PORTS = {
    "huawei": "XGigabitEthernet0/0/{n}",
    "huawei_vrpv8": "GigabitEthernet0/2/{n}",
    "hp_comware": "GigabitEthernet1/0/{n}",
    "cisco_ios": "GigabitEthernet0/{n}",
}
SERVICES = {"huawei": "vlan-port", "hp_comware": "vlan-port", "huawei_vrpv8": "description", "cisco_ios": "description"}
_S = ChangeState


@dataclass(frozen=True)
class Place:
    """What another process needs to work on the same devices."""

    folder: str
    devices: tuple[Device, ...]
    username: str
    password: str
    lease_s: float = LEASE_S

    def means(self, store: Store, **other: Any) -> Means:
        return Means(
            fleet=NornirFleet(_Logins(self.username, self.password), store.hostkeys, Limits(5.0, 1.5)),
            devices={device.name: device for device in self.devices},
            dialects=DIALECTS,
            leases=store.leases,
            changes=store.changes,
            references=store.references,
            archive=GitArchive(Path(self.folder) / "configs.git", MemoryVault(), DIALECTS),
            clock=SystemClock(),
            owner="p",
            pace=Pace(self.lease_s, 60.0, attempts=2),
            attended=lambda holding: heartbeat(holding, self.lease_s / 6),
            **other,
        )


@dataclass(frozen=True)
class _Logins:
    username: str
    password: str

    def of(self, device: Device) -> Login:
        return Login(self.username, self.password)


def reading(console: YardConsole, text: str) -> list[str]:
    """What counts of a configuration, secrets masked: they are salted differently in every yard."""
    dialect = dialect_of(console.device)
    return list(meaning(dialect, scrubbed(dialect, text)))


class Yard:
    """Devices, and a second set of the same ones that nothing goes wrong with: it is typed what was committed."""

    def __init__(self, folder: Path, platforms: Sequence[str], clock: Clock, lease_s: float = LEASE_S) -> None:
        self.folder, self.lease_s = folder, lease_s
        named = [(f"d{n}", platform) for n, platform in enumerate(platforms, 1)]
        self.real, self.twin = ConsoleYard(named), ConsoleYard(named)
        self.clock = clock
        self.store = Store.open(folder / "nms.db", clock)
        self.catalogue = catalogue(REPOSITORY)

    def __enter__(self) -> Self:
        self.real.__enter__()
        self.twin.__enter__()
        consoles = list(self.real)
        for console in consoles:
            self.store.hostkeys.accept(console.name, *console.host_key, APPROVER.name, self.clock.now())
        devices = tuple(console.device for console in consoles)
        self.place = Place(str(self.folder), devices, self.real.username, self.real.password, self.lease_s)
        self.means = self.place.means(self.store)
        return self

    def __exit__(self, *error: object) -> None:
        self.real.__exit__(None, None, None)
        self.twin.__exit__(None, None, None)
        self.store.close()

    # ------------------------------------------------------------ changes

    def change(self, number: int, dice: random.Random, undo: bool = True, most: int = 5) -> Change:
        """A change over three to five devices, or the undo of one that was committed; approved."""
        committed = [one for one in self.store.changes.in_state({_S.COMMITTED}) if not one.undone_by and not one.undoes]
        if undo and committed and dice.random() < min(0.8, len(committed) / 6):
            return self._approved(self._undo(dice.choice(committed)))
        names = dice.sample([device.name for device in self.place.devices], dice.randint(min(3, most - 1), most))
        steps = [self._step(name, number, dice) for name in names]
        service = f"PL-{number}"
        wish = Change(
            0, "service", service, AUTHOR, self.clock.now(), body={"service": service, "steps": steps}, service=service
        )
        return self._approved(self._planned(self.store.changes.add(wish)))

    def again(self, change: Change) -> Change:
        """A change that was rolled back, planned and approved anew."""
        return self._approved(self._planned(change))

    def _step(self, name: str, number: int, dice: random.Random) -> dict[str, Any]:
        platform = self.real[name].platform
        port, service = PORTS[platform].format(n=dice.randint(1, 6)), SERVICES[platform]
        values = (
            {"port": port, "vlan": 100 * (1 + number % 3)}
            if service == "vlan-port"
            else {"port": port, "text": f"PL-{number}"}
        )
        return {"device": name, "template": service, "values": values}

    def _planned(self, change: Change) -> Change:
        named = {step["device"] for step in change.body["steps"]}
        running = {name: self.real[name].running() for name in named}
        devices = {device.name: device for device in self.place.devices}
        return self._kept(change, make_plan(change, self.catalogue, devices, running, self.clock.now()))

    def _undo(self, original: Change) -> Change:
        wish = Change(0, UNDO, "undo", AUTHOR, self.clock.now(), service=original.service, undoes=original.id)
        steps = [
            replace(flipped(step), before=digest(DIALECTS[step.platform], self.real[step.device].running()))
            for step in reversed(original.plan.steps)
        ]
        return self._kept(self.store.changes.add(wish), completed(steps, (), self.clock.now()))

    def _kept(self, change: Change, plan: Plan) -> Change:
        now = self.clock.now()
        kept = {step.device: self._keep(step.device).id for step in plan.steps}
        to = planned(change, plan, now, now + timedelta(days=9))
        return self.store.changes.move(change.id, {change.state}, to, AUTHOR, {"snapshots": kept})

    def _keep(self, name: str) -> Kept:
        console = self.real[name]
        return self.means.archive.keep(console.device, console.running(), self.clock.now(), "plan", AUTHOR)

    def _approved(self, change: Change) -> Change:
        to = replace(change, state=_S.APPROVED, approver=APPROVER)
        return self.store.changes.move(change.id, {_S.PLANNED}, to, APPROVER, {})

    # ------------------------------------------------------------ afterwards

    def recover(self) -> None:
        """What a starting engine does, once the leases of the dead have run out."""
        lost = orphans(self.store.changes.in_state({_S.APPLYING}), self.store.leases.running(self.clock.now()))
        for change in [*lost, *self.store.changes.in_state({_S.UNKNOWN})]:
            Resyncer(self.means).resync(change.id, ENGINE)

    def mirror(self, change: Change) -> None:
        """Type what was committed into the other devices."""
        for device, lines in self._sent(change).items():
            console = self.twin[device]
            console.type(*_keys_of(DIALECTS[console.platform], lines))

    def _sent(self, change: Change) -> dict[str, list[str]]:
        journal = self.store.changes.journal(change.id)
        return {entry.device: entry.body["lines"] for entry in journal if entry.state == "checked"}

    def differences(self) -> dict[str, tuple[list[str], list[str]]]:
        """Devices whose running or saved configuration is not that of their twin."""
        found = {}
        for console in self.real:
            expected = reading(console, self.twin[console.name].running())
            for text in (console.running(), console.saved()):
                if (read := reading(console, text)) != expected:
                    found[console.name] = ([line for line in read if line not in expected],
                                           [line for line in expected if line not in read])  # fmt: skip
        return found


def _keys_of(dialect: Dialect, lines: Sequence[str]) -> list[str]:
    """Lines as they are typed: into configuration mode, out of every view, made effective."""
    typed, views = [*dialect.enter], 0
    for line in lines:
        indent = len(line) - len(line.lstrip())
        typed += [dialect.leave_view] * max(0, views - indent)
        views = min(views, indent)
        typed.append(line.strip())
        views += any(re.search(pattern, line.strip()) for pattern in dialect.opens)
    typed += [dialect.leave_view] * views
    return [*typed, *([dialect.commit] if dialect.commit else []), dialect.end, *dialect.save]
