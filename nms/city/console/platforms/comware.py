"""H3C Comware 7 as a platform: words, prompts, rendering, initial configuration."""

from collections.abc import Iterator

from nms.city.box import UP, Box, Port
from nms.city.console.actions import ACTIONS
from nms.city.console.element import Element
from nms.city.console.grammar import Grammar
from nms.city.console.grammars.comware import COMWARE as ROWS
from nms.city.console.loading import load
from nms.city.console.platform import Kind, Platform
from nms.city.console.rendering import block, blocks, vlan_runs
from nms.city.console.seeds import access_vlan, cipher, ethernet, management_address
from nms.city.console.shell import Shell
from nms.city.console.shows.comware import SHOWS
from nms.city.console.tree import Node
from nms.city.products import SONET

KINDS = (
    Kind("GigabitEthernet", "GE"),
    Kind("Ten-GigabitEthernet", "XGE"),
    Kind("Serial"),
    Kind("Vlan-interface", "Vlan", made=True),
    Kind("Bridge-Aggregation", "BAGG", made=True),
    Kind("LoopBack", "Loop", made=True),
    Kind("MP-group", "MP", made=True),
    Kind("NULL"),
)
MISSES = {
    "unknown": " % Unrecognized command found at '^' position.",
    "wrong": " % Wrong parameter found at '^' position.",
    "incomplete": " % Incomplete command found at '^' position.",
    "many": " % Too many parameters found at '^' position.",
    "ambiguous": " % Ambiguous command found at '^' position.",
}
WORDS = {
    "configure": "System View: return to User View with Ctrl+Z.",
    "save?": "The current configuration will be written to the device. Are you sure? [Y/N]:",
    "saved": "Validating file. Please wait...\nSaved the current configuration to mainboard device successfully.",
    "reboot?": "Start to check configuration with next startup configuration file, please wait.........DONE!\n"
    "This command will reboot the device. Continue? [Y/N]:",
    "no-vlan": "The specified VLAN does not exist.",
    "vlan-1": "Failed to delete VLAN 1: it is the default VLAN.",
    "vlan-used": "Failed to delete the VLAN because it has a VLAN interface.",
    "no-vrf": "The VPN instance does not exist.",
    "vrf-used": "Failed to delete the VPN instance: it is bound to interfaces.",
    "no-interface": " % Wrong parameter found at '^' position.",
    "interface-fixed": "Operation failed: the interface cannot be deleted.",
    "not-sub": "Operation failed: only subinterfaces support the command.",
    "not-bridge": "Operation failed: the interface does not work in bridge mode.",
    "not-trunk": "Operation failed: the port is not a trunk port.",
    "address-used": "Failed to assign the IP address: the IP address already exists.",
    "rd-used": "Failed to configure the RD: it is used by another VPN instance.",
    "no-rd": "Operation failed: the VPN instance has no RD.",
    "no-peer": "The peer does not exist.",
    "no-route": "The route does not exist.",
    "no-entry": "The configuration does not exist.",
    "no-view": "Operation failed: the view does not exist.",
    "template-on": "Failed: the service template is enabled.",
    "slots-used": "Failed to create the channel set: timeslots in use.",
    "bgp-other": "Failed to start BGP: it is already running with another AS number.",
    "erased": "Some configurations on the interface are removed.",
    "ping": "Ping {ip} ({ip}): 56 data bytes, press CTRL+C to break\n"
    "56 bytes from {ip}: icmp_seq=0 ttl=255 time=1.000 ms"
    "\n\n--- Ping statistics for {ip} ---\n1 packet(s) transmitted, 1 packet(s) received, 0.0% packet loss",
}
TAILS = {
    "interface": "{1}", "vlan": "vlan{1}", "vpn": "vpn-instance-{2}", "cpos": "Cpos{2}", "bgp": "bgp-default",
    "xconnect-group": "xcg-{1}", "connection": "{p}-{1}", "ac": "{p}-{2}", "pw": "{p}-{1}-{3}",
    "service-template": "wlan-st-{2}",
    "bgp-vpn": "{p}-{2}", "bgp-family": "{p}-ipv4", "line": "line-vty{2}-{3}", "user-view": "luser-manage-{1}",
}  # fmt: skip


