"""From a change to its plan: which devices are read for it, and what is made of what they said."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from nms.app.catalogue import catalogue
from nms.app.change_views import LinesView
from nms.app.parts import Parts
from nms.app.rulebook import mending_lines, rules
from nms.core.change import Change, ChangeState, Check, Plan, Step
from nms.core.dialect import digest, scrubbed
from nms.core.errors import ConflictError, InvalidError, NmsError, NotFoundError
from nms.handover.trial.approval import TRIAL
from nms.handover.trial.approval import check_awaited as check_turn
from nms.lines.lifecycle import awaited
from nms.provision.circuit import HALL, LINE, Circuit
from nms.provision.plan import Catalogue, by_lines, completed, make_plan, towards, wanted
from nms.provision.predict import predicted
from nms.provision.preview import difference
from nms.provision.push.lines import UNDO, Decided, decide, flipped, standing, user_of
from nms.provision.services import WORK_ORDER

SERVICE, RESTORE, REMEDIATE = "service", "restore", "remediate"
_MOST_CHANGES = 1000

Running = Mapping[str, str]
"""Device → its configuration as it was just read."""


@dataclass(frozen=True, slots=True)
class Planner:
    """One kind of change: the devices it needs to read, and its plan from what they said."""

    devices: Callable[["Planning", Change], tuple[str, ...]]
    plan: Callable[["Planning", Change, Running, datetime], Plan]


class Planning:
    """Plans changes of every kind; touches no device."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @cached_property
    def catalogue(self) -> Catalogue:
        """What can be provisioned here, read when it is first needed."""
        return catalogue(self._parts.site.folder)

    def planner(self, kind: str) -> Planner:
        """The planner of a kind; InvalidError NMS-CHG-070 for one that nobody knows."""
        if kind not in PLANNERS:
            raise InvalidError("NMS-CHG-070", field="kind", reason=f"{kind}: {', '.join(PLANNERS)}")
        return PLANNERS[kind]

    def devices(self, change: Change) -> tuple[str, ...]:
        """The devices whose configuration a plan is made from; RefusedError with all that is wrong with the change."""
        self.check_awaited(change)
        return self.planner(change.kind).devices(self, change)

    def plan(self, change: Change, running: Running, at: datetime) -> Plan:
        """The plan; RefusedError, ConflictError."""
        self.check_awaited(change)
        return self.planner(change.kind).plan(self, change, running, at)

    def lines(self, change: Change, plan: Plan, running: Running) -> list[dict[str, Any]]:
        """Per device what would be sent now, as `lines_of` reads it."""
        return [asdict(self._lines(change, step, running[step.device])) for step in plan.steps]

    def _lines(self, change: Change, step: Step, text: str) -> LinesView:
        dialect = self.catalogue.dialects[step.platform]
        decided = self._decided(change, step, text)
        users = decided.users
        others = [key for key, names in users.items() if names - {user_of(change)}]
        return LinesView(
            device=step.device,
            platform=step.platform,
            template=step.template,
            apply=tuple(scrubbed(dialect, line) for line in decided.send),
            undo=tuple(scrubbed(dialect, line) for line in decided.back),
            diff=tuple(difference(dialect, text, predicted(dialect, text, decided.send))),
            objects=tuple(scrubbed(dialect, one) for one in step.objects),
            guarded=tuple(scrubbed(dialect, line) for line in step.guarded),
            checks=tuple(_said(check) for check in step.verify),
            waiting=tuple(others),
            verified=step.verified,
            evidence=dialect.evidence,
        )

    def sent(self, change: Change, step: Step, text: str) -> tuple[str, ...]:
        """The lines that a push of this step would send to a device that runs `text`, secrets and all."""
        return tuple(self._decided(change, step, text).send)

    def _decided(self, change: Change, step: Step, text: str) -> Decided:
        """Decided exactly as the push will decide it."""
        named, references = (*step.shared, *step.drops), self._parts.store.references
        stored = {one.key: references.users(step.device, one.key) for one in named}
        users = standing(self.catalogue.dialects[step.platform], text, change, step, stored)
        return decide(change, step, users, frozenset())

    # ------------------------------------------------------------ the kinds

    def service_devices(self, change: Change) -> tuple[str, ...]:
        """What its steps name, but for elements that get a work order."""
        entries = wanted(self.catalogue, change, self._parts.inventory.devices)
        return tuple(dict.fromkeys(one.device.name for one in entries if one.platform != WORK_ORDER))

    def service_plan(self, change: Change, running: Running, at: datetime) -> Plan:
        """Rendered from the templates."""
        return make_plan(change, self.catalogue, self._parts.inventory.devices, running, at)

    def restore_devices(self, change: Change) -> tuple[str, ...]:
        """The device whose kept configuration comes back."""
        device = str(change.body.get("device", ""))
        if device not in self._parts.inventory.devices:
            raise NotFoundError("device", device)
        return (device,)

    def restore_plan(self, change: Change, running: Running, at: datetime) -> Plan:
        """What turns the running configuration into the kept one."""
        [device] = self.restore_devices(change)
        dialect = self.catalogue.dialects[self._parts.inventory.devices[device].platform]
        intended = self._parts.archive.full(str(change.body.get("kept", "")), device)
        return completed((towards(device, dialect, running[device], intended, change.kind),), (), at)

    def remediate_plan(self, change: Change, running: Running, at: datetime) -> Plan:
        """Back to the kept configuration that was intended, or whatever mends what breaks rules now."""
        if "kept" in change.body:
            return self.restore_plan(change, running, at)
        [device] = self.restore_devices(change)
        known, text = self._parts.inventory.devices[device], running[device]
        dialect = self.catalogue.dialects[known.platform]
        lines = mending_lines(rules(self._parts.site.folder), known, dialect, text, change.body.get("rules", ()))
        step = by_lines(device, dialect, text, lines, change.kind)
        return completed((step,), (), at)

    def undo_devices(self, change: Change) -> tuple[str, ...]:
        """The devices of the change that is taken back."""
        return tuple(step.device for step in self._undone(change).plan.steps)

    def undo_plan(self, change: Change, running: Running, at: datetime) -> Plan:
        """The stored undo, in reverse."""
        steps = [
            replace(flipped(step), before=digest(self.catalogue.dialects[step.platform], running[step.device]))
            for step in reversed(self._undone(change).plan.steps)
        ]
        orders = [
            replace(order, lines=order.undo, undo=order.lines) for order in self._undone(change).plan.work_orders
        ]  # fmt: skip
        return completed(steps, orders, at)

    def line_devices(self, change: Change) -> tuple[str, ...]:
        """The devices on which the line's new design differs from what stands of it."""
        return self.circuit(change).devices

    def line_plan(self, change: Change, running: Running, at: datetime) -> Plan:
        """From what stands of a line to its new design."""
        return self.circuit(change).plan(running, at)

    def circuit(self, change: Change) -> Circuit:
        """A line's or a hall's change against what stands; RefusedError, ConflictError NMS-LINE-203, NMS-HALL-245."""
        store, stands = self._parts.store, self.stands(change.service)
        parts = stands.plan.parts if stands else ()
        try:
            return Circuit.of(change, self.catalogue, self._parts.inventory.devices, parts, store.references.users)
        except ConflictError as error:
            if change.kind != HALL or error.code != "NMS-LINE-203":
                raise
            raise ConflictError("NMS-HALL-245", change=change.id, hall=change.body.get("hall")) from error

    def stands(self, service: str) -> Change | None:
        """The change that made what stands of a line or a hall now: its newest committed one."""
        _, found = self._parts.store.changes.find((ChangeState.COMMITTED,), service=service, limit=_MOST_CHANGES)
        return next((one for one in found if one.kind in (LINE, HALL)), None)

    def alike(self, change: Change, step: Step, running: str) -> bool:
        """Whether a device of a hall's change would get the same lines if it were planned now: halls share routers and
        an access controller, and one of them must not make the plans of the others void. Only what our own pushes made
        counts: whatever anybody else changed meanwhile is refused as ever (promise T1)."""
        if change.kind != HALL or not self._ours(step, running):
            return False
        try:
            return self.circuit(change).alike(step, running)
        except NmsError:  # it could not be planned now: then it is not the same
            return False

    def _ours(self, step: Step, running: str) -> bool:
        """Whether a device is as the newest push of ours left it."""
        pushed = (one for one in self._parts.archive.history(step.device) if one.cause.startswith("after change "))
        newest = next(pushed, None)
        return newest is not None and newest.digest == digest(self.catalogue.dialects[step.platform], running)

    def check_awaited(self, change: Change) -> None:
        """ConflictError NMS-LINE-204, NMS-HALL-242, NMS-TRIAL-012 for the change of a line, a hall or a trial that does
        not wait for it."""
        if change.kind == TRIAL:
            check_turn(self._parts.store.trials.get(int(change.body["trial"])), change)
        if change.kind == HALL:
            hall = str(change.body.get("hall"))
            if self._parts.store.hall_bundles.get(hall).change != change.id:
                raise ConflictError("NMS-HALL-242", change=change.id, hall=hall)
        if change.kind != LINE:
            return
        line = self._parts.store.lines.named(change.service)
        if not awaited(line, change.id, str(change.body.get("purpose"))):
            raise ConflictError("NMS-LINE-204", change=change.id, number=line.number, state=line.state)

    @staticmethod
    def takes_back_trial(change: Change) -> bool:
        """Whether a change takes back a wave of a trial: harm that is being done waits for no freeze to pass."""
        return change.kind == UNDO and "trial" in change.body

    def _undone(self, change: Change) -> Change:
        return self._parts.store.changes.get(change.undoes)


