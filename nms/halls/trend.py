"""Whether an E1 is getting worse before it breaks: a rank test for a trend in its closed 15-minute intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from nms.core.observed import E1Interval


class Move(StrEnum):
    """What a look at a line means for its alarm."""

    RAISE = "raise"
    CLEAR = "clear"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class TrendRule:
    """When errors rise by more than chance.

    `false_alarm` bounds the chance that one look at a line without a trend raises (see `chance`). At 96 looks a day a
    hundred lines have fewer than `false_alarm` x 9600 false alarms a day: at the default one in a hundred days.
    Besides, the last `recent` intervals must have `floor_s` errored seconds or more (median): what is tiny may well
    rise. It clears when their median is no more than `clear_s`.
    """

    intervals: int = 48
    least: int = 24
    recent: int = 8
    floor_s: float = 3.0
    clear_s: float = 1.0
    false_alarm: float = 1e-6


@dataclass(frozen=True, slots=True)
class Trend:
    """The evidence: intervals used, Kendall's S and tau, the bound on chance, slope in errored seconds per hour,
    medians of the oldest and the newest intervals, and what the newest had in sum (code violations beside)."""

    intervals: int
    s: int
    tau: float
    chance: float
    slope_per_hour: float
    before_s: float
    now_s: float
    violations: int


RULE = TrendRule()
_PER_HOUR = 4
_UNKNOWN = 1.0


def chance(s: int, intervals: int) -> float:
    """A bound on the probability of Kendall's S or more where all orders of the values are equally likely.

    Without ties S is a sum of independent, symmetric, uniform numbers, each strictly sub-Gaussian (Arbel, Marchal and
    Nguyen 2020), so that P(S >= s) <= exp(-s^2 / 2V) with V = n(n-1)(2n+5)/18 (Kendall 1938). With ties S is the mean
    of what breaking them by lot would give, and the bound holds by Jensen's inequality. Exact for no finite n, but
    never too low. Bursts that span many intervals break the assumption: the floor and the length of time stand for it.
    """
    if s <= 0 or intervals < 2:
        return _UNKNOWN
    variance = intervals * (intervals - 1) * (2 * intervals + 5) / 18
    return math.exp(-s * s / (2 * variance))


def kendall(values: Sequence[float]) -> int:
    """Kendall's S: pairs that rise with time less pairs that fall."""
    return sum((later > earlier) - (later < earlier) for at, earlier in enumerate(values) for later in values[at + 1 :])


def slope(values: Sequence[float]) -> float:
    """The median slope between all pairs, per step (Theil 1950, Sen 1968)."""
    steps = [(values[j] - values[i]) / (j - i) for i in range(len(values)) for j in range(i + 1, len(values))]
    return median(steps) if steps else 0.0


def trend(rows: Sequence[E1Interval], rule: TrendRule = RULE) -> Trend | None:
    """The trend in errored seconds of a line's newest closed intervals (oldest first); None where too few are known.

    Intervals with unavailable time are left out: an outage is no trend and has alarms of its own.
    """
    known = [row for row in rows if row.es is not None and not row.uas][-rule.intervals :]
    if len(known) < rule.least:
        return None
    values = [float(row.es or 0) for row in known]
    s, pairs = kendall(values), len(values) * (len(values) - 1) / 2
    newest = known[-rule.recent :]
    return Trend(
        intervals=len(values),
        s=s,
        tau=s / pairs,
        chance=chance(s, len(values)),
        slope_per_hour=slope(values) * _PER_HOUR,
        before_s=median(values[: rule.recent]),
        now_s=median(values[-rule.recent :]),
        violations=sum(row.pcv or 0 for row in newest),
    )


def judged(found: Trend | None, *, raised: bool, rule: TrendRule = RULE) -> Move:
    """What to do about the alarm: raised once, it stays until the newest intervals are good again."""
    if found is None:
        return Move.NOTHING
    if raised:
        return Move.CLEAR if found.now_s <= rule.clear_s else Move.NOTHING
    worse = found.chance <= rule.false_alarm and found.now_s >= rule.floor_s and found.now_s > found.before_s
    return Move.RAISE if worse else Move.NOTHING
