"""The engine's part in admission: traps are hints, rounds are judged, cases are led through their changes."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from nms.app.admission_register import Register
from nms.app.change_views import PUSH
from nms.app.changes import Changes
from nms.app.detention import ADMISSION, Detention
from nms.app.parts import Parts
from nms.core.admission import Case, CaseAction, CaseState
from nms.core.alarm import Actor, Severity
from nms.core.change import Change, ChangeState
from nms.core.device import Device
from nms.core.errors import InvalidError, NmsError
from nms.core.observed import FdbEntry
from nms.core.ports import Understood
from nms.engine.admission_cases import CaseBook
from nms.engine.recorder import Recorder
from nms.engine.rounds import Visited
from nms.engine.schedule import Schedule
from nms.halls.admission.debounce import Hints
from nms.halls.admission.macs import normal
from nms.topology.naming import WHOLE

log = logging.getLogger(__name__)

POLL = ("fdb", "dot1x", "arp")
_SPEAKING = frozenset({"port-security", "new-mac"})
_AFTER_LINK = (timedelta(seconds=6), timedelta(seconds=16))
"""When a port that came up is looked at again: a PC does not speak at once."""
_PAUSE = timedelta(seconds=60)
_OPEN = (CaseState.OPEN, CaseState.APPROVAL, CaseState.DETAINED)
_S, _C = CaseState, ChangeState
_FAILED = (_C.WITHDRAWN, _C.EXPIRED, _C.ROLLED_BACK)


class AdmissionWatch:
    """Hears, judges and acts; what it knows beside the store are hints of the last minutes."""

    def __init__(self, parts: Parts, changes: Changes, recorder: Recorder, schedule: Schedule) -> None:
        self._parts, self._recorder, self._schedule = parts, recorder, schedule
        register = Register(parts)
        self._register = register
        self._book = CaseBook(parts, register)
        self._leader = CaseLeader(parts, changes, Detention(parts, register, changes), self._book)
        self._hints = Hints()
        self._again: list[tuple[datetime, str]] = []
        self._leading = False

    def heard(self, device: Device, understood: Understood) -> tuple[str, ...]:
        """Note a trap that may be of somebody plugged in; returns what is to be polled for it."""
        if self._register.hall_of(device.name) is None:
            return ()
        ports, came_up = _ports(understood)
        if not ports and not came_up:
            return ()
        now = self._parts.clock.now()
        self._hints = self._hints.heard(device.name, [*ports, *came_up], now)
        self._hints = self._hints.refused(device.name, _kept_out(understood), now)
        if came_up:
            self._again += [(now + wait, device.name) for wait in _AFTER_LINK]
        return POLL

    async def visited(self, visited: Visited) -> None:
        """Judge a round that read the forwarding table whole."""
        whole = any(FdbEntry in one.covers and not one.partial for name, one in visited.harvests if name == "fdb")
        if whole and visited.answered:
            name, at, hints = visited.device.name, visited.at, self._hints
            await self._recorder.run(lambda: self._book.judged(name, at, hints), urgent=True)

    async def tick(self) -> None:
        """Look again where a port came up; lead every open case one step on."""
        now = self._parts.clock.now()
        due = sorted({device for at, device in self._again if at <= now})
        self._again = [(at, device) for at, device in self._again if at > now]
        for name in due:
            self._schedule.ask(self._parts.inventory.devices[name], POLL)
        if self._leading:
            return
        self._leading = True
        try:
            for case in self._parts.store.admission.cases(states=_OPEN):
                await self._recorder.run(partial(self._leader.lead, case))
        finally:
            self._leading = False


def _ports(understood: Understood) -> tuple[list[str], list[str]]:
    """Ports of security traps, and ports that came up."""
    reports = understood.reports
    secure = [one.key.object for one in reports if one.key.problem in _SPEAKING]
    up = [one.key.object for one in reports if one.key.problem == "link-down" and one.severity is Severity.CLEARED]
    return secure, up


def _kept_out(understood: Understood) -> Iterator[tuple[str, str]]:
    """(port, MAC) that port security turned away, where the trap names the MAC."""
    for one in understood.reports:
        told = one.key.problem == "port-security" and one.severity is not Severity.CLEARED
        if told and one.key.object != WHOLE and (mac := _mac(one.details.get("mac", ""))):
            yield one.key.object, mac


def _mac(text: str) -> str:
    """In normal form; "" for what is none, as devices send it where they do not know."""
    try:
        return normal(text)
    except InvalidError:
        return ""


class CaseLeader:
    """Moves a case one step: begins what the policy takes by itself, follows changes, takes back what is released."""

    def __init__(self, parts: Parts, changes: Changes, detention: Detention, book: CaseBook) -> None:
        self._parts, self._changes, self._detention, self._book = parts, changes, detention, book
        self._store = parts.store.admission
        self._paused: dict[int, datetime] = {}
        self._failures: set[int] = set()

    def lead(self, seen: Case) -> None:
        """One step; what cannot be done now is noted on the case and tried again later."""
        now = self._parts.clock.now()
        if self._paused.get(seen.id, now) > now:
            return
        case = self._store.case(seen.id)
        try:
            self._step(case, self._store.actions(case.id))
        except NmsError as error:
            log.warning("case %d: %s", case.id, error)
            self._paused[case.id] = now + _PAUSE
            self._note(self._store.case(case.id), str(error))

    def _step(self, case: Case, actions: Sequence[CaseAction]) -> None:
        if case.state.over:
            return
        if case.releasing:
            self._release(case, actions)
        elif case.state is _S.APPROVAL and actions and not actions[-1].ended:
            self._advance(case, actions[-1])
        elif case.state is _S.APPROVAL:
            self._forsaken(case)
        elif case.state is _S.OPEN:
            proposal = self._detention.proposal(case, actions)
            if proposal.automatic:
                self._detention.begin(case, proposal.rung, ADMISSION, automatic=True)

    def _note(self, case: Case, reason: str) -> None:
        if not case.state.over and case.reason != reason:
            self._store.move(replace(case, reason=reason), (case.state,))
            self._book.tell(case)

    def _forsaken(self, case: Case) -> None:
        """Whoever began a rung ended before its change was drafted: it may be begun again."""
        if self._parts.clock.now() - case.moved_at > _PAUSE:
            self._store.move(replace(case, state=_S.OPEN, moved_at=self._parts.clock.now()), (_S.APPROVAL,))

    # ------------------------------------------------------------ on its way

    def _advance(self, case: Case, action: CaseAction) -> None:
        change = self._parts.store.changes.get(action.change)
        if change.state is _C.PLANNED and action.automatic:
            change = self._detention.approve(change, case, action)
        if change.state is _C.APPROVED:
            self._push(case, change, action, ADMISSION if action.automatic else change.author)
        elif change.state is _C.COMMITTED:
            now = self._parts.clock.now()
            self._store.move(replace(case, state=_S.DETAINED, moved_at=now, reason="", misses=0), (_S.APPROVAL,))
            self._book.tell(replace(case, state=_S.DETAINED))
        elif change.state in _FAILED or self._refused(change, action):
            self._failed(case, action, change)

    def _push(self, case: Case, change: Change, action: CaseAction, actor: Actor) -> None:
        """Have it pushed, once; a push that failed before it began is told and tried again after a pause."""
        asked = self._parts.store.requests.get(action.request)
        if asked is not None and asked.kind == PUSH:
            if asked.state == "failed" and asked.id not in self._failures:
                self._failures.add(asked.id)
                self._paused[case.id] = self._parts.clock.now() + _PAUSE
                self._note(case, asked.result)
                return
            if asked.state != "failed":
                return
        request = self._changes.push(change.id, actor)
        self._store.note_action(replace(action, request=request))

    def _refused(self, change: Change, action: CaseAction) -> bool:
        """Whether planning failed: the change is still a draft, and nobody works on it."""
        asked = self._parts.store.requests.get(action.request)
        return change.state is _C.DRAFT and asked is not None and asked.state == "failed"

    def _failed(self, case: Case, action: CaseAction, change: Change) -> None:
        asked = self._parts.store.requests.get(action.request)
        reason = change.reason or (asked.result if asked is not None else "") or str(change.state)
        if change.state is _C.DRAFT:
            self._changes.withdraw(change.id, ADMISSION)
        self._store.note_action(replace(action, ended="failed"))
        back = replace(case, state=_S.OPEN, reason=reason, moved_at=self._parts.clock.now())
        self._store.move(back, (_S.APPROVAL,))
        self._book.tell(back)

    # ------------------------------------------------------------ letting go

    def _release(self, case: Case, actions: Sequence[CaseAction]) -> None:
        """Take back what is in force, the last rung first; then the case is over."""
        inforce = [action for action in actions if not action.ended]
        if inforce:
            self._take_back(case, inforce[-1])
            return
        undone = any(action.ended == "undone" and action.undo for action in actions)
        state = _S.RELEASED if undone else _S.CLOSED
        self._book.close(replace(case, state=state))

    def _take_back(self, case: Case, action: CaseAction) -> None:
        change = self._parts.store.changes.get(action.change)
        if change.state in (_C.DRAFT, _C.PLANNED, _C.APPROVED):
            self._changes.withdraw(change.id, Actor(case.by or ADMISSION.name, "admission"))
            self._store.note_action(replace(action, ended="undone"))
        elif change.state is _C.COMMITTED and not action.undo:
            self._begin_undo(case, action)
        elif change.state is _C.COMMITTED:
            self._advance_undo(case, action, self._parts.store.changes.get(action.undo))
        elif change.state in _FAILED:
            self._store.note_action(replace(action, ended="failed"))

    def _begin_undo(self, case: Case, action: CaseAction) -> None:
        actor = Actor(case.by or ADMISSION.name, "admission")
        undo = self._changes.undo(action.change, actor)
        self._store.note_action(replace(action, undo=undo.id, request=self._changes.plan(undo.id, actor)))

    def _advance_undo(self, case: Case, action: CaseAction, undo: Change) -> None:
        if undo.state is _C.PLANNED:
            undo = self._detention.approve_release(undo, case, action)
        if undo.state is _C.APPROVED:
            self._push(case, undo, action, undo.author)
        elif undo.state is _C.COMMITTED:
            self._store.note_action(replace(action, ended="undone"))
        elif undo.state in _FAILED or self._refused(undo, action):
            asked = self._parts.store.requests.get(action.request)
            self._store.note_action(replace(action, undo=0, request=0))
            reason = undo.reason or (asked.result if asked is not None else str(undo.state))
            self._store.move(replace(case, releasing=False, reason=reason), (case.state,))
