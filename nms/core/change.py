"""A change to the network as people and machines handle it: what is asked, the plan made of it, what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from nms.core.alarm import Actor

_NOBODY = Actor("")


class ChangeState(StrEnum):
    """Where a change stands; only the moves of `MOVES` exist."""

    DRAFT = "draft"
    PLANNED = "planned"
    APPROVED = "approved"
    APPLYING = "applying"
    COMMITTED = "committed"
    ROLLED_BACK = "rolled-back"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_C = ChangeState
MOVES: Mapping[ChangeState, frozenset[ChangeState]] = {
    _C.DRAFT: frozenset({_C.PLANNED, _C.WITHDRAWN}),
    _C.PLANNED: frozenset({_C.PLANNED, _C.APPROVED, _C.WITHDRAWN, _C.EXPIRED}),
    _C.APPROVED: frozenset({_C.PLANNED, _C.APPLYING, _C.WITHDRAWN, _C.EXPIRED}),
    _C.APPLYING: frozenset({_C.COMMITTED, _C.ROLLED_BACK, _C.UNKNOWN}),
    _C.UNKNOWN: frozenset({_C.COMMITTED, _C.ROLLED_BACK}),
    _C.COMMITTED: frozenset(),
    _C.ROLLED_BACK: frozenset({_C.PLANNED}),
    _C.WITHDRAWN: frozenset(),
    _C.EXPIRED: frozenset({_C.PLANNED}),
}
"""From where to where; a rolled-back or expired change may be planned anew ("retry")."""


class StepState(StrEnum):
    """How far one device of a change is."""

    PENDING = "pending"
    CHECKED = "checked"  # lease held, snapshot kept, hash as planned
    APPLYING = "applying"
    APPLIED = "applied"  # lines accepted and read back
    COMMITTED = "committed"  # kept and saved
    UNDOING = "undoing"
    ROLLED_BACK = "rolled-back"  # as it was before
    UNTOUCHED = "untouched"  # nothing was sent
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """A show command and the regular expression its output must match (must not, when `absent`)."""

    command: str
    expect: str
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """Lines that several services need (a VLAN, a profile): the first user applies them, the last one removes them.

    `key` names the shared thing on its device ("vlan 1000"); apply and undo are indented lines like those of a Step.
    """

    key: str
    apply: tuple[str, ...]
    undo: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What one device gets: lines as they stand in its configuration (a view's lines indented below it, by one blank
    a level), their undo in the order in which it is sent, and what proves them.

    `before` is the digest (`nms.core.dialect.digest`) of the configuration the plan was made from; `objects` are the
    ports and the like that it touches; `guarded` are those of its lines that are never sent unless a plan names them.
    """

    device: str
    platform: str
    template: str
    apply: tuple[str, ...]
    undo: tuple[str, ...]
    verify: tuple[Check, ...] = ()
    shared: tuple[Shared, ...] = ()
    before: str = ""
    objects: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()
    verified: bool = False
    drops: tuple[Shared, ...] = ()
    """Shared things that the service used and needs no more: the last user takes them away, after all else."""


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of a line's design as it stands: the lines that brought it and those that take it away.

    `entry` is the entry as JSON text, keys sorted; `title` is that of the work order where people carry it out.
    """

    entry: str
    device: str
    template: str
    apply: tuple[str, ...]
    undo: tuple[str, ...]
    shared: tuple[Shared, ...] = ()
    verify: tuple[Check, ...] = ()
    objects: tuple[str, ...] = ()
    verified: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """What a person does at an element that no command line reaches (调度单): numbered sentences, and their undo."""

    element: str
    title: str
    lines: tuple[str, ...]
    undo: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order in which they are pushed; undone in reverse. `digest` names exactly this plan."""

    steps: tuple[Step, ...] = ()
    work_orders: tuple[WorkOrder, ...] = ()
    made_at: datetime | None = None
    digest: str = ""
    parts: tuple[Part, ...] = ()
    """All that stands of a line once this plan is carried out, on every device (kind "line" only)."""


@dataclass(frozen=True, slots=True)
class Change:
    """A wish to change the network; `kind` is a service of the template set or a use case (config, restore, remediate,
    undo), `body` its validated values (JSON). `service` names what the lines belong to, for shared lines.
    """

    id: int
    kind: str
    title: str
    author: Actor
    created_at: datetime
    state: ChangeState = ChangeState.DRAFT
    body: Mapping[str, Any] = field(default_factory=dict)
    service: str = ""
    plan: Plan = Plan()
    approver: Actor | None = None
    expires_at: datetime | None = None
    moved_at: datetime | None = None
    rollout: int = 0
    undoes: int = 0
    undone_by: int = 0
    reason: str = ""
    """Why it stands where it stands: the code and sentence of what went wrong."""


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """One device of a change as far as it came; `line` is the first line it refused, `reply` its words (scrubbed)."""

    change: int
    device: str
    state: StepState
    at: datetime
    code: str = ""
    line: str = ""
    reply: str = ""
    snapshot: str = ""
    """Id of the kept configuration from before the change."""
    fencing: int = 0


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One move of a change or of one of its devices (`device` "" for the change itself), as it was written down."""

    id: int
    change: int
    device: str
    state: str
    at: datetime
    actor: Actor
    body: Mapping[str, Any] = field(default_factory=dict)


class OnFailure(StrEnum):
    """What a rollout does when one of its changes does not commit."""

    STOP = "stop"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class Rollout:
    """Many changes, each all-or-nothing by itself, pushed in waves: the canary first, the next wave after the last
    one committed. `waves` hold change ids."""

    id: int
    title: str
    author: Actor
    created_at: datetime
    waves: tuple[tuple[int, ...], ...]
    on_failure: OnFailure = OnFailure.STOP
    state: ChangeState = ChangeState.PLANNED


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may write to a device until when; `fencing` grows with every lease ever given for the device."""

    device: str
    owner: str
    change: int
    fencing: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept configuration: `id` is its commit, `digest` what `nms.core.dialect.digest` says of it."""

    id: str
    device: str
    at: datetime
    digest: str
    cause: str = ""
    """scheduled, before change N, after change N, by hand …"""
    actor: Actor = _NOBODY
    """Who caused it to be kept."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a device said to one line; `refused` lines are only returned by a tolerant call."""

    line: str
    text: str = ""
    refused: bool = False


def together(replies: Sequence[Reply]) -> str:
    """A transcript: every line and what came back."""
    return "\n".join(f"{reply.line}\n{reply.text}".rstrip() for reply in replies)
