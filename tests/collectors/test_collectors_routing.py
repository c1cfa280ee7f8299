"""Neighbours of routing protocols, pseudowires, VPN instances."""

from collectors.routing import Routing
from collectors.vpn import PseudoWires, Vrfs, route_distinguisher
from nms.core.device import Role
from nms.core.observed import Facts, PseudoWire, RoutingPeer, Vrf

OSPF = "1.3.6.1.2.1.14.10.1"
BGP = "1.3.6.1.2.1.15.3.1"
ISIS = "1.3.6.1.2.1.138.1.6.1.1"
LDP = "1.3.6.1.2.1.10.166.4.1.3.3.1"
HUAWEI_BGP = "1.3.6.1.4.1.2011.5.25.177.1.1.2.1"
CISCO_BGP = "1.3.6.1.4.1.9.9.187.1.2.5.1"
PW = "1.3.6.1.2.1.10.246.1.2.1"
HUAWEI_PW = "1.3.6.1.4.1.2011.5.25.119.4.1.1.1.1"
VRF = "1.3.6.1.2.1.10.166.11.1.2.2.1"
HUAWEI = Facts(sys_object_id="1.3.6.1.4.1.2011.2.62", os="vrp", vendor="Huawei")
CISCO = Facts(sys_object_id="1.3.6.1.4.1.9.1.1018", os="iosxr", vendor="Cisco")


def test_ospf_neighbours_that_stay_at_two_way_are_well(poll):
    mib: dict[str, int | bytes] = {f"{OSPF}.6.10.0.0.2.0": 8, f"{OSPF}.6.10.0.0.3.0": 4, f"{OSPF}.6.10.0.0.4.0": 1}
    mib |= {f"{OSPF}.3.10.0.0.2.0": bytes((10, 255, 0, 2))}
    assert poll(Routing(), mib).rows(RoutingPeer) == [
        RoutingPeer("ospf", "10.0.0.2", "full", True, "10.255.0.2"),
        RoutingPeer("ospf", "10.0.0.3", "twoWay", True),
        RoutingPeer("ospf", "10.0.0.4", "down", False),
    ]


def test_a_bgp_neighbour_shut_by_hand_is_stopped_not_lost(poll):
    mib = {f"{BGP}.{column}.192.0.2.1": value for column, value in ((2, 1), (3, 1), (9, 65000), (16, 77))}
    mib |= {f"{BGP}.{column}.192.0.2.2": value for column, value in ((2, 6), (3, 2), (9, 65001), (16, 3600))}
    assert poll(Routing(), mib).rows(RoutingPeer) == [
        RoutingPeer("bgp", "192.0.2.1", "stopped", False, "65000", 77),
        RoutingPeer("bgp", "192.0.2.2", "established", True, "65001", 3600),
    ]


def test_huawei_lists_a_neighbour_once_per_address_family_we_once(poll):
    families = {
        f"{HUAWEI_BGP}.{column}.0.1.{safi}.1.4.192.0.2.9": value
        for safi in (1, 128)
        for column, value in ((2, 65000), (4, bytes((192, 0, 2, 9))), (5, 6))
    }
    other = {f"{HUAWEI_BGP}.{column}.7.1.1.1.4.192.0.2.9": v for column, v in ((4, bytes((192, 0, 2, 9))), (5, 3))}
    rows = poll(Routing(), families | other, facts=HUAWEI).rows(RoutingPeer)
    assert [(row.peer, row.state) for row in rows] == [("192.0.2.9", "established"), ("192.0.2.9 instance 7", "active")]


def test_cisco_tells_ipv6_neighbours_of_bgp(poll):
    index = ".".join(map(str, (2, 16, *bytes.fromhex("20010db8000000000000000000000005"))))
    rows = poll(Routing(), {f"{CISCO_BGP}.3.{index}": 6, f"{CISCO_BGP}.11.{index}": 65010}, facts=CISCO).rows(
        RoutingPeer
    )
    assert [(row.peer, row.up, row.detail) for row in rows] == [("2001:db8::5", True, "65010")]


def test_ldp_and_isis_neighbours_have_their_own_names(poll):
    session = ".".join(map(str, (10, 0, 0, 1, 0, 0, 1, 10, 0, 0, 2, 0, 0)))
    mib = {f"{LDP}.2.{session}": 5, f"{ISIS}.2.17.1": 3, f"{ISIS}.6.17.1": bytes.fromhex("010025500002")}
    rows = poll(Routing(), mib).rows(RoutingPeer)
    assert [(row.protocol, row.peer, row.state, row.up) for row in rows] == [
        ("ldp", "10.0.0.2", "operational", True),
        ("isis", "0100.2550.0002 circuit 17", "up", True),
    ]


def test_only_what_can_route_is_asked(visiting):
    assert Routing().wants(visiting({}, role=Role.PE))
    assert Routing().wants(visiting({}))
    assert not Routing().wants(visiting({}, role=Role.HALL_SWITCH))
    assert not Routing().wants(visiting({}, facts=Facts(sys_object_id="1.3.6.1.4.1.318.1", os="apc")))
    assert not PseudoWires().wants(visiting({}, role=Role.HALL_ROUTER))
    assert not Vrfs().wants(visiting({}, role=Role.OLT))


def test_an_agent_without_the_tables_costs_an_object_each(poll):
    assert poll(Routing(), {"1.3.6.1.2.1.1.5.0": "x"}, facts=HUAWEI).session.asked == 0


def test_an_e1_over_packets_and_its_far_end(poll):
    mib = {f"{PW}.38.4": 1, f"{PW}.9.4": bytes((10, 0, 0, 7)), f"{PW}.32.4": "hall-05 E1", f"{PW}.2.4": 17}
    assert poll(PseudoWires(), mib, role=Role.PE).rows(PseudoWire) == [
        PseudoWire("hall-05 E1", "up", "10.0.0.7", "SAToP E1")
    ]


def test_huawei_pseudowires_by_id_and_type(poll):
    mib = {f"{HUAWEI_PW}.5.100.5": 2, f"{HUAWEI_PW}.4.100.5": bytes((10, 0, 0, 9))}
    assert poll(PseudoWires(), mib, facts=HUAWEI).rows(PseudoWire) == [PseudoWire("100.5", "down", "10.0.0.9")]


def test_vpn_instances_by_name(poll):
    index = ".".join(map(str, (7, *b"private")))
    mib = {f"{VRF}.4.{index}": bytes.fromhex("0000fde800000064"), f"{VRF}.6.{index}": 2, f"{VRF}.8.{index}": 3}
    assert poll(Vrfs(), mib, role=Role.PE).rows(Vrf) == [Vrf("private", "65000:100", False, 3)]


def test_route_distinguishers_in_their_three_shapes():
    assert route_distinguisher(bytes.fromhex("0000fde800000001")) == "65000:1"
    assert route_distinguisher(bytes.fromhex("00010a0000010007")) == "10.0.0.1:7"
    assert route_distinguisher(bytes.fromhex("0002000100000007")) == "65536:7"
    assert route_distinguisher(b"65301:1") == "65301:1"
