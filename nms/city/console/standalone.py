"""Consoles by themselves, for tests and soak runs: any number of them in one thread, on free ports, with faults."""

import asyncio
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Self, TypeVar

from nms.city.box import Box
from nms.city.console.element import Element, Entry
from nms.city.console.keys import new_key, public
from nms.city.console.login import Door, shell_for
from nms.city.console.platforms import PLATFORMS
from nms.city.console.ssh import SshDoor
from nms.city.console.telnet import TelnetDoor
from nms.city.console.trips import Trip
from nms.city.console.world import CityWorld
from nms.city.notices import Notice
from nms.city.state import City
from nms.core.device import CliAccess, Device, Role, SnmpAccess
from nms.core.errors import InvalidError, NotFoundError
from nms.core.site import Inventory

T = TypeVar("T")
START_S = 30.0
ROLES = {
    "huawei": Role.AGGREGATION,
    "huawei_vrpv8": Role.PE,
    "hp_comware": Role.DCN,
    "cisco_ios": Role.OTHER,
    "huawei_smartax": Role.OLT,
    "raisecom_roap": Role.CONVERTER,
    "huawei_bsc_mml": Role.BSC,
}


class _Clock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()


class YardConsole:
    """One console of a yard; every call is safe from any thread."""

    def __init__(self, yard: "ConsoleYard", element: Element, door: SshDoor | TelnetDoor, key: str) -> None:
        self._yard, self._element, self._door = yard, element, door
        self.name, self.platform = element.box.device.name, element.platform.name
        self.address, self.port = element.box.device.address, door.port
        self.transport = "ssh" if isinstance(door, SshDoor) else "telnet"
        self.host_key = public(key)
        """Algorithm and base64, as known_hosts writes them."""

    @property
    def username(self) -> str:
        """Who may log in."""
        return self._yard.username

    @property
    def password(self) -> str:
        """… and with what."""
        return self._yard.password

    @property
    def device(self) -> Device:
        """The console as an inventory's device; its login is named "demo"."""
        device = self._element.box.device
        access = CliAccess(port=self.port, transport=self.transport, credential="demo")
        return Device(device.name, device.address, device.platform, device.role, device.site, device.snmp, access)

    @property
    def box(self) -> Box:
        """The simulated element behind it, as SNMP shows it."""
        return self._element.box

    @property
    def log(self) -> list[Entry]:
        """What this device saw, oldest first."""
        return self._yard.do(lambda: list(self._element.log))

    @property
    def open_sessions(self) -> int:
        """How many sessions are open."""
        return self._yard.do(lambda: len(self._element.sessions))

    def running(self) -> str:
        """The running configuration as the device prints it."""
        return self._yard.do(self._element.text)

    def saved(self) -> str:
        """What a restart would load."""
        return self._yard.do(lambda: self._element.text(self._element.saved))

    def fault(
        self,
        kind: str,
        *,
        at: int = 1,
        on: str = "",
        after: bool = False,
        times: int = 1,
        seconds: float = 0.0,
        text: str = "",
    ) -> None:
        """Plant a fault, see `nms.city.console.trips.Trip`; InvalidError for an unknown kind."""
        trip = Trip(kind, at, on, after, times, seconds, text)
        self._yard.do(lambda: self._element.trips.append(trip))

    def repair(self) -> None:
        """Take all planted faults away; who was locked out may come in again."""
        self._yard.do(self._element.repair)

    def expire(self) -> bool:
        """Let a revert timer run out now; False when none runs."""
        return self._yard.do(self._element.expire)

    def reboot(self, seconds: float = 0.0) -> None:
        """Start anew from the saved configuration; nobody gets in for so long."""
        self._yard.do(lambda: self._element.reboot(seconds))

    def type(self, *lines: str, answer: str = "y") -> list[str]:
        """Type lines behind everybody's back (no session, no transport), `answer` to questions; returns the answers."""
        return self._yard.do(lambda: _typed(self._element, lines, answer))


def _typed(element: Element, lines: Sequence[str], answer: str) -> list[str]:
    shell = shell_for(element, 0, "somebody")
    answers = []
    for line in lines:
        said = shell.obey(line)
        while said.ask is not None:
            said = said.ask(answer)
        answers.append(said.text)
    return answers


class ConsoleYard:
    """`with ConsoleYard([("r1", "huawei"), ("r2", "huawei_vrpv8")]) as yard: yard["r1"].port …`

    A console is (name, platform) or (name, platform, role): Role.CPOS_ROUTER has a channelised STM-1 (on VRPv8, Comware
    and IOS), Role.AP radios. `rate` of the devices' seconds pass in a real one, which
    shortens revert timers. `notices` collects the notifications the elements send.
    """

    def __init__(
        self,
        consoles: Sequence[tuple[str, str] | tuple[str, str, Role]],
        *,
        transport: str = "ssh",
        rate: float = 1.0,
        seed: int = 2006,
    ) -> None:
        unknown = [one[1] for one in consoles if one[1] not in PLATFORMS]
        if unknown:
            raise InvalidError("NMS-CON-003", field="platform", value=unknown[0], known=", ".join(PLATFORMS))
        self.username, self.password = "demo", secrets.token_urlsafe(9)
        self.notices: list[Notice] = []
        self._city = City(_inventory(consoles), _Clock(), seed)
        self._rate, self._transport = rate, transport
        self._consoles: dict[str, YardConsole] = {}
        self._doors: list[SshDoor | TelnetDoor] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="consoles", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.do(self._open)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(START_S)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(START_S)
        self._loop.close()

    def __getitem__(self, name: str) -> YardConsole:
        if name not in self._consoles:
            raise NotFoundError("console", name)
        return self._consoles[name]

    def __iter__(self) -> Iterator[YardConsole]:
        return iter(self._consoles.values())

    def __len__(self) -> int:
        return len(self._consoles)

    def do(self, call: Callable[[], T]) -> T:
        """Run something in the consoles' thread and wait for it."""

        async def called() -> T:
            return call()

        return asyncio.run_coroutine_threadsafe(called(), self._loop).result(START_S)

    def _open(self) -> None:
        world = CityWorld(self._city, self.notices.append, self._rate)
        door = Door(self.username, self.password)
        for name, box in self._city.boxes.items():
            element = Element(box, PLATFORMS[box.device.platform], world, self.password)
            key = new_key()
            address = (box.device.address, 0)
            ssh = self._transport == "ssh"
            opened = SshDoor(element, door, key, address) if ssh else TelnetDoor(element, door, address)
            self._doors.append(opened)
            self._consoles[name] = YardConsole(self, element, opened, key)

    async def _close(self) -> None:
        for door in self._doors:
            door.close()
        for _ in range(3):  # let the connections say their last
            await asyncio.sleep(0)
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _inventory(consoles: Sequence[tuple[str, str] | tuple[str, str, Role]]) -> Inventory:
    devices = {}
    for number, (name, platform, *role) in enumerate(consoles, 1):
        address = f"127.77.{number // 250}.{number % 250 + 1}"
        devices[name] = Device(name, address, platform, role[0] if role else ROLES[platform], snmp=SnmpAccess())
    return Inventory(devices)
