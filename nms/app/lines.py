"""Use cases around private lines: ordering, designing, provisioning, handing over, modifying, suspending, ceasing."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from nms.app.auditing import audited
from nms.app.designing import Designing
from nms.app.grades import grades
from nms.app.line_advice import Advised
from nms.app.line_changes import LineChanges, own_keys
from nms.app.line_shows import LineShows
from nms.app.line_views import CustomerView, DeviceLines, LineFilter, LineView
from nms.app.order_reading import OrderError
from nms.app.parts import Parts
from nms.app.planning import Planning
from nms.app.reservations import reserve
from nms.core.alarm import Actor
from nms.core.change import ChangeState
from nms.core.errors import ConflictError, DeniedError, InvalidError, NmsError, NotFoundError, Where
from nms.core.line import Design, Line, LineState, Order, TurnUp
from nms.core.queries import Page
from nms.lines.lifecycle import check
from nms.lines.order import suited
from nms.lines.turnup import Limit, judge, limits
from nms.store.typed_json import written

_L = LineState
ATTEMPTS = 20
"""How often a line is designed anew when another planner took something of it in the same moment."""


class PrivateLines:
    """The room of private lines (`nms.app.line_views.LineRoom`)."""

    def __init__(self, parts: Parts, planning: Planning) -> None:
        self._parts = parts
        self._designing = Designing(parts)
        self._moves = LineChanges(parts, planning)
        self._shows = LineShows(parts, planning, self._moves)
        self._store, self._resources = parts.store.lines, parts.store.resources

    # ------------------------------------------------------------ before anything is built

    @audited("line.order")
    def order(self, document: Mapping[str, Any], actor: Actor) -> Line:
        """A draft from an order document; an error with everything wrong, ConflictError 201 for a used number."""
        order, now = self._designing.read(document), self._now()
        line = self._store.add(Line(0, order, _L.DRAFT, now, now, actor.name), actor.name)
        self._moves.tell(line)
        return line

    @audited("line.import")
    def order_all(self, documents: Mapping[int, Mapping[str, Any]], actor: Actor) -> Sequence[Line]:
        """Drafts from many documents, by the row that each stands in: all of them, or OrderError with every row's
        errors and none."""
        now, lines, problems = self._now(), [], list[NmsError]()
        for row, document in documents.items():
            try:
                order = self._designing.read(document)
                self._unused(order.number)
                lines.append(Line(0, order, _L.DRAFT, now, now, actor.name))
            except NmsError as error:
                problems += _in_row(error, row)
        if problems:
            raise OrderError(problems)
        added = self._store.add_all(lines, actor.name)
        for line in added:
            self._moves.tell(line)
        return added

    def _unused(self, number: str) -> None:
        with suppress(NotFoundError):
            raise ConflictError("NMS-LINE-201", number=number, state=self._store.named(number).state)

    def read(self, document: Mapping[str, Any]) -> Order:
        """The order of a document with its survey; nothing is kept."""
        return self._designing.surveyed(self._designing.read(document))

    @audited("line.survey")
    def survey(self, number: str, actor: Actor) -> Line:
        """See what the network offers at its sites; a design that there was is given up."""
        line = self._checked(number, "survey")
        moved = self._surveyed(line, actor)
        self._resources.release(number, None, self._now())
        return moved

    def _surveyed(self, line: Line, actor: Actor) -> Line:
        order = self._designing.surveyed(line.order)
        to = replace(line, order=order, state=_L.SURVEYED, design=None, reserved_until=None, reason="")
        return self._moves.move(line, to, actor, {"verb": "survey"})

    def compare(self, number: str) -> Advised:
        """The three solutions side by side."""
        return self._designing.compared(self._store.named(number).order)

    @audited("line.design")
    def design(self, number: str, actor: Actor, solution: str = "") -> Line:
        """Surveyed, designed and reserved; designed again when another planner took something meanwhile."""
        line = self._checked(number, "design")
        if line.state is _L.DRAFT:
            line = self._surveyed(line, actor)
            order = line.order
        else:
            order = self._designing.surveyed(line.order)
        design, until = self._reserved(order, lambda: self._designing.design(order, solution))
        to = replace(line, order=suited(order, design.solution), state=_L.DESIGNED, design=design)
        to = replace(to, reserved_until=until, reason="")
        moved = self._moves.move(line, to, actor, {"verb": "design", "solution": str(design.solution)})
        self._settled(number)
        return moved

    def _reserved(self, order: Order, make: Callable[[], Design]) -> tuple[Design, datetime]:
        """A design whose resources are reserved in one transaction; ConflictError NMS-LINE-208 after some attempts."""
        reason: ConflictError | None = None
        for _ in range(ATTEMPTS):
            design = make()
            try:
                return design, reserve(self._parts, order.number, design)
            except ConflictError as error:
                reason = error
        raise ConflictError("NMS-LINE-208", number=order.number, attempts=ATTEMPTS, reason=reason)

    def _settled(self, number: str) -> None:
        """Only the design that the line ended with keeps its resources, whoever else designed it in this moment."""
        design = self._store.named(number).design
        if design is not None:
            reserve(self._parts, number, design)
            self._resources.keep_only(number, design.units, design.draws, None)

    @audited("line.bind")
    def bind(self, number: str, serials: Mapping[str, str], actor: Actor) -> Line:
        """The serial numbers of the ONTs at some ends, before the line is on the network; a design follows them."""
        line = self._checked(number, "bind")
        order = self._designing.modified(line.order, {"serials": serials})
        if line.design is None:
            return self._moves.move(line, replace(line, order=order), actor, {"verb": "bind"})
        design, until = self._reserved(order, lambda: self._designing.redesign(line, order))
        to = replace(line, order=suited(order, design.solution), state=_L.DESIGNED, design=design)
        to = replace(to, reserved_until=until, reason="")
        moved = self._moves.move(line, to, actor, {"verb": "design", "serials": sorted(serials)})
        self._settled(number)
        return moved

    @audited("line.approve")
    def approve(self, number: str, actor: Actor) -> Line:
        """Another person accepts design and resources."""
        line = self._checked(number, "approve")
        made = {line.author, *self._designers(line)}
        if actor.name.casefold() in {name.casefold() for name in made}:
            raise DeniedError("NMS-LINE-206", name=actor.name, number=number)
        until = reserve(self._parts, number, _designed(line))
        to = replace(line, state=_L.APPROVED, reserved_until=until, reason="")
        return self._moves.move(line, to, actor, {"verb": "approve"})

    def _designers(self, line: Line) -> Sequence[str]:
        """Who made the present design."""
        return [one.actor for one in self._store.events(line.id) if one.body.get("verb") == "design"][-1:]

    @audited("line.withdraw")
    def withdraw(self, number: str, actor: Actor) -> Line:
        """The order is given up; what was reserved is free at once."""
        line = self._checked(number, "withdraw")
        to = replace(line, state=_L.WITHDRAWN, reserved_until=None)
        moved = self._moves.move(line, to, actor, {"verb": "withdraw"})
        self._resources.release(number, None, self._now())
        return moved

    # ------------------------------------------------------------ on the network

    @audited("line.provision")
    def provision(self, number: str, actor: Actor) -> Line:
        """A change that brings the design onto the network; the engine plans it, another person approves that plan."""
        line = self._checked(number, "provision")
        design = _designed(line)
        to = replace(line, state=_L.PROVISIONING, reserved_until=reserve(self._parts, number, design))
        return self._moves.begin(line, to, "provision", design.steps, actor, {"own": own_keys(design)})

    @audited("line.test")
    def test(self, number: str, results: Sequence[Mapping[str, Any]], actor: Actor) -> TurnUp:
        """Keep a turn-up test record: what was measured, judged by the limits of the line's grade."""
        line = self._checked(number, "test")
        found = judge(results, self.limits(number))
        test = TurnUp(line.id, self._now(), actor.name, found.results, found.passed)
        self._store.add_turn_up(test)
        self._moves.tell(line)
        return test

    def limits(self, number: str) -> Sequence[Limit]:
        """What the turn-up test of a line must keep."""
        line, known = self._store.named(number), grades(self._parts.site.folder)
        return limits(line.order, _designed(line).solution, known.of(line.order.grade), known.allocation)

    @audited("line.activate")
    def activate(self, number: str, actor: Actor) -> Line:
        """Handed over to the customer, once its newest test since it was provisioned was passed."""
        line = self._checked(number, "activate")
        tests = [one for one in self._store.turn_ups(line.id) if one.at >= line.moved_at]
        if not tests or not tests[-1].passed:
            raise ConflictError("NMS-LINE-207", number=number)
        to = replace(line, state=_L.ACTIVE, active_at=line.active_at or self._now(), reason="")
        return self._moves.move(line, to, actor, {"verb": "activate"})

    @audited("line.modify")
    def modify(self, number: str, wish: Mapping[str, Any], actor: Actor) -> Line:
        """Designed anew as far as the wish needs it, what comes in addition reserved, and a change from old to new."""
        line = self._checked(number, "modify")
        old, order = _designed(line), self._designing.modified(line.order, wish)
        design, until = self._reserved(order, lambda: self._designing.redesign(line, order))
        more = {"order": written(line.order), "own": own_keys(design)}
        to = replace(line, order=suited(order, design.solution), state=_L.MODIFYING, design=design, previous=old)
        to = replace(to, reserved_until=until)
        try:
            return self._moves.begin(line, to, "modify", design.steps, actor, more)
        except NmsError:
            self._give_back(number)
            raise

    def _give_back(self, number: str) -> None:
        """What a modification that did not begin had reserved in addition; not while another one is under way."""
        line = self._store.named(number)
        if line.state is not _L.MODIFYING and line.design is not None:
            self._resources.keep_only(number, line.design.units, line.design.draws, None)

    @audited("line.suspend")
    def suspend(self, number: str, actor: Actor) -> Line:
        """A change that closes the ports which carry nothing but this line."""
        line = self._checked(number, "suspend")
        closing = self._moves.closing(number, _designed(line))
        if not closing:
            raise InvalidError("NMS-LINE-217", number=number)
        return self._moves.begin(line, line, "suspend", [*self._moves.standing(number), *closing], actor, {})

    @audited("line.resume")
    def resume(self, number: str, actor: Actor) -> Line:
        """A change that opens them again."""
        line = self._checked(number, "resume")
        return self._moves.begin(line, line, "resume", _designed(line).steps, actor, {})

    @audited("line.cease")
    def cease(self, number: str, actor: Actor) -> Line:
        """A change that takes away all that stands of the line, by the undo that was kept when it was brought."""
        line = self._checked(number, "cease")
        return self._moves.begin(line, replace(line, state=_L.CEASING), "cease", (), actor, {})

    # ------------------------------------------------------------ reading

    def find(self, wanted: LineFilter) -> Page[Line]:
        """Lines, the newest first."""
        return self._shows.find(wanted)

    def named(self, number: str) -> Line:
        """One line."""
        return self._store.named(number)

    def names(self) -> Sequence[str]:
        """Every circuit number that is on the network or on its way there, in order."""
        return self._shows.names()

    def show(self, number: str) -> LineView:
        """One line with everything."""
        return self._shows.show(number)

    def planning(self, number: str) -> bool:
        """Whether the engine has still to answer the wish for the plan of a line's change."""
        return self._shows.planning(number)

    def device_lines(self, number: str) -> Sequence[DeviceLines]:
        """The exact lines of every device that serve a line."""
        return self._shows.device_lines(number)

    def customers(self) -> Sequence[CustomerView]:
        """Group customers with how many lines they have."""
        return self._shows.customers()

    def customer(self, name: str) -> CustomerView:
        """One customer with its lines."""
        return self._shows.customer(name)

    # ------------------------------------------------------------ what the verbs share

    def _now(self) -> datetime:
        return self._parts.clock.now()

    def _checked(self, number: str, verb: str) -> Line:
        line = self._store.named(number)
        check(line, verb, self._change_state(line))
        return line

    def _change_state(self, line: Line) -> ChangeState | None:
        return self._parts.store.changes.get(line.change).state if line.change else None


def _in_row(error: NmsError, row: int) -> Sequence[NmsError]:
    """The problems of one row, each with its place in the sheet."""
    found = getattr(error, "problems", ()) or (error,)
    for problem in found:
        problem.where = Where("lines", row, problem.where.key if problem.where else "")
    return tuple(found)


def _designed(line: Line) -> Design:
    """ConflictError NMS-LINE-202 for a line that has no design (yet)."""
    if line.design is None:
        raise ConflictError("NMS-LINE-202", number=line.number, state=line.state, wanted=_L.DESIGNED)
    return line.design
