"""SNMPv2-MIB: the system group (RFC 3418)."""

from nms.city.ber import INTEGER, OBJECT_ID, OCTETS, TIME_TICKS
from nms.city.box import Box
from nms.city.mib.table import Column, Table, scalars

CONTACT = "noc"


def _descr(box: Box) -> bytes:
    return box.product.sys_descr.replace("{name}", box.device.name).encode()


SYSTEM: tuple[Table, ...] = (
    scalars(
        (1, 3, 6, 1, 2, 1, 1),
        (
            Column(1, OCTETS, lambda box, _i, _t: _descr(box)),
            Column(2, OBJECT_ID, lambda box, _i, _t: box.product.sys_object_id),
            Column(3, TIME_TICKS, lambda box, _i, at: box.ticks(at)),
            Column(4, OCTETS, lambda _b, _i, _t: CONTACT.encode()),
            Column(5, OCTETS, lambda box, _i, _t: (box.sysname or box.device.name).encode()),
            Column(6, OCTETS, lambda box, _i, _t: box.location.encode()),
            Column(7, INTEGER, lambda box, _i, _t: box.product.services),
        ),
    ),
)
