"""Where vendors keep processor load and memory use: one row a table.

Objects by the part they play: `cpu` and `memory` in percent (-1 = no value), `used`, `free` and `total` in `unit`
octets, `name` a text. OIDs from the vendors' MIBs named in the comments.
"""

from dataclasses import dataclass
from enum import Enum, auto

from collectors.asking import Objects
from collectors.audience import Vendor
from nms.core.ports import Oid

_ENTERPRISE: Oid = (1, 3, 6, 1, 4, 1)
_HOST: Oid = (1, 3, 6, 1, 2, 1, 25)


class Named(Enum):
    """Where a row has its name from."""

    ENTITY = auto()  # the first arc of the index is entPhysicalIndex
    TEXT = auto()  # the column `name`, after the slot if the index has several arcs
    TITLE = auto()  # the table's title, numbered if there are several rows


@dataclass(frozen=True, slots=True)
class LoadTable:
    """One table; `only` is the beginning of the indexes that count, `sparse` marks tables over all parts of a box."""

    vendor: Vendor
    objects: Objects
    named: Named = Named.TITLE
    title: str = "CPU"
    unit: int = 1
    only: Oid = ()
    sparse: bool = False


def _columns(*entry: int, **numbers: int) -> Objects:
    return {part: (*_ENTERPRISE, *entry, number) for part, number in numbers.items()}


TABLES: tuple[LoadTable, ...] = (
    # HUAWEI-ENTITY-EXTENT-MIB hwEntityStateTable
    LoadTable(Vendor.HUAWEI, _columns(2011, 5, 25, 31, 1, 1, 1, 1, cpu=5, memory=7), Named.ENTITY, sparse=True),
    # HUAWEI-DEVICE-MIB hwSlotTable of access equipment (MA5600), index frame.slot
    LoadTable(Vendor.HUAWEI, _columns(2011, 2, 6, 7, 1, 1, 2, 1, cpu=5, memory=6, name=7), Named.TEXT),
    # HH3C-ENTITY-EXT-MIB hh3cEntityExtStateTable
    LoadTable(Vendor.H3C, _columns(25506, 2, 6, 1, 1, 1, 1, cpu=6, memory=8), Named.ENTITY, sparse=True),
    # CISCO-PROCESS-MIB cpmCPUTotalTable: the 1-minute average
    LoadTable(Vendor.CISCO, _columns(9, 9, 109, 1, 1, 1, 1, cpu=7)),
    # CISCO-MEMORY-POOL-MIB ciscoMemoryPoolTable
    LoadTable(Vendor.CISCO, _columns(9, 9, 48, 1, 1, 1, name=2, used=5, free=6), Named.TEXT),
    # CISCO-ENHANCED-MEMPOOL-MIB cempMemPoolTable, 64-bit columns, index entPhysicalIndex.pool
    LoadTable(Vendor.CISCO, _columns(9, 9, 221, 1, 1, 1, 1, name=3, used=18, free=20), Named.TEXT),
    # RAISECOM-SYSTEM-MIB raisecomTotalCPUUtilizationTable, index period: 3 = one minute
    LoadTable(Vendor.RAISECOM, _columns(8886, 1, 1, 1, 3, 1, 2, 1, cpu=2), only=(3,)),
    # ROSMGMT-SYSTEM-MIB, index period.cpu
    LoadTable(Vendor.RAISECOM, _columns(8886, 60, 1, 1, 1, 2, 1, 1, 1, cpu=3), only=(3,)),
    # ROSMGMT-MEMORY-MIB scalars in kB
    LoadTable(Vendor.RAISECOM, _columns(8886, 60, 1, 3, 1, 1, total=1, free=2), title="memory", unit=1024),
    # RUIJIE-PROCESS-MIB ruijieCPUUtilization1Min
    LoadTable(Vendor.RUIJIE, _columns(4881, 1, 1, 10, 2, 36, 1, 1, cpu=2)),
    # RUIJIE-MEMORY-MIB ruijieMemoryPoolUtilizationTable
    LoadTable(Vendor.RUIJIE, _columns(4881, 1, 1, 10, 2, 35, 1, 1, 1, name=2, memory=3), Named.TEXT),
    # ZTE-AN-CHASSIS-MIB zxAnCardTable, index rack.shelf.slot
    LoadTable(Vendor.ZTE, _columns(3902, 1082, 10, 1, 2, 4, 1, name=4, cpu=9, memory=11), Named.TEXT, sparse=True),
    # JUNIPER-MIB jnxOperatingTable
    LoadTable(Vendor.JUNIPER, _columns(2636, 3, 1, 13, 1, name=5, cpu=8, memory=11), Named.TEXT, sparse=True),
    # TIMETRA-SYSTEM-MIB sgiCpuUsage, sgiKbMemoryAvailable, sgiKbMemoryUsed
    LoadTable(Vendor.NOKIA, _columns(6527, 3, 1, 2, 1, 1, cpu=1, free=10, used=11), unit=1024),
    # HP STATISTICS-MIB hpSwitchCpuStat
    LoadTable(Vendor.HPE, _columns(11, 2, 14, 11, 5, 1, 9, 6, cpu=1)),
    # SMARTNODE-MIB cpuWorkload
    LoadTable(Vendor.PATTON, _columns(1768, 100, 70, 10, 2, 1, cpu=2)),
)

HOST: dict[str, Objects] = {
    "load": {"cpu": (*_HOST, 3, 3, 1, 2)},  # hrProcessorLoad
    "storage": {  # hrStorageTable; the unit is a column of its own
        "type": (*_HOST, 2, 3, 1, 2),
        "name": (*_HOST, 2, 3, 1, 3),
        "unit": (*_HOST, 2, 3, 1, 4),
        "total": (*_HOST, 2, 3, 1, 5),
        "used": (*_HOST, 2, 3, 1, 6),
    },
}
"""HOST-RESOURCES-MIB (RFC 2790)."""
