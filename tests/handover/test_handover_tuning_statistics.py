"""How sure a difference is: exact tests and intervals that cover what they should."""

import numpy as np
import pytest

from nms.handover.tuning.statistics import Drops, compared, share_of_gain
from nms.handover.tuning.tally import FIGURES, Tally
from nms.handover.tuning.tuning import Verdict, judged


def tally(drops: float, ping_pongs: float, calls: int = 4_000, seed: int = 1) -> Tally:
    """Calls that drop and swing with so much likelihood."""
    random = np.random.default_rng(seed)
    counts = np.zeros((len(FIGURES), calls), np.int32)
    counts[0] = random.random(calls) < drops
    counts[2] = random.poisson(ping_pongs, calls)
    counts[3] = 2 * counts[2] + 1
    return Tally(counts, (calls // 2, calls - calls // 2))


@pytest.mark.parametrize(
    ("new", "spared", "above", "below"),
    [(0, 0, 1.0, 1.0), (0, 5, 1.0, 1 / 32), (5, 0, 1 / 32, 1.0), (1, 3, 15 / 16, 5 / 16)],
)
def test_drops_are_compared_by_a_fair_coin(new: int, spared: int, above: float, below: float) -> None:
    drops = Drops(new, spared)
    assert (drops.chance_above, drops.chance_below) == (above, below)


def test_fewer_drops_are_proved_only_when_chance_is_ruled_out() -> None:
    assert Drops(0, 5).proved
    assert not Drops(0, 4, 2_999).proved
    assert Drops(0, 0, 3_000).proved
    assert not Drops(3, 5, 9_000).proved
    assert Drops(15, 57).proved
    assert not Drops(57, 15).proved


def test_the_same_set_twice_differs_in_nothing() -> None:
    one = tally(0.01, 0.3)
    found = compared(one, one)
    assert [(each.value, each.interval) for each in found.differences] == [(0.0, (0.0, 0.0))] * 5
    assert found.drops == Drops(0, 0, one.calls)


def test_figures_are_per_hundred_calls_and_the_cost_is_the_sum_of_what_each_costs() -> None:
    before, after = tally(0.02, 0.3), tally(0.01, 0.1, seed=2)
    drops, failures, ping_pongs, handovers, cost = compared(before, after).differences
    for one in (drops, failures, ping_pongs, handovers, cost):
        assert one.interval[0] <= one.value <= one.interval[1]
    assert cost.before == pytest.approx(before.cost)
    assert cost.value == pytest.approx(100 * drops.value + ping_pongs.value + 0.05 * handovers.value)


def test_the_interval_is_as_wide_as_theory_says() -> None:
    before, after = tally(0.0, 0.5), tally(0.0, 0.4, seed=5)
    low, high = compared(before, after).cost.interval
    spread = 100 * float(np.std(after.costs - before.costs)) / before.calls**0.5
    assert high - low == pytest.approx(2 * 1.96 * spread, rel=0.08)


def test_a_share_of_a_gain_is_one_for_the_same_set_and_half_for_half_of_it() -> None:
    before, after = tally(0.0, 0.6), tally(0.0, 0.2, seed=3)
    share, (low, high) = share_of_gain(before, after, after)
    assert (share, low, high) == (1.0, 1.0, 1.0)
    half = Tally(before.counts.copy(), before.worlds)
    half.counts[:, ::2] = after.counts[:, ::2]
    share, (low, high) = share_of_gain(before, half, after)
    assert low < 0.5 < high
    assert low < share < high


def test_worlds_are_told_apart() -> None:
    one = tally(0.02, 0.3)
    first, second = one.split()
    assert first.calls + second.calls == one.calls
    assert first.drops + second.drops == one.drops
    assert (first.cost + second.cost) / 2 == pytest.approx(one.cost)


def test_a_set_is_accepted_only_with_drops_proved_and_a_cost_that_surely_fell() -> None:
    many, few = tally(0.05, 0.5), tally(0.01, 0.2, seed=7)
    calm = Tally(many.counts.copy(), many.worlds)
    calm.counts[2:] //= 2
    doubtful = Tally(calm.counts.copy(), calm.worlds)
    doubtful.counts[0, np.flatnonzero(many.counts[0])[:3]] = 0
    doubtful.counts[0, np.flatnonzero(many.counts[0] == 0)[:2]] = 1
    verdicts = {
        Verdict.ACCEPTED: few,
        Verdict.UNDECIDED: doubtful,
        Verdict.USELESS: many,
    }
    assert {verdict: judged(compared(many, one)) for verdict, one in verdicts.items()} == {v: v for v in verdicts}
    assert judged(compared(many, calm)) is Verdict.ACCEPTED
    assert judged(compared(few, many)) is Verdict.REFUSED
