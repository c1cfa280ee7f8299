"""What tells one element from every other, wherever it answers."""

from dataclasses import dataclass

from collectors.asking import Answer, Objects, ask_scalars, brought
from nms.core.observed import Harvest, Identifiers
from nms.core.ports import Visit

_OBJECTS: Objects = {
    "snmpEngineID": (1, 3, 6, 1, 6, 3, 10, 2, 1, 1),
    "lldpLocChassisIdSubtype": (1, 0, 8802, 1, 1, 2, 1, 3, 1),
    "lldpLocChassisId": (1, 0, 8802, 1, 1, 2, 1, 3, 2),
    "dot1dBaseBridgeAddress": (1, 3, 6, 1, 2, 1, 17, 1, 1),
}
_MAC = 4  # LldpChassisIdSubtype macAddress


def _chassis(answer: Answer) -> str:
    if answer.natural((), "lldpLocChassisIdSubtype") != _MAC:
        return ""
    return answer.mac((), "lldpLocChassisId")


@dataclass(frozen=True, slots=True)
class OwnIdentifiers:
    """SNMP-FRAMEWORK-MIB (RFC 3411) snmpEngineID, LLDP-MIB chassis id of kind MAC, BRIDGE-MIB dot1dBaseBridgeAddress.

    Yields one Identifiers row. Cadence inventory: it changes when the box is exchanged.
    """

    name: str = "identifiers"
    cadence: str = "inventory"

    def wants(self, visit: Visit) -> bool:
        """Everyone may have them."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """One GET."""
        answer = await ask_scalars(visit.snmp, _OBJECTS)
        row = Identifiers(
            answer.octets((), "snmpEngineID").hex(), _chassis(answer), answer.mac((), "dot1dBaseBridgeAddress")
        )
        return brought(answer, rows=[row] if row != Identifiers() else [], covers=(Identifiers,))
