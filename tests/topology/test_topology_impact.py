"""What goes down when elements fail: carriers, rings, the core that finds another way, halls, cells."""

import random
from datetime import UTC, datetime

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.device import Device, Role
from nms.core.errors import NotFoundError
from nms.core.line import Design, Line, LineEnd, LineService, LineState, Order, Requirement, Solution, Way
from nms.core.site import Cell, Hall, Inventory, Link, LinkEnd
from nms.topology.carried import Branch, Carried, CarriedLine, carried, carried_line
from nms.topology.fabric import CORE, Failed, core_islands, fabric, spread
from nms.topology.impact import Impact, State, elements, impact, part_failed

ROLES = {
    "dcn": Role.DCN, "p1": Role.P, "p2": Role.P, "pe1": Role.PE, "pe2": Role.PE, "pe3": Role.PE,
    "agg1": Role.AGGREGATION, "agg2": Role.AGGREGATION, "acc": Role.ACCESS_SWITCH, "cpos": Role.CPOS_ROUTER,
    "iad1": Role.CONVERTER, "sw1": Role.HALL_SWITCH, "iad2": Role.CONVERTER, "ap2": Role.AP, "bsc": Role.BSC,
    "mstp": Role.MSTP,
}  # fmt: skip
CABLES = (
    ("dcn", "p1"), ("dcn", "p2"), ("p1", "p2"), ("p1", "pe1"), ("p2", "pe1"), ("p1", "pe2"), ("p2", "pe2"),
    ("p1", "pe3"), ("pe1", "agg1"), ("pe2", "agg2"), ("agg1", "acc"), ("agg2", "acc"), ("dcn", "cpos"),
    ("iad1", "sw1"), ("iad2", "ap2"), ("bsc", "dcn"),
)  # fmt: skip


def city() -> Inventory:
    """A small city: a core, an access switch with two ways, a router with two halls on one channelised STM-1."""
    devices = {name: Device(name, "127.0.0.1", "huawei", role) for name, role in ROLES.items()}
    links = {}
    for a, b in CABLES:
        links[f"{a}-{b}"] = Link(f"{a}-{b}", LinkEnd(a, f"ge-{b}"), LinkEnd(b, f"ge-{a}"), srlg=(f"duct-{a}",))
    for number, iad in enumerate(("iad1", "iad2", "iad2"), 1):
        near, far = LinkEnd(iad, f"E1-1/{number}"), LinkEnd("cpos", f"E1-0/1/0/{number}")
        links[f"e1-{number}"] = Link(f"e1-{number}", near, far, "e1")
    links["stm1"] = Link("stm1", LinkEnd("cpos", "Cpos0/1/0"), LinkEnd("mstp", "STM1-1"), "sdh")
    halls = {
        "h1": Hall("h1", "h1", devices=("iad1", "sw1")),
        "h2": Hall("h2", "h2", devices=("iad2", "ap2")),
    }
    cells = {"c1": Cell("c1", "bsc", "b1", 1, 1, 1)}
    return Inventory(devices=devices, links=links, halls=halls, cells=cells)


CITY = city()
NET = fabric(CITY)
PORT = (("acc", "GigabitEthernet0/0/7"),)
ACCESS = ("agg1-acc", "pe1-agg1", "p1-pe1", "p1-pe3")
RESERVE = ("agg2-acc", "pe2-agg2", "p2-pe2", "p1-p2", "p1-pe3")
WORK = Way("shop", "work", ("acc", "agg1", "pe1", "p1", "pe3"), ACCESS, ports=PORT)
PROTECT = Way("shop", "protect", ("acc", "agg2", "pe2", "p2", "p1", "pe3"), RESERVE, ports=PORT)
CHANNEL = Way("h2", "work", ("iad2", "cpos", "mstp"), ("e1-2", "stm1"), ports=(("cpos", "Serial0/1/0/2:1"),))
LINES = (
    CarriedLine("L-1", "bank", "AAA", (Branch("shop", (WORK, PROTECT)),)),
    CarriedLine("L-2", "shops", "A", (Branch("h2", (CHANNEL,)),)),
)


