"""What a hall's policy may approve in place of a person: exactly the rungs of the ladder, and taking them back."""

from collections.abc import Mapping
from typing import Any

from nms.core.admission import Case, CaseAction, Rung
from nms.core.change import Change
from nms.core.errors import DeniedError
from nms.halls.admission.ladder import TEMPLATES

POLICY = "admission-policy"
"""The name under which a policy approves; the origin of that actor says whose policy it was."""

_ALLOWED = frozenset(TEMPLATES.values())


def check_detention(change: Change, case: Case, action: CaseAction) -> None:
    """DeniedError NMS-ADM-010 unless a planned change is the automatic action of its case and nothing else.

    Every step must be one of the ladder's services on the case's switch, and what the plan touches its port only.
    """
    wanted = change.body.get("steps") or ()
    fits = (
        action.automatic
        and action.change == change.id
        and change.kind == "service"
        and all(_fits(step, case) for step in wanted)
        and {step.device for step in change.plan.steps} == {case.device}
        and not change.plan.work_orders
        and all(_meant(one, case, action) for step in change.plan.steps for one in step.objects)
    )
    if not fits or not wanted:
        raise DeniedError("NMS-ADM-010", change=change.id, case=case.id)


def check_release(change: Change, original: Change, case: Case, action: CaseAction) -> None:
    """DeniedError NMS-ADM-010 unless a planned change takes back an action of the case and nothing else."""
    steps = original.body.get("steps") or ()
    fits = (
        change.kind == "undo"
        and action.undo == change.id
        and change.undoes == original.id == action.change
        and all(_fits(step, case) for step in steps)
        and {step.device for step in change.plan.steps} == {case.device}
        and not change.plan.work_orders
    )
    if not fits:
        raise DeniedError("NMS-ADM-010", change=change.id, case=case.id)


def _meant(touched: str, case: Case, action: CaseAction) -> bool:
    """Whether what a plan reaches into is the case's port, or (dropping a MAC) a line of the address table."""
    return touched.startswith("mac") if action.rung is Rung.BLACKHOLE else touched == case.port


def _fits(step: Mapping[str, Any], case: Case) -> bool:
    named = step.get("values", {}).get("port", case.port)
    return step.get("template") in _ALLOWED and step.get("device") == case.device and named == case.port
