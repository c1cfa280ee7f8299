"""What pages, API and commands may ask about trials of handover parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from nms.app.change_views import head
from nms.core.alarm import Actor
from nms.core.change import Change
from nms.core.radio import WantedValue
from nms.core.texts import LANGUAGES, say
from nms.core.trial import Remark, Trial, TrialEvent, TrialVerdict, TrialWave


@dataclass(frozen=True, slots=True)
class TrialDraft:
    """A trial as it would be proposed: its waves, canary first, and the cells they are compared with."""

    waves: tuple[TrialWave, ...]
    control: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialKnob:
    """A parameter that trials may change: its range, and by how much one trial may move it; `words` of a choice."""

    kind: str
    parameter: str
    low: int
    high: int
    step: int
    unit: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrialDetail:
    """A trial with its changes by number (waves' and undos'), its moves, and the verbs that it allows now.

    `now` is the wave that is being watched, judged at this moment; None otherwise.
    """

    trial: Trial
    changes: Mapping[int, Change]
    events: Sequence[TrialEvent]
    may: tuple[str, ...] = ()
    now: TrialVerdict | None = None


class TrialRoom(Protocol):
    """Trials of handover parameters. Nothing here speaks to a controller: the engine plans, pushes, watches, judges and
    takes back; what is asked for here is written down first.

    NotFoundError for numbers that are not there, ConflictError NMS-TRIAL-010 where the trial stands elsewhere.
    """

    def check(self, wanted: Sequence[WantedValue]) -> TrialDraft:
        """What a trial would come to; nothing is kept. Refuses as `propose` does."""
        ...

    def read(self, texts: Sequence[str]) -> Sequence[WantedValue]:
        """What is wanted, each written `kind:cell[>neighbour]:parameter=value` (- takes the cell's own value away);
        InvalidError NMS-TRIAL-033 for what is not."""
        ...

    def knobs(self) -> Sequence[TrialKnob]:
        """Every parameter that trials may change."""
        ...

    def cells(self) -> Sequence[str]:
        """Every cell of the network, by name."""
        ...

    def propose(self, title: str, wanted: Sequence[WantedValue], actor: Actor) -> Trial:
        """A new trial, its changes on their way to their plans.

        TrialRefusedError with everything that is wrong with it: values outside the table or beyond one cycle's step,
        what the configuration would contradict, no cells to compare with, cells of another trial that goes on.
        """
        ...

    def approve(self, trial_id: int, seen: str, actor: Actor) -> Trial:
        """Another person approves the lines with the digest `seen`, wave by wave, and that they are taken back when
        they hurt; DeniedError for the author, ConflictError for another digest."""
        ...

    def start(self, trial_id: int, actor: Actor) -> Trial:
        """From now on the engine pushes it, the canary first."""
        ...

    def stop(self, trial_id: int, actor: Actor) -> Trial:
        """No further wave begins; what is in force stays, until somebody undoes it."""
        ...

    def undo(self, trial_id: int, actor: Actor) -> Trial:
        """Everything of it that is in force is taken back, the newest wave first."""
        ...

    def find(self, states: Sequence[str] = (), limit: int = 200) -> Sequence[Trial]:
        """Trials, the newest first; no states: all."""
        ...

    def show(self, trial_id: int) -> TrialDetail:
        """One trial with everything."""
        ...


# ---------------------------------------------------------------- as JSON, for the API and the command line


def spoken(trial: Trial) -> dict[str, Any]:
    """A trial in JSON's own types."""
    names = ("id", "title", "author", "approver", "by", "proposed_at", "moved_at", "baseline", "window_s", "digest")
    return {
        **{name: getattr(trial, name) for name in names},
        "state": str(trial.state),
        "wave": trial.wave,
        "control": list(trial.control),
        "wanted": [one._asdict() for one in trial.wanted],
        "waves": [_wave(one) for one in trial.waves],
        "reason": remarked(trial.reason) if trial.reason else None,
    }


def drafted(draft: TrialDraft) -> dict[str, Any]:
    """A trial as it would be proposed."""
    return {"waves": [_wave(one) for one in draft.waves], "control": list(draft.control)}


def detailed(detail: TrialDetail) -> dict[str, Any]:
    """One trial with everything."""
    return {
        **spoken(detail.trial),
        "may": list(detail.may),
        "now": _verdict(detail.now),
        "changes": [head(change) for change in detail.changes.values()],
        "events": [asdict(event) for event in detail.events],
    }


def remarked(one: Remark) -> dict[str, Any]:
    """A sentence with its code, in each language."""
    return {"code": one.code, **{language: say(one.code, language, **one.values) for language in LANGUAGES}}


def _wave(wave: TrialWave) -> dict[str, Any]:
    told = {
        "cells": list(wave.cells),
        "wanted": [one._asdict() for one in wave.wanted],
        "former": [one._asdict() for one in wave.former],
    }
    names = ("change", "pushed_at", "undo", "undone_at")
    told |= {name: getattr(wave, name) or None for name in names}
    return told | {"verdict": _verdict(wave.verdict), "left": remarked(wave.left) if wave.left else None}


def _verdict(verdict: TrialVerdict | None) -> dict[str, Any] | None:
    if verdict is None:
        return None
    said = {"ruling": str(verdict.ruling), "reasons": [remarked(one) for one in verdict.reasons]}
    return {**asdict(verdict), **said}
