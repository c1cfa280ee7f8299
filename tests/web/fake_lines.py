"""The map's groups, lines, customers and resources beside the believable city, by the pure parts of the house."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from nms.app.advice_views import AdviceView, advice_view
from nms.app.grades import grades
from nms.app.impact_views import ImpactView
from nms.app.line_advice import Advised, advised_on, policy_of
from nms.app.line_views import CustomerView, DeviceLines, LineFilter, LineView
from nms.app.map_views import MapGroup
from nms.app.order_reading import OrderError, Source, read_order
from nms.app.resource_views import Branch, PonTree, SpanStock, SpanView, Stock
from nms.app.sla_views import SlaView
from nms.app.timeslots import TU12S, vc4_view
from nms.core.alarm import Actor
from nms.core.change import WorkOrder
from nms.core.errors import ConflictError, NotFoundError
from nms.core.line import (
    Design,
    Draw,
    Line,
    LineEnd,
    LineEvent,
    LineService,
    LineState,
    Order,
    Outage,
    Requirement,
    Solution,
    TurnUp,
    Unit,
    Way,
)
from nms.core.line_ports import Held
from nms.core.queries import Page
from nms.core.site import Customer, Inventory
from nms.lines.grades import Grades
from nms.lines.report import CustomerReport, LineReport, line_clock, rows
from nms.lines.sla import Span, month, month_named
from nms.lines.supervision import Condition
from nms.lines.turnup import Limit
from nms.site.loading import CHECKOUT
from nms.topology.carried import carried
from nms.topology.fabric import Failed, fabric
from nms.topology.impact import Impact, elements, impact

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
SPAN = "mstp-1--mstp-2"
_S = LineState


class FakeMaps:
    """A ring, a duct and a tree; one link in trouble."""

    def links(self) -> Mapping[str, str]:
        return {"p1-p2-0": "critical"}

    def groups(self) -> Sequence[MapGroup]:
        return [
            MapGroup("duct", HOSTILE, ("p1", "p2"), ("p1-p2-0",)),
            MapGroup("ring", "yc", ("p1", "p2", "pe-yc"), ("p1-p2-0",)),
            MapGroup("tree", "olt-yc 0/1/0", ("olt-yc", "core"), ()),
        ]


def _order(number: str, **more: Any) -> Order:
    ends = (LineEnd("bank-hq", hub=True), LineEnd("bank-1", iface="FE", networks=("10.20.1.0/24",)))
    asked = Requirement(10.0, reliability=99.95, topology="star", odn_km=4.0, splits=(32,), sdh_km=1.5, free_vc12=9)
    made = Order(number, "bank", "绍兴银行 10M", LineService.L3VPN, asked, ends, "AA", surveyed=frozenset({"mbps"}))
    return replace(made, **more)


DESIGN = Design(
    Solution.ETH,
    units=(Unit(f"span/{SPAN}/vc4/1", "1-1-1"), Unit("s-vlan/yc", "1001")),
    draws=(Draw("link/p1-p2-0", 10_000, 1_000_000),),
    ways=(
        Way("bank-1", "work", ("agg-yc-1", "pe-yc", "p1"), ("pe-yc-agg-yc-1-3", "p1-pe-yc-1"), (f"a {HOSTILE}",)),
        Way("bank-1", "protect", ("agg-yc-2", "pe-yc", "p2"), ("pe-yc-agg-yc-2-4", "p2-pe-yc-2")),
    ),
    certificate={"shared": 0, "proven": True},
    notes=(HOSTILE,),
)


def _lines() -> dict[str, Line]:
    """One line in every state; the title of one wants to run."""
    made = {}
    for place, state in enumerate(LineState, 1):
        number = f"PL-{place:04d}"
        bare = state in {_S.DRAFT, _S.SURVEYED, _S.WITHDRAWN}
        order = _order(number, title=HOSTILE) if state is _S.DESIGNED else _order(number)
        made[number] = Line(
            place,
            order,
            state,
            NOW - timedelta(days=40),
            NOW - timedelta(hours=place),
            "li",
            design=None if bare else DESIGN,
            change=2 if state is _S.PROVISIONING else 0,
            reserved_until=NOW + timedelta(days=3),
            active_at=NOW - timedelta(days=20) if state in {_S.ACTIVE, _S.MODIFYING, _S.SUSPENDED} else None,
            reason=f"NMS-CHG-068 {HOSTILE}" if state is _S.APPROVED else "",
        )
    return made


HELD = (
    Held(Unit(f"span/{SPAN}/vc4/1", "1-1-1"), "PL-0007", "used"),
    Held(Unit("s-vlan/yc", "1001"), "PL-0007", "reserved", NOW + timedelta(days=3)),
)
_MAY = {
    _S.DRAFT: ("survey", "design", "withdraw"),
    _S.SURVEYED: ("survey", "design", "withdraw"),
    _S.DESIGNED: ("survey", "design", "approve", "withdraw"),
    _S.APPROVED: ("design", "provision", "withdraw"),
    _S.TESTING: ("test", "activate", "cease"),
    _S.ACTIVE: ("test", "modify", "suspend", "cease"),
    _S.SUSPENDED: ("resume", "cease"),
}


@dataclass
class FakeLines:
    """A line in every state; orders are read by the house's own schema."""

    kept: dict[str, Line] = field(default_factory=_lines)
    told: list[tuple[str, Any]] = field(default_factory=list)

    def find(self, wanted: LineFilter) -> Page[Line]:
        found = [
            line
            for line in self.kept.values()
            if (not wanted.states or str(line.state) in wanted.states)
            and wanted.customer in ("", line.order.customer)
            and wanted.text in f"{line.number} {line.order.title}"
        ]
        return Page(len(found), found[wanted.offset : wanted.offset + wanted.limit])

    def show(self, number: str) -> LineView:
        if number not in self.kept:
            raise NotFoundError("line", number)
        line = self.kept[number]
        tests = [TurnUp(line.id, NOW, "li", ({"test": "loss", "frame": 64, "value": 0.0, "passed": True},), True)]
        served = line.state is _S.ACTIVE
        return LineView(
            line,
            _MAY.get(line.state, ()),
            events=[LineEvent(1, line.id, NOW, "draft", "li", {"verb": "order", "reason": HOSTILE})],
            held=HELD if line.design else (),
            drawn=DESIGN.draws if line.design else (),
            devices=[DeviceLines("pe-yc", "huawei_vrpv8", "l3vpn", ("ip vpn-instance X", HOSTILE), ("vlan 1",))]
            if served
            else (),
            work_orders=[WorkOrder("mstp-yc", HOSTILE, ("1. DDF-2",), ())] if served else (),
            tests=tests if served else (),
        )

    def limits(self, number: str) -> Sequence[Limit]:
        return (Limit("throughput", 64, 10.0), Limit("loss", 64, 1e-4))

    def read(self, document: Mapping[str, Any]) -> Order:
        found = {"odn_km": 3.0, "sdh_km": 1.0}
        return read_order(document, Source("form"), whole=True).order({"bank": "AA"}, grades(CHECKOUT), found)

    def order(self, document: Mapping[str, Any], actor: Actor) -> Line:
        order = self.read(document)
        if order.number in self.kept:
            raise ConflictError("NMS-LINE-201", number=order.number, state=self.kept[order.number].state)
        line = Line(len(self.kept) + 1, order, _S.DRAFT, NOW, NOW, actor.name)
        self.kept[order.number] = line
        return line

    def order_all(self, documents: Mapping[int, Mapping[str, Any]], actor: Actor) -> Sequence[Line]:
        return [self.order(document, actor) for document in documents.values()]

    def planning(self, number: str) -> bool:
        return number not in self.kept

    def test(self, number: str, results: Sequence[Mapping[str, Any]], actor: Actor) -> TurnUp:
        self.told.append((number, results))
        return TurnUp(self.kept[number].id, NOW, actor.name, tuple(results), True)

    def modify(self, number: str, wish: Mapping[str, Any], actor: Actor) -> Line:
        if not wish:
            raise OrderError([ConflictError("NMS-LINE-213", number=number)])
        self.told.append((number, wish))
        return replace(self.kept[number], change=3)

    def named(self, number: str) -> Line:
        if number not in self.kept:
            raise NotFoundError("line", number)
        return self.kept[number]

    def names(self) -> Sequence[str]:
        return sorted(self.kept)

    def compare(self, number: str) -> Advised:
        return advised_on(self.named(number).order.requirement, policy_of(CHECKOUT))

    def bind(self, number: str, serials: Mapping[str, str], actor: Actor) -> Line:
        return self._told(number, serials)

    def design(self, number: str, actor: Actor, solution: str = "") -> Line:
        return self._told(number, solution)

    def _told(self, number: str, what: object) -> Line:
        self.told.append((number, what))
        return self.named(number)

    def survey(self, number: str, actor: Actor) -> Line:
        return self._told(number, "survey")

    def approve(self, number: str, actor: Actor) -> Line:
        return self._told(number, "approve")

    def provision(self, number: str, actor: Actor) -> Line:
        return self._told(number, "provision")

    def activate(self, number: str, actor: Actor) -> Line:
        return self._told(number, "activate")

    def suspend(self, number: str, actor: Actor) -> Line:
        return self._told(number, "suspend")

    def resume(self, number: str, actor: Actor) -> Line:
        return self._told(number, "resume")

    def cease(self, number: str, actor: Actor) -> Line:
        return self._told(number, "cease")

    def withdraw(self, number: str, actor: Actor) -> Line:
        return self._told(number, "withdraw")

    def device_lines(self, number: str) -> Sequence[DeviceLines]:
        return self.show(number).devices

    def customers(self) -> Sequence[CustomerView]:
        return [self.customer("bank"), CustomerView(Customer("empty", HOSTILE))]

    def customer(self, name: str) -> CustomerView:
        if name != "bank":
            raise NotFoundError("customer", name)
        lines = list(self.kept.values())
        return CustomerView(Customer("bank", "绍兴银行", "AA"), ("bank-hq", "bank-1"), {"active": 1, "draft": 1}, lines)


