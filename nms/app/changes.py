"""Use cases around changes: drafting, planning, approving, pushing, undoing, rolling out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from nms.app.auditing import audited
from nms.app.change_views import PLAN, PUSH, RESYNC, VERBS, WORST_FIRST, ChangeFilter, ChangeView, RolloutView
from nms.app.impacts import Impacts
from nms.app.parts import Parts
from nms.app.planning import SERVICE, Planning, lines_of
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, JournalEntry, Lease, OnFailure, Rollout
from nms.core.errors import ConflictError, InvalidError, NmsError
from nms.core.queries import Page
from nms.handover.trial.approval import TRIAL
from nms.provision.approval import check_approval, check_push, check_state
from nms.provision.circuit import HALL, LINE
from nms.provision.plan import RefusedError
from nms.provision.push.lines import UNDO, user_of
from nms.provision.rollout import failed, matrix, waves_of

_S = ChangeState
_OPEN = (_S.DRAFT, _S.PLANNED, _S.APPROVED)
_PLANNABLE = (*_OPEN, _S.ROLLED_BACK, _S.EXPIRED)
_KEYS = frozenset({"kind", "title", "service", "steps"})
_MOST_TITLE = 200
_LED = (LINE, HALL, TRIAL)
"""Kinds of changes that are undone with what they belong to, never by themselves."""


class Changes:
    """The room of changes (`nms.app.change_views.ChangeRoom`)."""

    def __init__(self, parts: Parts, planning: Planning, impacts: Impacts) -> None:
        self._parts, self._planning, self._impacts = parts, planning, impacts
        self._store = parts.store.changes

    # ------------------------------------------------------------ one change

    @audited("change.draft")
    def draft(self, wish: Mapping[str, Any], actor: Actor) -> Change:
        """A new change of kind "service" from its document: title, service, steps (device, template, values)."""
        problems: list[NmsError] = [_unfit(name, "?") for name in wish if name not in _KEYS]
        kind, title, service = (str(wish.get(name, "")) for name in ("kind", "title", "service"))
        if (kind or SERVICE) != SERVICE:
            problems.append(_unfit("kind", f"{kind}: {SERVICE}"))
        problems += [_unfit(name, text[:_MOST_TITLE]) for name, text in (("title", title), ("service", service))
                     if not _fit(text)]  # fmt: skip
        body = {"service": service, "steps": wish.get("steps")}
        change = Change(
            0, SERVICE, title or service, actor, self._parts.clock.now(), body=body, service=service
        )  # fmt: skip
        try:
            self._planning.devices(change)
        except RefusedError as error:
            problems += error.problems
        if problems:
            raise RefusedError(problems)
        return self._added(change)

    def _added(self, change: Change) -> Change:
        added = self._store.add(change)
        self._tell(added)
        return added

    @audited("change.plan")
    def plan(self, change_id: int, actor: Actor) -> int:
        """Have the engine read the devices and make the plan (anew)."""
        change = self._store.get(change_id)
        check_state(change, *_PLANNABLE)
        self._planning.check_awaited(change)
        return self._ask(PLAN, change_id, actor)

    @audited("change.approve")
    def approve(self, change_id: int, seen: str, actor: Actor) -> Change:
        """The plan that was shown may be pushed."""
        change, now = self._store.get(change_id), self._parts.clock.now()
        check_approval(change, actor, seen, now)
        approved = replace(change, state=_S.APPROVED, approver=actor, moved_at=now)
        return self._moved(change_id, (_S.PLANNED,), approved, actor, {"plan": seen})

    @audited("change.withdraw")
    def withdraw(self, change_id: int, actor: Actor) -> Change:
        """It will not be pushed."""
        change = self._store.get(change_id)
        withdrawn = replace(change, state=_S.WITHDRAWN, moved_at=self._parts.clock.now())
        return self._moved(change_id, _OPEN, withdrawn, actor, {})

    @audited("change.push")
    def push(self, change_id: int, actor: Actor) -> int:
        """Have the engine push an approved plan; refused at once when it may not be pushed now."""
        config, change = self._parts.config, self._store.get(change_id)
        check_push(change, self._parts.clock.now(), config.push.freeze, config.site.zone)
        self._planning.check_awaited(change)
        return self._ask(PUSH, change_id, actor)

    @audited("change.undo")
    def undo(self, change_id: int, actor: Actor) -> Change:
        """A change that takes a committed one back; planned, approved and pushed like any other."""
        original = self._store.get(change_id)
        check_state(original, _S.COMMITTED)
        if original.kind == LINE:
            raise ConflictError("NMS-LINE-209", change=original.id, number=original.service)
        if original.kind == HALL:
            raise ConflictError("NMS-HALL-243", change=original.id, hall=original.body.get("hall"))
        if original.kind == TRIAL:
            raise ConflictError("NMS-TRIAL-023", change=original.id, trial=original.body.get("trial"))
        title = f"undo {original.id}: {original.title}"[:_MOST_TITLE]
        wish = Change(
            0, UNDO, title, actor, self._parts.clock.now(), service=user_of(original), undoes=original.id
        )  # fmt: skip
        return self._added(wish)

    @audited("change.resync")
    def resync(self, change_id: int, actor: Actor) -> int:
        """Have the engine find out what became of an unknown change."""
        check_state(self._store.get(change_id), _S.UNKNOWN, _S.APPLYING)
        return self._ask(RESYNC, change_id, actor)

    # ------------------------------------------------------------ reading

    def find(self, wanted: ChangeFilter) -> Page[Change]:
        """Changes, the newest first unless asked otherwise."""
        total, items = self._store.find(
            wanted.states, wanted.device, wanted.service, wanted.author, wanted.rollout, wanted.limit, wanted.offset,
            WORST_FIRST if wanted.worst_first else (),
        )  # fmt: skip
        return Page(total, items)

    def show(self, change_id: int) -> ChangeView:
        """One change with its lines, outcomes and journal."""
        change, journal = self._store.get(change_id), self._store.journal(change_id)
        may = tuple(verb for verb in VERBS.get(change.state, ()) if change.kind not in _LED or verb != "undo")
        lines, impact = lines_of(_planned(journal)), self._impacts.of_journal(journal)
        return ChangeView(change, lines, self._store.outcomes(change_id), journal, may, impact)

    def leases(self) -> Sequence[Lease]:
        """Who writes to which device now."""
        return self._parts.store.leases.running(self._parts.clock.now())

    # ------------------------------------------------------------ rollouts

    @audited("rollout.add")
    def roll_out(
        self, title: str, changes: Sequence[int], canary: int, wave: int, on_failure: OnFailure, actor: Actor
    ) -> Rollout:
        """Changes to be pushed in waves, the canary first."""
        if not title or not _fit(title):
            raise _unfit("title", title[:_MOST_TITLE])
        waves = waves_of(changes, canary, wave)
        return self._parts.store.rollouts.add(Rollout(0, title, actor, self._parts.clock.now(), waves, on_failure))

    @audited("rollout.start")
    def start(self, rollout_id: int, actor: Actor) -> Rollout:  # noqa: ARG002 - audited
        """From now on the engine pushes its approved changes."""
        sources = (_S.PLANNED, _S.ROLLED_BACK, _S.UNKNOWN, _S.WITHDRAWN)
        return self._parts.store.rollouts.move(rollout_id, sources, _S.APPLYING)

    @audited("rollout.stop")
    def stop(self, rollout_id: int, actor: Actor) -> Rollout:  # noqa: ARG002 - audited
        """Nothing more of it begins."""
        return self._parts.store.rollouts.move(rollout_id, (_S.PLANNED, _S.APPLYING), _S.WITHDRAWN)

    @audited("rollout.retry")
    def retry(self, rollout_id: int, actor: Actor) -> Sequence[int]:
        """Plan what failed anew; it is approved and started again like the first time."""
        view = self.rollout(rollout_id)
        again = failed(view.rollout, {number: change.state for number, change in view.changes.items()})
        return [self._ask(PLAN, number, actor) for number in again]

    def rollout(self, rollout_id: int) -> RolloutView:
        """A rollout and its result matrix."""
        found = self._parts.store.rollouts.get(rollout_id)
        changes = {number: self._store.get(number) for wave in found.waves for number in wave}
        states = {number: change.state for number, change in changes.items()}
        return RolloutView(found, changes, matrix(found, states))

    def rollouts(self) -> Sequence[Rollout]:
        """Rollouts, the newest first."""
        return self._parts.store.rollouts.all()

    # ------------------------------------------------------------ moving

    def _moved(
        self, change_id: int, sources: Sequence[ChangeState], to: Change, actor: Actor, body: Mapping[str, Any]
    ) -> Change:
        moved = self._store.move(change_id, sources, to, actor, body)
        self._tell(moved)
        return moved

    def _tell(self, change: Change) -> None:
        body = {"device": "", "state": str(change.state)}
        self._parts.store.events.append("change", str(change.id), self._parts.clock.now(), body)

    def _ask(self, kind: str, change_id: int, actor: Actor) -> int:
        return self._parts.store.requests.put(kind, {"change": str(change_id)}, actor, self._parts.clock.now())


def _planned(journal: Sequence[JournalEntry]) -> Mapping[str, Any]:
    """What the journal says of the newest plan."""
    made = (entry.body for entry in reversed(journal) if not entry.device and entry.state == _S.PLANNED)
    return next(made, {})


def _fit(text: str) -> bool:
    return len(text) <= _MOST_TITLE and text.isprintable()


def _unfit(field: str, reason: str) -> InvalidError:
    return InvalidError("NMS-CHG-070", field=field, reason=reason)
