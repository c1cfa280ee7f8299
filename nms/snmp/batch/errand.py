"""What a worker process is told, and what it says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nms.snmp.batch.course import Tally
from nms.snmp.batch.fleet import Fleet, Member
from nms.snmp.batch.walking import Walk
from nms.snmp.batch.wire import Wire

Wires = Callable[[Fleet, Walk], Sequence[Wire]]


@dataclass(frozen=True, slots=True)
class Errand:
    """What a worker is told at its start: whom it asks, how fast, with which walk, over which wires (none: its own)."""

    members: Sequence[Member]
    rate: float
    walk: str
    wires: Wires | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """What a worker says after the round of that number, and once it is ready (then `tally` is None): how the round
    went, the processor seconds (user + sys) since its last word, and its peak memory."""

    number: int
    tally: Tally | None
    seconds: float
    cpu_s: float
    peak_mb: float