class FakeDesk:
    """By the rules of this house."""

    def advice(self, order: Order) -> AdviceView:
        policy = policy_of(CHECKOUT)
        found: Advised = advised_on(order.requirement, policy)
        return advice_view(found, policy)


@dataclass
class FakeImpacts:
    """What goes down in the city's own inventory, with the lines that have a design."""

    inventory: Inventory
    lines: FakeLines

    def of_elements(self, names: Sequence[str], minutes: float | None = None) -> ImpactView:
        net = fabric(self.inventory)
        return ImpactView(impact(net, carried(self.inventory, self.lines.kept.values()), elements(net, names)), 240.0)

    def of_change(self, number: int) -> Mapping[str, Any]:
        return {}

    def affected(self, failed: Failed) -> Impact:
        return impact(fabric(self.inventory), carried(self.inventory), failed)


@dataclass
class FakeSla:
    """Two lines in trouble, by the house's own clocks."""

    lines: FakeLines

    @property
    def grades(self) -> Grades:
        return grades(CHECKOUT)

    def conditions(self) -> Mapping[str, Condition]:
        return {
            "PL-0006": Condition("up"),
            "PL-0007": Condition("down", NOW - timedelta(minutes=9), ("bank-1",), cause="1"),
            "PL-0008": Condition("degraded", NOW, degraded=("bank-1",), cause=HOSTILE),
        }

    def show(self, number: str, month: str = "") -> SlaView:
        one = self._month(self.lines.kept[number], month)
        return SlaView(one.line, self.conditions().get(number, Condition("idle")), one.clock, one.outages)

    def clocks(self, month: str = "", customer: str = "") -> Sequence[LineReport]:
        return [self._month(line, month) for line in self.lines.kept.values() if line.active_at]

    def report(self, customer: str, month: str = "") -> CustomerReport:
        if customer != "bank":
            raise NotFoundError("customer", customer)
        period = self._period(month)
        return CustomerReport(customer, HOSTILE, period.start, period.end, NOW, tuple(self.clocks(month)))

    def _period(self, text: str) -> Span:
        return month_named(text, UTC) if text else month(NOW, UTC)

    def _month(self, line: Line, text: str) -> LineReport:
        period = self._period(text)
        outages = [
            Outage(line.id, NOW - timedelta(minutes=9), None, "down", "1"),
            Outage(line.id, NOW - timedelta(hours=2), NOW - timedelta(hours=1), "degraded", "", HOSTILE),
        ]
        clock = line_clock(line, outages, self.grades, period, NOW)
        return LineReport(line, clock, rows(outages, period, NOW, {"1": HOSTILE}), 12.0)

    def probe(self, number: str, site: str, address: str, actor: Actor) -> None:
        raise NotFoundError("line", number)

    def excuse(self, number: str, kind: str, start: datetime, why: str, actor: Actor) -> None:
        raise NotFoundError("line", number)


