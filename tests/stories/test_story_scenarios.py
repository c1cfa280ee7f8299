"""The thirteen scenarios of the sample city: eight customers, a full STM-1, what is taken, a stranger, two failures.

Everything goes through the rooms that pages and commands use, on the demo's inventory; no network, no waiting.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from watchedcity import START, WatchedCity, opened

from nms.app.app import App
from nms.app.line_advice import Advised
from nms.core.alarm import Actor, Severity
from nms.core.device import Role
from nms.core.errors import ConflictError
from nms.core.line import Design, Line, LineState, Solution, Unit
from nms.lines.design import ImpossibleError, Taken, design
from nms.topology.recheck import recheck

pytestmark = pytest.mark.timeout(300)
LI = Actor("li", "web")
SDH, PON, ETH = Solution.SDH, Solution.PON, Solution.ETH
SPEC = ("mbps", "iface", "reliability", "topology", "security", "growth", "budget")
"""What the customer says; all else is found by the survey."""


class Customer(NamedTuple):
    """Who orders what, between which sites, and what the comparison must say: its score, the scores and the reasons."""

    customer: str
    service: str
    hub: str
    branches: tuple[str, ...]
    asked: tuple[Any, ...]
    recommended: Solution
    scores: tuple[float, float, float]
    rejected: dict[Solution, set[str]]
    close_to: Solution | None = None


TDM_AT_9999, TDM_ONLY, RATE, SHARED_RATE = "NMS-LINE-062", "NMS-LINE-061", "NMS-LINE-063", "NMS-LINE-064"
NO_LIGHT, TYPE_B, TYPE_C, TWO_HOMES, NO_FIBRE = (
    "NMS-LINE-067", "NMS-LINE-068", "NMS-LINE-069", "NMS-LINE-070", "NMS-LINE-073",
)  # fmt: skip


def many(stem: str, count: int) -> tuple[str, ...]:
    """Branches by number."""
    return tuple(f"{stem}-{number:02d}" for number in range(1, count + 1))


CUSTOMERS = {
    "1 bank, E1 at 99.99": Customer(
        "bank", "TDM", "bank-hq", ("bank-01",), (2, "E1", 99.99, "p2p", 5, 1, 5),
        SDH, (4.55, 2.8, 3.05), {PON: {TDM_AT_9999, TYPE_C}, ETH: {TWO_HOMES}},
    ),
    "2 bank, star of twenty branches": Customer(
        "bank", "EPL", "bank-hq", many("bank", 20), (10, "FE", 99.99, "star", 5, 2, 4),
        SDH, (3.75, 3.75, 3.5833), {PON: {TYPE_C}, ETH: {TWO_HOMES}},
    ),
    "3 chain of forty pharmacies": Customer(
        "pharmacy", "L3VPN", "pharmacy-hq", many("pharmacy", 40), (4, "FE", 99.5, "tree", 2, 4, 1),
        PON, (2.9167, 4.4167, 3.625), {},
    ),
    "4 textile market": Customer(
        "textile-market", "VPLS", "textile-hq", tuple(f"textile-{n}" for n in range(1, 7)),
        (100, "FE", 99.9, "star", 3, 5, 3), ETH, (3.0455, 3.9545, 4.0909), {}, PON,
    ),
    "5 government network": Customer(
        "e-government", "L3VPN", "egov-centre", ("egov-hall",), (1000, "GE", 99.95, "star", 4, 4, 3),
        ETH, (3.087, 3.1304, 4.1304), {PON: {SHARED_RATE, TYPE_B}},
    ),
    "6 STM-1 of another carrier": Customer(
        "carrier", "TDM", "carrier-a", ("carrier-b",), (155, "STM1", 99.99, "p2p", 4, 3, 5),
        SDH, (4.2857, 2.5238, 3.0476), {PON: {TDM_ONLY, TYPE_C}, ETH: {TDM_ONLY, TWO_HOMES}},
    ),
    "7 data centres, 10GE": Customer(
        "datacentre", "EPL", "idc-1", ("idc-2",), (10_000, "10GE", 99.95, "p2p", 3, 5, 5),
        ETH, (3.619, 2.6667, 4.1905), {PON: {RATE, SHARED_RATE, TYPE_B}},
    ),
    "8 remote plant": Customer(
        "remote-plant", "EPL", "plant-hq", ("plant-1",), (20, "FE", 99.9, "star", 3, 3, 3),
        SDH, (3.15, 3.95, 4.0), {PON: {NO_LIGHT}, ETH: {NO_FIBRE}},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    made = opened(tmp_path_factory.mktemp("orders"))
    yield made
    made.close()


def document(number: str, one: Customer) -> dict[str, Any]:
    """The order form as it is filled in: routed lines name the networks behind each site, PON ends their ONTs."""
    sites = (one.hub, *one.branches)
    ends = [{"site": site, "hub": site == one.hub, "serial": f"48575443{at:08X}"} for at, site in enumerate(sites)]
    if one.service == "L3VPN":
        ends = [{**end, "networks": [f"10.100.{at}.0/24"]} for at, end in enumerate(ends)]
    asked = dict(zip(SPEC, one.asked, strict=True))
    return {"number": number, "customer": one.customer, "title": number, "service": one.service, "ends": ends, **asked}


def ordered(app: App, number: str, one: Customer) -> Advised:
    """Ordered, surveyed and compared."""
    app.lines.order(document(number, one), LI)
    app.lines.survey(number, LI)
    compared: Advised = app.lines.compare(number)
    return compared


def reserved(app: App, number: str) -> set[Unit]:
    """What the store keeps for a line."""
    held, _ = app.parts.store.resources.of(number)
    assert {one.state for one in held} == {"reserved"}
    return {one.unit for one in held}


def held_by(found: Design, word: str) -> list[Unit]:
    """The units of one kind of scope."""
    return [unit for unit in found.units if unit.scope.partition("/")[0] == word]


# ---------------------------------------------------------------- 1 to 8: customers


@pytest.mark.parametrize("name", CUSTOMERS)
def test_a_customers_order_is_surveyed_compared_designed_and_reserved(app: App, name: str) -> None:
    one, number = CUSTOMERS[name], f"PL-{name.partition(' ')[0]}"
    advice = ordered(app, number, one).advice
    assert (advice.recommended, advice.close_to) == (one.recommended, one.close_to)
    assert {solution: judged.score for solution, judged in advice.solutions.items()} == pytest.approx(
        dict(zip((SDH, PON, ETH), one.scores, strict=True)), abs=5e-5
    )
    told = {solution: {reason.code for reason in judged.rejected} for solution, judged in advice.solutions.items()}
    assert told == {SDH: set(), PON: set(), ETH: set()} | one.rejected
    line = app.lines.design(number, LI)
    assert (line.state, line.design and line.design.solution) == (LineState.DESIGNED, one.recommended)
    assert line.design is not None
    assert reserved(app, number) == set(line.design.units)
    assert {way.end for way in line.design.ways if way.role == "work"} == set(one.branches)
    if line.order.requirement.reliability >= 99.95:
        beside = {way.end for way in line.design.ways if not way.links}  # at the hub's own element there is one way
        assert set(line.design.certificate) == set(one.branches) - beside
        assert len(beside) <= len(one.branches) // 20
        assert recheck(app.topology.network(), line.design.certificate) == (), "the watch over diversity is content"
        assert not any(found["shared"]["links"] for found in line.design.certificate.values())


@pytest.mark.parametrize(
    ("name", "solution", "codes"),
    [
        ("1 bank, E1 at 99.99", PON, {"NMS-LINE-406", "NMS-LINE-411"}),
        ("2 bank, star of twenty branches", ETH, {"NMS-LINE-406"}),
        ("6 STM-1 of another carrier", ETH, {"NMS-LINE-411", "NMS-LINE-406"}),
        ("8 remote plant", PON, {"NMS-LINE-404"}),
    ],
)
def test_what_the_comparison_rules_out_cannot_be_insisted_on(
    app: App, name: str, solution: Solution, codes: set[str]
) -> None:
    number = f"PL-NOT-{name.partition(' ')[0]}-{solution}"
    ordered(app, number, CUSTOMERS[name])
    with pytest.raises(ImpossibleError) as refused:
        app.lines.design(number, LI, solution)
    assert codes <= {problem.code for problem in refused.value.problems}
    assert refused.value.alternative
    assert app.lines.named(number).state is LineState.SURVEYED
    assert app.parts.store.resources.of(number) == ([], [])


def test_two_homes_are_what_the_bank_would_need_for_ethernet(app: App) -> None:
    compared = ordered(app, "PL-2-HOMES", CUSTOMERS["2 bank, star of twenty branches"])
    (reason,) = compared.advice.solutions[ETH].rejected
    assert "dual" in reason.said("en")
    assert "dual_home" in {move.field for move in compared.outlooks[ETH].moves}


# ---------------------------------------------------------------- 9 and 10: what is full, what is taken


def hall_line(app: App, number: str, hall: str) -> Line:
    """An E1 from a hall to the centre, designed."""
    one = Customer("bank", "TDM", "centre", (hall,), (2, "E1", 99.5, "p2p", 3, 3, 3), SDH, (0, 0, 0), {})
    app.lines.order(document(number, one), LI)
    return app.lines.design(number, LI)


def test_the_sixtyfourth_e1_goes_to_the_second_stm1(app: App) -> None:
    """Sixty of each STM-1 stand already, three are spare: the fourth new hall is number 64 on the first."""
    landed = []
    for at in range(1, 5):
        found = hall_line(app, f"PL-9-{at}", f"yc-h{at:02d}").design
        assert found is not None
        landed += [(unit.scope.split("/")[1], unit.unit) for unit in held_by(found, "cstm1")]
    assert landed == [("cpos-1", "1-7-3"), ("cpos-1", "2-7-3"), ("cpos-1", "3-7-3"), ("cpos-2", "1-7-3")]


@pytest.mark.parametrize(
    ("name", "scope"), [("4 textile market", "s-vlan"), ("1 bank, E1 at 99.99", "span")], ids=["VLAN", "timeslot"]
)
def test_what_another_line_holds_is_a_conflict_that_names_it(app: App, name: str, scope: str) -> None:
    one = CUSTOMERS[name]
    holder, late = f"PL-10-{scope}", f"PL-10-{scope}-LATE"
    app.lines.order(document(holder, one), LI)
    mine = app.lines.design(holder, LI).design
    assert mine is not None
    taken = held_by(mine, scope)[0]
    with pytest.raises(ConflictError) as refused:
        app.parts.store.resources.reserve(late, [taken], (), START.replace(year=2027), START)
    assert f"{taken.scope} {taken.unit} ({holder}, " in str(refused.value.values["taken"])
    assert app.parts.store.resources.of(late) == ([], [])
    app.lines.order(document(late, one), LI)
    other = app.lines.design(late, LI).design
    assert other is not None
    assert not reserved(app, late) & set(mine.units), "who does not insist gets what is free"


def test_who_insists_on_a_busy_vlan_is_told_whose_it_is(app: App) -> None:
    number = "PL-10-PIN"
    app.lines.order(document(number, CUSTOMERS["4 textile market"]), LI)
    mine = app.lines.design(number, LI).design
    assert mine is not None
    vlan = held_by(mine, "s-vlan")[0]
    held = app.parts.store.resources.held(vlan.scope, app.now())
    order = app.lines.survey(number, LI).order
    with pytest.raises(ImpossibleError) as refused:
        design(order, ETH, app.inventory, Taken.of(held, ()), app.config.lines, pinned=[vlan])
    (reason,) = refused.value.problems
    assert isinstance(reason, ConflictError)
    assert reason.values == {"scope": vlan.scope, "unit": vlan.unit, "holder": number}


# ---------------------------------------------------------------- 11 to 13: what breaks


@pytest.fixture
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedCity]:
    made = WatchedCity(tmp_path_factory.mktemp("watched"))
    yield made
    made.close()


def test_a_stranger_at_an_office_port_of_hall_17_is_seen(watched: WatchedCity) -> None:
    """A PC that the hall does not admit sits behind an office port.

    Asserted: the switch's trap raises port-security, and its address table makes it an unlisted PC on the hall's page,
    with port and VLAN, first seen when it came. Verdicts and quarantine are no part of this.
    """
    tables = frozenset({"layout", "interfaces", "fdb", "arp", "access_points"})
    controllers = [box.name for box in watched.app.inventory.devices.values() if box.role is Role.AC]
    hall = watched.app.inventory.halls["yc-h17"]

    def strangers() -> list[tuple[str, int]]:
        return [(pc.port, pc.vlan) for pc in watched.app.hall(hall.name).pcs if not pc.known]

    watched.poll([*controllers, *hall.devices], tables)
    assert strangers() == []
    watched.clock.advance(300)
    watched.hear(watched.faults.fault("rogue-pc", hall.name))
    watched.poll(hall.devices, tables)
    office = hall.pcs[0]
    assert strangers() == [(office.port, office.vlan)]
    (pc,) = [pc for pc in watched.app.hall(hall.name).pcs if not pc.known]
    assert pc.first_seen == watched.clock.now()
    assert pc.mac not in {one.mac for one in hall.pcs}
    (alarm,) = watched.active()
    assert (alarm.key.device, alarm.key.object, alarm.key.problem) == ("yc-h17-sw", office.port, "port-security")


def test_an_e1_without_signal_at_hall_5_is_one_critical_alarm_and_runs_the_sla_clock(watched: WatchedCity) -> None:
    link = watched.app.inventory.links["e1-yc-h05-1"]
    ends = (link.a.device, link.b.device)
    watched.line_over(link.name, "PL-12")
    watched.watch()
    watched.poll(ends)
    assert watched.active() == []
    watched.hear(watched.faults.fault("e1-los", link.name))
    watched.poll(ends)
    watched.pass_time(60)
    roots = [alarm for alarm in watched.active() if alarm.root_id is None]
    assert [(alarm.key.device, alarm.key.problem, alarm.severity) for alarm in roots] == [
        (link.a.device, "e1-los", Severity.CRITICAL)
    ]
    assert len(watched.active()) > 1
    assert {alarm.root_id for alarm in watched.active()} == {None, roots[0].id}
    told = watched.app.sla.show("PL-12")
    assert (told.condition.state, told.condition.cause, told.clock.down_s) == ("down", str(roots[0].id), 60)
    watched.faults.repair(link.name)
    watched.poll(ends)
    watched.pass_time(30)
    told = watched.app.sla.show("PL-12")
    assert (watched.active(), told.condition.state, told.clock.down_s) == ([], "up", 60)


def test_an_stm1_without_signal_is_one_critical_alarm_and_its_e1s_are_suppressed(watched: WatchedCity) -> None:
    e1s = [link for link in watched.app.inventory.links.values() if link.kind == "e1" and link.b.device == "cpos-1"]
    boxes = sorted({link.a.device for link in e1s})
    watched.poll(["cpos-1", *boxes])
    assert watched.active() == []
    watched.hear(watched.faults.fault("stm1-los", "cpos-1"))
    watched.poll(["cpos-1", *boxes])
    watched.pass_time(10)
    (root,) = [alarm for alarm in watched.active() if alarm.root_id is None]
    assert (root.key.device, root.key.problem, root.severity) == ("cpos-1", "sonet-los", Severity.CRITICAL)
    under = [alarm for alarm in watched.active() if alarm.root_id == root.id]
    assert len(under) == len(watched.active()) - 1
    struck = Counter((alarm.key.device, alarm.key.object) for alarm in under)
    assert {(end.device, end.port) for link in e1s for end in (link.a, link.b)} <= struck.keys()
    assert len(e1s) == 60
