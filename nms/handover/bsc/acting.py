"""Steps of a scenario that let something happen: reports, time, congestion checks, the end of a handover."""

from collections.abc import Callable
from typing import Final

from nms.handover.bsc.call import Handover
from nms.handover.bsc.channels import Cell, Lchan
from nms.handover.bsc.stage import Stage
from nms.handover.bsc.words import Words, number, place, refused
from nms.handover.reports import Neighbours, Report

_NEEDED: Final = ("lchan", "rxlev", "rxqual", "ta")
_REPORT_NUMBERS: Final = 256
MAX_REPEAT: Final = 100_000


def wait(stage: Stage, words: Words) -> None:
    """`wait S [MS]`."""
    stage.bsc.now += number(words[0]) + (number(words[1]) / 1000 if len(words) > 1 else 0)


def meas_rep(stage: Stage, words: Words) -> None:
    """`meas-rep [repeat N] [bspower dB] lchan … rxlev L rxqual Q ta A [neighbors …]`."""
    facts = _facts(words)
    wanted = place(facts["lchan"])
    plain = _report(facts)
    levels, times = tuple(map(number, facts.get("neighbors", ()))), _one(facts, "repeat", 1)
    if not 0 < times <= MAX_REPEAT:
        raise refused(words)
    for lchan in [lchan for lchan in stage.established() if wanted.covers(lchan)]:
        report = plain._replace(neighbours=heard(stage, lchan.slot.cell, levels)).checked()
        for _ in range(times):
            _feed(stage, lchan, report)


def _feed(stage: Stage, lchan: Lchan, report: Report) -> None:
    call = stage.bsc.calls.get(lchan)
    if call:
        stage.bsc.report(call, report._replace(nr=stage.nr))
    stage.nr = (stage.nr + 1) % _REPORT_NUMBERS


def _report(facts: dict[str, Words]) -> Report:
    level, quality = _one(facts, "rxlev"), _one(facts, "rxqual")
    power = _one(facts, "bspower", 0)
    return Report(0, level, quality, ta=_one(facts, "ta"), bs_power_db=power).checked()


def _facts(words: Words) -> dict[str, Words]:
    """`repeat 2 lchan 0 0 1 0 rxlev 30` as word → what follows it."""
    facts: dict[str, Words] = {}
    key = ""
    for word in words:
        if word.isalpha():
            key, facts[word] = word, ()
        else:
            facts[key] = (*facts.get(key, ()), word)
    if any(not facts.get(needed) for needed in _NEEDED):
        raise refused(words)
    return facts


def _one(facts: dict[str, Words], key: str, otherwise: int = 0) -> int:
    return number(facts[key][0]) if facts.get(key) else otherwise


def heard(stage: Stage, cell: Cell, levels: tuple[int, ...]) -> Neighbours:
    """The other cells in the order of the cell's BA list: the own band by ARFCN (0 last), then the other bands."""
    others = [other for other in stage.bsc.cells if other is not cell]
    others.sort(key=lambda other: (other.band != cell.band, other.arfcn == 0, other.arfcn))
    return tuple((other.key, level) for other, level in zip(others, levels, strict=False))


def congestion_check(stage: Stage, _: Words) -> None:
    """`congestion-check`."""
    stage.bsc.check_congestion()


def ho_detect(stage: Stage, _: Words) -> None:
    """`ho-detect`."""
    stage.bsc.detect(stage.latest())


def ho_complete(stage: Stage, _: Words) -> None:
    """`ho-complete`."""
    _end(stage, stage.bsc.complete)


def ho_failed(stage: Stage, _: Words) -> None:
    """`ho-failed`."""
    _end(stage, stage.bsc.fail)


def _end(stage: Stage, how: Callable[[Handover], None]) -> None:
    handover = stage.latest()
    how(handover)
    if handover not in stage.bsc.pending:
        stage.watched.remove(handover)
