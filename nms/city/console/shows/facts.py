"""What all renderers need of an element: states in words, addresses, uptime, who is behind a port."""

import time
from collections.abc import Iterator, Sequence

from nms.city.box import UP, Box, Host, Port
from nms.city.console.element import Element
from nms.city.console.tree import Node
from nms.city.mib.interfaces import ARP
from nms.city.products import ETHERNET, LOOPBACK, OTHER

BEHIND = 10  # utilisation is averaged over so many seconds


def interfaces(element: Element) -> Iterator[tuple[str, Node, Port]]:
    """Every interface of the configuration with its port, in the order of the configuration."""
    for node in element.running.sorted():
        name = node.line.removeprefix("interface ")
        if name != node.line and name in element.box.by_name:
            yield name, node, element.box.by_name[name]


def physical(node: Node, port: Port, down: str = "*down") -> str:
    """up, down, or administratively down in the platform's word."""
    if "shutdown" in node.below or port.admin != UP:
        return down
    return "up" if port.oper == UP else "down"


def address(node: Node) -> tuple[str, str]:
    """Address and mask of an interface, "" where it has none."""
    words = node.value("ip address").split()
    return (words[0], words[1]) if len(words) == 2 else ("", "")


def is_routed(node: Node, port: Port) -> bool:
    """Whether an interface has its own address and is no bridge port."""
    return bool(node.value("ip address")) or port.type in (LOOPBACK, OTHER)


def protocol(node: Node, port: Port) -> str:
    """The state of the line protocol: a routed interface needs an address."""
    if physical(node, port) != "up":
        return "down"
    bridged = port.type == ETHERNET and any(key.startswith(("port ", "switchport")) for key in node.below)
    return "up" if bridged or address(node)[0] or port.type in (LOOPBACK, OTHER) else "down"


def utilisation(port: Port, at: float, *, inward: bool) -> str:
    """Share of the bandwidth in percent over the last seconds."""
    if port.bps <= 0:
        return "0%"
    count = port.in_octets if inward else port.out_octets
    share = max(count(at) - count(at - BEHIND), 0) * 800 / BEHIND / port.bps
    return "0%" if share < 0.01 else f"{min(share, 100):.2f}%"


def rate(port: Port, at: float, *, inward: bool) -> int:
    """Bits per second over the last seconds."""
    count = port.in_octets if inward else port.out_octets
    return max(count(at) - count(at - BEHIND), 0) * 8 // BEHIND


def mac_text(mac: bytes, mark: str = "-", size: int = 2) -> str:
    """A MAC as the platform writes it: 001e-1000-0100."""
    text = mac.hex()
    return mark.join(text[start : start + size * 2] for start in range(0, 12, size * 2)) if mac else ""


def learned(element: Element, vlan: str = "") -> list[Host]:
    """The forwarding table, by VLAN and MAC."""
    hosts = {(host.vlan, host.mac): host for host in element.box.learned() if not vlan or host.vlan == int(vlan)}
    return [hosts[key] for key in sorted(hosts)]


def neighbours(box: Box) -> list[tuple[Port, Port]]:
    """Own port and far port of every cable whose both ends are up."""
    pairs = [(port, port.peer) for port in box.ports if port.type == ETHERNET and port.peer is not None]
    return [(own, far) for own, far in pairs if own.oper == UP and far is not None and far.box.product.vendor != ""]


def arp_rows(element: Element) -> list[tuple[str, Host]]:
    """Interface and host of every line of the ARP table."""
    rows = ARP[0].rows(element.box, element.world.now())
    found = [(port.name, host) for port, host in rows.items]
    return sorted(found, key=lambda pair: pair[1].ip)


def uptime_s(element: Element) -> int:
    """Seconds since the last start."""
    return max(int(element.world.now() - element.box.boot), 0)


def uptime(element: Element, units: Sequence[tuple[str, int]]) -> str:
    """`3 days, 1 hour, 20 minutes` in the given units."""
    left, parts = uptime_s(element), []
    for name, seconds in units:
        number, left = divmod(left, seconds)
        parts.append(f"{number} {name}{'' if number == 1 else 's'}")
    return ", ".join(parts)


WEEKS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60))
DAYS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def date(at: float, pattern: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A moment in the device's own words (UTC)."""
    return time.strftime(pattern, time.gmtime(at))


def table(rows: Sequence[Sequence[object]], widths: Sequence[int]) -> list[str]:
    """Left-aligned columns."""
    return ["".join(f"{cell!s:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
