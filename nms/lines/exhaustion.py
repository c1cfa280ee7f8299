"""What runs out when: the trend of what was in use, and the date at which nothing will be left; pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev
from typing import Final

from nms.core.line import Line, Unit

PERIODS: Final = 12
STUDENT_T: Final = 1.796
"""Two-sided 90 % quantile of Student's t with 11 degrees of freedom: twelve periods."""
SHORTEST: Final = timedelta(days=28)
FARTHEST: Final = timedelta(days=365 * 20)
"""Beyond that nothing is told: plant does not live that long."""

History = Sequence[tuple[datetime, int]]
"""How much was in use from each moment on, in order."""


@dataclass(frozen=True, slots=True)
class Exhaustion:
    """When a thing runs out: `at` with the interval of 90 %, `latest` None where growth may as well be none.

    `at` None: `reason` is the key of a sentence that says why (`capacity.…` of the text catalogue).
    """

    at: datetime | None = None
    earliest: datetime | None = None
    latest: datetime | None = None
    per_day: float = 0.0
    reason: str = ""


def exhaustion(history: History, capacity: int, now: datetime) -> Exhaustion:
    """The date when `capacity` is in use, if it goes on as since the history began.

    The history is cut into 12 equal periods. Growth per period g_i has the mean g (the linear trend) and the standard
    error s / sqrt(12); free / g is the time left, free / (g ± 1.796 s / sqrt(12)) the interval of 90 %.
    """
    if not history or now - history[0][0] < SHORTEST:
        return Exhaustion(reason="capacity.short")
    used = history[-1][1]
    if used >= capacity:
        return Exhaustion(at=now, earliest=now, latest=now, reason="capacity.full")
    period = (now - history[0][0]) / PERIODS
    growth = _growth(history, period)
    mean, error = fmean(growth), STUDENT_T * stdev(growth) / sqrt(PERIODS)
    per_day = mean / (period / timedelta(days=1))
    if mean <= 0:
        return Exhaustion(per_day=per_day, reason="capacity.shrinking" if mean < 0 else "capacity.steady")
    at, earliest, latest = (_left(now, capacity - used, rate, period) for rate in (mean, mean + error, mean - error))
    if at is None:
        return Exhaustion(None, earliest, None, per_day, "capacity.far")
    return Exhaustion(at, earliest, latest, per_day)


def _growth(history: History, period: timedelta) -> Sequence[int]:
    levels = [_level(history, history[0][0] + period * number) for number in range(PERIODS)] + [history[-1][1]]
    return [after - before for before, after in pairwise(levels)]


def _level(history: History, at: datetime) -> int:
    return next(used for since, used in reversed(history) if since <= at)


def _left(now: datetime, free: int, rate: float, period: timedelta) -> datetime | None:
    """When it is over at a rate per period; None: never, or too far away to be told."""
    if rate <= 0 or free / rate * (period / FARTHEST) > 1:
        return None
    return now + period * (free / rate)


def history_of(lines: Iterable[Line], counted: Callable[[Unit], bool]) -> History:
    """How many units of a kind were in use since when: each line's from its activation to its ceasing.

    What a line has now stands for all its time; modifications on the way are not seen.
    """
    steps: dict[datetime, int] = {}
    for line in lines:
        if line.design is None or line.active_at is None:
            continue
        amount = sum(map(counted, line.design.units))
        steps[line.active_at] = steps.get(line.active_at, 0) + amount
        if line.ceased_at is not None:
            steps[line.ceased_at] = steps.get(line.ceased_at, 0) - amount
    return summed((at, steps[at]) for at in sorted(steps) if steps[at])


def within(scope: str) -> Callable[[Unit], bool]:
    """Counts the units of a scope and of those below it ("span/NAME", "s-vlan/DOMAIN", "rd")."""
    return lambda unit: unit.scope == scope or unit.scope.startswith(f"{scope}/")


def summed(steps: Iterable[tuple[datetime, int]], before: int = 0) -> History:
    """A history out of what was added (or, negative, given back) when, in order; `before` was in use from the start."""
    level, history = before, []
    for at, amount in steps:
        level += amount
        history.append((at, level))
    return history
