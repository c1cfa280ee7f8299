"""The second stage: single relations and cells, all worst ones turned at once, each judged by the calls it diverted.

Two runs of one world are the same call by call until a decision differs. Where one relation of a cell was changed, the
cell that served a call when it first went another way is therefore the one whose change did it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.simulation.course import ENDED, Course
from nms.handover.simulation.scoring import ping_pongs
from nms.handover.tuning.change import Change, Pair
from nms.handover.tuning.problem import Case, Problem, Trial, better
from nms.handover.tuning.tally import WEIGHTS, Floats

STEPS: Final = (1, 2, -1, -2)
"""dB by which the PBGT threshold of a relation is turned."""
CELL_STEPS: Final = (1, -1)
"""Seconds by which P of the power budget is turned for a cell as a whole."""
WORST: Final = 24
SURE: Final = 1.5
"""Standard errors by which a change must save before it is kept."""
EVALUATIONS: Final = len(STEPS) + len(CELL_STEPS) + 2
"""At most so many in all: each step, and what was kept of each kind."""

Steps = Mapping[int, int]
"""By cell number."""


def refine(problem: Problem, start: Trial, baseline: Trial, worst: int = WORST) -> Trial:
    """The start with single relations and cells turned, where that is cheaper and drops no more than the baseline."""
    pairs = dict(worst_pairs(problem, start, worst))
    tried = [(step, _turned(start.change, pairs, dict.fromkeys(pairs, step))) for step in STEPS]
    kept = _kept(problem, start, pairs, tried)
    best = _joined(problem, start, baseline, _turned(start.change, pairs, kept))
    tried = [(step, _stepped(best.change, dict.fromkeys(pairs, step))) for step in CELL_STEPS]
    return _joined(problem, best, baseline, _stepped(best.change, _kept(problem, best, pairs, tried)))


def _joined(problem: Problem, start: Trial, baseline: Trial, change: Change) -> Trial:
    """What was kept of single steps, all together."""
    if change == start.change:
        return start
    trial = problem.tried(change)
    return trial if better(trial, start, baseline) else start


def _turned(change: Change, pairs: Mapping[int, int], steps: Steps) -> Change:
    added = dict(change.relations)
    for cell, step in steps.items():
        key = ((cell, pairs[cell]), "pbgt_threshold")
        added[key] = added.get(key, 0) + step
    return replace(change, relations=added)


def _stepped(change: Change, steps: Steps) -> Change:
    added = dict(change.cells)
    for cell, step in steps.items():
        added[cell, "pbgt_p"] = added.get((cell, "pbgt_p"), 0) + step
    return replace(change, cells=added)


def _kept(problem: Problem, before: Trial, cells: Collection[int], tried: Iterable[tuple[int, Change]]) -> Steps:
    """The step that saves most, for each of the cells where one saves for sure."""
    best: dict[int, tuple[float, int]] = {}
    for step, change in tried:
        for cell, (saved, spread) in effects(problem, before, problem.tried(change)).items():
            if cell in cells and saved > max(SURE * spread, best.get(cell, (0.0, 0))[0]):
                best[cell] = saved, step
    return {cell: step for cell, (_, step) in sorted(best.items())}


def effects(problem: Problem, before: Trial, after: Trial) -> dict[int, tuple[float, float]]:
    """What a trial saved of the cost before, and the standard error of that, by the cell that first diverted a call."""
    cells = [cell.number for cell in problem.cases[0].world.cells]
    saved, squares = np.zeros(len(cells)), np.zeros(len(cells))
    parts = zip(before.tally.split(), after.tally.split(), before.courses, after.courses, strict=True)
    for old, new, was, became in parts:
        calls, at = diverted(was, became)
        gains = (old.costs - new.costs)[calls]
        saved += np.bincount(at, weights=gains, minlength=len(cells))
        squares += np.bincount(at, weights=gains * gains, minlength=len(cells))
    return {
        number: (float(gain), float(square) ** 0.5)
        for number, gain, square in zip(cells, saved, squares, strict=True)
        if square
    }


def diverted(was: Course, became: Course) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int16]]:
    """The calls that went another way, and the position of the cell that served each just before."""
    differs = was.cell != became.cell
    calls = np.flatnonzero(differs.any(axis=0))
    first = differs[:, calls].argmax(axis=0)
    return calls, was.cell[np.maximum(first - 1, 0), calls]


def worst_pairs(problem: Problem, trial: Trial, most: int = WORST) -> Iterable[Pair]:
    """Of the cells where calls drop or go to and fro, each with the neighbour that has most of it; the worst first."""
    size = len(problem.cases[0].world.cells)
    harm = np.zeros((size, size))
    for case, course in zip(problem.cases, trial.courses, strict=True):
        harm += _harm(case, course) * _related(case)
    numbers = [cell.number for cell in problem.cases[0].world.cells]
    towards = harm.argmax(axis=1)
    for cell in np.argsort(-harm.max(axis=1), kind="stable")[:most]:
        if harm[cell, towards[cell]]:
            yield numbers[cell], numbers[towards[cell]]


def _harm(case: Case, course: Course) -> Floats:
    """Ping-pongs by the way they began, drops from the cell they came from to the one that was loudest there."""
    size = len(case.world.cells)
    harm = np.zeros((size, size))
    back = ping_pongs(course).back
    np.add.at(harm, (course.target[back], course.source[back]), WEIGHTS[2])
    calls = np.flatnonzero(course.dropped)
    last = (course.cell[:, calls] != ENDED).sum(axis=0) - 1
    cell = course.cell[last, calls]
    level = case.world.level[last, calls].astype(np.int16)
    level[np.arange(len(calls)), cell] = -1
    np.add.at(harm, (cell, level.argmax(axis=1)), WEIGHTS[0])
    return harm


def _related(case: Case) -> Floats:
    position = {cell.number: at for at, cell in enumerate(case.world.cells)}
    found = np.zeros((len(position), len(position)))
    for number, cell in case.network.cells.items():
        for relation in cell.relations.values():
            found[position[number], position[relation.target.number]] = 1.0
    return found
