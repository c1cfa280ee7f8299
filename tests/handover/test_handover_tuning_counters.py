"""Thresholds out of counters: the right way, never on few, never outside, never a pair too near."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from branch import Branch
from hypothesis import given, settings
from hypothesis import strategies as st
from tuned import problem

from nms.handover.diagnose.plan import PlannedCell, RadioPlan
from nms.handover.engine.decision import HandoverCause
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.kpi.counters import CellCounters, Counters, HandoverCounters
from nms.handover.kpi.ratio import Ratio
from nms.handover.recommendation import LIMITS, Recommendation
from nms.handover.simulation.counting_handovers import relation_rows
from nms.handover.simulation.evaluation import run
from nms.handover.simulation.scoring import score
from nms.handover.tuning.bayes import prior_of
from nms.handover.tuning.change import cells_of, rebuilt, relations_of
from nms.handover.tuning.counters import OFTEN, from_counters, judged
from nms.handover.tuning.variables import PAIR_SUM

NAMES = ("a", "b", "c", "d", "e", "f")
PAIRS = [pair for one in pairwise(NAMES) for pair in (one, one[::-1])]
SOUND = {"commands": 400, "successes": 392, "returned": 6, "lost": 2, "back_soon": 12}


def plan(threshold: int = 4, **parameters: int) -> RadioPlan:
    """Six cells in a row, all alike."""
    cells = {
        name: PlannedCell(name, 10 + at, at, parameters=CellParameters(**parameters)) for at, name in enumerate(NAMES)
    }
    return RadioPlan(cells, dict.fromkeys(PAIRS, RelationParameters(pbgt_threshold=threshold)))


Counts = Mapping[str, int | None]


def counters(odd: Mapping[str, Counts] | None = None, urgent: int | None = 40) -> Counters:
    """Sound relations, but for those named (source and target together); `urgent` of the commands are emergencies."""
    rows = []
    for source, target in PAIRS:
        counts: dict[str, Any] = {**SOUND, **(odd or {}).get(source + target, {})}
        hasty = counts.pop("urgent", urgent)
        rows.append(HandoverCounters(source, target, requests=counts["commands"], **counts))
        if hasty is not None:
            by_cause = {HandoverCause.BAD_QUALITY: hasty, HandoverCause.PBGT: counts["commands"] - hasty}
            rows += [HandoverCounters(source, target, cause=cause, commands=count) for cause, count in by_cause.items()]
    return Counters(tuple(rows))


def moves(found: Iterable[Recommendation]) -> dict[str, int]:
    return {one.cell + one.towards: one.new - one.old for one in found}


def test_a_sound_network_is_left_alone() -> None:
    assert list(from_counters(counters(), plan())) == []


def test_a_pair_that_bounces_is_put_off_and_one_that_comes_late_is_hastened() -> None:
    found = list(from_counters(counters({"ab": {"back_soon": 120}, "cd": {"lost": 40, "urgent": 200}}), plan(6)))
    by = moves(found)
    assert by["ab"] in {1, 2}
    assert by["cd"] in {-1, -2}
    assert set(by) == {"ab", "cd"}
    assert {one.parameter for one in found} == {"pbgt_threshold"}
    late = next(one for one in found if one.cell == "c")
    assert late.because.code == "tune.because.late"
    assert "400" in late.because.said("en")
    assert "400" in late.because.said("zh")


def test_returns_to_the_old_channel_count_as_early() -> None:
    assert moves(from_counters(counters({"ef": {"returned": 130}}), plan())) == {"ef": 2}


@pytest.mark.parametrize("commands", [5, 29])
def test_few_handovers_move_nothing_however_bad(commands: int) -> None:
    few = {"commands": commands, "successes": commands, "returned": 0, "lost": 0, "back_soon": commands, "urgent": 0}
    seen = counters({"ab": few})
    assert list(from_counters(seen, plan())) == []
    assert ("a", "b") not in {one.pair for one in judged(seen, plan())}


def test_what_is_bad_by_chance_alone_moves_nothing() -> None:
    small = {"commands": 40, "successes": 40, "returned": 1, "lost": 0, "back_soon": 4, "urgent": 4}
    assert list(from_counters(counters({"ab": small}), plan())) == []


def test_a_threshold_is_not_lowered_below_four_decibels_with_the_way_back() -> None:
    late = {"lost": 40, "urgent": 250}
    assert list(from_counters(counters({"ab": late}), plan(2))) == []
    assert moves(from_counters(counters({"ab": late}), plan(3))) == {"ab": -2}


def test_both_ways_together_never_fall_below_it_either() -> None:
    late = {"lost": 40, "urgent": 250}
    found = from_counters(counters({"ab": late, "ba": late}), plan(3))
    new = {(one.cell, one.towards): one.new for one in found}
    assert new.get(("a", "b"), 3) + new.get(("b", "a"), 3) >= PAIR_SUM


def test_where_the_power_budget_decides_nothing_the_hysteresis_is_turned() -> None:
    bouncing = counters({"ab": {"back_soon": 150}})
    off = plan(enable_pbgt=0)
    assert [one.parameter for one in from_counters(bouncing, off)] == ["hysteresis"]
    layered = plan()
    upper = replace(layered.cells["b"], parameters=CellParameters(layer=2))
    layered = replace(layered, cells={**layered.cells, "b": upper})
    assert [one.parameter for one in from_counters(bouncing, layered)] == ["hysteresis"]


def test_without_moments_even_ways_count_only_where_calls_hand_over_too_often() -> None:
    uncounted: dict[str, Counts] = {source + target: {"back_soon": None} for source, target in PAIRS}
    relations = counters(uncounted).relations

    def cells(calls: int) -> tuple[CellCounters, ...]:
        return tuple(CellCounters(name, tch_seizures=calls) for name in NAMES)

    calm, wild = (Counters(relations, cells(calls)) for calls in (2_000, 20))
    assert list(from_counters(calm, plan())) == []
    found = from_counters(wild, plan())
    assert {one.cell + one.towards for one in found} == {source + target for source, target in PAIRS}
    assert all(one.new > one.old for one in found)
    assert OFTEN == 3.0


def test_relations_outside_the_plan_and_causes_half_counted_are_left_alone() -> None:
    bad = HandoverCounters("x", "a", commands=400, successes=400, back_soon=300)
    assert list(from_counters(Counters((bad,)), plan())) == []
    some = counters({"ab": {"back_soon": 200}})
    without = tuple(row for row in some.relations if not (row.cause and (row.source, row.target) == ("a", "b")))
    assert list(from_counters(Counters(without), plan())) == []


def test_without_any_causes_lost_calls_alone_tell_what_is_late() -> None:
    assert moves(from_counters(counters({"ab": {"lost": 60}}, None), plan(6))) == {"ab": -2}


def test_a_healthy_branch_with_noise_is_left_alone_and_odd_pairs_are_found() -> None:
    assert list(from_counters((healthy := Branch(3)).counters(), healthy.plan)) == []
    odd = Branch(4)
    pairs = list(odd.relations)[10:40:10]
    odd.fail(pairs, back=0.3)
    assert {(one.cell, one.towards) for one in from_counters(odd.counters(), odd.plan)} == set(pairs)


def test_what_counters_of_a_simulated_network_recommend_calms_it() -> None:
    """Pairs whose thresholds let calls swing: counted, changed, and run again with other phones in the same city."""
    swinging, other = problem((1, 2), calls=2_500, city=7).cases
    numbers = list(swinging.network.cells)
    course = run(swinging.world, swinging.network)
    busy = np.argsort(-score(course, len(numbers)).pairs.ravel())[:3]
    pairs = {(numbers[at // len(numbers)], numbers[at % len(numbers)]) for at in busy}
    pairs |= {pair[::-1] for pair in pairs}
    turned = relations_of(swinging.network)
    turned |= {pair: replace(turned[pair], pbgt_threshold=0) for pair in pairs}
    network = rebuilt(swinging.network, cells_of(swinging.network), turned)
    rows = relation_rows(swinging.world, network, run(swinging.world, network), list(map(str, numbers)), None)
    cells = {str(one.number): PlannedCell(str(one.number), one.arfcn, one.bsic) for one in swinging.world.cells}
    known = RadioPlan(cells, {(str(a), str(b)): one for (a, b), one in turned.items()})
    found = from_counters(Counters(tuple(rows)), known)
    raised = {(int(one.cell), int(one.towards)) for one in found if one.new > one.old}
    assert raised & pairs
    for one in found:
        pair = int(one.cell), int(one.towards)
        turned[pair] = replace(turned[pair], **{one.parameter: one.new})
    calmed = rebuilt(network, cells_of(network), turned)
    before, after = (score(run(other.world, one), len(numbers)) for one in (network, calmed))
    assert after.ping_pongs < before.ping_pongs
    assert after.cost < before.cost


count = st.integers(0, 600)


@settings(max_examples=80)
@given(st.data(), st.integers(-4, 16))
def test_nothing_ever_leaves_limits_step_and_pair(data: st.DataObject, threshold: int) -> None:
    rows = []
    for source, target in PAIRS:
        commands = data.draw(count)
        part = st.integers(0, commands)
        drawn: dict[str, Any] = {name: data.draw(part) for name in ("returned", "lost", "back_soon")}
        rows.append(HandoverCounters(source, target, commands=commands, successes=commands, **drawn))
    held = plan(threshold)
    found = from_counters(Counters(tuple(rows)), held)
    seen = {(row.source, row.target): row for row in rows}
    new = {pair: one.pbgt_threshold for pair, one in held.relations.items()}
    for one in found:
        pair, limit = (one.cell, one.towards), LIMITS["relation", one.parameter]
        assert limit.low <= one.new <= limit.high
        assert 0 < abs(one.new - one.old) <= 2
        assert (seen[pair].commands or 0) >= 30
        if one.new < one.old:
            assert one.new + threshold >= PAIR_SUM
        new[pair] = one.new
    if 2 * threshold >= PAIR_SUM:
        assert all(value + new[pair[::-1]] >= PAIR_SUM for pair, value in new.items())


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 500)), min_size=1, max_size=20))
def test_a_posterior_lies_between_what_was_counted_and_what_is_usual(counted: list[tuple[int, int]]) -> None:
    ratios = [Ratio(min(events, trials), trials) for events, trials in counted]
    prior = prior_of(ratios)
    assert 0 < prior.mean < 1
    for ratio in ratios:
        if ratio.trials:
            mean = prior.updated(ratio).mean
            low, high = sorted((prior.mean, ratio.value))
            assert low - 1e-9 <= mean <= high + 1e-9


def test_alike_pairs_make_a_heavy_prior_and_unlike_ones_a_light_one() -> None:
    alike = prior_of([Ratio(10, 100)] * 20)
    unlike = prior_of([Ratio(1, 100), Ratio(60, 100)] * 10)
    assert alike.weight > 1_000
    assert unlike.weight < 20
    assert alike.mean == pytest.approx(0.1, abs=0.001)
