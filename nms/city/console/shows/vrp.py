"""What VRP prints; the formats are those that ntc-templates and napalm read."""

from collections.abc import Mapping

from nms.city.box import UP, Port
from nms.city.console.element import Element
from nms.city.console.grammar import Match
from nms.city.console.names import short_name
from nms.city.console.platform import Show
from nms.city.console.shows import facts
from nms.city.console.shows.vrp_services import SERVICES
from nms.city.console.slots import MASKS, unfolded
from nms.city.console.tree import Node
from nms.city.products import ETHERNET

RULE = "-" * 79


def version(element: Element, _match: Match) -> str:
    """Product, release, uptime."""
    product = element.box.product
    vrp = "8.180" if element.platform.two_stage else "5.170"
    family = "HUAWEI" if element.platform.two_stage else "Huawei"
    kind = "" if element.platform.two_stage else " Routing Switch" if "bridge" in product.mibs else " Router"
    model = f"{product.model}{' Router' if kind == ' Router' else kind}"
    units = facts.DAYS if element.platform.two_stage else facts.WEEKS
    return "\n".join((
        "Huawei Versatile Routing Platform Software",
        f"VRP (R) software, Version {vrp} ({product.version})",
        "Copyright (C) 2000-2019 HUAWEI TECH CO., LTD",
        f"{family} {model} uptime is {facts.uptime(element, units)}",
    ))  # fmt: skip


def clock(element: Element, _match: Match) -> str:
    """The device's date."""
    return facts.date(element.world.now(), "%Y-%m-%d %H:%M:%S\n%A\nTime Zone(UTC) : UTC+00:00")


LEGEND = """PHY: Physical
*down: administratively down
^down: standby
(l): loopback
(s): spoofing
(b): BFD down
(e): ETHOAM down
(d): Dampening Suppressed"""


def interface_brief(element: Element, _match: Match) -> str:
    """State and utilisation of every interface."""
    at = element.world.now()
    rows: list[tuple[object, ...]] = [("Interface", "PHY", "Protocol", "InUti", "OutUti", "inErrors", "outErrors")]
    for name, node, port in facts.interfaces(element):
        inward, outward = (facts.utilisation(port, at, inward=way) for way in (True, False))
        rows.append((name, facts.physical(node, port), facts.protocol(node, port), inward, outward, 0, 0))
    return "\n".join(
        (LEGEND, "InUti/OutUti: input utility/output utility", *facts.table(rows, (28, 8, 9, 8, 8, 11, 10)))
    )


def interface_description(element: Element, _match: Match) -> str:
    """State and description."""
    rows: list[tuple[object, ...]] = [("Interface", "PHY", "Protocol", "Description")]
    for name, node, port in facts.interfaces(element):
        short = short_name(name, element.kinds())
        state = facts.physical(node, port)
        rows.append((short, state, facts.protocol(node, port), node.value("description")))
    return "\n".join(("PHY: Physical\n*down: administratively down\n(s): spoofing", *facts.table(rows, (30, 8, 9, 80))))


def interface(element: Element, match: Match) -> str:
    """Everything about one interface, or about all."""
    wanted = match.values.get("if")
    chosen = [row for row in facts.interfaces(element) if wanted in (None, row[0])]
    if not chosen:
        return element.platform.words["no-interface"]
    return "\n".join("\n".join(_interface(element, *row)) + "\n" for row in chosen).rstrip("\n")


def _interface(element: Element, name: str, node: Node, port: Port) -> list[str]:
    at, state = element.world.now(), facts.physical(node, port, "Administratively DOWN")
    lines = [f"{name} current state : {state.upper() if len(state) < 5 else state}"]
    lines.append(f"Line protocol current state : {facts.protocol(node, port).upper()}")
    lines.append(f"Description:{node.value('description')}")
    ip, mask = facts.address(node)
    if any(key.startswith("port ") for key in node.below) or (port.number and not ip):
        pvid = node.value("port default vlan") or node.value("port trunk pvid vlan") or "1"
        lines.append(f"Switch Port, PVID : {pvid:>4}, TPID : 8100(Hex), The Maximum Frame Length is 9216")
    else:
        lines.append(f"Route Port,The Maximum Transmit Unit is {node.value('mtu') or 1500}")
        lines.append(f"Internet Address is {ip}/{MASKS[mask]}" if ip else "Internet protocol processing : disabled")
    if port.mac:
        lines.append(f"IP Sending Frames' Format is PKTFMT_ETHNT_2, Hardware address is {facts.mac_text(port.mac)}")
    moment = facts.date(port.changed, "%Y-%m-%d %H:%M:%S UTC+00:00")
    lines.append(f"Last physical up time   : {moment if port.oper == UP else '-'}")
    lines.append(f"Last physical down time : {'-' if port.oper == UP else moment}")
    lines.append(f"Current system time: {facts.date(at, '%Y-%m-%d %H:%M:%S+00:00')}")
    if port.type == ETHERNET:
        lines.append(f"Speed : {port.bps // 1_000_000},  Loopback: NONE")
        lines.append("Duplex: FULL,  Negotiation: ENABLE")
    lines += _traffic(element, port, at)
    return lines


