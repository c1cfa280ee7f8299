"""Chunk, journal and roll-up codecs: what is packed comes back equal, what is damaged is refused."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.store import chunks, grid_rounds, id_rows, journal, rollups
from nms.store.arrays import DamagedError, pack
from nms.store.points import FLOAT, Block, Points, values
from nms.store.rollups import Summary

HOUR = 1_772_323_200_000

numbers = st.one_of(
    st.integers(-(2**63), 2**64 - 1),
    st.integers(0, 1000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-5000, 5000).map(lambda value: value / 10),
    st.just(0),
)
triples = st.lists(
    st.tuples(st.integers(1, 6), st.integers(0, 3_599_999), st.sampled_from([0, 1, 0x8000]), numbers),
    min_size=1,
    max_size=60,
)
Triple = tuple[int, int, int, int | float]


def points_of(given_: list[Triple]) -> Points:
    kinds, bits = journal.bits_of([value for *_, value in given_])
    return Points(
        np.array([series for series, *_ in given_], np.uint32),
        np.array([HOUR + offset for _, offset, *_ in given_], np.int64),
        np.array([tag for _, _, tag, _ in given_], np.uint16),
        kinds,
        bits,
    )


def as_dict(points: Points) -> dict[tuple[int, int, int], int | float]:
    keys = zip(points.series.tolist(), points.times.tolist(), points.tags.tolist(), strict=True)
    found = {}
    for place, key in enumerate(keys):
        one = points.where(np.array([place]))
        found[key] = values(one).tolist()[0]
    return found


def expected(given_: list[Triple]) -> dict[tuple[int, int, int], int | float]:
    """The last value per key, as a float where the series holds floats too."""
    found = {(series, HOUR + offset, tag): value for series, offset, tag, value in given_}
    for number in {series for series, *_ in given_}:
        own = [value for series, _, _, value in given_ if series == number]
        mixed = any(isinstance(value, float) for value in own) or (max(own) >= 2**63 and min(own) < 0)
        if mixed:
            found.update({key: float(value) for key, value in found.items() if key[0] == number})
    return found


@given(triples)
def test_a_chunk_comes_back_equal(given_: list[Triple]) -> None:
    block = Block.of(points_of(given_))
    again = chunks.decode(chunks.encode(block))
    assert as_dict(again.points()) == expected(given_)
    assert again.times.tolist() == sorted(again.times.tolist())
    assert (again.bits[~again.present] == 0).all()


@given(triples)
def test_a_journal_row_comes_back_equal_and_in_order(given_: list[Triple]) -> None:
    points = points_of(given_)
    again = journal.decode(journal.encode(points))
    for name in ("series", "times", "tags", "kinds", "bits"):
        assert getattr(again, name).tolist() == getattr(points, name).tolist()


@given(st.lists(st.lists(st.one_of(st.none(), st.floats(-1e6, 1e6, width=32)), min_size=4, max_size=4), min_size=1))
def test_a_rollup_comes_back_equal(rows: list[list[float | None]]) -> None:
    mean = np.array([[math.nan if value is None else value for value in row] for row in rows], np.float32)
    series = np.arange(len(rows), dtype=np.uint32) + 1
    summary = Summary(300_000, HOUR + np.arange(4) * 300_000, series, mean, mean - 1, mean + 1)
    again = rollups.decode(rollups.encode(summary))
    for name in ("times", "series", "mean", "low", "high"):
        assert np.array_equal(getattr(again, name), getattr(summary, name), equal_nan=name in {"mean", "low", "high"})


def test_missing_is_missing_and_zero_is_zero() -> None:
    block = Block.of(points_of([(1, 0, 0, 0), (2, 60_000, 0, 5)]))
    again = chunks.decode(chunks.encode(block))
    assert again.present.tolist() == [[True, False], [False, True]]


def test_decimal_numbers_are_packed_small_and_exact() -> None:
    temperatures = [(1, minute * 60_000, 0, 20 + minute % 7 / 10) for minute in range(60)]
    noise = [(1, minute * 60_000, 0, math.sqrt(2 + minute)) for minute in range(60)]
    small, large = (chunks.encode(Block.of(points_of(rows))) for rows in (temperatures, noise))
    assert len(small) < len(large) / 2
    assert as_dict(chunks.decode(large).points()) == expected(noise)


def test_nan_infinity_and_what_exceeds_64_bits_is_not_storable() -> None:
    refused = (math.nan, math.inf, -math.inf, 2**64, -(2**63) - 1)
    assert not any(journal.storable(value) for value in refused)
    assert all(journal.storable(value) for value in (0, -1, 2**64 - 1, 1.5, -(2**63)))


def test_whole_numbers_beside_a_float_become_floats() -> None:
    found = Block.of(points_of([(1, 0, 0, 3), (1, 1000, 0, 3.5), (2, 0, 0, 7)]))
    assert found.kinds.tolist() == [FLOAT, 0]


@pytest.mark.parametrize("decode", [chunks.decode, grid_rounds.decode, journal.decode, rollups.decode])
@pytest.mark.parametrize("payload", [b"", b"no frame at all", pack([np.zeros(3, np.uint8)])])
def test_a_stranger_s_bytes_are_refused(decode: Callable[[bytes], object], payload: bytes) -> None:
    with pytest.raises(DamagedError):
        decode(payload)


@given(triples, st.data())
def test_an_altered_chunk_is_refused(given_: list[Triple], data: st.DataObject) -> None:
    payload = bytearray(chunks.encode(Block.of(points_of(given_))))
    place = data.draw(st.integers(0, len(payload) - 1))
    payload[place] ^= data.draw(st.integers(1, 255))
    try:
        again = chunks.decode(bytes(payload))
    except DamagedError:
        return
    assert as_dict(again.points()) == expected(given_)  # the frame's header has bits that mean nothing


@given(st.integers(1, 70), st.integers(1, 5), st.sampled_from([7, 31, 32, 47, 48, 63]), st.integers(0, 2**32 - 1))
def test_a_round_comes_back_equal_and_altered_is_refused(devices: int, columns: int, bits: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    numbers_ = rng.integers(-(2**bits), 2**bits - 1, (devices, columns), np.int64, endpoint=True)
    present, tags = rng.random(devices) < 0.8, rng.integers(0, 2**15, devices).astype(np.uint16)
    present[0] = True
    payload = grid_rounds.encode(HOUR, present, tags, numbers_[present].view(np.uint64))
    again = grid_rounds.decode(payload)
    for place in range(devices):
        found = again.points(place, np.arange(5, 5 + columns, dtype=np.uint32))
        assert (found is not None) == present[place]
        if found is not None:
            assert found.bits.view(np.int64).tolist() == numbers_[place].tolist()
            assert found.series.tolist() == list(range(5, 5 + columns))
            assert (found.times[0], found.tags[0]) == (HOUR, tags[place])
    cut = bytearray(payload)
    cut[int(rng.integers(0, len(cut)))] ^= 1 + int(rng.integers(0, 255))
    with pytest.raises(DamagedError):
        grid_rounds.decode(bytes(cut))


@given(
    st.integers(1, 5), st.integers(1, 9), st.integers(1, 14), st.sampled_from([3, 31, 40, 62]), st.integers(0, 2**32)
)
def test_chunks_of_many_devices_come_back_equal(devices: int, columns: int, moments: int, bits: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    cube = rng.integers(-(2**bits), 2**bits, (moments, devices, columns), np.int64)
    times = HOUR + np.arange(moments) * 60_000
    ids = rng.permutation(devices * columns).astype(np.uint32).reshape(devices, columns) + 3
    if seed % 2:
        ids = np.sort(ids, axis=None).reshape(devices, columns)
    payloads = chunks.encode_many(times, 4, id_rows.spelled(ids), cube, cube[1:] - cube[:-1])
    for place, payload in enumerate(payloads):
        block = chunks.decode(payload)
        assert block.times.tolist() == times.tolist()
        order = np.argsort(ids[place])
        assert block.series.tolist() == ids[place][order].tolist()
        assert (block.bits.view(np.int64) == cube[:, place].T[order]).all()
        assert block.present.all()
        assert (block.tags == 4).all()
