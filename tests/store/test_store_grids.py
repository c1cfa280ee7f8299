"""Grids: what comes as arrays is kept, sealed and shown exactly as what comes sample by sample."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from nms.core.errors import StoreError
from nms.core.observed import Facts, Harvest
from nms.core.sample import Sample, Series, SeriesKey
from nms.store import Store, sealing
from nms.testing import ManualClock

T0 = datetime(2026, 3, 1, tzinfo=UTC)
DEVICES = [f"d{number}" for number in range(70)]
COLUMNS = [
    ("interface_in_octets", "GE0"),
    ("interface_in_octets", "GE1"),
    ("interface_out_octets", "GE0"),
    ("interface_in_errors", "GE0"),
    ("temperature_celsius", "board"),
]
Cells = np.ndarray[tuple[int, int], np.dtype[np.uint64]]


def values(step: int, devices: int = len(DEVICES)) -> Cells:
    """What the devices say at step `step`: counters that move, one that wraps at 32 bits, and a negative gauge."""
    rng = np.random.default_rng(7)
    start = rng.integers(0, 1 << 45, (devices, len(COLUMNS)))
    slope = rng.integers(1, 1 << 28, (devices, len(COLUMNS)))
    cells = start + slope * step
    cells[:, 3] = (2**32 - 500 + 100 * step) % 2**32
    cells[:, 4] = -20 + step
    return cells.astype(np.int64).view(np.uint64)


def at(step: int) -> datetime:
    return T0 + timedelta(seconds=300 * step + 7)


def put_grid(store: Store, grid: int, step: int, cells: Cells, kinds: np.ndarray | None = None) -> None:
    kinds = np.ones(cells.shape, np.uint8) if kinds is None else kinds
    store.samples.append_grid(grid, at(step), cells.data, kinds.data)


def put_samples(store: Store, step: int, cells: Cells, devices: Sequence[str] = DEVICES) -> None:
    store.samples.append_round(
        [
            Sample(device, metric, instance, at(step), value)
            for device, row in zip(devices, cells.view(np.int64).tolist(), strict=True)
            for (metric, instance), value in zip(COLUMNS, row, strict=True)
        ]
    )


def shown(store: Store, device: str, hours: float = 3) -> list[object]:
    """Everything a reader can see of a device: raw values, rates, five-minute and hour buckets."""
    keys = [SeriesKey(device, *column) for column in COLUMNS]
    end = T0 + timedelta(hours=hours)
    raw = store.samples.raw_many(keys, T0, end)
    fine = store.samples.many(keys, T0, end)
    coarse = store.samples.many(keys, T0 - timedelta(hours=30), end, max_points=40)
    return [[raw[key] for key in keys], fine, [rounded(one) for one in coarse]]


def rounded(series: Series) -> list[tuple[datetime, float | None]]:
    """Buckets to six digits: both ways add the same numbers in another order."""
    return [(when, value and float(f"{value:.6g}")) for when, value in series.points]


@pytest.fixture
def pair(tmp_path_factory: pytest.TempPathFactory, clock: ManualClock) -> tuple[Store, Store]:
    """One store fed by grids, one sample by sample."""
    stores = [Store.open(tmp_path_factory.mktemp(name) / "nms.db", clock) for name in ("grid", "plain")]
    return stores[0], stores[1]


def alike(pair: tuple[Store, Store], hours: float = 3) -> None:
    for device in DEVICES[::23]:
        assert shown(pair[0], device, hours) == shown(pair[1], device, hours)


def test_a_grid_reads_like_samples_before_and_after_sealing_hour_by_hour(pair: tuple[Store, Store]) -> None:
    grid = pair[0].samples.enrol(DEVICES, [COLUMNS] * len(DEVICES))
    for step in range(30):
        put_grid(pair[0], grid, step, values(step))
        put_samples(pair[1], step, values(step))
        if step in (14, 26):
            for store in pair:
                assert store.samples.seal(at(step)) == 0
            alike(pair)
    with pair[0].database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM chunk").scalar_one() == 2 * len(DEVICES)
    for store in pair:
        store.close()


def test_regular_hours_are_sealed_together(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one: list[int] = []
    monkeypatch.setattr(sealing, "seal_device", lambda *args: one_by_one.append(args[2]))
    grid = store.samples.enrol(DEVICES, [COLUMNS] * len(DEVICES))
    for step in range(28):
        put_grid(store, grid, step, values(step))
        store.samples.seal(at(step))
    assert one_by_one == []


def test_holes_and_numbers_beyond_63_bits_are_kept(pair: tuple[Store, Store]) -> None:
    grid = pair[0].samples.enrol(DEVICES, [COLUMNS] * len(DEVICES))
    for step in range(14):
        cells, kinds = values(step), np.ones((len(DEVICES), len(COLUMNS)), np.uint8)
        kinds[5, 2] = 0
        kinds[6] = 0
        cells[7, 0], kinds[7, 0] = np.uint64(2**64 - 1 - step), 2
        put_grid(pair[0], grid, step, cells, kinds)
    for sealed in (False, True):
        if sealed:
            pair[0].samples.seal(at(16))
        end = at(20)
        assert not pair[0].samples.raw(SeriesKey("d5", *COLUMNS[2]), T0, end)
        assert len(pair[0].samples.raw(SeriesKey("d5", *COLUMNS[1]), T0, end)) == 14
        assert not pair[0].samples.raw(SeriesKey("d6", *COLUMNS[0]), T0, end)
        assert pair[0].samples.raw(SeriesKey("d7", *COLUMNS[0]), T0, end)[0][1] == 2**64 - 1


def test_a_device_that_also_brings_samples_is_sealed_with_all_of_them(pair: tuple[Store, Store]) -> None:
    grid = pair[0].samples.enrol(DEVICES, [COLUMNS] * len(DEVICES))
    extra = [Sample("d23", "cpu_percent", "0", at(3), 12.5)]
    for step in range(13):
        put_grid(pair[0], grid, step, values(step))
        put_samples(pair[1], step, values(step))
    for store in pair:
        store.samples.append_round(extra)
        store.samples.seal(at(15))
        assert store.samples.raw(SeriesKey("d23", "cpu_percent", "0"), T0, at(20)) == [(at(3), 12.5)]
    alike(pair)


def test_a_restart_within_the_hour_breaks_the_rates_as_ever(pair: tuple[Store, Store]) -> None:
    grid = pair[0].samples.enrol(DEVICES, [COLUMNS] * len(DEVICES))
    for store in pair:
        facts = Facts(uptime_s=60.0)
        store.devices.answered("d0", at(5), [Harvest(facts=facts)])
    for step in range(13):
        put_grid(pair[0], grid, step, values(step))
        put_samples(pair[1], step, values(step))
    for store in pair:
        store.samples.seal(at(15))
    alike(pair)


def test_late_values_join_an_hour_that_is_sealed(pair: tuple[Store, Store]) -> None:
    grid = pair[0].samples.enrol(DEVICES, [COLUMNS] * len(DEVICES))
    for step in (*range(6), *range(7, 14)):
        put_grid(pair[0], grid, step, values(step))
        put_samples(pair[1], step, values(step))
    for store in pair:
        store.samples.seal(at(15))
    put_grid(pair[0], grid, 6, values(6))
    put_samples(pair[1], 6, values(6))
    for store in pair:
        store.samples.seal(at(16))
    alike(pair)


def test_another_process_reads_seals_and_goes_on_with_the_grid(opened: Callable[[], Store]) -> None:
    first = opened()
    grid = first.samples.enrol(DEVICES, [COLUMNS] * len(DEVICES))
    for step in range(6):
        put_grid(first, grid, step, values(step))
    second = opened()
    again = second.samples.enrol(DEVICES, [COLUMNS] * len(DEVICES))
    for step in range(6, 13):
        put_grid(second, again, step, values(step))
    third = opened()
    assert third.samples.seal(at(15)) == 0  # knows of no grid
    raw = third.samples.raw(SeriesKey("d9", *COLUMNS[0]), T0, at(20))
    assert [value for _, value in raw] == [int(values(step)[9, 0]) for step in range(13)]


def test_enrolling_more_devices_and_columns_later_keeps_what_is_known(store: Store) -> None:
    early = store.samples.enrol(["a", "b"], [COLUMNS[:2]] * 2)
    late = store.samples.enrol(["b", "a"], [COLUMNS] * 2)
    put_grid(store, early, 0, values(0, 2)[:, :2].copy())
    put_grid(store, late, 1, values(1, 2))
    raw = store.samples.raw(SeriesKey("a", *COLUMNS[0]), T0, at(3))
    assert [value for _, value in raw] == [int(values(0, 2)[0, 0]), int(values(1, 2)[1, 0])]


def test_a_damaged_row_is_told_and_not_taken_for_numbers(store: Store) -> None:
    grid = store.samples.enrol(["a"], [COLUMNS])
    put_grid(store, grid, 0, values(0, 1))
    with store.database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE journal SET payload = CAST(substr(payload, 1, 40) || x'ff' || substr(payload, 42) AS BLOB)"
        )
    with pytest.raises(StoreError, match="NMS-STORE-005"):
        store.samples.raw(SeriesKey("a", *COLUMNS[0]), T0, at(3))
    with pytest.raises(StoreError, match="NMS-STORE-005"):
        store.samples.seal(at(15))
