"""A trial of handover parameters: what is tried where, wave by wave, what the counters said, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from nms.core.radio import WantedValue


class TrialState(StrEnum):
    """Where a trial stands; only the moves of `TRIAL_MOVES` exist."""

    PROPOSED = "proposed"  # its changes are being planned
    PLANNED = "planned"  # another account may approve it
    APPROVED = "approved"
    PUSHING = "pushing"  # the change of its current wave is on its way
    WATCHING = "watching"  # the current wave is in force, its counters are awaited
    KEPT = "kept"  # every wave held
    UNDOING = "undoing"
    UNDONE = "undone"  # everything is as it was before
    STOPPED = "stopped"  # ended before its end; its waves say what of it is in force
    FAILED = "failed"  # a change could not be planned or pushed; nothing of it is in force


_T = TrialState
TRIAL_MOVES: Mapping[TrialState, frozenset[TrialState]] = {
    _T.PROPOSED: frozenset({_T.PROPOSED, _T.PLANNED, _T.STOPPED, _T.FAILED}),
    _T.PLANNED: frozenset({_T.APPROVED, _T.STOPPED}),
    _T.APPROVED: frozenset({_T.PUSHING, _T.STOPPED}),
    _T.PUSHING: frozenset({_T.PUSHING, _T.WATCHING, _T.UNDOING, _T.STOPPED, _T.FAILED}),
    _T.WATCHING: frozenset({_T.WATCHING, _T.PUSHING, _T.KEPT, _T.UNDOING, _T.STOPPED}),
    _T.KEPT: frozenset({_T.UNDOING}),
    _T.UNDOING: frozenset({_T.UNDOING, _T.UNDONE, _T.STOPPED, _T.FAILED}),
    _T.UNDONE: frozenset(),
    _T.STOPPED: frozenset({_T.UNDOING}),
    _T.FAILED: frozenset(),
}
"""From where to where."""

OVER = frozenset({_T.KEPT, _T.UNDONE, _T.STOPPED, _T.FAILED})
"""The states in which nothing more happens by itself."""


class Ruling(StrEnum):
    """What a judgement of a wave says."""

    WAIT = "wait"
    KEEP = "keep"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of the catalogue with its values."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """Events among trials; `low` and `high` are the ends of its 95 % interval. Without trials nothing is known."""

    events: int = 0
    trials: int = 0
    low: float = 0.0
    high: float = 1.0

    @property
    def value(self) -> float | None:
        """Events per trial."""
        return self.events / self.trials if self.trials else None


@dataclass(frozen=True, slots=True)
class TrialFigure:
    """A key figure of the changed cells and of the control cells, before and after, and what the change did to it.

    `effect` is what the changed cells gained beyond the control cells, in percentage points or, where `relative`, as a
    share of what it was (0.2: a fifth more); `low` and `high` its 95 % interval; `limit` the worst that is borne, in
    the same unit and sign; `chance` the probability that a loss this large is none. None: too little was counted.
    """

    name: str
    changed_before: Share
    changed_after: Share
    control_before: Share
    control_after: Share
    relative: bool = False
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    limit: float | None = None
    chance: float | None = None
    scatter: float = 1.0
    """By how much the control cells scatter beyond chance alone (variance; 1: not at all)."""


@dataclass(frozen=True, slots=True)
class TrialVerdict:
    """A wave judged at a moment: what follows, why, and every number; the after window began at `since`."""

    at: datetime
    since: datetime
    ruling: Ruling
    reasons: tuple[Remark, ...] = ()
    figures: tuple[TrialFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class TrialWave:
    """Cells that are changed together by one change, all or nothing; `former` is what their parameters were before.

    `change` is its change, `lines` names exactly the lines and undo that were approved, `request` what the engine was
    asked last for it; `pushed_at` and `undone_at` say since when it was and is no more in force, `undo` is the change
    that takes it back; `left` says why it is not taken back by itself.
    """

    cells: tuple[str, ...]
    wanted: tuple[WantedValue, ...]
    former: tuple[WantedValue, ...] = ()
    change: int = 0
    lines: str = ""
    request: int = 0
    pushed_at: datetime | None = None
    undo: int = 0
    undone_at: datetime | None = None
    verdict: TrialVerdict | None = None
    left: Remark | None = None

    @property
    def stands(self) -> bool:
        """Whether its values are in force by this trial."""
        return self.pushed_at is not None and self.undone_at is None


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial. `waves` begin with the canary, `wave` is the current one, `control` are the cells left alone.

    `window_s` is how long a wave is watched, `baseline` when the time before it begins (aware UTC, "" while it has not
    started: None). `digest` names all lines of all waves as planned: approving it approves these and their undo.
    `ending` is where an undo leads, `wish` what a person asked for while a push was on its way (stop, undo). `around`
    holds, by cell, a digest of what the trial does not touch, as it was when it started.
    """

    id: int
    title: str
    author: str
    proposed_at: datetime
    moved_at: datetime
    wanted: tuple[WantedValue, ...]
    waves: tuple[TrialWave, ...]
    control: tuple[str, ...]
    window_s: float
    state: TrialState = TrialState.PROPOSED
    wave: int = 0
    baseline: datetime | None = None
    digest: str = ""
    approver: str = ""
    by: str = ""
    ending: TrialState | None = None
    wish: str = ""
    reason: Remark | None = None
    around: tuple[tuple[str, str], ...] = ()
    version: int = 0

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell that it changes, wave by wave."""
        return tuple(cell for wave in self.waves for cell in wave.cells)

    @property
    def current(self) -> TrialWave:
        """The wave that is pushed or watched."""
        return self.waves[self.wave]


@dataclass(frozen=True, slots=True)
class TrialEvent:
    """One move of a trial, as it was written down."""

    id: int
    trial: int
    at: datetime
    state: str
    actor: str
    body: Mapping[str, object] = field(default_factory=dict)
