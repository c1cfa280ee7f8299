"""The tuner: search on training worlds, proof on worlds it did not see, and the first cycle's changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from nms.handover.recommendation import Phrase, Recommendation
from nms.handover.tuning.change import Change
from nms.handover.tuning.cycle import first_cycle, recommended
from nms.handover.tuning.grid import grid, points
from nms.handover.tuning.problem import Problem, Trial
from nms.handover.tuning.refining import EVALUATIONS, refine
from nms.handover.tuning.search import search
from nms.handover.tuning.statistics import Comparison, Interval, compared, share_of_gain
from nms.handover.tuning.variables import VARIABLES, Axes, Variable

LEAST_TRIALS: Final = 16


class Verdict(StrEnum):
    """Whether a parameter set may be recommended, by the drops on worlds it was not chosen on."""

    ACCEPTED = "accepted"  # drops are not above the baseline's, with 95 % confidence
    UNDECIDED = "undecided"  # they were not above it, but too few calls dropped to be so sure
    REFUSED = "refused"  # more calls dropped
    USELESS = "useless"  # nothing better was found, or it is not surely cheaper


@dataclass(frozen=True, slots=True)
class Proof:
    """The baseline, the set found, its first cycle, and what the first stage had found, on calls of unseen worlds."""

    baseline: Trial
    found: Trial
    first: Trial
    wide: Trial

    @property
    def verdict(self) -> Verdict:
        """Of the set found and of its first cycle, as both will be in force."""
        both = [judged(compared(self.baseline.tally, one.tally)) for one in (self.found, self.first)]
        order = (Verdict.USELESS, Verdict.REFUSED, Verdict.UNDECIDED, Verdict.ACCEPTED)
        return min(both, key=order.index)


def judged(comparison: Comparison) -> Verdict:
    """A hard constraint on drops first; then the cost must surely have fallen (95 % interval below 0)."""
    if comparison.drops.new > comparison.drops.spared:
        return Verdict.REFUSED
    if comparison.cost.interval[1] >= 0:
        return Verdict.USELESS
    return Verdict.ACCEPTED if comparison.drops.proved else Verdict.UNDECIDED


@dataclass(frozen=True, slots=True)
class Yardstick:
    """An exhaustive grid, searched on the same training worlds; its best point on the unseen ones."""

    points: int
    trained: Trial
    held: Trial
    share: float
    interval: Interval
    """The tuner's gain as a share of the grid's."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """What was found. `evaluations` are parameter sets tried on the training worlds, by stage; the baseline is one."""

    baseline: Trial
    wide: Trial
    found: Trial
    proof: Proof
    evaluations: Mapping[str, int]
    recommendations: tuple[Recommendation, ...]
    yardstick: Yardstick | None = None

    @property
    def verdict(self) -> Verdict:
        """Whether the changes are recommended."""
        return self.proof.verdict


@dataclass(frozen=True, slots=True)
class Effort:
    """How far to look: parameter sets in all, the dice of the search, what may be turned, single relations or not."""

    trials: int = 45
    seed: int = 1
    variables: Sequence[Variable] = VARIABLES
    refine: bool = True


def tune(
    training: Problem, unseen: Problem, names: Mapping[int, str], effort: Effort, axes: Axes | None = None
) -> Tuned:
    """Search, refine, prove; with `axes`, compare with a grid. The first training case's network gets the changes."""
    before = training.evaluations
    baseline = training.baseline()
    first = effort.trials - 1 - (EVALUATIONS if effort.refine else 0)
    wide = search(training, first, effort.seed, baseline, effort.variables)
    searched = training.evaluations
    found = refine(training, wide, baseline) if effort.refine else wide
    counts = {"baseline": 1, "search": searched - before - 1, "refine": training.evaluations - searched}
    proof = _proved(unseen, wide.change, found.change)
    yardstick = _measured(training, unseen, baseline, proof, axes) if axes else None
    changes = _changes(training, names, found.change, proof)
    return Tuned(baseline, wide, found, proof, counts, changes, yardstick)


def _proved(unseen: Problem, wide: Change, change: Change) -> Proof:
    baseline, found, first = unseen.baseline(), unseen.tried(change), unseen.tried(change, first_cycle)
    return Proof(baseline, found, first, found if wide == change else unseen.tried(wide))


def _measured(training: Problem, unseen: Problem, baseline: Trial, proof: Proof, axes: Axes) -> Yardstick:
    best = grid(training, axes, baseline)
    held = unseen.tried(best.change)
    share, interval = share_of_gain(proof.baseline.tally, proof.found.tally, held.tally)
    return Yardstick(points(axes), best, held, share, interval)


def _changes(training: Problem, names: Mapping[int, str], change: Change, proof: Proof) -> tuple[Recommendation, ...]:
    if proof.verdict is not Verdict.ACCEPTED:
        return ()
    before, after = proof.baseline.tally, proof.first.tally
    old, new = before.totals, after.totals
    values: dict[str, object] = {"calls": before.calls, "cost": f"{before.cost:.1f}", "better": f"{after.cost:.1f}"}
    because = Phrase("tune.because.search", values)
    told = {f"{figure}_before": count for figure, count in old.items()} | {f"{figure}": n for figure, n in new.items()}
    expected = Phrase("tune.expected.search", {"calls": before.calls, **told})
    return tuple(recommended(training.cases[0].network, change, names, because, expected))
