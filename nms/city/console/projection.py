"""What a configuration means for the box that SNMP shows: names, descriptions, ports shut and made, VLANs, ONTs."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from nms.city.box import UP, Box, Change, Effect, Onu, Port, What
from nms.city.console.tree import Node
from nms.city.curve import Wave
from nms.city.faults import dark, effect
from nms.city.line import RCV_AIS
from nms.city.products import DS1, LOOPBACK, SERIAL, VIRTUAL

Cut = Callable[[Sequence[Effect], Sequence[Effect]], list[Change]]
L2_VLAN, L3_VLAN, TUNNEL, LAG = 135, 136, 131, 161  # IANAifType-MIB
ADMIN_DOWN = 2
NEW_ONT_METRES = 2_000
MADE_TYPES = (("loopback", LOOPBACK), ("vlan", L3_VLAN), ("tunnel", TUNNEL), ("eth-trunk", LAG), ("bridge-agg", LAG))


@dataclass(slots=True)
class Projection:
    """Remembers what it did, so that it can take it back."""

    made: dict[str, Port] = field(default_factory=dict)
    gone: dict[str, Port] = field(default_factory=dict)
    shut: dict[str, tuple[Effect, ...]] = field(default_factory=dict)
    plugged: set[str] = field(default_factory=set)

    def settle(self, box: Box, tree: Node, at: float, cut: Cut) -> list[Change]:
        """Make the box say what the configuration says; returns the changes of state, to be told to managers.

        `cut` lets effects on other boxes begin and end: what a shut port does to the far end of its cable.
        """
        wanted = {name: node for name, node in tree.named("interface ") if " " not in name}
        self._remove(box, wanted)
        for name, node in wanted.items():
            port = box.by_name.get(name) or self._make(box, name)
            port.alias = node.value("description").strip('"')
            port.admin = ADMIN_DOWN if "shutdown" in node.below else UP
        _follow_controllers(box, tree)
        self._plug(box)
        _follow_vlans(box, tree)
        box.dropped = frozenset(_dropped(tree))
        box.asking = frozenset(_asking(tree))
        _follow_onts(box, tree)
        box.rows.clear()
        return [*box.refresh(at), *self._cut(box, cut)]

    def _plug(self, box: Box) -> None:
        """A port that is given a name, or a channel over it, gets the box of whoever it was given to; and loses it."""
        for port in box.ports:
            given = bool(port.alias) or any(upper.name in self.made for upper in port.upper)
            if port.idle and given:
                self.plugged.add(port.name)
                port.idle = False
            elif port.name in self.plugged and not given:
                self.plugged.discard(port.name)
                port.idle = True

    def _make(self, box: Box, name: str) -> Port:
        """A logical interface; a sub-interface stands on its port. What was there from the beginning comes back."""
        if name in self.gone:
            return self._add(box, self.gone.pop(name))
        parent = box.by_name.get(name.rpartition(".")[0]) if "." in name else None
        if name.startswith("Serial"):
            parent = box.by_name.get(name.rpartition(":")[0].replace("Serial", "E1-"))
        index = max((port.index for port in box.ports if port.index < 1 << 24), default=0) + 1
        port = Port(box, index, name, _type_of(name, parent), parent.bps if parent else 0)
        port.lower = parent
        self.made[name] = port
        return self._add(box, port)

    def _add(self, box: Box, port: Port) -> Port:
        if port.lower is not None:
            port.lower.upper = (*port.lower.upper, port)
        box.ports, box.by_name[port.name] = (*box.ports, port), port
        port.oper = port.state()
        return port

    def _remove(self, box: Box, wanted: dict[str, Node]) -> None:
        """Interfaces that the configuration makes no more; a channel's serial is one of them from the start."""
        for port in [one for one in box.ports if one.name not in wanted and (one.name in self.made or _channel(one))]:
            if self.made.pop(port.name, None) is None:
                self.gone[port.name] = port
            box.ports = tuple(one for one in box.ports if one is not port)
            del box.by_name[port.name]
            if port.lower is not None:
                port.lower.upper = tuple(one for one in port.lower.upper if one is not port)

    def _cut(self, box: Box, cut: Cut) -> list[Change]:
        """The far end of a port that is shut loses its light, and sees it again afterwards."""
        added: list[Effect] = []
        removed: list[Effect] = []
        for port in box.ports:
            if port.admin != UP and port.name not in self.shut and (lost := tuple(_lost(port))) and not port.idle:
                self.shut[port.name] = lost
                added += self.shut[port.name]
            elif port.admin == UP and port.name in self.shut:
                removed += self.shut.pop(port.name)
        return cut(added, removed) if added or removed else []


