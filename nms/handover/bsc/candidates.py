"""Where a call could go: the other rate of its own cell, and the neighbours of its last report that would take it."""

from collections.abc import Callable, Iterator
from typing import Final

from nms.handover.bsc.call import Call
from nms.handover.bsc.channels import Cell, F
from nms.handover.bsc.requirements import NOTHING, Candidate, met

Find = Callable[[int], Cell | None]
"""The cell behind a report's ARFCN and BSIC."""

ANY_LEVEL: Final = -1000


def own_cell(call: Call, level: int, quality: int | None, now: float) -> Iterator[Candidate]:
    """The other rate of the own cell; a full rate call that suffers is not squeezed into half rate."""
    settings = call.cell.settings
    if not settings.assignment or call.barred(call.cell, now):
        return
    suffers = level < settings.min_level or (quality is not None and quality > settings.min_quality)
    if call.rate == F and suffers:
        return
    meets = met(call, call.cell, now)
    if meets != NOTHING:
        yield Candidate(call.cell, level, meets, intra_cell=True)


def neighbours(call: Call, find: Find, now: float, above: int = ANY_LEVEL) -> Iterator[Candidate]:
    """The neighbours of the last report stronger than `above` that would take the call, in the order first heard."""
    settings = call.cell.settings
    levels = call.levels
    if not settings.handover:
        return
    for known in levels.neighbours:
        if known.last_seen != levels.last_nr:
            continue
        level = known.average(settings.neighbour_window)
        if level <= above:
            continue
        target = find(known.key)
        if target is None or target is call.cell or not _admits(call, target, level, now):
            continue
        meets = met(call, target, now)
        if meets != NOTHING:
            yield Candidate(target, level, meets, intra_cell=False)


def _admits(call: Call, target: Cell, level: int, now: float) -> bool:
    settings = target.settings
    return (
        settings.handover == 1
        and level >= settings.min_level
        and not call.barred(target, now)
        and target.handovers < settings.max_handovers
    )
