"""The element itself: who it says it is, and since when it runs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from collectors.asking import Answer, Objects, ask, ask_rows, ask_scalars, brought
from collectors.identity import Identity, identify, questions
from collectors.layout import LAYOUT, layout_in
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.observed import Facts, Harvest
from nms.core.ports import Oid, SnmpSession, Value, Visit

_SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
_ENTITY: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1)

SYSTEM: Objects = {
    "sysDescr": (*_SYSTEM, 1),
    "sysObjectID": (*_SYSTEM, 2),
    "sysUpTime": (*_SYSTEM, 3),
    "sysContact": (*_SYSTEM, 4),
    "sysName": (*_SYSTEM, 5),
    "sysLocation": (*_SYSTEM, 6),
}
_PARTS: Objects = {"entPhysicalContainedIn": (*_ENTITY, 4), "entPhysicalClass": (*_ENTITY, 5)}
_IDENTITY: Objects = {
    "entPhysicalDescr": (*_ENTITY, 2),
    "entPhysicalHardwareRev": (*_ENTITY, 8),
    "entPhysicalSoftwareRev": (*_ENTITY, 10),
    "entPhysicalSerialNum": (*_ENTITY, 11),
    "entPhysicalModelName": (*_ENTITY, 13),
}
_CHASSIS, _STACK = 3, 11


def box(answer: Answer) -> Oid | None:
    """The chassis that stands for the element: the one contained in nothing, the only one, or a stack's first.

    Where no part says what it is, the one contained in nothing if there is just one.
    """
    if not any(answer.value(index, "entPhysicalClass") for index in answer.indexes):
        roots = [index for index in answer.indexes if answer.value(index, "entPhysicalContainedIn") == 0]
        return roots[0] if len(roots) == 1 else None
    chassis = [index for index in answer.indexes if answer.value(index, "entPhysicalClass") == _CHASSIS]
    free = [index for index in chassis if answer.value(index, "entPhysicalContainedIn") == 0]
    stacks = {index[0] for index in answer.indexes if answer.value(index, "entPhysicalClass") == _STACK}
    stacked = [index for index in chassis if answer.value(index, "entPhysicalContainedIn") in stacks]
    choice = free or stacked or (chassis if len(chassis) == 1 else [])
    return choice[0] if choice else None


def _uptime(answer: Answer) -> float | None:
    ticks = answer.natural((), "sysUpTime")
    return None if ticks is None else ticks / 100


def _facts(system: Answer, who: Identity) -> Facts:
    return Facts(
        sys_name=system.text((), "sysName"),
        sys_descr=system.text((), "sysDescr"),
        sys_object_id=system.oid((), "sysObjectID"),
        sys_location=system.text((), "sysLocation"),
        sys_contact=system.text((), "sysContact"),
        uptime_s=_uptime(system),
        vendor=who.vendor,
        hardware=who.hardware,
        version=who.version,
        serial=who.serial,
        os=who.os,
        platform=who.platform,
    )


async def _further(session: SnmpSession, oids: Sequence[Oid]) -> dict[Oid, Value]:
    """What else tells who it is; an agent that stumbles over a question has told enough without it."""
    try:
        return await _first_values(session, oids)
    except NoAnswerError:
        raise
    except SnmpError:
        return {}


async def _first_values(session: SnmpSession, oids: Sequence[Oid]) -> dict[Oid, Value]:
    """Values of instances, and of the first row of what is none (a column, by not ending in 0), in a request each."""
    columns = [oid for oid in oids if oid[-1] != 0]
    binds = list(await session.get(*oids)) if oids else []
    if columns:
        following = await session.get_next(*columns)
        binds += [bind for root, bind in zip(columns, following, strict=True) if bind.oid[: len(root)] == root]
    return {bind.oid: bind.value for bind in binds if bind.value is not None}


async def _chassis(session: SnmpSession) -> dict[Oid, Value]:
    """The row of ENTITY-MIB that stands for the box: how the parts hang together is asked, then that row only.

    The first row stands for it where the agent does not say how they do.
    """
    parts = await ask(session, _PARTS)
    chosen = box(parts)
    if not parts:
        return await _first_values(session, tuple(_IDENTITY.values()))
    row = await ask_rows(session, _IDENTITY, [chosen] if chosen else [])
    return {(*column, *index): row.value(index, name) for index in row.indexes for name, column in _IDENTITY.items()}


@dataclass(frozen=True, slots=True)
class System:
    """SNMPv2-MIB (RFC 3418) system group, the chassis in ENTITY-MIB (RFC 6933), and what `identity` asks besides.

    Yields Facts: texts, sysUpTime in seconds, and who the element is: os, platform, vendor, hardware, version, serial.
    Cadence inventory: it changes when people work on the box.
    """

    name: str = "system"
    cadence: str = "inventory"

    def wants(self, visit: Visit) -> bool:
        """Everyone has a system group."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """Facts; of ENTITY-MIB only how the parts hang together, and one row; of vendors' objects a handful."""
        system = await ask_scalars(visit.snmp, SYSTEM)
        object_id, descr = system.oid((), "sysObjectID"), system.text((), "sysDescr")
        chassis = await _chassis(visit.snmp)
        more = await _further(visit.snmp, questions(object_id, descr))
        return brought(system, facts=_facts(system, identify(object_id, descr, {**more, **chassis})))


@dataclass(frozen=True, slots=True)
class Uptime:
    """SNMPv2-MIB (RFC 3418) sysUpTime, and in the same question what else tells that the element was rebuilt.

    Yields the known Facts with a fresh uptime in seconds, and the Layout. Cadence status: the sign of life, and how a
    restart or an exchanged board is noticed before anything is compared across it.
    """

    name: str = "uptime"
    cadence: str = "status"

    def wants(self, visit: Visit) -> bool:
        """Everyone has a clock since start."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """One GET."""
        answer = await ask_scalars(visit.snmp, LAYOUT)
        harvest = brought(answer, facts=replace(visit.facts, uptime_s=_uptime(answer)))
        return replace(harvest, layout=layout_in(answer, visit.at))
