"""What VRP prints about VPNs, pseudo wires, E1 channels, security and hardware."""

from collections.abc import Mapping

from nms.city.box import UP, Box, What
from nms.city.console.element import Element
from nms.city.console.grammar import Match
from nms.city.console.platform import Show
from nms.city.console.shows import facts
from nms.city.console.slots import MASKS
from nms.city.console.tree import Node


def vpn_instances(element: Element) -> list[tuple[str, Node, str, list[str]]]:
    """Name, node, RD and interfaces of every VPN instance."""
    bound: dict[str, list[str]] = {}
    for name, node in element.running.named("interface "):
        bound.setdefault(node.value("ip binding vpn-instance"), []).append(name)
    found = []
    for name, node in sorted(element.running.named("ip vpn-instance ")):
        family = node.below.get("ipv4-family", node)
        rd = family.value("route-distinguisher") or node.value("route-distinguisher")
        found.append((name, node, rd, sorted(bound.get(name, []))))
    return found


def vpn_instance(element: Element, _match: Match) -> str:
    """Names and route distinguishers."""
    rows = vpn_instances(element)
    lines = [
        f" Total VPN-Instances configured      : {len(rows)}",
        f" Total IPv4 VPN-Instances configured : {len(rows)}",
    ]
    lines += [" Total IPv6 VPN-Instances configured : 0", ""]
    lines.append("  VPN-Instance Name               RD                    Address-family")
    lines += [f"  {name:<32}{rd:<22}IPv4" for name, _, rd, _ in rows]
    return "\n".join(lines)


def vpn_instance_interface(element: Element, _match: Match) -> str:
    """Interfaces of every VPN instance."""
    rows = vpn_instances(element)
    lines = [f" Total VPN-Instances configured      : {len(rows)}", ""]
    for number, (name, _, _, bound) in enumerate(rows, 1):
        lines += [f" VPN-Instance Name and ID : {name}, {number}", f"  Interface Number : {len(bound)}"]
        listed = [f"  Interface list : {bound[0]}" if bound else "  Interface list : -"]
        listed += [f"{' ' * 19}{one}" for one in bound[1:]]
        lines += [f"{line}," for line in listed[:-1]] + [listed[-1], ""]
    return "\n".join(lines).rstrip("\n")


def vpn_instance_verbose(element: Element, match: Match) -> str:
    """Route targets and interfaces."""
    wanted = match.values.get("vrf")
    rows = [row for row in vpn_instances(element) if wanted in (None, row[0])]
    if wanted and not rows:
        return element.platform.words["no-vrf"]
    lines: list[str] = []
    for number, (name, node, rd, bound) in enumerate(rows, 1):
        family = node.below.get("ipv4-family", node)
        lines += [f" VPN-Instance Name and ID : {name}, {number}", f"  Interfaces : {', '.join(bound)}"]
        lines += [" Address family ipv4", f"  Route Distinguisher : {rd}"]
        for word, title in (("export", "Export VPN Targets :"), ("import", "Import VPN Targets :")):
            targets = [line.split()[1:-1] for line in family.lines() if line.endswith(f"{word}-extcommunity")]
            lines.append(f"  {title} {' '.join(' '.join(part) for part in targets)}".rstrip())
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def routing_table(element: Element, match: Match) -> str:
    """Direct and static routes of a VPN instance, or of the public one."""
    vrf = match.values.get("vrf", "")
    if vrf and f"ip vpn-instance {vrf}" not in element.running.below:
        return element.platform.words["no-vrf"]
    rows = _direct(element, vrf) + _static(element, vrf)
    lines = ["Route Flags: R - relay, D - download to fib", "-" * 78, f"Routing Table : {vrf or 'Public'}"]
    lines += [f"         Destinations : {len(rows)}        Routes : {len(rows)}", ""]
    lines.append("Destination/Mask    Proto   Pre  Cost        Flags NextHop         Interface")
    return "\n".join((*lines, "", *sorted(rows)))


def _direct(element: Element, vrf: str) -> list[str]:
    rows = []
    for name, node, port in facts.interfaces(element):
        ip, mask = facts.address(node)
        if ip and node.value("ip binding vpn-instance") == vrf and port.oper == UP:
            rows.append(f"{f'{ip}/{MASKS[mask]}':>18}  Direct  0    0             D  {ip:<16}{name}")
    return rows