def prompt(shell: Shell) -> str:
    """<name>, [name], [name-view]."""
    name = shell.element.alias or shell.element.name
    if not shell.configures:
        return f"<{name}>"
    text = ""
    for frame in shell.frames:
        if frame.view in TAILS:
            text = TAILS[frame.view].format(*frame.line.split(), *[""] * 4, p=text)
    return f"[{name}{'-' + text if text else ''}]"


def _lines(node: Node) -> Iterator[str]:
    """Views begin at the margin, simple lines of the root one blank in."""
    return block(node) if node.view or node.line.startswith("vlan ") else block(node, 1)


def render(element: Element, tree: object) -> str:
    """A whole configuration, or one view of it."""
    assert isinstance(tree, Node)
    if tree.line:
        return "\n".join(("#", *block(tree), "#", "return"))
    lines = ["#", f" version {element.box.product.version.replace(' Release', ', Release')}"]
    for group in blocks(vlan_runs(tree, " to ", " "), _lines):
        lines += ["#", *group]
    return "\n".join((*lines, "#", "return"))


def initial(element: Element) -> None:
    """The configuration that follows from the inventory."""
    box = element.box
    lines = [f"sysname {box.device.name}", "lldp global enable", "vlan 1"]
    for number, name in box.vlans:
        if number != 1:
            lines += [f"vlan {number}", f" description {name}"]
    lines += [f"controller cpos {port.name.removeprefix('Cpos')}" for port in box.ports if port.type == SONET]
    for port in box.ports:
        lines += _interface(port) if port.type != SONET else ()
    lines += ["snmp-agent", f"snmp-agent community read cipher $c$3${cipher(box, 'community')}"]
    lines += [f"snmp-agent sys-info location {box.location or 'nowhere'}", "snmp-agent sys-info version all"]
    lines += ["info-center loghost 10.9.0.10", "ssh server enable", "line vty 0 63", " authentication-mode scheme"]
    lines += ["local-user demo class manage", f" password hash $h$6${cipher(box, 'demo', 40)}"]
    lines += [" service-type ssh telnet", " authorization-attribute user-role network-admin"]
    load(element.platform, box, element.running, lines)


def _interface(port: Port) -> Iterator[str]:
    yield f"interface {port.name}"
    if port in ethernet(port.box):
        yield " port link-mode bridge"
    if port.alias:
        yield f" description {port.alias}"
    if port.admin != UP:
        yield " shutdown"
    if port.name == "Vlan-interface99":
        yield f" ip address {management_address(port.box)} 255.255.0.0"
    elif port in ethernet(port.box):
        yield from _bridged(port, port.box)


def _bridged(port: Port, box: Box) -> Iterator[str]:
    numbers = [number for number, _ in box.vlans if number != 1]
    if port.link and numbers:
        yield from (" port link-type trunk", f" port trunk permit vlan {' '.join(map(str, numbers))}")
    elif access_vlan(port) != 1:
        yield f" port access vlan {access_vlan(port)}"


COMWARE = Platform(
    name="hp_comware",
    grammar=Grammar(ROWS),
    misses=MISSES,
    words=WORDS,
    prompt=prompt,
    render=render,
    initial=initial,
    kinds=KINDS,
    shows=SHOWS,
    actions=ACTIONS,
    banner="******************************************************************************\n"
    "* Copyright (c) 2004-2015 Hangzhou H3C Tech. Co., Ltd. All rights reserved.  *\n"
    "******************************************************************************\n",
    more="---- More ----",
    login=("login: ", "Password: "),
    failed="AAA authentication failed.",
)
