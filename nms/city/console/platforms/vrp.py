"""Huawei VRPv5 and VRPv8 as platforms: words, prompts, rendering, initial configuration."""

import time
from collections.abc import Iterator
from dataclasses import replace

from nms.city.box import UP, Box, Port
from nms.city.console.actions import ACTIONS
from nms.city.console.element import Element
from nms.city.console.grammar import Grammar
from nms.city.console.grammars.vrp import V5, V8
from nms.city.console.loading import load
from nms.city.console.platform import Kind, Platform
from nms.city.console.rendering import block, blocks, vlan_batch
from nms.city.console.seeds import access_vlan, cipher, ethernet, link_address, management_address
from nms.city.console.shell import Frame, Shell
from nms.city.console.shows.vrp import SHOWS
from nms.city.console.tree import Node
from nms.city.products import SERIAL, SONET
from nms.core.device import Role

KINDS = (
    Kind("GigabitEthernet", "GE"),
    Kind("XGigabitEthernet", "XGE"),
    Kind("40GE"),
    Kind("100GE"),
    Kind("MEth"),
    Kind("Serial"),
    Kind("Cpos"),
    Kind("Vlanif", made=True),
    Kind("Eth-Trunk", made=True),
    Kind("LoopBack", made=True),
    Kind("Tunnel", made=True),
    Kind("Mp-group", made=True),
    Kind("NULL"),
)
MISSES = {
    "unknown": "Error: Unrecognized command found at '^' position.",
    "wrong": "Error: Wrong parameter found at '^' position.",
    "incomplete": "Error:Incomplete command found at '^' position.",
    "many": "Error:Too many parameters found at '^' position.",
    "ambiguous": "Error:Ambiguous command found at '^' position.",
}
WORDS = {
    "configure": "Enter system view, return user view with Ctrl+Z.",
    "save?": "The current configuration will be written to the device.\nAre you sure to continue?[Y/N]",
    "saved": " It will take several minutes to save configuration file, please wait.......\n"
    " Configuration file had been saved successfully\n"
    " Note: The configuration file will take effect after being activated",
    "reboot?": "Info: The system is comparing the configuration, please wait.\nSystem will reboot! Continue ? [y/n]:",
    "paging": "Info: The configuration takes effect on the current user terminal interface only.",
    "goodbye": "",
    "forget-refused": "Error: The operation is not permitted.",
    "no-vlan": "Error: The VLAN does not exist.",
    "vlan-1": "Error: The default VLAN can not be deleted.",
    "vlan-used": "Error: The VLAN has a L3 interface. Please delete it first.",
    "no-vrf": "Error: The specified VPN instance does not exist.",
    "vrf-used": "Error: The VPN instance is bound to interfaces and cannot be deleted.",
    "no-interface": "Error: Wrong parameter found at '^' position.",
    "interface-fixed": "Error: The interface cannot be deleted.",
    "not-sub": "Error: The command is only supported on sub-interfaces.",
    "not-layer2": "Error: The interface is not a Layer 2 interface.",
    "address-used": "Error: The specified IP address already exists.",
    "rd-used": "Error: The route distinguisher is used by another VPN instance.",
    "no-rd": "Error: The route distinguisher has not been configured.",
    "no-vsi": "Error: The specified VSI does not exist.",
    "no-peer": "Error: The peer does not exist.",
    "no-route": "Error: The specified route does not exist.",
    "no-entry": "Error: The specified configuration does not exist.",
    "no-view": "Error: The current view no longer exists.",
    "slots-used": "Error: The timeslots are used by another channel set.",
    "bgp-other": "Error: BGP is already running with another AS number.",
    "erased": "Info: All IPv4 and IPv6 related configurations on this interface are removed!",
    "ping": "  PING {ip}: 56  data bytes, press CTRL_C to break\n"
    "    Reply from {ip}: bytes=56 Sequence=1 ttl=255 time=1 ms\n\n"
    "  --- {ip} ping statistics ---\n    1 packet(s) transmitted\n    1 packet(s) received\n    0.00% packet loss\n"
    "    round-trip min/avg/max = 1/1/1 ms",
}
WORDS8 = WORDS | {
    "save?": "Warning: The current configuration will be written to the device.\nAre you sure to continue? [Y/N]:",
    "saved": "Now saving the current configuration to the slot 17 .....\nInfo: Save the configuration successfully.",
    "uncommitted": "Warning: Uncommitted configurations found. Are you sure to commit them before exiting? "
    "[Y(yes)/N(no)/C(cancel)]:",
    "commit-failed": "Error: Failed to commit the configuration. Nothing has been changed.",
    "nothing-to-commit": "Error: There is no configuration to be committed.",
    "in-trial": "Error: The configuration cannot be changed while the trial configuration is running.",
    "trial": "Committing..done.\nInfo: The system enters the trial configuration mode. The system will revert to "
    "previous configuration if the trial configuration is not confirmed in {seconds} seconds.",
    "abort?": "Warning: The trial configuration will be rolled back. Are you sure to continue? [Y/N]:",
    "no-trial": "Error: The system is not in the trial configuration mode.",
    "trial-none": "Trial status: INACTIVE",
    "trial-runs": "Trial status: ACTIVE\nSession: {session}\nRemaining time: {seconds} seconds",
}
DATE = "%Y-%m-%d %H:%M:%S+00:00"

