"""A decision of the engine and what it tells of itself: the tests with their numbers, the ranking."""

from enum import StrEnum
from typing import Literal, NamedTuple

Kind = Literal["inter", "intra", "none"]


class HandoverCause(StrEnum):
    """The classes of handover, in the order they are tested (no downlink alone when the phone is not heard)."""

    RAPID_DROP = "rapid-drop"
    TIMING_ADVANCE = "timing-advance"
    BAD_QUALITY = "bad-quality"
    INTERFERENCE = "interference"
    NO_DOWNLINK = "no-downlink"
    LOAD = "load"
    EDGE = "edge"
    LAYER = "layer"
    PBGT = "pbgt"
    FAST_MOVING = "fast-moving"
    CONCENTRIC = "concentric"


class Check(NamedTuple):
    """One test: what (a text `handover.check.…`), of which neighbour (None: the serving cell), value, sense, limit."""

    what: str
    cell: int | None
    value: float
    sense: str
    limit: float
    passed: bool


class Ranked(NamedTuple):
    """A cell of the ranking: 16 bits (smaller goes first), mean level less penalty, whether it is the serving one."""

    cell: int
    bits: int
    level: float
    serving: bool


class Decision(NamedTuple):
    """What to do with the call; `why` and `ranking` are filled where an explanation was asked for."""

    kind: Kind
    cause: HandoverCause | None = None
    target: int | None = None
    overlaid: bool | None = None  # the sub-cell to go to, in a concentric cell
    why: tuple[Check, ...] = ()
    ranking: tuple[Ranked, ...] = ()


STAY = Decision("none")
