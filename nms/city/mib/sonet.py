"""SONET-MIB (RFC 3592) in its SDH reading: regenerator section, multiplex section and VC-4 path of STM-1 ports.

Only the section knows a defect of its own here (a cut fibre); line and path then count unavailable seconds but report
no defect of theirs, as fault-cause correlation (G.783) leaves the root alone standing.
"""

from collections.abc import Callable

from nms.city.ber import GAUGE32, INTEGER, OCTETS, arc
from nms.city.box import Box, Port
from nms.city.line import QUARTER_S
from nms.city.mib.table import NO_ROWS, Column, Product, Rows, Table, rows, scalars
from nms.city.products import SONET as SONET_TYPE

BASE = (1, 3, 6, 1, 2, 1, 10, 39)
SDH, NRZ, SHORT_SINGLE_MODE, STS3C_STM1 = 2, 4, 2, 2
NO_DEFECT = 1


def _trunks(box: Box) -> list[Port]:
    return sorted((port for port in box.ports if port.type == SONET_TYPE), key=lambda port: port.index)


def _rows(box: Box, _at: float) -> Rows:
    return rows(((port.index,), port) for port in _trunks(box))


def _valid(box: Box, at: float) -> int:
    return max(0, min(96, int(at // QUARTER_S) - int(box.boot // QUARTER_S) - 1))


def _intervals(box: Box, at: float) -> Rows:
    trunks, valid = _trunks(box), _valid(box, at)
    if not trunks or not valid:
        return NO_ROWS
    return Rows(
        Product(trunks, valid, lambda port, number: (port.index, number)),
        Product(trunks, valid, lambda port, number: arc(port.index) + arc(number)),
        Product(trunks, valid, lambda port, number: (port, number)),
    )


def lost_seconds(port: Port, quarter: int, at: float) -> int:
    """Seconds of a quarter (epoch seconds // 900) without signal, by `at`."""
    start = quarter * QUARTER_S
    end = min(start + QUARTER_S, at)
    return int(sum(max(0.0, min(stop, end) - max(begin, start)) for begin, stop in port.outages))


def _now(_box: Box, port: Port, at: float) -> int:
    return lost_seconds(port, int(at // QUARTER_S), at)


def _then(_box: Box, row: tuple[Port, int], at: float) -> int:
    return lost_seconds(row[0], int(at // QUARTER_S) - row[1], at)


def _none(_box: Box, _item: object, _at: float) -> int:
    return 0


def _table(arcs: tuple[int, ...], columns: tuple[Column, ...]) -> Table:
    return Table((*BASE, *arcs), columns, _rows)


def _history(arcs: tuple[int, ...], reads: tuple[Callable[..., int], ...]) -> Table:
    """An interval table: the counts from arc 2 on, then whether the row is valid."""
    columns = [Column(2 + field, GAUGE32, read) for field, read in enumerate(reads)]
    columns.append(Column(2 + len(reads), INTEGER, lambda _b, _r, _t: 1))
    return Table((*BASE, *arcs), tuple(columns), _intervals, lasting=False)


SONET = (
    _table(
        (1, 1, 1, 1),
        (
            Column(1, INTEGER, lambda _b, _p, _t: SDH),
            Column(2, INTEGER, lambda _b, _p, at: int(at) % QUARTER_S + 1),
            Column(3, INTEGER, lambda box, _p, at: _valid(box, at)),
            Column(4, INTEGER, lambda _b, _p, _t: NRZ),
            Column(5, INTEGER, lambda _b, _p, _t: SHORT_SINGLE_MODE),
            Column(6, OCTETS, lambda _b, port, _t: port.alias.encode()),
            Column(7, INTEGER, lambda _b, _p, _t: 0),
        ),
    ),
    scalars((*BASE, 1, 1), (Column(2, INTEGER, lambda _b, _i, _t: 4),)),  # itu1995
    _table(
        (1, 2, 1, 1),
        (
            Column(1, INTEGER, lambda box, port, _t: box.section_status(port)),
            Column(2, GAUGE32, _now),
            Column(3, GAUGE32, _now),
            Column(4, GAUGE32, _now),
            Column(5, GAUGE32, _none),
        ),
    ),
    _history((1, 2, 2, 1), (_then, _then, _then, _none)),
    _table(
        (1, 3, 1, 1),
        (
            Column(1, INTEGER, lambda _b, _p, _t: NO_DEFECT),
            Column(2, GAUGE32, _none),
            Column(3, GAUGE32, _none),
            Column(4, GAUGE32, _none),
            Column(5, GAUGE32, _now),
        ),
    ),
    _history((1, 3, 2, 1), (_none, _none, _none, _then)),
    _table(
        (2, 1, 1, 1),
        (
            Column(1, INTEGER, lambda _b, _p, _t: STS3C_STM1),
            Column(2, INTEGER, lambda _b, _p, _t: NO_DEFECT),
            Column(3, GAUGE32, _none),
            Column(4, GAUGE32, _none),
            Column(5, GAUGE32, _none),
            Column(6, GAUGE32, _now),
        ),
    ),
    _history((2, 1, 2, 1), (_none, _none, _none, _then)),
)
