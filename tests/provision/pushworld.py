"""A world to push in: mixed devices in memory, the real store in a file, a clock that stands still."""

import random
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, Check, Plan, Shared, Step
from nms.core.device import CliAccess, Device
from nms.core.dialect import digest
from nms.drivers.dialects import DIALECTS
from nms.provision.guard import guarded
from nms.provision.push import Means, Pace, Pusher, Resyncer, orphans
from nms.provision.push.lines import UNDO, flipped
from nms.store import Store
from nms.testing import ManualClock, MemoryArchive, MemoryConsole, MemoryFleet, Trouble, Troubled
from nms.testing.tree import ConfigTree

AUTHOR, APPROVER, ENGINE = Actor("li", "web"), Actor("wang", "web"), Actor("engine", "engine")
T0 = datetime(2026, 3, 1, tzinfo=UTC)
LEASE_S = 2.0


@dataclass(frozen=True)
class Make:
    """A kind of device: how its lines look, what it can do by itself."""

    platform: str
    port: str
    vlan: str
    timer: bool = False
    staged: bool = False


MAKES = (
    Make("huawei_vrp", "GigabitEthernet0/0/{n}", "description"),
    Make("huawei_vrpv8", "GigabitEthernet0/1/{n}", "description", timer=True, staged=True),
    Make("hp_comware", "GigabitEthernet1/0/{n}", "description"),
    Make("cisco_ios", "FastEthernet0/{n}", "name", timer=True),
)


def device_of(name: str, make: Make) -> Device:
    return Device(name, "127.0.0.1", make.platform, cli=CliAccess(credential="lab"))


def config_of(name: str, make: Make) -> str:
    lines = [f"hostname {name}" if make.platform == "cisco_ios" else f"sysname {name}"]
    for n in range(1, 5):
        lines += [f"interface {make.port.format(n=n)}", f" description spare {n}", " speed 100"]
    lines += ["snmp-agent community read cipher CANARY-secret" if "huawei" in make.platform else "banner x"]
    return "\n".join(lines)


def step_of(make: Make, device: str, before: str, service: str, port: int, vlan: int) -> Step:
    """A port of a customer in a VLAN that others may share."""
    dialect = DIALECTS[make.platform]
    no, interface = dialect.negate, f"interface {make.port.format(n=port)}"
    shared = Shared(f"vlan {vlan}", (f"vlan {vlan}", f" {make.vlan} shared-{vlan}"), (f"{no} vlan {vlan}",))
    apply = (interface, f" description {service}", f" mtu {1500 + port}")
    undo = (interface, f" {no} mtu", f" description spare {port}")
    return Step(
        device, make.platform, "port", apply, undo,
        verify=(Check("show description", rf"^description {service}$"),), shared=(shared,),
        before=digest(dialect, before), objects=(interface,), guarded=guarded(dialect, [*apply, *undo, *shared.undo]),
    )  # fmt: skip


def _fresh(folder: Path) -> Path:
    """A new store: migrated once a process, copied from then on."""
    folder.mkdir(parents=True, exist_ok=True)
    if not _template:
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "nms.db"
            Store.open(path, ManualClock(T0)).close()
            _template.append(path.read_bytes())
    (folder / "nms.db").write_bytes(_template[0])
    return folder / "nms.db"


_template: list[bytes] = []


