"""Temperatures, voltages, fans, light: measured values in base units, whichever table they come from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from collectors.asking import Answer, Objects, ask, brought
from collectors.audience import Vendor, is_from
from collectors.entity import entity_names
from collectors.ports import port, port_names, unique
from collectors.sensor_shapes import KIND, NAME, Measure, Place, SensorTable, number, scales
from collectors.sensor_tables import TABLES
from nms.core.observed import Harvest, Sensor
from nms.core.ports import Oid, Visit
from nms.core.sample import Sample

METRICS = {
    "temperature": "temperature_celsius",
    "voltage": "voltage_volts",
    "current": "current_amperes",
    "power": "power_watts",
    "fan": "fan_rpm",
    "humidity": "humidity_percent",
    "frequency": "frequency_hertz",
    "optical_rx": "optical_rx_dbm",
    "optical_tx": "optical_tx_dbm",
    "load": "supply_load_percent",
    "charge": "battery_charge_percent",
    "runtime": "battery_runtime_minutes",
}

_DBM = 14  # not in RFC 3433: CISCO-ENTITY-SENSOR-MIB has it, and others followed
_TYPES: Mapping[int, tuple[str, str]] = {
    3: ("voltage", "V"),
    4: ("voltage", "V"),
    5: ("current", "A"),
    6: ("power", "W"),
    7: ("frequency", "Hz"),
    8: ("temperature", "°C"),
    9: ("humidity", "%"),
    10: ("fan", "rpm"),
    12: ("state", ""),
}
_STATUS = {1: "ok", 2: "unavailable", 3: "nonoperational"}
_UNITS_SCALE = 9  # EntitySensorDataScale units(9); each step is a factor of 1,000
_OVERFLOW = 1_000_000_000  # RFC 3433: the largest and smallest values stand for what lies beyond
_ABSOLUTE_ZERO = -273.15  # °C: what lies below is an unset register
_RECEIVED = ("rx", "receive", "input power")


def _entity_sensors(*entry: int) -> Objects:
    columns = ("type", "scale", "precision", "value", "status")
    return {name: (1, 3, 6, 1, *entry, number) for number, name in enumerate(columns, 1)}


_STANDARD = _entity_sensors(2, 1, 99, 1, 1, 1)
_CISCO = _entity_sensors(4, 1, 9, 9, 91, 1, 1, 1, 1)


def in_units(value: int, scale: int, precision: int) -> float | None:
    """The value of a sensor in its unit by RFC 3433; None beyond the range. Negative precisions tell accuracy only."""
    if abs(value) >= _OVERFLOW:
        return None
    exponent = 3 * (scale - _UNITS_SCALE) - max(0, precision)
    return round(value * 10.0**exponent, 12)


def _kind(number: int | None, name: str) -> tuple[str, str] | None:
    if number != _DBM:
        return _TYPES.get(number or 0)
    received = any(word in name.lower() for word in _RECEIVED)
    return ("optical_rx" if received else "optical_tx", "dBm")


def _sensor(answer: Answer, index: Oid, name: str) -> Sensor | None:
    kind = _kind(answer.natural(index, "type"), name)
    if kind is None:
        return None
    stated = answer.value(index, "status") is not None  # some agents leave the column out
    status = answer.word(index, "status", _STATUS) or "unavailable" if stated else "ok"
    raw = answer.integer(index, "value")
    scale = answer.integer(index, "scale", 1, 17)
    precision = answer.integer(index, "precision", -8, 9)
    value = None
    if status == "ok" and raw is not None:
        value = in_units(raw, scale or _UNITS_SCALE, precision or 0)
        if kind[0] == "temperature" and value is not None and value < _ABSOLUTE_ZERO:
            answer.note(index, "value", raw)
            value = None
    return Sensor(name, kind[0], value, kind[1], status if value is not None or status != "ok" else "unavailable")


async def _from_entities(visit: Visit, objects: Objects) -> tuple[Answer, list[Sensor]]:
    answer = await ask(visit.snmp, objects)
    indexes = [index[0] for index in answer.indexes if len(index) == 1]
    names = unique(await entity_names(visit.snmp, indexes)) if indexes else {}
    found = [_sensor(answer, (index,), names[index]) for index in indexes]
    return answer, [sensor for sensor in found if sensor]


async def _places(visit: Visit, table: SensorTable, answer: Answer, indexes: Sequence[Oid]) -> Mapping[Oid, str]:
    """What the measured things are called, by index."""
    if table.place is Place.ENTITY:
        known = unique(await entity_names(visit.snmp, [index[0] for index in indexes]))
        return {index: known[index[0]] for index in indexes}
    if table.place is Place.BOX:
        return {index: _titled(table, index, len(indexes)) for index in indexes}
    if table.place is Place.TEXT:
        return {index: answer.text(index, NAME) or _titled(table, index, 2) for index in indexes}
    if table.place is Place.SERIAL:
        return {index: "".join(chr(arc) for arc in index[1 : table.arcs] if 32 < arc < 127) for index in indexes}
    names = await port_names(visit)
    first = 1 if table.place is Place.LAST else 0
    return {index: ":".join([port(names, index[first]), *map(str, index[first + 1 : table.arcs])]) for index in indexes}


def _titled(table: SensorTable, index: Oid, among: int) -> str:
    """The table's title, with the arcs that tell its rows apart."""
    arcs = index[: table.arcs] if table.arcs > 1 else index[-1:]
    return table.title if among == 1 else f"{table.title} {'/'.join(map(str, arcs))}".strip()