def _said(check: Check) -> str:
    return f"{check.command} {'!>' if check.absent else '=>'} {check.expect}"


PLANNERS: Mapping[str, Planner] = {
    SERVICE: Planner(Planning.service_devices, Planning.service_plan),
    RESTORE: Planner(Planning.restore_devices, Planning.restore_plan),
    REMEDIATE: Planner(Planning.restore_devices, Planning.remediate_plan),
    UNDO: Planner(Planning.undo_devices, Planning.undo_plan),
    LINE: Planner(Planning.line_devices, Planning.line_plan),
    HALL: Planner(Planning.line_devices, Planning.line_plan),
    TRIAL: Planner(Planning.service_devices, Planning.service_plan),
}
"""Kind of change → its planner; later trades add their own."""


def planned(change: Change, plan: Plan, at: datetime, expires_at: datetime) -> Change:
    """The change with its new plan; whatever approval it had is gone."""
    return replace(
        change, state=ChangeState.PLANNED, plan=plan, moved_at=at, expires_at=expires_at, approver=None, reason=""
    )  # fmt: skip


def lines_of(body: Mapping[str, Any]) -> list[LinesView]:
    """The lines that the journal keeps of a plan."""
    return [LinesView(**{name: _tuple(value) for name, value in told.items()}) for told in body.get("lines", ())]


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
