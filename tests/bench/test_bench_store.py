"""What remembering costs: a day of history, a round, an hour sealed, a day's chart."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from nms.core.sample import Sample, SeriesKey
from nms.store import Store
from nms.testing import ManualClock

pytestmark = pytest.mark.bench

T0 = datetime(2026, 3, 1, tzinfo=UTC)
DEVICES = [f"d{number:03}" for number in range(260)]
METRICS = ("in_octets", "out_octets", "in_errors", "out_errors", "in_discards", "out_discards")
SERIES = [(f"interface_{metric}", f"GigabitEthernet0/0/{port}") for port in range(10) for metric in METRICS]
STEPS = 288


@contextmanager
def measured(what: str, clock: Callable[[], float] = time.process_time) -> Iterator[Callable[[int, str], None]]:
    """Prints the time of the block; the yielded function says how many of what it was for."""
    parts: list[tuple[int, str]] = []
    begun = clock()
    yield lambda count, unit: parts.append((count, unit))
    seconds = clock() - begun
    each = ", ".join(f"{seconds / count * 1e6:.2f} us per {unit}" for count, unit in parts)
    print(f"\n{what}: {seconds:.3f} s {each}")


def history() -> dict[tuple[str, str], np.ndarray[tuple[int], np.dtype[np.int64]]]:
    rng = np.random.default_rng(2006)
    return {
        key: np.cumsum(rng.integers(0, 40_000_000 if "octets" in key[0] else 2, STEPS)).astype(np.int64)
        for key in SERIES
    }


def round_of(device: str, minute: int, last: dict[tuple[str, str], int]) -> list[Sample]:
    at = T0 + timedelta(days=1, minutes=minute)
    rng = np.random.default_rng(minute)
    steps = rng.integers(0, 8_000_000, len(SERIES)).tolist()
    for key, step in zip(SERIES, steps, strict=True):
        last[key] += step if "octets" in key[0] else step % 2
    return [Sample(device, *key, at, last[key]) for key in SERIES]


def test_the_costs_of_remembering(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "nms.db", ManualClock())
    columns = history()
    times = [T0 + timedelta(minutes=5 * step) for step in range(STEPS)]
    with measured("back-fill of 260 devices x 60 series x 288 points") as per:
        for device in DEVICES:
            store.samples.backfill(device, times, columns)
        per(len(DEVICES) * len(SERIES) * STEPS, "sample")
    lasts = {device: {key: int(values[-1]) for key, values in columns.items()} for device in DEVICES}
    for minute in range(3):
        rounds = [round_of(device, minute, lasts[device]) for device in DEVICES]
        with measured("one round, a call per device") as per:
            for samples in rounds:
                store.samples.append_round(samples)
            per(len(DEVICES) * len(SERIES), "sample")
    with measured("one hour sealed") as per:
        store.samples.seal(T0 + timedelta(days=1, hours=1, minutes=15))
        per(len(DEVICES), "device")
    end = T0 + timedelta(days=1, minutes=3)
    with measured("24 h of one interface", time.perf_counter):
        store.samples.series(SeriesKey(DEVICES[7], *SERIES[0]), end - timedelta(days=1), end)
    with measured("24 h of 60 series", time.perf_counter):
        store.samples.many([SeriesKey(DEVICES[7], *key) for key in SERIES], end - timedelta(days=1), end)
    with store.database.read() as connection:
        size, samples_ = connection.exec_driver_sql("SELECT sum(length(payload)), sum(samples) FROM chunk").one()
    print(f"\n{size / samples_:.2f} octets a sample in chunks")
    store.close()
