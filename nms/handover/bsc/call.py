"""A call on a channel, what bars it from cells, and the handover it may be in."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from nms.handover.bsc.channels import Cell, F, H, Lchan, Rate
from nms.handover.bsc.levels import Levels


class Cause(StrEnum):
    """Why the BSC moves a call."""

    INTERFERENCE = "interference"
    QUALITY = "quality"
    LEVEL = "level"
    DISTANCE = "distance"
    BETTER_CELL = "better-cell"
    CONGESTION = "congestion"


CODECS: Final[dict[str, tuple[Rate, ...]]] = {"FR": (F,), "EFR": (F,), "HR": (H,), "AMR": (F, H)}
"""The rates a speech codec runs at."""


@dataclass(slots=True, eq=False)
class Call:
    """A call; `connected` is False for a channel without a subscriber, about which nothing is ever decided."""

    lchan: Lchan
    rate: Rate
    codec: str = "AMR"
    connected: bool = True
    levels: Levels = field(default_factory=Levels)
    penalties: dict[int, float] = field(default_factory=dict)  # cell → end
    failures: int = 0
    handover: "Handover | None" = None

    @property
    def cell(self) -> Cell:
        """The serving cell."""
        return self.lchan.slot.cell

    def penalise(self, cell: Cell, until: float) -> None:
        """Bar a cell for a while; never shorter than it is already barred."""
        self.penalties[cell.number] = max(until, self.penalties.get(cell.number, until))

    def barred(self, cell: Cell, now: float) -> bool:
        """Whether a penalty on the cell is running."""
        return now < self.penalties.get(cell.number, now)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an algorithm wants: this call to that cell at that rate."""

    call: Call
    target: Cell
    rate: Rate
    cause: Cause
    algorithm: int = 2

    @property
    def intra_cell(self) -> bool:
        """An assignment within the cell."""
        return self.target is self.call.cell


@dataclass(slots=True, eq=False)
class Handover:
    """A choice being carried out: the new channel is being activated, the phone on its way."""

    choice: Choice
    source: Lchan
    target: Lchan
    detected: bool = False
