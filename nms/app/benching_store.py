"""What keeping numbers costs on this machine: rounds of many devices appended, their hours sealed, a day read back."""

import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nms.app.clock import SystemClock
from nms.core.sample import SeriesKey
from nms.store import Store, made_up

STEP = timedelta(minutes=5)
START = datetime(2026, 3, 1, 0, 0, 7, tzinfo=UTC)
METRICS = ("interface_in_octets", "interface_out_octets", "interface_in_errors", "cpu_percent")
"""What the series are, in turns: two busy counters, one that seldom moves, a gauge."""

READ_BACK = 20
"""Devices of which a day is read."""


@dataclass(slots=True)
class StoreBench:
    """The outcome; times are processor time of this process, those in µs per device and round (`read_us`: per series
    and day), `octets_per_value` what the file grew by for each value kept, freed pages included."""

    devices: int
    series: int
    rounds: int
    appended_per_s: float = 0.0
    sealed_per_s: float = 0.0
    append_us: float = 0.0
    seal_us: float = 0.0
    read_us: float = 0.0
    octets_per_value: float = 0.0
    packed_per_value: float = 0.0
    rss_mb: float = 0.0


class _Stopwatch:
    """Processor time by what it was spent on."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, what: str) -> Iterator[None]:
        begun = time.process_time()
        yield
        self.seconds[what] = self.seconds.get(what, 0.0) + time.process_time() - begun


def bench_store(devices: int, series: int, rounds: int) -> StoreBench:
    """Measure with made-up counters and gauges; what is stored is thrown away at the end."""
    with tempfile.TemporaryDirectory(prefix="citynms-bench-") as folder:
        place = Path(folder) / "bench.db"
        store = Store.open(place, SystemClock())
        try:
            return _measured(store, place, StoreBench(devices, series, rounds))
        finally:
            store.close()


def _measured(store: Store, place: Path, result: StoreBench) -> StoreBench:
    watch, names = _Stopwatch(), [f"device-{number}" for number in range(result.devices)]
    columns = sorted((METRICS[number % len(METRICS)], f"{number // len(METRICS)}") for number in range(result.series))
    grid = store.samples.enrol(names, [columns] * result.devices)
    before = _size(place)
    load = made_up.rounds(result.devices, [metric for metric, _ in columns], result.rounds)
    for number, (bits, kinds) in enumerate(load):
        at = START + number * STEP
        with watch("append"):
            store.samples.append_grid(grid, at, bits, kinds)
        with watch("seal"):
            store.samples.seal(at)
    end = START + result.rounds * STEP
    with watch("seal"):
        store.samples.seal(end + timedelta(hours=2))
    chosen = names[:: max(result.devices // READ_BACK, 1)][:READ_BACK]
    with watch("read"):
        for name in chosen:
            keys = [SeriesKey(name, *column) for column in columns]
            store.samples.raw_many(keys, end - timedelta(days=1), end)
    return _told(result, watch.seconds, len(chosen), _size(place) - before, _packed(store))


def _size(place: Path) -> int:
    """Octets of the file and of what is not yet written into it."""
    return sum(one.stat().st_size for one in place.parent.glob(f"{place.name}*") if not one.name.endswith("-shm"))


def _packed(store: Store) -> int:
    """Octets of chunks and roll-ups."""
    tables = ("grid_chunk", "grid_rollup")
    with store.database.read() as connection:
        queries = [f"SELECT coalesce(sum(length(payload)), 0) FROM {table}" for table in tables]  # noqa: S608 - ours
        return sum(int(connection.exec_driver_sql(query).scalar_one()) for query in queries)


def _told(result: StoreBench, seconds: dict[str, float], read: int, grown: int, packed: int) -> StoreBench:
    """Turn what was counted into the figures."""
    rounds = result.devices * result.rounds
    values = rounds * result.series
    result.append_us = round(seconds["append"] / rounds * 1e6, 2)
    result.seal_us = round(seconds["seal"] / rounds * 1e6, 2)
    result.read_us = round(seconds["read"] / (read * result.series) * 1e6, 1)
    result.appended_per_s = round(values / seconds["append"])
    result.sealed_per_s = round(values / seconds["seal"])
    result.octets_per_value = round(grown / values, 2)
    result.packed_per_value = round(packed / values, 2)
    result.rss_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    return result
