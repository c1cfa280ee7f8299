"""Cisco IOS 15 as a platform: words, prompts, rendering, initial configuration."""

from collections.abc import Iterator

from nms.city.box import UP, Port
from nms.city.console.actions import ACTIONS
from nms.city.console.element import Element
from nms.city.console.grammar import Grammar
from nms.city.console.grammars.ios import IOS as ROWS
from nms.city.console.loading import load
from nms.city.console.platform import Kind, Platform
from nms.city.console.rendering import vlan_runs
from nms.city.console.seeds import cipher, ethernet, link_address, management_address
from nms.city.console.shell import Shell
from nms.city.console.shows.facts import date
from nms.city.console.shows.ios import SHOWS
from nms.city.console.tree import Node
from nms.city.products import SONET

KINDS = (
    Kind("GigabitEthernet", "Gi"),
    Kind("FastEthernet", "Fa"),
    Kind("TenGigabitEthernet", "Te"),
    Kind("Serial", "Se"),
    Kind("Dot11Radio", "Do"),
    Kind("BVI"),
    Kind("Loopback", "Lo", made=True),
    Kind("Vlan", "Vl", made=True),
    Kind("Port-channel", "Po", made=True),
    Kind("Tunnel", "Tu", made=True),
    Kind("Multilink", "Mu", made=True),
)
MISSES = {
    "unknown": "% Invalid input detected at '^' marker.\n",
    "wrong": "% Invalid input detected at '^' marker.\n",
    "incomplete": "% Incomplete command.\n",
    "many": "% Invalid input detected at '^' marker.\n",
    "ambiguous": '% Ambiguous command:  "{line}"',
}
WORDS = {
    "configure": "Enter configuration commands, one per line.  End with CNTL/Z.",
    "save?": "Destination filename [startup-config]? ",
    "save-by-return": "yes",
    "saved": "Building configuration...\n[OK]",
    "confirm-by-return": "yes",
    "reboot?": "Proceed with reload? [confirm]",
    "reload-save?": "\nSystem configuration has been modified. Save? [yes/no]: ",
    "reload-in": "Reload scheduled in {minutes} minutes by {user} on vty0 (127.0.0.1)\n"
    "Reload reason: Reload Command\nProceed with reload? [confirm]",
    "reload-cancelled": "\n\n***\n*** --- SHUTDOWN ABORTED ---\n***\n",
    "reload-scheduled": "Reload scheduled (in {seconds} seconds)\nReload reason: Reload Command",
    "no-reload": "No reload is scheduled.",
    "no-vlan": "% VLAN does not exist",
    "vlan-1": "%Default VLAN 1 may not be deleted.",
    "vlan-used": "% VLAN has an interface",
    "no-vrf": "% VRF {vrf} does not exist or does not have an RD",
    "vrf-used": "% VRF {vrf} is in use by interfaces, remove them first",
    "no-interface": "% Invalid interface",
    "interface-fixed": "% Cannot remove this interface",
    "not-sub": "% The command is only allowed on subinterfaces",
    "address-used": "% {ip} overlaps with another interface",
    "rd-used": "% Cannot set RD, check if it's unique",
    "no-rd": "% VRF does not have an RD configured",
    "no-peer": "% Specify remote-as or peer-group commands first",
    "no-class": "% Pseudowire class {class} is not configured",
    "xconnect-used": "% An xconnect is configured here already, remove it first",
    "slots-used": "% The timeslots are in use",
    "not-serial": "% The command is only allowed on serial interfaces",
    "no-route": "%No matching route to delete",
    "no-entry": "% No such entry",
    "no-view": "% Configuration object was removed",
    "bgp-other": "BGP is already running; AS is different",
    "erased": "% Interface {interface} IPv4 disabled and address(es) removed due to enabling VRF",
    "ping": "Type escape sequence to abort.\nSending 5, 100-byte ICMP Echos to {ip}, timeout is 2 seconds:\n!!!!!\n"
    "Success rate is 100 percent (5/5), round-trip min/avg/max = 1/1/1 ms",
}
MODES = {
    "system": "config", "interface": "config-if", "vlan": "config-vlan", "vrf": "config-vrf", "vrf4": "config-vrf-af",
    "bgp": "config-router", "bgp-vrf": "config-router-af", "pw-class": "config-pw-class", "policy": "config-pmap",
    "xconnect": "config-if-xconn", "instance": "config-if-srv", "vfi": "config-vfi", "sonet": "config-controller",
    "tug3": "config-ctrlr-tug3", "class": "config-pmap-c", "controller": "config-controller", "ssid": "config-ssid",
    "line": "config-line",
}  # fmt: skip
FAMILIES = ("address-family",)


