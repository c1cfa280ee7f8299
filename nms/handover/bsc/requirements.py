"""What a target must have free after a call moved there: requirement A (a channel), B (its reserve), C (balance)."""

from typing import Final, NamedTuple

from nms.handover.bsc.call import CODECS, Call
from nms.handover.bsc.channels import RATES, Cell, F, H, Rate, State

A: Final = 1
B: Final = 2
C: Final = 4

NOTHING: Final = (0, 0)


class Candidate(NamedTuple):
    """A cell the call could go to, its mean level there, and what it meets at full and at half rate."""

    cell: Cell
    level: int
    meets: tuple[int, int]
    intra_cell: bool


def met(call: Call, target: Cell, now: float) -> tuple[int, int]:
    """A, B and C, as bits, of full and half rate; within a cell only the other rate is a change."""
    intra = target is call.cell
    wanted = [rate for rate in CODECS[call.codec] if not (intra and rate == call.rate)]
    return (
        _met(call, target, F, now) if F in wanted else 0,
        _met(call, target, H, now) if H in wanted else 0,
    )


def _met(call: Call, target: Cell, rate: Rate, now: float) -> int:
    free = target.free(now)
    if free[rate] <= 0:
        return 0
    reserve = _reserve(target)
    other = H if rate == F else F
    lchan = target.next_lchan(rate, now)
    converts = lchan is not None and lchan.slot.dynamic and lchan.slot.mode is None
    cost = (2 if rate == F else 1) if converts else 0
    bits = A
    if free[rate] - 1 >= reserve[rate] and (not converts or free[other] - cost >= reserve[other]):
        bits |= B
    back = _given_back(call) if target is call.cell else NOTHING
    left = overload(free[rate] - 1 + back[rate], reserve[rate])
    crossed = overload(free[other] - cost + back[other], reserve[other]) if converts else 0.0
    source, kept = call.cell.free(now), _reserve(call.cell)
    if left < overload(source[call.rate], kept[call.rate]) and crossed <= overload(source[other], kept[other]):
        bits |= C
    return bits


def _reserve(cell: Cell) -> tuple[int, int]:
    return cell.settings.min_free_f, cell.settings.min_free_h


def _given_back(call: Call) -> tuple[int, int]:
    """What the cell regains when the call leaves its channel: a dynamic timeslot that empties serves either rate."""
    slot = call.lchan.slot
    empties = slot.dynamic and not any(
        lchan.state in (State.USED, State.PENDING) for lchan in slot.halves if lchan is not call.lchan
    )
    if call.rate == F:
        return (1, 2) if empties else (1, 0)
    return (1, 1) if empties else (0, 1)


def overload(free: int, reserve: int) -> float:
    """How far a cell is below its reserve, as a share of it; 0 where it is not, or has none."""
    return (reserve - free) / reserve if 0 < reserve > free else 0.0


def rate_for(call: Call, candidate: Candidate, bit: int) -> Rate | None:
    """The rate the call would get among those that meet a requirement; full is kept, half is left with a bias."""
    full, half = (candidate.meets[rate] & bit for rate in RATES)
    if full and (call.rate == F or not half or candidate.cell.settings.afs_level_bias > 0):
        return F
    return H if half else None
