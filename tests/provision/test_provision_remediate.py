"""Remediation: the lines from one configuration to another do lead there, tried on random configurations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from servicecases import RUNNING, dialect

from nms.core.errors import InvalidError
from nms.provision.predict import predicted
from nms.provision.remediate import remedy
from nms.provision.tree import parse, text_of

VLANS = st.sets(st.integers(2, 40), max_size=12)


def _vrp(draw: st.DrawFn) -> str:
    vlans = sorted(draw(VLANS))
    lines = [f"vlan batch {' '.join(map(str, vlans))}"] if vlans else []
    for port in draw(st.sets(st.integers(1, 4), max_size=4)):
        lines.append(f"interface GigabitEthernet0/0/{port}")
        lines += [f" {line}" for line in draw(st.sets(st.sampled_from(VRP_PORT), max_size=5))]
        allowed = sorted(draw(VLANS))
        if allowed:
            lines.append(f" port trunk allow-pass vlan {' '.join(map(str, allowed))}")
    if draw(st.booleans()):
        lines.append("bgp 65000")
        lines += [f" peer 10.0.0.{n} as-number {n}" for n in draw(st.sets(st.integers(1, 4), max_size=3))]
        for vpn in draw(st.sets(st.sampled_from("AB"))):
            lines += [f" ipv4-family vpn-instance {vpn}", "  import-route direct"]
    return "\n".join(lines) + "\n"


def _ios(draw: st.DrawFn) -> str:
    lines = [f"vlan {vlan}" for vlan in sorted(draw(VLANS))]
    for port in draw(st.sets(st.integers(1, 4), max_size=4)):
        lines.append(f"interface GigabitEthernet0/{port}")
        lines += [f" {line}" for line in draw(st.sets(st.sampled_from(IOS_PORT), max_size=5))]
    if draw(st.booleans()):
        lines += ["router bgp 65000", " address-family ipv4"]
        lines += [f"  neighbor 10.0.0.{n} activate" for n in draw(st.sets(st.integers(1, 4), max_size=3))]
    return "\n".join(lines) + "\n"


VRP_PORT = (
    "description a", "description b", "shutdown", "ip address 10.0.0.1 255.255.255.0",
    "ip address 10.0.0.2 255.255.255.0", "ip binding vpn-instance A", "ip binding vpn-instance B",
    "port link-type access", "port link-type trunk", "port default vlan 7", "stp edged-port enable",
    "mpls l2vc 10.0.0.2 1001 raw", "mpls l2vc 10.0.0.3 2001 secondary",
)  # fmt: skip
IOS_PORT = (
    "description a", "description b", "shutdown", "ip address 10.0.0.1 255.255.255.0", "vrf forwarding A",
    "switchport mode access", "switchport access vlan 7", "switchport access vlan 8", "switchport port-security",
    "switchport port-security maximum 2", "xconnect 10.0.0.2 1001 pw-class PW1",
)  # fmt: skip
MAKERS = {"huawei_vrp": _vrp, "huawei_vrpv8": _vrp, "hp_comware": _vrp, "cisco_ios": _ios, "frr": _ios}


@pytest.mark.parametrize("platform", MAKERS)
@given(data=st.data())
@settings(max_examples=60)
def test_the_remedy_leads_from_any_configuration_to_any_other(platform: str, data: st.DataObject) -> None:
    make = st.composite(MAKERS[platform])()
    kind = dialect(platform)
    # what cannot stand together on a device (two descriptions) is settled by reading it as it would be typed
    running, intended = (predicted(kind, "", data.draw(make).splitlines()) for _ in range(2))
    lines = remedy(kind, running, intended)
    assert parse(kind, predicted(kind, running, lines)) == parse(kind, intended)
    assert (lines == ()) == (parse(kind, running) == parse(kind, intended))


def test_a_vlan_more_never_takes_the_others_away() -> None:
    kind = dialect("huawei_vrp")
    assert remedy(kind, "vlan batch 100 200\n", "vlan batch 100 200 300\n") == ("vlan batch 300",)
    assert remedy(kind, "vlan batch 100 200 to 203\n", "vlan batch 100 200\n") == ("undo vlan batch 201 to 203",)


def test_a_description_is_replaced_and_not_removed_first() -> None:
    before, after = "interface A\n description a\n", "interface A\n description b\n"
    assert remedy(dialect("huawei_vrp"), before, after) == ("interface A", " description b")


def test_a_new_binding_sends_the_lost_address_again() -> None:
    before = "interface A\n ip address 10.0.0.1 255.255.255.0\n"
    after = "interface A\n ip binding vpn-instance X\n ip address 10.0.0.1 255.255.255.0\n"
    assert remedy(dialect("huawei_vrp"), before, after) == (
        "interface A",
        " ip binding vpn-instance X",
        "interface A",
        " ip address 10.0.0.1 255.255.255.0",
    )


def test_a_removed_view_is_removed_whole() -> None:
    before = "ip vpn-instance X\n ipv4-family\n  route-distinguisher 1:1\n"
    assert remedy(dialect("huawei_vrp"), before, "") == ("undo ip vpn-instance X",)


@pytest.mark.parametrize(
    "platform", ["huawei_vrpv8", "huawei_vrp", "hp_comware", "cisco_ios", "frr", "osmo_vty_telnet"]
)
def test_nothing_is_sent_where_nothing_differs(platform: str) -> None:
    kind = dialect(platform)
    assert remedy(kind, RUNNING[platform], text_of(kind, parse(kind, RUNNING[platform]))) == ()


def test_a_shell_has_no_remedy() -> None:
    with pytest.raises(InvalidError, match="NMS-CHG-024"):
        remedy(dialect("linux_root"), "a", "b")
