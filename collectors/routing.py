"""Neighbours of OSPF, BGP, LDP and IS-IS, and whether they stand."""

from dataclasses import dataclass

from collectors import decode
from collectors.asking import Answer, ask, brought
from collectors.audience import is_from, routes
from collectors.routing_tables import TABLES, PeerTable
from nms.core.device import Role
from nms.core.observed import Harvest, RoutingPeer
from nms.core.ports import Oid, Visit


def _detail(answer: Answer, index: Oid) -> str:
    """A remote AS as it is, a router id as an address."""
    value = answer.value(index, "detail") if answer.has("detail") else None
    return decode.ipv4(value) if isinstance(value, bytes) else str(value or "")


def _peer(answer: Answer, index: Oid, table: PeerTable) -> RoutingPeer | None:
    peer = table.peer(answer, index)
    state = answer.word(index, "state", table.states)
    if not peer or not state:
        return None
    stopped = answer.has("admin") and table.stopped is not None and answer.value(index, "admin") == table.stopped
    return RoutingPeer(
        protocol=table.protocol,
        peer=peer,
        state="stopped" if stopped else state,
        up=state in table.good,
        detail=_detail(answer, index),
        since_s=answer.natural(index, "since") if answer.has("since") else None,
    )


@dataclass(frozen=True, slots=True)
class Routing:
    """OSPF-MIB (RFC 4750), BGP4-MIB (RFC 4273) and its vendors' successors, MPLS-LDP-STD-MIB (RFC 3815), ISIS-MIB.

    Yields RoutingPeer rows, one a neighbour, with the protocol's own word for its state and, of BGP, the seconds since
    it changed. Cadence status: a lost adjacency without a trap must show on the next round; an agent without the
    tables is asked one object each.
    """

    name: str = "routing"
    cadence: str = "status"

    def wants(self, visit: Visit) -> bool:
        """Routers of the network, and strangers whose system can route."""
        return visit.device.polled and routes(visit, Role.PE, Role.P, Role.AGGREGATION, Role.CPOS_ROUTER)

    async def collect(self, visit: Visit) -> Harvest:
        """Every table of a standard or of the vendor; of two rows for one neighbour the first stands."""
        answers: list[Answer] = []
        peers: dict[tuple[str, str], RoutingPeer] = {}
        for table in TABLES:
            if table.vendor is None or is_from(visit, table.vendor):
                answer = await ask(visit.snmp, table.objects)
                answers.append(answer)
                found = [_peer(answer, index, table) for index in answer.indexes]
                for row in found:
                    if row is not None:
                        peers.setdefault((row.protocol, row.peer), row)
        return brought(*answers, rows=list(peers.values()), covers=(RoutingPeer,))
