"""The nouns of the scenario language: channels, timeslots and their states as text."""

from typing import NamedTuple

from nms.core.errors import InvalidError
from nms.handover.bsc.channels import Cell, F, H, Lchan, Rate, State, Timeslot

Words = tuple[str, ...]

KINDS: dict[str, tuple[Rate | None, bool]] = {
    "tch/f": (F, False),
    "tch/h": (H, False),
    "dyn": (None, True),
    "c+s4": (None, False),
    "pdch": (None, False),
    "-": (None, False),
}
"""Timeslot kinds: the rate of a static traffic channel, and whether the timeslot is dynamic."""

_MARKS = {State.FREE: "-", State.USED: "H", State.PENDING: "!", State.BROKEN: "!"}
IDLE = "-"


def refused(words: Words | str) -> InvalidError:
    """A step that means nothing."""
    return InvalidError("NMS-HO-004", step=words if isinstance(words, str) else " ".join(words))


def number(text: str) -> int:
    """A whole number; InvalidError for anything else."""
    try:
        return int(text)
    except ValueError:
        raise refused(text) from None


class Place(NamedTuple):
    """A channel as scenarios name it; -1 stands for `*`."""

    cell: int
    trx: int
    slot: int
    half: int

    def covers(self, lchan: Lchan) -> bool:
        """Whether the channel is meant."""
        return all(mine in (-1, theirs) for mine, theirs in zip(self, lchan.place, strict=True))


def place(words: Words) -> Place:
    """`0 0 3 1`, any of them `*`."""
    if len(words) != 4:
        raise refused(words)
    return Place(*(-1 if word == "*" else number(word) for word in words))


def named(lchan: Lchan) -> str:
    """A channel as scenarios name it."""
    return "lchan " + " ".join(map(str, lchan.place))


def slots_of(cell: Cell, kinds: Words) -> list[Timeslot]:
    """Timeslots of a new cell, eight a TRX."""
    return [_slot(cell, index, kind) for index, kind in enumerate(kinds)]


def _slot(cell: Cell, index: int, kind: str) -> Timeslot:
    try:
        rate, dynamic = KINDS[kind.lower()]
    except KeyError:
        raise refused(kind) from None
    return Timeslot(cell, index // 8, index % 8, rate, dynamic)


def state_of(slot: Timeslot, now: float) -> str:
    """What a timeslot does: `-`, `TCH/F`, `TCH/H-`, `TCH/!H`, `!`; an idle dynamic timeslot is `PDCH`."""
    if slot.mode is None:
        return "PDCH" if slot.dynamic else IDLE
    marks = "".join("-" if lchan.is_free(now) else _MARKS[lchan.state] for lchan in slot.halves)
    if slot.mode == F:
        return {"H": "TCH/F"}.get(marks, marks)
    if "H" in marks:
        return f"TCH/{marks}"
    return IDLE if marks == "--" else marks


def same_state(wanted: str, seen: str) -> bool:
    """Whether a state is as a scenario wants it; `*` is any, an idle timeslot may be called PDCH."""
    wanted = wanted.upper()
    return wanted == "*" or _plain(wanted) == _plain(seen)


def _plain(state: str) -> str:
    return IDLE if state == "PDCH" else state
