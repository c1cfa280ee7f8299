"""A grid that nothing is appended to any more: what it brought is sealed, and its devices may be in another one."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from nms.core.sample import SeriesKey
from nms.store import Store

T0 = datetime(2026, 3, 1, tzinfo=UTC)
DEVICES = ("a", "b", "c")
COLUMNS = (("interface_in_octets", "x"), ("interface_out_octets", "x"))
STEP = timedelta(minutes=5)


def put(store: Store, grid: int, devices: int, step: int) -> None:
    bits = np.full((devices, len(COLUMNS)), 1000 * step, np.uint64)
    store.samples.append_grid(grid, T0 + step * STEP, bits.data, np.ones(bits.shape, np.uint8).data)


def test_values_of_a_dismissed_grid_are_sealed_and_go_on_in_the_next(store: Store) -> None:
    first = store.samples.enrol(DEVICES, [COLUMNS] * 3)
    for step in range(7):
        put(store, first, 3, step)
    store.samples.dismiss(first)
    second = store.samples.enrol(DEVICES[:2], [COLUMNS] * 2)
    assert second != first
    for step in range(7, 14):
        put(store, second, 2, step)
    with pytest.raises(KeyError):
        put(store, first, 3, 14)
    with pytest.raises(KeyError):
        store.samples.dismiss(first)
    key = SeriesKey("a", *COLUMNS[0])
    before = store.samples.raw(key, T0, T0 + 20 * STEP)
    assert store.samples.seal(T0 + 15 * STEP) == 0
    assert store.samples.raw(key, T0, T0 + 20 * STEP) == before
    assert [value for _, value in before] == [1000 * step for step in range(14)]
    assert len(store.samples.raw(SeriesKey("c", *COLUMNS[1]), T0, T0 + 20 * STEP)) == 7
    shown = store.samples.series(key, T0, T0 + 13 * STEP).points
    assert [value for _, value in shown if value is not None] == pytest.approx([8 * 1000 / 300] * 13)
