"""What SmartAX prints; the formats are those that ntc-templates read."""

from collections.abc import Mapping

from nms.city.box import UP, Onu
from nms.city.console.element import Element
from nms.city.console.grammar import Match
from nms.city.console.platform import Show
from nms.city.console.shows import facts

RULE = "  " + "-" * 77


def version(element: Element, _match: Match) -> str:
    """Software and uptime."""
    days, left = divmod(facts.uptime_s(element), 86_400)
    hours, left = divmod(left, 3_600)
    minutes, seconds = divmod(left, 60)
    return "\n".join((
        "",
        f"  VERSION : {element.box.product.version}",
        "  PATCH   : SPH105",
        f"  PRODUCT : {element.box.product.model}",
        "",
        "  Active Mainboard Running Area Information:",
        "  --------------------------------------------------",
        "  Current Program Area : Area A",
        "  Current Data Area : Area A",
        f"  Program Area A Version : {element.box.product.version}",
        f"  Program Area B Version : {element.box.product.version}",
        f"  Data Area A Version : {element.box.product.version}",
        f"  Data Area B Version : {element.box.product.version}",
        "  --------------------------------------------------",
        f"  Uptime is {days} day(s), {hours} hour(s), {minutes} minute(s), {seconds} second(s)",
    ))  # fmt: skip


def clock(element: Element, _match: Match) -> str:
    """The device's date."""
    return facts.date(element.world.now(), "  %Y-%m-%d %H:%M:%S+00:00")


def board(_element: Element, _match: Match) -> str:
    """Boards of a frame."""
    rule = "  " + "-" * 73
    lines = [rule, "  SlotID  BoardName  Status          SubType0 SubType1    Online/Offline", rule]
    lines += ["  1       H805GPFD   Normal                               Online"]
    lines += ["  9       H801X2CS   Active_normal   CPCF                 Online"]
    return "\n".join((*lines, rule))


def _port(onu: Onu) -> str:
    return onu.port.name.rpartition("/")[2]


def _chosen(element: Element, match: Match) -> list[Onu]:
    port, number = match.values.get("port"), match.values.get("ont")
    onus = [onu for onu in element.box.onus if port in (None, _port(onu)) and number in (None, str(onu.number))]
    return sorted(onus, key=lambda onu: (onu.port.index, onu.number))


def _online(onu: Onu) -> str:
    return "online" if onu.port.oper == UP else "offline"


def ont_info(element: Element, match: Match) -> str:
    """ONTs of a PON port."""
    onus = _chosen(element, match)
    lines = [RULE, "  F/S/P   ONT         SN         Control     Run      Config   Match    Protect"]
    lines += ["          ID                     flag        state    state    state    side", RULE]
    for onu in onus:
        serial = onu.serial.hex().upper()
        lines.append(
            f"  0/ 1/{_port(onu)}  {onu.number:>3}  {serial}  active      {_online(onu):<9}normal   match    no"
        )
    lines.append(RULE)
    online = sum(1 for onu in onus if _online(onu) == "online")
    port = match.values.get("port", "0")
    return "\n".join((*lines, f"  In port 0/ 1/{port} , the total of ONTs are: {len(onus)}, online: {online}", RULE))


def ont_info_one(element: Element, match: Match) -> str:
    """One ONT."""
    onus = _chosen(element, match)
    if not onus:
        return element.platform.words["no-ont"]
    onu = onus[0]
    vendor = onu.serial[:4].decode("ascii", "replace")
    return "\n".join((
        RULE,
        f"  F/S/P                   : 0/1/{_port(onu)}",
        f"  ONT-ID                  : {onu.number}",
        "  Control flag            : active",
        f"  Run state               : {_online(onu)}",
        "  Config state            : normal",
        "  Match state             : match",
        f"  ONT distance(m)         : {onu.metres}",
        f"  SN                      : {onu.serial.hex().upper()} ({vendor}-{onu.serial[4:].hex().upper()})",
        "  Management mode         : OMCI",
        f"  Description             : {onu.descr}",
        RULE,
    ))  # fmt: skip


def ont_summary(element: Element, match: Match) -> str:
    """ONTs of a PON port in two tables."""
    port = match.values["place"].rpartition("/")[2]
    onus = [onu for onu in element.box.onus if _port(onu) == port]
    at, up = element.world.now(), facts.date(element.box.boot)
    online = sum(1 for onu in onus if _online(onu) == "online")
    lines = [RULE, f"  In port 0/1/{port}, the total of ONTs are: {len(onus)}, online: {online}", RULE]
    lines += ["  ONT  Run     Last                Last                Last"]
    lines += ["  ID   State   UpTime              DownTime            DownCause", RULE]
    lines += [f"  {onu.number:<5}{_online(onu):<8}{up} -                   -" for onu in onus]
    lines += [RULE, "  ONT        SN        Type          Distance Rx/Tx power  Description"]
    lines += ["  ID                                    (m)      (dBm)", RULE]
    for onu in onus:
        power = f"{onu.received.value(at):.2f}/2.10"
        lines.append(
            f"  {onu.number:<4}{onu.serial.hex().upper()}  HG8310M       {onu.metres:<9}{power:<13}{onu.descr}"
        )
    return "\n".join((*lines, RULE))


