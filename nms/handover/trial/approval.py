"""What the approval of a trial approves: exactly the lines that were shown, and taking them back when they hurt."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from nms.core.change import Change, Plan
from nms.core.errors import ConflictError, DeniedError
from nms.core.trial import Trial, TrialState, TrialWave

TRIAL: Final = "trial"
"""The kind of a change that brings one wave of a trial."""
POLICY: Final = "trial-policy"
"""The name under which the approval of a trial approves its changes; the origin of that actor says whose it was."""
_UNDO: Final = "undo"
_LINES: Final = ("device", "platform", "template", "apply", "undo", "shared", "drops", "verify", "guarded")


def lines_digest(plan: Plan) -> str:
    """Names what a plan sends and how it is taken back (SHA-256, hex); what else stood on the device is not part of it,
    so that a wave may be planned anew once another wave was pushed to the same controller."""
    steps = [{name: value for name, value in asdict(step).items() if name in _LINES} for step in plan.steps]
    return _digest([steps, [asdict(order) for order in plan.work_orders]])


def trial_digest(waves: Sequence[TrialWave]) -> str:
    """Names the lines of all waves, in their order."""
    return _digest([wave.lines for wave in waves])


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def check_wave(change: Change, trial: Trial) -> None:
    """The planned change of the current wave brings the lines that were approved with the trial.

    DeniedError NMS-TRIAL-024 for a change that is not; ConflictError NMS-TRIAL-025 where the lines are others by now.
    """
    wave = trial.current
    fits = change.kind == TRIAL and change.id == wave.change and trial.state is TrialState.PUSHING and trial.approver
    if not fits or not wave.lines:
        raise DeniedError("NMS-TRIAL-024", change=change.id, trial=trial.id)
    if lines_digest(change.plan) != wave.lines:
        raise ConflictError("NMS-TRIAL-025", change=change.id, trial=trial.id, wave=trial.wave + 1)


def check_undo(change: Change, original: Change, trial: Trial, wave: TrialWave) -> None:
    """A planned change takes back a wave of the trial and nothing else: it sends what was approved as that wave's undo.

    DeniedError NMS-TRIAL-024 for anything else.
    """
    sent = [(step.device, step.apply) for step in change.plan.steps]
    known = [(step.device, step.undo) for step in reversed(original.plan.steps)]
    fits = (
        change.kind == _UNDO
        and trial.state is TrialState.UNDOING
        and wave in trial.waves
        and (change.id, change.undoes, original.id) == (wave.undo, wave.change, wave.change)
        and lines_digest(original.plan) == wave.lines
        and sent == known
    )
    if not fits:
        raise DeniedError("NMS-TRIAL-024", change=change.id, trial=trial.id)


def check_awaited(trial: Trial, change: Change) -> None:
    """ConflictError NMS-TRIAL-012 unless the trial waits for this change now: while all are planned, and for the
    current wave's when it is that wave's turn."""
    turn = trial.state is TrialState.PUSHING and trial.current.change == change.id
    if trial.state is not TrialState.PROPOSED and not turn:
        raise ConflictError("NMS-TRIAL-012", change=change.id, trial=trial.id, state=trial.state)
