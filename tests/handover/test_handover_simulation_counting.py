"""Counters of a simulated hour: they add up, and say of a network what happened in it."""

from collections import Counter
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from nms.handover.batch.deciding import CAUSES
from nms.handover.diagnose.plan import great_circle_km
from nms.handover.engine.network import RadioNetwork
from nms.handover.kpi.counters import Counters
from nms.handover.reports import PERIOD_S
from nms.handover.simulation.counting import Count, counted, transceiver
from nms.handover.simulation.counting_handovers import back_soon
from nms.handover.simulation.counting_heard import EVERY
from nms.handover.simulation.course import ENDED, REPORTED, Course, Odds, Outcome
from nms.handover.simulation.coverage import planned_ta
from nms.handover.simulation.described import described, numbered
from nms.handover.simulation.evaluation import run
from nms.handover.simulation.network import mutual, network
from nms.handover.simulation.noise import noisy
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.scoring import score
from nms.handover.simulation.traffic import Traffic, erlang_b
from nms.handover.simulation.world import World, world


@pytest.fixture(scope="module")
def seen() -> World:
    """Seven sites, 400 calls of 40 seconds."""
    return world(hexagonal(rings=1), 400, 40, seed=3)


@pytest.fixture(scope="module")
def radio(seen: World) -> RadioNetwork:
    return network(seen, mutual(seen))


@pytest.fixture(scope="module")
def course(seen: World, radio: RadioNetwork) -> Course:
    """Now and then everything goes wrong."""
    rates = (0.05, 0.03, 0.01, 0.2)
    return run(seen, radio, Odds(*(np.full((21, 21), rate, np.float32) for rate in rates)), seed=4)


@pytest.fixture(scope="module")
def told(seen: World, radio: RadioNetwork, course: Course) -> Counters:
    return counted(seen, radio, course)


def test_relations_count_every_handover_once_and_again_by_cause(course: Course, told: Any) -> None:
    outcomes = Counter(course.outcome.tolist())
    whole = [row for row in told.relations if row.cause is None]
    parts = [row for row in told.relations if row.cause is not None]
    for rows in (whole, parts):
        assert sum(row.requests for row in rows) == len(course.outcome) > 100
        assert sum(row.successes for row in rows) == outcomes[Outcome.DONE]
        assert sum(row.no_channel for row in rows) == outcomes[Outcome.NO_CHANNEL] > 0
        assert sum(row.unanswered for row in rows) == outcomes[Outcome.UNANSWERED] > 0
        assert sum(row.returned for row in rows) == outcomes[Outcome.RETURNED] > 0
        assert sum(row.lost for row in rows) == outcomes[Outcome.LOST]
    causes = Counter(CAUSES[cause] for cause in course.cause.tolist())
    assert Counter({row.cause: 0 for row in parts}) + causes == causes
    assert {row.cause: sum(one.requests for one in parts if one.cause is row.cause) for row in parts} == causes


def test_commands_either_succeed_or_fail(told: Any) -> None:
    for row in told.relations:
        assert row.commands == row.successes + row.returned + row.lost
        assert row.requests == row.commands + row.no_channel + row.unanswered + row.incompatible
        assert (row.target_level is None) == (row.commands == 0)


def test_ways_back_are_as_many_as_the_score_counts(course: Course, told: Any) -> None:
    assert int(back_soon(course).sum()) == score(course, 21).ping_pongs > 0
    assert sum(row.back_soon for row in told.relations if row.cause is None) == score(course, 21).ping_pongs


def test_cells_count_every_report_call_and_drop(seen: World, course: Course, told: Any) -> None:
    assert sum(row.tch_seizures for row in told.cells) == seen.calls
    assert sum(row.tch_drops for row in told.cells) == int(course.dropped.sum())
    assert sum(row.reports for row in told.cells) == int((course.cell != ENDED).sum())
    for row in told.cells:
        assert 0 <= row.far_strong <= row.far <= row.reports
        assert row.low_level <= row.reports


def test_a_drop_is_counted_where_the_call_was_last(seen: World, radio: RadioNetwork) -> None:
    deaf = replace(seen, quality=np.full_like(seen.quality, 7))
    lonely = network(deaf, {})
    told: Any = counted(deaf, lonely, run(deaf, lonely))
    assert [row.tch_drops for row in told.cells] == [row.tch_seizures for row in told.cells]
    assert sum(row.reports for row in told.cells) == seen.calls * 20


