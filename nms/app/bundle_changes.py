"""The changes of hall bundles: drafted from what stands to what shall stand, and handed to the engine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nms.app.bundle_views import HALL_PLAN
from nms.app.parts import Parts
from nms.app.planning import Planning
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.errors import NmsError
from nms.core.hall import HallForm
from nms.core.hall_bundle import HallBundle
from nms.core.texts import say
from nms.halls.bundle_life import Followed, followed
from nms.provision.circuit import HALL, entry_of
from nms.store.typed_json import read, written

Entries = Sequence[Mapping[str, Any]]
_OPEN = frozenset({ChangeState.DRAFT, ChangeState.PLANNED, ChangeState.APPROVED})
_NOBODY = Actor("")


class BundleChanges:
    """Drafts the change of a bundle and moves the bundle with it."""

    def __init__(self, parts: Parts, planning: Planning) -> None:
        self._parts, self._planning = parts, planning

    @staticmethod
    def service(hall: str) -> str:
        """In whose name a hall uses shared things; no circuit number has a colon."""
        return f"hall:{hall}"

    def begin(self, to: HallBundle, purpose: str, new: Entries, actor: Actor) -> HallBundle:
        """A drafted change, the bundle moved to wait for it, and the engine asked for the plan.

        RefusedError with everything that is wrong with the entries; ConflictError where the bundle moved meanwhile: its
        change is withdrawn then.
        """
        drafted = self.drafted(to.hall, purpose, new, to.form, actor)
        change = self._parts.store.changes.add(drafted)
        self._tell("change", str(change.id), str(change.state), {"device": ""})
        now = self._parts.clock.now()
        wanted = replace(to, change=change.id, moved_at=now, reason="")
        try:
            moved = self.put(wanted, actor, {"verb": purpose, "change": str(change.id)})
        except NmsError:
            self.withdraw(change, actor)
            raise
        self._parts.store.requests.put(HALL_PLAN, {"change": str(change.id), "hall": to.hall}, actor, now)
        return moved

    def drafted(
        self,
        hall: str,
        purpose: str,
        new: Entries,
        form: HallForm | None = None,
        actor: Actor = _NOBODY,
    ) -> Change:
        """The change that would be made; RefusedError with everything that is wrong with its entries."""
        service, language = self.service(hall), self._parts.config.site.language
        known = self._parts.inventory.halls[hall]
        body = {
            "hall": hall,
            "service": service,
            "purpose": purpose,
            "old": self._standing(hall),
            "new": [dict(one) for one in new],
            "form": written(form) if form else "",
        }
        title = f"{say(f'bundle.verb.{purpose}', language)} {hall} {known.title}".strip()[:200]
        wish = Change(0, HALL, title, actor, self._parts.clock.now(), body=body, service=service)
        self._planning.circuit(wish)
        return wish

    def _standing(self, hall: str) -> list[dict[str, Any]]:
        """The entries that stand of a hall now."""
        change = self._planning.stands(self.service(hall))
        return [json.loads(part.entry) for part in change.plan.parts] if change else []

    def stands_so(self, hall: str, new: Entries) -> bool:
        """Whether exactly these entries stand already."""
        return {entry_of(one) for one in self._standing(hall)} == {entry_of(one) for one in new}

    def follow(self, bundle: HallBundle, actor: Actor, cause: NmsError | None = None) -> HallBundle | None:
        """Move a bundle to where the state of its change leads; None where it stands there already."""
        if not bundle.change:
            return None
        change = self._parts.store.changes.get(bundle.change)
        why = str(cause) if cause else change.reason or str(change.state)
        wanted = read(HallForm, str(change.body["form"]))
        moved = followed(bundle, Followed(change.id, str(change.body["purpose"]), change.state, wanted, why))
        if moved is None:
            return None
        now, body = self._parts.clock.now(), {"change": str(change.id), "change_state": str(change.state)}
        with self._parts.audit.doing(actor, "hall.follow", bundle.hall, change=change.id, state=moved.state):
            return self.put(replace(moved, moved_at=now), actor, body)

    def withdraw(self, change: Change, actor: Actor) -> Change:
        """The change will not be pushed; as it is if it was pushed, or withdrawn, already."""
        if change.state not in _OPEN:
            return change
        gone = replace(change, state=ChangeState.WITHDRAWN, moved_at=self._parts.clock.now())
        moved = self._parts.store.changes.move(change.id, _OPEN, gone, actor, {})
        self._tell("change", str(moved.id), str(moved.state), {"device": ""})
        return moved

    def put(self, bundle: HallBundle, actor: Actor, body: Mapping[str, str]) -> HallBundle:
        """Compare-and-set from where the bundle was seen; pages hear of it."""
        moved = self._parts.store.hall_bundles.put(bundle, actor.name, body)
        self._tell("bundle", moved.hall, str(moved.state), {})
        return moved

    def _tell(self, kind: str, subject: str, state: str, body: Mapping[str, str]) -> None:
        self._parts.store.events.append(kind, subject, self._parts.clock.now(), {**body, "state": state})
