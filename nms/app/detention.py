"""Detaining and letting go: a rung of the ladder as a change, planned and pushed like any other, approved by policy
where a hall's policy says so."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from nms.app.admission_register import Register
from nms.app.changes import Changes
from nms.app.parts import Parts
from nms.core.admission import Case, CaseAction, CaseState, HallPolicy, Rung
from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.errors import ConflictError, NmsError
from nms.halls.admission.approval import POLICY, check_detention, check_release
from nms.halls.admission.ladder import Proposal, propose, steps
from nms.halls.admission.macs import spelled
from nms.provision.approval import check_approval

ADMISSION = Actor("admission", "engine")
"""Who acts where a policy does: what it drafts, another actor approves."""

_HOUR = timedelta(hours=1)
_S = CaseState


class Detention:
    """Begins rungs and approves what a policy may approve; the engine leads each to its end."""

    def __init__(self, parts: Parts, register: Register, changes: Changes) -> None:
        self._parts, self._register, self._changes = parts, register, changes
        self._store = parts.store.admission

    def proposal(self, case: Case, actions: Sequence[CaseAction]) -> Proposal:
        """What comes next for a case, and who decides it."""
        recent = self._store.automatic_since(case.hall, self._parts.clock.now() - _HOUR)
        return propose(case, actions, self._register.policy(case.hall).policy, recent)

    def begin(self, case: Case, rung: Rung, actor: Actor, *, automatic: bool = False) -> Case:
        """Draft the change of a rung and have it planned; ConflictError NMS-ADM-004 where nothing may be touched."""
        wanted = steps(case, rung, self._guilty(case))
        if not wanted:
            raise ConflictError("NMS-ADM-004", case=case.id, port=case.port, kind=case.kind, rung=rung)
        moved = replace(case, state=_S.APPROVAL, moved_at=self._parts.clock.now(), by=actor.name, reason="", misses=0)
        moved = self._store.move(moved, (_S.OPEN, _S.DETAINED))
        try:
            self._draft(case, rung, wanted, actor, automatic=automatic)
        except NmsError as error:
            self._store.move(replace(moved, state=_S.OPEN, reason=str(error)), (_S.APPROVAL,))
            raise
        return moved

    def _draft(
        self, case: Case, rung: Rung, wanted: Sequence[Mapping[str, Any]], actor: Actor, *, automatic: bool
    ) -> None:
        """The change of a rung, on its way to its plan, and what is remembered of it."""
        title = f"{case.hall} {case.port}: {rung} ({case.verdict}, {', '.join(map(spelled, case.macs))})"[:200]
        wish = {"kind": "service", "title": title, "service": f"NAC-{case.id}-{rung}", "steps": list(wanted)}
        draft = self._changes.draft(wish, actor)
        request, now = self._changes.plan(draft.id, actor), self._parts.clock.now()
        self._store.add_action(
            CaseAction(0, case.id, rung, draft.id, actor.name, now, automatic=automatic, request=request)
        )

    def _guilty(self, case: Case) -> list[str]:
        """The MACs that are to be dropped: of those of the case, whoever is not admitted here."""
        rules = self._register.rules(case.hall, self._parts.clock.now())
        strangers = [mac for mac in case.macs if rules.here(mac, case.hall) is None]
        return strangers or list(case.macs)

    # ------------------------------------------------------------ approval by policy

    def approve(self, change: Change, case: Case, action: CaseAction) -> Change:
        """The hall's policy approves its own action: written down under its name, with whose policy it is.

        DeniedError NMS-ADM-010 for anything else; ConflictError where the policy does not say so any more.
        """
        policy = self._register.policy(case.hall)
        check_detention(change, case, action)
        if not policy.policy.automatic:
            raise ConflictError("NMS-ADM-005", hall=case.hall, case=case.id)
        return self._approved(change, _in_the_name_of(policy), "admission.approve", case)

    def approve_release(self, change: Change, case: Case, action: CaseAction) -> Change:
        """Taking back what admission itself did needs no second person: who let go is the author."""
        original = self._parts.store.changes.get(action.change)
        check_release(change, original, case, action)
        return self._approved(change, Actor(POLICY, f"release by {case.by}"), "admission.release", case)

    def _approved(self, change: Change, approver: Actor, action: str, case: Case) -> Change:
        now = self._parts.clock.now()
        check_approval(change, approver, change.plan.digest, now)
        with self._parts.audit.doing(approver, action, str(change.id), case=case.id, hall=case.hall):
            to = replace(change, state=ChangeState.APPROVED, approver=approver, moved_at=now)
            body = {"plan": change.plan.digest, "case": case.id, "policy": approver.origin}
            moved = self._parts.store.changes.move(change.id, (ChangeState.PLANNED,), to, approver, body)
        told = {"device": "", "state": str(moved.state)}
        self._parts.store.events.append("change", str(moved.id), now, told)
        return moved


def _in_the_name_of(policy: HallPolicy) -> Actor:
    return Actor(POLICY, f"policy of {policy.hall} by {policy.author or 'config.yaml'}")
