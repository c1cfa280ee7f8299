"""IEEE802dot11-MIB: the radios of a fat access point."""

from collections.abc import Callable

from nms.city.ber import COUNTER32, INTEGER, OCTETS
from nms.city.box import Box, Port
from nms.city.mib.table import Column, Rows, Table, rows
from nms.city.products import RADIO

BASE = (1, 2, 840, 10036)
FRAME_OCTETS = 400
CHANNELS = (1, 6, 11)
TRUE, LEVELS = 1, 3


def _radios(box: Box, _at: float) -> Rows:
    return rows(((port.index,), port) for port in box.ports if port.type == RADIO)


def _narrow(box: Box, _at: float) -> Rows:
    """2.4 GHz radios: even-numbered on these products."""
    return rows(((port.index,), port) for port in box.ports if port.type == RADIO and port.name.endswith("0"))


def _wide(box: Box, _at: float) -> Rows:
    return rows(((port.index,), port) for port in box.ports if port.type == RADIO and port.name.endswith("1"))


def _frames(divisor: int) -> Callable[[Box, Port, float], int]:
    """One frame in `divisor` of those sent."""
    return lambda _b, port, at: port.out_octets(at) // (FRAME_OCTETS * divisor) & 0xFFFFFFFF


DOT11 = (
    Table(
        (*BASE, 1, 1, 1),
        (
            Column(1, OCTETS, lambda _b, port, _t: port.mac),
            Column(9, OCTETS, lambda _b, _p, _t: b"HALL-OA"),
            Column(12, INTEGER, lambda _b, _p, _t: 100),
        ),
        _radios,
    ),
    Table((*BASE, 1, 5, 1), (Column(1, INTEGER, lambda _b, _p, _t: TRUE),), _radios),
    Table((*BASE, 2, 1, 1), (Column(1, OCTETS, lambda _b, port, _t: port.mac),), _radios),
    Table(
        (*BASE, 2, 2, 1),
        (
            Column(1, COUNTER32, _frames(1)),
            Column(3, COUNTER32, _frames(900)),
            Column(4, COUNTER32, _frames(14)),
            Column(9, COUNTER32, _frames(22)),
            Column(12, COUNTER32, _frames(60)),
        ),
        _radios,
    ),
    Table(
        (*BASE, 4, 3, 1),
        (
            Column(1, INTEGER, lambda _b, _p, _t: LEVELS),
            Column(2, INTEGER, lambda _b, _p, _t: 100),
            Column(3, INTEGER, lambda _b, _p, _t: 50),
            Column(4, INTEGER, lambda _b, _p, _t: 25),
            Column(10, INTEGER, lambda box, _p, _t: 1 + box.number % LEVELS),
        ),
        _radios,
    ),
    Table((*BASE, 4, 5, 1), (Column(1, INTEGER, lambda box, _p, _t: CHANNELS[box.number % 3]),), _narrow),
    Table((*BASE, 4, 11, 1), (Column(1, INTEGER, lambda _b, _p, _t: 37),), _wide),
)
