"""Writing down every move of a push before what it announces is done."""

import logging
from collections.abc import Mapping
from typing import Any

from nms.core.alarm import Actor
from nms.core.change import Change, StepOutcome, StepState
from nms.core.errors import StoreError
from nms.provision.push.holding import Holding
from nms.provision.push.means import Means

log = logging.getLogger(__name__)


class Diary:
    """The journal of one change under its leases; every entry is a compare-and-set against what this push last wrote.

    Once `lenient`, a failing store no longer raises: what is being undone must be undone all the same.
    """

    def __init__(self, means: Means, change: Change, actor: Actor, holding: Holding) -> None:
        self._means = means
        self._change = change
        self._actor = actor
        self._holding = holding
        self._outcomes = dict(means.changes.outcomes(change.id))
        self._tried: dict[str, set[str]] = {device: {one.state} for device, one in self._outcomes.items()}
        self.lenient = False

    def outcome(self, device: str) -> StepOutcome:
        """How far a device is, as last written or tried."""
        fresh = StepOutcome(self._change.id, device, StepState.PENDING, self._means.clock.now())
        return self._outcomes.get(device, fresh)

    @property
    def states(self) -> Mapping[str, StepState]:
        """Device → how far it is."""
        return {step.device: self.outcome(step.device).state for step in self._change.plan.steps}

    def step(self, device: str, state: StepState, body: Mapping[str, Any] | None = None, **found: str) -> None:
        """Note that a device moves on; `found` are code, line, reply and snapshot where there is something new.

        Raises ConflictError when another holder went on with the device meanwhile, StoreError unless lenient.
        """
        last = self.outcome(device)
        at, fencing = self._means.clock.now(), self._holding.fencing(device)
        kept = {name: found.get(name, getattr(last, name)) for name in ("code", "line", "reply", "snapshot")}
        outcome = StepOutcome(self._change.id, device, state, at, fencing=fencing, **kept)
        tried = self._tried.setdefault(device, {""})
        try:
            self._means.changes.step(outcome, frozenset(tried), self._actor, body or {})
        except StoreError as error:
            tried.add(state)  # whether it was written nobody knows
            if not self.lenient:
                raise
            log.warning("change %d, %s %s: not noted: %s", self._change.id, device, state, error)
        else:
            self._tried[device] = {state}
        self._outcomes[device] = outcome
        self._means.say(self._change.id, device, state)
