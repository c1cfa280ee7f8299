"""Who is connected: MAC addresses by port and VLAN."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from collectors.asking import Answer, Objects, ask, brought
from collectors.audience import plays
from collectors.decode import mac_index
from collectors.ports import port_names
from nms.core.device import Role
from nms.core.observed import FdbEntry, Harvest
from nms.core.ports import Oid, Visit
from nms.core.sample import Sample

_BRIDGE: Oid = (1, 3, 6, 1, 2, 1, 17)
_QBRIDGE: Oid = (*_BRIDGE, 7, 1)

_PORTS: Objects = {"dot1dBasePortIfIndex": (*_BRIDGE, 1, 4, 1, 2)}
_VLANS: Objects = {"dot1qVlanFdbId": (*_QBRIDGE, 4, 2, 1, 3)}
_BY_VLAN: Objects = {"port": (*_QBRIDGE, 2, 2, 1, 2), "status": (*_QBRIDGE, 2, 2, 1, 3)}
_PLAIN: Objects = {"port": (*_BRIDGE, 4, 3, 1, 2), "status": (*_BRIDGE, 4, 3, 1, 3)}

_STATUS = {1: "other", 2: "invalid", 3: "learned", 4: "self", 5: "mgmt"}
_UNUSED = ("", "invalid")


async def _bridge_ports(visit: Visit) -> tuple[Answer, Mapping[int, str]]:
    """Bridge port → ifName; the two numbers are one where an agent leaves the table out."""
    names = await port_names(visit)
    answer = await ask(visit.snmp, _PORTS)
    found = {}
    for index in answer.indexes:
        if_index = answer.natural(index, "dot1dBasePortIfIndex")
        if len(index) == 1 and if_index is not None and if_index in names:
            found[index[0]] = names[if_index]
    return answer, found if answer else names


def vlan_by_fdb(answer: Answer) -> Mapping[int, int]:
    """FDB id → VLAN, where one id serves one VLAN only: with shared learning the VLAN of a MAC is not known."""
    vlans: dict[int, set[int]] = {}
    for index in answer.indexes:
        fdb = answer.natural(index, "dot1qVlanFdbId")
        if fdb is not None and len(index) == 2:
            vlans.setdefault(fdb, set()).add(index[1])
    return {fdb: next(iter(which)) for fdb, which in vlans.items() if len(which) == 1}


def _vlan(fdb: int, vlans: Mapping[int, int], known: bool) -> int:
    """Agents without dot1qVlanCurrentTable use the VLAN as FDB id."""
    return vlans.get(fdb, 0) if known else fdb if 1 <= fdb <= 4094 else 0


def _entries(answer: Answer, ports: Mapping[int, str], vlans: Mapping[int, int], known: bool) -> list[FdbEntry]:
    found = []
    for index in answer.indexes:
        mac = mac_index(index[-6:])
        status = answer.word(index, "status", _STATUS) if answer.value(index, "status") is not None else "learned"
        number = answer.natural(index, "port")
        if not mac or status in _UNUSED or number is None:
            continue
        if number and number not in ports:
            answer.note(index, "port", number)
        vlan = _vlan(index[0], vlans, known) if len(index) == 7 else 0
        found.append(FdbEntry(mac, ports.get(number, ""), vlan, status))
    return found


@dataclass(frozen=True, slots=True)
class Fdb:
    """Q-BRIDGE-MIB (RFC 4363) dot1qTpFdbTable, else BRIDGE-MIB (RFC 4188) dot1dTpFdbTable.

    Yields FdbEntry rows (port "" where the bridge port belongs to no interface, VLAN 0 where unknown) and per port of
    the bridge the number of learned MACs. Cadence fdb: two rounds confirm a PC that nobody admitted. Cisco keeps one
    table per VLAN behind a context of its own, so that a plain visit sees VLAN 1 only.
    """

    name: str = "fdb"
    cadence: str = "fdb"

    def wants(self, visit: Visit) -> bool:
        """Whatever bridges."""
        roles = (Role.HALL_SWITCH, Role.ACCESS_SWITCH, Role.AGGREGATION, Role.CONVERTER)
        return visit.device.polled and plays(visit, *roles)

    async def collect(self, visit: Visit) -> Harvest:
        """The table by VLAN; the plain one only of agents without."""
        base, ports = await _bridge_ports(visit)
        table = await ask(visit.snmp, _BY_VLAN)
        vlans = await ask(visit.snmp, _VLANS) if table else Answer(_VLANS, {})
        if not table:
            table = await ask(visit.snmp, _PLAIN)
        rows = _entries(table, ports, vlan_by_fdb(vlans), bool(vlans))
        hosts = Counter(row.port for row in rows if row.status == "learned" and row.port)
        counted = sorted(set(ports.values()) if base else hosts)
        samples = [Sample(visit.device.name, "port_hosts", name, visit.at, hosts[name]) for name in counted]
        return brought(base, table, vlans, rows=rows, covers=(FdbEntry,), samples=samples)
