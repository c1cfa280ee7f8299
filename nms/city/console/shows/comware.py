"""What Comware prints; the formats are those that ntc-templates read."""

from collections.abc import Iterable, Mapping

from nms.city.box import UP, Port
from nms.city.console.element import Element
from nms.city.console.grammar import Match
from nms.city.console.names import short_name
from nms.city.console.platform import Show
from nms.city.console.shows import facts
from nms.city.console.slots import MASKS, unfolded
from nms.city.console.tree import Node
from nms.city.products import ETHERNET


def version(element: Element, _match: Match) -> str:
    """Product, release, uptime."""
    product = element.box.product
    head = product.sys_descr.replace("\r", "").split("\n")
    return "\n".join((head[0], head[-1], f"H3C {product.model} uptime is {facts.uptime(element, facts.WEEKS)}"))


def clock(element: Element, _match: Match) -> str:
    """The device's date."""
    return facts.date(element.world.now(), "%H:%M:%S.000 UTC %a %m/%d/%Y")


def manuinfo(element: Element, _match: Match) -> str:
    """What stands on the label."""
    serial = element.box.parts[0].serial if element.box.parts else ""
    mac = facts.mac_text(element.box.mac).upper()
    return "\n".join((
        " Slot 1 CPU 0:",
        f" DEVICE_NAME          : {element.box.product.model}",
        f" DEVICE_SERIAL_NUMBER : {serial}",
        f" MAC_ADDRESS          : {mac}",
        " MANUFACTURING_DATE   : 2015-06-01",
        " VENDOR_NAME          : H3C",
    ))  # fmt: skip


def _is_bridge(node: Node) -> bool:
    return node.value("port link-mode") == "bridge"


def _state(node: Node, port: Port) -> str:
    return facts.physical(node, port, "ADM").upper()


def interface_brief(element: Element, _match: Match) -> str:
    """Routed and bridged interfaces."""
    lines = ["Brief information on interfaces in route mode:", "Link: ADM - administratively down; Stby - standby"]
    lines += ["Protocol: (s) - spoofing", "Interface            Link Protocol Primary IP      Description"]
    for name, node, port in facts.interfaces(element):
        if not _is_bridge(node):
            ip, spoofed = facts.address(node)[0] or "--", name.startswith(("NULL", "LoopBack"))
            proto = "UP(s)" if spoofed else facts.protocol(node, port).upper()
            short = short_name(name, element.kinds())
            lines.append(f"{short:<21}{_state(node, port):<5}{proto:<9}{ip:<16}{node.value('description')}".rstrip())
    lines += [
        "",
        "Brief information on interfaces in bridge mode:",
        "Link: ADM - administratively down; Stby - standby",
    ]
    lines += [
        "Speed: (a) - auto",
        "Duplex: (a)/A - auto; H - half; F - full",
        "Type: A - access; T - trunk; H - hybrid",
    ]
    lines.append("Interface            Link Speed   Duplex Type PVID Description")
    for name, node, port in facts.interfaces(element):
        if _is_bridge(node):
            lines.append(_bridge_line(short_name(name, element.kinds()), node, port))
    return "\n".join(lines)


def _bridge_line(short: str, node: Node, port: Port) -> str:
    speed = f"{port.bps // 10**9}G(a)" if port.oper == UP else "auto"
    kind = (node.value("port link-type") or "access")[0].upper()
    pvid = node.value("port access vlan") or node.value("port trunk pvid vlan") or "1"
    duplex = "F(a)" if port.oper == UP else "A"
    text = node.value("description")
    return f"{short:<21}{_state(node, port):<5}{speed:<8}{duplex:<7}{kind:<5}{pvid:<5}{text}".rstrip()


def interface(element: Element, match: Match) -> str:
    """Everything about one interface, or about all."""
    wanted, at, lines = match.values.get("if"), element.world.now(), []
    for name, node, port in facts.interfaces(element):
        if wanted in (None, name):
            state = facts.physical(node, port, "Administratively DOWN")
            lines += [name, f"Current state: {state.upper() if len(state) < 5 else state}"]
            lines += [f"Line protocol state: {facts.protocol(node, port).upper()}"]
            lines += [f"Description: {node.value('description') or f'{name} Interface'}"]
            lines += [f"Bandwidth: {port.bps // 1000} kbps", f"Maximum transmission unit: {node.value('mtu') or 1500}"]
            ip, mask = facts.address(node)
            lines += [f"Internet address: {ip}/{MASKS[mask]} (primary)"] if ip else []
            lines += [f"Last 300 seconds input: 0 packets/sec {facts.rate(port, at, inward=True) // 8} bytes/sec 0%"]
            lines += [
                f"Last 300 seconds output: 0 packets/sec {facts.rate(port, at, inward=False) // 8} bytes/sec 0%",
                "",
            ]
    return "\n".join(lines).rstrip("\n") or element.platform.words["no-interface"]


