"""DS1-MIB (RFC 4805): configuration, current interval, 96 closed intervals and 24-hour totals of every E1."""

from collections.abc import Callable

from nms.city.ber import GAUGE32, INTEGER, OCTETS, TIME_TICKS, arc
from nms.city.box import Box
from nms.city.line import QUARTER_S, Counts, Line
from nms.city.mib.table import NO_ROWS, Column, Product, Rows, Table, rows
from nms.core.device import Role

BASE = (1, 3, 6, 1, 2, 1, 10, 18)
E1_CRC_MF, HDB3, LOOP_TIMING, LOCAL_TIMING = 7, 3, 1, 2


def _lines(box: Box, _at: float) -> Rows:
    return rows(((line.index,), line) for line in box.lines)


def _clock(box: Box) -> int:
    """A hall device recovers its clock from the line; the network side gives it."""
    return LOOP_TIMING if box.device.role is Role.CONVERTER else LOCAL_TIMING


def _changed(box: Box, line: Line, _at: float) -> int:
    return int(max(line.changed - box.boot, 0) * 100) & 0xFFFFFFFF


CONFIG = Table(
    (*BASE, 6, 1),
    (
        Column(1, INTEGER, lambda _b, line, _t: line.index),
        Column(2, INTEGER, lambda _b, line, _t: line.index),
        Column(3, INTEGER, lambda _b, _l, at: int(at) % QUARTER_S),
        Column(4, INTEGER, lambda _b, line, at: line.valid_intervals(at)),
        Column(5, INTEGER, lambda _b, _l, _t: E1_CRC_MF),
        Column(6, INTEGER, lambda _b, _l, _t: HDB3),
        Column(7, INTEGER, lambda _b, _l, _t: 1),  # dsx1SendNoCode
        Column(8, OCTETS, lambda _b, line, _t: line.circuit.encode()),
        Column(9, INTEGER, lambda _b, _l, _t: 1),  # dsx1NoLoop
        Column(10, INTEGER, lambda _b, line, _t: line.status),
        Column(11, INTEGER, lambda _b, _l, _t: 3),  # bitOriented: channel-associated signalling
        Column(12, INTEGER, lambda box, _l, _t: _clock(box)),
        Column(13, INTEGER, lambda _b, _l, _t: 8),  # dsx1FdlNone
        Column(14, INTEGER, lambda _b, _l, _t: 0),
        Column(15, INTEGER, lambda _b, _l, _t: 0),
        Column(16, TIME_TICKS, _changed),
        Column(17, INTEGER, lambda _b, _l, _t: 1),
        Column(18, INTEGER, lambda _b, _l, _t: 1),
        Column(19, INTEGER, lambda _b, _l, _t: 0),
        Column(20, INTEGER, lambda _b, _l, _t: 2),  # enabledDs0
    ),
    _lines,
)


def _current(field: int) -> Callable[[Box, Line, float], int]:
    return lambda _b, line, at: line.counts(int(at // QUARTER_S), at)[field]


def _total(field: int) -> Callable[[Box, Line, float], int]:
    return lambda _b, line, at: line.total(at)[field]


CURRENT = Table(
    (*BASE, 7, 1),
    (
        Column(1, INTEGER, lambda _b, line, _t: line.index),
        *(Column(2 + field, GAUGE32, _current(field)) for field in range(len(Counts._fields))),
    ),
    _lines,
)
TOTAL = Table(
    (*BASE, 9, 1),
    (
        Column(1, INTEGER, lambda _b, line, _t: line.index),
        *(Column(2 + field, GAUGE32, _total(field)) for field in range(len(Counts._fields))),
    ),
    _lines,
)


def _intervals(box: Box, at: float) -> Rows:
    """(line, 1..n), 1 the newest; n is the same for all lines of a box, as all count since its boot."""
    if not box.lines:
        return NO_ROWS
    lines = sorted(box.lines, key=lambda line: line.index)
    valid = lines[0].valid_intervals(at)
    if not valid:
        return NO_ROWS
    return Rows(
        Product(lines, valid, lambda line, number: (line.index, number)),
        Product(lines, valid, lambda line, number: arc(line.index) + arc(number)),
        Product(lines, valid, lambda line, number: (line, number)),
    )


def _closed(field: int) -> Callable[[Box, tuple[Line, int], float], int]:
    def read(_box: Box, row: tuple[Line, int], at: float) -> int:
        line, number = row
        return line.counts(int(at // QUARTER_S) - number, at)[field]

    return read


INTERVAL = Table(
    (*BASE, 8, 1),
    (
        Column(1, INTEGER, lambda _b, row, _t: row[0].index),
        Column(2, INTEGER, lambda _b, row, _t: row[1]),
        *(Column(3 + field, GAUGE32, _closed(field)) for field in range(len(Counts._fields))),
        Column(13, INTEGER, lambda _b, _r, _t: 1),
    ),
    _intervals,
    lasting=False,
)
DS1 = (CONFIG, CURRENT, INTERVAL, TOTAL)