def prompt(shell: Shell) -> str:
    """name>, name#, name(config-if)#."""
    name = shell.element.alias or shell.element.name
    frame = shell.frames[-1]
    if not shell.configures:
        return f"{name}{'#' if frame.view == 'enable' else '>'}"
    sub = frame.view == "interface" and "." in frame.line and ":" not in frame.line
    mode = "config-subif" if sub else MODES[frame.view]
    return f"{name}({mode})#"


_ADDRESS_RANK = next(rank for rank, rule in enumerate(ROWS) if rule.pattern.startswith("ip address"))


def _block(node: Node, depth: int = 0) -> Iterator[str]:
    """A line and what stands below it; families begin with a mark of their own and say where they end."""
    yield " " * depth + node.line
    children = [child for child in node.sorted() if not child.hidden]
    if node.line.startswith("interface ") and _says_no_address(node):
        children.append(Node("no ip address", (_ADDRESS_RANK, ())))
        children.sort(key=lambda child: child.order)
    for child in children:
        family = child.line.startswith(FAMILIES)
        if family:
            yield " " * (depth + 1) + "!"
        yield from _block(child, depth + 1)
        if family:
            yield " " * (depth + 1) + "exit-address-family"


def _says_no_address(node: Node) -> bool:
    bridged = any(key.startswith(("switchport", "xconnect", "ssid")) for key in node.below)
    return not bridged and "ip address" not in node.below


def render(element: Element, tree: object) -> str:
    """A whole configuration, or one interface."""
    assert isinstance(tree, Node)
    if tree.line:
        body = [*_block(tree), "end"]
        return "\n".join(("Building configuration...", "", f"Current configuration : {_size(body)} bytes", "!", *body))
    body = ["!", f"! Last configuration change at {date(element.edited, '%H:%M:%S UTC %a %b %d %Y')} by demo", "!"]
    body += ["version 15.2", "service timestamps log datetime msec", "!"]
    word = ""
    for node in vlan_runs(tree, "-", ","):
        first = "" if node.view else " ".join(node.line.split()[:2])
        if body[-1] != "!" and (not first or first != word):
            body.append("!")
        body += _block(node)
        word = first
    body += ["!", "end"]
    return "\n".join(("Building configuration...", "", f"Current configuration : {_size(body)} bytes", *body))


def _size(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def initial(element: Element) -> None:
    """The configuration that follows from the inventory."""
    box = element.box
    lines = [
        f"hostname {box.device.name}",
        "service password-encryption",
        f"enable secret 5 $1${cipher(box, 'enable')}",
    ]
    lines += ["aaa new-model", f"username demo privilege 15 secret 5 $1${cipher(box, 'demo')}", "lldp run"]
    for port in box.ports:
        lines += _controller(port) if port.type == SONET else _interface(port)
    lines += [
        f"snmp-server community {cipher(box, 'community', 12)} RO",
        f"snmp-server location {box.location or 'nowhere'}",
    ]
    lines += ["snmp-server enable traps", "logging host 10.9.0.10", "ip ssh version 2"]
    lines += ["line vty 0 4", " login local", " transport input ssh"]
    load(element.platform, box, element.running, lines)


def _controller(port: Port) -> Iterator[str]:
    yield from (f"controller {port.name}", " framing sdh", " clock source line", " aug mapping au-4")
    yield from (f" au-4 1 tug-3 {number}" for number in (1, 2, 3))


def _interface(port: Port) -> Iterator[str]:
    yield f"interface {port.name}"
    if port.alias:
        yield f" description {port.alias}"
    if port.admin != UP:
        yield " shutdown"
    if port.name in ("BVI1", "GigabitEthernet0/0"):
        yield f" ip address {management_address(port.box)} 255.255.0.0"
    elif port in ethernet(port.box) and port.link and "BVI1" not in port.box.by_name:
        yield f" ip address {link_address(port)} 255.255.255.254"


IOS = Platform(
    name="cisco_ios",
    grammar=Grammar(ROWS, "no"),
    misses=MISSES,
    words=WORDS,
    prompt=prompt,
    render=render,
    initial=initial,
    kinds=KINDS,
    shows=SHOWS,
    actions=ACTIONS,
    first="enable",
    climbs=True,
    comment="!",
    more=" --More-- ",
    wipe="\b" * 10 + " " * 10 + "\b" * 10,
    login=("Username: ", "Password: "),
    failed="% Login invalid\n",
)