def ip_interface_brief(element: Element, _match: Match) -> str:
    """Addresses."""
    lines = ["*down: administratively down", "(s): spoofing  (l): loopback"]
    lines.append("Interface           Physical Protocol IP address      VPN instance Description")
    for name, node, port in facts.interfaces(element):
        ip = facts.address(node)[0]
        if ip:
            vpn, text = node.value("ip binding vpn-instance") or "--", node.value("description") or "--"
            short = short_name(name, element.kinds())
            lines.append(
                f"{short:<20}{facts.physical(node, port):<9}{facts.protocol(node, port):<9}{ip:<16}{vpn:<13}{text}"
            )
    return "\n".join(lines)


def _numbers(element: Element) -> list[int]:
    return sorted({1, *(int(number) for number, _ in element.running.named("vlan ") if number.isdigit())})


def vlan_brief(element: Element, _match: Match) -> str:
    """Numbers and names."""
    lines = ["Brief information about all VLANs:", "Supported Minimum VLAN ID: 1", "Supported Maximum VLAN ID: 4094"]
    lines += ["Default VLAN ID: 1", "VLAN ID   Name                             Port"]
    for number in _numbers(element):
        node = element.running.below.get(f"vlan {number}")
        name = (node.value("name") if node else "") or f"VLAN {number:04d}"
        lines.append(f"{number:<10}{name:<33}")
    return "\n".join(lines)


def vlan_all(element: Element, match: Match) -> str:
    """VLANs with their ports."""
    wanted = match.values.get("vlan")
    numbers = [number for number in _numbers(element) if wanted in (None, str(number))]
    if not numbers:
        return element.platform.words["no-vlan"]
    lines: list[str] = []
    for number in numbers:
        node = element.running.below.get(f"vlan {number}", Node(""))
        route = element.running.below.get(f"interface Vlan-interface{number}")
        lines += [f" VLAN ID: {number}", " VLAN type: Static"]
        lines.append(f" Route interface: {'Configured' if route else 'Not configured'}")
        ip, mask = facts.address(route) if route else ("", "")
        lines += [f" IPv4 address: {ip}", f" IPv4 subnet mask: {mask}"] if ip else []
        lines.append(f" Description: {node.value('description') or f'VLAN {number:04d}'}")
        lines.append(f" Name: {node.value('name') or f'VLAN {number:04d}'}")
        for title, ports in zip(("Tagged ports:  ", "Untagged ports:"), _members(element, number), strict=True):
            lines += [f" {title}", *_listed(ports)] if ports else [f" {title} None"]
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def _members(element: Element, vlan: int) -> tuple[list[str], list[str]]:
    tagged, untagged = [], []
    for name, node, port in facts.interfaces(element):
        if port.type == ETHERNET and _is_bridge(node):
            pvid = int(node.value("port access vlan") or node.value("port trunk pvid vlan") or 1)
            if pvid == vlan:
                untagged.append(name)
            elif vlan in unfolded(node.value("port trunk permit vlan")):
                tagged.append(name)
    return tagged, untagged


def _listed(ports: list[str]) -> Iterable[str]:
    for start in range(0, len(ports), 2):
        yield "    " + "".join(f"{port:<30}" for port in ports[start : start + 2]).rstrip()


def mac_address(element: Element, _match: Match) -> str:
    """The forwarding table."""
    lines = ["MAC Address      VLAN ID    State            Port/Nickname            Aging"]
    for host in facts.learned(element):
        port = short_name(host.port, element.kinds())
        lines.append(f"{facts.mac_text(host.mac):<17}{host.vlan:<11}{'Learned':<17}{port:<25}Y")
    return "\n".join(lines)


def arp(element: Element, _match: Match) -> str:
    """The ARP table."""
    lines = ["  Type: S-Static   D-Dynamic   O-Openflow   R-Rule   M-Multiport  I-Invalid"]
    lines.append("IP address      MAC address    VLAN     Interface                Aging Type")
    for name, host in facts.arp_rows(element):
        ip, short = ".".join(map(str, host.ip)), short_name(host.port or name, element.kinds())
        lines.append(f"{ip:<16}{facts.mac_text(host.mac):<15}{host.vlan or 'N/A':<9}{short:<25}16    D")
    return "\n".join(lines)


def vpn_instance(element: Element, match: Match) -> str:
    """Names and route distinguishers; one instance with its targets and interfaces."""
    rows = sorted(element.running.named("ip vpn-instance "))
    if wanted := match.values.get("vrf"):
        return next((_vpn_detail(element, name, node) for name, node in rows if name == wanted), _no_vrf(element))
    at = facts.date(element.edited, "%Y/%m/%d %H:%M:%S")
    lines = [f"  Total VPN-Instances configured : {len(rows)}"]
    lines.append("  VPN-Instance Name               RD                     Create time")
    lines += [f"  {name:<32}{node.value('route-distinguisher'):<23}{at}" for name, node in rows]
    return "\n".join(lines)