def _static(element: Element, vrf: str) -> list[str]:
    start = f"ip route-static vpn-instance {vrf} " if vrf else "ip route-static "
    rows = []
    for key, node in element.running.below.items():
        words = node.line.removeprefix(start).split()
        if key.startswith(start) and words[0][0].isdigit():
            rows.append(f"{f'{words[0]}/{MASKS[words[1]]}':>18}  Static  60   0            RD  {words[2]}")
    return rows


def bgp_peer(element: Element, match: Match) -> str:
    """Peers of the public instance or of a VPN instance; nobody answers them here, so they stay idle."""
    process = next((node for key, node in element.running.named("bgp ")), None)
    vrf = match.values.get("vrf")
    own = process.below.get(f"ipv4-family vpn-instance {vrf}") if process and vrf else process
    number = next((key for key, _ in element.running.named("bgp ")), "0")
    peers = [node.line.split() for key, node in (own.below.items() if own else ()) if " as-number " in f"{node.line} "]
    lines = [
        f" BGP local router ID : {element.running.value('mpls lsr-id') or '-'}",
        f" Local AS number : {number}",
    ]
    lines += [f" Total number of peers : {len(peers)}                 Peers in established state : 0"]
    lines.append("  Peer            V          AS  MsgRcvd  MsgSent  OutQ  Up/Down       State PrefRcv")
    lines += [
        f"  {words[1]:<16}4 {words[3]:>11}        0        0     0 00:00:00        Idle       0" for words in peers
    ]
    return "\n".join(lines)


def l2vc(element: Element, match: Match) -> str:
    """Pseudo wires with the state that follows from their attachment circuit."""
    wanted, only = match.values.get("if"), match.values.get("vc")
    found = []
    for name, node, port in facts.interfaces(element):
        for line in node.lines():
            words = line.removeprefix("mpls l2vc encapsulation satop-e1 ").removeprefix("mpls l2vc ").split()
            if (
                line.startswith("mpls l2vc ")
                and words[0][0].isdigit()
                and wanted in (None, name)
                and only in (None, words[1])
            ):
                found.append((name, words, facts.physical(node, port)))
    ups = sum(1 for row in found if row[2] == "up")
    lines = [f" total LDP VC : {len(found)}     {ups} up       {len(found) - ups} down", ""]
    for name, words, state in found:
        lines += [
            f" *client interface     : {name}",
            "  Administrator PW       : no",
            f"  session state          : {state}",
        ]
        lines += [
            f"  AC state               : {state}",
            f"  VC state               : {state}",
            f"  VC ID                  : {words[1]}",
        ]
        lines += ["  VC type                : VLAN", f"  destination            : {words[0]}", ""]
    return "\n".join(lines).rstrip("\n")


def ldp_session(element: Element, _match: Match) -> str:
    """LDP sessions with remote peers."""
    peers = [node.value("remote-ip") for _, node in element.running.named("mpls ldp remote-peer ")]
    lines = [" LDP Session(s) in Public Network", " Codes: LAM(Label Advertisement Mode), SsnAge Unit(DDDD:HH:MM)"]
    lines += [" PeerID                 Status      LAM  SsnRole  SsnAge       KASent/Rcv"]
    lines += [f" {f'{peer}:0':<23}Operational DU   Passive  0000:00:01   6/6" for peer in sorted(filter(None, peers))]
    return "\n".join((*lines, f" TOTAL: {len(peers)} session(s) Found."))


def vsi(element: Element, match: Match) -> str:
    """VSIs with their peers and attachment circuits."""
    wanted = match.values.get("vsi")
    rows = [(name, node) for name, node in sorted(element.running.named("vsi ")) if wanted in (None, name)]
    if wanted and not rows:
        return element.platform.words["no-vsi"]
    lines = [f"Total VSI number is {len(rows)}"]
    for name, node in rows:
        signalling = node.below.get("pwsignal ldp", Node(""))
        lines += [f" ***VSI Name               : {name}", f"    VSI ID                 : {signalling.value('vsi-id')}"]
        lines += [
            f"    *Peer Router ID        : {key.split()[1]}"
            for key in sorted(signalling.below)
            if key.startswith("peer ")
        ]
        for port, own in element.running.named("interface "):
            if own.value("l2 binding vsi") == name:
                lines.append(f"    Interface Name         : {port}")
    return "\n".join(lines)