@dataclass
class World:
    """Devices by name, and a store; `process` gives what one process of ours works with."""

    folder: Path
    makes: Mapping[str, Make]
    revert_s: float = 3600.0
    clock: ManualClock = field(default_factory=lambda: ManualClock(T0))

    def __post_init__(self) -> None:
        self.store = Store.open(_fresh(self.folder), self.clock)
        self.devices = {name: device_of(name, make) for name, make in self.makes.items()}
        self.consoles = {name: self._console(name, make) for name, make in self.makes.items()}
        self.archive = MemoryArchive(DIALECTS)
        self.told: list[tuple[int, str, str]] = []

    def _console(self, name: str, make: Make) -> MemoryConsole:
        dialect = DIALECTS[make.platform]
        tree = ConfigTree(dialect.negate, config_of(name, make))
        return MemoryConsole(self.devices[name], dialect, tree, self.clock, make.timer, make.staged)

    def process(self, trouble: Trouble | None = None, **other: Any) -> Means:
        trouble = trouble or Trouble()

        def met(store: object, *writing: str) -> Any:
            return cast(Any, Troubled(store, trouble, frozenset(writing)))

        return Means(
            fleet=MemoryFleet(self.consoles, trouble),
            devices=self.devices,
            dialects=DIALECTS,
            leases=met(self.store.leases, "take", "renew", "release"),
            changes=met(self.store.changes, "add", "move", "step"),
            references=met(self.store.references, "use", "drop"),
            archive=met(self.archive, "keep"),
            clock=self.clock,
            owner="p1",
            pace=Pace(LEASE_S, self.revert_s),
            tell=lambda *said: self.told.append(said),
            **other,
        )

    # ------------------------------------------------------------ changes

    def text(self, name: str) -> str:
        return self.consoles[name].text()

    def step(self, name: str, service: str = "PL-1", port: int = 1, vlan: int = 100) -> Step:
        return step_of(self.makes[name], name, self.text(name), service, port, vlan)

    def planned(self, steps: list[Step], service: str = "PL-1", **more: Any) -> Change:
        wish = Change(0, "service", service, AUTHOR, self.clock.now(), service=service, **more)
        return self.plan(self.store.changes.add(wish), steps)

    def plan(self, change: Change, steps: list[Step]) -> Change:
        now = self.clock.now()
        kept = {step.device: self._kept(step.device) for step in steps}
        plan = Plan(tuple(steps), made_at=now, digest=f"plan-{change.id}")
        to = replace(change, state=ChangeState.PLANNED, plan=plan, moved_at=now)
        sources = {ChangeState.DRAFT, ChangeState.ROLLED_BACK}
        return self.store.changes.move(change.id, sources, to, AUTHOR, {"snapshots": kept})

    def _kept(self, name: str) -> str:
        return self.archive.keep(self.devices[name], self.text(name), self.clock.now(), "plan", AUTHOR).id

    def approved(self, steps: list[Step], service: str = "PL-1", **more: Any) -> Change:
        change = self.planned(steps, service, **more)
        to = replace(change, state=ChangeState.APPROVED, approver=APPROVER, moved_at=self.clock.now())
        return self.store.changes.move(change.id, {ChangeState.PLANNED}, to, APPROVER, {})

    def undoing(self, change: Change) -> Change:
        steps = [flipped(step) for step in reversed(change.plan.steps)]
        fresh = [
            replace(step, before=digest(DIALECTS[step.platform], self.text(step.device))) for step in steps
        ]  # fmt: skip
        wish = Change(0, UNDO, "undo", AUTHOR, self.clock.now(), service=change.service, undoes=change.id)
        planned = self.plan(self.store.changes.add(wish), fresh)
        to = replace(planned, state=ChangeState.APPROVED, approver=APPROVER)
        return self.store.changes.move(planned.id, {ChangeState.PLANNED}, to, APPROVER, {})

    def push(self, change: Change, **other: Any) -> Change:
        return Pusher(self.process(**other)).push(change.id, ENGINE)

    def state(self, change: Change) -> ChangeState:
        return self.store.changes.get(change.id).state

    def states(self, change: Change) -> dict[str, str]:
        return {device: str(one.state) for device, one in self.store.changes.outcomes(change.id).items()}

    # ------------------------------------------------------------ afterwards

    def repair(self) -> None:
        """Everything answers again, and every lease of the past has run out."""
        for console in self.consoles.values():
            console.gone, console.away = False, 0
        self.clock.advance(LEASE_S + 1)

    def recover(self, means: Means) -> None:
        """What a starting engine does."""
        resyncer, changes = Resyncer(means), means.changes
        lost = orphans(changes.in_state({ChangeState.APPLYING}), means.leases.running(self.clock.now()))
        for change in [*lost, *changes.in_state({ChangeState.UNKNOWN})]:
            resyncer.resync(change.id, ENGINE)

    def settle(self) -> None:
        """Every timer on a device runs out."""
        self.clock.advance(self.revert_s + 1)
        for console in self.consoles.values():
            console.tick()

    def configs(self) -> dict[str, tuple[str, str]]:
        """Device → (running, saved)."""
        return {name: (one.running.text(), one.saved.text()) for name, one in self.consoles.items()}

    def users(self) -> dict[tuple[str, str], frozenset[str]]:
        keys = [(name, f"vlan {vlan}") for name in self.makes for vlan in (100, 200)]
        return {key: self.store.references.users(*key) for key in keys}

    def close(self) -> None:
        self.store.close()


def mixed(count: int, dice: random.Random) -> dict[str, Make]:
    """Some devices of different makes."""
    return {f"d{n}": dice.choice(MAKES) for n in range(1, count + 1)}


Opening = Callable[..., World]
