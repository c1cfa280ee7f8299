"""Where makers of network equipment keep temperatures and the light of their optics: one row a table.

OIDs, units and the values that mean "none" from the vendors' MIBs named in the comments. Here Chinese makers; the
others in `sensor_tables_world`, power supplies in `sensor_tables_power`.
"""

from dataclasses import replace

from collectors.audience import Vendor
from collectors.sensor_shapes import (
    NONE,
    Measure,
    Place,
    SensorTable,
    current,
    dbm,
    fan,
    light,
    power,
    scales,
    temperature,
    voltage,
)
from collectors.sensor_tables_power import POWER_TABLES
from collectors.sensor_tables_world import WORLD_TABLES
from nms.core.device import Role

TABLES: tuple[SensorTable, ...] = (
    # HUAWEI-ENTITY-EXTENT-MIB hwEntityStateTable: boards
    SensorTable(
        Vendor.HUAWEI,
        (2011, 5, 25, 31, 1, 1, 1, 1),
        Place.ENTITY,
        (temperature("hwEntityTemperature", 11),),
        invalid=NONE | {0},
    ),
    # HUAWEI-ENTITY-EXTENT-MIB hwOpticalModuleInfoTable: ports; -1 and -255 where no module is plugged in
    SensorTable(
        Vendor.HUAWEI,
        (2011, 5, 25, 31, 1, 1, 3, 1),
        Place.ENTITY,
        (
            temperature("hwEntityOpticalTemperature", 5),
            Measure("hwEntityOpticalVoltage", 6, "voltage", "V", 0.001),
            Measure("hwEntityOpticalBiasCurrent", 7, "current", "A", 0.000_001),
            replace(light("hwEntityOpticalRxPower", 8, "rx"), microwatts=True),
            replace(light("hwEntityOpticalTxPower", 9, "tx"), microwatts=True),
        ),
        invalid=NONE | {0, -1, -255},
    ),
    # HUAWEI-XPON-MIB hwGponOltOpticsDdmInfoTable: PON ports
    SensorTable(
        Vendor.HUAWEI,
        (2011, 6, 128, 1, 1, 2, 23, 1),
        Place.PORT,
        (
            temperature("hwGponOltOpticsDdmInfoTemperature", 1),
            Measure("hwGponOltOpticsDdmInfoSupplyVoltage", 2, "voltage", "V", 0.01),
            Measure("hwGponOltOpticsDdmInfoTxBiasCurrent", 3, "current", "A", 0.001),
            light("hwGponOltOpticsDdmInfoTxPower", 4, "tx"),
        ),
        roles=(Role.OLT,),
    ),
    # HUAWEI-XPON-MIB hwGponDeviceOntOpticalDdmInfoTable, index ifIndex.ontId
    SensorTable(
        Vendor.HUAWEI,
        (2011, 6, 128, 1, 1, 2, 51, 1),
        Place.PORT,
        (
            temperature("hwGponOntOpticalDdmTemperature", 1),
            light("hwGponOntOpticalDdmTxPower", 3, "tx"),
            light("hwGponOntOpticalDdmRxPower", 4, "rx"),
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
        (temperature("hh3cEntityExtTemperature", 12),),
        invalid=NONE | {0, 65535},
    ),
    # HH3C-TRANSCEIVER-INFO-MIB hh3cTransceiverInfoTable
    SensorTable(
        Vendor.H3C,
        (25506, 2, 70, 1, 1, 1),
        Place.PORT,
        (
            light("hh3cTransceiverCurTXPower", 9, "tx"),
            light("hh3cTransceiverCurRXPower", 12, "rx"),
            temperature("hh3cTransceiverTemperature", 15),
        ),
    ),
    # RAISECOM-OPTICAL-TRANSCEIVER-MIB, index ifIndex.parameter: 1 temperature, 3 Tx, 4 Rx
    SensorTable(
        Vendor.RAISECOM,
        (8886, 1, 18, 2, 2, 1, 1),
        Place.PORT,
        (
            light("raisecomOpticalTransceiverParameterValue", 2, "tx", 0.001, (3,)),
            light("raisecomOpticalTransceiverParameterValue", 2, "rx", 0.001, (4,)),
            temperature("raisecomOpticalTransceiverParameterValue", 2, 0.001, (1,)),
        ),
    ),
    # ROSMGMT-OPTICAL-TRANSCEIVER-MIB, the same shape
    SensorTable(
        Vendor.RAISECOM,
        (8886, 60, 18, 1, 2, 2, 1, 1),
        Place.PORT,
        (
            light("rosMgmtOpticalTransceiverParameterValue", 2, "tx", 0.001, (3,)),
            light("rosMgmtOpticalTransceiverParameterValue", 2, "rx", 0.001, (4,)),
            temperature("rosMgmtOpticalTransceiverParameterValue", 2, 0.001, (1,)),
        ),
    ),
    # RAISECOM-SYSTEM-MIB raisecomTemperatureValue
    SensorTable(
        Vendor.RAISECOM,
        (8886, 1, 1, 4, 2),
        Place.BOX,
        (temperature("raisecomTemperatureValue", 1),),
        title="temperature",
    ),
    # RUIJIE-SYSTEM-MIB ruijieSystemTemperatureTable
    SensorTable(
        Vendor.RUIJIE,
        (4881, 1, 1, 10, 2, 1, 1, 23, 1),
        Place.BOX,
        (temperature("ruijieSystemTemperatureCurrent", 3),),
        invalid=NONE | {0},
        title="temperature",
    ),
    # RUIJIE-FIBER-MIB ruijieFiberTable
    SensorTable(
        Vendor.RUIJIE,
        (4881, 1, 1, 10, 2, 105, 1, 1, 1),
        Place.PORT,
        (
            temperature("ruijieFiberTemp", 17),
            light("ruijieFiberRXpower", 76, "rx"),
            light("ruijieFiberTXpower", 81, "tx"),
        ),
        invalid=NONE | {0, -10_000},
    ),
    # ZTE-AN-ENVMON-MIB: cards (index rack.shelf.slot), fans, DC inputs
    SensorTable(
        Vendor.ZTE,
        (3902, 1082, 10, 10, 2, 1, 6, 1),
        Place.BOX,
        (
            temperature("zxAnCardTemp", 2),
            power("zxAnCardPowerConsumption", 3, 0.001),
            voltage("zxAnCardVoltage", 4, 0.001),
            current("zxAnCardCurrent", 5, 0.001),
        ),
        invalid=NONE | {0},
        arcs=3,
        title="card",
    ),
    SensorTable(
        Vendor.ZTE,
        (3902, 1082, 10, 10, 2, 4, 11, 1),
        Place.BOX,
        (fan("zxAnFanSpeed", 7),),
        invalid=NONE | {0},
        arcs=3,
        title="fan",
    ),
    # HUAWEI-ENERGYMNGT-MIB, H3C power, OPTIX-RTN odu
    SensorTable(
        Vendor.HUAWEI,
        (2011, 6, 157, 1),
        Place.BOX,
        (power("hwAveragePower", 3, 0.001, " mean"), power("hwCurrentPower", 6, 0.001)),
        title="consumption",
        systems=("vrp", "yunshan"),
    ),
    SensorTable(
        Vendor.HUAWEI,
        (2011, 2, 6, 7, 1, 1, 2, 1),
        Place.BOX,
        (temperature("hwMusaBoardTemperature", 10), power("hwMusaBoardPower", 11)),
        invalid=NONE | {-1},
        arcs=2,
        title="board",
        roles=(Role.OLT,),
        systems=("smartax",),
    ),
    SensorTable(
        Vendor.HUAWEI,
        (2011, 2, 25, 4, 40, 4, 10, 30, 1),
        Place.BOX,
        (light("optixOduTxPower", 8, "tx", 0.1), light("optixOduRxPower", 9, "rx", 0.1)),
        arcs=2,
        title="ODU",
        systems=("huawei-optixrtn",),
    ),
    SensorTable(
        Vendor.HUAWEI,
        (2011, 2, 25, 4, 30, 14, 1, 1, 1),
        Place.BOX,
        (temperature("optixBoardTemperature", 5),),
        title="board",
        systems=("huawei-optixrtn",),
    ),
    SensorTable(
        Vendor.H3C,
        (25506, 2, 6, 1, 3, 1, 1),
        Place.ENTITY,
        (power("hh3cEntityExtCurrentPower", 3, 0.001),),
        invalid=NONE | {0},
    ),
    # WRI-TEMPERATURE-MIB
    SensorTable(
        Vendor.FIBERHOME,
        (3807, 1, 8012, 1, 6, 2, 1),
        Place.TEXT,
        (temperature("temperatureValue", 5),),
        named=2,
    ),
    *WORLD_TABLES,
    *POWER_TABLES,
)

__all__ = ["TABLES", "Measure", "Place", "SensorTable", "dbm", "scales"]
