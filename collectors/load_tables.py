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
    LABEL = auto()  # the column `name` alone, however long the index
    TITLE = auto()  # the table's title, numbered if there are several rows


@dataclass(frozen=True, slots=True)
class LoadTable:
    """One table; `only` is the beginning of the indexes that count, `sparse` marks tables over all parts of a box.

    `written` finds the percentage where `cpu` is a text.
    """

    vendor: Vendor
    objects: Objects
    named: Named = Named.TITLE
    title: str = "CPU"
    unit: int = 1
    only: Oid = ()
    sparse: bool = False
    written: str = ""


def _columns(*entry: int, **numbers: int) -> Objects:
    return {part: (*_ENTERPRISE, *entry, number) for part, number in numbers.items()}


TABLES: tuple[LoadTable, ...] = (
    # HUAWEI-ENTITY-EXTENT-MIB hwEntityStateTable
    LoadTable(
        Vendor.HUAWEI, _columns(2011, 5, 25, 31, 1, 1, 1, 1, cpu=5, memory=7, total=9), Named.ENTITY, sparse=True
    ),
    # HUAWEI-DEVICE-MIB hwSlotTable of access equipment (MA5600), index frame.slot
    LoadTable(Vendor.HUAWEI, _columns(2011, 2, 6, 7, 1, 1, 2, 1, cpu=5, memory=6, name=7), Named.TEXT),
    # HH3C-ENTITY-EXT-MIB hh3cEntityExtStateTable
    LoadTable(Vendor.H3C, _columns(25506, 2, 6, 1, 1, 1, 1, cpu=6, memory=8, total=10), Named.ENTITY, sparse=True),
    # CISCO-MEMORY-POOL-MIB ciscoMemoryPoolTable (processors: see `load_cisco`)
    LoadTable(Vendor.CISCO, _columns(9, 9, 48, 1, 1, 1, name=2, used=5, free=6), Named.TEXT),
    # CISCO-ENHANCED-MEMPOOL-MIB cempMemPoolTable, 64-bit columns, index entPhysicalIndex.pool
    LoadTable(Vendor.CISCO, _columns(9, 9, 221, 1, 1, 1, 1, name=3, used=18, free=20), Named.TEXT),
    # CISCOSB-rndMng rlCpuUtilDuringLastMinute; 101 = not measured
    LoadTable(Vendor.CISCO, _columns(9, 6, 1, 101, 1, cpu=8)),
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
    LoadTable(
        Vendor.ZTE,
        _columns(3902, 1082, 10, 1, 2, 4, 1, name=4, cpu=9, memory=11, total=19),
        Named.TEXT,
        unit=2**20,
        sparse=True,
    ),
    # JUNIPER-MIB jnxOperatingTable
    LoadTable(
        Vendor.JUNIPER,
        _columns(2636, 3, 1, 13, 1, name=5, cpu=8, memory=11, total=15),
        Named.TEXT,
        unit=2**20,
        sparse=True,
    ),
    # TIMETRA-SYSTEM-MIB sgiCpuUsage, sgiKbMemoryAvailable, sgiKbMemoryUsed
    LoadTable(Vendor.NOKIA, _columns(6527, 3, 1, 2, 1, 1, cpu=1, free=10, used=11), unit=1024),
    # HP STATISTICS-MIB hpSwitchCpuStat
    LoadTable(Vendor.HPE, _columns(11, 2, 14, 11, 5, 1, 9, 6, cpu=1)),
    # NETSWITCH-MIB hpLocalMemTable and hpGlobalMemTable
    LoadTable(Vendor.HPE, _columns(11, 2, 14, 11, 5, 1, 1, 2, 1, 1, 1, total=5, used=7), title="local memory"),
    LoadTable(Vendor.HPE, _columns(11, 2, 14, 11, 5, 1, 1, 2, 2, 1, 1, total=5, used=7), title="global memory"),
    # SMARTNODE-MIB cpuWorkload, memory pools
    LoadTable(Vendor.PATTON, _columns(1768, 100, 70, 10, 2, 1, cpu=2)),
    LoadTable(Vendor.PATTON, _columns(1768, 100, 70, 20, 2, 1, used=3, free=4), title="memory"),
    # AI-AP-MIB aiAccessPointTable: every AP of the cluster
    LoadTable(Vendor.ARUBA, _columns(14823, 2, 3, 3, 1, 2, 1, 1, name=2, cpu=7, free=8, total=10), Named.LABEL),
    # WLSX-SWITCH-MIB, WLSX-SYSTEMEXT-MIB
    LoadTable(Vendor.ARUBA, _columns(14823, 2, 2, 1, 2, 1, 13, 1, name=2, cpu=3), Named.TEXT),
    LoadTable(Vendor.ARUBA, _columns(14823, 2, 2, 1, 1, 1, 11, 1, total=2, used=3), title="memory", unit=1024),
    # RUCKUS-UNLEASHED-SYSTEM-MIB and RUCKUS-ZD-SYSTEM-MIB
    LoadTable(Vendor.RUCKUS, _columns(25053, 1, 15, 1, 1, 1, 15, cpu=13, memory=14)),
    LoadTable(Vendor.RUCKUS, _columns(25053, 1, 2, 1, 1, 1, 5, cpu=58, memory=59)),
    # UI-AF60-MIB; FASTPATH-SWITCHING-MIB of switches, with the load as a text of three averages
    LoadTable(Vendor.UBIQUITI, _columns(41112, 1, 11, 1, 2, cpu=6)),
    LoadTable(
        Vendor.UBIQUITI,
        _columns(4413, 1, 1, 1, 1, 4, free=1, total=2, cpu=9),
        unit=1024,
        written=r"300 Sec\w* \( *([\d.]+)%",
    ),
    # WRI-CPU-MIB and WRI-MEMORY-MIB
    LoadTable(Vendor.FIBERHOME, _columns(3807, 1, 8012, 1, 4, 1, 1, name=12, cpu=11), Named.TEXT),
    LoadTable(Vendor.FIBERHOME, _columns(3807, 1, 8012, 1, 5, 1, 1, total=2, used=3), title="memory"),
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

UCD: Objects = {
    "total": (*_ENTERPRISE, 2021, 4, 5),
    "free": (*_ENTERPRISE, 2021, 4, 6),
    "buffers": (*_ENTERPRISE, 2021, 4, 14),
    "cached": (*_ENTERPRISE, 2021, 4, 15),
}
"""UCD-SNMP-MIB memory in kB, of agents whose storage table has none."""
