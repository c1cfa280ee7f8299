"""Ethernet lines between provider edges that are FRR routers: VNI, ports, rate, two ways, and what is refused."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from nms.core.config import LinesConfig
from nms.core.device import Device, Role
from nms.core.line import Design, LineEnd, LineService, Order, Requirement, Solution, Unit
from nms.core.site import Access, Inventory, Link, LinkEnd, Site
from nms.lines.design import ImpossibleError, Taken, design, redesign
from nms.lines.design.core import Core
from nms.topology.carried import Branch, CarriedLine
from nms.topology.certificate import check
from nms.topology.fabric import Failed, fabric
from nms.topology.impact import Standing, State

PES = {"pe1": "hq", "pe2": "works", "pe3": "mine"}
LINKS = {"pe1-pe2": 10.0, "pe1-p1": 12.0, "p1-pe2": 9.0, "pe3-p1": 5.0, "pe2-pe3": 30.0}
CONFIG = LinesConfig()


def plant(**labels: str) -> Inventory:
    """Three edges around one P; `labels` replace those of pe2."""
    devices = {"p1": Device("p1", "127.0.0.1", "frr", Role.P)}
    for number, name in enumerate(PES, 1):
        own = {"lsr_id": f"10.0.0.{number}", "shell": f"{name}-os"} if name != "pe2" or not labels else labels
        devices[name] = Device(name, "127.0.0.1", "frr", Role.PE, labels=own)
        devices[f"{name}-os"] = Device(f"{name}-os", "127.0.0.1", "linux_root")
    links = {name: _link(name, km) for name, km in LINKS.items()}
    ways = {site: (Access("ethernet", name, "ge-10", fibres=1),) for name, site in PES.items()}
    ways["yard"] = (Access("ethernet", "pe1", "ge-11", fibres=1),)
    return Inventory(devices, {name: Site(name, "customer") for name in ways}, links, accesses=ways)


def _link(name: str, km: float) -> Link:
    a, _, b = name.partition("-")
    return Link(name, LinkEnd(a, f"to-{b}"), LinkEnd(b, f"to-{a}"), km=km)


def order(*sites: str, service: LineService = LineService.EPL, mbps: float = 8, **more: Any) -> Order:
    """From the first site to the others."""
    ends = tuple(LineEnd(site, hub=at == 0, vlan=more.pop("vlan", 0)) for at, site in enumerate(sites))
    asked = Requirement(mbps, eth_fibre=True, sites=len(sites) - 1, **{"reliability": 99.9, **more})
    return Order("PL-1", "mill", "t", service, asked, ends)


def designed(asked: Order, inventory: Inventory | None = None, taken: Taken | None = None) -> Design:
    return design(asked, Solution.ETH, inventory or plant(), taken or Taken(), CONFIG)


def reasons(asked: Order, inventory: Inventory | None = None, taken: Taken | None = None) -> set[str]:
    """Codes of why a line cannot be designed."""
    with pytest.raises(ImpossibleError) as refused:
        designed(asked, inventory, taken)
    return {problem.code for problem in refused.value.problems}


def steps(made: Design, device: str) -> dict[str, Mapping[str, Any]]:
    """Template → values of what a device is told."""
    return {step["template"]: step["values"] for step in made.steps if step["device"] == device}


def test_a_line_takes_a_vni_and_its_ports_and_tells_router_and_shell() -> None:
    made = designed(order("hq", "works"))
    assert set(made.units) == {Unit("vni", "1001"), Unit("port/pe1", "ge-10"), Unit("port/pe2", "ge-10")}
    assert steps(made, "pe1-os") == {
        "l2-line": {"port": "ge-10", "vni": 1001, "local": "10.0.0.1"},
        "policer": {"port": "ge-10", "cir_kbit": 8000, "pir_kbit": 8160},
    }
    assert steps(made, "pe2") == {"l2-line": {"port": "ge-10", "description": "NMS:PL-1 works"}}


def test_working_is_the_shorter_of_two_ways_that_share_nothing_and_the_certificate_holds() -> None:
    inventory = plant()
    made = designed(order("hq", "works"), inventory)
    assert [(way.role, way.links) for way in made.ways] == [("work", ("pe1-pe2",)), ("protect", ("p1-pe2", "pe1-p1"))]
    certificate = made.certificate["works"]
    assert certificate["proven"]
    assert check(Core.of(inventory).search.network, certificate) == []


def test_a_line_of_three_ends_is_one_vni_with_ways_for_each_branch() -> None:
    made = designed(order("hq", "works", "mine", service=LineService.VPLS))
    assert [unit.unit for unit in made.units if unit.scope == "vni"] == ["1001"]
    assert {steps(made, f"{name}-os")["l2-line"]["vni"] for name in PES} == {1001}
    assert {(way.end, way.role) for way in made.ways} == {
        (site, role) for site in ("works", "mine") for role in ("work", "protect")
    }


def test_another_rate_changes_the_shapers_alone() -> None:
    before = designed(order("hq", "works"))
    taken = Taken().plus(before.units, "PL-1").plus([Unit("vni", "1002")], "PL-2")
    after = redesign(order("hq", "works", mbps=4), before, plant(), taken, CONFIG)
    assert after.units == before.units
    assert {step["template"] for step in after.steps if step not in before.steps} == {"policer"}


def test_what_others_hold_is_left_alone() -> None:
    taken = Taken().plus([Unit("vni", "1001")], "PL-9")
    assert Unit("vni", "1002") in designed(order("hq", "works"), taken=taken).units
    assert reasons(order("hq", "works"), taken=taken.plus([Unit("port/pe1", "ge-10")], "PL-9")) == {"NMS-LINE-407"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (order("hq", "works", service=LineService.L3VPN), "NMS-LINE-422"),
        (order("hq", "works", service=LineService.EVPL, vlan=100), "NMS-LINE-422"),
        (order("hq", "works", reliability=99.95), "NMS-LINE-406"),
        (order("hq", "yard"), "NMS-LINE-419"),
    ],
    ids=["routed", "one VLAN of a port", "two homes", "one edge"],
)
def test_what_cannot_be_built_so_is_refused(asked: Order, code: str) -> None:
    assert code in reasons(asked)


def test_a_router_without_shell_or_address_is_named() -> None:
    assert reasons(order("hq", "works"), plant(shell="nobody")) == {"NMS-LINE-413", "NMS-LINE-421"}


def test_a_core_in_pieces_has_no_way() -> None:
    inventory = plant()
    alone = replace(inventory, links={name: link for name, link in inventory.links.items() if "pe2" not in name})
    assert reasons(order("hq", "works"), alone) == {"NMS-LINE-412"}


@pytest.mark.parametrize(
    ("cut", "standing"),
    [
        ((), Standing.UP),
        (("pe2-pe3",), Standing.UP),
        (("pe1-pe2",), Standing.DEGRADED),
        (("p1-pe2",), Standing.DEGRADED),
        (("pe1-pe2", "p1-pe2", "pe2-pe3"), Standing.DOWN),
    ],
)
def test_a_line_that_is_two_inside_the_core_is_degraded_while_one_of_its_ways_is_cut(
    cut: tuple[str, ...], standing: Standing
) -> None:
    inventory = plant()
    ways = designed(order("hq", "works"), inventory).ways
    line = CarriedLine("PL-1", "mill", "A", (Branch("works", ways),))
    found = State(fabric(inventory), Failed(links=frozenset(cut))).line(line)
    assert found.down == (("works",) if standing is Standing.DOWN else ())
    assert found.degraded == (("works",) if standing is Standing.DEGRADED else ())
