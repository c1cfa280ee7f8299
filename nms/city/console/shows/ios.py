"""What IOS prints; the formats are those that ntc-templates read."""

from collections.abc import Mapping

from nms.city.box import UP, Port
from nms.city.console.element import Element
from nms.city.console.grammar import Match
from nms.city.console.names import short_name
from nms.city.console.platform import Show
from nms.city.console.shows import facts
from nms.city.console.slots import MASKS
from nms.city.console.tree import Node
from nms.city.products import ETHERNET


def _dotted(mac: bytes) -> str:
    return facts.mac_text(mac, ".")


def version(element: Element, _match: Match) -> str:
    """Product, release, uptime."""
    box = element.box
    head = box.product.sys_descr.replace("\r", "")
    serial = f"FTX{box.number % 10**8:08d}"
    name, up = element.name, facts.uptime(element, facts.WEEKS)
    image = "flash0:c2900-universalk9-mz.SPA.152-4.M7.bin"
    return "\n".join((
        head,
        "",
        "ROM: System Bootstrap, Version 15.0(1r)M15, RELEASE SOFTWARE (fc1)",
        "",
        f"{name} uptime is {up}",
        "System returned to ROM by power-on",
        f'System image file is "{image}"',
        "Last reload reason: Reload Command",
        "",
        f"Cisco {box.product.model} (revision 1.0) with 483328K/40960K bytes of memory.",
        f"Processor board ID {serial}",
        "",
        "Configuration register is 0x2102",
    ))  # fmt: skip


def clock(element: Element, _match: Match) -> str:
    """The device's date."""
    return facts.date(element.world.now(), "%H:%M:%S.000 UTC %a %b %d %Y")


def inventory(element: Element, _match: Match) -> str:
    """The chassis."""
    model, serial = element.box.product.model, f"FTX{element.box.number % 10**8:08d}"
    return f'NAME: "{model}", DESCR: "{model} chassis"\nPID: {model:<18}, VID: V01 , SN: {serial}\n'


def _status(node: Node, port: Port) -> str:
    return facts.physical(node, port, "administratively down")


def interfaces_description(element: Element, _match: Match) -> str:
    """State and description."""
    lines = ["Interface                      Status         Protocol Description"]
    for name, node, port in facts.interfaces(element):
        status = facts.physical(node, port, "admin down")
        protocol = "up" if status == "up" else "down"
        text = node.value("description")
        lines.append(f"{short_name(name, element.kinds()):<31}{status:<15}{protocol:<9}{text}".rstrip())
    return "\n".join(lines)


def interfaces_status(element: Element, _match: Match) -> str:
    """Ports with their VLAN."""
    lines = ["", "Port      Name               Status       Vlan       Duplex  Speed Type"]
    for name, node, port in facts.interfaces(element):
        if port.type == ETHERNET:
            state = {"up": "connected", "down": "notconnect"}.get(facts.physical(node, port), "disabled")
            vlan = (
                "trunk"
                if node.value("switchport mode") == "trunk"
                else node.value("switchport access vlan") or "routed"
            )
            text = node.value("description")[:18]
            lines.append(
                f"{short_name(name, element.kinds()):<10}{text:<19}{state:<13}{vlan:<11}"
                f"{'a-full':>6} {'a-1000':>6} 10/100/1000BaseTX"
            )
    return "\n".join(lines)


def ip_interface_brief(element: Element, _match: Match) -> str:
    """Addresses."""
    lines = ["Interface                  IP-Address      OK? Method Status                Protocol"]
    for name, node, port in facts.interfaces(element):
        ip, status = facts.address(node)[0] or "unassigned", _status(node, port)
        lines.append(f"{name:<27}{ip:<16}YES NVRAM  {status:<22}{'up' if status == 'up' else 'down'}")
    return "\n".join(lines)


def interfaces(element: Element, match: Match) -> str:
    """Everything about one interface, or about all."""
    wanted, at, lines = match.values.get("if"), element.world.now(), []
    for name, node, port in facts.interfaces(element):
        if wanted not in (None, name):
            continue
        status = _status(node, port)
        lines += [f"{name} is {status}, line protocol is {'up' if status == 'up' else 'down'}"]
        mac = _dotted(port.mac or element.box.mac)
        lines += [f"  Hardware is CN Gigabit Ethernet, address is {mac} (bia {mac})"]
        text = node.value("description")
        lines += [f"  Description: {text}"] if text else []
        ip, mask = facts.address(node)
        lines += [f"  Internet address is {ip}/{MASKS[mask]}"] if ip else []
        lines += [f"  MTU {node.value('mtu') or 1500} bytes, BW {port.bps // 1000} Kbit/sec, DLY 10 usec,"]
        lines += [f"  5 minute input rate {facts.rate(port, at, inward=True)} bits/sec, 0 packets/sec"]
        lines += [f"  5 minute output rate {facts.rate(port, at, inward=False)} bits/sec, 0 packets/sec"]
    return "\n".join(lines) or element.platform.words["no-interface"]


