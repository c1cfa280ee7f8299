"""What a hall's ticket machine tells through net-snmp's `extend`: NET-SNMP-EXTEND-MIB, nsExtendOutput1Line."""

from nms.city.ber import OCTETS
from nms.city.box import Box
from nms.city.mib.table import Column, Rows, Table, rows
from nms.city.waiting import hall_at, number_of
from nms.core.ports import Oid

ENTRY: Oid = (1, 3, 6, 1, 4, 1, 8072, 1, 3, 2, 3, 1)
OUTPUT_1_LINE = 1
WAITING, OPEN = "waiting", "open"


def index(name: str) -> Oid:
    """A variable-length string as an index: its length, then its octets (RFC 2578, 7.7)."""
    octets = name.encode()
    return (len(octets), *octets)


def instance(name: str) -> Oid:
    """The object that an extension's first line is read from."""
    return (*ENTRY, OUTPUT_1_LINE, *index(name))


def _extensions(_box: Box, _at: float) -> Rows:
    return rows((index(name), name) for name in (WAITING, OPEN))


def _line(box: Box, name: str, at: float) -> bytes:
    hall = hall_at(number_of(box.device.site), at)
    return str(hall.waiting if name == WAITING else hall.desks).encode()


QUEUE = (Table(ENTRY, (Column(OUTPUT_1_LINE, OCTETS, _line),), _extensions),)
