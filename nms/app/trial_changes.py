"""The changes of trials: drafted wave by wave, approved in the name of who approved the trial, taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nms.app.change_views import PLAN, PUSH
from nms.app.parts import Parts
from nms.app.planning import Planning
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.trial import Trial, TrialWave
from nms.handover.trial.approval import POLICY, TRIAL, check_undo, check_wave
from nms.provision.approval import check_approval
from nms.provision.push.lines import UNDO, user_of

TRIALS = Actor("trials", "engine")
"""Who acts where a trial moves by itself: what it drafts, the approval of the trial approves."""

_C = ChangeState
_OPEN = frozenset({_C.DRAFT, _C.PLANNED, _C.APPROVED})
_MOST_TITLE = 200

Entries = Sequence[Mapping[str, Any]]


class TrialChanges:
    """Drafts, approves and withdraws; every move of a trial is written down here."""

    def __init__(self, parts: Parts, planning: Planning) -> None:
        self._parts, self._planning = parts, planning
        self._changes = parts.store.changes

    def draft(self, trial: Trial, number: int, entries: Entries, actor: Actor) -> Change:
        """The change of one wave, as it would be added; RefusedError with all that is wrong with its entries."""
        service = f"trial:{trial.id}:{number + 1}"
        title = f"{trial.title} {number + 1}/{len(trial.waves)}: {', '.join(trial.waves[number].cells)}"
        body = {"trial": trial.id, "wave": number, "service": service, "steps": [dict(one) for one in entries]}
        return Change(0, TRIAL, title[:_MOST_TITLE], actor, self._parts.clock.now(), body=body, service=service)

    def checked(self, change: Change) -> Change:
        """The change itself; RefusedError with all that is wrong with it."""
        self._planning.planner(change.kind).devices(self._planning, change)
        return change

    def add(self, wish: Change) -> Change:
        """Keep a drafted change."""
        added = self._changes.add(wish)
        self._tell(added)
        return added

    def ask_plan(self, number: int, actor: Actor) -> int:
        """Have the engine plan a change; the request."""
        return self._ask(PLAN, number, actor)

    def ask_push(self, number: int, actor: Actor) -> int:
        """Have the engine push an approved change; the request."""
        return self._ask(PUSH, number, actor)

    def _ask(self, kind: str, number: int, actor: Actor) -> int:
        with self._parts.audit.doing(actor, kind.replace("-", "."), str(number)):
            return self._parts.store.requests.put(kind, {"change": str(number)}, actor, self._parts.clock.now())

    # ------------------------------------------------------------ approval

    def approve(self, change: Change, trial: Trial) -> Change:
        """The approval of the trial approves the change of its current wave, if it brings the lines that were shown."""
        check_wave(change, trial)
        return self._approved(change, trial, "trial.approve.wave")

    def approve_undo(self, change: Change, trial: Trial, wave: TrialWave) -> Change:
        """The approval of the trial covers taking a wave back: exactly the undo that was shown."""
        check_undo(change, self._changes.get(wave.change), trial, wave)
        return self._approved(change, trial, "trial.approve.undo")

    def _approved(self, change: Change, trial: Trial, action: str) -> Change:
        approver, now = Actor(POLICY, f"trial {trial.id} approved by {trial.approver}"), self._parts.clock.now()
        check_approval(change, approver, change.plan.digest, now)
        with self._parts.audit.doing(approver, action, str(change.id), trial=trial.id, plan=change.plan.digest):
            to = replace(change, state=_C.APPROVED, approver=approver, moved_at=now)
            body = {"plan": change.plan.digest, "trial": trial.id, "approved": trial.digest}
            moved = self._changes.move(change.id, (_C.PLANNED,), to, approver, body)
        self._tell(moved)
        return moved

    # ------------------------------------------------------------ taking back

    def undo(self, trial: Trial, wave: TrialWave, actor: Actor) -> Change:
        """The change that takes a wave back; the one that somebody drafted already, if there is one."""
        original = self._changes.get(wave.change)
        if original.undone_by and self._changes.get(original.undone_by).state is not _C.WITHDRAWN:
            return self._changes.get(original.undone_by)
        title = f"undo {original.id}: {original.title}"[:_MOST_TITLE]
        now, body = self._parts.clock.now(), {"trial": trial.id}
        wish = Change(0, UNDO, title, actor, now, body=body, service=user_of(original), undoes=original.id)
        with self._parts.audit.doing(actor, "change.undo", str(original.id), trial=trial.id):
            return self.add(wish)

    def withdraw(self, trial: Trial, actor: Actor) -> None:
        """Changes of the trial that were never pushed will not be."""
        for wave in trial.waves:
            change = self._changes.get(wave.change) if wave.change else None
            if change is None or change.state not in _OPEN:
                continue
            gone = replace(change, state=_C.WITHDRAWN, moved_at=self._parts.clock.now())
            with self._parts.audit.doing(actor, "change.withdraw", str(change.id), trial=trial.id):
                self._tell(self._changes.move(change.id, _OPEN, gone, actor, {"trial": trial.id}))

    # ------------------------------------------------------------ moving

    def move(self, trial: Trial, actor: Actor, verb: str, **body: object) -> Trial:
        """Compare-and-set from where the trial was seen; written down, and pages hear of it."""
        now = self._parts.clock.now()
        told = {"verb": verb, "wave": trial.wave, **body}
        if trial.reason is not None:
            told["why"] = {"code": trial.reason.code, "values": dict(trial.reason.values)}
        moved = self._parts.store.trials.move(replace(trial, moved_at=now), actor.name, told)
        self._parts.store.events.append("trial", str(moved.id), now, {"state": str(moved.state)})
        return moved

    def _tell(self, change: Change) -> None:
        body = {"device": "", "state": str(change.state)}
        self._parts.store.events.append("change", str(change.id), self._parts.clock.now(), body)
