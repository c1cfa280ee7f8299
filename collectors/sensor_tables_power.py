"""Where power supplies keep volts, amperes, load and charge: RFC 1628, and what makers have besides.

OIDs and units from the MIBs named in the comments; APC's cards have one set of objects in whole units and one in
tenths, of which the finer one is asked.
"""

from collectors.audience import Vendor
from collectors.sensor_shapes import (
    MIB_2,
    NONE,
    Measure,
    Place,
    SensorTable,
    boxed,
    current,
    frequency,
    power,
    runtime,
    share,
    temperature,
    voltage,
)
from collectors.sensor_tables_eaton import EATON_TABLES
from nms.core.ports import Oid


def _ups(entry: Oid, title: str, *measures: Measure) -> SensorTable:
    """A group or table of UPS-MIB (RFC 1628); -1 stands for what the card does not know."""
    return SensorTable(None, (33, 1, *entry), Place.BOX, measures, NONE | {-1}, title=title, root=MIB_2)


RFC_1628: tuple[SensorTable, ...] = (
    _ups(
        (2,),
        "battery",
        runtime("upsSecondsOnBattery", 2, 1 / 60, " spent"),
        runtime("upsEstimatedMinutesRemaining", 3),
        share("upsEstimatedChargeRemaining", 4, "charge"),
        voltage("upsBatteryVoltage", 5, 0.1),
        current("upsBatteryCurrent", 6, 0.1),
        temperature("upsBatteryTemperature", 7),
    ),
    _ups(
        (3, 3, 1),
        "input",
        frequency("upsInputFrequency", 2),
        voltage("upsInputVoltage", 3),
        current("upsInputCurrent", 4, 0.1),
        power("upsInputTruePower", 5),
    ),
    _ups((4,), "output", frequency("upsOutputFrequency", 2)),
    _ups(
        (4, 4, 1),
        "output",
        voltage("upsOutputVoltage", 2),
        current("upsOutputCurrent", 3, 0.1),
        power("upsOutputPower", 4),
        share("upsOutputPercentLoad", 5, "load"),
    ),
    _ups((5,), "bypass", frequency("upsBypassFrequency", 1)),
    _ups(
        (5, 3, 1),
        "bypass",
        voltage("upsBypassVoltage", 2),
        current("upsBypassCurrent", 3, 0.1),
        power("upsBypassPower", 4),
    ),
)

