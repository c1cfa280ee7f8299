"""What other parameters would do: nothing changed is nothing gained, obvious changes go the obvious way."""

import numpy as np
import pytest

from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.simulation.choosing import KINDS
from nms.handover.simulation.course import Course, Odds, Outcome
from nms.handover.simulation.evaluation import run
from nms.handover.simulation.network import neighbours, network
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.prediction import FIGURES, SCALE, Compared, Scope, compare, last_cells, swings, tallied
from nms.handover.simulation.scoring import score
from nms.handover.simulation.world import World, world


@pytest.fixture(scope="module")
def small() -> World:
    return world(hexagonal(rings=1), 200, 36, seed=5)


def course_of(small: World, odds: Odds | None = None, threshold: int = 4, **cell: int) -> Course:
    known = neighbours(small, most=8)
    given = {one.number: CellParameters(**cell) for one in small.cells}
    pairs = {(a, b): RelationParameters(pbgt_threshold=threshold) for a, others in known.items() for b in others}
    return run(small, network(small, known, given, pairs), odds, seed=1)


@pytest.fixture(scope="module")
def usual(small: World) -> Course:
    cells = len(small.cells)
    odds = Odds.none(cells)
    odds.failing[:] = 0.1
    return course_of(small, odds)


def figure(found: tuple[Compared, ...], name: str) -> Compared:
    return next(one for one in found if one.name == name)


def test_no_change_predicts_no_change_at_all(usual: Course) -> None:
    for rows in compare(usual, usual, [Scope(), Scope(3), Scope(3, 4)]).values():
        assert [(one.change.value, one.change.low, one.change.high) for one in rows] == [(0, 0, 0)] * len(FIGURES)
        assert all(one.before == one.after for one in rows)


def test_the_figures_of_everything_are_the_scores(small: World, usual: Course) -> None:
    known = score(usual, len(small.cells))
    rows = compare(usual, usual, [Scope()])[Scope()]
    counted = {one.name: one.before.value * small.calls / SCALE for one in rows}
    wanted = {name: getattr(known, name) for name in FIGURES}
    assert counted == pytest.approx(wanted)
    assert known.failures > 0
    assert int(swings(usual).sum()) == known.ping_pongs > 0


def test_cells_together_are_everything_and_relations_together_are_their_cell(small: World, usual: Course) -> None:
    cells = range(len(small.cells))
    whole = tallied(usual, Scope()).sum(axis=0)
    parts = sum(tallied(usual, Scope(cell)).sum(axis=0) for cell in cells)
    assert [parts[FIGURES.index(name)] for name in ("handovers", "failures", "drops")] == [
        whole[FIGURES.index(name)] for name in ("handovers", "failures", "drops")
    ]
    one = tallied(usual, Scope(2)).sum(axis=0)
    relations = sum(tallied(usual, Scope(2, other)).sum(axis=0) for other in cells)
    assert [relations[FIGURES.index(name)] for name in ("handovers", "failures")] == [
        one[FIGURES.index(name)] for name in ("handovers", "failures")
    ]


def test_a_higher_threshold_surely_saves_handovers_and_ping_pongs(small: World) -> None:
    rows = compare(course_of(small), course_of(small, threshold=14), [Scope()])[Scope()]
    assert figure(rows, "handovers").change.sure == -1
    assert figure(rows, "ping_pongs").change.value < 0
    change = figure(rows, "handovers").change
    assert change.low <= change.value <= change.high < 0


def test_the_paired_interval_is_narrower_than_the_figures_own(small: World) -> None:
    rows = compare(course_of(small), course_of(small, threshold=5), [Scope()])[Scope()]
    one = figure(rows, "handovers")
    assert one.change.high - one.change.low < one.before.high - one.before.low


def test_the_same_seed_gives_the_same_intervals(small: World, usual: Course) -> None:
    other = course_of(small, threshold=8)
    assert compare(usual, other, [Scope(1)], 3) == compare(usual, other, [Scope(1)], 3)
    assert compare(usual, other, [Scope()], 3) != compare(usual, other, [Scope()], 4)


def test_calls_are_found_by_what_happened_to_them(small: World, usual: Course) -> None:
    found = {kind: {cell: pick(small, usual, cell) for cell in range(len(small.cells))} for kind, pick in KINDS.items()}
    for cell, calls in found["dropped"].items():
        assert all(usual.dropped[call] and last_cells(usual)[call] == cell for call in calls)
    for cell, calls in found["stayed"].items():
        assert all(set(usual.cell[:, call]) <= {cell, -1} for call in calls)
    for cell, calls in found["failed"].items():
        events = (usual.source == cell) & (usual.outcome != Outcome.DONE)
        assert set(calls) == set(np.unique(usual.call[events]).tolist())
    assert sum(map(len, found["left"].values())) > sum(map(len, found["swung"].values())) / 2 > 0