def vsi_macs(element: Element, match: Match) -> str:
    """Nothing is learned in the VSIs of the city."""
    known = f"vsi {match.values['vsi']}" in element.running.below
    return "Total items displayed = 0" if known else element.platform.words["no-vsi"]


def controller(element: Element, match: Match) -> str:
    """A channelised STM-1 and its E1s."""
    node = element.running.below.get(f"controller cpos {match.values['place']}")
    if node is None:
        return element.platform.words["no-interface"]
    box = element.box
    trunk = next((port for port in box.ports if port.name == f"Cpos{match.values['place']}"), None)
    state = "up" if trunk is None or trunk.oper == UP else "down"
    lines = [f"Cpos{match.values['place']} current state : {state.upper()}"]
    lines.append(f"Description : {node.value('description')}")
    lines.append(f"Frame-format {(node.value('frame-format') or 'sdh').upper()}, multiplex AU-4")
    for line in box.lines:
        number = line.name.rpartition("/")[2]
        channel = next(
            (key for key in node.below if key.startswith((f"e1 {number} channel-set", f"e1 {number} unframed"))), ""
        )
        if channel:
            state = "UP" if line.status == 1 else "DOWN"
            lines.append(f" E1 {number:<3} {state:<5} status {line.status:<6} {node.below[channel].line}")
    return "\n".join(lines)


def port_security(element: Element, match: Match) -> str:
    """Ports with port security."""
    lines = ["Interface                 Status    Max  Current  Action"]
    for name, node, _ in facts.interfaces(element):
        if match.values.get("if") in (None, name) and any(key.startswith("port-security") for key in node.below):
            most = node.value("port-security maximum") or node.value("port-security max-mac-num") or "1"
            current = sum(1 for host in element.box.learned() if host.port == name)
            action = node.value("port-security protect-action") or "restrict"
            lines.append(f"{name:<26}enable    {most:<5}{current:<9}{action}")
    return "\n".join(lines)


def blackholes(element: Element, _match: Match) -> str:
    """MAC addresses that are dropped."""
    rule = "-" * 79
    lines = [rule, "MAC Address    VLAN/VSI                          Learned-From        Type", rule]
    keys = [key.split() for key in element.running.below if key.startswith("mac-address blackhole ")]
    lines += [f"{words[2]} {f'{words[4]}/-':<34}{'-':<20}blackhole" for words in sorted(keys)]
    return "\n".join((*lines, "", rule, f"Total items displayed = {len(keys)}"))


def snooping(element: Element, _match: Match) -> str:
    """The binding table; static bindings only."""
    keys = [key for key in element.running.below if key.startswith("user-bind static")]
    return "\n".join(("DHCP Dynamic Bind-table:", *sorted(keys), f"Print count: {len(keys)}"))


def snmp(element: Element, _match: Match) -> str:
    """SNMP users and targets, as configured."""
    lines = [
        line for line in element.running.lines() if line.startswith(("snmp-agent usm-user", "snmp-agent target-host"))
    ]
    return "\n".join(line.partition(" cipher ")[0] for line in lines)


def device(element: Element, _match: Match) -> str:
    """Boards."""
    rule = "-" * 79
    lines = [f"{element.box.product.model}'s Device status:", rule]
    lines += ["Slot  Card   Type                   Online    Power Register     Alarm     Primary", rule]
    model = element.box.product.model.replace(" ", "")
    lines.append(f"0     -      {model[:22]:<23}Present   On    Registered   Normal    Master")
    return "\n".join((*lines, rule))


def startup(element: Element, _match: Match) -> str:
    """What the next start loads."""
    package = f"flash:/{element.box.product.version.replace(' ', '-').lower()}.cc"
    return "\n".join((
        "MainBoard:",
        f"  Startup system software:                   {package}",
        f"  Next startup system software:              {package}",
        "  Backup system software for next startup:   NULL",
        "  Startup saved-configuration file:          flash:/vrpcfg.zip",
        "  Next startup saved-configuration file:     flash:/vrpcfg.zip",
        "  Startup license file:                      NULL",
        "  Next startup license file:                 NULL",
        "  Startup patch package:                     NULL",
        "  Next startup patch package:                NULL",
    ))  # fmt: skip


def _board(box: Box, at: float) -> tuple[int, int, int]:
    part = next((part for part in box.parts if "cpu" in part.plan.measures), None)
    if part is None:
        return 0, 0, 0
    return box.cpu_percent(part, at), round(part.memory.value(at)), round(part.heat.value(at))


