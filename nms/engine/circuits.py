"""Lines under way: their changes planned, and each line moved on when its change has ended; reservations run out."""

import logging
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from nms.app.line_changes import LineChanges
from nms.app.line_views import LINE_PLAN
from nms.app.parts import Parts
from nms.app.planning import Planning
from nms.app.reservations import reserve
from nms.core.change import Change, ChangeState
from nms.core.errors import ConflictError, InvalidError, NmsError
from nms.core.line import Design, Line, LineState, Order, Unit
from nms.core.ports import Request
from nms.engine.desk import Errand
from nms.engine.pushing import ENGINE, Pushing
from nms.engine.recorder import Recorder
from nms.lines.design.seeds import HOLDER, seed
from nms.lines.lifecycle import BETWEEN, ENDED, RESERVING, WAITING, after, awaited
from nms.provision.circuit import LINE
from nms.store.typed_json import read

log = logging.getLogger(__name__)

BY_HAND = "by-hand:"
"""Before a device's name: who holds what somebody set up there by hand, as long as a reservation lasts; should it stand
there still after that, the next plan finds it again."""

_L = LineState
_BUSY = frozenset({"NMS-CHG-021", "NMS-CHG-025", "NMS-LINE-219"})
_RENEWED_BEFORE = timedelta(days=1)
_NUMBER = re.compile(r"\d+")


