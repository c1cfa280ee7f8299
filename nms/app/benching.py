"""What polling costs on this machine: rounds over many agents with deltas, thresholds, storage and a sealed hour."""

import asyncio
import ipaddress
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nms.app.benching_figures import PollBench
from nms.app.benching_lots import IF_X_ENTRY, MIB, Lot
from nms.app.clock import SystemClock
from nms.core.config import SnmpConfig
from nms.core.device import Device, SnmpAccess
from nms.core.errors import InvalidError
from nms.core.ports import Oid
from nms.snmp.batch.course import Round
from nms.snmp.batch.crew import crew_of
from nms.snmp.batch.errand import Wires
from nms.snmp.batch.fleet import member_of
from nms.snmp.batch.layout import Layout, room_of
from nms.snmp.batch.walking import Walk, walk_named
from nms.snmp.batch.workers import Workers
from nms.snmp.session import PysnmpSnmp
from nms.store import Store

STEP = timedelta(minutes=5)
SCALARS: tuple[Oid, ...] = (
    *((*MIB, 1, number, 0) for number in range(1, 8)),
    (*MIB, 2, 1, 0),
    *((*MIB, 4, number, 0) for number in range(1, 13)),
)
COLUMNS: tuple[Oid, ...] = tuple((*IF_X_ENTRY, column) for column in (1, 2, 6, 7, 10, 11, 15, 18))
REPETITIONS = 60


def addresses(first: str, agents: int) -> list[str]:
    """Consecutive IPv4 addresses; raises NMS-BENCH-001."""
    try:
        start = ipaddress.IPv4Address(first)
        return [str(start + number) for number in range(agents)]
    except ValueError as error:
        raise InvalidError("NMS-BENCH-001", address=first, agents=agents) from error


async def layout_of(device: Device, snmp: PysnmpSnmp) -> Layout:
    """What is asked, laid out as the first agent is built; raises NoAnswerError, NMS-BENCH-002."""
    session = snmp.session(device)
    scalars = {bind.oid: bind.value for bind in await session.get(*SCALARS)}
    table = await session.columns(*COLUMNS)
    if not table.cells:
        raise InvalidError("NMS-BENCH-002", address=device.address)
    return Layout.of(scalars, COLUMNS, table, REPETITIONS, room_of(device))


@dataclass(frozen=True, slots=True)
class Target:
    """The agents to be measured: `count` at consecutive addresses, one port, asked alike."""

    first: str
    port: int
    count: int
    access: SnmpAccess

    def devices(self) -> list[Device]:
        """Them all; raises NMS-BENCH-001."""
        return [Device(f"agent-{one}", one, snmp=self.access) for one in addresses(self.first, self.count)]


def bench_poll(target: Target, walk: str = "", workers: int = 1, wires: Wires | None = None) -> PollBench:
    """Measure rounds over agents, polled by this process or by so many others; what is stored is thrown away."""
    with tempfile.TemporaryDirectory(prefix="citynms-bench-") as folder:
        store = Store.open(Path(folder) / "bench.db", SystemClock())
        try:
            return _Bench(target, walk_named(walk), workers, wires, store).run()
        finally:
            store.close()


class _Bench:
    """One measurement."""

    def __init__(self, target: Target, walk: Walk, workers: int, wires: Wires | None, store: Store) -> None:
        self._clock = SystemClock()
        self._result = PollBench(target.count, walk=walk.name, workers=workers)
        devices = target.devices()
        self._store = store
        with self._result.measured("setup"):
            layout = asyncio.run(self._discover(devices[0]))
            members = [member_of(one, (one.address, target.port), layout) for one in devices]
            self._crew = crew_of(members, workers, self._clock, SnmpConfig().requests_per_second, walk, wires)
            by_name = {one.name: one for one in devices}
            self._lots = [Lot(fleet, by_name, store, self._result) for fleet in self._crew.fleets]
            if isinstance(self._crew, Workers):
                self._crew.ready()

    async def _discover(self, device: Device) -> Layout:
        snmp = PysnmpSnmp(SnmpConfig(), self._clock)
        try:
            return await layout_of(device, snmp)
        finally:
            await snmp.close()

    def run(self) -> PollBench:
        """All rounds, then the hour sealed; the moments are those of the last full hour but one."""
        begun = self._clock.monotonic()
        now = datetime.now(UTC)
        hour = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
        try:
            for number, rounds in enumerate(self._polled()):
                self._result.took(rounds)
                for lot, done in zip(self._lots, rounds, strict=True):
                    lot.take(done, hour + number * STEP + timedelta(seconds=7))
        finally:
            self._crew.close()
        self._result.rounds_s = self._clock.monotonic() - begun
        with self._result.measured("seal"):
            self._store.samples.seal(hour + timedelta(hours=1, minutes=20))
        wall_s = self._clock.monotonic() - begun
        if isinstance(self._crew, Workers):
            self._result.add(self._crew)
        self._result.close(wall_s)
        return self._result

    def _polled(self) -> Iterator[Sequence[Round | None]]:
        """Round after round; with several processes the next one is under way while one is looked at."""
        if isinstance(self._crew, Workers):
            yield from self._ahead(self._crew)
            return
        for _ in range(self._result.rounds):
            with self._result.measured("poll"):
                rounds = self._crew.poll()
            yield rounds

    def _ahead(self, crew: Workers) -> Iterator[Sequence[Round | None]]:
        crew.begin()
        for left in reversed(range(self._result.rounds)):
            with self._result.measured("poll"):
                rounds = crew.end()
                if left:
                    crew.begin()
            yield rounds
