"""Which MAC answers for which IPv4 address."""

from dataclasses import dataclass

from collectors.asking import Objects, ask, brought
from collectors.audience import plays
from collectors.decode import ipv4_index
from collectors.ports import port, port_names
from nms.core.device import Role
from nms.core.observed import ArpEntry, Harvest
from nms.core.ports import Oid, Visit

_IP: Oid = (1, 3, 6, 1, 2, 1, 4)
_MEDIA: Objects = {"mac": (*_IP, 22, 1, 2)}  # ipNetToMediaPhysAddress, index ifIndex.a.b.c.d
_PHYSICAL: Objects = {"mac": (*_IP, 35, 1, 4)}  # ipNetToPhysicalPhysAddress, index ifIndex.type.length.address
_IPV4 = (1, 4)  # InetAddressType ipv4 and its length


def _address(index: Oid) -> str:
    rest = index[1:]
    return ipv4_index(rest[2:] if rest[:2] == _IPV4 and len(rest) == 6 else rest)


@dataclass(frozen=True, slots=True)
class Arp:
    """IP-MIB (RFC 4293) ipNetToMediaTable, else ipNetToPhysicalTable for agents that dropped the old one.

    Yields ArpEntry rows: IPv4 address, MAC, ifName; entries without a MAC (being resolved, invalid) are left out.
    Cadence fdb: it puts addresses to the MACs of the switches below, and shows one address with two MACs.
    """

    name: str = "arp"
    cadence: str = "fdb"

    def wants(self, visit: Visit) -> bool:
        """Whatever routes for halls, and their switches, where those do."""
        roles = (
            Role.HALL_SWITCH,
            Role.PE,
            Role.AGGREGATION,
            Role.CPOS_ROUTER,
            Role.HALL_ROUTER,
            Role.CONVERTER,
            Role.FIREWALL,
            Role.DCN,
        )
        return visit.device.polled and plays(visit, *roles)

    async def collect(self, visit: Visit) -> Harvest:
        """The first of the two tables that holds anything."""
        answer = await ask(visit.snmp, _MEDIA)
        if not answer:
            answer = await ask(visit.snmp, _PHYSICAL)
        names = await port_names(visit) if answer else {}
        rows = [
            ArpEntry(address, mac, port(names, index[0]))
            for index in answer.indexes
            if (address := _address(index)) and (mac := answer.mac(index, "mac"))
        ]
        return brought(answer, rows=rows, covers=(ArpEntry,))