class Circuits:
    """The engine's part in private lines. All that it knows stands in the store, so that the next process goes on."""

    def __init__(self, parts: Parts, planning: Planning, pushing: Pushing, recorder: Recorder) -> None:
        self._parts, self._pushing, self._recorder = parts, pushing, recorder
        self._moves = LineChanges(parts, planning)
        self._lines, self._resources = parts.store.lines, parts.store.resources
        self._seen: int | None = None

    @property
    def errands(self) -> Mapping[str, Errand]:
        """Kind of request → who carries it out."""
        return {LINE_PLAN: self.plan}

    def adopt(self) -> None:
        """At the start: what the inventory says is in use is nobody's to give out."""
        units, draws = seed(self._parts.inventory)
        if others := self._resources.adopt(HOLDER, units, draws, self._parts.clock.now()):
            log.warning("the inventory and lines hold the same: %s", "; ".join(str(one.unit) for one in others[:20]))
        mine = frozenset(units) - {one.unit for one in others}
        self._resources.keep_only(HOLDER, mine, draws, None)  # what the inventory has no more is free again

    async def plan(self, request: Request) -> tuple[str, str]:
        """Plan a line's change; one that the network does not allow goes back to the designer, with the reason."""
        try:
            return await self._pushing.plan(request)
        except (ConflictError, InvalidError) as error:
            refused = error
        if isinstance(refused, InvalidError) or refused.code in _BUSY | {"NMS-CHG-020", "NMS-LINE-203"}:
            change = self._parts.store.changes.get(int(request.body["change"]))
            await self._recorder.run(lambda: self._refused(change, refused))
        raise refused

    def _refused(self, change: Change, error: NmsError) -> None:
        """Withdraw the change; what somebody took by hand is held for the device, so that the next design avoids it."""
        line = self._lines.named(change.service)
        if not awaited(line, change.id, str(change.body["purpose"])):
            return
        self._moves.withdraw(change, ENGINE)
        busy = taken_by_hand(line.design, error) if line.design and error.code in _BUSY else ()
        back, now = self.follow(line, error), self._parts.clock.now()
        if not busy or back is None:
            return
        device = str(error.values.get("device", ""))
        if back.state is _L.DESIGNED:
            self._resources.release(line.number, None, now)
        with suppress(ConflictError):  # somebody else holds it by now: as good as avoided
            rest = now + timedelta(days=self._parts.config.lines.reservation_days)
            self._resources.reserve(f"{BY_HAND}{device}", busy, (), rest, now)
        if back.state is _L.DESIGNED:
            reason = ConflictError("NMS-LINE-215", number=line.number, device=device, reason=error)
            self._unreserved(back, str(reason))

    # ------------------------------------------------------------ every two seconds

    async def tick(self) -> None:
        """Move on every line whose change has ended; let reservations run out."""
        for line in await self._recorder.run(self._waiting):
            await self._recorder.run(partial(self._followed, line))
        now = self._parts.clock.now()
        for line in self._lines.find(RESERVING)[1]:
            if line.reserved_until is not None and line.reserved_until <= now:
                await self._recorder.run(partial(self._lapsed, line))

    def _waiting(self) -> list[Line]:
        """Lines to look at: those between two states, and those whose change just ended; at the start, all."""
        if self._seen is None:
            self._seen = self._parts.store.events.last()
            return list(self._lines.find(WAITING)[1])
        between = {line.number: line for line in self._lines.find(BETWEEN)[1]}
        ended = {self._parts.store.changes.get(number).service for number in self._news()}
        return [*between.values(), *(self._lines.named(number) for number in sorted(ended - between.keys()))]

    def _news(self) -> list[int]:
        """The changes of lines that ended since the last tick."""
        found: list[int] = []
        while told := self._parts.store.events.after(self._seen or 0):
            self._seen = told[-1][0]
            ends = [int(subject) for _, kind, subject, body in told if kind == "change" and _ended(body)]
            found += [number for number in ends if self._parts.store.changes.get(number).kind == LINE]
        return found

    def _followed(self, line: Line) -> None:
        try:
            self.follow(self._lines.get(line.id))
        except ConflictError as error:  # somebody was faster; the next tick looks again
            log.info("line %s: %s", line.number, error.code)

    def follow(self, line: Line, cause: NmsError | None = None) -> Line | None:
        """Move a line on if its change has ended; `cause` is why, where the change does not say so itself."""
        if not line.change:
            return None
        change = self._parts.store.changes.get(line.change)
        purpose = str(change.body.get("purpose"))
        if not awaited(line, change.id, purpose):
            return None
        to = after(purpose, change.state, str(change.body.get("from")))
        if to is None:
            return self._renewed(line)
        if change.state is ChangeState.COMMITTED:
            return self._done(line, change, purpose, to)
        return self._failed(line, change, purpose, to, cause)

    def _renewed(self, line: Line) -> Line | None:
        """What a line waits with stays reserved for it."""
        ends = [held.until for held in self._resources.of(line.number)[0] if held.state == "reserved" and held.until]
        if line.design is not None and ends and min(ends) - self._parts.clock.now() < _RENEWED_BEFORE:
            reserve(self._parts, line.number, line.design)
        return None

    # ------------------------------------------------------------ the ends of a change

    def _done(self, line: Line, change: Change, purpose: str, to: LineState) -> Line:
        now = self._parts.clock.now()
        rest = now + timedelta(days=self._parts.config.lines.quarantine_days)
        gone = replace(line, state=to, previous=None, reserved_until=None, reason="")
        if purpose in ("provision", "modify") and line.design is not None:
            gone = replace(gone, reason=self._used(line, line.design, rest if purpose == "modify" else None))
        if to is _L.CEASED:
            self._resources.release(line.number, rest, now)
            gone = replace(gone, ceased_at=now)
        return self._moved(line, gone, change)

    def _used(self, line: Line, design: Design, rest: datetime | None) -> str:
        """Its resources are in use, those of an older design rest; why not, if another holds any by now."""
        try:
            reserve(self._parts, line.number, design)
            self._resources.confirm(line.number, self._parts.clock.now())
        except ConflictError as error:
            log.error("line %s: %s", line.number, error)  # noqa: TRY400 - said in one line, seen on the line
            return str(ConflictError("NMS-LINE-218", number=line.number, reason=error))
        if rest is not None:
            self._resources.keep_only(line.number, design.units, design.draws, rest)
        return ""

    def _failed(self, line: Line, change: Change, purpose: str, to: LineState, cause: NmsError | None) -> Line:
        why = str(cause) if cause else change.reason or change.state
        reason = ConflictError("NMS-LINE-216", number=line.number, change=change.id, state=change.state, reason=why)
        back = replace(line, state=to, change=0, previous=None, reserved_until=None, reason=str(reason))
        if purpose == "provision":
            back = replace(back, reserved_until=line.reserved_until)
        if purpose == "modify" and line.previous is not None:
            back = replace(back, design=line.previous, order=read(Order, str(change.body["order"])))
            self._resources.keep_only(line.number, line.previous.units, line.previous.draws, None)
        return self._moved(line, back, change)

    def _moved(self, line: Line, to: Line, change: Change) -> Line:
        body = {"change": change.id, "change_state": str(change.state), "reason": to.reason}
        with self._parts.audit.doing(ENGINE, "line.follow", line.number, change=change.id, state=to.state):
            return self._moves.move(line, to, ENGINE, body)

    # ------------------------------------------------------------ reservations

    def _lapsed(self, line: Line) -> None:
        now = self._parts.clock.now()
        held = self._resources.of(line.number)[0]
        if any(one.state == "reserved" and one.until and one.until > now for one in held):
            return  # somebody renewed it in this moment
        self._resources.release(line.number, None, now)
        until = f"{line.reserved_until:%Y-%m-%d %H:%M} UTC"
        self._unreserved(line, str(ConflictError("NMS-LINE-210", number=line.number, until=until)))

    def _unreserved(self, line: Line, reason: str) -> None:
        """Back to the survey; what it had reserved is free already."""
        to = replace(line, state=_L.SURVEYED, design=None, reserved_until=None, reason=reason)
        try:
            with self._parts.audit.doing(ENGINE, "line.lapse", line.number):
                self._moves.move(line, to, ENGINE, {"reason": reason})
        except ConflictError as error:
            log.info("line %s: %s", line.number, error.code)


def _ended(body: Mapping[str, str]) -> bool:
    return not body.get("device") and body.get("state") in ENDED


def taken_by_hand(design: Design, error: NmsError) -> tuple[Unit, ...]:
    """The units of a design that a device's refusal speaks of: VLANs first, then whatever else is numbered so."""
    said = str(error.values.get("key") or error.values.get("line") or "")
    numbers = _NUMBER.findall(said)
    alike = [unit for unit in design.units if numbers and unit.unit == numbers[-1]]
    vlans = [unit for unit in alike if unit.scope.startswith(("s-vlan/", "c-vlan/"))]
    ports = [unit for unit in design.units if unit.scope.startswith("port/") and unit.unit in said]
    return tuple(vlans or alike or ports)
