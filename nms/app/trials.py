"""Use cases around trials of handover parameters: proposing, approving, starting, stopping, taking back, telling."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from nms.app.auditing import audited
from nms.app.parts import Parts
from nms.app.planning import Planning
from nms.app.radio_book import RadioBook
from nms.app.trial_changes import Entries, TrialChanges
from nms.app.trial_evidence import TrialEvidence
from nms.app.trial_views import TrialDetail, TrialDraft, TrialKnob
from nms.core.alarm import Actor
from nms.core.errors import ConflictError, DeniedError, InvalidError, NmsError
from nms.core.radio import WantedValue
from nms.core.trial import Remark, Trial, TrialState, TrialWave
from nms.handover.kpi.ratio import LEAST
from nms.handover.recommendation import LIMITS
from nms.handover.table import TABLE
from nms.handover.trial.life import OPEN, STOP, UNDO, check, may, pushing, undoing
from nms.handover.trial.safety import TrialRefusedError, former
from nms.handover.trial.safety import check as check_wanted
from nms.handover.trial.spelling import spelled
from nms.handover.trial.waves import Busy, busy, control_cells, waves
from nms.provision.approval import same_person

MOST_CELLS = 60
_MOST_TITLE = 120
_T = TrialState


class Trials:
    """The room of trials (`nms.app.trial_views.TrialRoom`)."""

    def __init__(self, parts: Parts, planning: Planning, book: RadioBook) -> None:
        self._parts, self._book = parts, book
        self._store = parts.store.trials
        self.moves = TrialChanges(parts, planning)
        self.evidence = TrialEvidence(book, parts.config.trials)

    # ------------------------------------------------------------ proposing

    def check(self, wanted: Sequence[WantedValue]) -> TrialDraft:
        """What a trial would come to; nothing is kept."""
        cells = {one.cell for one in wanted}
        if not wanted or len(cells) > MOST_CELLS:
            raise TrialRefusedError([InvalidError("NMS-TRIAL-013", count=len(cells), most=MOST_CELLS)])
        config, now = self._parts.config.trials, self._parts.clock.now()
        plan, held = self.evidence.plan(), self.evidence.holdings()
        traffic = busy(self.evidence.traffic(now))
        split = waves(wanted, config.canary, config.wave, traffic)
        steps = [[one for one in wanted if one.cell in group] for group in split]
        check_wanted(plan, held, steps)
        control = control_cells(plan, cells, traffic, config.control, self._taken())
        self._check_ground(split, cells, traffic, control)
        made = tuple(
            TrialWave(group, tuple(step), former(step, held)) for group, step in zip(split, steps, strict=True)
        )
        return TrialDraft(made, control)

    def _taken(self) -> frozenset[str]:
        """The cells that other trials change or compare with."""
        going = self._store.find(OPEN)
        return frozenset(cell for trial in going for cell in (*trial.cells, *trial.control))

    def _check_ground(
        self, split: Sequence[Sequence[str]], cells: set[str], traffic: Mapping[str, Busy], control: Sequence[str],
    ) -> None:  # fmt: skip
        """Whether the trial could be judged at all."""
        problems: list[NmsError] = []
        if busy_elsewhere := sorted(cells & self._taken()):
            problems.append(ConflictError("NMS-TRIAL-026", cells=", ".join(busy_elsewhere)))
        for group in split:
            commands = sum(traffic[cell].commands for cell in group if cell in traffic)
            if commands < LEAST:
                told = {"cells": ", ".join(group), "count": commands, "least": LEAST}
                problems.append(InvalidError("NMS-TRIAL-027", None, **told))
        if not control:
            problems.append(InvalidError("NMS-TRIAL-028", cells=len(cells), least=LEAST))
        if problems:
            raise TrialRefusedError(problems)

    @audited("trial.propose")
    def propose(self, title: str, wanted: Sequence[WantedValue], actor: Actor) -> Trial:
        """A new trial, its changes on their way to their plans."""
        if not title.strip() or len(title) > _MOST_TITLE or not title.isprintable():
            raise InvalidError("NMS-TRIAL-029", value=title[:_MOST_TITLE], most=_MOST_TITLE)
        draft, now = self.check(wanted), self._parts.clock.now()
        entries = [self._book.entries(wave.wanted) for wave in draft.waves]
        window_s = self._parts.config.trials.window_hours * 3600
        wish = Trial(
            0, title.strip(), actor.name, now, now, tuple(wanted), draft.waves, draft.control, window_s
        )  # fmt: skip
        for number, some in enumerate(entries):
            self.moves.checked(self.moves.draft(wish, number, some, actor))
        trial = self._store.add(wish, actor.name, {"verb": "propose"})
        return self._drafted(trial, entries, actor)

    def _drafted(self, trial: Trial, entries: Sequence[Entries], actor: Actor) -> Trial:
        """With the change of each wave, asked for its plan."""
        made = [self.moves.add(self.moves.draft(trial, number, some, actor)) for number, some in enumerate(entries)]
        asked = tuple(
            replace(wave, change=change.id, request=self.moves.ask_plan(change.id, actor))
            for wave, change in zip(trial.waves, made, strict=True)
        )
        return self.moves.move(replace(trial, waves=asked), actor, "draft")

    def read(self, texts: Sequence[str]) -> Sequence[WantedValue]:
        """What is wanted, as people write it."""
        return [spelled(text) for text in texts]

    def knobs(self) -> Sequence[TrialKnob]:
        """Every parameter that trials may change."""
        return [
            TrialKnob(kind, name, limit.low, limit.high, limit.step, TABLE[kind][name].unit, TABLE[kind][name].words)
            for (kind, name), limit in LIMITS.items()
        ]

    def cells(self) -> Sequence[str]:
        """Every cell of the network, by name."""
        return sorted(self.evidence.plan().cells)

    # ------------------------------------------------------------ deciding

    @audited("trial.approve")
    def approve(self, trial_id: int, seen: str, actor: Actor) -> Trial:
        """Another person approves exactly the lines that were shown, and taking them back."""
        trial = self._store.get(trial_id)
        check(trial, "approve")
        if same_person(Actor(trial.author), actor):
            raise DeniedError("NMS-TRIAL-030", trial=trial.id, author=trial.author)
        if seen != trial.digest:
            raise ConflictError("NMS-TRIAL-031", trial=trial.id, seen=seen[:12], digest=trial.digest[:12])
        approved = replace(trial, state=_T.APPROVED, approver=actor.name)
        return self.moves.move(approved, actor, "approve", digest=seen)

    @audited("trial.start")
    def start(self, trial_id: int, actor: Actor) -> Trial:
        """From now on the engine pushes it, the canary first."""
        trial, now = self._store.get(trial_id), self._parts.clock.now()
        check(trial, "start")
        marks = self.evidence.around(trial.wanted, (*trial.cells, *trial.control))
        began = replace(trial, baseline=now - timedelta(seconds=trial.window_s), around=tuple(sorted(marks.items())))
        return self.moves.move(pushing(began, 0), actor, "start")

    @audited("trial.stop")
    def stop(self, trial_id: int, actor: Actor) -> Trial:
        """No further wave begins."""
        trial = self._store.get(trial_id)
        check(trial, STOP)
        if trial.state is _T.PUSHING:
            return self.moves.move(replace(trial, wish=STOP, by=actor.name), actor, STOP)
        stopped = replace(trial, state=_T.STOPPED, by=actor.name, reason=_said(STOP, actor))
        moved = self.moves.move(stopped, actor, STOP)
        self.moves.withdraw(moved, actor)
        return moved

    @audited("trial.undo")
    def undo(self, trial_id: int, actor: Actor) -> Trial:
        """Everything of it that is in force is taken back."""
        trial = self._store.get(trial_id)
        check(trial, UNDO)
        if trial.state is _T.PUSHING:
            return self.moves.move(replace(trial, wish=UNDO, by=actor.name), actor, UNDO)
        whole = replace(trial, waves=tuple(replace(wave, left=None) for wave in trial.waves), by=actor.name)
        moved = self.moves.move(undoing(whole, _T.UNDONE, _said(UNDO, actor)), actor, UNDO)
        self.moves.withdraw(moved, actor)
        return moved

    # ------------------------------------------------------------ reading

    def find(self, states: Sequence[str] = (), limit: int = 200) -> Sequence[Trial]:
        """Trials, the newest first."""
        known = tuple(TrialState)
        if unknown := [state for state in states if state not in known]:
            raise InvalidError("NMS-TRIAL-032", value=unknown[0], choices=", ".join(known))
        return self._store.find([TrialState(state) for state in states], limit)

    def show(self, trial_id: int) -> TrialDetail:
        """One trial with everything; while a wave is watched, judged as of now."""
        trial = self._store.get(trial_id)
        numbers = [number for wave in trial.waves for number in (wave.change, wave.undo) if number]
        changes = {number: self._parts.store.changes.get(number) for number in numbers}
        now = self.evidence.judged(trial, self._parts.clock.now()) if trial.state is _T.WATCHING else None
        return TrialDetail(trial, changes, self._store.events(trial_id), may(trial), now)


def _said(verb: str, actor: Actor) -> Remark:
    return Remark(f"trials.why.{verb}", {"by": actor.name})
