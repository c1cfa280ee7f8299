"""The element itself: who it says it is, and since when it runs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from collectors.asking import Answer, Objects, ask, ask_rows, ask_scalars, brought
from collectors.audience import Vendor, vendor_of
from nms.core.observed import Facts, Harvest
from nms.core.ports import Oid, Visit

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
_UPTIME: Objects = {"sysUpTime": (*_SYSTEM, 3)}
_PARTS: Objects = {"entPhysicalContainedIn": (*_ENTITY, 4), "entPhysicalClass": (*_ENTITY, 5)}
_IDENTITY: Objects = {
    "entPhysicalDescr": (*_ENTITY, 2),
    "entPhysicalSoftwareRev": (*_ENTITY, 10),
    "entPhysicalSerialNum": (*_ENTITY, 11),
    "entPhysicalModelName": (*_ENTITY, 13),
}
_CHASSIS, _STACK = 3, 11

_VERSIONS: tuple[tuple[Vendor, re.Pattern[str]], ...] = (
    (Vendor.HUAWEI, re.compile(r"Version (\S+) \([^)]*?(V\d{3}R\d{3}\w*)\)")),
    (Vendor.HUAWEI, re.compile(r"(V\d{3}R\d{3}\w*)")),
    (Vendor.H3C, re.compile(r"Software Version ([^,]+)(?:, ((?:Release|Feature|ESS|Test) \w+))?")),
    (Vendor.CISCO, re.compile(r"Version ([^,\s\[]+)")),
    (Vendor.JUNIPER, re.compile(r"JUNOS ([^,\s]+)")),
    (Vendor.RUIJIE, re.compile(r"(?:RGOS|RGNOS) (\d[^\s,]*)")),
    (Vendor.ZTE, re.compile(r"Version:? ?(V\S+)")),
    (Vendor.RAISECOM, re.compile(r"(ROS_\S+)")),
    (Vendor.NOKIA, re.compile(r"TiMOS-\w-(\S+)")),
    (Vendor.MIKROTIK, re.compile(r"RouterOS (\d\S*)")),
    (Vendor.NET_SNMP, re.compile(r"^Linux \S+ (\d\S*)")),
)
"""Where a vendor writes its software version into sysDescr; the first match stands, a second group in brackets."""

_MODELS: tuple[tuple[Vendor, re.Pattern[str]], ...] = (
    (Vendor.HUAWEI, re.compile(r"^\W*(?:Huawei )?([A-Z]{1,4}\d[\w-]*)")),
    (Vendor.HUAWEI, re.compile(r"\(([\w-]+) V\d{3}R\d{3}")),
    (Vendor.ZTE, re.compile(r"^(\w+) Version")),
    (Vendor.MIKROTIK, re.compile(r"^RouterOS ([A-Z]\S*)")),
    (Vendor.JUNIPER, re.compile(r"Inc\. (\w+)")),
)
"""Where a vendor writes its model into sysDescr, for agents whose ENTITY-MIB does not tell."""


def _found(patterns: Iterable[tuple[Vendor, re.Pattern[str]]], vendor: Vendor | None, sys_descr: str) -> str:
    for maker, pattern in patterns:
        found = pattern.search(sys_descr) if maker is vendor else None
        if found:
            first, *more = [group for group in found.groups() if group]
            return f"{first} ({more[0]})" if more else first
    return ""


def version_in(vendor: Vendor | None, sys_descr: str) -> str:
    """The software version in a sysDescr; "" if the vendor writes none, or we do not know how."""
    return _found(_VERSIONS, vendor, sys_descr)


def model_in(vendor: Vendor | None, sys_descr: str) -> str:
    """The model in a sysDescr; "" as above."""
    return _found(_MODELS, vendor, sys_descr)


def box(answer: Answer) -> Oid | None:
    """The chassis that stands for the element: the one contained in nothing, the only one, or a stack's first."""
    chassis = [index for index in answer.indexes if answer.value(index, "entPhysicalClass") == _CHASSIS]
    free = [index for index in chassis if answer.value(index, "entPhysicalContainedIn") == 0]
    stacks = {index[0] for index in answer.indexes if answer.value(index, "entPhysicalClass") == _STACK}
    stacked = [index for index in chassis if answer.value(index, "entPhysicalContainedIn") in stacks]
    choice = free or stacked or (chassis if len(chassis) == 1 else [])
    return choice[0] if choice else None


def _uptime(answer: Answer) -> float | None:
    ticks = answer.natural((), "sysUpTime")
    return None if ticks is None else ticks / 100


def _facts(system: Answer, chassis: Answer) -> Facts:
    object_id = system.oid((), "sysObjectID")
    vendor = vendor_of(object_id)
    descr = system.text((), "sysDescr")
    index = chassis.indexes[0] if chassis else ()
    model = chassis.text(index, "entPhysicalModelName") or model_in(vendor, descr)
    return Facts(
        sys_name=system.text((), "sysName"),
        sys_descr=descr,
        sys_object_id=object_id,
        sys_location=system.text((), "sysLocation"),
        sys_contact=system.text((), "sysContact"),
        uptime_s=_uptime(system),
        vendor=vendor.value if vendor else "",
        hardware=model or chassis.text(index, "entPhysicalDescr"),
        version=version_in(vendor, descr) or chassis.text(index, "entPhysicalSoftwareRev"),
        serial=chassis.text(index, "entPhysicalSerialNum"),
    )


@dataclass(frozen=True, slots=True)
class System:
    """SNMPv2-MIB (RFC 3418) system group, and the chassis in ENTITY-MIB (RFC 6933).

    Yields Facts: texts, sysUpTime in seconds, vendor by enterprise number, hardware, version and serial of the first
    chassis (version rather from sysDescr where the vendor writes it there). Cadence inventory: it changes when people
    work on the box.
    """

    name: str = "system"
    cadence: str = "inventory"

    def wants(self, visit: Visit) -> bool:
        """Everyone has a system group."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """Facts; of ENTITY-MIB only how the parts hang together, and one row."""
        system = await ask_scalars(visit.snmp, SYSTEM)
        parts = await ask(visit.snmp, _PARTS)
        chosen = box(parts)
        chassis = await ask_rows(visit.snmp, _IDENTITY, [chosen] if chosen else [])
        return brought(system, chassis, facts=_facts(system, chassis))


@dataclass(frozen=True, slots=True)
class Uptime:
    """SNMPv2-MIB (RFC 3418) sysUpTime alone.

    Yields the known Facts with a fresh uptime in seconds. Cadence status: the sign of life, and how a restart is
    noticed before counters are compared across it.
    """

    name: str = "uptime"
    cadence: str = "status"

    def wants(self, visit: Visit) -> bool:
        """Everyone has a clock since start."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """One object."""
        answer = await ask_scalars(visit.snmp, _UPTIME)
        return brought(answer, facts=replace(visit.facts, uptime_s=_uptime(answer)))
