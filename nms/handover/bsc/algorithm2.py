"""The BSC's handover algorithm 2: averages with bias, penalties, and targets that keep enough channels free."""

from collections.abc import Sequence
from typing import Final

from nms.handover.bsc.call import Call, Cause, Choice
from nms.handover.bsc.candidates import Find, neighbours, own_cell
from nms.handover.bsc.channels import F, H, Rate
from nms.handover.bsc.requirements import A, B, C, Candidate, rate_for
from nms.handover.reports import Report

_STRONG: Final = 25  # −85 dBm: bad quality above it is interference
_UNKNOWN: Final = 63  # what the average reads before its window is full: −47 dBm
_WORD: Final = 0xFFFFFFFF
"""Gains are compared as unsigned 32-bit numbers: any loss outweighs any gain, the smallest loss most."""

EMERGENCIES: Final = frozenset({Cause.INTERFERENCE, Cause.QUALITY, Cause.LEVEL, Cause.DISTANCE})
POOR_RADIO: Final = frozenset({Cause.INTERFERENCE, Cause.QUALITY, Cause.LEVEL})


def trigger(call: Call, report: Report) -> Cause | None:
    """The first test of the report that fires; none before one of the two averages is there."""
    settings = call.cell.settings
    levels = call.levels
    known = levels.level(settings.level_window)
    quality = levels.quality(settings.quality_window)
    if known is None and quality is None:
        return None
    level = _UNKNOWN if known is None else known
    if call.rate == F and call.codec == "AMR":
        level += settings.afs_level_bias
        quality = None if quality is None else max(0, quality - settings.afs_quality_bias)
    if quality is not None and quality > settings.min_quality:
        return Cause.INTERFERENCE if level > _STRONG else Cause.QUALITY
    if level < settings.min_level:
        return Cause.LEVEL
    if report.ta > settings.max_distance:
        return Cause.DISTANCE
    return Cause.BETTER_CELL if known is not None and report.nr % settings.interval == 0 else None


def choose(call: Call, cause: Cause, find: Find, now: float) -> Choice | None:
    """The best candidate that keeps its reserve (B), else one that balances (C), else, in an emergency, any (A)."""
    settings = call.cell.settings
    level = call.levels.level(settings.level_window)
    if level is None:
        return None
    if cause not in EMERGENCIES:
        found = list(neighbours(call, find, now, level + settings.hysteresis))
    else:
        quality = call.levels.quality(settings.quality_window)
        found = [*own_cell(call, level, quality, now), *neighbours(call, find, now)]
    if not found:
        return None
    best = _best(call, found, level, B) or _best(call, found, level, C)
    if best is None and cause in EMERGENCIES:
        best = _any(call, found, level, upgrades=cause in POOR_RADIO and call.rate == H)
    return Choice(call, best[0].cell, best[1], cause) if best else None


def _gain(call: Call, candidate: Candidate, rate: Rate, level: int) -> int:
    gain = candidate.level - level
    if call.rate == H and rate == F and not candidate.intra_cell:
        gain += candidate.cell.settings.afs_level_bias
    return gain & _WORD


def _best(call: Call, found: Sequence[Candidate], level: int, bit: int) -> tuple[Candidate, Rate] | None:
    best, most = None, 0
    for candidate in found:
        rate = rate_for(call, candidate, bit)
        if rate is not None and (gain := _gain(call, candidate, rate, level)) > most:
            best, most = (candidate, rate), gain
    return best


def _any(call: Call, found: Sequence[Candidate], level: int, *, upgrades: bool) -> tuple[Candidate, Rate] | None:
    """Requirement A; where half rate is the trouble, the last of equal gains that offers full rate."""
    best, most = None, 0
    for candidate in found:
        rate = rate_for(call, candidate, A)
        if rate is None:
            continue
        gain = _gain(call, candidate, rate, level)
        if gain > most or (gain == most and upgrades and candidate.meets[F] & A):
            best, most = (candidate, rate), gain
    return best