APC: tuple[SensorTable, ...] = (  # PowerNet-MIB
    boxed(
        Vendor.APC,
        (318, 1, 1, 1, 2, 3),
        "battery",
        share("upsHighPrecBatteryCapacity", 1, "charge", 0.1),
        temperature("upsHighPrecBatteryTemperature", 2, 0.1),
        voltage("upsHighPrecBatteryActualVoltage", 4, 0.1),
    ),
    boxed(
        Vendor.APC,
        (318, 1, 1, 1, 2, 2),
        "battery",
        temperature("upsAdvBatteryTemperature", 2),
        runtime("upsAdvBatteryRunTimeRemaining", 3, 1 / 6000),
        voltage("upsAdvBatteryActualVoltage", 8),
    ),
    boxed(
        Vendor.APC,
        (318, 1, 1, 1, 3, 3),
        "input",
        voltage("upsHighPrecInputLineVoltage", 1, 0.1),
        frequency("upsHighPrecInputFrequency", 4),
    ),
    boxed(
        Vendor.APC,
        (318, 1, 1, 1, 3, 2),
        "input",
        voltage("upsAdvInputLineVoltage", 1),
        frequency("upsAdvInputFrequency", 4, 1),
    ),
    boxed(
        Vendor.APC,
        (318, 1, 1, 1, 4, 3),
        "output",
        voltage("upsHighPrecOutputVoltage", 1, 0.1),
        frequency("upsHighPrecOutputFrequency", 2),
        share("upsHighPrecOutputLoad", 3, "load", 0.1),
        current("upsHighPrecOutputCurrent", 4, 0.1),
    ),
    boxed(
        Vendor.APC,
        (318, 1, 1, 1, 4, 2),
        "output",
        voltage("upsAdvOutputVoltage", 1),
        frequency("upsAdvOutputFrequency", 2, 1),
    ),
    boxed(
        Vendor.APC,
        (318, 1, 1, 12, 1),
        "PDU",
        voltage("rPDUIdentDeviceLinetoLineVoltage", 15),
        power("rPDUIdentDevicePowerWatts", 16),
    ),
    boxed(Vendor.APC, (318, 1, 1, 12, 2, 3, 1, 1), "phase", current("rPDULoadStatusLoad", 2, 0.1)),
    boxed(Vendor.APC, (318, 1, 1, 26, 4, 3, 1), "PDU", power("rPDU2DeviceStatusPower", 5, 10)),
    boxed(
        Vendor.APC,
        (318, 1, 1, 26, 6, 3, 1),
        "phase",
        current("rPDU2PhaseStatusCurrent", 5, 0.1),
        voltage("rPDU2PhaseStatusVoltage", 6),
    ),
    SensorTable(
        Vendor.APC,
        (318, 1, 1, 10, 3, 13, 1, 1),
        Place.TEXT,
        (temperature("emsProbeStatusProbeTemperature", 3), share("emsProbeStatusProbeHumidity", 6, "humidity")),
        NONE | {-1},
        named=2,
    ),
    SensorTable(
        Vendor.APC,
        (318, 1, 1, 10, 4, 2, 3, 1),
        Place.BOX,
        (temperature("memSensorsTemperature", 5), share("memSensorsHumidity", 6, "humidity")),
        NONE | {-1},
        arcs=2,
        title="sensor",
    ),
    SensorTable(
        Vendor.APC,
        (318, 1, 1, 10, 2, 3, 2, 1),
        Place.TEXT,
        (temperature("iemStatusProbeCurrentTemp", 4), share("iemStatusProbeCurrentHumid", 6, "humidity")),
        NONE | {-1, 0},
        named=2,
    ),
    SensorTable(
        Vendor.APC,
        (318, 1, 1, 25, 1, 2, 1),
        Place.TEXT,
        (temperature("uioSensorStatusTemperatureDegC", 6), share("uioSensorStatusHumidity", 7, "humidity")),
        NONE | {-1},
        arcs=2,
        named=3,
    ),
    boxed(Vendor.APC, (52674, 500, 4, 1, 1, 1), "temperature", temperature("tempSensorValueInt", 8)),
    boxed(Vendor.APC, (52674, 500, 4, 1, 2, 1), "humidity", share("humiSensorValueInt", 8, "humidity")),
)

_SITE = (2011, 6, 164, 1)


def _site(entry: Oid, title: str, *measures: Measure) -> SensorTable:
    """A group or table of HUAWEI-SITE-MONITOR-MIB, which only power systems have."""
    return boxed(Vendor.HUAWEI, (*_SITE, *entry), title, *measures, systems=("huawei-smu",))


HUAWEI: tuple[SensorTable, ...] = (  # HUAWEI-SITE-MONITOR-MIB
    _site(
        (3, 1),
        "rectifiers",
        current("hwRectsTotalCurrent", 3),
        voltage("hwRectsRatedVoltage", 5, 0.1, " rated"),
        voltage("hwModifyRectsOutputVoltage", 6, 0.1),
    ),
    _site((4, 2), "batteries", current("hwBattsTotalCurrent", 1)),
    _site(
        (4, 4, 2, 1),
        "battery string",
        share("hwBattStringRemainCapacityPercent", 3, "charge", 0.1),
    ),
    _site(
        (5, 2, 1, 1),
        "mains",
        voltage("hwApOrAblVoltage", 4, 0.1, " A"),
        voltage("hwBpOrBclVoltage", 5, 0.1, " B"),
        voltage("hwCpOrCalVoltage", 6, 0.1, " C"),
    ),
    _site((6, 1), "DC total", voltage("hwDcsTotalVoltage", 3, 0.1), current("hwDcsTotalCurrent", 4)),
    _site(
        (6, 2, 1, 1),
        "DC output",
        voltage("hwDcOutputVoltage", 4, 0.1),
        current("hwDcOutputCurrent", 5),
    ),
)

