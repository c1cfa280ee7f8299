"""What pages, API and commands may ask about private lines and their customers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from nms.app.change_views import head
from nms.app.line_advice import Advised
from nms.core.alarm import Actor
from nms.core.change import Change, WorkOrder
from nms.core.line import Design, Draw, Line, LineEvent, Order, Requirement, TurnUp
from nms.core.line_ports import Held
from nms.core.queries import Page
from nms.core.site import Customer
from nms.lines.turnup import Limit

LINE_PLAN = "line-plan"
"""Kind of request: plan the change of a line; when a device does not allow it, the line goes back and says why."""


@dataclass(frozen=True, slots=True)
class LineFilter:
    """Which lines; what is empty lets everything through. `text` is looked for in number, title, customer and sites."""

    states: tuple[str, ...] = ()
    customer: str = ""
    text: str = ""
    solution: str = ""
    service: str = ""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class DeviceLines:
    """The lines of one device's configuration that serve a line, as its last change left them, without secrets.

    `shared` are those that other services may use too.
    """

    device: str
    platform: str
    template: str
    apply: tuple[str, ...]
    shared: tuple[str, ...] = ()
    verified: bool = False


@dataclass(frozen=True, slots=True)
class LineView:
    """A line with all that is known of it; `may` are the verbs that are allowed now.

    `changes` are the changes of its life, the newest first; `work_orders` what people did where no command line
    reaches, as it stands.
    """

    line: Line
    may: tuple[str, ...] = ()
    change: Change | None = None
    changes: Sequence[Change] = ()
    events: Sequence[LineEvent] = ()
    held: Sequence[Held] = ()
    drawn: Sequence[Draw] = ()
    devices: Sequence[DeviceLines] = ()
    work_orders: Sequence[WorkOrder] = ()
    tests: Sequence[TurnUp] = ()


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A group customer: its sites, and how many of its lines stand in which state."""

    customer: Customer
    sites: tuple[str, ...] = ()
    states: Mapping[str, int] = field(default_factory=dict)
    lines: Sequence[Line] = ()

    @property
    def total(self) -> int:
        """How many lines it ever had."""
        return sum(self.states.values())


class LineRoom(Protocol):
    """Private lines by circuit number. Every verb is one compare-and-set move with its event and its audit row.

    NotFoundError for numbers and customers that are not there; ConflictError NMS-LINE-202 where a line stands
    elsewhere, 205 while it waits for its change. What touches devices becomes a change that the engine plans, another
    person approves exactly as it was planned, and the engine pushes; the line follows it.
    """

    def order(self, document: Mapping[str, Any], actor: Actor) -> Line:
        """A draft from an order document; an error with everything that is wrong, ConflictError 201 for the number."""
        ...

    def order_all(self, documents: Mapping[int, Mapping[str, Any]], actor: Actor) -> Sequence[Line]:
        """Drafts from many documents by their rows: all, or an error with what is wrong in every row and none."""
        ...

    def read(self, document: Mapping[str, Any]) -> Order:
        """The order of a document, surveyed as far as it is not given there; nothing is kept."""
        ...

    def survey(self, number: str, actor: Actor) -> Line: ...
    def compare(self, number: str) -> Advised:
        """The three solutions side by side."""
        ...

    def design(self, number: str, actor: Actor, solution: str = "") -> Line:
        """Surveyed, designed and reserved in one go; designed again when another planner was faster.

        An error with every reason and the nearest feasible alternative where it cannot be built.
        """
        ...

    def bind(self, number: str, serials: Mapping[str, str], actor: Actor) -> Line:
        """The serial numbers of the ONTs at some sites of a line over PON; a design that there is follows them."""
        ...

    def approve(self, number: str, actor: Actor) -> Line:
        """The design and its resources are accepted; DeniedError 206 for who ordered or designed it.

        What is sent to devices is not approved by this: the change needs its own approval of exactly its plan.
        """
        ...

    def provision(self, number: str, actor: Actor) -> Line: ...
    def test(self, number: str, results: Sequence[Mapping[str, Any]], actor: Actor) -> TurnUp:
        """Keep a turn-up test record: measurements ({test, frame, value}) judged by the limits of the line's grade."""
        ...

    def limits(self, number: str) -> Sequence[Limit]:
        """What the turn-up test must keep; the line has a design."""
        ...

    def activate(self, number: str, actor: Actor) -> Line:
        """Handed over to the customer; ConflictError 207 without a test that was passed."""
        ...

    def modify(self, number: str, wish: Mapping[str, Any], actor: Actor) -> Line:
        """Another bandwidth (`mbps`), sites to `add` (ends as in an order), to `remove` (names) or to `move`
        (old name → new end)."""
        ...

    def suspend(self, number: str, actor: Actor) -> Line: ...
    def resume(self, number: str, actor: Actor) -> Line: ...
    def cease(self, number: str, actor: Actor) -> Line: ...
    def withdraw(self, number: str, actor: Actor) -> Line: ...

    # reading
    def find(self, wanted: LineFilter) -> Page[Line]: ...
    def named(self, number: str) -> Line: ...
    def names(self) -> Sequence[str]:
        """Every circuit number that is on the network or on its way there, in order."""
        ...

    def show(self, number: str) -> LineView: ...
    def planning(self, number: str) -> bool:
        """Whether the engine has still to answer the wish for the plan of a line's change."""
        ...

    def device_lines(self, number: str) -> Sequence[DeviceLines]: ...
    def customers(self) -> Sequence[CustomerView]: ...
    def customer(self, name: str) -> CustomerView: ...


