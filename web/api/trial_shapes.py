"""What the API answers of trials."""

from datetime import datetime
from typing import Any

from web.api.change_shapes import ChangeItem
from web.api.shapes import Listing, Moment, Shape


class WantedItem(Shape):
    """A parameter as it shall be, or was; null: what the cell inherits."""

    kind: str
    cell: str
    towards: str
    parameter: str
    value: int | None


class ReasonItem(Shape):
    """A sentence with its code."""

    code: str
    zh: str
    en: str


class ShareItem(Shape):
    """Events among trials with the ends of its 95 % interval; no trials: nothing is known."""

    events: int
    trials: int
    low: float
    high: float


class TrialFigureItem(Shape):
    """A key figure of both groups, before and after; effect, low, high and limit in percentage points, or relative."""

    name: str
    changed_before: ShareItem
    changed_after: ShareItem
    control_before: ShareItem
    control_after: ShareItem
    relative: bool
    effect: float | None
    low: float | None
    high: float | None
    limit: float | None
    chance: float | None
    scatter: float


class VerdictItem(Shape):
    """A wave judged: wait, keep or undo, why, and every number."""

    at: datetime
    since: datetime
    ruling: str
    reasons: list[ReasonItem]
    figures: list[TrialFigureItem]


class WaveItem(Shape):
    """Cells that are changed together; `former` is what held before, `change` and `undo` are changes."""

    cells: list[str]
    wanted: list[WantedItem]
    former: list[WantedItem]
    change: int | None
    pushed_at: Moment
    undo: int | None
    undone_at: Moment
    verdict: VerdictItem | None
    left: ReasonItem | None


class TrialItem(Shape):
    """A trial. `state` is proposed, planned, approved, pushing, watching, kept, undoing, undone, stopped or failed;
    `wave` counts from 0; `digest` is what an approval has to name."""

    id: int
    title: str
    state: str
    author: str
    approver: str
    by: str
    proposed_at: datetime
    moved_at: datetime
    baseline: Moment
    window_s: float
    digest: str
    wave: int
    control: list[str]
    wanted: list[WantedItem]
    waves: list[WaveItem]
    reason: ReasonItem | None


class TrialList(Listing[TrialItem]):
    """Trials."""


class TrialDraftItem(Shape):
    """A trial as it would be proposed."""

    waves: list[WaveItem]
    control: list[str]


class TrialMove(Shape):
    """One move of a trial."""

    at: datetime
    state: str
    actor: str
    body: dict[str, Any]


class TrialAnswer(TrialItem):
    """A trial with its changes and moves, what may be asked of it (approve, start, stop, undo), and the wave that is
    watched as judged at this moment."""

    may: list[str]
    now: VerdictItem | None
    changes: list[ChangeItem]
    events: list[TrialMove]
