"""Configurations of the consoles: what is printed can be typed, apply and undo meet, refusals are the real ones."""

import pytest
from consoletyping import Typist, element_of
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.city.console.element import Element
from nms.city.console.loading import load
from nms.city.console.standalone import ROLES, ConsoleYard
from nms.city.console.tree import Node
from nms.city.state import City
from nms.core.device import Role

SAID = ("#", "!", "return", "end", "[", "  <", "Building", "Current", "version", " version", "service timestamps")
IMPLIED = ("no ip address", "exit-address-family")


def typed_form(element: Element, text: str) -> list[str]:
    """A printed configuration as lines to type: marks and remarks dropped, margins as the tree has them."""
    lines = []
    comware = element.platform.name == "hp_comware"
    smartax = element.platform.name == "huawei_smartax"
    margin = False
    for shown in text.splitlines():
        line = shown
        margin = margin or line == "#"
        if line.startswith(SAID) or not line.strip() or line.strip() in (*IMPLIED, "!"):
            margin = line == "#"
            continue
        if smartax or (comware and margin and line.startswith(" ")):
            line = line[1:]
        elif not line.startswith(" "):
            margin = False
        lines.append(line)
    return lines


ONE_OF_EACH = (
    "pe-1", "cpos-1", "yc-agg1", "yc-h01-sw", "zj-h12-rt", "yc-h01-iad", "yc-h01-ap", "yc-olt1", "dcn-1", "ac-1", "fw-1"
)  # fmt: skip


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_what_a_device_prints_it_also_takes(city: City, name: str) -> None:
    element = element_of(city, name)
    text = element.text()
    again = Node("", view=element.platform.root)
    load(element.platform, element.box, again, typed_form(element, text))
    assert element.text(again) == text


def test_every_console_of_the_city_has_a_configuration(city: City) -> None:
    texts = {}
    for name, box in city.boxes.items():
        if box.device.platform in ROLES:
            texts[name] = element_of(city, name).text()
    assert len(texts) > 250
    assert {name for name, text in texts.items() if name not in text} == {"bsc-1", "bsc-2"}, "tables name cells only"


def test_a_configuration_is_the_same_at_every_start(city: City) -> None:
    assert element_of(city, "yc-h01-sw").text() == element_of(city, "yc-h01-sw").text()


