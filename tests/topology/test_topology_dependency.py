"""What hangs on what, told by links, labels and names."""

from dataclasses import replace

import pytest

from nms.core.device import Device, Role
from nms.core.site import Inventory, Link, LinkEnd
from nms.topology.dependency import dependency
from nms.topology.naming import Resource, e1_position, resource, stm1_of, stm1_ports
from nms.topology.roles import PortRole, port_roles

STM1 = Resource("cpos-1", "cpos0/1/0")


@pytest.mark.parametrize(
    ("name", "position"),
    [
        ("e1 0/1/0:5", "0/1/0/5"),
        ("E1-0/1/0/5", "0/1/0/5"),
        ("E1 0/1/0:5", "0/1/0/5"),
        ("Serial0/1/0/5:1", "0/1/0/5"),
        ("E1-1/1", "1/1"),
        ("E1-5", ""),
        ("Serial1/0/0", ""),
        ("GigabitEthernet0/1/0", ""),
        ("", ""),
    ],
)
def test_the_place_of_an_e1_is_read_out_of_its_name(name: str, position: str) -> None:
    assert e1_position(name) == position


@pytest.mark.parametrize(
    ("name", "carrier"),
    [
        ("E1-0/1/0/5", "cpos0/1/0"),
        ("Serial0/1/0/5:1", "cpos0/1/0"),
        ("Serial2/0.1/2/2/1:0", "sonet2/0"),
        ("E1-0/1/1/5", ""),
        ("GigabitEthernet0/1/0", ""),
        ("E1-0/10/0/5", ""),
    ],
)
def test_the_stm1_of_a_channel_is_the_one_whose_place_begins_its_own(name: str, carrier: str) -> None:
    assert stm1_of(name, ["cpos0/1/0", "sonet2/0"]) == carrier


def test_both_ends_of_an_e1_hang_on_the_stm1_with_and_without_a_label(small_city: Inventory) -> None:
    depends = dependency(small_city)
    assert stm1_ports(small_city) == {"cpos-1": frozenset({"cpos0/1/0"})}
    for hall, channel in (("hall-01-iad", "E1-0/1/0/1"), ("hall-02-iad", "E1-0/1/0/2")):
        assert depends.parents(resource(hall, "E1-1/1")) == (STM1,)
        assert depends.parents(resource("cpos-1", channel)) == (STM1,)
        assert depends.peer(resource(hall, "E1-1/1")) == resource("cpos-1", channel)


def test_a_serial_interface_hangs_on_its_channel_and_on_the_stm1(small_city: Inventory) -> None:
    parents = dependency(small_city).parents(resource("cpos-1", "Serial0/1/0/2:1"))
    assert parents == (resource("cpos-1", "E1-0/1/0/2"), STM1)


def test_a_label_wins_over_the_name(small_city: Inventory) -> None:
    odd = Link("odd", LinkEnd("hall-02-iad", "E1-1/2"), LinkEnd("cpos-1", "chan 7"), "e1", labels={"stm1": "POS 9/0"})
    city = replace(small_city, links={**small_city.links, "odd": odd})
    assert dependency(city).parents(resource("cpos-1", "chan 7")) == (Resource("cpos-1", "pos9/0"),)


def test_what_carries_nothing_hangs_on_nothing(small_city: Inventory) -> None:
    depends = dependency(small_city)
    assert depends.parents(STM1) == ()
    assert depends.parents(resource("hall-01-sw", "GigabitEthernet0/0/3")) == ()
    assert depends.peer(resource("hall-01-sw", "GigabitEthernet0/0/3")) is None


def test_uplinks_lead_towards_the_centre(small_city: Inventory) -> None:
    depends = dependency(small_city)
    assert depends.uplinks("dcn-1") == ()
    (up,) = depends.uplinks("hall-01-sw")
    assert (up.near, up.far) == (
        resource("hall-01-sw", "GigabitEthernet0/0/24"),
        resource("hall-01-iad", "fastethernet1/1"),
    )
    (up,) = depends.uplinks("hall-01-iad")
    assert up.far == resource("cpos-1", "E1-0/1/0/1")


