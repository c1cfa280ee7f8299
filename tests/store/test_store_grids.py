"""Grids: what comes as arrays is kept, sealed and shown exactly as what comes sample by sample."""

import struct
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from nms.core.config import RetentionConfig
from nms.core.errors import StoreError
from nms.core.observed import Facts, Harvest
from nms.core.sample import Sample, Series, SeriesKey
from nms.store import Store, sealing
from nms.store.grid_groups import Member
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
FEW = DEVICES[::23]
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
        assert connection.exec_driver_sql("SELECT count(*) FROM grid_chunk").scalar_one() == 2 * len(DEVICES)
    for store in pair:
        store.close()


def test_regular_hours_are_sealed_together(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    one_by_one: list[int] = []
    monkeypatch.setattr(sealing, "add", lambda *args: one_by_one.append(args[2]))
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
            "UPDATE grid_round SET payload = CAST(substr(payload, 1, 40) || x'ff' || substr(payload, 42) AS BLOB)"
        )
    with pytest.raises(StoreError, match="NMS-STORE-005"):
        store.samples.raw(SeriesKey("a", *COLUMNS[0]), T0, at(3))
    with pytest.raises(StoreError, match="NMS-STORE-005"):
        store.samples.seal(at(15))


def few(step: int) -> Cells:
    return values(step, len(FEW))


def feed(pair: tuple[Store, Store], grid: int, step: int, cells: Cells) -> None:
    put_grid(pair[0], grid, step, cells)
    put_samples(pair[1], step, cells, FEW)


def seal(pair: tuple[Store, Store], step: float) -> None:
    for store in pair:
        assert store.samples.seal(T0 + timedelta(seconds=300 * step + 7)) == 0


def test_series_that_sessions_made_before_in_another_order_are_kept_in_whole_rounds(pair: tuple[Store, Store]) -> None:
    """A device is first visited: its series are made as the visit brings them, with others in between."""
    for place, device in enumerate(FEW):
        turned = [*COLUMNS[place % 3 :], *COLUMNS[: place % 3]][:: -1 if place % 2 else 1]
        visit = [
            Sample(device, *column, at(-3), 7)
            for number, column in enumerate(turned)
            for column in [column, ("cpu_percent", str(number))]
        ]
        for store in pair:
            store.samples.append_round(visit)
    grid = pair[0].samples.enrol(FEW, [COLUMNS] * len(FEW))
    for step in range(30):
        feed(pair, grid, step, few(step))
    with pair[0].database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM grid_member").scalar() == len(FEW)
        assert connection.exec_driver_sql("SELECT count(*) FROM grid_round").scalar() == 30
    alike(pair)
    seal(pair, 27)
    with pair[0].database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM grid_chunk").scalar() == 2 * len(FEW)
    alike(pair)