def _lost(port: Port) -> Iterator[Effect]:
    """What the far end of a shut port sees, and the far ends of the E1s that it carries."""
    if port.peer is not None:
        yield from dark(port.peer)
    for channel in port.upper:
        if channel.type == DS1 and channel.peer is not None:
            yield effect(What.LINE, channel.peer, RCV_AIS, quiet=True)


def _channel(port: Port) -> bool:
    """A serial interface over a channel of an E1."""
    return port.type == SERIAL and port.lower is not None


def _follow_controllers(box: Box, tree: Node) -> None:
    """A channelised STM-1 is shut in the view of its controller."""
    for place, node in tree.named("controller cpos "):
        if (port := box.by_name.get(f"Cpos{place}")) is not None:
            port.admin = ADMIN_DOWN if "shutdown" in node.below else UP


def _follow_vlans(box: Box, tree: Node) -> None:
    if "bridge" not in box.product.mibs:
        return
    named = dict(box.vlans)
    numbers = sorted({1, *(int(number) for number, _ in tree.named("vlan ") if number.isdigit())})
    box.vlans = tuple((number, named.get(number, f"VLAN {number:04d}")) for number in numbers)
    for name, node in tree.named("interface "):
        _follow_port(box, name, node)


ACCESS = ("port default vlan", "port access vlan", "switchport access vlan", "port trunk pvid vlan")


def _follow_port(box: Box, name: str, node: Node) -> None:
    """dot1qPvid follows the VLAN that the port is put into."""
    chosen = next((value for key in ACCESS if (value := node.value(key))), "")
    if chosen.isdigit():
        box.pvids[name] = int(chosen)
    else:
        box.pvids.pop(name, None)


_BLACKHOLES = (
    re.compile(r"mac-address blackhole (?P<mac>\S+) vlan (?P<vlan>\d+)"),
    re.compile(r"mac address-table static (?P<mac>\S+) vlan (?P<vlan>\d+) drop"),
)


def _dropped(tree: Node) -> Iterator[tuple[bytes, int]]:
    """MACs that the configuration has dropped, with their VLANs."""
    for key in tree.below:
        for pattern in _BLACKHOLES:
            if found := pattern.fullmatch(key):
                yield bytes.fromhex(found["mac"].replace("-", "").replace(".", "")), int(found["vlan"])


_DOT1X = "dot1x enable"


def _asking(tree: Node) -> Iterator[str]:
    """Ports where 802.1X asks for a login: it must be on for the switch and for the port."""
    if _DOT1X in tree.below:
        yield from (name for name, node in tree.named("interface ") if _DOT1X in node.below)


def _type_of(name: str, parent: Port | None) -> int:
    if name.startswith("Serial"):
        return SERIAL
    kind = next((number for word, number in MADE_TYPES if name.lower().startswith(word)), VIRTUAL)
    return L2_VLAN if parent is not None else kind


def _follow_onts(box: Box, tree: Node) -> None:
    """The ONTs are those that the PON boards know; those that stay keep their light."""
    if "xpon" not in box.product.mibs:
        return
    known = {(onu.port.name, onu.number): onu for onu in box.onus}
    box.onus = tuple(_ont(box, wanted, known) for wanted in _wanted_onts(tree))


Wanted = tuple[str, int, bytes, str]


def _wanted_onts(tree: Node) -> Iterator[Wanted]:
    """PON port, number, serial number and description of every ONT."""
    for place, board in tree.named("interface gpon "):
        for _, node in board.named("ont add "):
            words = node.line.split()
            text = words[words.index("desc") + 1] if "desc" in words else ""
            yield f"GPON {place}/{words[2]}", int(words[3]), bytes.fromhex(words[5]), text


def _ont(box: Box, wanted: Wanted, known: Mapping[tuple[str, int], Onu]) -> Onu:
    name, number, serial, text = wanted
    present = known.get((name, number))
    if present is not None and present.serial == serial:
        return replace(present, descr=text)
    light = Wave(-18.0, 0.3, 0.1, int.from_bytes(serial, "big"))
    return Onu(box.by_name[name], number, serial, text, NEW_ONT_METRES, light)
