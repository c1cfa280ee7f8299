"""Samples: what was kept is shown, before and after sealing, with gaps as gaps and no impossible rate."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from nms.core.config import RetentionConfig
from nms.core.errors import InvalidError, StoreError
from nms.core.observed import Facts, Harvest, Interface
from nms.core.sample import Sample, Series, SeriesKey
from nms.store import Store

T0 = datetime(2026, 3, 1, tzinfo=UTC)
OCTETS = SeriesKey("pe1", "interface_in_octets", "GE0/0/1")
ERRORS = SeriesKey("pe1", "interface_in_errors", "GE0/0/1")
CPU = SeriesKey("pe1", "cpu_percent", "")
DAY = timedelta(days=1)


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def sample(key: SeriesKey, minutes: float, value: float) -> Sample:
    return Sample(*key, at(minutes), value)


def poll(store: Store, first: int, last: int, counter: Callable[[int], int] = lambda minute: 750_000 * minute) -> None:
    """Octets and CPU once a minute in [first, last)."""
    for minute in range(first, last):
        store.samples.append_round([sample(OCTETS, minute, counter(minute)), sample(CPU, minute, 20 + minute % 5)])


def rates(series: Series) -> list[float | None]:
    return [value for _, value in series.points]


def test_a_gauge_comes_back_as_it_was_and_a_counter_as_its_rate(store: Store) -> None:
    poll(store, 0, 10)
    cpu, octets = store.samples.many([CPU, OCTETS], T0, at(60))
    assert cpu.unit == "%"
    assert cpu.points == tuple((at(minute), 20.0 + minute % 5) for minute in range(10))
    assert octets.unit == "bit/s"
    assert octets.points == tuple((at(minute), 100_000.0) for minute in range(1, 10))
    assert octets.resolution_s == 0


def test_sealing_changes_no_answer(store: Store, opened: Callable[[], Store]) -> None:
    poll(store, 0, 200)
    before = store.samples.many([CPU, OCTETS], at(30), at(190))
    raw = store.samples.raw(OCTETS, T0, at(200))
    assert store.samples.seal(at(200)) == 0
    for again in (store, opened()):
        assert again.samples.many([CPU, OCTETS], at(30), at(190)) == before
        assert again.samples.raw(OCTETS, T0, at(200)) == raw
    assert len(raw) == 200


def test_sealing_in_small_bites_reaches_the_end(store: Store) -> None:
    for number in range(5):
        store.samples.append_round([sample(SeriesKey(f"d{number}", "cpu_percent", ""), 1, 7)])
    assert [store.samples.seal(at(75), limit=2) for _ in range(4)] == [3, 1, 0, 0]
    assert store.samples.raw(SeriesKey("d4", "cpu_percent", ""), T0, at(60)) == [(at(1), 7)]


def test_values_keep_their_type_and_their_digits(store: Store) -> None:
    counter, level = 2**64 - 2, -23.4375
    optical = SeriesKey("pe1", "optical_rx_dbm", "GE0/0/1")
    store.samples.append_round([sample(OCTETS, 0, counter), sample(optical, 0, level), sample(CPU, 0, 0)])
    for _ in range(2):
        assert store.samples.raw(OCTETS, T0, T0) == [(T0, counter)]
        assert store.samples.raw(optical, T0, T0) == [(T0, level)]
        assert store.samples.raw(CPU, T0, T0) == [(T0, 0)]
        store.samples.seal(at(300))


def test_what_is_no_number_is_left_out(store: Store) -> None:
    store.samples.append_round([sample(CPU, 0, math.nan), sample(CPU, 1, math.inf), sample(OCTETS, 0, 2**64)])
    assert store.samples.keys("pe1") == []
    store.samples.append_round([])
    assert store.samples.series(CPU, T0, at(9)).points == ()


def test_an_outage_is_a_gap_not_a_zero_and_not_a_spike(store: Store) -> None:
    poll(store, 0, 20)
    poll(store, 50, 70)
    for _ in range(2):
        cpu, octets = store.samples.many([CPU, OCTETS], T0, at(70))
        assert [moment for moment, value in cpu.points if value is None] == [at(20)]
        assert rates(octets).count(None) == 1
        assert {value for value in rates(octets) if value is not None} == {100_000.0}
        assert 0.0 not in rates(cpu)
        store.samples.seal(at(200))


def test_a_missed_poll_is_no_gap(store: Store) -> None:
    poll(store, 0, 10)
    poll(store, 11, 20)
    assert rates(store.samples.series(OCTETS, T0, at(20))) == [100_000.0] * 18


def test_a_reboot_gives_neither_spike_nor_negative(store: Store) -> None:
    def booted(minutes: float, uptime_s: float) -> None:
        store.devices.answered("pe1", at(minutes), [Harvest(facts=Facts(uptime_s=uptime_s))])

    booted(0, 86_400)
    for minute in range(10):
        store.samples.append_round([sample(ERRORS, minute, 2**32 - 10_000 + 10 * minute)])
    booted(10.2, 30)
    for minute in range(11, 20):
        store.samples.append_round([sample(ERRORS, minute, 10 * minute)])
    found = store.samples.series(ERRORS, T0, at(20))
    assert dict(found.points)[at(11)] is None
    assert max(value for value in rates(found) if value is not None) == pytest.approx(1 / 6)
    assert min(value for value in rates(found) if value is not None) >= 0


def test_a_rate_is_never_above_the_fastest_the_interface_ever_was(store: Store) -> None:
    for speed in (10**9, 10**8):
        row = Interface(1, OCTETS.instance, type="ethernetCsmacd", speed_bps=speed)
        store.devices.answered("pe1", T0, [Harvest(rows=[row], covers=(Interface,))])
    steps = [0, 6_000_000_000, 7_800_000_000, 60_000_000_000, 61_000_000_000]
    totals = np.cumsum(steps).tolist()
    for minute, total in enumerate(totals):
        store.samples.append_round([sample(OCTETS, minute, total)])
    found = rates(store.samples.series(OCTETS, T0, at(9)))
    assert found == [8e8, 1e9, None]  # one None is enough


def test_a_value_kept_later_counts(store: Store) -> None:
    poll(store, 0, 5)
    store.samples.append_round([sample(CPU, 3, 99)])
    assert dict(store.samples.raw(CPU, T0, at(9)))[at(3)] == 99
    store.samples.seal(at(100))
    store.samples.append_round([sample(CPU, 4, 98)])
    assert dict(store.samples.raw(CPU, T0, at(9)))[at(4)] == 98
    store.samples.seal(at(100))
    assert [value for _, value in store.samples.raw(CPU, T0, at(9))] == [20, 21, 22, 99, 98]


def test_late_values_find_their_place_in_sealed_hours(store: Store) -> None:
    poll(store, 0, 60)
    store.samples.seal(at(120))
    interval = SeriesKey("pe1", "e1_interval_errored_seconds", "E1 0/0/1")
    store.samples.append_round([sample(interval, minute, minute) for minute in (45, 15, 30)])
    for _ in range(2):
        assert store.samples.raw(interval, T0, at(60)) == [(at(15), 15), (at(30), 30), (at(45), 45)]
        assert len(store.samples.raw(CPU, T0, at(60))) == 60
        store.samples.seal(at(240))


def test_a_clock_set_back_makes_no_false_rate_even_over_a_restart(store: Store, opened: Callable[[], Store]) -> None:
    poll(store, 0, 60)
    again = opened()
    for minute in range(60, 90):  # the clock says 30.5 … 59.5 once more
        again.samples.append_round([sample(OCTETS, minute - 29.5, 750_000 * minute)])
    for _ in range(2):
        found = rates(again.samples.series(OCTETS, T0, at(70)))
        assert {value for value in found if value is not None} == {100_000.0}
        again.samples.seal(at(300))
    longer = again.samples.series(OCTETS, T0, at(60 * 24 * 7))
    assert max(value for value in longer.high if value is not None) == pytest.approx(100_000.0)


def test_a_longer_range_is_served_by_rollups(store: Store) -> None:
    poll(store, 0, 60 * 30, lambda minute: 750_000 * minute + (minute // 600) * 45_000_000)
    store.samples.seal(at(60 * 26))
    found = store.samples.series(OCTETS, T0, T0 + timedelta(days=7))
    assert found.resolution_s == 300
    assert len(found.points) == 30 * 12
    assert found.points[5] == (at(25), 100_000.0)
    assert len(found.low) == len(found.high) == len(found.points)
    jumps = [mean for mean in rates(found) if mean is not None and mean > 110_000]
    assert len(jumps) == 2
    assert max(value for value in found.high if value is not None) == pytest.approx(6_100_000.0)
    month = store.samples.series(OCTETS, T0, T0 + timedelta(days=30))
    assert month.resolution_s == 3600
    assert len(month.points) == 30


def test_few_points_are_asked_few_come(store: Store) -> None:
    poll(store, 0, 600)
    found = store.samples.series(CPU, T0, at(600), max_points=50)
    assert found.resolution_s == 900
    assert len(found.points) <= 50
    assert all(low == 20 and high == 24 for low, high in zip(found.low, found.high, strict=True))
    assert all(value == pytest.approx(22, abs=0.2) for value in rates(found)[1:])


def test_a_gap_in_rollups_is_none(store: Store) -> None:
    poll(store, 0, 60)
    poll(store, 180, 240)
    store.samples.seal(at(400))
    found = store.samples.series(CPU, T0, T0 + timedelta(days=7))
    missing = [moment for moment, value in found.points if value is None]
    assert missing == [at(minute) for minute in range(60, 175, 5)] + [at(175)]
    assert [found.low[20], found.high[20]] == [None, None]


def test_backfilled_history_is_marked_and_meets_the_polls_without_a_rate(store: Store) -> None:
    times = [T0 - timedelta(minutes=5 * step) for step in range(288, 0, -1)]
    octets = np.cumsum(np.full(288, 3_750_000, np.int64))
    cpu = [None if step == 100 else 20.5 for step in range(288)]
    store.samples.backfill("pe1", times, {OCTETS[1:]: octets, CPU[1:]: cpu})
    poll(store, 0, 30)
    for _ in range(2):
        day = store.samples.series(OCTETS, T0 - DAY, at(30))
        assert day.simulated_until == times[-1]
        assert {value for value in rates(day) if value is not None} == {100_000.0}
        assert [moment for moment, value in day.points if value is None] == [T0]
        assert times[100] not in dict(store.samples.raw(CPU, T0 - DAY, T0))
        store.samples.seal(at(120))
    week = store.samples.series(OCTETS, T0 - DAY, T0 + 6 * DAY)
    assert week.resolution_s == 300
    assert len(week.points) >= 288
    assert max(value for value in week.high if value is not None) == pytest.approx(100_000.0)
    assert store.samples.series(OCTETS, at(5), at(30)).simulated_until is None


def test_backfilling_twice_is_backfilling_once(store: Store) -> None:
    times = [T0 + timedelta(minutes=5 * step) for step in range(24)]
    for _ in range(2):
        store.samples.backfill("pe1", times, {CPU[1:]: np.linspace(10, 33, 24)})
    assert [value for _, value in store.samples.raw(CPU, T0, at(120))] == pytest.approx(np.linspace(10, 33, 24))


def test_polled_values_count_where_history_says_otherwise(store: Store) -> None:
    poll(store, 0, 30)
    store.samples.seal(at(90))
    store.samples.backfill("pe1", [at(10), at(10.5), at(11)], {CPU[1:]: [1, 2, 3]})
    raw = dict(store.samples.raw(CPU, T0, at(30)))
    assert (raw[at(10)], raw[at(10.5)], raw[at(11)]) == (20, 2, 21)
    assert dict(store.samples.series(CPU, T0, at(30)).points)[at(10)] == 20


def test_a_column_of_another_length_is_refused_and_nothing_kept(store: Store) -> None:
    with pytest.raises(ValueError, match="axis"):
        store.samples.backfill("pe1", [T0, at(5)], {CPU[1:]: np.zeros(3)})
    assert store.samples.raw(CPU, T0 - DAY, T0 + DAY) == []


def test_retention_forgets_raw_values_first(store: Store) -> None:
    poll(store, 0, 300)
    store.samples.seal(at(600))
    later = T0 + timedelta(days=20)
    assert store.samples.prune(later, RetentionConfig(raw_days=8, five_minute_days=100, hour_days=800)) == 5
    assert store.samples.raw(CPU, T0, at(300)) == []
    day = store.samples.series(CPU, T0, at(300))
    assert (day.resolution_s, len(day.points)) == (300, 60)
    store.samples.prune(T0 + timedelta(days=200), RetentionConfig())
    assert store.samples.series(CPU, T0, at(300)).resolution_s == 3600
    store.samples.prune(T0 + timedelta(days=2000), RetentionConfig())
    assert store.samples.series(CPU, T0, at(300)).points == ()


def test_series_of_several_devices_come_in_the_order_asked(store: Store) -> None:
    keys = [SeriesKey(device, "cpu_percent", "") for device in ("b", "a", "nowhere", "c")]
    store.samples.append_round([sample(key, 1, place) for place, key in enumerate(keys) if key.device != "nowhere"])
    found = store.samples.many(keys, T0, at(5))
    assert [series.key for series in found] == keys
    assert [rates(series) for series in found] == [[0.0], [1.0], [], [3.0]]
    assert store.samples.keys("b") == [keys[0]]
    assert store.samples.keys("b", "temperature_celsius") == []


def test_an_unknown_metric_is_told(store: Store) -> None:
    with pytest.raises(InvalidError) as told:
        store.samples.series(SeriesKey("pe1", "no_such_metric", ""), T0, at(5))
    assert told.value.code == "NMS-STORE-009"


def test_the_latest_values_are_rates_for_counters(store: Store) -> None:
    poll(store, 0, 10)
    assert store.samples.latest("pe1", at(12)) == {CPU: (at(9), 24.0), OCTETS: (at(9), 100_000.0)}
    assert store.samples.latest("pe1", at(300)) == {}
    assert store.samples.latest("nobody", at(12)) == {}


def test_another_process_sees_new_series_at_once(store: Store, opened: Callable[[], Store]) -> None:
    reader = opened()
    assert reader.samples.raw(CPU, T0, at(9)) == []
    poll(store, 0, 3)
    assert len(reader.samples.raw(CPU, T0, at(9))) == 3
    poll(reader, 3, 6)  # and may write itself
    assert [value for _, value in store.samples.raw(CPU, T0, at(9))] == [20, 21, 22, 23, 24, 20]


def test_a_damaged_chunk_is_told_with_its_place(store: Store) -> None:
    poll(store, 0, 30)
    store.samples.seal(at(120))
    with store.database.write() as connection:
        connection.exec_driver_sql("UPDATE chunk SET payload = substr(payload, 1, 40)")
    with pytest.raises(StoreError) as told:
        store.samples.series(CPU, T0, at(30))
    assert told.value.code == "NMS-STORE-005"
    poll(store, 60 * 3, 60 * 3 + 5)  # what is new still works
    assert len(store.samples.raw(CPU, at(180), at(200))) == 5


def test_raw_values_of_many_series_come_together_and_an_unknown_one_is_empty(store: Store) -> None:
    poll(store, 0, 130)
    store.samples.seal(at(200))
    store.samples.append_round([Sample("pe2", "cpu_percent", "", at(5), 7)])
    other, unknown = SeriesKey("pe2", "cpu_percent", ""), SeriesKey("pe1", "cpu_percent", "slot 9")
    found = store.samples.raw_many([OCTETS, CPU, other, unknown], at(3), at(125))
    assert found == {key: store.samples.raw(key, at(3), at(125)) for key in (OCTETS, CPU, other, unknown)}
    assert [len(found[key]) for key in (OCTETS, CPU, other, unknown)] == [123, 123, 1, 0]