def over(*lines: CarriedLine) -> Carried:
    plain = carried(CITY)
    index = {name: tuple(n for n, one in enumerate(lines) if name in one.devices) for name in ROLES}
    links = {name: tuple(n for n, one in enumerate(lines) if name in one.links) for name in CITY.links}
    return Carried(lines, plain.halls, plain.cells, index, links)


def hit(*names: str, already: tuple[str, ...] = ()) -> Impact:
    return impact(NET, over(*LINES), elements(NET, names), elements(NET, already))


def lines(found: Impact) -> dict[str, str]:
    return {one.line: str(one.standing) for one in found.lines}


def test_a_lost_aggregation_way_costs_the_line_its_protection_only() -> None:
    assert lines(hit("agg1")) == {"L-1": "degraded"}
    assert lines(hit("agg1-acc")) == {"L-1": "degraded"}
    assert lines(hit("agg1", "agg2-acc")) == {"L-1": "down"}
    assert hit("agg1", "agg2-acc").customers == ("bank",)


def test_what_is_down_already_makes_the_second_cut_an_outage() -> None:
    assert lines(hit("agg2-acc", already=("agg1",))) == {"L-1": "down"}
    assert lines(hit("agg1", already=("agg1",))) == {}


def test_the_core_finds_another_way_while_there_is_one() -> None:
    assert lines(hit("p1-pe1")) == {}
    assert lines(hit("p2")) == {}
    assert lines(hit("p1-pe1", "p2-pe1")) == {"L-1": "degraded"}  # pe1 is cut off, pe2 is not
    assert lines(hit("p1-pe3")) == {"L-1": "down"}  # pe3 hangs on p1 alone
    assert lines(hit("p1")) == {"L-1": "down"}


def test_the_customers_port_is_shared_by_both_ways() -> None:
    assert lines(hit("acc:GigabitEthernet0/0/7")) == {"L-1": "down"}
    assert lines(hit("acc:gigabitethernet 0/0/7")) == {"L-1": "down"}
    assert lines(hit("acc:GigabitEthernet0/0/8")) == {}


def test_an_stm1_takes_its_e1s_with_it() -> None:
    for names in (("cpos:Cpos0/1/0",), ("stm1",), ("mstp",)):
        found = hit(*names)
        assert found.halls == ("h1", "h2")
        assert lines(found) == {"L-2": "down"}
        assert {"cpos:E1-0/1/0/3", "iad2:E1-1/3", "iad1:E1-1/1"} <= {*found.ports}
        assert {*found.devices} >= {"iad1", "sw1", "iad2", "ap2"}


def test_one_e1_of_two_leaves_the_hall_with_a_way_less() -> None:
    found = hit("iad2:E1-1/2")
    assert (found.halls, found.halls_degraded, lines(found)) == ((), ("h2",), {"L-2": "down"})
    assert hit("e1-1").halls == ("h1",)
    assert hit("e1-2", "e1-3").halls == ("h2",)


def test_a_serial_interface_gone_leaves_its_e1_up_and_useless() -> None:
    found = hit("cpos:Serial0/1/0/1:1")
    assert (found.halls, found.ports, found.devices) == (("h1",), (), ("iad1", "sw1"))
    assert lines(hit("cpos:Serial0/1/0/2:1")) == {"L-2": "down"}


def test_a_hall_is_not_down_for_an_access_point() -> None:
    assert hit("ap2").halls == ()
    assert hit("sw1").halls == ("h1",)


def test_cells_hang_on_their_controller() -> None:
    assert hit("bsc").cells == hit("bsc-dcn").cells == ("c1",)


def test_a_duct_takes_every_link_in_it() -> None:
    assert {*hit("duct-agg1").ports} == {"agg1:ge-acc", "acc:ge-agg1"}
    assert lines(hit("duct-pe1", "duct-pe2")) == {"L-1": "down"}


def test_configuration_that_is_gone_counts_where_the_way_leads() -> None:
    def gone(*devices: str) -> dict[str, str]:
        served = Failed(served=frozenset(("L-1", device) for device in devices))
        return lines(impact(NET, over(*LINES), served))

    assert gone("pe1") == {"L-1": "degraded"}
    assert gone("pe1", "pe2") == gone("pe3") == {"L-1": "down"}
    assert gone("dcn") == {"L-1": "down"}  # a device that no way names: nobody knows better


