"""What is done with the answers of a measured round: deltas, thresholds, storage."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from nms.app.benching_figures import PollBench
from nms.app.clock import SystemClock
from nms.core.config import SnmpConfig
from nms.core.device import Device
from nms.core.ports import Oid
from nms.core.sample import METRICS, Kind, Metric
from nms.performance.grid_rates import GridRates, unbounded
from nms.performance.grid_thresholds import ColumnRule, GridThresholds
from nms.snmp.batch.answers import Answers
from nms.snmp.batch.course import Round
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.layout import Layout
from nms.snmp.batch.rescue import rescue
from nms.snmp.session import PysnmpSnmp
from nms.store import Store

MIB: Oid = (1, 3, 6, 1, 2, 1)
IF_X_ENTRY: Oid = (*MIB, 31, 1, 1, 1)
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


class Lot:
    """Agents that one poller polls, all of one layout, with what is remembered of them."""

    def __init__(self, fleet: Fleet, devices: Mapping[str, Device], store: Store, result: PollBench) -> None:
        self._group = fleet.groups[0]
        self._devices = [devices[member.device] for member in fleet.members]
        self._store, self._result = store, result
        self._places, metrics, columns = _series(self._group.layout)
        agents = len(self._devices)
        self._grid = store.samples.enrol([one.name for one in self._devices], [columns] * agents)
        self._rates = GridRates(metrics, unbounded(agents, len(metrics)))
        self._thresholds = GridThresholds(_rules(metrics), agents)

    def take(self, done: Round | None, at: datetime) -> None:
        """Judge and store a round, None being one whose process died."""
        if done is None:
            self._result.errors += len(self._devices)
            return
        answers = done.answers
        with self._result.measured("poll"):
            whole = answers.whole()
            if not whole.all():
                self._rescue(answers)
                whole = answers.complete()
            bits, kinds = answers.numbers(self._group, self._places)
        self._result.varbinds += answers.count()
        self._result.errors += int((~whole).sum())
        with self._result.measured("judge"):
            for part, values in self._rates.step(at.timestamp(), bits, kinds):
                self._result.crossings += sum(1 for _ in self._thresholds.judge(part, values))
        with self._result.measured("store"):
            self._store.samples.append_grid(self._grid, at, bits.data, kinds.data)

    def _rescue(self, answers: Answers) -> None:
        async def ask() -> int:
            snmp = PysnmpSnmp(SnmpConfig(), SystemClock())
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