def ont_optical(element: Element, match: Match) -> str:
    """Received and sent light."""
    at = element.world.now()
    lines = [RULE, "  ONT  Rx power  Tx power  OLT Rx ONT  Temperature  Voltage  Current  Distance"]
    lines += ["  ID   (dBm)     (dBm)     power(dBm)  (C)          (V)      (mA)     (m)", RULE]
    for onu in _chosen(element, match):
        rx = onu.received.value(at)
        lines.append(
            f"  {onu.number:<5}{rx:<10.2f}{2.10:<10.2f}{rx - 1.5:<12.2f}{45:<13}{3.300:<9.3f}{12:<9}{onu.metres}"
        )
    return "\n".join((*lines, RULE))


def autofind(element: Element, _match: Match) -> str:
    """An ONT that waits on the last PON port of every terminal."""
    number = element.box.number & 0xFFFFFFFF
    serial = f"48575443{number:08X}"
    if any(serial in node.line for board in element.running.below.values() for node in board.below.values()):
        return "  Failure: The automatically found ONTs do not exist"
    rule = "   " + "-" * 76
    return "\n".join((
        rule,
        "   Number              : 1",
        "   F/S/P               : 0/1/7",
        f"   Ont SN              : {serial} (HWTC-{number:08X})",
        "   Password            : 0x00000000000000000000",
        "   Loid                :",
        "   Checkcode           :",
        "   VendorID            : HWTC",
        "   Ont Version         : 159D.A",
        "   Ont SoftwareVersion : V3R017C10S100",
        "   Ont EquipmentID     : 310M",
        f"   Ont autofind time   : {facts.date(element.box.boot)}+00:00",
        "   Multi channel       : -",
        rule,
    ))  # fmt: skip


def service_port(element: Element, match: Match) -> str:
    """Service flows."""
    wanted = match.values.get("index")
    lines = ["  Switch-Oriented Flow List", RULE]
    lines += ["   INDEX VLAN VLAN     PORT F/ S/ P VPI  VCI   FLOW  FLOW       RX   TX   STATE"]
    lines += ["         ID   ATTR     TYPE                    TYPE  PARA", RULE]
    rows = [
        (name, node.line.split()) for name, node in element.running.named("service-port ") if wanted in (None, name)
    ]
    if not rows:
        return element.platform.words["no-service-port"]
    for name, words in sorted(rows, key=lambda row: int(row[0])):
        frame, slot, port = words[5].split("/")
        attribute = element.running.value(f"vlan attrib {words[3]}") or "common"
        place = f"{frame}/{slot} /{port}"
        flow = f"{place:<8}{words[7]:<5}{words[9]:<6}vlan  {words[12]:<11}-    -    up"
        lines.append(f"  {name:>6} {words[3]:>4} {attribute:<9}gpon {flow}")
    lines += [RULE, f"   Total : {len(rows)}  (Up/Down :    {len(rows)}/0)"]
    return "\n".join((*lines, RULE))


def vlan(element: Element, _match: Match) -> str:
    """VLANs."""
    rows = [(name, node) for name, node in element.running.named("vlan ") if name.isdigit()]
    lines = [
        "  " + "-" * 69,
        "  VLAN   Type     Attribute  STND-Port NUM  SERV-Port NUM  VLAN-Con NUM",
        "  " + "-" * 69,
    ]
    for name, node in sorted(rows, key=lambda row: int(row[0])):
        flows = sum(1 for _, flow in element.running.named("service-port ") if f" vlan {name} " in flow.line)
        ports = sum(1 for key in element.running.below if key.startswith(f"port vlan {name} "))
        attribute = element.running.value(f"vlan attrib {name}") or "common"
        kind = node.line.split()[2]
        lines.append(f"  {name:>4}   {kind:<9}{attribute:<11}{ports:>13}{flows:>15}{'-':>14}")
    return "\n".join((*lines, "  " + "-" * 69, f"  Total: {len(rows)}"))


def dba(element: Element, _match: Match) -> str:
    """DBA profiles, as configured."""
    rows = sorted(element.running.named("dba-profile add profile-id "))
    return "\n".join((RULE, *(f"  {node.line.removeprefix('dba-profile add ')}" for _, node in rows), RULE))


def mac_address(element: Element, _match: Match) -> str:
    """The forwarding table at the uplinks."""
    rule = "  " + "-" * 71
    lines = [
        "  It will take some time, please wait...",
        rule,
        "   SRV-P BUNDLE TYPE MAC            MAC TYPE F /S /P   VPI  VCI   VLAN ID",
    ]
    lines += ["   INDEX INDEX", rule]
    hosts = [host for host in facts.learned(element) if host.port.startswith("ethernet")]
    for host in hosts:
        port = host.port.rpartition("/")[2]
        lines.append(
            f"       -     -  eth  {facts.mac_text(host.mac)} dynamic  0 /9 /{port}   -    -     {host.vlan:>7}"
        )
    return "\n".join((*lines, rule, f"  Total: {len(hosts)}"))


SHOWS: Mapping[str, Show] = {
    "version": version,
    "clock": clock,
    "board": board,
    "ont info": ont_info,
    "ont info one": ont_info_one,
    "ont info summary": ont_summary,
    "ont optical-info": ont_optical,
    "ont autofind": autofind,
    "service-port": service_port,
    "vlan": vlan,
    "dba-profile": dba,
    "mac-address": mac_address,
}
