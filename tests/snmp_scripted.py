"""Agents behind one socket that behave as they are told, and pollers that ask them."""

import asyncio
import bisect
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from snmp_batch_doubles import COLUMNS, SCALARS

from nms.app.clock import SystemClock
from nms.core.config import SnmpConfig
from nms.core.device import Device
from nms.core.ports import Oid, Value, VarBind
from nms.snmp import ber, messages
from nms.snmp.batch.answers import Answers
from nms.snmp.batch.fleet import Member, fleet_of
from nms.snmp.batch.layout import Layout
from nms.snmp.batch.plain_wire import PlainWire
from nms.snmp.batch.poller import BatchPoller
from nms.snmp.batch.rescue import Rescued, rescue
from nms.snmp.batch.sockets import PER_CALL
from nms.snmp.batch.walking import Walk
from nms.snmp.session import PysnmpSnmp

IP_PKTINFO = 8
ROWS = 6
Mib = dict[Oid, tuple[int, Value]]
MIB: Mib = {
    SCALARS[0]: (ber.TIME_TICKS, 4711),
    SCALARS[1]: (ber.OCTETS, b"an agent"),
    SCALARS[2]: (ber.COUNTER64, 2**63 + 5),
    **{(*COLUMNS[0], row): (ber.COUNTER64, 1000 * row) for row in range(1, ROWS + 1)},
    **{(*COLUMNS[1], row): (ber.OCTETS, b"port %d" % row) for row in range(1, ROWS + 1)},
}
INDEXES = tuple((row,) for row in range(1, ROWS + 1))
LAYOUT = Layout(SCALARS, COLUMNS, INDEXES, frozenset({SCALARS[1], COLUMNS[1]}), ((4, 2), (ROWS,)))


@dataclass
class Asked:
    """One request as an agent got it."""

    address: str
    community: bytes
    kind: int
    number: int
    oids: list[Oid]
    repetitions: int
    tries: int


Behaviour = Callable[[Asked], Iterable[bytes]]


def answered(
    asked: Asked, mib: dict[Oid, tuple[int, Value]] = MIB, status: int = 0, order: Sequence[Oid] = ()
) -> bytes:
    """What a sound agent says; `order`: its names sorted already."""
    order = order or sorted(mib)
    if asked.kind == messages.GET:
        binds = [VarBind(oid, *mib.get(oid, (ber.NO_SUCH_INSTANCE, None))) for oid in asked.oids]
    else:
        places = [bisect.bisect_right(order, start) for start in asked.oids]
        later = [order[place : place + asked.repetitions] for place in places]
        rows = zip(*([*one, *[None] * asked.repetitions][: asked.repetitions] for one in later), strict=True)
        end = VarBind(order[-1], ber.END_OF_MIB_VIEW, None)
        binds = [end if oid is None else VarBind(oid, *mib[oid]) for row in rows for oid in row]
    pdu = ber.element(
        messages.RESPONSE, ber.integer(asked.number), ber.integer(status), ber.integer(0),
        ber.element(ber.SEQUENCE, *map(ber.variable, binds if not status else [])),
    )  # fmt: skip
    return ber.element(ber.SEQUENCE, ber.integer(1), ber.element(ber.OCTETS, asked.community), pdu)


def honest(asked: Asked) -> Iterable[bytes]:
    yield answered(asked)


@dataclass
class Agents:
    """All loopback addresses behind one socket a family; each behaves as it is told, else honestly."""

    behaviours: dict[str, Behaviour] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    tries: Counter[int] = field(default_factory=Counter)
    port: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    def serve(self, sock: socket.socket) -> None:
        while not self._over.is_set():
            try:
                data, extra, _, source = sock.recvmsg(65_535, 256)
            except TimeoutError:
                continue
            info = extra[0][2]
            v4 = sock.family == socket.AF_INET
            address = socket.inet_ntoa(info[8:12]) if v4 else socket.inet_ntop(socket.AF_INET6, info[:16])
            back = (socket.IPPROTO_IP, IP_PKTINFO, struct.pack("=I4s4s", 0, info[8:12], bytes(4)))
            if not v4:
                back = (socket.IPPROTO_IPV6, socket.IPV6_PKTINFO, info[:16] + bytes(4))
            for reply in self.behaviours.get(address, honest)(self._understood(address, data)):
                sock.sendmsg([reply], [back], 0, source)

    def _understood(self, address: str, data: bytes) -> Asked:
        envelope = messages.open_envelope(data)
        number, at = ber.read_integer(data, envelope.start, envelope.end)
        _, after = ber.read_integer(data, at, envelope.end)
        repetitions, after = ber.read_integer(data, after, envelope.end)
        oids = [bind.oid for bind in ber.read_binds(data, after, envelope.end)]
        self.tries[number] += 1
        asked = Asked(address, envelope.community, envelope.pdu, number, oids, repetitions, self.tries[number])
        self.asked.append(asked)
        return asked


def bound(family: socket.AddressFamily) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.settimeout(0.05)
    if family == socket.AF_INET:
        sock.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
    sock.bind(("", 0))
    return sock


@contextmanager
def serving(agents: Agents, family: socket.AddressFamily = socket.AF_INET) -> Iterator[int]:
    """The port on which the agents answer for as long as the block lasts."""
    with bound(family) as sock:
        thread = threading.Thread(target=agents.serve, args=(sock,))
        thread.start()
        try:
            yield sock.getsockname()[1]
        finally:
            agents._over.set()
            thread.join()


def lost_once(asked: Asked) -> Iterable[bytes]:
    if asked.tries > 1:
        yield answered(asked)


def twice(asked: Asked) -> Iterable[bytes]:
    yield answered(asked)
    yield answered(asked)


def dead(asked: Asked) -> Iterable[bytes]:
    return ()


def too_big(asked: Asked) -> Iterable[bytes]:
    few = len(asked.oids) < 3 and asked.repetitions < 3
    yield answered(asked, status=0 if few else 1)


def short(asked: Asked) -> Iterable[bytes]:
    yield answered(asked, {oid: MIB[oid] for oid in list(MIB)[:-2]})


def garbled(asked: Asked) -> Iterable[bytes]:
    yield answered(asked)[:-7]


PATIENCE_S = 30.0
"""Time-out of an agent that does answer: so long no machine stands still, and nobody waits for it."""


def member(port: int, number: int, timeout_s: float = PATIENCE_S, community: str = "public") -> Member:
    """An agent at one of the addresses."""
    return Member(f"d{number}", (f"127.3.0.{number + 1}", port), community, LAYOUT, timeout_s)


@contextmanager
def polling(
    members: list[Member], walk: Walk | None = None, rate: float = 1000.0, plain: bool = False
) -> Iterator[BatchPoller]:
    fleet = fleet_of(members)
    wires = [PlainWire(socket.AF_INET, fleet, PER_CALL)] if plain else ()
    poller = BatchPoller(fleet, SystemClock(), rate, walk, wires)
    try:
        yield poller
    finally:
        poller.close()


def said(answers: Answers, agent: int) -> dict[Oid, tuple[int, Value]]:
    return {bind.oid: (bind.tag, bind.value) for bind in answers.variables(agent)}


def rescued(answers: Answers, devices: list[Device]) -> Rescued:
    async def ask() -> Rescued:
        snmp = PysnmpSnmp(SnmpConfig(), SystemClock())
        try:
            return await rescue(answers, devices, snmp)
        finally:
            await snmp.close()

    return asyncio.run(ask())
