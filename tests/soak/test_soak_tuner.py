"""The tuner against every point of a grid, on worlds that neither saw: the gain it reaches, and with how much work."""

import time
from collections.abc import Sequence

import pytest

from nms.handover.simulation.network import neighbours, network
from nms.handover.simulation.plan import hexagonal
from nms.handover.simulation.world import world
from nms.handover.tuning.grid import AXES, grid, points
from nms.handover.tuning.problem import Case, Problem, Trial
from nms.handover.tuning.search import search
from nms.handover.tuning.statistics import Drops, compared, share_of_gain
from nms.handover.tuning.variables import VARIABLES, Variable

pytestmark = [pytest.mark.soak, pytest.mark.timeout(14_400)]

CALLS = 5_000
WORLDS, APART = 3, 100
EVALUATIONS = points(AXES) // 20
AXES_ONLY = tuple(Variable(key, values[0], values[-1], step=values[1] - values[0]) for key, values in AXES.items())


def problem(seeds: Sequence[int]) -> Problem:
    """57 cells, calls of a minute; each seed has shadows and streets of its own."""
    cases = []
    for seed in seeds:
        seen = world(hexagonal(2), CALLS, 60, seed)
        cases.append(Case(seen, network(seen, neighbours(seen))))
    return Problem(cases)


def told(name: str, baseline: Trial, held: Trial, spent: int, begun: float) -> Drops:
    """Print what a parameter set came to on unseen worlds, all together and each."""
    found = compared(baseline.tally, held.tally)
    print(f"\n{name}: {spent} evaluations, {time.process_time() - begun:.0f} s of CPU")
    print(f"  { ({'.'.join(key): value for key, value in held.change.wide.items()}) }")
    for one in found.differences:
        low, high = one.interval
        print(f"  {one.figure}: {one.before:.3f} → {one.after:.3f} per 100 calls ({low:+.3f}…{high:+.3f})")
    for number, old, new in zip(range(1, WORLDS + 1), baseline.tally.split(), held.tally.split(), strict=True):
        print(f"  world {number}: cost {old.cost:.1f} → {new.cost:.1f}, drops {old.drops} → {new.drops}")
    drops = found.drops
    print(f"  drops: {drops.new} new, {drops.spared} spared, by chance {drops.chance_below:.2g}")
    return drops


def test_the_tuner_reaches_the_grids_gain_with_a_twentieth_of_its_evaluations(radio_seed: int) -> None:
    first = radio_seed + 1
    training, unseen = (problem(range(one, one + WORLDS)) for one in (first, first + APART))
    held = unseen.baseline()
    found: dict[str, Trial] = {}
    for name, variables in (("twelve parameters", VARIABLES), ("the grid's parameters", AXES_ONLY)):
        begun, before = time.process_time(), training.evaluations
        best = search(training, EVALUATIONS - 1, 1, training.baseline(), variables)
        assert training.evaluations - before <= EVALUATIONS
        found[name] = unseen.tried(best.change)
        assert told(name, held, found[name], training.evaluations - before, begun).proved
    begun, before = time.process_time(), training.evaluations
    best = grid(training, AXES, training.baseline())
    yardstick = unseen.tried(best.change)
    told("grid", held, yardstick, training.evaluations - before - 1, begun)
    for name, trial in found.items():
        share, (low, high) = share_of_gain(held.tally, trial.tally, yardstick.tally)
        print(f"\n{name}: {100 * share:.1f} % of the grid's gain ({100 * low:.1f}…{100 * high:.1f} %)")
        assert share >= 0.95
