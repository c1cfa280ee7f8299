"""What polling costs on this machine: rounds over many agents with deltas, thresholds, storage and a sealed hour."""

import asyncio
import ipaddress
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nms.app.clock import SystemClock
from nms.core.config import SnmpConfig
from nms.core.device import Device, SnmpAccess
from nms.core.errors import InvalidError
from nms.core.ports import Oid
from nms.core.sample import METRICS, Kind, Metric
from nms.performance.grid_rates import GridRates, unbounded
from nms.performance.grid_thresholds import ColumnRule, GridThresholds
from nms.snmp.batch.answers import Answers
from nms.snmp.batch.fleet import Member, fleet_of
from nms.snmp.batch.layout import Layout
from nms.snmp.batch.poller import BatchPoller
from nms.snmp.batch.rescue import rescue
from nms.snmp.batch.walking import Walk, walk_named
from nms.snmp.session import PysnmpSnmp
from nms.store import Store

ROUNDS = 12
STEP = timedelta(minutes=5)
MIB: Oid = (1, 3, 6, 1, 2, 1)
SCALARS: tuple[Oid, ...] = (
    *((*MIB, 1, number, 0) for number in range(1, 8)),
    (*MIB, 2, 1, 0),
    *((*MIB, 4, number, 0) for number in range(1, 13)),
)
IF_X_ENTRY: Oid = (*MIB, 31, 1, 1, 1)
COLUMNS: tuple[Oid, ...] = tuple((*IF_X_ENTRY, column) for column in (1, 2, 6, 7, 10, 11, 15, 18))
METRIC_OF: dict[int, Metric] = {
    2: Metric("interface_in_multicast", "packets", Kind.COUNTER, "packets/s", bits=32),
    6: METRICS["interface_in_octets"],
    7: Metric("interface_in_unicast", "packets", Kind.COUNTER, "packets/s"),
    10: METRICS["interface_out_octets"],
    11: Metric("interface_out_unicast", "packets", Kind.COUNTER, "packets/s"),
    15: Metric("interface_speed", "Mbit/s"),
}
"""What the columns of ifXTable are stored as."""

RAISE_AT, CLEAR_AT = 9.0e8, 8.0e8
"""bit/s: where the measured thresholds stand."""

REPETITIONS = 60


@dataclass(slots=True)
class PollBench:
    """The outcome; times of the processor are user + sys of this whole process, per agent and round."""

    agents: int
    varbinds: int = 0
    errors: int = 0
    cpu_us_per_agent: float = 0.0
    wall_s: float = 0.0
    rss_mb: float = 0.0
    walk: str = ""
    rounds: int = ROUNDS
    fallbacks: int = 0
    crossings: int = 0
    setup_s: float = 0.0
    poll_us: float = 0.0
    judge_us: float = 0.0
    store_us: float = 0.0
    seal_us: float = 0.0
    shares: dict[str, float] = field(default_factory=dict, repr=False)

    @contextmanager
    def measured(self, share: str) -> Iterator[None]:
        """Count the processor time of a block."""
        begun = time.process_time()
        yield
        self.shares[share] = self.shares.get(share, 0.0) + time.process_time() - begun

    def close(self, wall_s: float) -> None:
        """Turn what was counted into the figures."""
        each = 1e6 / (self.agents * self.rounds)
        self.setup_s = round(self.shares.pop("setup", 0.0), 2)
        for share in ("poll", "judge", "store", "seal"):
            setattr(self, f"{share}_us", round(self.shares[share] * each, 1))
        self.cpu_us_per_agent = round(sum(self.shares.values()) * each, 1)
        self.varbinds //= self.rounds
        self.wall_s = round(wall_s, 2)
        self.rss_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


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
    return Layout.of(scalars, COLUMNS, table, REPETITIONS)


def bench_poll(first: str, port: int, agents: int, access: SnmpAccess, walk: str = "") -> PollBench:
    """Measure rounds over agents at consecutive addresses; what is stored is thrown away at the end."""
    with tempfile.TemporaryDirectory(prefix="citynms-bench-") as folder:
        store = Store.open(Path(folder) / "bench.db", SystemClock())
        try:
            return _Bench(first, port, agents, access, walk_named(walk), store).run()
        finally:
            store.close()


