"""What pages, API and CLI ask of the store, and the shapes it answers with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Literal, TypeVar

from nms.core.alarm import Severity
from nms.core.observed import FdbEntry, Neighbour

ItemT = TypeVar("ItemT")
SightedT = TypeVar("SightedT", FdbEntry, Neighbour)

AlarmState = Literal["", "active", "cleared"]
AlarmSort = Literal["severity", "raised_at", "changed_at", "cleared_at", "device", "object", "problem", "count", "id"]


@dataclass(frozen=True, slots=True)
class Page(Generic[ItemT]):
    """A stretch of a longer list; `total` counts the whole."""

    total: int
    items: Sequence[ItemT]


@dataclass(frozen=True, slots=True)
class AlarmQuery:
    """Which alarms, in which order; what is left at its default does not narrow the answer.

    `devices` names the devices of a site or a hall (an empty tuple finds nothing); `text` is looked for in device,
    object, problem, cause and details, `problems` beside it (problems whose translated name matches the same words);
    `shelved` is judged at `at`; `unsuppressed` leaves out what another alarm explains.
    """

    state: AlarmState = ""
    severities: frozenset[Severity] = frozenset()
    devices: tuple[str, ...] | None = None
    object: str = ""
    problem: str = ""
    text: str = ""
    problems: tuple[str, ...] = ()
    acknowledged: bool | None = None
    shelved: bool | None = None
    at: datetime | None = None
    unsuppressed: bool = False
    maintenance: bool | None = None
    root_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    sort: AlarmSort = "severity"
    descending: bool = False
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class DeviceState:
    """Whether a device answers: when last, when it last did not and why, since when it is as it is."""

    device: str
    last_answer_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_error: str = ""
    since: datetime | None = None
    failures: int = 0
    booted_at: datetime | None = None

    def state(self, now: datetime, cadence_s: float) -> Literal["up", "down", "unknown"]:
        """up: answered within two cadences; down: asked since and silent; unknown: nobody asked lately."""
        recently = now - timedelta(seconds=2 * cadence_s)
        if self.last_answer_at is not None and self.last_answer_at >= recently:
            return "up"
        if self.last_failure_at is not None and self.last_failure_at >= recently:
            return "down"
        return "unknown"


@dataclass(frozen=True, slots=True)
class Sighting(Generic[SightedT]):
    """A neighbour or a MAC as a device saw it, from first to last; `present` is False once it is gone (T12)."""

    device: str
    row: SightedT
    first_seen: datetime
    last_seen: datetime
    present: bool


@dataclass(frozen=True, slots=True)
class TrapVerdict:
    """What became of a raw trap: `outcome` is rule, unknown, malformed or storm; `oid` dotted snmpTrapOID."""

    raw_id: int
    outcome: str
    oid: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class StoredTrap:
    """A raw trap with what became of it (outcome "" while nobody has looked)."""

    id: int
    received_at: datetime
    address: str
    port: int
    device: str
    payload: bytes
    outcome: str = ""
    oid: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class UnknownTrap:
    """One line of the queue of traps that no rule understands."""

    oid: str
    device: str
    count: int
    first_at: datetime
    last_at: datetime
    example_id: int
