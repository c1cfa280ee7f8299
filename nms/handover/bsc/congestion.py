"""The BSC's congestion check: a cell below its reserve of a rate sheds one call of that rate."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from nms.handover.bsc.call import Call, Cause, Choice
from nms.handover.bsc.candidates import Find, neighbours, own_cell
from nms.handover.bsc.channels import RATES, Cell, F, H, Lchan, Rate
from nms.handover.bsc.requirements import B, C, Candidate, rate_for


class Move(NamedTuple):
    """A call that could leave: where to, at which rate, what it gains, what it has."""

    call: Call
    candidate: Candidate
    rate: Rate
    gain: int
    serving: int

    @property
    def upgrades(self) -> bool:
        """From half to full rate."""
        return self.call.rate == H and self.rate == F

    @property
    def resulting(self) -> int:
        """The level after it, with what full rate is worth to the target."""
        return self.candidate.level + (self.candidate.cell.settings.afs_level_bias if self.upgrades else 0)


def check(cell: Cell, calls: Mapping[Lchan, Call], find: Find, now: float) -> Choice | None:
    """The move that relieves the cell: towards a target that keeps its reserve, else to one that is less short."""
    free = cell.free(now)
    reserve = (cell.settings.min_free_f, cell.settings.min_free_h)
    short = {rate for rate in RATES if free[rate] < reserve[rate]}
    if not short:
        return None
    found = [
        (call, candidate, level)
        for call in _movable(cell, calls)
        if call.rate in short
        for candidate, level in _candidates(call, find, now)
    ]
    for bit in (B, C):
        moves = [move for one in found if (move := _move(*one, bit))]
        if moves:
            best = _best(moves)
            return Choice(best.call, best.candidate.cell, best.rate, Cause.CONGESTION)
    return None


def _movable(cell: Cell, calls: Mapping[Lchan, Call]) -> Iterator[Call]:
    for lchan in cell.lchans():
        call = calls.get(lchan)
        if call and call.lchan is lchan and call.connected and call.handover is None:
            yield call


def _candidates(call: Call, find: Find, now: float) -> Iterator[tuple[Candidate, int]]:
    settings = call.cell.settings
    level = call.levels.level(settings.level_window)
    if level is None:
        return
    quality = call.levels.quality(settings.quality_window)
    for candidate in (*own_cell(call, level, quality, now), *neighbours(call, find, now)):
        yield candidate, level


def _move(call: Call, candidate: Candidate, level: int, bit: int) -> Move | None:
    rate = rate_for(call, candidate, bit)
    return None if rate is None else Move(call, candidate, rate, candidate.level - level, level)


def _best(moves: list[Move]) -> Move:
    """The highest gain; where all lose, the highest level left."""
    gaining = any(move.gain >= 0 for move in moves)
    best = moves[0]
    for move in moves[1:]:
        new, old = (move.gain, best.gain) if gaining else (move.resulting, best.resulting)
        if new > old or (new == old and _preferred(move, best)):
            best = move
    return best


def _preferred(new: Move, best: Move) -> bool:
    """Of equal moves: calls off dynamic timeslots first, the emptiest of them, and the weakest call to full rate."""
    both_upgrade = new.upgrades and best.upgrades
    here, there = new.call.lchan.slot, best.call.lchan.slot
    if not here.dynamic:
        return both_upgrade and new.serving < best.serving
    if not there.dynamic:
        return True
    if here.used() != there.used():
        return here.used() < there.used()
    return not (both_upgrade and new.serving > best.serving)
