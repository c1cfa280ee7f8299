"""The push of one change over all its devices: check all, apply each, prove all, keep each; or back, in reverse."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, StepState
from nms.core.change_ports import ChangeStore
from nms.core.errors import ConflictError, NmsError
from nms.provision.push.diary import Diary
from nms.provision.push.failures import clean
from nms.provision.push.hand import Desk, Hand
from nms.provision.push.holding import Holding
from nms.provision.push.means import Means
from nms.provision.push.takeback import take_back

log = logging.getLogger(__name__)
_S = ChangeState


class FaultError(NmsError):
    """A fault of ours in the middle of a push."""


def outcome_of(states: Collection[StepState]) -> ChangeState:
    """What became of a change, from its devices: all committed, all as before, or nobody knows."""
    kinds = set(states)
    if kinds <= {StepState.COMMITTED}:
        return _S.COMMITTED
    return _S.ROLLED_BACK if kinds <= {StepState.ROLLED_BACK, StepState.UNTOUCHED} else _S.UNKNOWN


class Pusher:
    """Pushes approved changes, blocking, from any number of threads; devices are shared by their leases only."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def push(self, change_id: int, actor: Actor) -> Change:
        """The change as it ended: committed, rolled back or unknown.

        Raises BusyError when a device is being changed (nothing happened), ConflictError when the change may not be
        pushed (now), LostLeaseError or StoreError when the end could not be written down: a resync finds it out.
        """
        means = self._means
        change = means.changes.get(change_id)
        means.allowed(change, means.clock.now())
        holding = Holding.take(means, change.id, [step.device for step in change.plan.steps])
        try:
            with means.attended(holding):
                return self._held(change, actor, holding)
        finally:
            holding.release()

    def _held(self, change: Change, actor: Actor, holding: Holding) -> Change:
        means = self._means
        applying = replace(change, state=_S.APPLYING, moved_at=means.clock.now(), reason="")
        body = {"plan": change.plan.digest}
        change = means.changes.move(change.id, {_S.APPROVED}, applying, actor, body)
        means.say(change.id, "", change.state)
        diary = Diary(means, change, actor, holding)
        desk = Desk(means, change, actor, holding, diary, planned_from(means.changes, change.id))
        hands: list[Hand] = []
        try:
            cause = _attempt(desk, hands)
            if cause is not None:
                _undo(desk, hands, *cause)
        finally:
            for hand in hands:
                hand.close()
        return finish(desk, {_S.APPLYING}, None if cause is None else _said(desk, *cause))


def _attempt(desk: Desk, hands: list[Hand]) -> tuple[str, NmsError] | None:
    """Go forward; the device and the error that stopped it, if one did."""
    at = ""
    try:
        for step in desk.change.plan.steps:
            at = step.device
            hands.append(Hand(desk, step))
        for act in (Hand.check, Hand.apply, Hand.verify, Hand.keep):
            for hand in hands:
                at = hand.name
                act(hand)
    except ConflictError as error:
        if error.code in LOST:
            raise
        return at, error
    except NmsError as error:
        return at, error
    except Exception as error:  # a fault of ours: the devices must be taken back before anybody looks for it
        log.exception("change %d at %s", desk.change.id, at)
        return at, FaultError("NMS-CHG-067", device=at, fault=type(error).__name__)
    return None


def _said(desk: Desk, at: str, error: NmsError) -> NmsError:
    """An error without secrets."""
    device = desk.means.devices.get(at)
    dialect = None if device is None else desk.means.dialects.get(device.platform)
    return error if dialect is None else clean(dialect, error)


LOST = frozenset({"NMS-CHG-050", "NMS-CHG-060", "NMS-CHG-061"})
"""Codes of conflicts that mean: another holds the lease by now and decides; this push does nothing more."""


def _undo(desk: Desk, hands: Sequence[Hand], at: str, error: NmsError) -> None:
    """Everything back, the last device first; a store that fails does not stop this."""
    desk.diary.lenient = True
    for hand in reversed(hands):
        take_back(hand, error if hand.name == at else None)
    named = {hand.name for hand in hands}
    for step in desk.change.plan.steps:
        if step.device not in named:
            desk.diary.step(step.device, StepState.UNTOUCHED)


def finish(desk: Desk, sources: Collection[ChangeState], cause: NmsError | None) -> Change:
    """Write down what became of the change; one that stays where it is gets no new row."""
    means, change = desk.means, desk.change
    states = desk.diary.states
    state = outcome_of(states.values())
    if state is change.state:
        return means.changes.get(change.id)
    reason = change.reason if cause is None else str(cause)
    ended = replace(change, state=state, moved_at=means.clock.now(), reason=reason)
    body: dict[str, Any] = {"devices": {device: str(one) for device, one in states.items()}}
    if cause is not None:
        body["error"] = cause.as_dict()
    done = means.changes.move(change.id, sources, ended, desk.actor, body)
    means.say(change.id, "", done.state)
    return done


def planned_from(changes: ChangeStore, change_id: int) -> Mapping[str, str]:
    """Device → id of the kept configuration that the newest plan was made from."""
    made = [entry for entry in changes.journal(change_id) if not entry.device and entry.state == _S.PLANNED]
    return made[-1].body.get("snapshots", {}) if made else {}
