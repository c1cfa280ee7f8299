"""A few devices with command lines that need no network, and a store, for the tests of backups."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nms.app.app import App
from nms.core.config import Config
from nms.core.device import CliAccess, Device
from nms.core.errors import NmsError
from nms.core.site import Inventory
from nms.drivers.dialects import DIALECTS
from nms.engine.backing import Backing
from nms.engine.recorder import Recorder
from nms.site.loading import Site
from nms.testing import ManualClock

START = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
NAMES = ("pe-1", "pe-2", "pe-3")
TEXT = "#\nsysname {name}\n#\ninterface GE0/0/1\n description {words}\n#\nreturn\n"


@dataclass
class Line:
    """A session: says what its device says now; an error in place of a text is raised."""

    fleet: "ScriptedFleet"
    device: Device

    def running(self) -> str:
        said: Any = self.fleet.says[self.device.name]
        if isinstance(said, threading.Event):
            assert said.wait(20)
            said = TEXT
        if isinstance(said, Exception):
            raise said
        act = self.fleet.meanwhile
        if act is not None:
            act(self.device)
        text: str = said.replace("{name}", self.device.name).replace("{words}", "first")
        return text

    def close(self) -> None:
        self.fleet.open_now[self.device.name] -= 1


@dataclass
class ScriptedFleet:
    """Opens lines; counts how many are open at once, in all and on each device."""

    says: dict[str, Any] = field(default_factory=lambda: dict.fromkeys(NAMES, TEXT))
    opened: list[str] = field(default_factory=list)
    open_now: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    most: int = 0
    meanwhile: Callable[[Device], None] | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, device: Device) -> Any:
        if isinstance(refusal := self.says[device.name], NmsError):
            self.opened.append(device.name)
            raise refusal
        with self.lock:
            self.opened.append(device.name)
            self.open_now[device.name] += 1
            assert self.open_now[device.name] == 1, "two sessions on one device"
            self.most = max(self.most, sum(self.open_now.values()))
        return Line(self, device)


@dataclass
class BackingWorld:
    """The system, its clock and its devices."""

    app: App
    clock: ManualClock
    fleet: ScriptedFleet

    @asynccontextmanager
    async def backing(self) -> AsyncIterator[Backing]:
        """A running backing, as the engine runs it."""
        recorder = Recorder(self.app.parts)
        backing = Backing(self.app.parts, recorder, self.fleet, DIALECTS)
        await recorder.run(backing.restore)
        try:
            yield backing
        finally:
            await backing.stop()
            recorder.stop()

    async def turn(self, backing: Backing) -> None:
        """One tick, and everything that it began."""
        backing.tick()
        await idle(backing)

    def problems(self) -> list[tuple[str, str]]:
        """(device, problem) of every active alarm."""
        return sorted((one.key.device, one.key.problem) for one in self.app.parts.store.alarms.all_active())


async def idle(backing: Backing) -> None:
    """Until no reading is under way."""
    while tasks := list(backing._running.values()):
        await asyncio.gather(*tasks)


def world(folder: Path, **settings: Any) -> BackingWorld:
    """Three routers, and one whose platform nobody speaks."""
    devices = {name: Device(name, "127.0.0.1", "huawei_vrp", cli=CliAccess()) for name in NAMES}
    devices["odd"] = Device("odd", "127.0.0.1", "abacus", cli=CliAccess())
    devices["mute"] = Device("mute", "127.0.0.1", "huawei_vrp")
    config = Config.model_validate({"traps": {"port": 0}, **settings})
    clock = ManualClock(START)
    site = Site(folder, folder, config, Inventory(devices, {}, {}, {}, {}, {}))
    return BackingWorld(App.open(site, clock), clock, ScriptedFleet())
