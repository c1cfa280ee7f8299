"""Plans as JSON and back; sealed where there is a vault, because what restores a configuration holds its secrets."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from nms.core.change import Check, Part, Plan, Shared, Step, WorkOrder
from nms.core.change_ports import Vault


class Envelope:
    """Writes and reads plans; without a vault as they are."""

    def __init__(self, vault: Vault | None) -> None:
        self._vault = vault

    def written(self, plan: Plan) -> str:
        """A plan as text to be kept; an empty one hides nothing."""
        text = written(plan)
        return text if self._vault is None or not plan.steps else self._vault.seal(text.encode()).decode("latin-1")

    def read(self, text: str) -> Plan:
        """The plan again, sealed or not."""
        if self._vault is None or text.startswith("{"):
            return read(text)
        return read(self._vault.unseal(text.encode("latin-1")).decode())


def written(plan: Plan) -> str:
    """A plan as JSON text."""
    told = asdict(plan) | {"made_at": None if plan.made_at is None else plan.made_at.isoformat()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Plan:
    """The plan again."""
    told = json.loads(text)
    made_at = None if told["made_at"] is None else datetime.fromisoformat(told["made_at"])
    steps = tuple(step_of(step) for step in told["steps"])
    orders = tuple(WorkOrder(**_tuples(order)) for order in told["work_orders"])
    parts = tuple(Part(**_inner(part)) for part in told.get("parts", ()))
    return Plan(steps, orders, made_at, told["digest"], parts)


def step_of(told: Mapping[str, Any]) -> Step:
    """A step out of JSON's own types."""
    return Step(**_inner(told))


def _inner(told: Mapping[str, Any]) -> dict[str, Any]:
    shared = ("shared", "drops")
    return {
        **_tuples(told),
        "verify": tuple(Check(**check) for check in told["verify"]),
        **{name: tuple(Shared(**_tuples(one)) for one in told[name]) for name in shared if name in told},
    }


def _tuples(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
            for name, value in told.items()}  # fmt: skip