def ip_arp(element: Element, _match: Match) -> str:
    """The ARP table."""
    lines = ["Protocol  Address          Age (min)  Hardware Addr   Type   Interface"]
    for name, node, port in facts.interfaces(element):
        ip = facts.address(node)[0]
        if ip:
            lines.append(f"Internet  {ip:<17}{'-':>9}  {_dotted(port.mac or element.box.mac)}  ARPA   {name}")
    for name, host in facts.arp_rows(element):
        ip = ".".join(map(str, host.ip))
        lines.append(f"Internet  {ip:<17}{17:>9}  {_dotted(host.mac)}  ARPA   {name}")
    return "\n".join(lines)


def mac_table(element: Element, _match: Match) -> str:
    """The forwarding table."""
    lines = ["          Mac Address Table", "-------------------------------------------", ""]
    lines += ["Vlan    Mac Address       Type        Ports", "----    -----------       --------    -----"]
    hosts = facts.learned(element)
    for host in hosts:
        lines.append(f"{host.vlan:>4}    {_dotted(host.mac)}    DYNAMIC     {short_name(host.port, element.kinds())}")
    return "\n".join((*lines, f"Total Mac Addresses for this criterion: {len(hosts)}"))


def vlan(element: Element, _match: Match) -> str:
    """VLANs with their access ports."""
    lines = ["", "VLAN Name                             Status    Ports"]
    lines.append("---- -------------------------------- --------- -------------------------------")
    numbers = sorted({1, *(int(number) for number, _ in element.running.named("vlan ") if number.isdigit())})
    for number in numbers:
        node = element.running.below.get(f"vlan {number}")
        name = (node.value("name") if node else "") or ("default" if number == 1 else f"VLAN{number:04d}")
        ports = ", ".join(
            short_name(port, element.kinds())
            for port, own, _ in facts.interfaces(element)
            if own.value("switchport access vlan") == str(number)
        )
        lines.append(f"{number:<5}{name:<33}{'active':<10}{ports}".rstrip())
    return "\n".join(lines)


def _vrfs(element: Element) -> list[tuple[str, Node, list[str]]]:
    bound: dict[str, list[str]] = {}
    for name, node, _ in facts.interfaces(element):
        bound.setdefault(node.value("vrf forwarding"), []).append(short_name(name, element.kinds()))
    return [(name, node, bound.get(name, [])) for name, node in sorted(element.running.named("vrf definition "))]


def vrf(element: Element, _match: Match) -> str:
    """Names, route distinguishers, interfaces."""
    lines = ["  Name                             Default RD            Protocols   Interfaces"]
    for name, node, bound in _vrfs(element):
        rd = node.value("rd") or "<not set>"
        family = "ipv4" if "address-family ipv4" in node.below else ""
        lines.append(f"  {name:<33}{rd:<22}{family:<12}{bound[0] if bound else ''}".rstrip())
        lines += [f"{' ' * 69}{one}" for one in bound[1:]]
    return "\n".join(lines)


def vrf_detail(element: Element, match: Match) -> str:
    """Route targets."""
    lines: list[str] = []
    for number, (name, node, bound) in enumerate(_vrfs(element), 1):
        if match.values.get("vrf") in (None, name):
            lines += [
                f"VRF {name} (VRF Id = {number}); default RD {node.value('rd') or '<not set>'}; default VPNID <not set>"
            ]
            lines += ["  New CLI format, supports multiple address-families", "  Flags: 0x180C", "  Interfaces:"]
            lines += [f"    {' '.join(bound)}"] if bound else []
            family = node.below.get("address-family ipv4")
            if family is not None:
                lines += ["Address family ipv4 unicast (Table ID = 0x1):", "  Flags: 0x0"]
                for word in ("export", "import"):
                    targets = [line.split()[2] for line in family.lines() if line.startswith(f"route-target {word}")]
                    lines.append(f"  {word.capitalize()} VPN route-target communities")
                    lines += [f"    RT:{target}" for target in targets]
    if not lines and "vrf" in match.values:
        return element.platform.words["no-vrf"].format(**match.values)
    return "\n".join(lines)


def ip_route(element: Element, match: Match) -> str:
    """Connected and static routes."""
    wanted = match.values.get("vrf", "")
    lines = [
        "Codes: L - local, C - connected, S - static, R - RIP, M - mobile, B - BGP",
        "",
        "Gateway of last resort is not set",
        "",
    ]
    for name, node, port in facts.interfaces(element):
        ip, mask = facts.address(node)
        if ip and node.value("vrf forwarding") == wanted and port.oper == UP:
            lines.append(f"C        {ip}/{MASKS[mask]} is directly connected, {name}")
    start = f"ip route vrf {wanted} " if wanted else "ip route "
    for key in element.running.below:
        words = key.removeprefix(start).split()
        if key.startswith(start) and words[0][0].isdigit():
            lines.append(f"S        {words[0]}/{MASKS[words[1]]} [1/0] via {words[2]}")
    return "\n".join(lines)


