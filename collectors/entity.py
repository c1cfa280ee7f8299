"""What the element is built of: chassis, boards, ports, fans, supplies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collectors.asking import Objects, ask, ask_rows, brought
from nms.core.observed import Entity, Harvest
from nms.core.ports import Oid, SnmpSession, Visit

_ENTITY: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)

_ROW: Objects = {
    "entPhysicalDescr": (*_ENTITY, 2),
    "entPhysicalContainedIn": (*_ENTITY, 4),
    "entPhysicalClass": (*_ENTITY, 5),
    "entPhysicalName": (*_ENTITY, 7),
    "entPhysicalHardwareRev": (*_ENTITY, 8),
    "entPhysicalFirmwareRev": (*_ENTITY, 9),
    "entPhysicalSoftwareRev": (*_ENTITY, 10),
    "entPhysicalSerialNum": (*_ENTITY, 11),
    "entPhysicalModelName": (*_ENTITY, 13),
}
_NAMES: Objects = {"entPhysicalName": (*_ENTITY, 7), "entPhysicalDescr": (*_ENTITY, 2)}

CLASSES = {
    1: "other",
    2: "unknown",
    3: "chassis",
    4: "backplane",
    5: "container",
    6: "powerSupply",
    7: "fan",
    8: "sensor",
    9: "module",
    10: "port",
    11: "stack",
    12: "cpu",
    13: "energyObject",
    14: "battery",
    15: "storageDrive",
}
"""IANAPhysicalClass."""


async def entity_names(session: SnmpSession, indexes: Iterable[int]) -> Mapping[int, str]:
    """entPhysicalName, else entPhysicalDescr, of some entities; the index as text of those without either."""
    wanted = sorted(set(indexes))
    answer = await ask_rows(session, _NAMES, [(index,) for index in wanted])
    return {
        index: answer.text((index,), "entPhysicalName") or answer.text((index,), "entPhysicalDescr") or str(index)
        for index in wanted
    }


@dataclass(frozen=True, slots=True)
class Entities:
    """ENTITY-MIB (RFC 6933) entPhysicalTable.

    Yields Entity rows: class by name, parent, model, serial, revisions. Cadence inventory: boards are changed by hand,
    and the trap entConfigChange asks for a visit out of turn.
    """

    name: str = "entity"
    cadence: str = "inventory"

    def wants(self, visit: Visit) -> bool:
        """Anyone may have one."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """The whole table."""
        answer = await ask(visit.snmp, _ROW)
        rows = [
            Entity(
                index=index[0],
                name=answer.text(index, "entPhysicalName"),
                descr=answer.text(index, "entPhysicalDescr"),
                type=answer.word(index, "entPhysicalClass", CLASSES),
                parent=answer.natural(index, "entPhysicalContainedIn", 2**31 - 1) or 0,
                model=answer.text(index, "entPhysicalModelName"),
                serial=answer.text(index, "entPhysicalSerialNum"),
                hardware=answer.text(index, "entPhysicalHardwareRev"),
                firmware=answer.text(index, "entPhysicalFirmwareRev"),
                software=answer.text(index, "entPhysicalSoftwareRev"),
            )
            for index in answer.indexes
            if len(index) == 1
        ]
        return brought(answer, rows=rows, covers=(Entity,))
