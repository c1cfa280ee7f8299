"""A crowd of like agents for load: every 127.x.y.z answers for itself from one MIB, each answer built once a second."""

import contextlib
import select
import socket
import struct
import sys
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from nms.city import agent, ber
from nms.city.ber import MalformedError
from nms.city.responder import IP_PKTINFO, LOOPBACK, RECEIVE_BUFFER
from nms.city.served import Found
from nms.core.device import Device, SnmpAccess
from nms.core.ports import Oid, Value

MESSAGE_SIZE = 1472
ID_OCTETS = 4
"""Of a request-id as our pollers write it; nobody else is served."""

SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
IF_NUMBER: Oid = (1, 3, 6, 1, 2, 1, 2, 1, 0)
IP: Oid = (1, 3, 6, 1, 2, 1, 4)
IF_X_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
TEXTS: dict[Oid, bytes] = {
    (*SYSTEM, 1, 0): b"one of a crowd",
    (*SYSTEM, 4, 0): b"noc",
    (*SYSTEM, 5, 0): b"crowd",
    (*SYSTEM, 6, 0): b"hall",
}
COUNTERS = {2: ber.COUNTER32, 6: ber.COUNTER64, 7: ber.COUNTER64, 10: ber.COUNTER64, 11: ber.COUNTER64}
"""Columns of ifXTable that count, by their type."""


class Crowd:
    """The agent that all of them are (the protocol `Served`): system, ip and ifXTable; counters move by the second."""

    silent = False
    message_size = MESSAGE_SIZE

    def __init__(self, interfaces: int) -> None:
        self.device = Device("crowd", "127.0.0.1", snmp=SnmpAccess(community="public"))
        self._tags: dict[Oid, int] = dict.fromkeys(TEXTS, ber.OCTETS)
        self._tags |= {(*SYSTEM, 2, 0): ber.OBJECT_ID, (*SYSTEM, 3, 0): ber.TIME_TICKS, (*SYSTEM, 7, 0): ber.INTEGER}
        self._tags |= {IF_NUMBER: ber.INTEGER, (*IP, 1, 0): ber.INTEGER, (*IP, 2, 0): ber.INTEGER}
        self._tags |= {(*IP, number, 0): ber.COUNTER32 for number in range(3, 13)}
        for index in range(1, interfaces + 1):
            self._tags |= {(*IF_X_ENTRY, column, index): tag for column, tag in COUNTERS.items()}
            self._tags |= {(*IF_X_ENTRY, 1, index): ber.OCTETS, (*IF_X_ENTRY, 18, index): ber.OCTETS}
            self._tags[*IF_X_ENTRY, 15, index] = ber.GAUGE32
        self._interfaces = interfaces
        self._order = sorted(self._tags)

    def get(self, oid: Oid, at: float) -> tuple[int, Value] | None:
        """Tag and value of an instance."""
        tag = self._tags.get(oid)
        return None if tag is None else (tag, self._value(oid, tag, at))

    def knows(self, oid: Oid) -> bool:
        """Whether it has the object, whatever the instance."""
        place = bisect_left(self._order, oid[:-1])
        return place < len(self._order) and self._order[place][: len(oid) - 1] == oid[:-1]

    def after(self, oid: Oid, at: float, *, wide: bool = True) -> Iterator[Found]:
        """Everything behind `oid` in order; without Counter64 unless `wide`."""
        for place in range(bisect_right(self._order, oid), len(self._order)):
            name = self._order[place]
            tag = self._tags[name]
            if wide or tag != ber.COUNTER64:
                yield ber.oid_body(name), tag, self._value(name, tag, at)

    def _value(self, oid: Oid, tag: int, at: float) -> Value:
        if tag == ber.OCTETS:
            return TEXTS.get(oid) or (b"GE0/0/%d" if oid[-2] == 1 else b"to-customer-%d") % oid[-1]
        if tag == ber.OBJECT_ID:
            return (1, 3, 6, 1, 4, 1, 2011, 2, 23, 1)
        if tag in (ber.COUNTER32, ber.COUNTER64):
            return int(at * (1 + oid[-1] * oid[-2])) % (1 << (32 if tag == ber.COUNTER32 else 63))
        if tag == ber.TIME_TICKS:
            return int(at * 100) % (1 << 32)
        return self._interfaces if oid == IF_NUMBER else 1000


class Responder:
    """Answers for the crowd on one socket; what was asked in the same words within a second is answered alike."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, getattr(socket, "SO_RCVBUFFORCE", 33), RECEIVE_BUFFER)
        self._socket.bind(("", 0))
        self._known: dict[bytes, bytes] = {}
        self._second = 0

    @property
    def port(self) -> int:
        """The UDP port in use."""
        return int(self._socket.getsockname()[1])

    def run_until(self, end: int) -> None:
        """Answer until the file descriptor `end` can be read."""
        while True:
            readable = select.select([self._socket.fileno(), end], [], [])[0]
            if end in readable:
                return
            for _ in range(256):
                try:
                    data, ancillary, _, source = self._socket.recvmsg(65_535, 64, socket.MSG_DONTWAIT)
                except OSError:
                    break
                self._answer(data, ancillary[0][2], source)

    def _answer(self, data: bytes, information: bytes, source: tuple[str, int]) -> None:
        if information[8] != LOOPBACK or not source[0].startswith(f"{LOOPBACK}."):
            return
        back = struct.pack("=I4s4s", 0, information[8:12], b"\0\0\0\0")
        with contextlib.suppress(OSError, MalformedError):
            self._socket.sendmsg([self._said(data)], [(socket.IPPROTO_IP, IP_PKTINFO, back)], 0, source)

    def _said(self, data: bytes) -> bytes:
        now = int(time.time())
        if now != self._second:
            self._known.clear()
            self._second = now
        place = _request_id(data)
        words = data[:place] + data[place + ID_OCTETS :]
        answer = self._known.get(words)
        if answer is None:
            answer = self._known[words] = agent.answer(self._crowd, ber.decode(data), float(now))
        at = _request_id(answer)
        return answer[:at] + data[place : place + ID_OCTETS] + answer[at + ID_OCTETS :]


def _request_id(data: bytes) -> int:
    """Where the four octets of the request-id stand."""
    _, at, end = ber.split(data, 0, len(data))
    for _ in range(2):  # version, community
        at = ber.split(data, at, end)[2]
    _, at, end = ber.split(data, at, end)
    _, start, stop = ber.split(data, at, end)
    if stop - start != 4:
        raise MalformedError
    return start


def main() -> None:
    """Answer until standard input ends; the port is the first line on standard output."""
    responder = Responder(Crowd(int(sys.argv[1])))
    sys.stdout.write(f"{responder.port}\n")
    sys.stdout.flush()
    responder.run_until(sys.stdin.fileno())


if __name__ == "__main__":
    main()