TAILS = {
    "interface": "{1}", "vlan": "vlan{1}", "vpn": "vpn-instance-{2}", "vpn4": "{p}-af-ipv4", "mpls": "mpls",
    "l2vpn": "l2vpn", "ldp": "mpls-ldp", "remote-peer": "mpls-ldp-remote-{3}", "vsi": "vsi-{1}", "vsi-ldp": "{p}-ldp",
    "aaa": "aaa", "bgp": "bgp", "bgp-v4": "{p}-af-ipv4", "bgp-vpnv4": "{p}-af-vpnv4", "bgp-vpn": "{p}-{2}",
    "ospf": "ospf-{1}", "area": "{p}-area-{1}", "vty": "ui-vty{2}", "cpos": "Cpos{2}", "wlan": "wlan-view",
    "security-profile": "wlan-sec-prof-{2}", "ssid-profile": "wlan-ssid-prof-{2}", "vap-profile": "wlan-vap-prof-{2}",
    "traffic-profile": "wlan-traffic-prof-{2}",
    "ap-group": "wlan-ap-group-{2}", "radio": "wlan-group-radio-{1}", "ap": "wlan-ap-{1}",
}  # fmt: skip


def tail(frames: list[Frame]) -> str:
    """The part of the prompt that names the view."""
    text = ""
    for frame in frames:
        if frame.view in TAILS:
            words = frame.line.split()
            text = TAILS[frame.view].format(*words, *[""] * 4, p=text)
    return text


def prompt(shell: Shell) -> str:
    """<name>, [name], [name-view]; VRPv8 shows by ~ and * whether everything is committed."""
    name = shell.element.alias or shell.element.name
    if not shell.configures:
        return f"<{name}>"
    view = tail(shell.frames)
    mark = ""
    if shell.element.platform.two_stage:
        mark = "*" if shell.pending or shell.element.trial is not None else "~"
    return f"[{mark}{name}{'-' + view if view else ''}]"


def render(element: Element, tree: object) -> str:
    """A whole configuration, or one view of it between two marks."""
    assert isinstance(tree, Node)
    if tree.line:
        return "\n".join(("#", *block(tree), "#", "return"))
    lines = list(_head(element))
    for group in blocks(vlan_batch(tree)):
        lines += ["#", *group]
    return "\n".join((*lines, "#", "return"))


def _head(element: Element) -> Iterator[str]:
    yield f"!Software Version {element.box.product.version.split()[-1]}"
    if element.platform.two_stage:
        yield f"!Last configuration was updated at {_date(element.edited)} by demo"
        yield f"!Last configuration was saved at {_date(element.saved_at)} by demo"


def _date(at: float) -> str:
    return time.strftime(DATE, time.gmtime(at))


def initial(element: Element) -> None:
    """The configuration that follows from the inventory."""
    box, running = element.box, element.running
    lines = [f"sysname {box.device.name}", "lldp enable", *_vlans(box), "aaa", *_users(box)]
    if box.device.role is Role.AC:
        lines += ["wlan"]
    if element.platform.two_stage:
        lines += _routing(box)
    for port in box.ports:
        lines += _interface(port, routed=element.platform.two_stage or box.device.role is Role.HALL_ROUTER)
    lines += _management(box)
    load(element.platform, box, running, lines)


