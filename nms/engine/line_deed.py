"""The playbook module `line`: one step of a line's life, with the waiting for people and for the engine between."""

from collections.abc import Callable, Mapping
from typing import Any

from nms.app.change_views import ChangeRoom
from nms.app.line_views import LineRoom
from nms.app.play_views import GATE
from nms.core.change import Change, ChangeState
from nms.core.errors import ConflictError, InvalidError, NotFoundError
from nms.core.line import Line, LineState
from nms.core.playbook import Did
from nms.engine.config_deed import LOOK_S
from nms.engine.deed_push import pushed
from nms.engine.playing import Work, same
from nms.lines.lifecycle import awaited
from nms.provision.playbook.walk import Call, Outcome

_L = LineState
_C = ChangeState
_BUILT = frozenset({_L.PROVISIONING, _L.TESTING, _L.ACTIVE, _L.MODIFYING, _L.SUSPENDED})
DONE: Mapping[str, frozenset[LineState]] = {
    "design": frozenset({_L.DESIGNED, _L.APPROVED}) | _BUILT,
    "provision": frozenset({_L.TESTING, _L.ACTIVE, _L.MODIFYING, _L.SUSPENDED}),
    "activate": frozenset({_L.ACTIVE, _L.MODIFYING, _L.SUSPENDED}),
    "suspend": frozenset({_L.SUSPENDED}),
    "resume": frozenset({_L.ACTIVE}),
    "cease": frozenset({_L.CEASED}),
}
"""Action → the states in which nothing is left to do."""

GOAL: Mapping[str, LineState] = {
    "provision": _L.TESTING,
    "modify": _L.ACTIVE,
    "suspend": _L.SUSPENDED,
    "resume": _L.ACTIVE,
    "cease": _L.CEASED,
}
"""Action that makes a change → where the line stands when that was carried out."""


class LineDeed:
    """Carries out one call; a run that is taken up again goes on from where the line itself stands."""

    def __init__(self, lines: LineRoom, changes: ChangeRoom) -> None:
        self._lines, self._changes = lines, changes

    def do(self, work: Work, call: Call) -> Mapping[str, Outcome]:
        """The same outcome for every host: changed, ok (nothing to do), or failed."""
        wanted = next(iter(call.arguments.values()))
        action, number = str(wanted["action"]), str(wanted["number"])
        did = self._looked(action, number, wanted) if call.run.check else self._done(work, call, action, number, wanted)
        line = self._known(number)
        body: dict[str, Any] = {"number": number, "state": str(line.state) if line else ""}
        if line and line.change and action in GOAL and did is Did.CHANGED and not call.run.check:
            body["changes"] = [line.change]
        return same(call, did, body)

    def _known(self, number: str) -> Line | None:
        try:
            return self._lines.named(number)
        except NotFoundError:
            return None

    # ---- check mode: what would be

    def _looked(self, action: str, number: str, wanted: Mapping[str, Any]) -> Did:
        """Whether something would be done; an order is read and surveyed, so that its errors are told."""
        line = self._known(number)
        if action == "order":
            if line is None:
                self._lines.read(_document(number, wanted))
            return Did.OK if line else Did.CHANGED
        return Did.OK if line and line.state in DONE.get(action, frozenset()) else Did.CHANGED

    # ---- for real

    def _done(self, work: Work, call: Call, action: str, number: str, wanted: Mapping[str, Any]) -> Did:
        line = self._known(number)
        if action == "order":
            if line is None:
                self._lines.order(_document(number, wanted), call.run.actor)
            return Did.OK if line else Did.CHANGED
        if line is None:
            raise NotFoundError("line", number)
        if not call.begun and line.state in DONE.get(action, frozenset()):
            return Did.OK
        if action in GOAL:
            return self._built(work, call, action, line, wanted)
        return self._acted(call, action, number, wanted)

    def _acted(self, call: Call, action: str, number: str, wanted: Mapping[str, Any]) -> Did:
        """Actions that end at once."""
        actor, lines = call.run.actor, self._lines
        acts: Mapping[str, Callable[[], object]] = {
            "design": lambda: lines.design(number, actor, str(wanted.get("solution", ""))),
            "test": lambda: self._tested(call, number, wanted),
            "activate": lambda: lines.activate(number, actor),
        }
        acts[action]()
        return Did.CHANGED

    def _tested(self, call: Call, number: str, wanted: Mapping[str, Any]) -> None:
        if not self._lines.test(number, wanted.get("results", ()), call.run.actor).passed:
            raise ConflictError("NMS-LINE-207", number=number)

    def _built(self, work: Work, call: Call, action: str, line: Line, wanted: Mapping[str, Any]) -> Did:
        """Through a change: made, planned, approved by another person, pushed; to the end of all that."""
        told = dict(call.begun)
        if "change" not in told:
            if not self._under_way(line, action):
                self._approved(work, action, line)
                line = self._begun(call, action, line.number, wanted)
            told["change"] = line.change
            call.note(told)
        number = int(told["change"])
        change = self._planned(work, line.number, number)
        if GATE not in told:
            told |= {GATE: call.task.name, "changes": [number], "digests": {str(number): change.plan.digest}}
            call.note(told)
        pushed(work, call, self._changes, number, lambda: self._waits(line.number, number))
        return self._ended(line.number, action)

    def _approved(self, work: Work, action: str, line: Line) -> None:
        """Provisioning waits until another person approved the line."""
        while action == "provision" and self._lines.named(line.number).state is _L.DESIGNED:
            work.pause(waiting=True)
            work.wait(LOOK_S)

    def _begun(self, call: Call, action: str, number: str, wanted: Mapping[str, Any]) -> Line:
        lines, actor = self._lines, call.run.actor
        if action == "modify":
            return lines.modify(number, wanted.get("wish", {}), actor)
        begin: Mapping[str, Callable[..., Line]] = {
            "provision": lines.provision,
            "suspend": lines.suspend,
            "resume": lines.resume,
            "cease": lines.cease,
        }
        return begin[action](number, actor)

    def _under_way(self, line: Line, action: str) -> bool:
        """Whether the line waits for a change of this action already, made before the process was killed."""
        return bool(line.change) and awaited(line, line.change, action) and self._waits(line.number, line.change)

    def _planned(self, work: Work, number: str, change: int) -> Change:
        """The change with its plan; InvalidError with the line's reason where it could not be planned."""
        while (found := self._change(change)).state is _C.DRAFT:
            if not self._lines.planning(number) and self._change(change).state is _C.DRAFT:
                raise InvalidError("NMS-LINE-221", None, number=number, change=change)
            work.wait(LOOK_S)
        if found.state is _C.WITHDRAWN:
            while self._waits(number, change):
                work.wait(LOOK_S)
            self._ended(number, "")
        return found

    def _waits(self, number: str, change: int) -> bool:
        """Whether the line still stands where it waits for this change."""
        purpose = str(self._change(change).body.get("purpose"))
        return awaited(self._lines.named(number), change, purpose)

    def _change(self, number: int) -> Change:
        return self._changes.show(number).change

    def _ended(self, number: str, action: str) -> Did:
        line = self._lines.named(number)
        if action and line.state is GOAL[action] and not line.reason:
            return Did.CHANGED
        raise InvalidError("NMS-PLAY-044", None, change=line.change, state=line.state, reason=line.reason or "–")


def _document(number: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The order without what an input left empty."""
    return {**{name: value for name, value in wanted.get("order", {}).items() if value != ""}, "number": number}
