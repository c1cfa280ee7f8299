"""Where vendors keep temperatures and the light of their optics: one row a table, one entry a column.

OIDs, units and the values that mean "none" from the vendors' MIBs named in the comments.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum, auto
from math import log10

from collectors.asking import Objects
from collectors.audience import Vendor, is_from, plays
from nms.core.device import Role
from nms.core.ports import Oid, Visit

_ENTERPRISE: Oid = (1, 3, 6, 1, 4, 1)
_NONE = frozenset({2147483647, -2147483648})


class Place(Enum):
    """What the index of a table points at."""

    ENTITY = auto()  # entPhysicalIndex
    PORT = auto()  # ifIndex, on an OLT followed by the ONT
    BOX = auto()  # the box itself


@dataclass(frozen=True, slots=True)
class Measure:
    """One column: value = (raw + shift) × factor in `unit`.

    `suffix` tells two values of one type at one place apart; `tail` are the arcs after the place's when the kind of
    value is part of the index; `microwatts` marks light that some releases give in µW instead.
    """

    object: str
    column: int
    type: str
    unit: str
    factor: float = 1.0
    shift: int = 0
    suffix: str = ""
    tail: Oid = ()
    microwatts: bool = False


@dataclass(frozen=True, slots=True)
class SensorTable:
    """Columns of one table; `arcs` of the index name the place, `roles` (if any) are those worth asking."""

    vendor: Vendor
    entry: Oid
    place: Place
    measures: tuple[Measure, ...]
    invalid: frozenset[int] = _NONE
    arcs: int = 1
    title: str = ""
    roles: tuple[Role, ...] = ()

    @property
    def objects(self) -> Objects:
        """The columns to ask."""
        return {measure.object: (*_ENTERPRISE, *self.entry, measure.column) for measure in self.measures}

    def meant_for(self, visit: Visit) -> bool:
        """Whether the vendor and the role fit."""
        return is_from(visit, self.vendor) and (not self.roles or plays(visit, *self.roles))


def dbm(microwatts: float) -> float:
    """Light in dBm."""
    return round(10 * log10(microwatts / 1000), 2)


def scales(measure: Measure, values: Iterable[int]) -> Callable[[int], float]:
    """How to read a column, given all its valid values: light that is nowhere below 0 is in µW where that occurs.

    In hundredths of dBm a whole column of positive values would mean that every laser is read above 1 mW.
    """
    if measure.microwatts and all(value > 0 for value in values):
        return dbm
    return lambda raw: round((raw + measure.shift) * measure.factor, 6)


def _temperature(name: str, column: int, factor: float = 1.0, tail: Oid = ()) -> Measure:
    return Measure(name, column, "temperature", "°C", factor, tail=tail)


def _light(name: str, column: int, way: str, factor: float = 0.01, tail: Oid = ()) -> Measure:
    return Measure(name, column, f"optical_{way}", "dBm", factor, tail=tail)


TABLES: tuple[SensorTable, ...] = (
    # HUAWEI-ENTITY-EXTENT-MIB hwEntityStateTable: boards
    SensorTable(
        Vendor.HUAWEI,
        (2011, 5, 25, 31, 1, 1, 1, 1),
        Place.ENTITY,
        (_temperature("hwEntityTemperature", 11),),
        invalid=_NONE | {0},
    ),
    # HUAWEI-ENTITY-EXTENT-MIB hwOpticalModuleInfoTable: ports; -1 and -255 where no module is plugged in
    SensorTable(
        Vendor.HUAWEI,
        (2011, 5, 25, 31, 1, 1, 3, 1),
        Place.ENTITY,
        (
            _temperature("hwEntityOpticalTemperature", 5),
            Measure("hwEntityOpticalVoltage", 6, "voltage", "V", 0.001),
            Measure("hwEntityOpticalBiasCurrent", 7, "current", "A", 0.000_001),
            replace(_light("hwEntityOpticalRxPower", 8, "rx"), microwatts=True),
            replace(_light("hwEntityOpticalTxPower", 9, "tx"), microwatts=True),
        ),
        invalid=_NONE | {0, -1, -255},
    ),
    # HUAWEI-XPON-MIB hwGponOltOpticsDdmInfoTable: PON ports
    SensorTable(
        Vendor.HUAWEI,
        (2011, 6, 128, 1, 1, 2, 23, 1),
        Place.PORT,
        (
            _temperature("hwGponOltOpticsDdmInfoTemperature", 1),
            Measure("hwGponOltOpticsDdmInfoSupplyVoltage", 2, "voltage", "V", 0.01),
            Measure("hwGponOltOpticsDdmInfoTxBiasCurrent", 3, "current", "A", 0.001),
            _light("hwGponOltOpticsDdmInfoTxPower", 4, "tx"),
        ),
        roles=(Role.OLT,),
    ),
    # HUAWEI-XPON-MIB hwGponDeviceOntOpticalDdmInfoTable, index ifIndex.ontId
    SensorTable(
        Vendor.HUAWEI,
        (2011, 6, 128, 1, 1, 2, 51, 1),
        Place.PORT,
        (
            _temperature("hwGponOntOpticalDdmTemperature", 1),
            _light("hwGponOntOpticalDdmTxPower", 3, "tx"),
            _light("hwGponOntOpticalDdmRxPower", 4, "rx"),
            Measure("hwGponOntOpticalDdmOltRxOntPower", 6, "optical_rx", "dBm", 0.01, -10_000, " at OLT"),
        ),
        arcs=2,
        roles=(Role.OLT,),
    ),
    # HH3C-ENTITY-EXT-MIB hh3cEntityExtStateTable
    SensorTable(
        Vendor.H3C,
        (25506, 2, 6, 1, 1, 1, 1),
        Place.ENTITY,
        (_temperature("hh3cEntityExtTemperature", 12),),
        invalid=_NONE | {0, 65535},
    ),
    # HH3C-TRANSCEIVER-INFO-MIB hh3cTransceiverInfoTable
    SensorTable(
        Vendor.H3C,
        (25506, 2, 70, 1, 1, 1),
        Place.PORT,
        (
            _light("hh3cTransceiverCurTXPower", 9, "tx"),
            _light("hh3cTransceiverCurRXPower", 12, "rx"),
            _temperature("hh3cTransceiverTemperature", 15),
        ),
    ),
    # RAISECOM-OPTICAL-TRANSCEIVER-MIB, index ifIndex.parameter: 1 temperature, 3 Tx, 4 Rx
    SensorTable(
        Vendor.RAISECOM,
        (8886, 1, 18, 2, 2, 1, 1),
        Place.PORT,
        (
            _light("raisecomOpticalTransceiverParameterValue", 2, "tx", 0.001, (3,)),
            _light("raisecomOpticalTransceiverParameterValue", 2, "rx", 0.001, (4,)),
            _temperature("raisecomOpticalTransceiverParameterValue", 2, 0.001, (1,)),
        ),
    ),
    # ROSMGMT-OPTICAL-TRANSCEIVER-MIB, the same shape
    SensorTable(
        Vendor.RAISECOM,
        (8886, 60, 18, 1, 2, 2, 1, 1),
        Place.PORT,
        (
            _light("rosMgmtOpticalTransceiverParameterValue", 2, "tx", 0.001, (3,)),
            _light("rosMgmtOpticalTransceiverParameterValue", 2, "rx", 0.001, (4,)),
            _temperature("rosMgmtOpticalTransceiverParameterValue", 2, 0.001, (1,)),
        ),
    ),
    # RAISECOM-SYSTEM-MIB raisecomTemperatureValue
    SensorTable(
        Vendor.RAISECOM,
        (8886, 1, 1, 4, 2),
        Place.BOX,
        (_temperature("raisecomTemperatureValue", 1),),
        title="temperature",
    ),
    # RUIJIE-SYSTEM-MIB ruijieSystemTemperatureTable
    SensorTable(
        Vendor.RUIJIE,
        (4881, 1, 1, 10, 2, 1, 1, 23, 1),
        Place.BOX,
        (_temperature("ruijieSystemTemperatureCurrent", 3),),
        invalid=_NONE | {0},
        title="temperature",
    ),
    # RUIJIE-FIBER-MIB ruijieFiberTable
    SensorTable(
        Vendor.RUIJIE,
        (4881, 1, 1, 10, 2, 105, 1, 1, 1),
        Place.PORT,
        (
            _temperature("ruijieFiberTemp", 17),
            _light("ruijieFiberRXpower", 76, "rx"),
            _light("ruijieFiberTXpower", 81, "tx"),
        ),
        invalid=_NONE | {0, -10_000},
    ),
    # JUNIPER-DOM-MIB jnxDomCurrentTable
    SensorTable(
        Vendor.JUNIPER,
        (2636, 3, 60, 1, 1, 1, 1),
        Place.PORT,
        (
            _light("jnxDomCurrentRxLaserPower", 5, "rx"),
            _light("jnxDomCurrentTxLaserOutputPower", 7, "tx"),
            _temperature("jnxDomCurrentModuleTemperature", 8),
        ),
        invalid=_NONE | {0},
    ),
)
