"""What became of every simulated call: where it was served, every handover that was tried, and how that ended."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Shorts = npt.NDArray[np.int16]
Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.int8]

LEAST_LEVEL: Final = 6
"""A handover fails on the air where the target's downlink is below RXLEV 6 (−104 dBm)."""
LEAST_UPLINK: Final = 2
"""… or where its uplink is below RXLEV 2 (−108 dBm): base stations hear better than phones."""
UNREADABLE: Final = 7
"""RXQUAL at which a SACCH block is lost."""
RADIO_LINK: Final = 20
"""Start of the counter S; −1 for a SACCH block that is lost, +2 for one that is read (3GPP TS 45.008, 5.2)."""
REPORTED: Final = 6
"""Neighbours in one report (3GPP TS 44.018)."""
ENDED: Final = -1


class Outcome(IntEnum):
    """How a handover to another cell ended."""

    DONE = 0
    NO_CHANNEL = 1  # the target had none: no command was sent
    UNANSWERED = 2  # the target's side never took the request up: no command was sent
    INCOMPATIBLE = 3  # refused for ciphering or channel mode: no command was sent
    RETURNED = 4  # commanded, failed on the air, back on the old channel
    LOST = 5  # commanded, failed on the air, and the old channel could not be read any more: the call dropped


@dataclass(frozen=True, slots=True)
class Odds:
    """How often a handover goes wrong for other reasons than levels: source × target, each 0…1 (by cell position).

    They exclude each other and are tried in this order; the first three end before a command, `failing` on the air.
    """

    no_channel: Floats
    unanswered: Floats
    incompatible: Floats
    failing: Floats

    @classmethod
    def none(cls, cells: int) -> "Odds":
        """Nothing goes wrong but for the levels."""
        return cls(*(np.zeros((cells, cells), np.float32) for _ in range(4)))


@dataclass(frozen=True, slots=True)
class Course:
    """Every call, period by period; cells by position in `World.cells`.

    `cell` (tick × call) is who served the report of that tick, −1 once the call had dropped. The other arrays have one
    entry per handover to another cell that was decided: at which tick, of which call, from where to where, for which
    cause (position in `batch.deciding.CAUSES`), and its `Outcome`; in order of tick, then call.
    """

    cell: Shorts
    tick: Ints
    call: Ints
    source: Shorts
    target: Shorts
    cause: Bytes
    outcome: Bytes
    dropped: npt.NDArray[np.bool_]


def chance(seed: int, tick: int, call: npt.NDArray[np.uint32]) -> Floats:
    """A number in 0…1 for each call at a tick: the same for the same seed, whatever was decided before.

    A finaliser of 32 bits (multiply, shift, exclusive-or) over a mix of the three; the compiled kernel does the same.
    """
    with np.errstate(over="ignore"):
        x = call.astype(np.uint32) * np.uint32(0x85EBCA77)
        x ^= np.uint32(tick * 0x9E3779B1 & 0xFFFFFFFF) ^ np.uint32(seed * 0xC2B2AE3D & 0xFFFFFFFF)
        x ^= x >> np.uint32(16)
        x *= np.uint32(0x7FEB352D)
        x ^= x >> np.uint32(15)
        x *= np.uint32(0x846CA68B)
        x ^= x >> np.uint32(16)
    drawn: Floats = (x >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)
    return drawn