def test_transceivers_share_the_calls_of_their_cell(told: Any) -> None:
    by_cell: Counter[str] = Counter()
    for row in told.trxs:
        by_cell[row.cell] += row.reports
    assert by_cell == {row.cell: row.reports for row in told.cells}
    calls = np.arange(30_000)
    assert np.bincount(transceiver(calls, calls % 57)) == pytest.approx([10_000] * 3, rel=0.03)


def test_what_is_heard_are_the_six_loudest_whether_or_not_they_are_neighbours(
    seen: World, course: Course, told: Any
) -> None:
    ticks = range(0, seen.ticks, EVERY)
    reports = sum(int((course.cell[tick] != ENDED).sum()) for tick in ticks)
    assert sum(row.reports for row in told.heard) == pytest.approx(EVERY * REPORTED * reports, rel=0.1)  # equal levels
    lonely = network(seen, {})
    stayed: Any = counted(seen, lonely, run(seen, lonely))
    assert len(stayed.heard) > 100
    assert not any(row.requests for row in stayed.relations)


def test_cells_of_one_name_are_heard_as_one(seen: World, radio: RadioNetwork) -> None:
    cells = list(seen.cells)
    cells[9] = replace(cells[9], arfcn=cells[0].arfcn, bsic=cells[0].bsic)
    twins = replace(seen, cells=tuple(cells))
    lonely = network(twins, {})
    told: Any = counted(twins, lonely, run(twins, lonely))
    names = [(row.cell, row.arfcn, row.bsic) for row in told.heard]
    assert len(names) == len(set(names))
    assert numbered(cells[0]) not in {row.cell for row in told.heard if (row.arfcn, row.bsic) == (20, cells[0].bsic)}


def test_a_full_cell_blocks_calls_as_erlang_says(seen: World, radio: RadioNetwork, course: Course) -> None:
    offered = np.full(21, 11.0)
    offered[5] = 22.0
    told: Any = counted(seen, radio, course, Count(traffic=Traffic(offered)))
    full, other = told.cells[5], told.cells[6]
    assert full.tch_blocked / full.tch_attempts == pytest.approx(0.151, abs=0.03)
    assert (round(full.load), round(other.load)) == (85, 50)
    assert erlang_b(np.array([1.0, 10.0]), 2) == pytest.approx([0.2, 0.8197], abs=1e-4)  # from printed tables


def test_names_and_hour_are_the_callers(seen: World, radio: RadioNetwork, course: Course) -> None:
    told: Any = counted(seen, radio, course, Count(naming=lambda cell: f"cell-{cell.number}"))
    assert told.cells[0].cell == "cell-1"
    assert {row.source for row in told.relations} <= {f"cell-{number}" for number in range(1, 22)}


def test_noise_is_a_tenth_and_leaves_rows_that_agree(told: Any) -> None:
    off: Any = noisy(told, np.random.default_rng(1))
    pairs = [(a.reports, b.reports) for a, b in zip(told.cells, off.cells, strict=True)]
    ratios = np.array([after / before for before, after in pairs])
    assert 0.08 < ratios.std() < 0.25
    for row in off.relations:
        assert row.commands == row.successes + row.returned + row.lost
        assert row.back_soon <= row.successes
    assert noisy(told, np.random.default_rng(1)) == off


def test_the_plan_says_where_cells_are_and_who_they_neighbour(seen: World, radio: RadioNetwork) -> None:
    plan = described(seen.cells, radio)
    assert set(plan.cells) == {numbered(cell) for cell in seen.cells}
    assert len(plan.relations) == sum(len(cell.relations) for cell in radio.cells.values())
    one, other = seen.cells[0], seen.cells[20]
    here, there = (plan.cells[numbered(cell)].position for cell in (one, other))
    assert here
    assert there
    assert great_circle_km(here, there) == pytest.approx(np.hypot(one.x - other.x, one.y - other.y) / 1000, rel=0.01)
    assert plan.externals == ()


def test_a_cell_is_planned_to_serve_its_own_ground() -> None:
    reach = planned_ta(hexagonal(rings=2, distance_m=1_000))
    assert reach[:3].max() <= 4
    assert reach.min() >= 2
    wide = planned_ta(hexagonal(rings=2, distance_m=3_000))
    assert (wide > reach).all()


def test_calls_last_as_long_as_their_reports(seen: World, course: Course, told: Any) -> None:
    seconds = sum(row.reports for row in told.cells) * PERIOD_S
    assert seconds == pytest.approx(score(course, len(seen.cells)).seconds)
    assert {field.name for field in fields(told)} == {"relations", "cells", "trxs", "heard"}