class _Bench:
    """One measurement."""

    def __init__(self, first: str, port: int, agents: int, access: SnmpAccess, walk: Walk, store: Store) -> None:
        self._clock = SystemClock()
        self._result = PollBench(agents, walk=walk.name)
        self._devices = [Device(f"agent-{one}", one, snmp=access) for one in addresses(first, agents)]
        self._store = store
        with self._result.measured("setup"):
            layout = asyncio.run(self._discover())
            members = [Member(one.name, (one.address, port), access.community, layout, access.timeout_s, access.retries)
                       for one in self._devices]  # fmt: skip
            self._poller = BatchPoller(fleet_of(members), self._clock, SnmpConfig().requests_per_second, walk)
            self._places, metrics, columns = _series(layout)
            self._grid = store.samples.enrol([one.name for one in self._devices], [columns] * agents)
            self._rates = GridRates(metrics, unbounded(agents, len(metrics)))
            self._thresholds = GridThresholds(_rules(metrics), agents)

    async def _discover(self) -> Layout:
        snmp = PysnmpSnmp(SnmpConfig(), self._clock)
        try:
            return await layout_of(self._devices[0], snmp)
        finally:
            await snmp.close()

    def run(self) -> PollBench:
        """All rounds, then the hour sealed; the moments are those of the last full hour but one."""
        begun = self._clock.monotonic()
        now = datetime.now(UTC)
        hour = now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
        try:
            for number in range(self._result.rounds):
                self._round(hour + number * STEP + timedelta(seconds=7))
        finally:
            self._poller.close()
        with self._result.measured("seal"):
            self._store.samples.seal(hour + timedelta(hours=1, minutes=20))
        self._result.close(self._clock.monotonic() - begun)
        return self._result

    def _round(self, at: datetime) -> None:
        with self._result.measured("poll"):
            answers = self._poller.poll().answers
            whole = answers.whole()
            if not whole.all():
                self._rescue(answers)
                whole = answers.complete()
            bits, kinds = answers.numbers(self._poller.fleet.groups[0], self._places)
        self._result.varbinds += answers.count()
        self._result.errors += int((~whole).sum())
        with self._result.measured("judge"):
            for part, values in self._rates.step(at.timestamp(), bits, kinds):
                self._result.crossings += sum(1 for _ in self._thresholds.judge(part, values))
        with self._result.measured("store"):
            self._store.samples.append_grid(self._grid, at, bits.data, kinds.data)

    def _rescue(self, answers: Answers) -> None:
        async def ask() -> int:
            snmp = PysnmpSnmp(SnmpConfig(), self._clock)
            try:
                found = await rescue(answers, self._devices, snmp)
            finally:
                await snmp.close()
            return len(found.whole) + len(found.relaid)

        self._result.fallbacks += asyncio.run(ask())


def _series(layout: Layout) -> tuple[list[int], list[Metric], list[tuple[str, str]]]:
    """The places of the numbers among an agent's values, with their metrics and what they are stored under."""
    places, metrics, columns = [], [], []
    for place, oid in enumerate(layout.oids()):
        scalar = place < len(layout.scalars)
        if (oid if scalar else oid[: len(IF_X_ENTRY) + 1]) in layout.texts:
            continue
        name = ".".join(map(str, oid[len(MIB) :]))
        metric = Metric(f"scalar_{name}", "") if scalar else METRIC_OF[oid[len(IF_X_ENTRY)]]
        places.append(place)
        metrics.append(metric)
        columns.append((metric.name, "" if scalar else f"interface-{oid[-1]}"))
    return places, metrics, columns


def _rules(metrics: Sequence[Metric]) -> list[ColumnRule]:
    """A threshold on each direction of each interface."""
    octets = [place for place, metric in enumerate(metrics) if metric.rate_unit == "bit/s"]
    return [ColumnRule(place, RAISE_AT, CLEAR_AT, for_rounds=2) for place in octets]
