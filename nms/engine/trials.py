"""Trials under way: pushed wave by wave, watched, judged, kept or taken back. All they are stands in the store."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from nms.app.parts import Parts
from nms.app.trial_changes import TRIALS
from nms.app.trials import Trials
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.errors import ConflictError, DeniedError, NmsError
from nms.core.trial import Remark, Ruling, Trial, TrialState, TrialWave
from nms.engine.trial_driving import Came, ChangeDriver
from nms.engine.trial_signs import TrialSigns
from nms.handover.trial import life
from nms.handover.trial.approval import lines_digest, trial_digest

log = logging.getLogger(__name__)

_C, _T = ChangeState, TrialState
_FORSAKEN = timedelta(seconds=60)


class TrialWatch:
    """The engine's tick over all trials; never two at once."""

    def __init__(self, parts: Parts, trials: Trials) -> None:
        self._parts = parts
        self._leader = TrialLeader(parts, trials)
        self._busy = False

    async def tick(self) -> None:
        """Move every trial one step, in a thread: counters of many cells are read for a verdict."""
        if self._busy:
            return
        self._busy = True
        try:
            await asyncio.to_thread(self._leader.lead_all)
        finally:
            self._busy = False


class TrialLeader:
    """Moves trials; what it remembers beside the store is what it judged and said already."""

    def __init__(self, parts: Parts, trials: Trials) -> None:
        self._parts, self._store = parts, parts.store.trials
        self._moves, self._evidence = trials.moves, trials.evidence
        self._driver = ChangeDriver(parts, self._moves)
        self._signs = TrialSigns(parts, self._evidence)
        self._seen: dict[int, object] = {}
        self._stuck_at: dict[int, str] = {}
        self._steps: Mapping[TrialState, Callable[[Trial], None]] = {
            _T.PROPOSED: self._prepare,
            _T.PUSHING: self._push,
            _T.WATCHING: self._watch,
            _T.UNDOING: self._take_back,
        }

    def lead_all(self) -> None:
        """Every trial that goes on, one step each."""
        for trial in self._store.find(life.MOVING):
            self.lead(trial)

    def lead(self, trial: Trial) -> None:
        """One step; where somebody was faster, the next tick looks again."""
        try:
            self._steps[trial.state](trial)
        except NmsError as error:
            log.warning("trial %d (%s): %s", trial.id, trial.state, error)

    def _moved(self, trial: Trial, verb: str, **body: object) -> Trial:
        """Write a move down, in the audit too."""
        with self._parts.audit.doing(
            TRIALS, f"trial.{verb}", str(trial.id), state=trial.state, wave=trial.wave, **body
        ):
            return self._moves.move(trial, TRIALS, verb, **body)

    def _note(self, trial: Trial, remark: Remark | None) -> None:
        if remark is not None and remark != trial.reason:
            self._moved(replace(trial, reason=remark), "note")

    def _now(self) -> datetime:
        return self._parts.clock.now()

    def _change(self, number: int) -> Change:
        return self._parts.store.changes.get(number)

    # ------------------------------------------------------------ proposed

    def _prepare(self, trial: Trial) -> None:
        """Wait for the plans of all waves."""
        if any(not wave.change for wave in trial.waves):
            if self._now() - trial.moved_at > _FORSAKEN:
                self._end(trial, Remark("trials.why.forsaken"))
            return
        changes = [self._change(wave.change) for wave in trial.waves]
        for wave, change in zip(trial.waves, changes, strict=True):
            if change.state is not _C.PLANNED and not self._driver.under_way(wave.request):
                self._end(trial, self._unplanned(wave, change))
                return
        if all(change.state is _C.PLANNED for change in changes):
            self._ready(trial, changes)

    def _unplanned(self, wave: TrialWave, change: Change) -> Remark:
        asked = self._parts.store.requests.get(wave.request)
        reason = asked.result if asked is not None and asked.result else str(change.state)
        return Remark("trials.why.plan", {"change": change.id, "reason": reason})

    def _ready(self, trial: Trial, changes: list[Change]) -> None:
        waves = tuple(
            replace(wave, lines=lines_digest(change.plan), request=0)
            for wave, change in zip(trial.waves, changes, strict=True)
        )
        self._moved(replace(trial, waves=waves, digest=trial_digest(waves), state=_T.PLANNED), "plan")

    def _end(self, trial: Trial, why: Remark) -> None:
        """Nothing of it is in force, and nothing of it will be."""
        self._moves.withdraw(self._moved(replace(trial, state=_T.FAILED, reason=why), "fail"), TRIALS)

    # ------------------------------------------------------------ pushing

    def _push(self, trial: Trial) -> None:
        wave = trial.current
        change = self._change(wave.change)
        if change.state is not _C.COMMITTED and self._held_back(trial, change):
            return
        try:
            step = self._driver.drive(change, wave.request, TRIALS, lambda planned: self._moves.approve(planned, trial))
        except (ConflictError, DeniedError) as error:
            log.warning("trial %d: %s", trial.id, error)
            self._back(trial, _T.STOPPED, Remark("trials.why.lines", {"wave": trial.wave + 1}))
            return
        if step.came is Came.DONE:
            self._moved(life.watching(trial, change.moved_at or self._now()), "watch", change=change.id)
        elif step.came is Came.LOST or (step.came is Came.REFUSED and self._overdue(trial)):
            self._back(trial, _T.FAILED, step.remark)
        elif step.request != wave.request:
            self._moved(life.waved(trial, trial.wave, request=step.request), "push", change=change.id)
        else:
            self._note(trial, step.remark)

    def _held_back(self, trial: Trial, change: Change) -> bool:
        """Whether the wave does not go on now: the engine works on it, a person ended it, a freeze, or a sign."""
        if change.state in (_C.APPLYING, _C.UNKNOWN) or self._driver.under_way(trial.current.request):
            return False
        if trial.wish:
            self._moves.withdraw(self._moved(life.wished(trial, trial.by), trial.wish), TRIALS)
            return True
        if (halted := self._signs.halted(trial)) is not None:
            self._go_back(halted)
            return True
        frozen = self._signs.frozen()
        self._note(trial, frozen)
        return frozen is not None

    def _overdue(self, trial: Trial) -> bool:
        """Whether a wave could not be pushed for a whole window."""
        verdict = trial.waves[trial.wave - 1].verdict if trial.wave else None
        window = timedelta(seconds=trial.window_s)
        began = verdict.at if verdict else (trial.baseline or self._now()) + window
        return self._now() - began > window

    # ------------------------------------------------------------ watching

    def _watch(self, trial: Trial) -> None:
        if trial.wish:
            self._moves.withdraw(self._moved(life.wished(trial, trial.by), trial.wish), TRIALS)
        elif (halted := self._signs.halted(trial)) is not None:
            self._go_back(halted)
        elif self._fresh(trial):
            self._judge(trial)

    def _fresh(self, trial: Trial) -> bool:
        """Whether counters came in, or a window passed, since it was judged last."""
        periods = self._evidence.periods(trial, self._now())
        mark = trial.wave, len(periods), sum(one.rows for one in periods), int(life.elapsed(trial, self._now()))
        fresh = self._seen.get(trial.id) != mark
        self._seen[trial.id] = mark
        return fresh

    def _judge(self, trial: Trial) -> None:
        verdict = self._evidence.judged(trial, self._now())
        if verdict is None:
            return
        moved = life.judged(trial, verdict)
        if verdict.ruling is Ruling.UNDO:
            self._go_back(moved)
        elif verdict.ruling is Ruling.KEEP:
            self._moved(moved, "keep")
        elif _codes(trial) != tuple(one.code for one in verdict.reasons):
            self._moved(moved, "wait")

    # ------------------------------------------------------------ taking back

    def _back(self, trial: Trial, ending: TrialState, why: Remark | None) -> None:
        self._go_back(life.undoing(trial, ending, why))

    def _go_back(self, trial: Trial) -> None:
        """On its way back, by itself: written down first, then told."""
        moved = self._moved(trial, "undo" if trial.state is _T.UNDOING else "fail")
        self._moves.withdraw(moved, TRIALS)
        if any(wave.stands for wave in moved.waves):
            self._signs.undone(moved)

    def _take_back(self, trial: Trial) -> None:
        number = life.back_next(trial)
        if number is None:
            self._moved(life.undone(trial), "end")
            self._signs.loose(trial)
            return
        wave = trial.waves[number]
        actor = Actor(trial.by, f"trial {trial.id}") if trial.by else TRIALS
        if not wave.undo:
            self._begin_undo(trial, number, actor)
            return
        change = self._change(wave.undo)
        step = self._driver.drive(change, wave.request, actor, lambda one: self._moves.approve_undo(one, trial, wave))
        if step.came is Came.DONE:
            at = change.moved_at or self._now()
            self._moved(life.waved(trial, number, undone_at=at, request=0), "undone", change=change.id)
        elif step.came is Came.LOST:
            self._again(trial, number, change, actor, step.remark)
        elif step.request != wave.request:
            self._moved(life.waved(trial, number, request=step.request), "take-back", change=change.id)
        elif step.came is Came.REFUSED:
            self._stuck(trial, step.remark)

    def _begin_undo(self, trial: Trial, number: int, actor: Actor) -> None:
        undo = self._moves.undo(trial, trial.waves[number], actor)
        request = self._moves.ask_plan(undo.id, actor) if undo.state in (_C.DRAFT, _C.PLANNED) else 0
        self._moved(life.waved(trial, number, undo=undo.id, request=request), "take-back", change=undo.id)

    def _again(self, trial: Trial, number: int, change: Change, actor: Actor, why: Remark | None) -> None:
        """What was withdrawn is drafted anew; what came back by itself is planned anew."""
        self._stuck(trial, why)
        fresh = self._store.get(trial.id)
        if change.state is _C.WITHDRAWN:
            self._moved(life.waved(fresh, number, undo=0, request=0), "take-back")
        else:
            request = self._driver.again(change, actor)
            self._moved(life.waved(fresh, number, request=request), "take-back", change=change.id)

    def _stuck(self, trial: Trial, why: Remark | None) -> None:
        """Said once: an alarm, which ends when everything was taken back."""
        said = str(why.values.get("reason", "")) if why else ""
        if self._stuck_at.get(trial.id) != said:
            self._stuck_at[trial.id] = said
            self._moved(trial, "stuck", result=said)
            self._signs.stuck(trial)


def _codes(trial: Trial) -> tuple[str, ...]:
    verdict = trial.current.verdict
    return tuple(one.code for one in verdict.reasons) if verdict else ()
