"""What a scenario plays on: a BSC, and what the language keeps besides it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from nms.core.errors import InvalidError
from nms.handover.bsc.call import Handover
from nms.handover.bsc.channels import Cell, F, H, Lchan, Rate, State, Timeslot
from nms.handover.bsc.controller import Bsc
from nms.handover.bsc.words import Words, number, refused

HARNESS: Final = (
    "handover 1", "handover algorithm 2", "handover2 assignment 1", "handover2 window rxlev averaging 1",
    "handover2 window rxlev neighbor averaging 1", "handover2 window rxqual averaging 10",
    "handover2 power budget interval 1",
)  # fmt: skip
"""The settings scenarios start from, where they differ from the BSC's own defaults."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What a step expected, and what the BSC did."""

    expected: str
    got: str


def fresh_bsc() -> Bsc:
    """A BSC as scenarios find it."""
    bsc = Bsc()
    for line in HARNESS:
        bsc.configure(line)
    return bsc


@dataclass(slots=True)
class Stage:
    """The BSC, the configuration node (None: network), the report number that all channels share, codecs of new calls.

    `watched` are handovers whose activation a step has seen and acknowledged.
    """

    bsc: Bsc = field(default_factory=fresh_bsc)
    node: Cell | None = None
    nr: int = 0
    codecs: dict[Rate, str] = field(default_factory=lambda: {F: "AMR", H: "AMR"})
    watched: list[Handover] = field(default_factory=list)

    def cell(self, text: str) -> Cell:
        """A cell by its number; InvalidError (NMS-HO-006) for one that is not there."""
        index = number(text)
        if not 0 <= index < len(self.bsc.cells):
            raise InvalidError("NMS-HO-006", cell=text)
        return self.bsc.cells[index]

    def slots(self, words: Words, *, repeat_last: bool = False) -> list[tuple[Timeslot, str]]:
        """`trx B T … one word a timeslot`."""
        trx, states = number(words[2]), words[4:]
        slots = [slot for slot in self.cell(words[1]).slots if slot.trx == trx]
        if repeat_last and states:
            states += states[-1:] * (len(slots) - len(states))
        if len(states) != len(slots) or not slots:
            raise refused(words)
        return list(zip(slots, states, strict=True))

    def established(self) -> Iterator[Lchan]:
        """Channels with a call, in the order of the BSC."""
        for cell in self.bsc.cells:
            yield from (lchan for lchan in cell.lchans() if lchan.state == State.USED)

    def unseen(self) -> Handover | None:
        """The activation that no step has seen yet."""
        return next((one for one in self.bsc.pending if one not in self.watched), None)

    def latest(self) -> Handover:
        """The handover that steps now speak of; InvalidError (NMS-HO-005) without one."""
        if not self.watched:
            raise InvalidError("NMS-HO-005")
        return self.watched[-1]
