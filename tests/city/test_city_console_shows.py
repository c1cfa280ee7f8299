"""What the consoles show: the published parsers read it, and it agrees with the box."""

from typing import Any

import pytest
from consoletyping import Typist, element_of
from ntc_templates.parse import parse_output

from nms.city.console.standalone import ConsoleYard
from nms.city.state import City

PARSED = [
    ("yc-agg1", "huawei_vrp", "display version", 1),
    ("pe-1", "huawei_vrp", "display version", 1),
    ("yc-h01-sw", "huawei_vrp", "display interface brief", 30),
    ("yc-h01-sw", "huawei_vrp", "display interface description", 30),
    ("yc-h01-sw", "huawei_vrp", "display interface", 30),
    ("pe-1", "huawei_vrp", "display interface", 20),
    ("yc-h01-sw", "huawei_vrp", "display vlan", 6),
    ("yc-h01-sw", "huawei_vrp", "display vlan brief", 6),
    ("yc-h01-sw", "huawei_vrp", "display port vlan", 20),
    ("yc-h01-sw", "huawei_vrp", "display mac-address", 5),
    ("yc-h01-sw", "huawei_vrp", "display arp all", 5),
    ("yc-h01-sw", "huawei_vrp", "display lldp neighbor", 1),
    ("yc-h01-sw", "huawei_vrp", "display device", 1),
    ("yc-h01-sw", "huawei_vrp", "display startup", 1),
    ("yc-h01-sw", "huawei_vrp", "display temperature all", 1),
    ("ac-1", "huawei_vrp", "display ap all", 100),
    ("dcn-1", "hp_comware", "display interface brief", 25),
    ("dcn-1", "hp_comware", "display vlan brief", 2),
    ("dcn-1", "hp_comware", "display vlan all", 2),
    ("dcn-1", "hp_comware", "display mac-address", 1),
    ("dcn-1", "hp_comware", "display arp", 1),
    ("dcn-1", "hp_comware", "display lldp neighbor-information list", 1),
    ("dcn-1", "hp_comware", "display device manuinfo", 1),
    ("yc-h01-ap", "cisco_ios", "show version", 1),
    ("yc-h01-ap", "cisco_ios", "show inventory", 1),
    ("yc-h01-ap", "cisco_ios", "show interfaces description", 4),
    ("yc-h01-ap", "cisco_ios", "show ip interface brief", 4),
    ("yc-h01-ap", "cisco_ios", "show ip arp", 1),
    ("yc-h01-ap", "cisco_ios", "show vlan", 1),
    ("yc-olt1", "huawei_smartax", "display version", 1),
    ("yc-olt1", "huawei_smartax", "display board 0", 2),
    ("yc-olt1", "huawei_smartax", "display ont info summary 0/1/0", 1),
    ("yc-olt1", "huawei_smartax", "display ont autofind all", 1),
    ("yc-olt1", "huawei_smartax", "display mac-address all", 1),
]
PARSED_AS = {"display board 0": "display board 0", "display temperature all": "display temperature"}


def parsed(platform: str, command: str, text: str) -> list[dict[str, Any]]:
    return list(parse_output(platform=platform, command=PARSED_AS.get(command, command), data=text))


@pytest.mark.parametrize(("name", "platform", "command", "least"), PARSED)
def test_the_published_parsers_read_what_is_shown(
    city: City, name: str, platform: str, command: str, least: int
) -> None:
    typist = Typist(element_of(city, name))
    typist.shell.smart = False
    reply = typist.reply(command)
    assert not reply.refused
    rows = parsed(platform, command, reply.text)
    assert len(rows) >= least


def test_interfaces_shown_are_those_of_the_box(city: City) -> None:
    element = element_of(city, "yc-h01-sw")
    rows = parsed("huawei_vrp", "display interface brief", Typist(element).say("display interface brief"))
    assert {row["interface"] for row in rows} <= set(element.box.by_name)
    up = {row["interface"] for row in rows if row["phy"].startswith("up")}
    assert up == {port.name for port in element.box.ports if port.oper == 1 and port.name != "InLoopBack0"}


def test_macs_shown_are_those_learned(city: City) -> None:
    element = element_of(city, "yc-h01-sw")
    rows = parsed("huawei_vrp", "display mac-address", Typist(element).say("display mac-address"))
    shown = {(int(row["vlan_id"]), row["destination_address"].replace("-", "")) for row in rows}
    assert shown == {(host.vlan, host.mac.hex()) for host in element.box.learned()}


def test_a_vpn_instance_is_shown_with_its_interface(city: City) -> None:
    typist = Typist(element_of(city, "pe-1"))
    typist.accepted(
        "system-view", "ip vpn-instance CUST", "ipv4-family", "route-distinguisher 65000:1001", "quit", "quit",
        "interface GigabitEthernet0/2/9.100", "ip binding vpn-instance CUST", "commit",
    )  # fmt: skip
    rows = parsed("huawei_vrp", "display ip vpn-instance", typist.say("display ip vpn-instance"))
    assert rows == [{"name": "CUST", "rd": "65000:1001", "address_family": "IPv4"}]
    rows = parsed("huawei_vrp", "display ip vpn-instance interface", typist.say("display ip vpn-instance interface"))
    assert rows[0]["interface_list"] == ["GigabitEthernet0/2/9.100"]


def test_a_vrf_and_a_bgp_neighbour_are_shown_by_a_router() -> None:
    lines = ("configure terminal", "vrf definition C", "rd 1:1", "address-family ipv4", "interface Gi0/4.7")
    more = ("encapsulation dot1Q 7", "vrf forwarding C", "router bgp 65000", "address-family ipv4 vrf C")
    with ConsoleYard([("r", "cisco_ios")]) as yard:
        answers = yard["r"].type(
            *lines, *more, "neighbor 10.0.0.2 remote-as 65001", "do show vrf", "end", "show ip arp"
        )
        rows = parsed("cisco_ios", "show vrf", answers[-3])
    assert rows[0]["name"] == "C"
    assert rows[0]["interfaces"] == ["Gi0/4.7"]


def test_service_ports_are_shown(city: City) -> None:
    typist = Typist(element_of(city, "yc-olt1"))
    typist.shell.smart = False
    typist.accepted("enable", "config")
    flow = "vlan 1000 gpon 0/1/0 ont 0 gemport 1 multi-service user-vlan 100 tag-transform translate"
    typist.accepted(f"service-port 100 {flow}")
    rows = parsed("huawei_smartax", "display service-port all", typist.say("display service-port all"))
    assert [(row["index"], row["vlan_id"], row["ont_id"]) for row in rows] == [("100", "1000", "0")]


def test_a_bar_filters_lines(city: City) -> None:
    typist = Typist(element_of(city, "yc-agg1"))
    assert typist.say("display current-configuration | include sysname") == "sysname yc-agg1"
    assert "sysname" not in typist.say("display current-configuration | exclude sysname")
    assert typist.say("display current-configuration | begin user-interface").startswith("user-interface vty 0 4")
    assert typist.say("display current-configuration | section aaa").splitlines()[0] == "aaa"


def test_a_terminal_asks_for_parameters_until_told_not_to(city: City) -> None:
    typist = Typist(element_of(city, "yc-olt1"))
    said = typist.shell.obey("display version")
    assert said.text == "{ <cr>||<K> }:"
    assert said.ask is not None
    assert said.ask("").text.startswith("\n  Command:\n          display version\n")
    typist.accepted("undo smart")
    assert typist.shell.obey("display version").ask is None
