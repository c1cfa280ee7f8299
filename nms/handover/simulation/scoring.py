"""What a parameter set is worth: handovers, ping-pongs, failures and drops of a course, and one number of them all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from nms.handover.batch.deciding import CAUSES
from nms.handover.batch.tables import Bools, Ints
from nms.handover.reports import PERIOD_S
from nms.handover.simulation.course import ENDED, Course, Outcome

PING_PONG_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Score:
    """What came of a parameter set, counted over all calls; `pairs` are handovers from cell to cell by position.

    `seconds` is the time that calls lasted. A ping-pong is a handover back within ten seconds; a failure is any that
    was decided and not carried out; dropped are calls whose radio link timed out or that were lost in a handover.
    """

    calls: int
    seconds: float
    handovers: int
    ping_pongs: int
    failures: int
    drops: int
    causes: Mapping[str, int] = field(default_factory=dict)
    pairs: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 0), np.int32), repr=False)
    dropped: Bools = field(default_factory=lambda: np.zeros(0, np.bool_), repr=False)

    @property
    def cost(self) -> float:
        """What the tuner makes small, per 100 calls: 100 a drop, 10 a failure, 1 a ping-pong, 0.05 a handover."""
        total = 100 * self.drops + 10 * self.failures + self.ping_pongs + 0.05 * self.handovers
        return 100 * total / self.calls


def score(course: Course, cells: int) -> Score:
    """Count a course among so many cells."""
    done = course.outcome == Outcome.DONE
    handovers = int(done.sum())
    counts = np.bincount(course.cause[done], minlength=len(CAUSES)).tolist()
    return Score(
        course.cell.shape[1],
        int((course.cell != ENDED).sum()) * PERIOD_S,
        handovers,
        len(ping_pongs(course).back),
        len(done) - handovers,
        int(course.dropped.sum()),
        {cause.value: count for cause, count in zip(CAUSES, counts, strict=True) if count},
        _pairs(course, done, cells),
        course.dropped,
    )


def _pairs(course: Course, done: Bools, cells: int) -> Ints:
    places = course.source[done].astype(np.intp) * cells + course.target[done]
    return np.bincount(places, minlength=cells * cells).reshape(cells, cells).astype(np.int32)


class PingPongs(NamedTuple):
    """Handovers that were soon undone and those that undid them: entries of a course, pair by pair."""

    there: Ints
    back: Ints


def ping_pongs(course: Course) -> PingPongs:
    """Of each call's handovers those where the next one, within ten seconds, went the other way."""
    done = np.flatnonzero(course.outcome == Outcome.DONE).astype(np.int32)
    order = done[np.lexsort((course.tick[done], course.call[done]))]
    first, then = order[:-1], order[1:]
    same = (course.call[first] == course.call[then]) & (course.source[first] == course.target[then])
    soon = (course.tick[then] - course.tick[first]) * PERIOD_S <= PING_PONG_S
    return PingPongs(first[same & soon], then[same & soon])
