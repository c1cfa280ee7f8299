"""What pages, API and command line are shown of root causes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from nms.core.alarm import Alarm, Severity


@dataclass(frozen=True, slots=True)
class Struck:
    """What no longer works when an element fails: devices, ports as (device, port), links by name."""

    devices: frozenset[str] = frozenset()
    ports: frozenset[tuple[str, str]] = frozenset()
    links: frozenset[str] = frozenset()


Affected = Callable[[Struck], Mapping[str, Any]]
"""Whom a failed element takes down, in JSON's own types: {"lines": [...], "customers": [...], …}."""


@dataclass(frozen=True, slots=True)
class CauseView:
    """An open cause in a list; `name` is its address, "kind:name" of the element.

    `word` is the text code of its kind; `share` how much of the belief it has against its rivals, 0 to 1; `head` the
    alarm that stands for it, 0 where none does yet; `held` whether something of it is not told yet.
    """

    name: str
    kind: str
    word: str
    element: str
    device: str
    severity: Severity
    since: datetime
    age_s: float
    share: float
    head: int
    alarms: int
    devices: Sequence[str]
    halls: Sequence[str]
    acknowledged_by: str
    flapping: bool
    maintenance: bool
    held: bool


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One sentence for (weight above zero) or against: a code of the catalogue with its values."""

    code: str
    values: Mapping[str, str]
    weight: float


@dataclass(frozen=True, slots=True)
class RivalView:
    """Another element that would explain some of it; `behind` is how far its score lies below, in nats."""

    name: str
    kind: str
    element: str
    explained: int
    absent: int
    behind: float


@dataclass(frozen=True, slots=True)
class CauseDetail:
    """One cause with its evidence, its rivals, its alarms (the head first) and whom it takes down."""

    cause: CauseView
    evidence: Sequence[EvidenceView]
    rivals: Sequence[RivalView]
    alarms: Sequence[Alarm]
    affected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PathNode:
    """A device on the way from a cause to an alarm; `state` is failed, silent, alarmed or up."""

    device: str
    role: str
    state: str


@dataclass(frozen=True, slots=True)
class PathEdge:
    """A link on the way, `state` failed, down or up."""

    link: str
    a: str
    b: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class CausePath:
    """How an alarm hangs on a cause: devices from the cause's to the alarm's, and the links between them."""

    cause: str
    alarm: int
    nodes: Sequence[PathNode]
    edges: Sequence[PathEdge]


class CauseRoom(Protocol):
    """Root causes as the active alarms tell them now. Reads the store only."""

    def open(self) -> Sequence[CauseView]:
        """All open causes, worst first, then those that explain most."""
        ...

    def cause(self, name: str) -> CauseDetail:
        """One of them; NotFoundError for one that is not open."""
        ...

    def path(self, name: str, alarm_id: int) -> CausePath:
        """The way from a cause to one of its alarms; InvalidError NMS-CAUSE-001 for another's alarm."""
        ...

    def of_alarm(self, alarm_id: int) -> str:
        """The name of the cause that explains an alarm, "" where none does."""
        ...
