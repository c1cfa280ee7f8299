"""An SNMP agent in the test's own event loop that does exactly what a script says, and small tools around it."""

import asyncio
import bisect
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Self, TypeVar

from nms.core.config import SnmpConfig
from nms.core.device import Device, SnmpAccess, SnmpVersion
from nms.core.ports import Oid, Value, VarBind
from nms.snmp import ber, messages
from nms.snmp.session import AgentSession, PysnmpSnmp

T = TypeVar("T")
Rows = Mapping[Oid, tuple[int, Value]]
LOOPBACK = "127.0.0.1"


class RealClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(asyncio.wait_for(coroutine, 120))


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for are counts inside the code under test
        await asyncio.sleep(0.005)


def encoded(bind: VarBind) -> bytes:
    """A variable in BER by the project's own writer."""
    if bind.tag in ber.VALUELESS:
        value = ber.element(bind.tag)
    elif isinstance(bind.value, tuple):
        value = ber.object_id(bind.value)
    elif isinstance(bind.value, int):
        value = ber.integer(bind.value, bind.tag)
    else:
        value = ber.element(bind.tag, bind.value or b"")
    return ber.element(ber.SEQUENCE, ber.object_id(bind.oid), value)


def response(number: int, binds: Iterable[VarBind], status: int = 0, index: int = 0, version: int = 1) -> bytes:
    """A v1/v2c response datagram."""
    body = (ber.integer(number), ber.integer(status), ber.integer(index))
    pdu = ber.element(messages.RESPONSE, *body, ber.element(ber.SEQUENCE, *map(encoded, binds)))
    return ber.element(ber.SEQUENCE, ber.integer(version), ber.element(ber.OCTETS, b"public"), pdu)


@dataclass(frozen=True)
class Asked:
    """A question as the agent got it."""

    kind: int
    number: int
    oids: tuple[Oid, ...]
    repetitions: int
    binds: tuple[VarBind, ...]
    sender: tuple[str, int]
    version: int


Script = Callable[["ScriptedAgent", Asked], Iterable[bytes]]


def honest(agent: "ScriptedAgent", asked: Asked) -> Iterable[bytes]:
    """What a sound agent answers."""
    yield agent.answer(asked)


class ScriptedAgent(asyncio.DatagramProtocol):
    """Serves `rows`; `script` decides which datagrams a question is answered with."""

    def __init__(self, rows: Rows, script: Script = honest) -> None:
        self.rows = dict(rows)
        self.order = sorted(rows)
        self.script = script
        self.asked: list[Asked] = []
        self.transport: asyncio.DatagramTransport

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: self, local_addr=(LOOPBACK, 0))
        return self

    async def __aexit__(self, *_: object) -> None:
        self.transport.close()
        await asyncio.sleep(0)

    @property
    def port(self) -> int:
        return int(self.transport.get_extra_info("sockname")[1])

    def device(self, **access: Any) -> Device:
        settings: dict[str, Any] = {"port": self.port, "community": "public", "timeout_s": 5.0, "retries": 0} | access
        return Device("r1", LOOPBACK, snmp=SnmpAccess(**settings))

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        envelope = messages.open_envelope(data)
        number, told = messages.read_pdu(data, envelope.start, envelope.end)
        oids = tuple(bind.oid for bind in told.binds)
        asked = Asked(envelope.pdu, number, oids, told.position, tuple(told.binds), addr, envelope.version)
        self.asked.append(asked)
        for datagram in self.script(self, asked):
            self.transport.sendto(datagram, addr)

    def answer(self, asked: Asked) -> bytes:
        if asked.kind == messages.GET_BULK:
            return response(asked.number, self.bulk(asked.oids, asked.repetitions))
        if asked.kind == messages.SET:
            self.rows |= {bind.oid: (bind.tag, bind.value) for bind in asked.binds}
            return response(asked.number, asked.binds)
        find = self.exact if asked.kind == messages.GET else self.successor
        binds = [find(oid) for oid in asked.oids]
        if asked.version == 0:
            for place, bind in enumerate(binds, start=1):
                if bind.tag in ber.EXCEPTIONS:
                    return response(asked.number, asked.binds, 2, place, version=0)
        return response(asked.number, binds, version=asked.version)

    def exact(self, oid: Oid) -> VarBind:
        return VarBind(oid, *self.rows.get(oid, (ber.NO_SUCH_INSTANCE, None)))

    def successor(self, oid: Oid) -> VarBind:
        place = bisect.bisect_right(self.order, oid)
        if place == len(self.order):
            return VarBind(oid, ber.END_OF_MIB_VIEW, None)
        return VarBind(self.order[place], *self.rows[self.order[place]])

    def bulk(self, oids: Sequence[Oid], repetitions: int) -> list[VarBind]:
        binds: list[VarBind] = []
        cursors = list(oids)
        for _ in range(repetitions):
            line = [self.successor(oid) for oid in cursors]
            cursors = [bind.oid for bind in line]
            binds += line
        return binds


def table(root: Oid, columns: Mapping[int, Mapping[int, int]]) -> dict[Oid, tuple[int, Value]]:
    """Rows of a table of integers: column → index → value."""
    return {(*root, c, i): (ber.INTEGER, value) for c, cells in columns.items() for i, value in cells.items()}


class Asking:
    """A `PysnmpSnmp` that is closed in the end."""

    def __init__(self, **config: Any) -> None:
        self.snmp = PysnmpSnmp(SnmpConfig(**({"requests_per_second": 100_000} | config)), RealClock())

    async def __aenter__(self) -> PysnmpSnmp:
        return self.snmp

    async def __aexit__(self, *_: object) -> None:
        await self.snmp.close()


def with_agent(
    rows: Rows, ask: Callable[[ScriptedAgent, AgentSession], Coroutine[Any, Any, T]], script: Script = honest,
    config: Mapping[str, Any] | None = None, **access: Any,
) -> T:  # fmt: skip
    """Run `ask` against a scripted agent over UDP."""

    async def conversation() -> T:
        async with ScriptedAgent(rows, script) as agent, Asking(**(config or {})) as snmp:
            return await ask(agent, snmp.session(agent.device(**access)))

    return run(conversation())


V1 = {"version": SnmpVersion.V1}
