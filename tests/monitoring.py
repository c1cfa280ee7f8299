"""A monitor as CITYNMS-ALARM-MIB tells it to be: lives on numbered notifications, mends what it lost by the table."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from nms.app.clock import SystemClock
from nms.core.device import Device, SnmpAccess
from nms.core.ports import RawTrap, Trap
from nms.snmp.decode import RepliedError, decode
from nms.snmp.receiver import Receiver

LOOPBACK = "127.0.0.1"
RowT = TypeVar("RowT")


@dataclass(frozen=True)
class Heard(Generic[RowT]):
    """A notification as a monitor reads it: kind is raised, changed, cleared or heartbeat."""

    kind: str
    boot: int
    sequence: int
    alarm: int = 0
    row: RowT | None = None


@dataclass
class Watcher(Generic[RowT]):
    """What a monitor knows. It has missed nothing as long as `hear` answers True; `False` asks for the table."""

    alarms: dict[int, tuple[int, RowT]] = field(default_factory=dict)
    last: int = 0
    boot: int = -1

    def hear(self, heard: Heard[RowT]) -> bool:
        """Take a notification in; whether it continues what is known."""
        if heard.boot != self.boot:
            return False
        if heard.kind == "heartbeat" or heard.sequence <= self.last:
            return heard.sequence <= self.last
        if heard.sequence != self.last + 1:
            return False
        self.last = heard.sequence
        self._apply(heard)
        return True

    def _apply(self, heard: Heard[RowT]) -> None:
        known = self.alarms.get(heard.alarm)
        if known is not None and known[0] >= heard.sequence:
            return  # the table was read when it was newer already
        if heard.kind == "cleared":
            self.alarms.pop(heard.alarm, None)
        elif heard.row is not None:
            self.alarms[heard.alarm] = (heard.sequence, heard.row)

    def read(self, boot: int, last: int, rows: Mapping[int, tuple[int, RowT]]) -> None:
        """The table, and the numbers that were read before it."""
        self.boot, self.last, self.alarms = boot, last, dict(rows)


Script = Callable[[bytes, bytes], Iterable[bytes]]  # (what came, the right answer) → what is sent back


class Ear(asyncio.DatagramProtocol):
    """Hears as our own trap listener does; `script` may answer otherwise; `engine` may be exchanged at any time."""

    def __init__(self, access: SnmpAccess, script: Script | None = None) -> None:
        self.device = Device("nms", LOOPBACK, snmp=access)
        self.engine = Receiver(SystemClock())
        self.script = script or (lambda _came, right: [right])
        self.heard: list[Trap] = []
        self.transport: asyncio.DatagramTransport

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.transport.get_extra_info("sockname")[1])

    def connection_made(self, transport: Any) -> None:
        """Remember the socket."""
        self.transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        """Decode, keep, answer."""
        raw = RawTrap(1, datetime.now(UTC), addr[0], addr[1], "nms", data)
        try:
            heard = decode(raw, self.device, self.engine)
        except RepliedError as error:
            right = error.reply
        else:
            self.heard.append(heard.trap)
            right = heard.reply
        for answer in self.script(data, right) if right else ():
            self.transport.sendto(answer, addr)


async def listening(access: SnmpAccess, script: Script | None = None, port: int = 0) -> Ear:
    """An ear on loopback."""
    loop = asyncio.get_running_loop()
    _, ear = await loop.create_datagram_endpoint(lambda: Ear(access, script), local_addr=(LOOPBACK, port))
    return ear