# ---------------------------------------------------------------- as JSON, for the API and the command line


def line_head(line: Line) -> dict[str, Any]:
    """A line without its design in JSON's own types."""
    order = line.order
    solution = line.design.solution if line.design else order.solution
    return {
        "number": line.number,
        "title": order.title,
        "customer": order.customer,
        "service": str(order.service),
        "solution": str(solution) if solution else None,
        "mbps": order.requirement.mbps,
        "grade": order.grade,
        "sites": [end.site for end in order.ends],
        "state": str(line.state),
        "reason": line.reason,
        "author": line.author,
        "change": line.change or None,
        "created_at": line.created_at,
        "moved_at": line.moved_at,
        "reserved_until": line.reserved_until,
        "active_at": line.active_at,
        "ceased_at": line.ceased_at,
    }


def line_whole(view: LineView) -> dict[str, Any]:
    """A line with everything."""
    line = view.line
    return {
        **line_head(line),
        "may": view.may,
        "order": order_told(line.order),
        "design": design_told(line.design) if line.design else None,
        "previous": design_told(line.previous) if line.previous else None,
        "held": [
            {"scope": one.unit.scope, "unit": one.unit.unit, "state": one.state, "until": one.until}
            for one in view.held
        ],
        "drawn": [asdict(one) for one in view.drawn],
        "devices": [asdict(one) for one in view.devices],
        "work_orders": [asdict(one) for one in view.work_orders],
        "tests": [test_told(one) for one in view.tests],
        "changes": [head(one) for one in view.changes],
        "events": [event_told(one) for one in view.events],
    }


def order_told(order: Order) -> dict[str, Any]:
    """An order in JSON's own types."""
    return {
        "number": order.number,
        "customer": order.customer,
        "title": order.title,
        "service": str(order.service),
        "grade": order.grade,
        "solution": str(order.solution) if order.solution else None,
        "requirement": requirement_told(order.requirement),
        "ends": [asdict(end) for end in order.ends],
        "surveyed": sorted(order.surveyed),
    }


def requirement_told(requirement: Requirement) -> dict[str, Any]:
    """A requirement in JSON's own types."""
    return asdict(requirement)


def design_told(design: Design) -> dict[str, Any]:
    """A design in JSON's own types."""
    return {**asdict(design), "solution": str(design.solution)}


def event_told(event: LineEvent) -> dict[str, Any]:
    """A move of a line."""
    return {"at": event.at, "state": event.state, "actor": event.actor, "body": event.body}


def test_told(test: TurnUp) -> dict[str, Any]:
    """A turn-up test record."""
    return {"at": test.at, "by": test.by, "passed": test.passed, "results": [dict(one) for one in test.results]}


def customer_told(view: CustomerView) -> dict[str, Any]:
    """A customer with its lines."""
    return {
        "name": view.customer.name,
        "title": view.customer.title,
        "grade": view.customer.grade,
        "sites": view.sites,
        "lines": view.total,
        "states": dict(view.states),
    }
