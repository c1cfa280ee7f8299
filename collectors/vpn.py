"""Pseudowires and VPN routing instances: what carries leased lines over the packet network."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors import decode
from collectors.asking import Answer, Objects, ask, brought
from collectors.audience import Vendor, is_from, routes
from nms.core.device import Role
from nms.core.observed import Harvest, PseudoWire, Vrf
from nms.core.ports import Oid, Visit

_MIB_2: Oid = (1, 3, 6, 1, 2, 1)
_ENTERPRISE: Oid = (1, 3, 6, 1, 4, 1)

_IF_STATES = {1: "up", 2: "down", 3: "testing", 4: "dormant", 5: "notPresent", 6: "lowerLayerDown"}
KINDS = {
    1: "frame relay",
    4: "ethernet vlan",
    5: "ethernet",
    6: "hdlc",
    7: "ppp",
    17: "SAToP E1",
    18: "SAToP T1",
    19: "SAToP E3",
    20: "SAToP T3",
    21: "CESoPSN",
    22: "TDMoIP",
    23: "CESoPSN CAS",
}
"""IANA pseudowire types (RFC 4446) of interest to a branch."""


@dataclass(frozen=True, slots=True)
class WireTable:
    """One table of pseudowires: `state`, `peer` (an address) and, where it has them, `name` and `kind`."""

    objects: Objects
    states: Mapping[int, str]
    vendor: Vendor | None = None


def _columns(root: Oid, **numbers: int) -> Objects:
    return {part: (*root, number) for part, number in numbers.items()}


WIRES: tuple[WireTable, ...] = (
    # PW-STD-MIB (RFC 5601) pwTable
    WireTable(_columns((*_MIB_2, 10, 246, 1, 2, 1), state=38, peer=9, name=32, kind=2), _IF_STATES),
    # CISCO-IETF-PW-MIB cpwVcTable
    WireTable(
        _columns((*_ENTERPRISE, 9, 10, 106, 1, 2, 1), state=26, peer=9, name=21, kind=2), _IF_STATES, Vendor.CISCO
    ),
    # HUAWEI-PWE3-MIB hwPWVcTable, index id.type
    WireTable(
        _columns((*_ENTERPRISE, 2011, 5, 25, 119, 4, 1, 1, 1, 1), state=5, peer=4),
        {1: "up", 2: "down", 3: "plugout", 4: "backup"},
        Vendor.HUAWEI,
    ),
)

VRFS: Objects = _columns((*_MIB_2, 10, 166, 11, 1, 2, 2, 1), rd=4, state=6, interfaces=8)
"""MPLS-L3VPN-STD-MIB (RFC 4382) mplsL3VpnVrfTable, index the name."""


def _wire(answer: Answer, index: Oid, table: WireTable) -> PseudoWire | None:
    state = answer.word(index, "state", table.states)
    if not state:
        return None
    kind = answer.natural(index, "kind") if answer.has("kind") else None
    return PseudoWire(
        name=(answer.text(index, "name") if answer.has("name") else "") or ".".join(map(str, index)),
        state=state,
        peer=decode.address(answer.octets(index, "peer")),
        kind="" if kind is None else KINDS.get(kind, str(kind)),
    )


def _vrf(answer: Answer, index: Oid) -> Vrf:
    state = answer.natural(index, "state")
    name = bytes(arc for arc in index[1:] if arc < 256)
    return Vrf(
        name=decode.text(name) or ".".join(map(str, index)),
        rd=route_distinguisher(answer.octets(index, "rd")),
        up=None if state is None else state == 1,
        interfaces=answer.natural(index, "interfaces"),
    )


def route_distinguisher(octets: bytes) -> str:
    """An RD (RFC 4364) in its usual spelling, "65000:1"; text stays text."""
    if len(octets) == 8 and octets[0] == 0 and octets[1] in (0, 1, 2):
        kind, body = octets[1], octets[2:]
        if kind == 0:
            return f"{int.from_bytes(body[:2])}:{int.from_bytes(body[2:])}"
        head = decode.address(body[:4]) if kind == 1 else str(int.from_bytes(body[:4]))
        return f"{head}:{int.from_bytes(body[4:])}"
    return decode.text(octets)


@dataclass(frozen=True, slots=True)
class PseudoWires:
    """PW-STD-MIB (RFC 5601), CISCO-IETF-PW-MIB, HUAWEI-PWE3-MIB.

    Yields PseudoWire rows: state, far end, kind. Cadence status: an E1 over packets is gone with its pseudowire.
    """

    name: str = "pseudowires"
    cadence: str = "status"

    def wants(self, visit: Visit) -> bool:
        """Edge and aggregation routers, and strangers whose system can route."""
        return visit.device.polled and routes(visit, Role.PE, Role.AGGREGATION, Role.CPOS_ROUTER)

    async def collect(self, visit: Visit) -> Harvest:
        """The standard table and those of the vendor; of two rows of one name the first stands."""
        answers: list[Answer] = []
        wires: dict[str, PseudoWire] = {}
        for table in WIRES:
            if table.vendor is None or is_from(visit, table.vendor):
                answer = await ask(visit.snmp, table.objects)
                answers.append(answer)
                for index in answer.indexes:
                    row = _wire(answer, index, table)
                    if row is not None:
                        wires.setdefault(row.name, row)
        return brought(*answers, rows=list(wires.values()), covers=(PseudoWire,))


@dataclass(frozen=True, slots=True)
class Vrfs:
    """MPLS-L3VPN-STD-MIB (RFC 4382) mplsL3VpnVrfTable.

    Yields Vrf rows: route distinguisher, whether one of its interfaces is up. Cadence environment: instances change
    with services, not by themselves.
    """

    name: str = "vrfs"
    cadence: str = "environment"

    def wants(self, visit: Visit) -> bool:
        """Edge routers, and strangers whose system can route."""
        return visit.device.polled and routes(visit, Role.PE, Role.AGGREGATION)

    async def collect(self, visit: Visit) -> Harvest:
        """Three columns."""
        answer = await ask(visit.snmp, VRFS)
        return brought(answer, rows=[_vrf(answer, index) for index in answer.indexes], covers=(Vrf,))