def bgp_summary(element: Element, match: Match) -> str:
    """Neighbours of a VRF; nobody answers them here."""
    process = next((node for _, node in element.running.named("router bgp ")), Node(""))
    number = next((key for key, _ in element.running.named("router bgp ")), "0")
    family = process.below.get(f"address-family ipv4 vrf {match.values['vrf']}", Node(""))
    lines = [
        f"BGP router identifier 0.0.0.0, local AS number {number}",
        "BGP table version is 1, main routing table version 1",
        "",
    ]
    lines.append("Neighbor        V           AS MsgRcvd MsgSent   TblVer  InQ OutQ Up/Down  State/PfxRcd")
    for line in family.lines():
        if " remote-as " in line:
            words = line.split()
            lines.append(f"{words[1]:<16}4 {words[3]:>12} {0:>7} {0:>7} {1:>8} {0:>4} {0:>4} never    Idle")
    return "\n".join(lines)


def lldp(element: Element, _match: Match) -> str:
    """Neighbours in one line each."""
    lines = ["Capability codes:", "    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device", ""]
    lines.append("Device ID           Local Intf     Hold-time  Capability      Port ID")
    rows = facts.neighbours(element.box)
    for own, far in rows:
        lines.append(
            f"{far.box.device.name[:20]:<20}{short_name(own.name, element.kinds()):<15}{120:<11}{'B,R':<16}{far.name}"
        )
    return "\n".join((*lines, "", f"Total entries displayed: {len(rows)}"))


def port_security(element: Element, match: Match) -> str:
    """Ports with port security."""
    lines = []
    for name, node, port in facts.interfaces(element):
        if match.values.get("if") in (None, name) and any("port-security" in key for key in node.below):
            enabled = "switchport port-security" in node.below
            lines += [f"Port Security              : {'Enabled' if enabled else 'Disabled'}"]
            lines += [f"Port Status                : Secure-{facts.physical(node, port, 'down')}"]
            action = node.value("switchport port-security violation") or "shutdown"
            lines += [f"Violation Mode             : {action.capitalize()}"]
            lines += [f"Maximum MAC Addresses      : {node.value('switchport port-security maximum') or 1}"]
    return "\n".join(lines)


def snmp(element: Element, _match: Match) -> str:
    """SNMP targets, as configured."""
    hosts = [line.split() for line in element.running.lines() if line.startswith("snmp-server host ")]
    return "\n".join(
        f"Notification host: {words[2]} udp-port: 162 type: trap\nuser: {words[6]} security model: v3 priv"
        for words in hosts
    )


def vfi(element: Element, match: Match) -> str:
    """VFIs with their neighbours."""
    lines = ["Legend: RT=Route-target, S=Split-horizon, Y=Yes, N=No", ""]
    for key, node in sorted(element.running.named("l2 vfi ")):
        name = key.removesuffix(" manual")
        if match.values.get("vfi") in (None, name):
            lines += [f"VFI name: {name}, state: down, type: multipoint"]
            lines += [
                f"  VPN ID: {node.value('vpn id')}",
                f"  Bridge-Domain {node.value('bridge-domain')} attachment circuits:",
            ]
            lines += ["  Neighbors connected via pseudowires:", "  Peer Address     VC ID        S"]
            lines += [
                f"  {one.split()[1]:<17}{node.value('vpn id'):<13}Y" for one in node.lines() if one[:9] == "neighbor "
            ]
    return "\n".join(lines)


def pseudo_wires(element: Element, match: Match) -> str:
    """Pseudo wires of all interfaces; nobody answers them here."""
    lines = []
    for name, node in sorted(element.running.named("interface ")):
        words = node.value("xconnect").split()
        if words and match.values.get("vc") in (None, words[1]):
            lines += [f"Local interface: {name} down, line protocol down, Ethernet VLAN"]
            lines += [f"  Destination address: {words[0]}, VC ID: {words[1]}, VC status: down"]
    return "\n".join(lines)


def associations(element: Element, _match: Match) -> str:
    """The SSIDs on the air; nobody is associated here."""
    radios = ((name, node) for name, node in sorted(element.running.named("interface Dot11Radio")))
    found = {line.split()[1] for _, node in radios for line in node.lines() if line.startswith("ssid ")}
    return "\n".join(f"SSID [{name}] :" for name in sorted(found))


SHOWS: Mapping[str, Show] = {
    "version": version,
    "clock": clock,
    "inventory": inventory,
    "interfaces": interfaces,
    "interfaces description": interfaces_description,
    "interfaces status": interfaces_status,
    "ip interface brief": ip_interface_brief,
    "ip arp": ip_arp,
    "mac address-table": mac_table,
    "vlan": vlan,
    "vrf": vrf,
    "vrf detail": vrf_detail,
    "ip route": ip_route,
    "bgp summary": bgp_summary,
    "lldp neighbors": lldp,
    "port-security": port_security,
    "vfi": vfi,
    "mpls l2transport vc": pseudo_wires,
    "dot11 associations": associations,
    "snmp": snmp,
}