def _vlans(box: Box) -> Iterator[str]:
    numbers = [number for number, _ in box.vlans if number != 1]
    if any(name.startswith("Vlanif99") for name in box.by_name):
        numbers = sorted({*numbers, 99})
    if numbers:
        yield "vlan batch " + " ".join(map(str, numbers))
    for number, name in box.vlans:
        if number != 1:
            yield from (f"vlan {number}", f" description {name}-{number}")


def _users(box: Box) -> Iterator[str]:
    yield f" local-user demo password irreversible-cipher $1a${cipher(box, 'demo')}$"
    yield " local-user demo privilege level 15"
    yield " local-user demo service-type ssh telnet terminal"


def _routing(box: Box) -> Iterator[str]:
    loopback = management_address(box).replace("10.", "10.0.", 1).rsplit(".", 1)
    address = f"{'.'.join(loopback[0].split('.')[:2])}.{loopback[0].split('.')[-1]}.{loopback[1]}"
    yield from (f"mpls lsr-id {address}", "mpls", "mpls l2vpn", "mpls ldp")
    if "LoopBack0" in box.by_name:
        yield from ("interface LoopBack0", f" ip address {address} 255.255.255.255")
    if box.device.role is Role.PE:
        yield from ("bgp 65000", f" router-id {address}", " ipv4-family vpnv4", "  policy vpn-target")
    serials = [port.name for port in box.ports if port.type == SERIAL and ":" in port.name]
    for place in (port.name.removeprefix("Cpos") for port in box.ports if port.type == SONET):
        yield from (f"controller cpos {place}", " frame-format sdh", " multiplex mode au-4", " clock master")
        for number, _, channel in (name.rpartition("/")[2].partition(":") for name in serials):
            yield f" e1 {number} channel-set {channel} timeslot-list 1-31"


def _interface(port: Port, *, routed: bool) -> Iterator[str]:
    name = port.name
    if not name.startswith(tuple(kind.name for kind in KINDS)) or name.startswith(("Cpos", "LoopBack")):
        return
    yield f"interface {name}"
    if port.alias:
        yield f" description {port.alias}"
    if port.admin != UP:
        yield " shutdown"
    if name == "Vlanif99" or (routed and name == "GigabitEthernet0/0/0"):
        yield f" ip address {management_address(port.box)} 255.255.0.0"
    elif port.type == SERIAL:
        yield " link-protocol ppp"
    elif routed and port in ethernet(port.box) and port.link:
        yield f" ip address {link_address(port)} 255.255.255.254"
    elif not routed and port in ethernet(port.box):
        yield from _bridged(port)


def _bridged(port: Port) -> Iterator[str]:
    numbers = [number for number, _ in port.box.vlans if number != 1]
    if port.link and numbers:
        yield from (" port link-type trunk", f" port trunk allow-pass vlan {' '.join(map(str, numbers))}")
    elif access_vlan(port) != 1:
        yield from (" port link-type access", f" port default vlan {access_vlan(port)}")
        yield " stp edged-port enable"


def _management(box: Box) -> Iterator[str]:
    yield "snmp-agent"
    yield f"snmp-agent community read cipher %^%#{cipher(box, 'community')}%^%#"
    yield f"snmp-agent sys-info location {box.location or 'nowhere'}"
    yield "snmp-agent sys-info version all"
    yield "snmp-agent trap enable"
    yield "info-center loghost 10.9.0.10"
    yield from ("stelnet server enable", "user-interface vty 0 4", " authentication-mode aaa", " protocol inbound all")


VRP5 = Platform(
    name="huawei",
    grammar=Grammar(V5),
    misses=MISSES,
    words=WORDS,
    prompt=prompt,
    render=render,
    initial=initial,
    kinds=KINDS,
    shows=SHOWS,
    actions=ACTIONS,
    banner="Info: The max number of VTY users is 15, and the number of current VTY users on line is 1.",
)
VRP8 = replace(
    VRP5,
    name="huawei_vrpv8",
    grammar=Grammar(V8),
    words=WORDS8,
    two_stage=True,
    banner="Info: The max number of VTY users is 21, and the number of current VTY users on line is 1.",
)