def _traffic(_element: Element, port: Port, at: float) -> list[str]:
    lines = []
    for word, inward in (("input", True), ("output", False)):
        lines.append(f"Last 300 seconds {word} rate {facts.rate(port, at, inward=inward)} bits/sec, 0 packets/sec")
    for word, octets in (("Input", port.in_octets(at)), ("Output", port.out_octets(at))):
        lines.append(f"{word}:  {octets // 540} packets, {octets} bytes")
    return lines


def ip_interface_brief(element: Element, _match: Match) -> str:
    """Addresses."""
    rows: list[tuple[object, ...]] = [("Interface", "IP Address/Mask", "Physical", "Protocol", "VPN")]
    for name, node, port in facts.interfaces(element):
        ip, mask = facts.address(node)
        if facts.is_routed(node, port) and not name.startswith("NULL"):
            vpn = node.value("ip binding vpn-instance") or "--"
            where = f"{ip}/{MASKS[mask]}" if ip else "unassigned"
            rows.append((name, where, facts.physical(node, port), facts.protocol(node, port), vpn))
    ups = sum(1 for row in rows[1:] if row[2] == "up")
    head = f"The number of interface that is UP in Physical is {ups}\n"
    return "*down: administratively down\n" + head + "\n".join(facts.table(rows, (34, 21, 11, 11, 20)))


def members(element: Element, vlan: int) -> tuple[list[str], list[str]]:
    """Untagged and tagged ports of a VLAN, as tables name them."""
    untagged, tagged = [], []
    for name, node, port in facts.interfaces(element):
        if port.type != ETHERNET or not port.number or node.value("ip address"):
            continue
        mark = f"{short_name(name, element.kinds())}({'U' if port.oper == UP else 'D'})"
        pvid = int(node.value("port default vlan") or node.value("port trunk pvid vlan") or 1)
        if vlan in unfolded(node.value("port trunk allow-pass vlan")):
            tagged.append(mark)
        if pvid == vlan:
            untagged.append(mark)
    return untagged, tagged


def vlan(element: Element, match: Match) -> str:
    """VLANs, their ports, their properties."""
    wanted = match.values.get("vlan")
    numbers = sorted({1, *(int(number) for number, _ in element.running.named("vlan ") if number.isdigit())})
    if wanted is not None and int(wanted) not in numbers:
        return element.platform.words["no-vlan"]
    chosen = [number for number in numbers if wanted in (None, str(number))]
    lines = [] if wanted else [f"The total number of VLANs is : {len(numbers)}"]
    lines += [RULE, "U: Up;         D: Down;         TG: Tagged;         UT: Untagged;"]
    lines += ["MP: Vlan-mapping;               ST: Vlan-stacking;"]
    lines += ["#: ProtocolTransparent-vlan;    *: Management-vlan;", RULE, "", "VID  Type    Ports", RULE]
    for number in chosen:
        lines += _ports(number, *members(element, number))
    lines += ["", "VID  Status  Property      MAC-LRN Statistics Description", RULE]
    for number in chosen:
        node = element.running.below.get(f"vlan {number}")
        text = node.value("description") if node else ""
        lines.append(f"{number:<5}enable  default       enable  disable    {text or f'VLAN {number:04d}'}")
    return "\n".join(lines)


def _ports(number: int, untagged: list[str], tagged: list[str]) -> list[str]:
    lines: list[str] = []
    for mark, ports in (("UT", untagged), ("TG", tagged)):
        for start in range(0, len(ports), 4):
            head = f"{number:<5}common  " if not lines else " " * 13
            lead = f"{mark}:" if not start else "   "
            lines.append(head + lead + "".join(f"{port:<16}" for port in ports[start : start + 4]).rstrip())
    return lines or [f"{number:<5}common"]


