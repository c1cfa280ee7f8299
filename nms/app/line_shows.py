"""Reading private lines: lists, one line with everything, the device lines that serve it, customers."""

from collections import Counter
from collections.abc import Sequence

from nms.app.line_changes import LineChanges
from nms.app.line_views import LINE_PLAN, CustomerView, DeviceLines, LineFilter, LineView
from nms.app.parts import Parts
from nms.app.planning import Planning
from nms.core.change import Change, Part, WorkOrder
from nms.core.dialect import Dialect, scrubbed
from nms.core.errors import NotFoundError
from nms.core.line import LINE_MOVES, Line, LineState, Solution
from nms.core.queries import Page
from nms.core.site import Customer
from nms.lines.lifecycle import may

_MOST = 100_000
_MOST_CHANGES = 200


class LineShows:
    """What is asked about lines; reads the store and the inventory only."""

    def __init__(self, parts: Parts, planning: Planning, moves: LineChanges) -> None:
        self._parts, self._planning, self._moves = parts, planning, moves
        self._store = parts.store.lines

    def find(self, wanted: LineFilter) -> Page[Line]:
        """Lines, the newest first."""
        states = tuple(LineState(one) for one in wanted.states)
        if not (wanted.text or wanted.solution or wanted.service):
            total, lines = self._store.find(states, wanted.customer, wanted.limit, wanted.offset)
            return Page(total, lines)
        _, lines = self._store.find(states, wanted.customer, _MOST)
        fitting = [line for line in lines if _fits(line, wanted)]
        return Page(len(fitting), fitting[wanted.offset : wanted.offset + wanted.limit])

    def names(self) -> Sequence[str]:
        """Every circuit number but of what is over."""
        alive = tuple(state for state in LineState if LINE_MOVES[state])
        return sorted(line.number for line in self._store.find(alive, limit=_MOST)[1])

    def show(self, number: str) -> LineView:
        """One line with everything."""
        line = self._store.named(number)
        _, changes = self._parts.store.changes.find(service=number, limit=_MOST_CHANGES)
        change = next((one for one in changes if one.id == line.change), None)
        held, drawn = self._parts.store.resources.of(number)
        parts = self._parts_of(number)
        return LineView(
            line=line,
            may=_verbs(line, change),
            change=change,
            changes=changes,
            events=self._store.events(line.id),
            held=held,
            drawn=drawn,
            devices=self._device_lines(parts),
            work_orders=[_order(part) for part in parts if part.title],
            tests=self._store.turn_ups(line.id),
        )

    def planning(self, number: str) -> bool:
        """Whether the engine has still to answer the wish for the plan of a line's change."""
        waiting = self._parts.store.requests.waiting()
        return any(one.kind == LINE_PLAN and one.body.get("line") == number for one in waiting)

    def device_lines(self, number: str) -> Sequence[DeviceLines]:
        """Per device the lines that stand of the line, as its last change left them."""
        self._store.named(number)
        return self._device_lines(self._parts_of(number))

    def _parts_of(self, number: str) -> Sequence[Part]:
        change: Change | None = self._planning.stands(number)
        return change.plan.parts if change else ()

    def _device_lines(self, parts: Sequence[Part]) -> list[DeviceLines]:
        return device_lines(self._parts, self._planning, parts)

    def customers(self) -> Sequence[CustomerView]:
        """Every customer of the inventory, by name, and whoever has lines besides."""
        lines: dict[str, list[Line]] = {name: [] for name in self._parts.inventory.customers}
        for line in self._store.find(limit=_MOST)[1]:
            lines.setdefault(line.order.customer, []).append(line)
        return [self._customer(name, lines[name]) for name in sorted(lines)]

    def customer(self, name: str) -> CustomerView:
        """One customer with its lines; NotFoundError for a name that neither inventory nor lines know."""
        _, lines = self._store.find(customer=name, limit=_MOST)
        if not lines and name not in self._parts.inventory.customers:
            raise NotFoundError("customer", name)
        return self._customer(name, lines)

    def _customer(self, name: str, lines: Sequence[Line]) -> CustomerView:
        known = self._parts.inventory.customers.get(name) or Customer(name)
        sites = tuple(site.name for site in self._parts.inventory.sites.values() if site.customer == name)
        return CustomerView(known, sites, Counter(str(line.state) for line in lines), lines)


def device_lines(parts: Parts, planning: Planning, found: Sequence[Part]) -> list[DeviceLines]:
    """What stands on each device that is in the inventory, without secrets."""
    known = parts.inventory.devices
    return [
        _shown(planning.catalogue.dialects[known[one.device].platform], one)
        for one in found
        if not one.title and one.device in known
    ]


def _shown(dialect: Dialect, part: Part) -> DeviceLines:
    shared = [line for one in part.shared for line in one.apply]
    apply, common = _clean(dialect, part.apply), _clean(dialect, shared)
    return DeviceLines(part.device, dialect.platform, part.template, apply, common, part.verified)


def _verbs(line: Line, change: Change | None) -> tuple[str, ...]:
    """What may be done; only a line over PON has ONTs to bind."""
    verbs = may(line, change.state if change else None)
    solution = line.design.solution if line.design else line.order.solution
    return verbs if solution in (None, Solution.PON) else tuple(verb for verb in verbs if verb != "bind")


def _fits(line: Line, wanted: LineFilter) -> bool:
    order = line.order
    solution = line.design.solution if line.design else order.solution
    words = " ".join((order.number, order.title, order.customer, *(end.site for end in order.ends))).casefold()
    return (
        wanted.text.casefold() in words and wanted.solution in ("", solution) and wanted.service in ("", order.service)
    )


def _clean(dialect: Dialect, lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(scrubbed(dialect, line) for line in lines)


def _order(part: Part) -> WorkOrder:
    return WorkOrder(part.device, part.title, part.apply, part.undo)
