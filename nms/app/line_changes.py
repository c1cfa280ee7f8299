"""The changes of a line: from what stands of it to what shall stand, drafted and handed to the engine."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nms.app.line_views import LINE_PLAN
from nms.app.parts import Parts
from nms.app.planning import Planning
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.errors import NmsError
from nms.core.line import Design, Line, LineState
from nms.core.texts import say
from nms.provision.circuit import LINE
from nms.provision.plan import platform_of
from nms.provision.services import WORK_ORDER

Steps = Sequence[Mapping[str, Any]]
SUSPENSION = "port-state"
"""The template that closes a port of a suspended line."""
_OPEN = frozenset({ChangeState.DRAFT, ChangeState.PLANNED, ChangeState.APPROVED})


class LineChanges:
    """Drafts the change of a line and moves the line with it."""

    def __init__(self, parts: Parts, planning: Planning) -> None:
        self._parts, self._planning = parts, planning

    def begin(self, line: Line, to: Line, purpose: str, new: Steps, actor: Actor, more: Mapping[str, Any]) -> Line:
        """A drafted change, the line moved to wait for it, and the engine asked for the plan.

        RefusedError with everything that is wrong with the new design; ConflictError where the line moved meanwhile:
        its change is withdrawn then.
        """
        change = self._drafted(line, purpose, new, actor, more)
        body = {"verb": purpose, "change": change.id}
        try:
            moved = self.move(line, replace(to, change=change.id, reason=""), actor, body)
        except NmsError:
            self.withdraw(change, actor)
            raise
        wish = {"change": str(change.id), "line": line.number}
        self._parts.store.requests.put(LINE_PLAN, wish, actor, self._parts.clock.now())
        return moved

    def _drafted(self, line: Line, purpose: str, new: Steps, actor: Actor, more: Mapping[str, Any]) -> Change:
        body = {
            "service": line.number,
            "purpose": purpose,
            "old": self.standing(line.number),
            "new": [dict(step) for step in new],
            "from": str(line.state),
            **more,
        }
        language = self._parts.config.site.language
        title = f"{say(f'line.verb.{purpose}', language)} {line.number} {line.order.title}"[:200]
        wish = Change(0, LINE, title, actor, self._parts.clock.now(), body=body, service=line.number)
        self._planning.circuit(wish)
        added = self._parts.store.changes.add(wish)
        self._tell("change", str(added.id), added.state, {"device": ""})
        return added

    def standing(self, number: str) -> list[dict[str, Any]]:
        """The entries that stand of a line now."""
        change = self._planning.stands(number)
        return [json.loads(part.entry) for part in change.plan.parts] if change else []

    def closing(self, number: str, design: Design) -> list[dict[str, Any]]:
        """The entries that close the ports which carry nothing but this line: by lines, or by people."""
        ports = dict.fromkeys(port for way in design.ways for port in way.ports)
        found = [(device, self._closed(number, device, port)) for device, port in ports]
        return [{"device": device, "template": SUSPENSION, "values": values} for device, values in found if values]

    def _closed(self, number: str, device: str, port: str) -> dict[str, str]:
        """The values of the template for closing a port; none where it has no words for the device."""
        catalogue, known = self._planning.catalogue, self._parts.inventory.devices.get(device)
        service = catalogue.services.get(SUSPENSION)
        if known is None or service is None:
            return {}
        platform = platform_of(catalogue, known, service)
        if platform == WORK_ORDER:
            return {"element": device, "tributary": port, "circuit": number}
        return {"port": port} if platform in service.platforms else {}

    def withdraw(self, change: Change, actor: Actor) -> Change:
        """The change will not be pushed; as it is if it was pushed, or withdrawn, already."""
        if change.state not in _OPEN:
            return change
        gone = replace(change, state=ChangeState.WITHDRAWN, moved_at=self._parts.clock.now())
        moved = self._parts.store.changes.move(change.id, _OPEN, gone, actor, {})
        self._tell("change", str(moved.id), moved.state, {"device": ""})
        return moved

    def move(self, line: Line, to: Line, actor: Actor, body: Mapping[str, Any]) -> Line:
        """Compare-and-set from where the line was seen; pages hear of it."""
        at = self._parts.clock.now()
        moved = self._parts.store.lines.move(line.id, {line.state}, to, actor.name, body, at)
        self.tell(moved)
        return moved

    def tell(self, line: Line) -> None:
        """Let pages hear of a line."""
        self._tell("line", line.number, line.state, {})

    def _tell(self, kind: str, subject: str, state: ChangeState | LineState, body: Mapping[str, str]) -> None:
        now = self._parts.clock.now()
        self._parts.store.events.append(kind, subject, now, {**body, "state": str(state)})


def own_keys(design: Design) -> list[str]:
    """Keys of shared things that the design holds for this line alone."""
    return sorted({f"vlan {unit.unit}" for unit in design.units if unit.scope.startswith("s-vlan/")})
