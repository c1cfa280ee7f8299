"""A trial's way from its proposal to its end: pure moves, and what may be asked of it where."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from nms.core.errors import ConflictError
from nms.core.trial import Remark, Ruling, Trial, TrialState, TrialVerdict, TrialWave

_T = TrialState
OPEN: Final = frozenset({_T.PROPOSED, _T.PLANNED, _T.APPROVED, _T.PUSHING, _T.WATCHING, _T.UNDOING})
"""The states in which a trial is not over."""
MOVING: Final = frozenset({_T.PROPOSED, _T.PUSHING, _T.WATCHING, _T.UNDOING})
"""The states in which the engine moves it on."""
VERBS: Final[Mapping[str, frozenset[TrialState]]] = {
    "approve": frozenset({_T.PLANNED}),
    "start": frozenset({_T.APPROVED}),
    "stop": frozenset({_T.PROPOSED, _T.PLANNED, _T.APPROVED, _T.PUSHING, _T.WATCHING}),
    "undo": frozenset({_T.PUSHING, _T.WATCHING, _T.KEPT, _T.STOPPED}),
}
STOP, UNDO = "stop", "undo"


def may(trial: Trial) -> tuple[str, ...]:
    """What may be asked of it now."""
    return tuple(verb for verb in VERBS if _may(trial, verb))


def _may(trial: Trial, verb: str) -> bool:
    inforce = verb != UNDO or trial.state is _T.PUSHING or any(wave.stands for wave in trial.waves)
    return trial.state in VERBS[verb] and inforce and trial.wish != verb


def check(trial: Trial, verb: str) -> None:
    """ConflictError NMS-TRIAL-010 where it does not allow that now."""
    if not _may(trial, verb):
        raise ConflictError("NMS-TRIAL-010", trial=trial.id, state=trial.state, to=verb)


def waved(trial: Trial, number: int, **facts: Any) -> Trial:
    """With facts of one wave."""
    waves = list(trial.waves)
    waves[number] = replace(waves[number], **facts)
    return replace(trial, waves=tuple(waves))


def pushing(trial: Trial, number: int) -> Trial:
    """On to a wave; its change is planned anew, because the wave before it changed the same controllers."""
    return replace(waved(trial, number, request=0), state=_T.PUSHING, wave=number, reason=None)


def watching(trial: Trial, at: datetime) -> Trial:
    """The current wave is in force since a moment."""
    return replace(waved(trial, trial.wave, pushed_at=at, request=0), state=_T.WATCHING, reason=None)


def judged(trial: Trial, verdict: TrialVerdict) -> Trial:
    """Where a verdict over the current wave leads: on, to its end, back, or on watching."""
    noted = waved(trial, trial.wave, verdict=verdict)
    why = verdict.reasons[0] if verdict.reasons else None
    if verdict.ruling is Ruling.WAIT:
        return replace(noted, reason=why)
    if verdict.ruling is Ruling.UNDO:
        return undoing(noted, _T.UNDONE, why)
    if trial.wave + 1 < len(trial.waves):
        return pushing(noted, trial.wave + 1)
    return replace(noted, state=_T.KEPT, reason=why)


def undoing(trial: Trial, ending: TrialState, why: Remark | None) -> Trial:
    """On its way back, to end so; there at once where nothing of it is in force."""
    back = replace(trial, state=_T.UNDOING, ending=ending, reason=why, wish="")
    return undone(back) if back_next(back) is None and ending is not _T.UNDONE else back


def back_next(trial: Trial) -> int | None:
    """The number of the wave that is taken back next: the newest that stands; None where none is left."""
    numbers = [number for number, wave in enumerate(trial.waves) if wave.stands and wave.left is None]
    return numbers[-1] if numbers else None


def undone(trial: Trial) -> Trial:
    """At the end of its way back; where a wave was left as it is, the trial was only stopped."""
    stands = any(wave.stands for wave in trial.waves)
    return replace(trial, state=_T.STOPPED if stands else trial.ending or _T.UNDONE, ending=None)


def wished(trial: Trial, by: str) -> Trial:
    """What a person asked for while a push was on its way, now that it has ended."""
    why = Remark(f"trials.why.{trial.wish}", {"by": by})
    if trial.wish == UNDO:
        return undoing(trial, _T.UNDONE, why)
    return replace(trial, state=_T.STOPPED, reason=why, wish="")


def elapsed(trial: Trial, now: datetime) -> float:
    """How many windows of the current wave have passed."""
    since = trial.current.pushed_at
    return (now - since).total_seconds() / trial.window_s if since else 0.0


def cells_of(wave: TrialWave) -> frozenset[str]:
    """The cells that a wave changes."""
    return frozenset(wave.cells)
