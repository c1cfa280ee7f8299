"""What came of every call under a parameter set: drops, failures, ping-pongs, handovers, and what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.simulation.course import Course, Outcome
from nms.handover.simulation.scoring import ping_pongs

Counts = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

FIGURES: Final = ("drops", "failures", "ping_pongs", "handovers")
WEIGHTS: Final = (100.0, 10.0, 1.0, 0.05)
"""What one of each costs."""


@dataclass(frozen=True, slots=True)
class Tally:
    """`counts` are figure × call, in the order of `FIGURES`; calls of several worlds stand one after the other.

    `worlds` says how many calls each of them has.
    """

    counts: Counts
    worlds: tuple[int, ...]

    @property
    def calls(self) -> int:
        """How many."""
        return int(self.counts.shape[1])

    @property
    def costs(self) -> Floats:
        """What each call cost."""
        found: Floats = np.array(WEIGHTS) @ self.counts
        return found

    @property
    def cost(self) -> float:
        """Per 100 calls, as `Score.cost`."""
        return 100 * float(self.costs.mean())

    @property
    def drops(self) -> int:
        """Calls that dropped."""
        return int(self.counts[0].sum())

    @property
    def totals(self) -> dict[str, int]:
        """Each figure over all calls."""
        return dict(zip(FIGURES, self.counts.sum(axis=1).tolist(), strict=True))

    def split(self) -> list["Tally"]:
        """World by world."""
        ends = np.cumsum(self.worlds)[:-1].tolist()
        return [Tally(part, (part.shape[1],)) for part in np.split(self.counts, ends, axis=1)]


def tally(courses: Sequence[Course]) -> Tally:
    """Count courses, call by call."""
    parts = [_counted(course) for course in courses]
    return Tally(np.concatenate(parts, axis=1), tuple(part.shape[1] for part in parts))


def _counted(course: Course) -> Counts:
    calls = course.cell.shape[1]
    done = course.outcome == Outcome.DONE
    who = (course.call[~done], course.call[ping_pongs(course).back], course.call[done])
    counted = [np.bincount(some, minlength=calls) for some in who]
    return np.stack((course.dropped.astype(np.int64), *counted)).astype(np.int32)