def _no_vrf(element: Element) -> str:
    return element.platform.words["no-vrf"]


def _vpn_detail(element: Element, name: str, node: Node) -> str:
    bound = [
        port for port, view in element.running.named("interface ") if view.value("ip binding vpn-instance") == name
    ]
    lines = [
        f"  VPN-Instance Name and Index : {name}, 1",
        f"  Route Distinguisher : {node.value('route-distinguisher')}",
    ]
    lines += [f"  Interfaces : {', '.join(sorted(bound))}", " Address-family IPv4:"]
    for word, title in (("export", "Export VPN Targets :"), ("import", "Import VPN Targets :")):
        targets = [" ".join(line.split()[1:-1]) for line in node.lines() if line.endswith(f"{word}-extcommunity")]
        lines += [f"  {title}", f"      {' '.join(targets)}"]
    return "\n".join(lines)


def xconnect_groups(element: Element, match: Match) -> str:
    """Cross-connect groups with their attachment circuits and pseudo wires."""
    wanted, lines = match.values.get("group"), ["Peer            Interface or PW ID          Group / connection"]
    for group, node in sorted(element.running.named("xconnect-group ")):
        for connection, below in node.named("connection ") if wanted in (None, group) else ():
            for key in below.below:
                words = key.split()
                far, what = (words[1], words[3]) if words[0] == "peer" else ("-", words[2] if words[0] == "ac" else "-")
                lines += [f"{far:<16}{what:<28}{group} / {connection}"] if words[0] in ("peer", "ac") else []
    return "\n".join(lines)


def service_templates(element: Element, match: Match) -> str:
    """Wireless services with their SSID, and whether they are on the air."""
    lines = ["Service Template Name   SSID                                Status"]
    for name, node in sorted(element.running.named("wlan service-template ")):
        if match.values.get("template") in (None, name):
            status = "Enabled" if "service-template enable" in node.below else "Disabled"
            lines.append(f"{name:<24}{node.value('ssid'):<36}{status}")
    return "\n".join(lines)


def routing_table(element: Element, match: Match) -> str:
    """Connected routes."""
    vrf = match.values.get("vrf", "")
    rows = [(facts.address(node), name) for name, node, port in facts.interfaces(element)
            if facts.address(node)[0] and port.oper == UP and node.value("ip binding vpn-instance") == vrf]  # fmt: skip
    lines = [
        "",
        f"Destinations : {len(rows)}\tRoutes : {len(rows)}",
        "",
        "Destination/Mask   Proto   Pre Cost        NextHop         Interface",
    ]
    lines += [f"{f'{ip}/{MASKS[mask]}':<19}Direct  0   0           {ip:<16}{name}" for (ip, mask), name in rows]
    return "\n".join(lines)


def lldp_list(element: Element, _match: Match) -> str:
    """Neighbours in one line each."""
    lines = [
        "Chassis ID : * -- -- Nearest nontpmr bridge neighbor",
        "             # -- -- Nearest customer bridge neighbor",
    ]
    lines += ["             Default -- -- Nearest bridge neighbor"]
    lines += ["Local Interface Chassis ID      Port ID                    System Name"]
    for own, far in facts.neighbours(element.box):
        short = short_name(own.name, element.kinds())
        lines.append(f"{short:<16}{facts.mac_text(far.box.mac):<16}{far.name:<27}{far.box.device.name}")
    return "\n".join(lines)


def port_security(element: Element, _match: Match) -> str:
    """Ports with port security."""
    lines = ["Interface                 Mode        Max  Intrusion"]
    for name, node, _ in facts.interfaces(element):
        if any(key.startswith("port-security") for key in node.below):
            mode = node.value("port-security port-mode") or "noRestrictions"
            most = node.value("port-security max-mac-count") or "-"
            lines.append(f"{name:<26}{mode:<12}{most:<5}{node.value('port-security intrusion-mode') or '-'}")
    return "\n".join(lines)


SHOWS: Mapping[str, Show] = {
    "version": version,
    "clock": clock,
    "device manuinfo": manuinfo,
    "interface brief": interface_brief,
    "interface": interface,
    "ip interface brief": ip_interface_brief,
    "vlan brief": vlan_brief,
    "vlan all": vlan_all,
    "mac-address": mac_address,
    "arp": arp,
    "ip vpn-instance": vpn_instance,
    "l2vpn xconnect-group": xconnect_groups,
    "wlan service-template": service_templates,
    "ip routing-table": routing_table,
    "lldp neighbor-information list": lldp_list,
    "port-security": port_security,
}
