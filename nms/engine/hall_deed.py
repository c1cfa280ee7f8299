"""The playbook module `hall`: one step of a bundle's life, with the waiting for people and for the engine between."""

from collections.abc import Callable, Mapping
from typing import Any

from nms.app.bundle_views import BundleRoom
from nms.app.change_views import ChangeRoom
from nms.app.play_views import GATE
from nms.core.change import Change, ChangeState
from nms.core.errors import InvalidError
from nms.core.hall_bundle import BundleState, HallBundle
from nms.core.playbook import Did
from nms.engine.config_deed import LOOK_S
from nms.engine.deed_push import pushed
from nms.engine.playing import Work, same
from nms.halls.bundle_life import UNDER_WAY, stands
from nms.provision.playbook.walk import Call, Outcome

_B, _C = BundleState, ChangeState
_VERBS: Mapping[str, str] = {"add": "provision", "change": "change", "close": "close"}
_OVER = frozenset({_C.COMMITTED, _C.ROLLED_BACK, _C.WITHDRAWN, _C.EXPIRED, _C.UNKNOWN})


class HallDeed:
    """Carries out one call; a run that is taken up again goes on from where the bundle itself stands."""

    def __init__(self, bundles: BundleRoom, changes: ChangeRoom) -> None:
        self._bundles, self._changes = bundles, changes

    def do(self, work: Work, call: Call) -> Mapping[str, Outcome]:
        """The same outcome for every host: changed, ok (nothing to do), or failed."""
        wanted = next(iter(call.arguments.values()))
        action, hall = str(wanted["action"]), str(wanted["hall"])
        document = {**{name: value for name, value in wanted.get("form", {}).items() if value != ""}, "hall": hall}
        did = self._done(work, call, action, hall, document)
        bundle = self._bundles.show(hall).view.bundle
        body: dict[str, Any] = {"hall": hall, "state": str(bundle.state) if bundle else "none"}
        if bundle and bundle.change and did is Did.CHANGED and not call.run.check:
            body["changes"] = [bundle.change]
        return same(call, did, body)

    def _done(self, work: Work, call: Call, action: str, hall: str, document: Mapping[str, Any]) -> Did:
        bundle = self._bundles.show(hall).view.bundle
        if action == "check" or (call.run.check and action != "close"):
            self._bundles.check(document)
        if action == "check" or (not call.begun and _behind(action, bundle)):
            return Did.OK
        return Did.CHANGED if call.run.check else self._built(work, call, action, hall, document)

    def _built(self, work: Work, call: Call, action: str, hall: str, document: Mapping[str, Any]) -> Did:
        """Through a change: made, planned, approved by another person, pushed; to the end of all that."""
        told = dict(call.begun)
        if "change" not in told:
            told["change"] = self._begun(call, action, hall, document).change
            call.note(told)
        number = int(told["change"])
        change = self._planned(work, number)
        if GATE not in told and change.state is _C.PLANNED:
            told |= {GATE: call.task.name, "changes": [number], "digests": {str(number): change.plan.digest}}
            call.note(told)
        pushed(work, call, self._changes, number, lambda: self._change(number).state not in _OVER)
        return self._ended(work, hall, number)

    def _begun(self, call: Call, action: str, hall: str, document: Mapping[str, Any]) -> HallBundle:
        """A new change, or the one that a process that was killed had made already."""
        actor, bundle = call.run.actor, self._bundles.show(hall).view.bundle
        if bundle and bundle.state in UNDER_WAY and bundle.state is stands(_VERBS[action], _C.DRAFT):
            return bundle
        begin: Mapping[str, Callable[[], HallBundle]] = {
            "add": lambda: self._bundles.ask(document, actor),
            "change": lambda: self._bundles.change(document, actor),
            "close": lambda: self._bundles.close(hall, actor),
        }
        return begin[action]()

    def _planned(self, work: Work, number: int) -> Change:
        while (found := self._change(number)).state is _C.DRAFT:
            work.wait(LOOK_S)
        return found

    def _ended(self, work: Work, hall: str, number: int) -> Did:
        while (bundle := self._bundles.show(hall).view.bundle) and bundle.state in UNDER_WAY:
            if self._change(number).state is _C.UNKNOWN:
                break
            work.wait(LOOK_S)
        change = self._change(number)
        if change.state is _C.COMMITTED:
            return Did.CHANGED
        reason = bundle.reason if bundle and bundle.reason else change.reason or "–"
        raise InvalidError("NMS-PLAY-044", None, change=number, state=change.state, reason=reason)

    def _change(self, number: int) -> Change:
        return self._changes.show(number).change


def _behind(action: str, bundle: HallBundle | None) -> bool:
    """Whether nothing is left to do."""
    if action == "add":
        return bundle is not None and bundle.state in (_B.STANDING, _B.CHANGING)
    return action == "close" and (bundle is None or bundle.state is _B.CLOSED)
