"""ENTITY-MIB (RFC 6933) and ENTITY-SENSOR-MIB (RFC 3433)."""

from typing import NamedTuple

from nms.city.ber import INTEGER, OBJECT_ID, OCTETS, TIME_TICKS
from nms.city.box import Box, Part
from nms.city.mib.table import Column, Rows, Table, rows, scalars
from nms.city.products import CHASSIS, PORT

MANUFACTURERS = {"huawei": "Huawei", "h3c": "H3C", "raisecom": "Raisecom", "cisco": "Cisco Systems", "linux": ""}
UNITS, MILLI = 9, 8  # EntitySensorDataScale


class Gauge(NamedTuple):
    """How one kind of measurement is told: EntitySensorDataType, scale, precision, unit, mean, spread."""

    type: int
    scale: int
    precision: int
    unit: str
    mean: float
    spread: float


GAUGES = {
    "celsius": Gauge(8, UNITS, 1, "Celsius", 38.0, 1.0),
    "rpm": Gauge(10, UNITS, 0, "rpm", 4_200.0, 30.0),
    "volts": Gauge(4, MILLI, 0, "mV", 53_500.0, 40.0),  # an input of -48 V nominal floats at about 53.5 V
}


def _parts(box: Box, _at: float) -> Rows:
    return rows(((part.plan.index,), part) for part in box.parts)


def _position(box: Box, part: Part) -> int:
    return sum(1 for other in box.parts if other.plan.parent == part.plan.parent and other.plan.index < part.plan.index)


def _model(box: Box, part: Part) -> bytes:
    return box.product.model.encode() if part.plan.type == CHASSIS else b""


def _version(box: Box, part: Part) -> bytes:
    return box.product.version.encode() if part.plan.type == CHASSIS else b""


PHYSICAL = Table(
    (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1),
    (
        Column(2, OCTETS, lambda _b, part, _t: part.plan.descr.encode()),
        Column(3, OBJECT_ID, lambda box, part, _t: (*box.product.sys_object_id, part.plan.type)),
        Column(4, INTEGER, lambda _b, part, _t: part.plan.parent),
        Column(5, INTEGER, lambda _b, part, _t: part.plan.type),
        Column(6, INTEGER, lambda box, part, _t: _position(box, part)),
        Column(7, OCTETS, lambda _b, part, _t: part.plan.name.encode()),
        Column(8, OCTETS, lambda _b, _p, _t: b"A"),
        Column(9, OCTETS, lambda _b, _p, _t: b""),
        Column(10, OCTETS, lambda box, part, _t: _version(box, part)),
        Column(11, OCTETS, lambda _b, part, _t: part.serial.encode()),
        Column(12, OCTETS, lambda box, _p, _t: MANUFACTURERS[box.product.vendor].encode()),
        Column(13, OCTETS, lambda box, part, _t: _model(box, part)),
        Column(16, INTEGER, lambda _b, part, _t: 1 if part.plan.type in (CHASSIS, PORT) else 2),
    ),
    _parts,
)


def _aliases(box: Box, _at: float) -> Rows:
    """Which interface a port entity is, whatever the logical entity (0)."""
    return rows(((part.plan.index, 0), part) for part in box.parts if part.port is not None)


ENTITY = (
    PHYSICAL,
    Table(
        (1, 3, 6, 1, 2, 1, 47, 1, 3, 2, 1),
        (Column(2, OBJECT_ID, lambda _b, part, _t: (1, 3, 6, 1, 2, 1, 2, 2, 1, 1, part.port.index)),),
        _aliases,
    ),
    scalars((1, 3, 6, 1, 2, 1, 47, 1, 4), (Column(1, TIME_TICKS, lambda _b, _i, _t: 0),)),
)


def gauge_of(part: Part) -> Gauge:
    """What a sensor part measures."""
    return GAUGES[next(iter(part.plan.measures & GAUGES.keys()))]


def reading(part: Part, at: float) -> float:
    """A sensor's value in its gauge's unit: the part's heat drives every kind."""
    gauge = gauge_of(part)
    return gauge.mean + gauge.spread * (part.heat.value(at) - part.heat.mean)


def _sensors(box: Box, _at: float) -> Rows:
    return rows(((part.plan.index,), part) for part in box.parts if part.plan.measures & GAUGES.keys())


SENSOR = (
    Table(
        (1, 3, 6, 1, 2, 1, 99, 1, 1, 1),
        (
            Column(1, INTEGER, lambda _b, part, _t: gauge_of(part).type),
            Column(2, INTEGER, lambda _b, part, _t: gauge_of(part).scale),
            Column(3, INTEGER, lambda _b, part, _t: gauge_of(part).precision),
            Column(4, INTEGER, lambda _b, part, at: round(reading(part, at) * 10 ** gauge_of(part).precision)),
            Column(5, INTEGER, lambda _b, _p, _t: 1),
            Column(6, OCTETS, lambda _b, part, _t: gauge_of(part).unit.encode()),
            Column(7, TIME_TICKS, lambda box, _p, at: box.ticks(at)),
            Column(8, 0x42, lambda _b, _p, _t: 0),
        ),
        _sensors,
    ),
)
