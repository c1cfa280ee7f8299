"""Like agents at all loopback addresses, in a thread of their own, for pollers in other processes."""

import select
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nms.city import agent, ber
from nms.city.crowd import IF_X_ENTRY, SYSTEM, Crowd
from nms.core.ports import Oid
from nms.snmp.batch.fleet import Member
from nms.snmp.batch.layout import Layout

IP_PKTINFO = 8
INTERFACES = 5
TEXT_COLUMN, COUNTER_COLUMN = (*IF_X_ENTRY, 18), (*IF_X_ENTRY, 6)
SCALARS: tuple[Oid, ...] = ((*SYSTEM, 1, 0), (*SYSTEM, 3, 0))
LAYOUT = Layout(
    SCALARS,
    (COUNTER_COLUMN, TEXT_COLUMN),
    tuple((row,) for row in range(1, INTERFACES + 1)),
    frozenset({SCALARS[0], TEXT_COLUMN}),
    ((3, 2), (INTERFACES,)),
)


TIMEOUT_S = 3.0


def members(port: int, count: int) -> list[Member]:
    """Agents at 127.4.0.1, 127.4.0.2 … by the names d0, d1 …"""
    return [Member(f"d{n}", (f"127.4.0.{n + 1}", port), "secret-word", LAYOUT, TIMEOUT_S, 1) for n in range(count)]


class Agents:
    """All of them answer alike: as at the moment `at`; before an answer of an address `before` is called, once."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.before: dict[str, Callable[[], object]] = {}
        self._crowd = Crowd(INTERFACES)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        self._socket.bind(("", 0))
        self.port: int = self._socket.getsockname()[1]

    def serve(self, over: socket.socket) -> None:
        """Until something comes on `over`."""
        with self._socket:
            while over not in select.select([self._socket, over], [], [])[0]:
                data, extra, _, source = self._socket.recvmsg(65_535, 64)
                address = extra[0][2][8:12]
                self.before.pop(socket.inet_ntoa(address), lambda: None)()
                back = (socket.IPPROTO_IP, IP_PKTINFO, struct.pack("=I4s4s", 0, address, bytes(4)))
                self._socket.sendmsg([agent.answer(self._crowd, ber.decode(data), self.at)], [back], 0, source)


@contextmanager
def serving() -> Iterator[Agents]:
    """Agents for as long as the block lasts."""
    agents = Agents()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        thread = threading.Thread(target=agents.serve, args=(theirs,))
        thread.start()
        try:
            yield agents
        finally:
            ours.send(b"!")
            thread.join()
