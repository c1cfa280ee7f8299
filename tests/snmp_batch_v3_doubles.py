"""SNMPv3 agents for the batch engine: every loopback address an engine of its own behind one socket, in a thread."""

import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from snmp_scripted import IP_PKTINFO, LAYOUT, MIB, PATIENCE_S, Asked, answered, bound

from nms.core.ports import Oid, Value
from nms.snmp import ber, messages
from nms.snmp.batch.fleet import Member
from nms.snmp.receiver import Opened, Receiver, Refusal, RefusedError
from nms.snmp.users import Credential
from nms.testing import ManualClock

STRONG = Credential("reader", "sha1", "authentic-key", "aes128", "private-key")
NUMBERS = count(1)


@dataclass
class Engine:
    """One agent: whom it knows, who it is, and how it behaves instead of answering honestly."""

    credential: Credential = STRONG
    clock: ManualClock = field(default_factory=ManualClock)
    identity: bytes = b""
    boots: int = 3
    mib: dict[Oid, tuple[int, Value]] = field(default_factory=lambda: MIB)
    behaviour: "Behaviour | None" = None
    reports: list[Refusal] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    datagrams: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reboot(self.identity)

    def reboot(self, identity: bytes = b"", boots: int = 0, time: int = 0) -> None:
        """Begin anew, as another engine or as the same after another boot."""
        self.identity = identity or self.identity or bytes.fromhex("8000000001") + next(NUMBERS).to_bytes(6, "big")
        self.boots = boots or self.boots
        self.receiver = Receiver(self.clock, self.identity, self.boots)
        self.jump(time)

    def jump(self, time: int) -> None:
        """Set the engine's time."""
        self.receiver._started = self.clock.monotonic() - time

    def replies(self, address: str, data: bytes) -> Iterable[bytes]:
        """What it says to a datagram."""
        self.datagrams.append(data)
        try:
            opened = self.receiver.open(data, self.credential, "")
        except RefusedError as error:
            self.reports.append(error.refusal)
            told = self.receiver.report(data, error.refusal, self.credential)
            yield from [told] if told else []
            return
        asked = _understood(address, opened.pdu)
        self.asked.append(asked)
        honest = self.sealed(opened, asked)
        yield from self.behaviour(self, opened, asked, honest) if self.behaviour else [honest]

    def sealed(self, opened: Opened, asked: Asked, status: int = 0) -> bytes:
        """The honest answer."""
        plain = answered(asked, self.mib, status)
        return self.receiver.answer(
            opened, plain[messages.open_envelope(plain).start - _head(plain) :], self.credential
        )


def _head(plain: bytes) -> int:
    """Octets of the head of the PDU in a plain message."""
    at, end = ber.expect(plain, 0, len(plain), ber.SEQUENCE)
    _, at = ber.read_integer(plain, at, end)
    _, at = ber.read_octets(plain, at, end)
    return ber.header(plain, at, end)[1] - at


def _understood(address: str, pdu: bytes) -> Asked:
    kind, at, end = ber.header(pdu, 0, len(pdu))
    number, at = ber.read_integer(pdu, at, end)
    _, at = ber.read_integer(pdu, at, end)
    repetitions, at = ber.read_integer(pdu, at, end)
    oids = [bind.oid for bind in ber.read_binds(pdu, at, end)]
    return Asked(address, b"", kind, number, oids, repetitions, 1)


Behaviour = Callable[[Engine, Opened, Asked, bytes], Iterable[bytes]]


@dataclass
class Engines:
    """Engines by address; others are deaf."""

    by_address: dict[str, Engine]
    port: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def serve(self, sock: socket.socket) -> None:
        while not self._over.is_set():
            try:
                data, extra, _, source = sock.recvmsg(65_535, 256)
            except TimeoutError:
                continue
            there = extra[0][2][8:12]
            address = socket.inet_ntoa(there)
            if address in self.by_address:
                back = (socket.IPPROTO_IP, IP_PKTINFO, struct.pack("=I4s4s", 0, there, bytes(4)))
                for reply in self.by_address[address].replies(address, data):
                    sock.sendmsg([reply], [back], 0, source)

    def member(self, address: str, user: Credential | None = None, timeout_s: float = PATIENCE_S) -> Member:
        """An agent at one of the addresses, asked as it expects unless told otherwise."""
        credential = user or self.by_address[address].credential
        return Member(f"d-{address}", (address, self.port), "", LAYOUT, timeout_s, 0, credential)


@contextmanager
def speaking(*engines: Engine) -> Iterator[Engines]:
    """Engines at 127.4.0.1, 127.4.0.2 … for as long as the block lasts."""
    made = Engines({f"127.4.0.{number}": one for number, one in enumerate(engines, 1)})
    with bound(socket.AF_INET) as sock:
        made.port = sock.getsockname()[1]
        thread = threading.Thread(target=made.serve, args=(sock,))
        thread.start()
        try:
            yield made
        finally:
            made._over.set()
            thread.join()