def test_samples_of_other_series_do_not_make_a_device_odd(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = pair[0].samples.enrol(FEW, [COLUMNS] * len(FEW))
    for step in range(26):
        feed(pair, grid, step, few(step))
        for store in pair:
            store.samples.append_round([Sample("d23", "cpu_percent", "0", at(step), step / 2)])
    with monkeypatch.context() as patched:
        patched.setattr("nms.store.grid_sealing.GridSealing._one_by_one", only_nobody)
        seal(pair, 27)
    alike(pair)
    for store in pair:
        cpu = store.samples.raw(SeriesKey("d23", "cpu_percent", "0"), T0, at(30))
        assert [value for _, value in cpu] == [step / 2 for step in range(26)]
        store.close()


def only_nobody(*args: object) -> None:
    assert not np.asarray(args[-1]).size


def test_devices_that_miss_rounds_are_sealed_with_what_they_said(pair: tuple[Store, Store]) -> None:
    grid = pair[0].samples.enrol(FEW, [COLUMNS] * len(FEW))
    rng = np.random.default_rng(11)
    for step in range(40):
        silent = rng.random(len(FEW)) < 0.3
        kinds = np.where(silent, 0, 1)[:, None].repeat(len(COLUMNS), 1).astype(np.uint8)
        put_grid(pair[0], grid, step, few(step), kinds)
        put_samples(pair[1], step, few(step)[~silent], [name for name, no in zip(FEW, silent, strict=True) if not no])
        if step in (14, 27, 39):
            seal(pair, step)
            alike(pair, 4)


def test_a_rescued_value_in_the_place_of_a_round_is_rolled_up_with_it(pair: tuple[Store, Store]) -> None:
    grid = pair[0].samples.enrol(FEW, [COLUMNS] * len(FEW))
    for step in range(30):
        kinds = np.ones((len(FEW), len(COLUMNS)), np.uint8)
        kinds[1] = step not in (11, 12)
        put_grid(pair[0], grid, step, few(step), kinds)
        put_samples(pair[1], step, few(step), FEW)
        if step in (11, 12):
            put_samples(pair[0], step, few(step)[1:2], ["d23"])
        if step in (15, 28):
            seal(pair, step)
            alike(pair)


def test_a_clock_set_back_begins_a_new_run_in_both_ways(pair: tuple[Store, Store]) -> None:
    grid = pair[0].samples.enrol(FEW, [COLUMNS] * len(FEW))
    for number, step in enumerate((*range(8), *range(5, 14))):
        for store in pair:  # 100 s apart from the moments of the run before
            moment = at(step) + timedelta(seconds=100 * (number >= 8))
            cells = few(number)
            if store is pair[0]:
                store.samples.append_grid(grid, moment, cells.data, np.ones(cells.shape, np.uint8).data)
            else:
                store.samples.append_round([sample._replace(at=moment) for sample in samples_of(cells, step)])
    alike(pair)
    seal(pair, 16)
    alike(pair)


def samples_of(cells: Cells, step: int) -> list[Sample]:
    return [
        Sample(device, metric, instance, at(step), value)
        for device, row in zip(FEW, cells.view(np.int64).tolist(), strict=True)
        for (metric, instance), value in zip(COLUMNS, row, strict=True)
    ]


def test_rounds_every_minute_are_rolled_up_in_buckets(pair: tuple[Store, Store]) -> None:
    names = FEW[:3]
    grid = pair[0].samples.enrol(names, [COLUMNS] * 3)
    for minute in range(75):
        moment, cells = T0 + timedelta(minutes=minute, seconds=7), values(minute, 3)
        pair[0].samples.append_grid(grid, moment, cells.data, np.ones(cells.shape, np.uint8).data)
        put = zip(names, cells.view(np.int64).tolist(), strict=True)
        pair[1].samples.append_round(
            [Sample(name, *column, moment, one) for name, row in put for column, one in zip(COLUMNS, row, strict=True)]
        )
    seal(pair, 15)
    assert shown(pair[0], "d23") == shown(pair[1], "d23")


def test_hours_that_waited_are_sealed_one_after_the_other(store: Store) -> None:
    grid = store.samples.enrol(DEVICES, [COLUMNS] * len(DEVICES))
    for step in range(50):
        put_grid(store, grid, step, values(step))
    before = shown(store, "d69", 5)[:2]
    assert store.samples.seal(at(51), limit=1) == len(DEVICES) - 64
    assert store.samples.seal(at(51), limit=1) == 0
    assert shown(store, "d69", 5)[:2] == before
    with store.database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM grid_chunk").scalar_one() == 4 * len(DEVICES)
        assert connection.exec_driver_sql("SELECT count(*) FROM chunk").scalar_one() == 0


def test_what_is_past_its_time_is_forgotten(store: Store) -> None:
    grid = store.samples.enrol(FEW, [COLUMNS] * len(FEW))
    for step in range(26):
        put_grid(store, grid, step, few(step))
    store.samples.seal(at(27))
    keep = RetentionConfig(raw_days=1, five_minute_days=2, hour_days=3)
    left = []
    for days in (0, 1.5, 2.5, 3.5):
        store.samples.prune(T0 + timedelta(days=days, hours=3), keep)
        with store.database.read() as connection:
            tables = "(SELECT count(*) FROM grid_chunk), (SELECT count(*) FROM grid_rollup)"
            left.append(tuple(connection.exec_driver_sql(f"SELECT {tables}").one()))
    count = 2 * len(FEW)
    assert left == [(count, 2 * count), (0, 2 * count), (0, count), (0, 0)]


def test_rows_of_an_earlier_schema_are_read_and_sealed(pair: tuple[Store, Store]) -> None:
    """What waited in the journal when the store was upgraded: a device a row, in as many octets as it needed."""
    grid = pair[0].samples.enrol(FEW, [COLUMNS] * len(FEW))
    with pair[0].database.read() as connection:
        members = connection.exec_driver_sql("SELECT device_id, series FROM grid_member ORDER BY device_id").all()
    for step in range(14):
        if step >= 6:
            put_grid(pair[0], grid, step, few(step))
        put_samples(pair[1], step, few(step), FEW)
    with pair[0].database.write() as connection:
        for step in range(6):
            for (device, series), row in zip(members, few(step).view(np.int64).tolist(), strict=True):
                ms = int(at(step).timestamp() * 1000)
                old = (device, ms, ms, 0, earlier_row(int(Member(device, series).ids[0]), ms, row))
                connection.exec_driver_sql(
                    "INSERT INTO journal (device_id, first_ms, last_ms, tag, payload) VALUES (?, ?, ?, ?, ?)", old
                )
    for sealed in (False, True):
        if sealed:
            seal(pair, 15)
        alike(pair)


def earlier_row(first: int, ms: int, row: list[int]) -> bytes:
    octets = b"".join(number.to_bytes(7, "little", signed=True) for number in row)
    return struct.pack("<4sIIIqHBx", b"NMSR", zlib.crc32(octets), len(row), first, ms, 0, 7) + octets


def test_backfilled_history_beside_rounds_counts_less(pair: tuple[Store, Store]) -> None:
    grid = pair[0].samples.enrol(FEW, [COLUMNS] * len(FEW))
    history = {COLUMNS[4]: [step * 1.5 for step in range(24)]}
    for step in range(26):
        feed(pair, grid, step, few(step))
    seal(pair, 15)
    for store in pair:
        store.samples.backfill("d0", [at(step) + timedelta(seconds=20) for step in range(-12, 12)], history)
    seal(pair, 27)
    alike(pair)


def test_a_damaged_chunk_or_rollup_of_a_grid_is_told(store: Store) -> None:
    grid = store.samples.enrol(["a"], [COLUMNS])
    for step in range(14):
        put_grid(store, grid, step, values(step, 1))
    store.samples.seal(at(15))
    key = SeriesKey("a", *COLUMNS[0])
    for table, days in (("grid_rollup", 30), ("grid_chunk", 0.1)):
        with store.database.write() as connection:
            connection.exec_driver_sql(f"UPDATE {table} SET payload = CAST(substr(payload, 1, 50) AS BLOB)")
        with pytest.raises(StoreError, match="NMS-STORE-005"):
            store.samples.series(key, T0 - timedelta(days=days), at(15))


def test_a_seal_that_breaks_off_leaves_the_rounds_as_they_were(
    pair: tuple[Store, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = pair[0].samples.enrol(FEW, [COLUMNS] * len(FEW))
    for step in range(14):
        feed(pair, grid, step, few(step))
    with monkeypatch.context() as patched:
        patched.setattr("nms.store.grid_sealing._done", broken)
        with pytest.raises(RuntimeError):
            pair[0].samples.seal(at(15))
    with pair[0].database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM grid_chunk").scalar_one() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM grid_round").scalar_one() == 14
    alike(pair)
    seal(pair, 15)
    alike(pair)


def broken(*_args: object) -> None:
    raise RuntimeError("the process ends here")
