"""One change of a trial driven to its end: planned anew, approved as far as the trial's approval reaches, pushed."""

from collections.abc import Callable
from datetime import timedelta
from enum import Enum
from typing import NamedTuple

from nms.app.change_views import PLAN, PUSH
from nms.app.parts import Parts
from nms.app.trial_changes import TrialChanges
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.ports import Request
from nms.core.trial import Remark

PAUSE = timedelta(seconds=60)
"""Before what did not come through is tried again."""

_C = ChangeState


class Came(Enum):
    """How far a change came."""

    GOING = 0
    DONE = 1
    REFUSED = 2
    """The engine could not plan or push it now; it is tried again after a pause."""
    LOST = 3
    """It was withdrawn, or pushed and taken back by itself."""


class Driven(NamedTuple):
    """How far it came, the newest request for it, and what is to be said of it."""

    came: Came
    request: int = 0
    remark: Remark | None = None


class ChangeDriver:
    """Looks at a change and the last request for it, and asks for the next; all that counts stands in the store."""

    def __init__(self, parts: Parts, moves: TrialChanges) -> None:
        self._parts, self._moves = parts, moves

    def under_way(self, request: int) -> bool:
        """Whether the engine works on a request."""
        asked = self._asked(request)
        return asked is not None and asked.state == "waiting"

    def drive(self, change: Change, request: int, actor: Actor, approve: Callable[[Change], Change]) -> Driven:
        """One step on; raises what `approve` raises."""
        if change.state is _C.COMMITTED:
            return Driven(Came.DONE, request)
        if change.state is _C.UNKNOWN:
            return Driven(Came.GOING, request, Remark("trials.why.unknown", {"change": change.id}))
        if change.state is _C.APPLYING or self.under_way(request):
            return Driven(Came.GOING, request)
        return self._next(change, self._asked(request), request, actor, approve)

    def _next(
        self, change: Change, asked: Request | None, request: int, actor: Actor, approve: Callable[[Change], Change]
    ) -> Driven:
        if change.state is _C.WITHDRAWN or (change.state is _C.ROLLED_BACK and asked and asked.kind == PUSH):
            return Driven(Came.LOST, request, _remark("push", change, asked))
        if asked is not None and asked.state == "failed" and self._parts.clock.now() < asked.at + PAUSE:
            return Driven(Came.REFUSED, request, _remark("retry", change, asked))
        planned = asked is not None and asked.kind == PLAN and asked.state == "done"
        if planned and change.state is _C.PLANNED:
            change = approve(change)
        if planned and change.state is _C.APPROVED:
            return Driven(Came.GOING, self._moves.ask_push(change.id, actor))
        return Driven(Came.GOING, self._moves.ask_plan(change.id, actor))

    def again(self, change: Change, actor: Actor) -> int:
        """Plan a change anew that was lost."""
        return self._moves.ask_plan(change.id, actor)

    def _asked(self, request: int) -> Request | None:
        return self._parts.store.requests.get(request) if request else None


def _remark(kind: str, change: Change, asked: Request | None) -> Remark:
    reason = change.reason or (asked.result if asked is not None and asked.state == "failed" else "") or "–"
    return Remark(f"trials.why.{kind}", {"change": change.id, "state": str(change.state), "reason": reason})
