"""Raisecom ROAP as a platform: words, prompts, rendering, initial configuration."""

from collections.abc import Iterator

from nms.city.box import UP, Port
from nms.city.console.actions import ACTIONS
from nms.city.console.element import Element
from nms.city.console.grammar import Grammar
from nms.city.console.grammars.raisecom import RAISECOM as ROWS
from nms.city.console.loading import load
from nms.city.console.platform import Kind, Platform
from nms.city.console.rendering import block, blocks
from nms.city.console.seeds import cipher, ethernet, management_address
from nms.city.console.shell import Shell
from nms.city.console.shows.raisecom import SHOWS
from nms.city.console.tree import Node
from nms.city.products import DS1

KINDS = (Kind("fastethernet"), Kind("E1-"), Kind("fxs"), Kind("v35-"))
_INVALID = "% Invalid input detected at '^' marker."
MISSES = {
    "unknown": _INVALID,
    "wrong": _INVALID,
    "incomplete": "% Incomplete command.",
    "many": _INVALID,
    "ambiguous": '% Ambiguous command: "{line}"',
}
WORDS = {
    "enable": "Password:",
    "enable-failed": "% Access denied",
    "saved": "Set successfully.",
    "reboot?": "Please input 'yes' to confirm: ",
    "no-vlan": "% VLAN does not exist",
    "vlan-1": "% VLAN 1 can not be deleted",
    "vlan-used": "% VLAN is in use",
    "no-interface": "% Invalid interface",
    "interface-fixed": "% Invalid interface",
    "not-ethernet": "% The command is for Ethernet ports only",
    "not-e1": "% The command is for E1 ports only",
    "not-fxs": "% The command is for FXS ports only",
    "slots-used": "% Timeslot conflict",
    "no-entry": "% No such entry",
    "no-view": "% The object does not exist",
}
MODES = {"system": "config", "interface": "config-port", "vlan": "config-vlan"}


def prompt(shell: Shell) -> str:
    """name>, name#, name(config-port)#."""
    name, view = shell.element.alias or shell.element.name, shell.view
    if view in ("user", "enable"):
        return f"{name}{'>' if view == 'user' else '#'}"
    return f"{name}({MODES[view]})#"


def render(element: Element, tree: object) -> str:
    """A whole configuration, or one view of it."""
    assert isinstance(tree, Node)
    if tree.line:
        return "\n".join(("!", *block(tree), "!"))
    lines = [f"! {element.box.product.version}"]
    for group in blocks(tree.sorted()):
        lines += ["!", *group]
    return "\n".join((*lines, "!", "end"))


def initial(element: Element) -> None:
    """The configuration that follows from the inventory."""
    box = element.box
    lines = [f"hostname {box.device.name}", f"user name demo password 7 {cipher(box, 'demo')}"]
    lines += ["vlan 10", " name OA", "vlan 20", " name voice", "vlan 99", " name management"]
    for port in box.ports:
        lines += _interface(port)
    lines += [
        f"ip address {management_address(box)} 255.255.0.0 99",
        f"snmp-server community {cipher(box, 'community', 12)} ro",
    ]
    lines += [f"snmp-server location {box.location or 'nowhere'}", "snmp-server enable traps", "lldp enable"]
    load(element.platform, box, element.running, lines)


def _interface(port: Port) -> Iterator[str]:
    yield f"interface {port.name}"
    if port.alias:
        yield f" description {port.alias}"
    if port.admin != UP:
        yield " shutdown"
    if port.type == DS1 and port.admin == UP:
        yield from (" framing pcm31", " crc4 enable", " clock source line")
    elif port in ethernet(port.box) and port.link:
        yield from (" switchport mode trunk", " switchport trunk allowed vlan 10,20,99")


RAISECOM = Platform(
    name="raisecom_roap",
    grammar=Grammar(ROWS, "no"),
    misses=MISSES,
    words=WORDS,
    prompt=prompt,
    render=render,
    initial=initial,
    kinds=KINDS,
    shows=SHOWS,
    actions=ACTIONS,
    comment="!",
    more=" --More-- ",
    wipe="\b" * 10 + " " * 10 + "\b" * 10,
    login=("Login:", "Password:"),
    failed="Bad username or password!",
)
