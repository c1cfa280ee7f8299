"""Who is next door, as LLDP heard it."""

from collections.abc import Mapping
from dataclasses import dataclass

from collectors import decode
from collectors.asking import Answer, Objects, ask, ask_scalars, brought
from collectors.ports import port_names
from nms.core.observed import Harvest, LocalLldp, Neighbour, Row
from nms.core.ports import Oid, Visit

_LLDP: Oid = (1, 0, 8802, 1, 1, 2, 1)

_SELF: Objects = {
    "lldpLocChassisIdSubtype": (*_LLDP, 3, 1),
    "lldpLocChassisId": (*_LLDP, 3, 2),
    "lldpLocSysName": (*_LLDP, 3, 3),
}
_PORTS: Objects = {
    "lldpLocPortIdSubtype": (*_LLDP, 3, 7, 1, 2),
    "lldpLocPortId": (*_LLDP, 3, 7, 1, 3),
    "lldpLocPortDesc": (*_LLDP, 3, 7, 1, 4),
}
_HEARD: Objects = {
    "lldpRemChassisId": (*_LLDP, 4, 1, 1, 5),
    "lldpRemChassisIdSubtype": (*_LLDP, 4, 1, 1, 4),
    "lldpRemPortIdSubtype": (*_LLDP, 4, 1, 1, 6),
    "lldpRemPortId": (*_LLDP, 4, 1, 1, 7),
    "lldpRemPortDesc": (*_LLDP, 4, 1, 1, 8),
    "lldpRemSysName": (*_LLDP, 4, 1, 1, 9),
}
_MAC = {"chassis": 4, "port": 3}  # LldpChassisIdSubtype and LldpPortIdSubtype number the same kinds differently
_NETWORK = {"chassis": 5, "port": 4}
_LOCALLY_ASSIGNED = 7


def identifier(octets: bytes, subtype: int | None, of: str) -> str:
    """A chassis or port id (`of` = "chassis" or "port") as text: MACs as 12 lower hex, network addresses as such.

    Six octets that are no text are a MAC whatever the subtype claims.
    """
    if subtype == _MAC[of] and (mac := decode.mac_of(octets)):
        return mac
    if subtype == _NETWORK[of] and (address := decode.network_address(octets)):
        return address
    return octets.hex() if len(octets) == 6 and not octets.decode("latin-1").isprintable() else decode.text(octets)


def _local_name(answer: Answer, number: int, names: Mapping[int, str], known: frozenset[str]) -> str:
    """The ifName behind a local port number: what the port calls itself before the guess that the number is ifIndex."""
    row = (number,)
    if row in answer.indexes:
        subtype = answer.natural(row, "lldpLocPortIdSubtype")
        said = identifier(answer.octets(row, "lldpLocPortId"), subtype, "port")
        for candidate in (said, answer.text(row, "lldpLocPortDesc")):
            if candidate in known:
                return candidate
        if said.isdecimal() and subtype in (None, _LOCALLY_ASSIGNED) and int(said) in names:
            return names[int(said)]
        return names.get(number) or said or str(number)
    return names.get(number) or str(number)


def _local(own: Answer, ports: Answer, names: Mapping[int, str], known: frozenset[str]) -> LocalLldp | None:
    subtype = own.natural((), "lldpLocChassisIdSubtype")
    chassis = identifier(own.octets((), "lldpLocChassisId"), subtype, "chassis")
    if not chassis and not ports:
        return None
    spoken = {}
    for index in ports.indexes:
        said = identifier(ports.octets(index, "lldpLocPortId"), ports.natural(index, "lldpLocPortIdSubtype"), "port")
        if said and len(index) == 1:
            spoken[_local_name(ports, index[0], names, known)] = said
    return LocalLldp(chassis, own.text((), "lldpLocSysName"), spoken)


def _neighbours(heard: Answer, ports: Answer, names: Mapping[int, str], known: frozenset[str]) -> list[Neighbour]:
    """Rows by (local port, remote index); of several time marks the last stands."""
    latest = {index[1:]: index for index in heard.indexes if len(index) == 3}
    return [
        Neighbour(
            port=_local_name(ports, key[0], names, known),
            chassis_id=identifier(
                heard.octets(index, "lldpRemChassisId"), heard.natural(index, "lldpRemChassisIdSubtype"), "chassis"
            ),
            port_id=identifier(
                heard.octets(index, "lldpRemPortId"), heard.natural(index, "lldpRemPortIdSubtype"), "port"
            ),
            port_descr=heard.text(index, "lldpRemPortDesc"),
            sys_name=heard.text(index, "lldpRemSysName"),
        )
        for key, index in sorted(latest.items())
    ]


@dataclass(frozen=True, slots=True)
class Lldp:
    """LLDP-MIB (IEEE 802.1AB-2005) local system, local ports and remote systems.

    Yields Neighbour rows and one LocalLldp row, ids as text. Cadence inventory: cables move rarely, and the trap
    lldpRemTablesChange asks for a visit out of turn.
    """

    name: str = "lldp"
    cadence: str = "inventory"

    def wants(self, visit: Visit) -> bool:
        """Anyone may speak LLDP."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """Local ports are asked only of those who speak LLDP at all."""
        own = await ask_scalars(visit.snmp, _SELF)
        heard = await ask(visit.snmp, _HEARD)
        speaks = bool(own.octets((), "lldpLocChassisId") or heard)
        ports = await ask(visit.snmp, _PORTS) if speaks else Answer(_PORTS, {})
        names = await port_names(visit) if speaks else {}
        known = frozenset(names.values())
        local = _local(own, ports, names, known)
        rows: list[Row] = [*_neighbours(heard, ports, names, known), *([local] if local else [])]
        return brought(own, heard, ports, rows=rows, covers=(Neighbour, LocalLldp))
