"""Steps of a scenario that create: cells, calls, timeslots in use, interference."""

from typing import Final

from nms.core.errors import InvalidError
from nms.handover.bsc.call import CODECS
from nms.handover.bsc.channels import Cell, F, H, Rate, State, Timeslot
from nms.handover.bsc.stage import Mismatch, Stage
from nms.handover.bsc.words import Words, number, refused, same_state, slots_of, state_of

FIRST_ARFCN: Final = 870
MAX_CELLS: Final = 255  # as many as the BSC numbers
_RATES: Final = {"tch/f": F, "tch/h": H}
_PLAIN_CELL: Final = ("c+s4", "TCH/F", "TCH/F", "TCH/F", "TCH/F", "TCH/H", "TCH/H", "-")


def create_n_bts(stage: Stage, words: Words) -> None:
    """`create-n-bts N`."""
    for _ in range(number(words[0])):
        _create(stage, _PLAIN_CELL)


def create_bts(stage: Stage, words: Words) -> None:
    """`create-bts trx-count T timeslots …`, eight kinds a TRX."""
    if words[0] != "trx-count" or words[2] != "timeslots" or len(words) != 3 + 8 * number(words[1]):
        raise refused(words)
    _create(stage, words[3:])


def _create(stage: Stage, kinds: Words) -> None:
    count = len(stage.bsc.cells)
    if count >= MAX_CELLS:
        raise InvalidError("NMS-HO-019", most=MAX_CELLS)
    cell = Cell(count, FIRST_ARFCN + count)
    cell.slots = slots_of(cell, kinds)
    stage.bsc.add(cell)


def create_ms(stage: Stage, words: Words, *, connected: bool = True) -> Mismatch | None:
    """`create-ms bts B TCH/x CODEC`: a call on the channel that would be taken next."""
    rate = _rate(words[2])
    codec = words[3].upper() if len(words) > 3 else stage.codecs[rate]
    lchan = stage.cell(words[1]).next_lchan(rate, stage.bsc.now)
    if lchan is None:
        return Mismatch(f"a free {words[2]}", "none")
    stage.bsc.connect(lchan, rate, _codec(codec, rate), connected=connected)
    return None


def create_empty_lchan(stage: Stage, words: Words) -> Mismatch | None:
    """`create-empty-lchan bts B TCH/x CODEC`: a channel without a subscriber."""
    return create_ms(stage, words, connected=False)


def codec(stage: Stage, words: Words) -> None:
    """`codec tch/f FR tch/h HR`: of the calls that follow."""
    if len(words) % 2:
        raise refused(words)
    for kind, name in zip(words[::2], words[1::2], strict=True):
        stage.codecs[_rate(kind)] = _codec(name.upper(), _rate(kind))


def set_arfcn(stage: Stage, words: Words) -> None:
    """`set-arfcn bts B ARFCN`."""
    stage.cell(words[-2]).arfcn = number(words[-1])
    stage.bsc.configured()


def set_band(stage: Stage, words: Words) -> None:
    """`set-band bts B BAND`."""
    stage.cell(words[-2]).band = words[-1]


def force_ts_use(stage: Stage, words: Words) -> None:
    """`set-ts-use trx B T states …`: calls as the states say; what already is so stays, `*` too."""
    for slot, state in stage.slots(words):
        if not same_state(state, state_of(slot, stage.bsc.now)):
            _force(stage, slot, state.upper())


def _force(stage: Stage, slot: Timeslot, state: str) -> None:
    rate, marks = _forced(slot, state)
    if slot.mode != rate:
        for lchan in slot.halves:
            stage.bsc.disconnect(lchan)
    for lchan, mark in zip(slot.lchans, marks, strict=True):
        if mark == "-" and lchan in slot.halves:
            stage.bsc.disconnect(lchan)
        elif mark != "-" and lchan.state != State.USED and rate is not None:
            stage.bsc.connect(lchan, rate, stage.codecs[rate])


def _forced(slot: Timeslot, state: str) -> tuple[Rate | None, str]:
    """The mode and the halves (`H` or `-`) that a forced state means for a timeslot."""
    if state in ("-", "PDCH"):
        return (None if slot.dynamic else slot.rate), "--"
    rate, marks = (F, "H-") if state == "TCH/F" else (H, state.removeprefix("TCH/"))
    if (not slot.dynamic and slot.rate != rate) or len(marks) != 2 or set(marks) - {"H", "-"}:
        raise refused(state)
    return rate, marks


def res_ind(stage: Stage, words: Words) -> None:
    """`res-ind trx B T levels 4- -- 1`: interference bands of idle channels, one mark for each half."""
    for slot, marks in stage.slots(words, repeat_last=True):
        bounds = slot.cell.level_bounds
        for index, lchan in enumerate(slot.lchans):
            mark = marks[min(index, len(marks) - 1)]
            if mark != "-":
                lchan.interference_dbm = bounds[min(number(mark), len(bounds) - 1)]


def _rate(kind: str) -> Rate:
    try:
        return _RATES[kind.lower()]
    except KeyError:
        raise refused(kind) from None


def _codec(name: str, rate: Rate) -> str:
    if rate not in CODECS.get(name, ()):
        raise refused(name)
    return name