def test_an_ont_hangs_on_its_pon_port_and_a_sub_interface_on_its_port() -> None:
    way = Way("shop", "work", ("acc", "agg1"), ("agg1-acc",), ports=(("acc", "0/1/3/17"), ("agg1", "GE0/2/5.1001")))
    line = CarriedLine("L-3", "shops", "A", (Branch("shop", (way,)),))
    for port in ("acc:GPON 0/1/3", "acc:0/1/3/17", "agg1:GE0/2/5", "agg1:ge0/2/5.1001"):
        assert impact(NET, over(line), elements(NET, [port])).lines[0].down == ("shop",), port
    for port in ("acc:GPON 0/1/2", "acc:0/1/3/1", "agg1:GE0/2/5.1", "agg1:GE0/2"):
        assert not impact(NET, over(line), elements(NET, [port])), port


def test_a_tributary_that_only_one_way_of_a_ring_names_stands_for_both() -> None:
    one = Way("shop", "work", ("acc", "agg1", "pe1"), ("agg1-acc",), ports=(("acc", "5-PQ1-1"), ("agg1", "x")))
    other = Way("shop", "protect", ("acc", "agg2", "pe1"), ("agg2-acc",))
    design = Design(Solution.SDH, ways=(one, other))
    order = Order("L-4", "bank", "", LineService.TDM, Requirement(2), (LineEnd("shop"),))
    at = datetime(2026, 1, 1, tzinfo=UTC)
    found = carried_line(Line(4, order, LineState.ACTIVE, at, at), design)
    assert [way.ports for way in found.branches[0].ways] == [(("acc", "5-PQ1-1"), ("agg1", "x")), (("acc", "5-PQ1-1"),)]
    assert lines(impact(NET, over(found), elements(NET, ["acc:5-PQ1-1"]))) == {"L-4": "down"}
    assert lines(impact(NET, over(found), elements(NET, ["agg1:x"]))) == {"L-4": "degraded"}


def test_nothing_fails_nothing_falls() -> None:
    assert not hit()
    assert not impact(NET, over(), Failed())


def test_unknown_elements_are_refused() -> None:
    for name in ("nowhere", "nowhere:ge1", ""):
        with pytest.raises(NotFoundError):
            elements(NET, [name])


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 100_000))
def test_the_islands_of_the_core_are_those_that_networkx_finds(seed: int) -> None:
    dice = random.Random(seed)
    names = dice.sample([*CITY.links, *ROLES], dice.randint(0, 9))
    dead = spread(NET, elements(NET, names))
    graph = nx.Graph()
    graph.add_nodes_from(name for name, role in ROLES.items() if role in CORE and name not in dead.devices)
    alive = (link for name, link in CITY.links.items() if name not in dead.links)
    graph.add_edges_from((one.a.device, one.b.device) for one in alive if {one.a.device, one.b.device} <= {*graph})
    told: dict[int, set[str]] = {}
    for name, island in core_islands(NET, dead).items():
        told.setdefault(island, set()).add(name)
    assert sorted(map(sorted, told.values())) == sorted(map(sorted, nx.connected_components(graph)))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 100_000))
def test_more_failing_never_mends_anything(seed: int) -> None:
    dice = random.Random(seed)
    parts = [*CITY.links, *ROLES, "cpos:Cpos0/1/0", "acc:GigabitEthernet0/0/7", "cpos:Serial0/1/0/2:1"]
    some = dice.sample(parts, dice.randint(0, 4))
    more = [*some, *dice.sample(parts, 2)]
    fewer, worse = (State(NET, elements(NET, names)) for names in (some, more))
    for line in LINES:
        assert {*fewer.line(line).down} <= {*worse.line(line).down}
    assert all(fewer.reaches(name) for name in ROLES if worse.reaches(name))
    assert fewer.dead.ports <= worse.dead.ports
    assert part_failed("acc", "device") == elements(NET, ["acc"])
