"""What is tuned: a network on simulated worlds, and every parameter set that was tried there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nms.handover.engine.network import RadioNetwork
from nms.handover.simulation.course import Course
from nms.handover.simulation.evaluation import run
from nms.handover.simulation.world import World
from nms.handover.tuning.change import Change, changed
from nms.handover.tuning.tally import Tally, tally

Made = Callable[[RadioNetwork, Change], RadioNetwork]
"""What a change makes of a network: all of it, or one cycle's part."""


@dataclass(frozen=True, slots=True)
class Case:
    """A world and the network in it as it is now."""

    world: World
    network: RadioNetwork


@dataclass(frozen=True, slots=True)
class Trial:
    """A parameter set, and what came of every call of every case under it."""

    change: Change
    tally: Tally
    courses: tuple[Course, ...] = field(repr=False)

    @property
    def cost(self) -> float:
        """Per 100 calls."""
        return self.tally.cost


@dataclass(slots=True)
class Problem:
    """One evaluation is one parameter set on all cases: the same phones, the same waves (common random numbers)."""

    cases: Sequence[Case]
    evaluations: int = 0

    def tried(self, change: Change, made: Made = changed) -> Trial:
        """Evaluate a parameter set."""
        self.evaluations += 1
        courses = tuple(run(case.world, made(case.network, change)) for case in self.cases)
        return Trial(change, tally(courses), courses)

    def baseline(self) -> Trial:
        """The network as it is now."""
        return self.tried(Change())


def better(one: Trial, than: Trial, baseline: Trial, sure: float = 0.0) -> bool:
    """Cheaper by so many standard errors (the same calls compared), and with no more drops than the baseline."""
    saved = than.tally.costs - one.tally.costs
    error = float(saved.std()) / saved.size**0.5
    return one.tally.drops <= baseline.tally.drops and float(saved.mean()) > sure * error