def port_vlan(element: Element, _match: Match) -> str:
    """Link type and VLANs of every bridge port."""
    lines = ["Port                    Link Type    PVID  Trunk VLAN List", RULE]
    for name, node, port in facts.interfaces(element):
        if port.type == ETHERNET and port.number and not node.value("ip address"):
            kind = node.value("port link-type") or "hybrid"
            pvid = node.value("port default vlan") or node.value("port trunk pvid vlan") or "1"
            allowed = node.value("port trunk allow-pass vlan").replace(" to ", "-")
            listed = f"1 {allowed}".strip() if kind == "trunk" else "-"
            shown = kind.replace("dot1q-tunnel", "access")
            lines.append(f"{name:<24}{shown:<13}{pvid:<6}{listed}")
    return "\n".join(lines)


def mac_address(element: Element, match: Match) -> str:
    """The forwarding table."""
    rule = "-" * 79
    lines = [rule, "MAC Address    VLAN/VSI                          Learned-From        Type", rule]
    hosts = facts.learned(element, match.values.get("vlan", ""))
    for host in hosts:
        port = short_name(host.port, element.kinds())
        lines.append(f"{facts.mac_text(host.mac)} {f'{host.vlan}/-':<34}{port:<20}dynamic")
    return "\n".join((*lines, "", rule, f"Total items displayed = {len(hosts)}"))


def arp(element: Element, _match: Match) -> str:
    """The ARP table: own addresses and what was learned."""
    rule = "-" * 78
    lines = ["IP ADDRESS      MAC ADDRESS     EXPIRE(M) TYPE        INTERFACE   VPN-INSTANCE"]
    lines += ["                                    VLAN/CEVLAN", rule]
    own = [
        (facts.address(node)[0], port, node) for _, node, port in facts.interfaces(element) if facts.address(node)[0]
    ]
    for ip, port, node in own:
        mac = facts.mac_text(port.mac or element.box.mac)
        where = short_name(port.name, element.kinds())
        lines.append(
            f"{ip:<16}{mac:<16}          I -         {where:<12}{node.value('ip binding vpn-instance')}".rstrip()
        )
    learned = facts.arp_rows(element)
    for name, host in learned:
        ip = ".".join(map(str, host.ip))
        lines.append(f"{ip:<16}{facts.mac_text(host.mac):<16}{17:<10}D-0         {short_name(name, element.kinds())}")
        if host.vlan:
            lines.append(f"{' ' * 42}{host.vlan}/-")
    total = len(own) + len(learned)
    lines += [rule, f"Total:{total:<10}Dynamic:{len(learned):<8}Static:0     Interface:{len(own)}"]
    return "\n".join(lines)


def lldp_brief(element: Element, _match: Match) -> str:
    """Neighbours in one line each."""
    rows: list[tuple[object, ...]] = [("Local Intf", "Neighbor Dev", "Neighbor Intf", "Exptime(s)")]
    for own, far in facts.neighbours(element.box):
        rows.append((short_name(own.name, element.kinds()), far.box.device.name, far.name, 109))
    return "\n".join(facts.table(rows, (16, 26, 26, 12)))


def lldp(element: Element, _match: Match) -> str:
    """Neighbours in full."""
    lines: list[str] = []
    for own, far in facts.neighbours(element.box):
        lines += [f"{own.name} has 1 neighbor(s):", "", "Neighbor index : 1", "Chassis type   :macAddress"]
        lines += [f"Chassis ID     :{facts.mac_text(far.box.mac)}", "Port ID type   :interfaceName"]
        lines += [f"Port ID        :{far.name}", f"Port description    :{far.alias}"]
        lines += [f"System name         :{far.box.device.name}"]
        lines += [f"System description  :{far.box.product.model}", "System capabilities supported   :bridge router"]
        lines += ["System capabilities enabled     :bridge router", "Management address type  :ipV4"]
        lines += [f"Management address value  :{far.box.device.address}", "Expired time   :109s", ""]
    return "\n".join(lines).rstrip("\n")


def nothing(_element: Element, _match: Match) -> str:
    """Commands that have nothing to show."""
    return ""


SHOWS: Mapping[str, Show] = {
    "version": version,
    "clock": clock,
    "interface brief": interface_brief,
    "interface description": interface_description,
    "interface": interface,
    "ip interface brief": ip_interface_brief,
    "vlan": vlan,
    "port vlan": port_vlan,
    "mac-address": mac_address,
    "arp": arp,
    "lldp neighbor brief": lldp_brief,
    "lldp neighbor": lldp,
    "nothing": nothing,
    **SERVICES,
}
