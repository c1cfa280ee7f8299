"""Rates of many series at once agree with the scalar rules, and gaps are seen where they are."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.counters import Reading, rate
from nms.core.sample import METRICS
from nms.store.journal import bits_of
from nms.store.points import SIMULATED, Block, Points
from nms.store.rates import Limits, counter_rates, runs, usual_steps
from nms.store.rollups import summarise

T0 = datetime(2026, 3, 1, tzinfo=UTC)
BASE = 1_772_323_200_000
NO_BOOTS = np.zeros(0, np.int64)

counts = st.one_of(st.integers(0, 2**64 - 2), st.integers(0, 2**32), st.integers(0, 9000), st.just(2**32 - 1))
steps = st.sampled_from([1, 1000, 30_000, 60_000, 61_250, 300_000])


@given(
    st.lists(st.tuples(steps, counts, st.booleans()), min_size=2, max_size=12),
    st.sampled_from(["interface_in_octets", "interface_in_errors"]),
    st.sampled_from([None, 64e3, 1e9, 1e11]),
)
def test_both_counter_algebras_agree(rows: list[tuple[int, int, bool]], name: str, speed: float | None) -> None:
    times = np.cumsum([step for step, _, _ in rows]).astype(np.int64)
    broken = np.array([flag for _, _, flag in rows])
    metric = METRICS[name]
    limits = Limits(
        np.ones(1, bool), np.array([metric.bits]), np.array([metric.factor]), np.array([speed or np.inf], float)
    )
    found = counter_rates(times, np.array([[value for _, value, _ in rows]], np.uint64), limits, broken)[0]
    assert np.isnan(found[0])
    for place in range(1, len(rows)):
        first, second = (Reading(T0 + timedelta(milliseconds=int(times[at])), rows[at][1]) for at in (place - 1, place))
        wanted = rate(first, second, metric, speed, broken=rows[place][2])
        assert (wanted is None) == bool(np.isnan(found[place]))
        assert wanted is None or wanted == pytest.approx(found[place], rel=1e-9)


def block(offsets: list[int], values: Sequence[int | float], tags: list[int] | None = None) -> Block:
    kinds, bits = bits_of(values)
    return Block.of(
        Points(
            np.ones(len(values), np.uint32),
            BASE + np.array(offsets, np.int64) * 1000,
            np.array(tags or [0] * len(values), np.uint16),
            kinds,
            bits,
        )
    )


def limits_of(name: str) -> Limits:
    return Limits.of([(METRICS[name], "")], {})


def test_the_usual_step_survives_a_change_of_cadence_and_an_outage() -> None:
    slow, fast = [300 * place for place in range(20)], [20 * 300 + 60 * place for place in range(40)]
    times = np.array(slow + fast, np.int64) * 1000
    spacing = np.diff(times, prepend=times[0] - 300_000)
    assert not (spacing > 2.5 * usual_steps(times)).any()
    outage = np.concatenate([times, times[-1] + 900_000 + np.arange(30) * 60_000])
    spacing = np.diff(outage, prepend=outage[0] - 300_000)
    assert np.flatnonzero(spacing > 2.5 * usual_steps(outage)).tolist() == [times.size]


def test_no_rate_across_a_gap_a_reboot_or_another_origin() -> None:
    offsets = [0, 60, 120, 180, 1800, 1860, 1920, 1980]
    values = [100 * place for place in range(8)]
    counters = limits_of("interface_in_octets")
    (gap,) = runs(block(offsets, values), counters, NO_BOOTS)
    assert np.isnan(gap.values[0]).tolist() == [True, False, False, False, True, False, False, False]
    offsets = [60 * place for place in range(8)]
    (boot,) = runs(block(offsets, values), counters, np.array([BASE + 200_000]))
    assert np.flatnonzero(np.isnan(boot.values[0])).tolist() == [0, 4]
    tags = [SIMULATED] * 4 + [0] * 4
    made, polled = runs(block(offsets, values, tags), counters, NO_BOOTS)
    assert (made.times.size, polled.times.size) == (4, 4)
    assert np.isnan(polled.values[0]).tolist() == [True, False, False, False]


def test_a_clock_set_back_keeps_two_true_stretches() -> None:
    old, new = [60 * place for place in range(10)], [90 + 60 * place for place in range(10)]
    values = [60 * place for place in range(10)] + [10_000 + 60 * place for place in range(10)]
    found = list(runs(block(old + new, values, [0] * 10 + [1] * 10), limits_of("interface_in_octets"), NO_BOOTS))
    for run in found:
        assert run.values[0][1:] == pytest.approx([8.0] * 9)


def test_a_poll_answered_twice_makes_no_rate_of_its_own() -> None:
    (run,) = runs(block([0, 60, 120], [0, 600, 1200]), limits_of("interface_in_octets"), NO_BOOTS)
    twice = Block.of(
        Points.joined(
            [
                block([0, 60, 120], [0, 600, 1200]).points(),
                Points(
                    np.ones(1, np.uint32),
                    np.array([BASE + 60_400]),
                    np.zeros(1, np.uint16),
                    np.zeros(1, np.uint8),
                    np.array([700], np.uint64),
                ),
            ]
        )
    )
    (again,) = runs(twice, limits_of("interface_in_octets"), NO_BOOTS)
    assert again.times.tolist() == run.times.tolist()
    assert again.values[0][1:].tolist() == run.values[0][1:].tolist()


def test_buckets_conserve_the_volume_of_a_counter() -> None:
    rng = np.random.default_rng(7)
    offsets = np.cumsum(rng.integers(50, 71, 120)).tolist()
    values = np.cumsum(rng.integers(0, 10_000_000, 120)).tolist()
    known = list(runs(block(offsets, values), limits_of("interface_in_octets"), NO_BOOTS))
    first, last = BASE + offsets[0] * 1000, BASE + offsets[-1] * 1000
    start, end = first // 300_000 * 300_000, last
    summary = summarise(known, np.ones(1, np.uint32), 300_000, start, end)
    held = [min(at + 300_000, last) - max(at, first) for at in summary.times.tolist()]
    volume = sum(mean * ms / 8000 for mean, ms in zip(summary.mean[0].tolist(), held, strict=True))
    assert volume == pytest.approx(values[-1] - values[0], rel=1e-5)
    assert (summary.low <= summary.mean * 1.0001).all()
    assert (summary.high >= summary.mean * 0.9999).all()