LINE = {
    "huawei": (
        ("vlan batch 1000 to 1002 1005", "undo vlan batch 1000 to 1002 1005"),
        ("vlan 700|description a|quit", "undo vlan 700"),
        ("interface XGE0/0/7|description x y|quit", "interface XGE0/0/7|undo description|quit"),
        ("interface XGigabitEthernet0/0/8|shutdown|quit", "interface XGigabitEthernet0/0/8|undo shutdown|quit"),
        (
            "interface XGigabitEthernet0/0/9|port link-type trunk|port trunk allow-pass vlan 99|quit",
            "interface XGigabitEthernet0/0/9|undo port trunk allow-pass vlan 99|undo port link-type|quit",
        ),
        ("mac-address blackhole 0011-2233-4455 vlan 10", "undo mac-address blackhole 0011-2233-4455 vlan 10"),
        ("interface LoopBack5|ip address 10.5.5.5 32|quit", "undo interface LoopBack5"),
        ("info-center loghost 10.1.1.1", "info-center loghost 10.9.0.10"),
    ),
    "cisco_ios": (
        ("vlan 10|name OA|exit", "no vlan 10"),
        ("vrf definition C|rd 1:1|address-family ipv4|route-target export 1:1|exit|exit", "no vrf definition C"),
        ("interface Gi0/3|description x|exit", "interface Gi0/3|no description|exit"),
        ("interface Gi0/4.100|encapsulation dot1Q 100|exit", "no interface Gi0/4.100"),
        ("router bgp 65000|neighbor 10.1.1.1 remote-as 65001|exit", "no router bgp 65000"),
        ("ip route 10.0.0.0 255.0.0.0 10.1.1.1", "no ip route 10.0.0.0 255.0.0.0 10.1.1.1"),
    ),
    "hp_comware": (
        ("vlan 20 to 22", "undo vlan 20 to 22"),
        ("interface GE1/0/5|description x|quit", "interface GE1/0/5|undo description|quit"),
        ("interface GE1/0/6|port access vlan 99|quit", "interface GE1/0/6|undo port access vlan|quit"),
        ("ip vpn-instance C|route-distinguisher 1:1|quit", "undo ip vpn-instance C"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("platform", sorted(LINE))
@given(data=st.data())
@settings(max_examples=12)
def test_whatever_is_applied_and_undone_in_any_order_leaves_every_byte(platform: str, data: st.DataObject) -> None:
    pairs = LINE[platform]
    chosen = data.draw(st.permutations(pairs))[: data.draw(st.integers(1, len(pairs)))]
    undone = data.draw(st.permutations(chosen))
    enter = "configure terminal" if platform == "cisco_ios" else "system-view"
    with ConsoleYard([("r", platform)]) as yard:
        before = _meaning(yard["r"].running())
        answers = yard["r"].type(enter, *[line for apply, _ in chosen for line in apply.split("|")])
        assert not [answer for answer in answers if "rror" in answer or "%" in answer]
        assert _meaning(yard["r"].running()) != before
        yard["r"].type(enter, *[line for _, undo in undone for line in undo.split("|")])
        assert _meaning(yard["r"].running()) == before


def _meaning(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(("! Last", "Current", "!Last")))


def test_vlan_batch_merges_and_folds_as_the_real_one(city: City) -> None:
    element = element_of(city, "yc-agg1")
    typist = Typist(element)
    typist.accepted("system-view", "vlan batch 1000 1001", "vlan batch 1002 1005", "vlan 1003")
    assert "vlan batch 99 1000 to 1003 1005" in element.text().splitlines()
    typist.accepted("quit", "undo vlan batch 1001")
    assert "vlan batch 99 1000 1002 to 1003 1005" in element.text().splitlines()


PW = "undo mpls l2vc 10.0.0.2 1001"
HOST = "snmp-agent target-host trap address udp-domain 10.9.0.10 params securityname nms"
FIXED = [
    ("pe-1", "interface GE0/2/5.7|mpls l2vc 10.0.0.2 1001 raw", PW, "undo mpls l2vc 10.0.0.2 1002"),
    ("pe-1", "interface GE0/2/5.7|vlan-type dot1q 7", "undo vlan-type dot1q 7", "-"),
    ("yc-agg1", "interface XGE0/0/9|port default vlan 99", "undo port default vlan 99", "-"),
    ("pe-1", f"{HOST} v3 privacy", f"undo {HOST}", f"undo {HOST}x"),
    ("pe-1", "snmp-agent group v3 G privacy read-view V", "undo snmp-agent group v3 G privacy",
     "undo snmp-agent group v3 G authentication"),
    ("pe-1", "snmp-agent mib-view included V iso", "undo snmp-agent mib-view V", "undo snmp-agent mib-view W"),
    ("yc-agg1", "snmp-agent mib-view included V iso", "undo snmp-agent mib-view included V", "-"),
    ("dcn-1", "snmp-agent group v3 G privacy", "undo snmp-agent group v3 G", "undo snmp-agent group v3 H"),
    ("dcn-1", "snmp-agent mib-view included V iso", "undo snmp-agent mib-view V", "undo snmp-agent mib-view W"),
    ("dcn-1", "vlan 99|quit|interface GE1/0/9|port access vlan 99", "undo port access vlan", "-"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "lines", "undo", "other"), FIXED)
def test_a_negation_may_name_the_value_and_takes_only_that_one(
    city: City, name: str, lines: str, undo: str, other: str
) -> None:
    element = element_of(city, name)
    typist = Typist(element)
    *ground, line = lines.split("|")
    typist.accepted("system-view", *ground)
    commit = ["commit"] if element.platform.two_stage else []
    typist.all(*commit)
    before = element.text(element.running).partition("#")[2]
    typist.accepted(line, *commit)
    assert element.text(element.running).partition("#")[2] != before
    if other != "-":
        assert typist.reply(other).refused
    typist.accepted(undo, *commit)
    assert element.text(element.running).partition("#")[2] == before


IOS = "configure terminal"
ON_AIR = ("system-view", "wlan service-template 1", "ssid A", "service-template enable")
DENIED = [
    ("cisco_ios", (IOS, "int Gi0/3", "xconnect 10.0.0.2 7 encapsulation mpls", "exit"),
     "xconnect 10.0.0.3 8 encapsulation mpls"),
    ("cisco_ios", (IOS, "int Gi0/3"), "xconnect 10.0.0.2 7 pw-class NONE"),
    ("cisco_ios", (IOS, "int Gi0/3"), "no xconnect"),
    ("cisco_ios", (IOS, "int Gi0/3"), "encapsulation ppp"),
    ("cisco_ios", (IOS, "int Gi0/3"), "no switchport port-security mac-address sticky 0011.2233.4455"),
    ("hp_comware", ON_AIR, "ssid B"),
    ("hp_comware", (*ON_AIR, "quit"), "undo wlan service-template 1"),
    ("hp_comware", ("system-view",), "controller cpos 2/2/1"),
    ("hp_comware", ("system-view",), "undo xconnect-group A"),
]  # fmt: skip


@pytest.mark.parametrize(("platform", "before", "line"), DENIED)
def test_what_does_not_fit_is_refused_and_changes_nothing(platform: str, before: tuple[str, ...], line: str) -> None:
    signs = ("%", "Failed", "does not exist")
    with ConsoleYard([("r", platform)]) as yard:
        enter = before[0]
        assert not [answer for answer in yard["r"].type(*before) if any(sign in answer for sign in signs)]
        stood = _meaning(yard["r"].running())
        views = [typed for typed in before[1:] if typed.startswith(("int", "wlan")) and before[-1] != "quit"]
        refused = yard["r"].type(enter, *views, line)[-1]
        assert any(sign in refused for sign in signs), refused
        assert _meaning(yard["r"].running()) == stood


@pytest.mark.parametrize(
    ("platform", "lines", "made"),
    [
        ("hp_comware", ("controller cpos 2/2/1", " e1 5 channel-set 1 timeslot-list 1-15"), "Serial2/2/1/5:1"),
        ("cisco_ios", ("controller SONET 2/0", " au-4 1 tug-3 2", "  mode c-12",
                       "  tug-2 2 e1 1 channel-group 1 timeslots 1-15"), "Serial2/0.1/2/2/1:1"),
        ("huawei_vrpv8", ("controller cpos 0/1/0", " e1 5 channel-set 1 timeslot-list 1-15"), "Serial0/1/0/5:1"),
    ],
)  # fmt: skip
def test_a_yard_may_have_channelised_controllers(platform: str, lines: tuple[str, ...], made: str) -> None:
    with ConsoleYard([("r", platform, Role.CPOS_ROUTER)]) as yard:
        enter = [IOS if platform == "cisco_ios" else "system-view"]
        commit = ["commit"] if platform == "huawei_vrpv8" else []
        answers = yard["r"].type(*enter, *(line.strip() for line in lines), *commit)
        assert not [answer for answer in answers if "rror" in answer or "%" in answer]
        assert f"interface {made}" in yard["r"].running()
        assert made in yard["r"].box.by_name
        taken = (
            lines[-1].strip().replace("channel-set 1", "channel-set 2").replace("channel-group 1", "channel-group 2")
        )
        again = yard["r"].type(*enter, *(line.strip() for line in lines[:-1]), taken)[-1]
        assert "%" in again or "rror" in again or "Failed" in again


VRP = "system-view"
REFUSALS = [
    ("yc-agg1", (VRP,), "foo", "Error: Unrecognized command found at '^' position."),
    ("yc-agg1", (VRP,), "vlan 4095", "Error: Wrong parameter found at '^' position."),
    ("yc-agg1", (VRP,), "interface", "Error:Incomplete command found at '^' position."),
    ("yc-agg1", (VRP,), "undo vlan 555", "Error: The VLAN does not exist."),
    ("yc-agg1", (VRP,), "undo vlan 99", "Error: The VLAN has a L3 interface. Please delete it first."),
    ("yc-agg1", (VRP,), "undo vlan 1", "Error: The default VLAN can not be deleted."),
    ("yc-agg1", (VRP,), "undo ip vpn-instance X", "Error: The specified VPN instance does not exist."),
    ("yc-agg1", (VRP, "interface XGE0/0/5"), "port default vlan 555", "Error: The VLAN does not exist."),
    ("yc-agg1", (VRP, "int XGE0/0/5"), "vlan-type dot1q 5", "Error: The command is only supported on sub-interfaces."),
    ("pe-1", (VRP, "int GE0/2/5"), "ip binding vpn-instance X", "Error: The specified VPN instance does not exist."),
    (
        "pe-1",
        (VRP, "ip vpn-instance C", "quit", "interface GE0/2/5", "ip binding vpn-instance C"),
        "undo ip vpn-instance C",
        "Error: Unrecognized command found at '^' position.",
    ),
    (
        "pe-1",
        (VRP, "ip vpn-instance C", "quit", "interface GE0/2/5", "ip binding vpn-instance C", "quit"),
        "undo ip vpn-instance C",
        "Error: The VPN instance is bound to interfaces and cannot be deleted.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "line", "said"), REFUSALS)
def test_a_device_refuses_as_the_real_one(city: City, name: str, before: tuple[str, ...], line: str, said: str) -> None:
    typist = Typist(element_of(city, name))
    typist.accepted(*before)
    reply = typist.reply(line)
    assert reply.refused
    assert reply.text.splitlines()[-1] == said


def test_the_caret_stands_under_the_wrong_word(city: City) -> None:
    typist = Typist(element_of(city, "yc-agg1"))
    typist.accepted("system-view")
    caret, _ = typist.say("vlan batch 10 zebra").splitlines()
    screen = f"{typist.shell.prompt}vlan batch 10 zebra"
    assert screen[len(caret) - 1 :] == "zebra"


def test_binding_a_vpn_instance_erases_the_address(city: City) -> None:
    element = element_of(city, "pe-1")
    typist = Typist(element)
    typist.accepted(
        "system-view", "ip vpn-instance C", "quit", "interface GigabitEthernet0/2/9", "ip address 10.1.2.3 30"
    )
    said = typist.say("ip binding vpn-instance C")
    assert said == "Info: All IPv4 and IPv6 related configurations on this interface are removed!"
    assert "ip address" not in typist.say("display this")


def test_an_address_is_refused_twice_in_one_instance_and_taken_in_another(city: City) -> None:
    typist = Typist(element_of(city, "pe-1"))
    typist.accepted("system-view", "ip vpn-instance C", "quit", "interface GE0/2/9", "ip address 10.1.2.3 30", "quit")
    typist.accepted("interface GE0/2/10")
    assert typist.reply("ip address 10.1.2.3 30").refused
    typist.accepted("ip binding vpn-instance C", "ip address 10.1.2.3 30")


def test_an_e1_gives_its_time_slots_once_and_makes_a_serial_interface(city: City) -> None:
    element = element_of(city, "cpos-1")
    typist = Typist(element)
    typist.accepted("system-view", "controller cpos 0/1/0", "e1 63 channel-set 0 timeslot-list 1-15", "commit")
    assert typist.reply("e1 63 channel-set 1 timeslot-list 15-16").refused
    typist.accepted("e1 63 channel-set 1 timeslot-list 17-31", "commit")
    assert {"Serial0/1/0/63:0", "Serial0/1/0/63:1"} <= set(element.box.by_name)
    typist.accepted("undo e1 63 channel-set 0", "undo e1 63 channel-set 1", "commit")
    assert "Serial0/1/0/63:0" not in element.box.by_name