_V5 = (21239, 5, 2, 3)

VERTIV: tuple[SensorTable, ...] = (  # VERTIV-V5-MIB
    boxed(
        Vendor.VERTIV, (*_V5, 2, 1), "phase", voltage("pduPhaseVoltage", 4, 0.1), current("pduPhaseCurrent", 8, 0.01)
    ),
    boxed(Vendor.VERTIV, (*_V5, 3, 1), "circuit", current("pduBreakerCurrent", 4, 0.01)),
    boxed(Vendor.VERTIV, (*_V5, 4, 1), "line", current("pduLineCurrent", 4, 0.01)),
)

_DCS = (13400, 3)
_NO_PHASE = NONE | {-1, 9999}


def _dcs(entry: Oid, title: str, *measures: Measure) -> SensorTable:
    """A table of DCS-MIB (VERTIV-ITA2-MIB); 9999 stands for a phase or a branch that is not there."""
    return SensorTable(Vendor.VERTIV, (*_DCS, *entry, 1, 1), Place.BOX, measures, _NO_PHASE, title=title)


VERTIV_DCS: tuple[SensorTable, ...] = (
    _dcs(
        (2, 225),
        "PDU",
        voltage("pduVoltage", 3),
        current("pduTotalCurrent", 4, 0.1),
        current("pduBranch1Current", 5, 0.1, " branch 1"),
        current("pduBranch2Current", 6, 0.1, " branch 2"),
        current("pduBranch3Current", 7, 0.1, " branch 3"),
        power("pduActivePower", 8, 0.1),
        frequency("pduFrequency", 11),
        share("pduLoad", 12, "load", 0.1),
    ),
    _dcs(
        (3, 3031),
        "air conditioner",
        temperature("supplyAirTemperature", 56, 0.01, suffix=" supply"),
        temperature("returnAirTemperature", 57, 0.01, suffix=" return"),
        voltage("supplyVoltage", 64, 0.01),
        share("compressorLoad", 76, "load", 0.01),
    ),
    _dcs(
        (4, 491),
        "UPS",
        voltage("upsInputVoltageA", 2, 0.1, " in A"),
        voltage("upsInputVoltageB", 3, 0.1, " in B"),
        voltage("upsInputVoltageC", 4, 0.1, " in C"),
        voltage("upsOutputVoltageA", 5, 0.1, " out A"),
        voltage("upsOutputVoltageB", 6, 0.1, " out B"),
        voltage("upsOutputVoltageC", 7, 0.1, " out C"),
        current("upsOutputCurrentA", 8, 0.1, " out A"),
        current("upsOutputCurrentB", 9, 0.1, " out B"),
        current("upsOutputCurrentC", 10, 0.1, " out C"),
        frequency("upsOutputFrequency", 11, suffix=" out"),
        current("upsInputCurrentA", 16, 0.1, " in A"),
        frequency("upsInputFrequency", 19, suffix=" in"),
        voltage("upsBypassVoltageA", 23, 0.1, " bypass A"),
        frequency("upsBypassFrequency", 29, suffix=" bypass"),
        voltage("upsBusPositive", 30, 0.1, " bus +"),
        voltage("upsBusNegative", 31, 0.1, " bus -"),
        share("upsLoadA", 45, "load", 0.1),
        voltage("upsBatteryVoltage", 59, 0.1, " battery"),
        runtime("upsBatteryRuntime", 65, 0.1),
        temperature("upsAmbientTemperature", 67, 0.1),
        share("upsBatteryCharge", 68, "charge", 0.1),
    ),
    _dcs(
        (5, 541),
        "cabinet",
        temperature("frontTemperature", 2, 0.1, suffix=" front"),
        temperature("rearTemperature", 3, 0.1, suffix=" rear"),
        temperature("outsideTemperature", 19, 0.1, suffix=" outside"),
        share("outsideHumidity", 20, "humidity", 0.1),
    ),
)

POWER_TABLES: tuple[SensorTable, ...] = (*RFC_1628, *APC, *EATON_TABLES, *HUAWEI, *VERTIV, *VERTIV_DCS)