def _measured(answer: Answer, table: SensorTable, measure: Measure, names: Mapping[Oid, str]) -> Iterable[Sensor]:
    wanted = [
        index
        for index in names
        if index[table.arcs :] == measure.tail
        and (measure.kind is None or answer.value(index, KIND) == measure.kind)
        and answer.value(index, measure.object) not in table.invalid
    ]
    column = {index: number(answer.value(index, measure.object)) for index in wanted}
    valid = {index: value for index, value in column.items() if value is not None}
    convert = scales(measure, valid.values())
    for index, value in valid.items():
        yield Sensor(f"{names[index]}{measure.suffix}", measure.type, convert(value), measure.unit)


async def _from_table(visit: Visit, table: SensorTable) -> tuple[Answer, list[Sensor]]:
    answer = await ask(visit.snmp, table.objects)
    indexes = [index for index in answer.indexes if _speaks(answer, table, index)]
    names = await _places(visit, table, answer, indexes) if indexes else {}
    found = [sensor for measure in table.measures for sensor in _measured(answer, table, measure, names)]
    return answer, [sensor for sensor in found if sensor.value is not None]


def _speaks(answer: Answer, table: SensorTable, index: Oid) -> bool:
    """Whether a row holds any value at all: vendors list every part of the box, most of them without."""
    values = (answer.value(index, measure.object) for measure in table.measures)
    return len(index) >= table.arcs and any(value is not None and value not in table.invalid for value in values)


def samples_of(visit: Visit, sensors: Iterable[Sensor]) -> list[Sample]:
    """One sample per sensor that has a value and a metric."""
    return [
        Sample(visit.device.name, METRICS[sensor.type], sensor.name, visit.at, sensor.value)
        for sensor in sensors
        if sensor.value is not None and sensor.type in METRICS
    ]


def _once(sensors: Iterable[Sensor]) -> list[Sensor]:
    """The first of each type and name: vendors repeat the standard table in their own."""
    first: dict[tuple[str, str], Sensor] = {}
    for sensor in sensors:
        first.setdefault((sensor.type, sensor.name), sensor)
    return list(first.values())


@dataclass(frozen=True, slots=True)
class Sensors:
    """ENTITY-SENSOR-MIB (RFC 3433), Cisco's elder twin of it, and vendors' tables (see `sensor_tables`).

    Yields Sensor rows and samples in °C, V, A, W, Hz, %, rpm, dBm; light by ifName, of an ONT by "port:ont". Cadence
    environment: what they measure moves slowly, and reading a module's diagnostics takes the agent time.
    """

    name: str = "sensors"
    cadence: str = "environment"

    def wants(self, visit: Visit) -> bool:
        """Any box may have some."""
        return visit.device.polled

    async def collect(self, visit: Visit) -> Harvest:
        """The standard table, and those of the vendor."""
        found = [await _from_entities(visit, _STANDARD)]
        if is_from(visit, Vendor.CISCO):
            found.append(await _from_entities(visit, _CISCO))
        for table in TABLES:
            told = {sensor.type for _, several in found for sensor in several}
            if table.meant_for(visit) and not (table.fallback and told.issuperset(m.type for m in table.measures)):
                found.append(await _from_table(visit, table))
        sensors = _once(sensor for _, several in found for sensor in several)
        answers = [answer for answer, _ in found]
        return brought(*answers, rows=sensors, covers=(Sensor,), samples=samples_of(visit, sensors))
