"""The demo city's own inventory: an STM-1 that fails is one alarm for the duty engineer."""

import random
from datetime import UTC, datetime

import pytest

from nms.core.alarm import Report, Severity
from nms.core.device import Role
from nms.core.observed import E1Line, InterfaceState, Row, SonetLayer
from nms.core.site import Inventory, Link
from nms.faults.ledger import Ledger
from nms.faults.notify import Notifiers
from nms.faults.problems import Said, raised
from nms.faults.states import judge
from nms.site.loading import CHECKOUT, load_site
from nms.testing import ManualClock, MemoryAlarms
from nms.topology.dependency import dependency
from nms.topology.roles import PortRole, PortRoles, port_roles

AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def city() -> Inventory:
    inventory = load_site(CHECKOUT, {}).inventory
    assert inventory.links
    return inventory


def _e1_links(city: Inventory, router: str) -> list[Link]:
    return [link for link in city.links.values() if link.kind == "e1" and link.b.device == router]


def _failed(city: Inventory, roles: PortRoles, router: str) -> list[Report]:
    """What the status polls of the router and of every hall on it say when its STM-1 has no signal."""
    polled: dict[str, list[Row]] = {
        router: [SonetLayer("Cpos0/1/0", "section", 2), InterfaceState("Cpos0/1/0", "up", "down")]
    }
    for link in _e1_links(city, router):
        for end in (link.a, link.b):
            rows = polled.setdefault(end.device, [])
            rows += [E1Line(end.port, 1, 8), InterfaceState(end.port, "up", "down")]
    return [
        report
        for device, rows in polled.items()
        for report in judge(rows, Said(device, AT, AT, "poll"), roles)
        if report.severity is not Severity.CLEARED
    ]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("router", ["cpos-1", "cpos-2"])
def test_stm1_los_in_the_demo_city_is_one_alarm(city: Inventory, router: str, seed: int) -> None:
    store, roles = MemoryAlarms(), port_roles(city)
    ledger = Ledger(store, Notifiers(), ManualClock(AT), depends=dependency(city))
    reports = _failed(city, roles, router)
    links = _e1_links(city, router)
    # Halls behind the router are lost as well, and so are their access points.
    lost = sorted({link.a.device for link in links if len(_ways(city, link.a.device)) == 1})
    reports += [raised(Said(device, AT, AT, "engine"), "device", "device-unreachable") for device in lost]
    random.Random(seed).shuffle(reports)
    for report in reports:
        ledger.record(report)
    active = store.all_active()
    (top,) = [alarm for alarm in active if alarm.root_id is None]
    assert (top.key.problem, top.severity) == ("sonet-los", Severity.CRITICAL)
    assert len(active) == 2 + 4 * len(links) + len(lost)
    assert len(links) >= 50
    assert {alarm.root_id for alarm in active} == {None, top.id}


def _ways(city: Inventory, device: str) -> list[Link]:
    return [link for link in city.links.values() if link.kind == "e1" and link.a.device == device]


def test_every_box_of_a_hall_has_a_way_to_the_centre(city: Inventory) -> None:
    depends = dependency(city)
    boxes = [name for hall in city.halls.values() for name in hall.devices]
    assert boxes
    assert [box for box in boxes if not depends.uplinks(box)] == []


def test_ports_of_the_demo_city_weigh_what_they_carry(city: Inventory) -> None:
    roles = port_roles(city)
    for link in city.links.values():
        if link.kind == "e1":
            assert {roles(end.device, end.port) for end in (link.a, link.b)} == {PortRole.E1}
    for device in city.devices.values():
        if device.role is Role.CPOS_ROUTER:
            assert roles(device.name, "Cpos0/1/0") is PortRole.STM1
            assert roles(device.name, "E1-0/1/0/63") is PortRole.E1


def test_pon_ports_with_onus_behind_them_are_somebodys_access(city: Inventory) -> None:
    roles = port_roles(city)
    trees = [device.name for device in city.devices.values() if device.role is Role.OLT and device.labels.get("onus")]
    assert trees
    assert {roles(name, "GPON 0/1/3") for name in trees} == {PortRole.ACCESS}
    assert roles(trees[0], "GigabitEthernet0/9/9") is PortRole.EDGE
    assert roles("pe-1", "GPON 0/1/3") is PortRole.OPEN
