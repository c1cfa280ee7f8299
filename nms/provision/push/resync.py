"""Finding out what became of a change that nobody knows of, by reading every device again; never half."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState, JournalEntry, StepState
from nms.core.errors import CliError, ConflictError, NmsError, NotFoundError
from nms.provision.push.coordinator import finish
from nms.provision.push.diary import Diary
from nms.provision.push.failures import noted, told
from nms.provision.push.hand import Desk, Hand
from nms.provision.push.holding import Holding
from nms.provision.push.means import Means
from nms.provision.push.takeback import take_back

log = logging.getLogger(__name__)
_S = ChangeState
_CLEAN = frozenset({StepState.PENDING, StepState.CHECKED, StepState.UNTOUCHED})
_PROVEN = frozenset({StepState.APPLIED, StepState.COMMITTED})


@dataclass(frozen=True, slots=True)
class Look:
    """A device as it was found: whether it answers, and whether all that was meant is there to stay."""

    reached: bool = True
    intended: bool = False


class Verdict(StrEnum):
    """What a resync does."""

    COMMIT = "commit"
    TAKE_BACK = "take back"
    WAIT = "wait"


def verdict(looks: Collection[Look]) -> Verdict:
    """Committed if every device holds what was meant; taken back as soon as one is known not to; else nobody knows."""
    if any(look.reached and not look.intended for look in looks):
        return Verdict.TAKE_BACK
    return Verdict.COMMIT if all(look.reached for look in looks) else Verdict.WAIT


class Resyncer:
    """Resolves changes that are unknown, or that were being applied by a process that is gone."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def resync(self, change_id: int, actor: Actor) -> Change:
        """The change as it is known now: committed, rolled back, or still unknown where a device does not answer.

        Raises BusyError while somebody works on one of its devices, ConflictError if there is nothing to find out.
        """
        means = self._means
        change = means.changes.get(change_id)
        if change.state not in (_S.UNKNOWN, _S.APPLYING):
            wanted = f"{_S.UNKNOWN}, {_S.APPLYING}"
            raise ConflictError("NMS-CHG-050", change=change_id, state=change.state, wanted=wanted)
        holding = Holding.take(means, change.id, [step.device for step in change.plan.steps])
        try:
            with means.attended(holding):
                return self._held(means.changes.get(change_id), actor, holding)
        finally:
            holding.release()

    def _held(self, change: Change, actor: Actor, holding: Holding) -> Change:
        """All leases are ours: whoever applied this change does so no more."""
        means = self._means
        if change.state is _S.APPLYING:
            lost = NmsError("NMS-CHG-068", change=change.id)
            unknown = replace(change, state=_S.UNKNOWN, moved_at=means.clock.now(), reason=str(lost))
            change = means.changes.move(change.id, {_S.APPLYING}, unknown, actor, {"error": lost.as_dict()})
            means.say(change.id, "", change.state)
        desk = Desk(means, change, actor, holding, Diary(means, change, actor, holding), {})
        hands = recalled(desk)
        try:
            _resolve(hands)
        finally:
            for hand in hands:
                hand.close()
        return finish(desk, {_S.UNKNOWN}, None)


def _resolve(hands: Sequence[Hand]) -> None:
    looks = [_look(hand) for hand in hands]
    decided = verdict(looks)
    if decided is Verdict.COMMIT:
        for hand in hands:
            _keep(hand)
    elif decided is Verdict.TAKE_BACK:
        for hand in reversed(hands):
            take_back(hand)
    else:
        for hand, look in zip(hands, looks, strict=True):
            if look.reached:
                hand.note(StepState.UNKNOWN)


def _look(hand: Hand) -> Look:
    """What a device that was touched says now; what does not answer is noted."""
    if not hand.touched:
        return Look()
    try:
        hand.after = hand.session().running()
    except CliError as error:
        hand.note(StepState.UNKNOWN, told(hand.dialect, error), **noted(hand.dialect, error))
        return Look(reached=False)
    return Look(intended=_stays(hand) and hand.intended(hand.after) and _verified(hand))


def _stays(hand: Hand) -> bool:
    """Whether what the device shows is there to stay, and tells anything.

    A timer that still runs may take it back. A shell shows no configuration: what it did in full, only the journal or
    the plan's checks can tell.
    """
    if hand.armed_until is not None and hand.desk.means.clock.now() < hand.armed_until:
        return False
    if not hand.dialect.shell:
        return True
    proven = hand.desk.diary.outcome(hand.name).state in _PROVEN or bool(hand.step.verify)
    return proven and not hand.same(hand.after, hand.before)


def _verified(hand: Hand) -> bool:
    try:
        hand.verify()
    except CliError as error:
        log.info("%s: %s", hand.name, error.code)
        return False
    return True


def _keep(hand: Hand) -> None:
    hand.armed_until = None
    try:
        hand.keep()
    except ConflictError:
        raise
    except NmsError as error:
        hand.note(StepState.UNKNOWN, told(hand.dialect, error), **noted(hand.dialect, error))


# ---------------------------------------------------------------- what the journal remembers


def recalled(desk: Desk) -> list[Hand]:
    """A hand for every device, with what the last push decided for it."""
    journal = last_push(desk.means.changes.journal(desk.change.id))
    hands = []
    for step in desk.change.plan.steps:
        hand = Hand(desk, step)
        if desk.diary.outcome(step.device).state not in _CLEAN:
            _recall(hand, [entry for entry in journal if entry.device == step.device])
        hands.append(hand)
    return hands


def last_push(journal: Sequence[JournalEntry]) -> Sequence[JournalEntry]:
    """The journal since the change was last begun to be applied."""
    begun = [at for at, entry in enumerate(journal) if not entry.device and entry.state == _S.APPLYING]
    return journal[begun[-1] :] if begun else journal


def _recall(hand: Hand, entries: Sequence[JournalEntry]) -> None:
    checked = _body(entries, StepState.CHECKED)
    users = {key: frozenset(names) for key, names in checked.get("users", {}).items()}
    kept = hand.desk.diary.outcome(hand.name).snapshot
    if not kept:
        raise NotFoundError("snapshot", hand.name)
    before = hand.desk.means.archive.full(kept, hand.name)
    until = _body(entries, StepState.APPLYING).get("revert_at")
    armed = None if until is None else datetime.fromisoformat(until)
    hand.recall(before, users, frozenset(checked.get("members", ())), armed)


def _body(entries: Sequence[JournalEntry], state: StepState) -> Mapping[str, Any]:
    """What the newest entry of a state says; nothing if there is none."""
    return next((entry.body for entry in reversed(entries) if entry.state == state), {})