def cpu(element: Element, _match: Match) -> str:
    """Processor load."""
    load, _, _ = _board(element.box, element.world.now())
    return f"CPU Usage Stat. Cycle: 60 (Second)\nCPU Usage            : {load}% Max: 97%"


def memory(element: Element, _match: Match) -> str:
    """Memory in use."""
    _, used, _ = _board(element.box, element.world.now())
    total = 512 << 20
    return (
        f" System Total Memory Is: {total} bytes\n Total Memory Used Is: {total * used // 100} bytes\n"
        f" Memory Using Percentage Is: {used}%"
    )


def temperature(element: Element, _match: Match) -> str:
    """Board temperature."""
    _, _, heat = _board(element.box, element.world.now())
    rule = "-" * 70
    head = " Base-Board, Unit:C, Slot 0\n" + rule
    titles = "PCB       I2C  Addr  Chl  Status   Minor  Major  Fatal  Adj_speed  Temp\n"
    titles += f"{' ' * 49}TMin   Tmax   (C)"
    row = f"MPU       1    2     0    NORMAL   60     70     75     30     50     {heat}"
    return f"0   :\n{head}\n{titles}\n{rule}\n{row}"


def ap_all(element: Element, _match: Match) -> str:
    """Access points of a controller."""
    at, lines = element.world.now(), []
    states = {"nor": 0, "fault": 0}
    for ap in element.box.aps:
        state = "fault" if element.box.has(What.AP, ap.name) else "nor"
        states[state] += 1
        ip = ".".join(map(str, ap.ip))
        clients = round(ap.clients.value(at)) if state == "nor" else 0
        lines.append(f"{ap.number:<5}{facts.mac_text(ap.mac):<15}{ap.name:<20}{ap.group:<12}{ip:<15}{ap.model:<12}"
                     f"{state:<6}{clients:<4}{'1D:2H' if state == 'nor' else '-':<9}-          -")  # fmt: skip
    rule = "-" * 110
    head = [
        "Total AP information:",
        *(f"{key:<6}: {FULL[key]:<15} [{count}]" for key, count in states.items() if count),
    ]
    head += ["ExtraInfo : Extra information", rule]
    names = "ID   MAC            Name                Group       IP             Type        "
    head += [f"{names}State STA Uptime   ExtraInfo  Scene"]
    return "\n".join((*head, rule, *lines, rule, f"Total: {len(lines)}"))


FULL = {"nor": "normal", "fault": "fault"}


def stations(element: Element, _match: Match) -> str:
    """How many clients each access point has."""
    at = element.world.now()
    return "\n".join(f"{ap.name:<20}{round(ap.clients.value(at))}" for ap in element.box.aps)


def vap(element: Element, match: Match) -> str:
    """Where an SSID is on the air: in the groups whose profile carries it."""
    wlan = element.running.below.get("wlan", Node(""))
    ssids = {name for name, node in wlan.named("ssid-profile name ") if node.value("ssid") == match.values["ssid"]}
    vaps = {name for name, node in wlan.named("vap-profile name ") if node.value("ssid-profile") in ssids}
    groups = [
        (group, line)
        for group, node in wlan.named("ap-group name ")
        for line in node.lines()
        if line.startswith("vap-profile ") and line.split()[1] in vaps
    ]
    return "\n".join((*(f"{group:<36}{line}" for group, line in sorted(groups)), f"Total: {len(groups)}"))


SERVICES: Mapping[str, Show] = {
    "ip vpn-instance": vpn_instance,
    "ip vpn-instance interface": vpn_instance_interface,
    "ip vpn-instance verbose": vpn_instance_verbose,
    "ip routing-table": routing_table,
    "bgp peer": bgp_peer,
    "mpls l2vc": l2vc,
    "mpls ldp session": ldp_session,
    "vsi": vsi,
    "mac-address vsi": vsi_macs,
    "controller cpos": controller,
    "port-security": port_security,
    "mac-address blackhole": blackholes,
    "dhcp snooping": snooping,
    "snmp-agent": snmp,
    "device": device,
    "startup": startup,
    "cpu-usage": cpu,
    "memory-usage": memory,
    "temperature": temperature,
    "ap all": ap_all,
    "station all": stations,
    "vap": vap,
}
