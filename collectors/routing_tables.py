"""Where routing and label protocols list their neighbours: one row a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from collectors import decode
from collectors.asking import Answer, Objects
from collectors.audience import Vendor
from nms.core.ports import Oid

_MIB_2: Oid = (1, 3, 6, 1, 2, 1)
_ENTERPRISE: Oid = (1, 3, 6, 1, 4, 1)

Peer = Callable[[Answer, Oid], str]


@dataclass(frozen=True, slots=True)
class PeerTable:
    """One table: `state` and, where it has them, `detail` (a number or an address) and `since` in seconds.

    `states` names the values, those in `good` are as they should be; `peer` reads who the neighbour is. `vendor` None
    is a standard MIB.
    """

    protocol: str
    objects: Objects
    states: Mapping[int, str]
    good: frozenset[str]
    peer: Peer
    vendor: Vendor | None = None
    stopped: int | None = None


def _columns(root: Oid, **numbers: int) -> Objects:
    return {part: (*root, number) for part, number in numbers.items()}


def _first_four(_answer: Answer, index: Oid) -> str:
    return decode.ipv4_index(index[:4])


def _ldp(_answer: Answer, index: Oid) -> str:
    """The LSR id in the peer's LDP id, the last six arcs."""
    return decode.ipv4_index(index[-6:-2])


def _isis(answer: Answer, index: Oid) -> str:
    octets = answer.octets(index, "peer").hex()
    system = ".".join(octets[place : place + 4] for place in range(0, len(octets), 4))
    return f"{system} circuit {index[0]}" if system else ""


def _address_at(place: int) -> Peer:
    return lambda _answer, index: decode.address_index(index[place:])


def _huawei(answer: Answer, index: Oid) -> str:
    """The address, with the VPN instance where it is not the public one."""
    found = decode.address(answer.octets(index, "peer"))
    return f"{found} instance {index[0]}" if found and index[0] else found


_BGP = {1: "idle", 2: "connect", 3: "active", 4: "opensent", 5: "openconfirm", 6: "established"}
_OSPF = {
    1: "down",
    2: "attempt",
    3: "init",
    4: "twoWay",
    5: "exchangeStart",
    6: "exchange",
    7: "loading",
    8: "full",
}
_LDP = {1: "nonexistent", 2: "initialized", 3: "openrec", 4: "opensent", 5: "operational"}
_ISIS = {1: "down", 2: "initializing", 3: "up", 4: "failed"}

TABLES: tuple[PeerTable, ...] = (
    # OSPF-MIB (RFC 4750) ospfNbrTable; routers that are neither DR nor BDR stay at twoWay with each other
    PeerTable(
        "ospf",
        _columns((*_MIB_2, 14, 10, 1), state=6, detail=3),
        _OSPF,
        frozenset({"full", "twoWay"}),
        _first_four,
    ),
    # BGP4-MIB (RFC 4273) bgpPeerTable
    PeerTable(
        "bgp",
        _columns((*_MIB_2, 15, 3, 1), state=2, admin=3, detail=9, since=16),
        _BGP,
        frozenset({"established"}),
        _first_four,
        stopped=1,
    ),
    # CISCO-BGP4-MIB cbgpPeer2Table: IPv6 neighbours too
    PeerTable(
        "bgp",
        _columns((*_ENTERPRISE, 9, 9, 187, 1, 2, 5, 1), state=3, admin=4, detail=11, since=19),
        _BGP,
        frozenset({"established"}),
        _address_at(0),
        Vendor.CISCO,
        stopped=1,
    ),
    # HUAWEI-BGP-VPN-MIB hwBgpPeerTable: a row per address family
    PeerTable(
        "bgp",
        _columns((*_ENTERPRISE, 2011, 5, 25, 177, 1, 1, 2, 1), state=5, detail=2, peer=4, since=7),
        _BGP,
        frozenset({"established"}),
        _huawei,
        Vendor.HUAWEI,
    ),
    # MPLS-LDP-STD-MIB (RFC 3815) mplsLdpSessionTable
    PeerTable(
        "ldp",
        _columns((*_MIB_2, 10, 166, 4, 1, 3, 3, 1), state=2),
        _LDP,
        frozenset({"operational"}),
        _ldp,
    ),
    # ISIS-MIB (RFC 4444) isisISAdjTable
    PeerTable("isis", _columns((*_MIB_2, 138, 1, 6, 1, 1), state=2, peer=6), _ISIS, frozenset({"up"}), _isis),
)
