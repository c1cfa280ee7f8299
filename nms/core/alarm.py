"""Trouble as ITU-T X.733 names it: a report of it, and the alarm it becomes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum

HELD = "held"
"""Among an alarm's details: until when (ISO 8601) nobody is told of it."""


class Severity(IntEnum):
    """X.733 perceived severity in stored order: the smaller, the worse."""

    CRITICAL = 1
    MAJOR = 2
    MINOR = 3
    WARNING = 4
    INDETERMINATE = 5
    CLEARED = 6

    @property
    def word(self) -> str:
        """The X.733 word in lower case, as API and URLs use it."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Severity":
        """The severity of an X.733 word; KeyError for any other."""
        return cls[word.upper()]


class EventType(StrEnum):
    """X.733 event types, with X.736's security violation."""

    COMMUNICATIONS = "communications"
    QUALITY_OF_SERVICE = "qualityOfService"
    PROCESSING_ERROR = "processingError"
    EQUIPMENT = "equipment"
    ENVIRONMENTAL = "environmental"
    SECURITY = "security"


@dataclass(frozen=True, slots=True, order=True)
class AlarmKey:
    """What makes two reports speak of one trouble (promise T10).

    `object` is an ifName, a sensor's name, "AP <name>" and the like, or "device" for the element as a whole;
    `problem` is the specific problem, a key of the problem catalogue such as "e1-los".
    """

    device: str
    object: str
    type: EventType
    problem: str

    def __str__(self) -> str:
        return f"{self.device}|{self.object}|{self.type}|{self.problem}"


@dataclass(frozen=True, slots=True)
class Report:
    """One statement that a trouble is there (or, with CLEARED, gone).

    `source` is trap, poll, threshold or engine; `evidence` points to the proof ("trap:812", "poll:e1");
    `ttl_s` > 0 makes an event out of it: it clears by itself after so many seconds.
    """

    key: AlarmKey
    severity: Severity
    cause: str
    event_at: datetime
    received_at: datetime
    source: str
    evidence: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    ttl_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Alarm:
    """The state of one trouble; `id` is 0 until stored; times are aware UTC.

    Severity, clearing, flapping, acknowledgement, shelving and maintenance are independent of each other.
    A shadowed alarm carries in `root_id` the id of the alarm that explains it.
    """

    id: int
    key: AlarmKey
    severity: Severity
    cause: str
    raised_at: datetime
    received_at: datetime
    changed_at: datetime
    cleared_at: datetime | None = None
    count: int = 1
    flapping: bool = False
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    shelved_until: datetime | None = None
    maintenance: bool = False
    root_id: int | None = None
    source: str = ""
    evidence: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    expires_at: datetime | None = None

    @property
    def active(self) -> bool:
        """Whether the trouble is still there."""
        return self.cleared_at is None

    @property
    def held(self) -> bool:
        """Whether nobody is told yet, because its cause is being looked for."""
        return HELD in self.details

    @property
    def state(self) -> str:
        """The API's word: active or cleared."""
        return "active" if self.active else "cleared"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: passed with every action, so that accounts need no new seam."""

    name: str
    origin: str = "local"


@dataclass(frozen=True, slots=True)
class AlarmEvent:
    """One line of an alarm's history: kind is raised, repeated, worsened, eased, cleared, flapping, settled,
    acknowledged, unacknowledged, shelved, unshelved, commented, rooted, unrooted, released or maintenance."""

    alarm_id: int
    at: datetime
    kind: str
    actor: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """A planned time in which alarms of a device, a site or a hall are marked, not shouted."""

    id: int
    scope: str  # device, site or hall
    target: str
    start: datetime
    end: datetime
    reason: str = ""
    created_by: str = ""