class FakeResources:
    """A span with a VC-4, a VC-3 and a VC-12 taken, a tree without margin, a pool."""

    def spans(self) -> Sequence[SpanStock]:
        return [self.span(SPAN).span]

    def span(self, name: str) -> SpanView:
        if name != SPAN:
            raise NotFoundError("span", name)
        whole = [Held(Unit(f"span/{SPAN}/vc4/1", unit), "PL-0007", "used") for unit in TU12S]
        third = [Held(Unit(f"span/{SPAN}/vc4/2", unit), HOSTILE, "quarantine", NOW) for unit in TU12S if unit[0] == "2"]
        one = Held(Unit(f"span/{SPAN}/vc4/2", "1-1-1"), "PL-0003", "reserved", NOW)
        stock = Stock("span", SPAN, 252, 85, 63, runs_out=NOW + timedelta(days=200))
        span = SpanStock(stock, "STM-4", "yc", ("mstp-yc", "mstp-kq"), 4, 2, 8, 0.25)
        views = [vc4_view(1, whole), vc4_view(2, [*third, one]), vc4_view(3, ()), vc4_view(4, ())]
        return SpanView(span, views, {"PL-0007": 63, HOSTILE: 21, "PL-0003": 1})

    def trees(self) -> Sequence[PonTree]:
        branches = [Branch("bank-1", 18.0, (64,), 30.4, -3.4), Branch("bank-hq", 1.0, (5,), None, None)]
        held = (Held(Unit("onu/olt-yc/0/1/0", "3"), "PL-0007", "used"),)
        return [
            PonTree(
                "olt-yc", "0/1/0", "B+", Stock("onu", "olt-yc/0/1/0", 64, 1),
                Stock("pon", "olt-yc/0/1/0", 1_100_000, 10_000), branches, held,
            )
        ]  # fmt: skip

    def pools(self) -> Sequence[Stock]:
        vlans = Stock("s-vlan", HOSTILE, 2000, 1900, 10, runs_out=NOW + timedelta(days=900))
        return [vlans, Stock("rd", "rd", 8999, 2)]