def test_a_ring_gives_its_far_side_two_ways_up() -> None:
    devices = {
        name: Device(name, f"127.0.0.{n}", role=role)
        for n, (name, role) in enumerate([("p", Role.P), ("x", Role.PE), ("y", Role.PE), ("z", Role.PE)])
    }
    pairs = [("p", "x"), ("p", "y"), ("x", "z"), ("y", "z")]
    links = {f"{a}{b}": Link(f"{a}{b}", LinkEnd(a, f"to-{b}"), LinkEnd(b, f"to-{a}"), "fibre") for a, b in pairs}
    depends = dependency(Inventory(devices, links=links))
    assert [up.far.device for up in depends.uplinks("z")] == ["x", "y"]


def test_a_fault_reaches_what_hangs_below_and_the_controllers(small_city: Inventory) -> None:
    depends = dependency(small_city)
    assert {"hall-01-iad", "hall-01-sw", "hall-02-sw", "ac-1"} <= depends.affected("cpos-1")
    assert "hall-02-sw" not in depends.affected("hall-01-sw")
    assert depends.affected("stranger") == {"stranger"}


def test_an_access_point_stands_behind_the_switch_of_its_hall(small_city: Inventory) -> None:
    depends = dependency(small_city)
    assert depends.switch_of("hall-02-ap-3") == "hall-02-sw"
    assert depends.switch_of("hall-02-ap3") == "hall-02-sw"
    assert depends.switch_of("warehouse-ap1") == ""
    assert depends.switch_of("") == ""


def test_links_to_nowhere_are_left_out(small_city: Inventory) -> None:
    lost = Link("lost", LinkEnd("hall-01-iad", "E1-1/4"), LinkEnd("gone", "E1-0/1/0/9"), "e1")
    city = replace(small_city, links={**small_city.links, "lost": lost})
    assert dependency(city).peer(resource("hall-01-iad", "E1-1/4")) is None


@pytest.mark.parametrize(
    ("device", "port", "role"),
    [
        ("cpos-1", "Cpos0/1/0", PortRole.STM1),
        ("cpos-1", "E1-0/1/0/1", PortRole.E1),
        ("cpos-1", "Serial0/1/0/1:1", PortRole.E1),
        ("cpos-1", "E1-0/1/0/63", PortRole.E1),
        ("cpos-1", "Serial0/1/0/63:1", PortRole.E1),
        ("cpos-1", "GigabitEthernet0/2/0", PortRole.UPLINK),
        ("cpos-1", "GigabitEthernet0/2/7", PortRole.OPEN),
        ("hall-01-iad", "E1-1/1", PortRole.E1),
        ("hall-01-iad", "E1-1/2", PortRole.EDGE),
        ("hall-01-sw", "GigabitEthernet0/0/24", PortRole.UPLINK),
        ("hall-01-sw", "GigabitEthernet0/0/3", PortRole.EDGE),
        ("hall-01-sw", "gigabitethernet 0/0/24", PortRole.UPLINK),
        ("stranger", "eth0", PortRole.OPEN),
    ],
)
def test_ports_have_their_roles(small_city: Inventory, device: str, port: str, role: PortRole) -> None:
    assert port_roles(small_city)(device, port) is role


def test_a_port_to_a_single_box_is_an_access_port(small_city: Inventory) -> None:
    ap = Device("hall-01-ap", "127.0.4.1", role=Role.AP, site="hall-01")
    line = Link("ap", LinkEnd("hall-01-sw", "GigabitEthernet0/0/20"), LinkEnd("hall-01-ap", "eth0"))
    city = replace(small_city, devices={**small_city.devices, ap.name: ap}, links={**small_city.links, "ap": line})
    assert port_roles(city)("hall-01-sw", "GigabitEthernet0/0/20") is PortRole.ACCESS
