"""Huawei SmartAX as a platform: words, prompts, sections, initial configuration."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from nms.city.box import Box
from nms.city.console.actions import ACTIONS
from nms.city.console.element import Element
from nms.city.console.grammar import Grammar
from nms.city.console.grammars.smartax import SMARTAX as ROWS
from nms.city.console.loading import load
from nms.city.console.platform import Platform
from nms.city.console.rendering import block
from nms.city.console.seeds import cipher
from nms.city.console.shell import Shell
from nms.city.console.shows.smartax import SHOWS
from nms.city.console.tree import Node

MISSES = {
    "unknown": "  % Unknown command, the error locates at '^'",
    "wrong": "  % Parameter error, the error locates at '^'",
    "incomplete": "  % Incomplete command, the error locates at '^'",
    "many": "  % Too many parameters, the error locates at '^'",
    "ambiguous": "  % Ambiguous command, the error locates at '^'",
}
WORDS = {
    "smart": "{ <cr>||<K> }:",
    "saved": "\n  It will take several minutes to save configuration file, please wait...\n"
    "\n  Configuration file had been saved successfully\n"
    "  Note: The configuration file will take effect after being activated",
    "reboot?": "  Please check whether data has saved, the unsaved data will lose if reboot system, "
    "are you sure to reboot system? (y/n)[n]:",
    "log-out?": "  Are you sure to log out? (y/n)[n]:",
    "goodbye": "\n  Configuration console exit, please retry to log on",
    "no-vlan": "  Failure: VLAN does not exist",
    "vlan-1": "  Failure: The VLAN is the system default VLAN",
    "vlan-used": "  Failure: The VLAN has service virtual port",
    "no-profile": "  Failure: The profile does not exist",
    "profile-used": "  Failure: The profile is being used",
    "ont-exists": "  Failure: The ONT ID has already existed",
    "sn-exists": "  Failure: SN already exists",
    "no-ont": "  Failure: The ONT does not exist",
    "ont-used": "  Failure: This configured object has some service virtual ports",
    "service-port-exists": "  Failure: The service virtual port has existed already",
    "no-service-port": "  Failure: Service virtual port does not exist",
    "no-interface": "  Failure: The board does not exist",
    "no-entry": "  Failure: The configuration does not exist",
    "no-view": "  Failure: The object was removed",
    "added": "  Number of ONTs that can be added: 1, success: 1\n  PortID :{port}, ONTID :{ont}",
    "deleted": "  Number of ONTs that can be deleted: 1, success: 1",
}
MODES = {
    "system": "config", "gpon": "config-if-gpon-{2}", "lineprofile": "config-gpon-lineprofile-{3}",
    "srvprofile": "config-gpon-srvprofile-{3}",
}  # fmt: skip
SECTIONS: Mapping[str, str] = {
    "sysname": "global-config", "snmp-agent": "global-config", "terminal": "global-config", "vlan": "vlan-config",
    "port": "vlan-config", "dba-profile": "global-config",
    "ont-lineprofile": "lineprofile", "ont-srvprofile": "srvprofile",
    "interface": "gpon", "service-port": "bbs-config",
}  # fmt: skip


ORDER = ("global-config", "vlan-config", "lineprofile", "srvprofile", "gpon", "bbs-config")


def prompt(shell: Shell) -> str:
    """name>, name#, name(config-if-gpon-0/1)#."""
    name, frame = shell.element.alias or shell.element.name, shell.frames[-1]
    if frame.view in ("user", "enable"):
        return f"{name}{'>' if frame.view == 'user' else '#'}"
    return f"{name}({MODES[frame.view].format(*frame.line.split(), '', '', '', '')})#"


def render(element: Element, tree: object) -> str:
    """Sections, each under its name."""
    assert isinstance(tree, Node)
    if tree.line:
        return "\n".join(("#", *block(tree, 1), "#"))
    lines = [f"[{element.box.product.version}: 5103]"]
    nodes_in_order = sorted(tree.sorted(), key=lambda node: ORDER.index(SECTIONS[node.line.split()[0]]))
    for section, nodes in groupby(nodes_in_order, _section):
        lines += ["#", f"[{section}]", f"  <{section}>"]
        for node in nodes:
            lines += block(node, 1)
    return "\n".join((*lines, "#", "return"))


def _section(node: Node) -> str:
    word = node.line.split()[0]
    name = SECTIONS[word]
    return f"gpon-{node.line.split()[2]}" if word == "interface" else name


def initial(element: Element) -> None:
    """The configuration that follows from the inventory: every ONT with its profiles and its flow."""
    box = element.box
    lines = [f"sysname {box.device.name}", f"terminal user name demo password cipher {cipher(box, 'demo')}"]
    lines += [
        f"snmp-agent community read {cipher(box, 'community', 12)}",
        f"snmp-agent sys-info location {box.location or 'nowhere'}",
    ]
    lines += ["snmp-agent trap enable standard", "vlan 99 smart", "vlan 1000 smart", "vlan attrib 1000 stacking"]
    lines += ["port vlan 99 0/9 0", "port vlan 1000 0/9 0"]
    lines += ["dba-profile add profile-id 20 profile-name PL10M type3 assure 10240 max 20480"]
    lines += [
        "ont-lineprofile gpon profile-id 20 profile-name PL10M",
        " tcont 1 dba-profile-id 20",
        " gem add 1 eth tcont 1",
    ]
    lines += [" gem mapping 1 0 vlan 100", "ont-srvprofile gpon profile-id 20 profile-name PL", " ont-port eth 4"]
    lines += [" port vlan eth 1 100", *_onts(box)]
    load(element.platform, box, element.running, lines)


def _onts(box: Box) -> Iterator[str]:
    yield "interface gpon 0/1"
    for onu in box.onus:
        port = onu.port.name.rpartition("/")[2]
        serial = onu.serial.hex().upper()
        yield (f" ont add {port} {onu.number} sn-auth {serial} omci ont-lineprofile-id 20 ont-srvprofile-id 20 "
               f"desc {onu.descr}")  # fmt: skip
        yield f" ont port native-vlan {port} {onu.number} eth 1 vlan 100 priority 0"


SMARTAX = Platform(
    name="huawei_smartax",
    grammar=Grammar(ROWS),
    misses=MISSES,
    words=WORDS,
    prompt=prompt,
    render=render,
    initial=initial,
    shows=SHOWS,
    actions=ACTIONS,
    banner="\n  Huawei Integrated Access Software (MA5600).\n"
    "  Copyright(C) Huawei Technologies Co., Ltd. 2002-2018. All rights reserved.\n",
    more="---- More ( Press 'Q' to break ) ----",
    login=(">>User name:", ">>User password:"),
    failed="  Username or password invalid.",
)
