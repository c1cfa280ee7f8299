"""The demo's city in this process: faults strike it, the collectors read it, a clock moves when told; no network."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from fault_city import BoxSession

import collectors
from nms.app.app import App
from nms.city import ber
from nms.city.faults import Faults
from nms.city.notices import Notice
from nms.city.state import City
from nms.core.alarm import Alarm
from nms.core.config import Config
from nms.core.device import Device, SnmpVersion
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Requirement, Solution, Way
from nms.core.ports import RawTrap, SnmpSession
from nms.engine.recorder import Recorder
from nms.engine.rounds import Rounds, Visited
from nms.engine.supervision import Supervision
from nms.site.loading import Site, load_site
from nms.snmp.decode import decode
from nms.snmp.receiver import Receiver
from nms.testing import ManualClock

REPOSITORY = Path(__file__).resolve().parents[2]
START = datetime(2026, 9, 14, 3, 0, tzinfo=UTC)
STATUS = frozenset({"layout", "interfaces"}) | {one.name for one in collectors.ALL if one.cadence == "status"}
T = TypeVar("T")


class AtOnce:
    """Stands for the writing thread: does it here."""

    async def run(self, act: Callable[[], T], *, urgent: bool = False) -> T:
        del urgent
        return act()


class Agents:
    """Sessions that read the boxes' own state."""

    def __init__(self, city: City) -> None:
        self._city = city

    def session(self, device: Device) -> SnmpSession:
        return BoxSession(self._city.boxes[device.name], self._city.now())

    async def close(self) -> None:
        """Nothing to let go of."""


def opened(folder: Path, clock: ManualClock | None = None) -> App:
    """The demo's system with nothing in it yet."""
    (folder / "templates").symlink_to(REPOSITORY / "templates")
    inventory = load_site(REPOSITORY, {}).inventory
    return App.open(Site(folder, folder / "var", Config(), inventory), clock or ManualClock(START))


class WatchedCity:
    """City and system; what is polled is judged as the engine does."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(START)
        self.app = opened(folder, self.clock)
        self.city = City(self.app.inventory, self.clock)
        self.faults = Faults(self.city)
        self._recorder = Recorder(self.app.parts)
        self._receiver = Receiver(self.clock, b"\x80\x00\x00\x09\x05story", 1)
        at_once: Any = AtOnce()
        self._supervision = Supervision(self.app.parts, self.app.impacts, at_once)

    def close(self) -> None:
        """Give everything back."""
        self._recorder.stop()
        self.app.close()

    def hear(self, notices: Iterable[Notice]) -> None:
        """Let traps arrive as the boxes send them (in v2c also where the box speaks v3: secrets are not the matter)."""
        for notice in notices:
            device, known = notice.box.device, self.app.parts.store
            body = ber.trap(b"story", 1, b"".join(ber.bind(*bind) for bind in notice.all_binds()))
            raw = RawTrap(0, self.clock.now(), device.address, 162, device.name, body)
            (number,) = known.traps.keep([raw])
            assert device.snmp is not None
            plain = replace(device, snmp=replace(device.snmp, version=SnmpVersion.V2C, community="story"))
            trap = decode(replace(raw, id=number), plain, self._receiver).trap
            self._recorder.trapped(trap, device, known.devices.interface_names(device.name))

    def watch(self) -> None:
        """Begin to supervise the lines that there are."""
        self._supervision.restore()

    def poll(self, devices: Iterable[str], names: frozenset[str] = STATUS) -> None:
        """Ask some devices for some collectors' tables, and judge what they say."""
        for visited in asyncio.run(self._visited(list(devices), names)):
            self._recorder.visited(visited)

    async def _visited(self, devices: list[str], names: frozenset[str]) -> list[Visited]:
        async def nothing(_visited: Visited) -> None: ...

        snmp: Any = Agents(self.city)
        rounds = Rounds(collectors.ALL, snmp, self.clock, self.app.config.poll, nothing, in_flight=8)
        return [await rounds.visit(self.app.inventory.devices[name], names, 60.0) for name in devices]

    def pass_time(self, seconds: int) -> None:
        """Let the engine's seconds pass: what was held back is told, outages begin and end."""
        for _ in range(seconds):
            self.clock.advance(1)
            self.app.parts.ledger.expire()
            asyncio.run(self._supervision.tick())

    def active(self) -> list[Alarm]:
        """All active alarms."""
        return list(self.app.parts.store.alarms.all_active())

    def line_over(self, link: str, number: str) -> Line:
        """An active line of the bank whose only way is one link, as somebody took it over from the books."""
        ends = self.app.inventory.links[link].a.device, self.app.inventory.links[link].b.device
        site = self.app.inventory.devices[ends[0]].site
        order = Order(
            number, "bank", "E1", LineService.TDM, Requirement(2, "E1"),
            (LineEnd("bank-hq", hub=True), LineEnd(site)), "A",
        )  # fmt: skip
        design = Design(Solution.SDH, ways=(Way(site, "work", ends, (link,)),))
        line = Line(0, order, LineState.ACTIVE, START, START, "li", design, active_at=START)
        return self.app.parts.store.lines.add(line, "li")
