"""What pages, API and commands may ask about changes to the network."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, JournalEntry, Lease, OnFailure, Rollout, StepOutcome, WorkOrder
from nms.core.queries import Page

PLAN, PUSH, RESYNC = "change-plan", "change-push", "change-resync"
"""Kinds of requests that the engine carries out."""


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Which changes; what is empty lets everything through."""

    states: tuple[str, ...] = ()
    device: str = ""
    service: str = ""
    author: str = ""
    rollout: int = 0
    limit: int = 50
    offset: int = 0
    worst_first: bool = False
    """What hurts or waits first (`WORST_FIRST`), else the newest first."""


@dataclass(frozen=True, slots=True)
class LinesView:
    """What one device gets as it was when planned, without secrets: lines, their undo, the expected difference."""

    device: str
    platform: str
    template: str
    apply: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    diff: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    """Shared things that are not touched because others use them too."""
    verified: bool = False
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change with all that is known of it; `may` are the verbs that its state allows."""

    change: Change
    lines: Sequence[LinesView] = ()
    outcomes: Mapping[str, StepOutcome] = field(default_factory=dict)
    journal: Sequence[JournalEntry] = ()
    may: tuple[str, ...] = ()
    impact: Mapping[str, Any] = field(default_factory=dict)
    """What it takes down (`nms.app.impact_views.told`), under "really" what went down; {} while it has no plan."""

    @property
    def work_orders(self) -> tuple[WorkOrder, ...]:
        """What people do where no command line reaches."""
        return self.change.plan.work_orders


@dataclass(frozen=True, slots=True)
class RolloutView:
    """A rollout with its changes by number, and per wave how many stand where."""

    rollout: Rollout
    changes: Mapping[int, Change]
    matrix: Sequence[Mapping[str, int]]


class ChangeRoom(Protocol):
    """Changes. Nothing here speaks to a device: what needs one returns the id of a request that the engine carries out.

    NotFoundError for numbers that are not there, ConflictError NMS-CHG-050 where a change stands elsewhere.
    """

    def draft(self, wish: Mapping[str, Any], actor: Actor) -> Change:
        """A new change from its document; RefusedError with everything that is wrong with it."""
        ...

    def plan(self, change_id: int, actor: Actor) -> int: ...
    def approve(self, change_id: int, seen: str, actor: Actor) -> Change:
        """Another person approves the plan with the digest `seen`; DeniedError for the author."""
        ...

    def withdraw(self, change_id: int, actor: Actor) -> Change: ...
    def push(self, change_id: int, actor: Actor) -> int: ...
    def undo(self, change_id: int, actor: Actor) -> Change:
        """A new change (draft) that takes a committed one back by its stored undo."""
        ...

    def resync(self, change_id: int, actor: Actor) -> int: ...
    def find(self, wanted: ChangeFilter) -> Page[Change]: ...
    def show(self, change_id: int) -> ChangeView: ...
    def leases(self) -> Sequence[Lease]: ...

    # rollouts
    def roll_out(
        self, title: str, changes: Sequence[int], canary: int, wave: int, on_failure: OnFailure, actor: Actor
    ) -> Rollout: ...
    def start(self, rollout_id: int, actor: Actor) -> Rollout:
        """Let the engine push the approved changes of a rollout, wave by wave."""
        ...

    def stop(self, rollout_id: int, actor: Actor) -> Rollout:
        """Begin nothing more; what is being pushed ends by itself."""
        ...

    def retry(self, rollout_id: int, actor: Actor) -> Sequence[int]:
        """Plan the failed changes of a rollout anew; the ids of the requests."""
        ...

    def rollout(self, rollout_id: int) -> RolloutView: ...
    def rollouts(self) -> Sequence[Rollout]: ...


WORST_FIRST = (
    ChangeState.UNKNOWN,
    ChangeState.APPLYING,
    ChangeState.APPROVED,
    ChangeState.PLANNED,
    ChangeState.DRAFT,
)
"""The states in which a change waits for somebody, the worst first; the rest follow."""

VERBS: Mapping[ChangeState, tuple[str, ...]] = {
    ChangeState.DRAFT: ("plan", "withdraw"),
    ChangeState.PLANNED: ("plan", "approve", "withdraw"),
    ChangeState.APPROVED: ("plan", "push", "withdraw"),
    ChangeState.COMMITTED: ("undo",),
    ChangeState.ROLLED_BACK: ("plan",),
    ChangeState.UNKNOWN: ("resync",),
    ChangeState.EXPIRED: ("plan",),
}
"""State → what may be done with a change."""


# ---------------------------------------------------------------- as JSON, for the API and the command line


def head(change: Change) -> dict[str, Any]:
    """A change without its lines in JSON's own types."""
    return {
        "id": change.id,
        "kind": change.kind,
        "title": change.title,
        "service": change.service,
        "state": str(change.state),
        "reason": change.reason,
        "author": change.author.name,
        "approver": change.approver.name if change.approver else None,
        "created_at": change.created_at,
        "moved_at": change.moved_at,
        "expires_at": change.expires_at,
        "plan": change.plan.digest,
        "devices": [step.device for step in change.plan.steps],
        "rollout": change.rollout or None,
        "undoes": change.undoes or None,
        "undone_by": change.undone_by or None,
    }


def whole(view: ChangeView) -> dict[str, Any]:
    """A change with everything; lines as people may see them."""
    return {
        **head(view.change),
        "may": view.may,
        "impact": dict(view.impact),
        "lines": [asdict(one) for one in view.lines],
        "work_orders": [asdict(one) for one in view.work_orders],
        "outcomes": [outcome(one) for one in view.outcomes.values()],
        "journal": [entry(one) for one in view.journal],
    }


def outcome(one: StepOutcome) -> dict[str, Any]:
    """How far a device is."""
    return {**asdict(one), "state": str(one.state)}


def entry(one: JournalEntry) -> dict[str, Any]:
    """A row of the journal."""
    return {**asdict(one), "actor": one.actor.name, "origin": one.actor.origin}


def rolled(view: RolloutView) -> dict[str, Any]:
    """A rollout with its changes."""
    told = asdict(view.rollout) | {"state": str(view.rollout.state), "author": view.rollout.author.name}
    return {**told, "changes": [head(change) for change in view.changes.values()], "matrix": list(view.matrix)}
