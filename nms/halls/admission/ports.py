"""What hangs on each port of a hall's switch: only where nothing of the network does may anything be done."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from nms.core.admission import PortKind
from nms.core.observed import FdbEntry, Neighbour

LEARNED = "learned"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known of a switch from elsewhere.

    `linked` are its ports in the inventory's links, `access_points` those of them that lead to an AP; `phones` ports
    declared for voice. `network_macs` and `network_names` are addresses and names of our own elements (a neighbour
    that calls itself so is an uplink), `ap_macs` those of access points as their controllers know them; before any
    controller was read (`aps_known` False) whatever is in the management VLAN may be one.
    """

    linked: frozenset[str] = frozenset()
    access_points: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    network_macs: frozenset[str] = frozenset()
    network_names: frozenset[str] = frozenset()
    ap_macs: frozenset[str] = frozenset()
    ap_names: frozenset[str] = frozenset()
    aps_known: bool = True
    voice_vlan: int = 20
    management_vlan: int = 99


_PRECEDENCE: Mapping[PortKind, int] = {
    kind: rank
    for rank, kind in enumerate((PortKind.EDGE, PortKind.VOICE, PortKind.UNSURE, PortKind.AP, PortKind.UPLINK))
}


@dataclass(frozen=True, slots=True)
class Kinds:
    """Answers what a port is; one that nothing is known of is an edge port."""

    known: Mapping[str, PortKind] = field(default_factory=dict)

    def __call__(self, port: str) -> PortKind:
        """The kind of a port (ifName)."""
        return self.known.get(port, PortKind.EDGE) if port else PortKind.UNSURE


def kinds(around: Surroundings, fdb: Iterable[FdbEntry], neighbours: Iterable[Neighbour]) -> Kinds:
    """Port kinds of a switch; of several signs the one that forbids most decides.

    A link of the inventory, LLDP with one of our elements, an AP's or an element's own address behind the port, a MAC
    in the voice VLAN. What speaks LLDP and is nobody we know, or sits in the management VLAN, makes the port unsure: it
    is judged, and never touched.
    """
    found: dict[str, PortKind] = {}
    for port, kind in (
        *((port, PortKind.UPLINK) for port in around.linked - around.access_points),
        *((port, PortKind.AP) for port in around.access_points),
        *((port, PortKind.VOICE) for port in around.phones),
        *((one.port, _spoken(around, one)) for one in neighbours),
        *((entry.port, _learned(around, entry)) for entry in fdb if entry.status == LEARNED),
    ):
        if _PRECEDENCE[kind] > _PRECEDENCE[found.get(port, PortKind.EDGE)]:
            found[port] = kind
    return Kinds(found)


def _spoken(around: Surroundings, one: Neighbour) -> PortKind:
    if one.chassis_id in around.ap_macs or _named(one.sys_name, around.ap_names):
        return PortKind.AP
    known = one.chassis_id in around.network_macs or _named(one.sys_name, around.network_names)
    return PortKind.UPLINK if known else PortKind.UNSURE


def _named(name: str, names: Collection[str]) -> bool:
    return bool(name) and name.casefold() in names


def _learned(around: Surroundings, entry: FdbEntry) -> PortKind:
    if entry.mac in around.ap_macs:
        return PortKind.AP
    if entry.mac in around.network_macs:
        return PortKind.UPLINK
    if entry.vlan == around.management_vlan:
        return PortKind.UNSURE if around.aps_known else PortKind.AP
    return PortKind.VOICE if entry.vlan == around.voice_vlan else PortKind.EDGE
