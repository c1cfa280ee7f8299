"""All agents of the city behind one UDP socket: who is asked is the destination address of the datagram.

The socket is bound to 0.0.0.0 so that every 127.x.y.z reaches it without root; it answers only where source and
destination are loopback addresses.
"""

import asyncio
import contextlib
import logging
import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass

from nms.city import agent, ber
from nms.city.ber import MalformedError
from nms.city.build import address_of
from nms.city.notices import Notice
from nms.city.served import Recorded, Served, Simulated
from nms.city.state import City
from nms.city.v3 import V3Agents
from nms.core.device import SnmpVersion
from nms.core.errors import NmsError

IP_PKTINFO = 8  # <linux/in.h>; Python names it only from 3.12 on
RECEIVE_BUFFER = 8 << 20
PER_TURN = 64  # datagrams answered before other tasks get their turn
LOOPBACK = 127
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """What came in and went out."""

    requests: int = 0
    answers: int = 0
    malformed: int = 0
    strangers: int = 0
    refused: int = 0  # wrong community, or nobody lives at that address
    failures: int = 0
    traps: int = 0


class Responder:
    """The socket and the way from a datagram to its answer."""

    def __init__(self, city: City, port: int, recorded: Iterable[Recorded] = ()) -> None:
        self._city = city
        self._served: dict[bytes, Served] = {address: Simulated(box) for address, box in city.by_address.items()}
        self._served |= {address_of(one.device): one for one in recorded}
        self.tally = Tally()
        self._v3 = V3Agents(city)
        self._trap_number = 0
        self._socket = _bound(port)

    @property
    def port(self) -> int:
        """The UDP port in use."""
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Answer from now on, in the running loop."""
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._readable)

    def close(self) -> None:
        """Stop answering."""
        with contextlib.suppress(RuntimeError):
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def _readable(self) -> None:
        for _ in range(PER_TURN):
            try:
                data, ancillary, _, source = self._socket.recvmsg(65_535, 64)
            except (BlockingIOError, InterruptedError):
                return
            except ConnectionError:  # an asker closed its port before our answer came
                continue
            destination = _destination(ancillary)
            answer = self._answer(data, destination, source)
            if answer:
                self._send(answer, destination, source)
                self.tally.answers += 1

    def _answer(self, data: bytes, destination: bytes, source: tuple[str, int]) -> bytes:
        """The answer to a datagram, or nothing."""
        self.tally.requests += 1
        if destination[0] != LOOPBACK or not source[0].startswith(f"{LOOPBACK}."):
            self.tally.strangers += 1
            return b""
        served = self._served.get(destination)
        if served is None or served.silent:
            self.tally.refused += 1
            return b""
        try:
            return self._said(served, data, source)
        except MalformedError:
            self.tally.malformed += 1
        except Exception:  # noqa: BLE001 - one bad request must not silence the other agents
            self.tally.failures += 1
            _LOG.exception("request to %s failed", served.device.name)
        return b""

    def _said(self, served: Served, data: bytes, source: tuple[str, int]) -> bytes:
        if ber.version_of(data) == ber.V3 and isinstance(served, Simulated):
            return self._v3.answer(served.box, data, source)
        message = ber.decode(data)
        if not agent.admits(served, message.community):
            self.tally.refused += 1
            return b""
        return agent.answer(served, message, self._city.now())

    def trap(self, notice: Notice, target: tuple[str, int]) -> None:
        """Send a notification from the box's own address: v3 where the box speaks v3, else v2c."""
        access = notice.box.device.snmp
        if access is None:
            return
        self._trap_number = self._trap_number % 0x7FFFFFFF + 1
        if access.version is SnmpVersion.V3:
            data = self._v3.trap(notice)
        else:
            binds = b"".join(ber.bind(*bind) for bind in notice.all_binds())
            data = ber.trap(access.community.encode(), self._trap_number, binds)
        self._send(data, socket.inet_aton(notice.box.device.address), target)
        self.tally.traps += 1

    def _send(self, data: bytes, source: bytes, target: tuple[str, int]) -> None:
        information = struct.pack("=I4s4s", 0, source, b"\0\0\0\0")
        with contextlib.suppress(OSError):  # UDP: whoever asked may be gone, and a full buffer is a lost datagram
            self._socket.sendmsg([data], [(socket.IPPROTO_IP, IP_PKTINFO, information)], 0, target)


def _bound(port: int) -> socket.socket:
    """A non-blocking socket on all addresses that tells where each datagram was sent; NMS-CITY-005 if taken."""
    opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    opened.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
    opened.setblocking(False)
    try:
        opened.bind(("0.0.0.0", port))  # noqa: S104 - any 127.x.y.z must arrive; others are dropped in _answer
    except OSError as error:
        opened.close()
        raise NmsError("NMS-CITY-005", field="city.port", value=port, reason=error.strerror) from error
    return opened


def _destination(ancillary: list[tuple[int, int, bytes]]) -> bytes:
    for level, kind, data in ancillary:
        if level == socket.IPPROTO_IP and kind == IP_PKTINFO:
            return data[8:12]
    return b"\0\0\0\0"
