"""The BSC's handover algorithm 1: simple tests on averages, the strongest neighbour, no regard for load."""

from typing import Final

from nms.handover.bsc.call import Call, Cause, Choice
from nms.handover.bsc.candidates import Find
from nms.handover.reports import Report

_STRONG: Final = 25  # −85 dBm: bad quality above it is interference
_UNKNOWN: Final = 63  # what the average reads before its window is full: −47 dBm


def trigger(call: Call, report: Report) -> Cause | None:
    """The first test of the report that fires."""
    settings = call.cell.settings
    level = call.levels.level(settings.h1_level_window)
    if level is None:
        level = _UNKNOWN
    if call.levels.bad_of_last_four() >= 3:
        return Cause.INTERFERENCE if level > _STRONG else Cause.QUALITY
    if level <= 0:
        return Cause.LEVEL
    if report.ta > settings.h1_max_distance:
        return Cause.DISTANCE
    interval = settings.h1_interval
    return Cause.BETTER_CELL if report.nr % interval == interval - 1 else None


def choose(call: Call, level: int, cause: Cause, find: Find) -> Choice | None:
    """The neighbour with the highest mean, if it beats this report's `level` by the hysteresis; no other is tried."""
    settings = call.cell.settings
    window = settings.h1_neighbour_window
    best, gain = None, 0
    for known in call.levels.neighbours:
        more = known.average(window) - level
        if more > gain and more >= settings.h1_hysteresis:
            best, gain = known, more
    target = find(best.key) if best else None
    return Choice(call, target, call.rate, cause, algorithm=1) if target else None
