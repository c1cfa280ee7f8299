"""The playbook module `config`: changes planned, approved by another person, pushed in waves, each host's end told."""

from collections.abc import Mapping, Sequence
from typing import Any

from nms.app.change_views import ChangeFilter, ChangeRoom, ChangeView, LinesView
from nms.app.play_views import GATE
from nms.core.change import Change, ChangeState, OnFailure, Step
from nms.core.errors import InvalidError, NmsError
from nms.core.playbook import Did
from nms.core.ports import Request
from nms.drivers.dialects import DIALECTS
from nms.engine.playing import Work
from nms.provision.playbook.walk import Call, Outcome, failure
from nms.provision.push.lines import user_of

_S = ChangeState
_ENDED = frozenset({_S.COMMITTED, _S.ROLLED_BACK, _S.UNKNOWN, _S.WITHDRAWN, _S.EXPIRED})
LOOK_S = 0.2

Made = Mapping[str, list[int]]
"""Host → the changes made for it."""


class ConfigDeed:
    """Carries out one call; every stage can be taken up again, because the changes themselves say how far they are."""

    def __init__(self, changes: ChangeRoom) -> None:
        self._changes = changes

    def do(self, work: Work, call: Call) -> Mapping[str, Outcome]:
        """One outcome per host: changed, ok (nothing to do) or failed."""
        made: Made = call.begun.get("drafts") or self._drafted(call)
        if not call.begun:
            call.note({"drafts": made})
        numbers = _once(made)
        failed = self._planned(work, call, numbers)
        plans = {number: self._changes.show(number) for number in numbers if number not in failed}
        idle = [number for number, view in plans.items() if view.change.state is _S.PLANNED and not _sends(view, work)]
        for number in idle:
            self._changes.withdraw(number, call.run.actor)
        going = [number for number in plans if number not in idle]
        if call.run.check:
            self._dropped(call, going)
        elif going:
            self._pushed(work, call, made, going)
        return {host: self._outcome(call, own, failed, idle, plans) for host, own in made.items()}

    # ---- drafting

    def _drafted(self, call: Call) -> Made:
        wanted = next(iter(call.arguments.values()))
        if wanted.get("state") == "absent":
            return self._undone(call)
        if wanted.get("atomic"):
            change = self._changes.draft(self._wish(call, list(call.arguments)), call.run.actor)
            return {host: [change.id] for host in call.arguments}
        return {host: [self._changes.draft(self._wish(call, [host]), call.run.actor).id] for host in call.arguments}

    def _wish(self, call: Call, hosts: Sequence[str]) -> Mapping[str, Any]:
        first = call.arguments[hosts[0]]
        steps = [
            {
                "device": host,
                "template": call.arguments[host]["template"],
                "values": call.arguments[host].get("values", {}),
            }
            for host in hosts
        ]
        title = (
            first.get("title") or f"{call.run.title}: {call.task.name} {hosts[0] if len(hosts) == 1 else ''}".rstrip()
        )
        return {"title": title, "service": first.get("service") or call.run.title, "steps": steps}

    def _undone(self, call: Call) -> Made:
        """For each host the undo of what committed changes of the service left there, the newest first."""
        undos: dict[int, int] = {}
        made: dict[str, list[int]] = {}
        for host, wanted in call.arguments.items():
            service = wanted.get("service") or call.run.title
            found = self._changes.find(ChangeFilter((_S.COMMITTED,), device=host, service=service, limit=500)).items
            made[host] = [self._undo_of(one, call, undos) for one in found if not one.undoes and not self._taken(one)]
        return made

    def _taken(self, change: Change) -> bool:
        return bool(change.undone_by) and self._changes.show(change.undone_by).change.state is _S.COMMITTED

    def _undo_of(self, change: Change, call: Call, undos: dict[int, int]) -> int:
        if change.id not in undos:
            undos[change.id] = self._changes.undo(change.id, call.run.actor).id
        return undos[change.id]

    # ---- planning

    def _planned(self, work: Work, call: Call, numbers: Sequence[int]) -> dict[int, NmsError]:
        """Have everything planned at once; the changes that could not be, with why."""
        drafts = [number for number in numbers if self._changes.show(number).change.state is _S.DRAFT]
        asked = {number: self._changes.plan(number, call.run.actor) for number in drafts}
        failed: dict[int, NmsError] = {}
        for number, wish in asked.items():
            request = self._answered(work, wish)
            if request.state != "done":
                failed[number] = InvalidError("NMS-PLAY-048", None, result=request.result)
        self._dropped(call, failed)
        return failed

    def _answered(self, work: Work, number: int) -> Request:
        while True:
            request = work.parts.store.requests.get(number)
            if request is not None and request.state != "waiting":
                return request
            work.wait(LOOK_S)

    def _dropped(self, call: Call, numbers: Sequence[int] | Mapping[int, NmsError]) -> None:
        for number in numbers:
            if self._changes.show(number).change.state in (_S.DRAFT, _S.PLANNED):
                self._changes.withdraw(number, call.run.actor)

    # ---- approval and push

    def _pushed(self, work: Work, call: Call, made: Made, going: Sequence[int]) -> None:
        told: dict[str, Any] = {"drafts": made, **call.begun}
        if GATE not in told:
            told |= {GATE: call.task.name, "changes": list(going), "digests": self._digests(going)}
            call.note(told)
        self._approved(work, going)
        if "rollout" not in told:
            told["rollout"] = self._rollout(call, going)
            call.note({name: value for name, value in told.items() if name != GATE})
        while not self._over(told["rollout"]):
            work.wait(LOOK_S)

    def _digests(self, going: Sequence[int]) -> dict[str, str]:
        return {str(number): self._changes.show(number).change.plan.digest for number in going}

    def _approved(self, work: Work, going: Sequence[int]) -> None:
        """Wait until each change was approved (at the run's gate or on its own page), or will not be."""
        while any(self._changes.show(number).change.state is _S.PLANNED for number in going):
            work.pause(waiting=True)
            work.wait(LOOK_S)
        work.pause(waiting=False)

    def _rollout(self, call: Call, going: Sequence[int]) -> int:
        wanted = next(iter(call.arguments.values()))
        canary, wave = int(wanted.get("canary", 0)), int(wanted.get("wave", 0))
        ready = [number for number in going if self._changes.show(number).change.state is _S.APPROVED]
        if not ready:
            return 0
        on_failure = OnFailure(wanted.get("on_failure", "stop"))
        title = f"{call.run.title} #{call.run.id}: {call.task.name}"
        made = self._changes.roll_out(
            title, ready, min(canary, len(ready)), wave or len(ready), on_failure, call.run.actor
        )
        self._changes.start(made.id, call.run.actor)
        return made.id

    def _over(self, rollout: int) -> bool:
        return not rollout or self._changes.rollout(rollout).rollout.state not in (_S.PLANNED, _S.APPLYING)

    # ---- what came of it

    def _outcome(
        self, call: Call, own: Sequence[int], failed: Mapping[int, NmsError], idle: Sequence[int],
        plans: Mapping[int, ChangeView],
    ) -> Outcome:  # fmt: skip
        bad = next((failed[number] for number in own if number in failed), None)
        if bad is not None:
            return failure(bad)
        active = [number for number in own if number not in idle]
        body = {"changes": active, "diff": "\n".join(_diff(plans[number]) for number in active)}
        if not active:
            return Outcome(Did.OK, {"changes": [], "diff": ""})
        if call.run.check:
            return Outcome(Did.CHANGED, body)
        ends = [self._changes.show(number).change for number in active]
        wrong = next((change for change in ends if change.state is not _S.COMMITTED), None)
        if wrong is None:
            return Outcome(Did.CHANGED, body)
        error = InvalidError("NMS-PLAY-044", None, change=wrong.id, state=wrong.state, reason=wrong.reason or "–")
        return Outcome(Did.FAILED, {**failure(error).body, **body})


def _once(made: Made) -> list[int]:
    return list(dict.fromkeys(number for own in made.values() for number in own))


def _sends(view: ChangeView, work: Work) -> bool:
    """Whether a plan does anything to anybody."""
    steps = zip(view.lines, view.change.plan.steps, strict=True)
    return bool(view.work_orders) or any(_alters(lines, step, user_of(view.change), work) for lines, step in steps)


def _alters(lines: LinesView, step: Step, user: str, work: Work) -> bool:
    """Whether lines make a difference to the configuration, or bring a shared thing a user it did not have yet.

    Where no difference can be foreseen (a shell, MML), any line counts.
    """
    dialect, references = DIALECTS[step.platform], work.parts.store.references
    foreseen = bool(lines.diff) or dialect.shell or dialect.mml
    counted = all(user in references.users(step.device, one.key) for one in step.shared)
    return bool(lines.apply) and (foreseen or not counted)


def _diff(view: ChangeView) -> str:
    return "\n".join(f"{lines.device}\n" + "\n".join(lines.diff) for lines in view.lines if lines.apply)
