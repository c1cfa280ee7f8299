"""What the API answers of changes, rollouts, leases and services."""

from datetime import datetime
from typing import Any

from nms.app.change_views import ChangeView, RolloutView, entry, head, outcome, whole
from nms.app.service_views import ServiceView
from nms.core.change import Change, Rollout
from web.api.impact_shapes import ChangeImpactItem
from web.api.shapes import Listing, Moment, Shape, Words, shaped


class ChangeItem(Shape):
    """A change; `state` is draft, planned, approved, applying, committed, rolled-back, unknown, withdrawn or expired.

    `plan` is the digest that an approval names, `reason` why it stands where it stands, `undoes` and `undone_by` the
    changes that it takes back and that take it back.
    """

    id: int
    kind: str
    title: str
    service: str
    state: str
    reason: str
    author: str
    approver: str | None
    created_at: datetime
    moved_at: Moment
    expires_at: Moment
    plan: str
    devices: list[str]
    rollout: int | None
    undoes: int | None
    undone_by: int | None

    @classmethod
    def of(cls, change: Change) -> "ChangeItem":
        """From the change."""
        return cls(**head(change))


class ChangeList(Listing[ChangeItem]):
    """Changes."""


class LinesItem(Shape):
    """What one device gets: lines, their undo, the expected difference, without secrets.

    `guarded` lines are sent only because the plan names them, `waiting` are shared things that others use too.
    """

    device: str
    platform: str
    template: str
    apply: list[str]
    undo: list[str]
    diff: list[str]
    objects: list[str]
    guarded: list[str]
    checks: list[str]
    waiting: list[str]
    verified: bool
    evidence: str


class WorkOrderItem(Shape):
    """What a person does at an element that no command line reaches, and how it is taken back."""

    element: str
    title: str
    lines: list[str]
    undo: list[str]


class OutcomeItem(Shape):
    """How far a device is; `line` is the first line it refused, `reply` its own words, `snapshot` its configuration
    from before."""

    change: int
    device: str
    state: str
    at: datetime
    code: str
    line: str
    reply: str
    snapshot: str
    fencing: int


class EntryItem(Shape):
    """A move of a change (`device` "") or of one of its devices, as it was written down."""

    id: int
    change: int
    device: str
    state: str
    at: datetime
    actor: str
    origin: str
    body: dict[str, Any]


class ChangeDetail(ChangeItem):
    """A change with everything; `may` are the verbs that its state allows."""

    may: list[str]
    impact: ChangeImpactItem | None
    lines: list[LinesItem]
    work_orders: list[WorkOrderItem]
    outcomes: list[OutcomeItem]
    journal: list[EntryItem]

    @classmethod
    def shown(cls, view: ChangeView) -> "ChangeDetail":
        """From the room's view."""
        told = whole(view)
        told["impact"] = ChangeImpactItem.of(view.impact)
        told["outcomes"] = [OutcomeItem(**outcome(one)) for one in view.outcomes.values()]
        told["journal"] = [EntryItem(**entry(one)) for one in view.journal]
        return cls(**told)


class LeaseItem(Shape):
    """Who may write to a device until when; `fencing` grows with every lease."""

    device: str
    owner: str
    change: int
    fencing: int
    until: datetime


class LeaseList(Listing[LeaseItem]):
    """Devices that are being changed."""


class FieldItem(Shape):
    """A value that a service takes; `most` how many where a list is taken (0: one), `shape` what one looks like."""

    name: str
    kind: str
    zh: str
    en: str
    shape: str
    required: bool
    default: str | int | bool | None
    low: int | None
    high: int | None
    choices: list[str]
    also: list[str]
    most: int
    needs: str
    platforms: list[str]
    touched: bool


class ProofItem(Shape):
    """Whether the template of a platform was proven, and by what."""

    verified: bool
    evidence: str


class ServiceItem(Shape):
    """A service that can be provisioned."""

    name: str
    title: Words
    fields: list[FieldItem]
    platforms: dict[str, ProofItem]

    @classmethod
    def of(cls, view: ServiceView) -> "ServiceItem":
        """From the catalogue's view."""
        proofs = {name: ProofItem.model_validate(one) for name, one in view.platforms.items()}
        fields = shaped(FieldItem, view.fields)
        return cls(name=view.name, title=Words(zh=view.zh, en=view.en), fields=fields, platforms=proofs)


class ServiceList(Listing[ServiceItem]):
    """The catalogue."""


class ServiceDetail(ServiceItem):
    """A service with every device that it fits → the platform of the template."""

    devices: dict[str, str]


class RolloutItem(Shape):
    """Changes pushed in waves; `state` planned (not started), applying, or how it ended."""

    id: int
    title: str
    state: str
    author: str
    created_at: datetime
    waves: list[list[int]]
    on_failure: str

    @classmethod
    def of(cls, one: Rollout) -> "RolloutItem":
        """From the rollout."""
        waves = [list(wave) for wave in one.waves]
        return cls(id=one.id, title=one.title, state=one.state, author=one.author.name, created_at=one.created_at,
                   waves=waves, on_failure=one.on_failure)  # fmt: skip


class RolloutList(Listing[RolloutItem]):
    """Rollouts, the newest first."""


class RolloutDetail(RolloutItem):
    """A rollout with its changes, and per wave how many stand where."""

    changes: list[ChangeItem]
    matrix: list[dict[str, int]]

    @classmethod
    def shown(cls, view: RolloutView) -> "RolloutDetail":
        """From the room's view."""
        changes = [ChangeItem.of(change) for change in view.changes.values()]
        matrix = [dict(wave) for wave in view.matrix]
        return cls(**RolloutItem.of(view.rollout).model_dump(), changes=changes, matrix=matrix)
