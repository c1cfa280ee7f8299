"""What ROAP prints."""

from collections.abc import Mapping

from nms.city.console.element import Element
from nms.city.console.grammar import Match
from nms.city.console.platform import Show
from nms.city.console.shows import facts


def version(element: Element, _match: Match) -> str:
    """Software and uptime."""
    product = element.box.product
    return "\n".join((
        f"Product name: {product.model}",
        f"Software version: {product.version}",
        product.sys_descr,
        f"System MAC address: {facts.mac_text(element.box.mac, '.').upper()}",
        f"System uptime is {facts.uptime(element, facts.DAYS)}",
    ))  # fmt: skip


def clock(element: Element, _match: Match) -> str:
    """The device's date."""
    return facts.date(element.world.now(), "Current system time: %b-%d-%Y %H:%M:%S")


def interface_port(element: Element, _match: Match) -> str:
    """State of every port."""
    lines = ["Port                Admin    Operate  Speed/Duplex", "-" * 52]
    for name, node, port in facts.interfaces(element):
        admin = "disable" if "shutdown" in node.below else "enable"
        speed = f"{port.bps // 1_000_000}M/full" if port.bps >= 1_000_000 else "--"
        lines.append(f"{name:<20}{admin:<9}{facts.physical(node, port, 'down'):<9}{speed}")
    return "\n".join(lines)


def interface_description(element: Element, _match: Match) -> str:
    """Descriptions."""
    return "\n".join(f"{name:<20}{node.value('description')}".rstrip() for name, node, _ in facts.interfaces(element))


def e1_status(element: Element, _match: Match) -> str:
    """dsx1LineStatus in words."""
    lines = ["Line      Status", "-" * 40]
    for line in element.box.lines:
        found = [text for bit, text in ALARMS if line.status & bit]
        lines.append(f"{line.name:<10}{' '.join(found) or 'normal'}")
    return "\n".join(lines)


ALARMS = ((2, "RAI"), (8, "AIS"), (32, "LOF"), (64, "LOS"), (128, "loopback"), (256, "TS16-AIS"))


def vlan(element: Element, _match: Match) -> str:
    """VLANs."""
    rows = sorted((int(number), node) for number, node in element.running.named("vlan "))
    return "\n".join(
        ("VLAN  Name              Status", *(f"{number:<6}{node.value('name'):<18}active" for number, node in rows))
    )


SHOWS: Mapping[str, Show] = {
    "version": version,
    "clock": clock,
    "interface port": interface_port,
    "interface description": interface_description,
    "e1 status": e1_status,
    "vlan": vlan,
}
