"""Sensors of makers from outside China: Juniper, Cisco, Nokia, Aruba, HPE, MikroTik, Ubiquiti, Patton, net-snmp."""

from collectors.audience import Vendor
from collectors.sensor_shapes import (
    NONE,
    Measure,
    Place,
    SensorTable,
    current,
    fan,
    light,
    power,
    temperature,
    voltage,
)

WORLD_TABLES: tuple[SensorTable, ...] = (
    # JUNIPER-DOM-MIB jnxDomCurrentTable
    SensorTable(
        Vendor.JUNIPER,
        (2636, 3, 60, 1, 1, 1, 1),
        Place.PORT,
        (
            light("jnxDomCurrentRxLaserPower", 5, "rx"),
            current("jnxDomCurrentTxLaserBiasCurrent", 6, 0.000_001),
            light("jnxDomCurrentTxLaserOutputPower", 7, "tx"),
            temperature("jnxDomCurrentModuleTemperature", 8),
        ),
        invalid=NONE | {0},
    ),
    # JUNIPER-DOM-MIB jnxDomCurrentLaneTable, index ifIndex.lane
    SensorTable(
        Vendor.JUNIPER,
        (2636, 3, 60, 1, 2, 1, 1),
        Place.PORT,
        (
            light("jnxDomCurrentLaneRxLaserPower", 6, "rx"),
            light("jnxDomCurrentLaneTxLaserOutputPower", 8, "tx"),
        ),
        invalid=NONE | {0},
        arcs=2,
    ),
    # JUNIPER-MIB jnxOperatingTable
    SensorTable(
        Vendor.JUNIPER,
        (2636, 3, 1, 13, 1),
        Place.TEXT,
        (temperature("jnxOperatingTemp", 7),),
        invalid=NONE | {0},
        arcs=4,
        named=5,
    ),
    # CISCO-ENVMON-MIB: boxes older than their entity sensors
    SensorTable(
        Vendor.CISCO,
        (9, 9, 13, 1, 3, 1),
        Place.TEXT,
        (temperature("ciscoEnvMonTemperatureStatusValue", 3),),
        invalid=NONE | {0},
        named=2,
        fallback=True,
    ),
    SensorTable(
        Vendor.CISCO,
        (9, 9, 13, 1, 2, 1),
        Place.TEXT,
        (voltage("ciscoEnvMonVoltageStatusValue", 3, 0.001),),
        named=2,
        fallback=True,
    ),
    # CISCOSB-Physicaldescription-MIB rlPhdUnitEnvParamTable
    SensorTable(
        Vendor.CISCO,
        (9, 6, 1, 101, 53, 15, 1),
        Place.BOX,
        (temperature("rlPhdUnitEnvParamTempSensorValue", 10),),
        invalid=NONE | {0},
        title="unit",
    ),
    # TIMETRA-CHASSIS-MIB tmnxHwTable
    SensorTable(
        Vendor.NOKIA,
        (6527, 3, 1, 2, 2, 1, 8, 1),
        Place.TEXT,
        (temperature("tmnxHwTemperature", 18),),
        invalid=NONE | {-1, 0},
        arcs=2,
        named=8,
    ),
    # TIMETRA-PORT-MIB tmnxDigitalDiagMonitorTable, index chassis.port; tmnxDDMLaneTable with the lane as third arc
    SensorTable(
        Vendor.NOKIA,
        (6527, 3, 1, 2, 2, 4, 31, 1),
        Place.LAST,
        (temperature("tmnxDDMTemperature", 1, 1 / 256), voltage("tmnxDDMSupplyVoltage", 6, 0.0001)),
        invalid=NONE | {0},
        arcs=2,
    ),
    SensorTable(
        Vendor.NOKIA,
        (6527, 3, 1, 2, 2, 4, 66, 1),
        Place.LAST,
        (
            current("tmnxDDMLaneTxBiasCurrent", 7, 0.000_002),
            Measure("tmnxDDMLaneTxOutputPower", 12, "optical_tx", "dBm", watts_e6=0.1),
            Measure("tmnxDDMLaneRxOpticalPower", 17, "optical_rx", "dBm", watts_e6=0.1),
        ),
        arcs=3,
    ),
    # ARUBAWIRED-TEMPSENSOR-MIB and ARUBAWIRED-POWERSUPPLY-MIB
    SensorTable(
        Vendor.ARUBA,
        (47196, 4, 1, 1, 3, 11, 3, 1, 1),
        Place.TEXT,
        (temperature("arubaWiredTempSensorTemperature", 7, 0.001),),
        arcs=4,
        named=5,
    ),
    SensorTable(
        Vendor.ARUBA,
        (47196, 4, 1, 1, 3, 11, 2, 1, 1),
        Place.BOX,
        (power("arubaWiredPSUInstantaneousPower", 7),),
        arcs=2,
        title="power supply",
    ),
    # ARUBAWIRED-PM-MIB: module diagnostics as decimal text, index ifIndex; lanes index ifIndex.lane
    SensorTable(
        Vendor.ARUBA,
        (47196, 4, 1, 1, 3, 27, 1, 2, 1, 1),
        Place.PORT,
        (temperature("arubaWiredPmXcvrTemperature", 2), voltage("arubaWiredPmXcvrVoltage", 11)),
    ),
    SensorTable(
        Vendor.ARUBA,
        (47196, 4, 1, 1, 3, 27, 1, 2, 2, 1),
        Place.PORT,
        (
            current("arubaWiredPmXcvrLaneTxBias", 2, 0.001),
            Measure("arubaWiredPmXcvrLaneTxPower", 7, "optical_tx", "dBm", watts_e6=1000.0),
            Measure("arubaWiredPmXcvrLaneRxPower", 12, "optical_rx", "dBm", watts_e6=1000.0),
        ),
        arcs=2,
    ),
    # POWERSUPPLY-MIB hpicfPsTable and HP-ICF-TRANSCEIVER-MIB
    SensorTable(
        Vendor.HPE,
        (11, 2, 14, 11, 5, 1, 55, 1, 1, 1),
        Place.BOX,
        (temperature("hpicfPsTemp", 4), power("hpicfPsWattCur", 6)),
        invalid=NONE | {0},
        title="power supply",
    ),
    SensorTable(
        Vendor.HPE,
        (11, 2, 14, 11, 5, 1, 82, 1, 1, 1, 1),
        Place.PORT,
        (
            temperature("hpicfXcvrTemp", 11, 0.001),
            voltage("hpicfXcvrVoltage", 12, 0.0001),
            current("hpicfXcvrBias", 13, 0.000_001),
            light("hpicfXcvrTxPower", 14, "tx", 0.001),
            light("hpicfXcvrRxPower", 15, "rx", 0.001),
        ),
        invalid=NONE | {0, -99_999_999},
    ),
    # MIKROTIK-MIB: optics, PoE, and gauges of every kind with the kind in a column
    SensorTable(
        Vendor.MIKROTIK,
        (14988, 1, 1, 19, 1, 1),
        Place.PORT,
        (
            temperature("mtxrOpticalTemperature", 6),
            voltage("mtxrOpticalSupplyVoltage", 7, 0.001),
            current("mtxrOpticalTxBiasCurrent", 8, 0.001),
            light("mtxrOpticalTxPower", 9, "tx", 0.001),
            light("mtxrOpticalRxPower", 10, "rx", 0.001),
        ),
    ),
    SensorTable(
        Vendor.MIKROTIK,
        (14988, 1, 1, 15, 1, 1),
        Place.PORT,
        (
            voltage("mtxrPOEVoltage", 4, 0.1, " PoE"),
            current("mtxrPOECurrent", 5, 0.001, " PoE"),
            power("mtxrPOEPower", 6, 0.1, " PoE"),
        ),
    ),
    SensorTable(
        Vendor.MIKROTIK,
        (14988, 1, 1, 3, 100, 1),
        Place.TEXT,
        (
            Measure("mtxrGaugeValue", 3, "temperature", "°C", kind=1),
            Measure("mtxrGaugeValue", 3, "fan", "rpm", kind=2),
            Measure("mtxrGaugeValue", 3, "voltage", "V", 0.1, kind=3),
            Measure("mtxrGaugeValue", 3, "current", "A", 0.1, kind=4),
            Measure("mtxrGaugeValue", 3, "power", "W", 0.1, kind=5),
        ),
        named=2,
        kind=4,
    ),
    SensorTable(
        Vendor.MIKROTIK,
        (14988, 1, 1, 3),
        Place.BOX,
        (voltage("mtxrHlVoltage", 8, 0.1), temperature("mtxrHlTemperature", 10, 0.1)),
        invalid=NONE | {0},
        title="board",
    ),
    # UBNT-AirFIBER-MIB, UBNT-UFIBER-MIB: the box, and the light of its ONUs (index length and serial number)
    SensorTable(
        Vendor.UBIQUITI,
        (41112, 1, 3, 2, 1),
        Place.BOX,
        (temperature("radio0TempC", 8, suffix=" 0"), temperature("radio1TempC", 10, suffix=" 1")),
        title="radio",
    ),
    SensorTable(
        Vendor.UBIQUITI,
        (41112, 1, 5, 4, 2, 1),
        Place.BOX,
        (temperature("ubntThermTemperature", 3, 0.001),),
        title="temperature",
    ),
    SensorTable(
        Vendor.UBIQUITI,
        (41112, 1, 5, 5, 2, 1),
        Place.BOX,
        (fan("ubntFanRpm", 3),),
        title="fan",
    ),
    SensorTable(
        Vendor.UBIQUITI,
        (41112, 1, 5, 6, 2, 1),
        Place.SERIAL,
        (light("ubntOnuTxPower", 8, "tx"), light("ubntOnuRxPower", 9, "rx")),
        arcs=13,
    ),
    # LM-SENSORS-MIB (UCD): what the kernel's drivers read
    SensorTable(
        Vendor.NET_SNMP,
        (2021, 13, 16, 2, 1),
        Place.TEXT,
        (temperature("lmTempSensorsValue", 3, 0.001),),
        named=2,
    ),
    SensorTable(
        Vendor.NET_SNMP,
        (2021, 13, 16, 3, 1),
        Place.TEXT,
        (fan("lmFanSensorsValue", 3),),
        named=2,
    ),
    SensorTable(
        Vendor.NET_SNMP,
        (2021, 13, 16, 4, 1),
        Place.TEXT,
        (voltage("lmVoltSensorsValue", 3, 0.001),),
        named=2,
    ),
    # SMARTNODE-MIB temperature probes
    SensorTable(
        Vendor.PATTON,
        (1768, 100, 70, 30, 2, 1),
        Place.BOX,
        (temperature("currentDegreesCelsius", 2),),
        title="probe",
    ),
)
