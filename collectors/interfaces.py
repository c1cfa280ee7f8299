"""Interfaces: what they are, whether they work, what they carry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collectors import iana
from collectors.asking import Answer, Objects, ask, ask_rows, brought
from collectors.ports import IF_DESCR, IF_NAME, named, port, port_names
from nms.core.device import SnmpVersion
from nms.core.observed import Harvest, Interface, InterfaceState
from nms.core.ports import Oid, Visit
from nms.core.sample import Sample

_IF: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
_IFX: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)

STATES: Objects = {"ifAdminStatus": (*_IF, 7), "ifOperStatus": (*_IF, 8)}
_ROW: Objects = {
    "ifDescr": IF_DESCR,
    "ifType": (*_IF, 3),
    "ifSpeed": (*_IF, 5),
    "ifPhysAddress": (*_IF, 6),
    **STATES,
    "ifName": IF_NAME,
    "ifHighSpeed": (*_IFX, 15),
    "ifAlias": (*_IFX, 18),
}
WIDE: Objects = {"ifHCInOctets": (*_IFX, 6), "ifHCOutOctets": (*_IFX, 10)}
NARROW: Objects = {"ifInOctets": (*_IF, 10), "ifOutOctets": (*_IF, 16)}
TROUBLE: Objects = {
    "ifInDiscards": (*_IF, 13),
    "ifInErrors": (*_IF, 14),
    "ifOutDiscards": (*_IF, 19),
    "ifOutErrors": (*_IF, 20),
}
METRICS = {
    "ifHCInOctets": "interface_in_octets",
    "ifHCOutOctets": "interface_out_octets",
    "ifInOctets": "interface_in_octets",
    "ifOutOctets": "interface_out_octets",
    "ifInDiscards": "interface_in_discards",
    "ifInErrors": "interface_in_errors",
    "ifOutDiscards": "interface_out_discards",
    "ifOutErrors": "interface_out_errors",
}
_SPEED_FULL = 2**32 - 1  # RFC 2863: ifSpeed stands at its maximum when the speed does not fit


def speed_bps(speed: int | None, high: int | None) -> int | None:
    """Bit/s from ifSpeed and ifHighSpeed (Mbit/s), None if both say nothing: 2,048,000 is finer than "2", 10 G fits
    only the latter, and agents that let ifSpeed overflow are overruled."""
    if high and high * 1_000_000 > _SPEED_FULL:
        return high * 1_000_000
    if speed and speed < _SPEED_FULL:
        return speed
    return high * 1_000_000 if high else None


def _interface(answer: Answer, index: int, name: str) -> Interface:
    row = (index,)
    kind = answer.integer(row, "ifType")
    return Interface(
        index=index,
        name=name,
        descr=answer.text(row, "ifDescr"),
        alias=answer.text(row, "ifAlias"),
        type="" if kind is None else iana.if_type(kind),
        speed_bps=speed_bps(answer.natural(row, "ifSpeed"), answer.natural(row, "ifHighSpeed")),
        mac=answer.mac(row, "ifPhysAddress"),
        admin=answer.word(row, "ifAdminStatus", iana.STATES),
        oper=answer.word(row, "ifOperStatus", iana.STATES),
    )


@dataclass(frozen=True, slots=True)
class Interfaces:
    """IF-MIB (RFC 2863) ifTable and ifXTable.

    Yields Interface rows: name (ifName, else ifDescr, else index; shared names carry the index), type as IANA name,
    speed in bit/s, state. Cadence inventory: rows come and go when boards and services do.
    """

    name: str = "interfaces"
    cadence: str = "inventory"

    def wants(self, visit: Visit) -> bool:
        """Everyone has interfaces."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """All rows that either table has."""
        answer = await ask(visit.snmp, _ROW)
        rows = [_interface(answer, index, name) for index, name in sorted(named(answer).items())]
        return brought(answer, rows=rows, covers=(Interface,))


@dataclass(frozen=True, slots=True)
class InterfaceStates:
    """IF-MIB (RFC 2863) ifAdminStatus and ifOperStatus, nothing else.

    Yields InterfaceState rows. Cadence status: it confirms or clears what linkDown and linkUp traps said.
    """

    name: str = "interface_states"
    cadence: str = "status"

    def wants(self, visit: Visit) -> bool:
        """Everyone has interfaces."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """Two columns; names as known, asked only of a device never seen before."""
        names = await port_names(visit)
        answer = await ask(visit.snmp, STATES)
        rows = [
            InterfaceState(
                port(names, index[0]),
                answer.word(index, "ifAdminStatus", iana.STATES),
                answer.word(index, "ifOperStatus", iana.STATES),
            )
            for index in answer.indexes
            if len(index) == 1
        ]
        return brought(answer, rows=rows, covers=(InterfaceState,))


def _samples(visit: Visit, names: Mapping[int, str], answer: Answer, objects: Iterable[str]) -> list[Sample]:
    found = []
    for index in answer.indexes:
        for name in objects if len(index) == 1 else ():
            value = answer.natural(index, name, 2**64 - 1)
            if value is not None:
                found.append(Sample(visit.device.name, METRICS[name], port(names, index[0]), visit.at, value))
    return found


def _without(answer: Answer) -> list[Oid]:
    return [index for index in answer.indexes if answer.value(index, "ifHCInOctets") is None]


@dataclass(frozen=True, slots=True)
class InterfaceCounters:
    """IF-MIB (RFC 2863) octets, errors and discards.

    Yields samples of the counters as they stand, in octets and packets, by ifName: 64-bit octets, the 32-bit ones only
    for interfaces without (no ifXTable, SNMPv1). Cadence counters: a 32-bit counter wraps in 34 s at 1 Gbit/s, a
    64-bit one in 4,700 years, so the cadence may be minutes.
    """

    name: str = "interface_counters"
    cadence: str = "counters"

    def wants(self, visit: Visit) -> bool:
        """Everyone has interfaces."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """Six columns; the two narrow ones named cell by cell where a wide one is missing."""
        names = await port_names(visit)
        access = visit.device.snmp
        wide = {} if access and access.version is SnmpVersion.V1 else WIDE
        answer = await ask(visit.snmp, {**(wide or NARROW), **TROUBLE})
        samples = _samples(visit, names, answer, [*(wide or NARROW), *TROUBLE])
        rest = _without(answer) if wide else []
        if rest and len(rest) == len(answer.indexes):
            narrow = await ask(visit.snmp, NARROW)
        else:
            narrow = await ask_rows(visit.snmp, NARROW, rest)
        return brought(answer, narrow, samples=samples + _samples(visit, names, narrow, NARROW))
