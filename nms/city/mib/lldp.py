"""LLDP-MIB (IEEE 802.1AB-2005): how the box names itself, and whom it hears on its cables."""

from nms.city.ber import INTEGER, OCTETS
from nms.city.box import UP, Box, Port
from nms.city.mib.table import Column, Rows, Table, rows, scalars
from nms.city.products import ETHERNET
from nms.core.device import Role

BASE = (1, 0, 8802, 1, 1, 2, 1)
CHASSIS_IS_MAC, PORT_IS_NAME = 4, 5
BRIDGE, WLAN_AP, ROUTER = 0x20, 0x10, 0x08  # LldpSystemCapabilitiesMap, first octet, bit 0 highest
CAPABILITIES = {
    Role.AP: WLAN_AP | BRIDGE,
    Role.AC: WLAN_AP | BRIDGE | ROUTER,
    Role.CONVERTER: BRIDGE,
    Role.HALL_SWITCH: BRIDGE | ROUTER,
    Role.AGGREGATION: BRIDGE | ROUTER,
    Role.ACCESS_SWITCH: BRIDGE,
    Role.OLT: BRIDGE,
    Role.DCN: BRIDGE | ROUTER,
}


def capabilities(box: Box) -> bytes:
    """What a box says it can do."""
    return bytes((CAPABILITIES.get(box.device.role, ROUTER), 0))


def _speaking(box: Box) -> list[Port]:
    return [port for port in box.ports if port.number and port.type == ETHERNET]


def _local(box: Box, _at: float) -> Rows:
    return rows(((port.number,), port) for port in _speaking(box))


def heard(port: Port) -> Port | None:
    """The port at the other end of a cable, if its box speaks LLDP and both ends work."""
    peer = port.peer
    if peer is None or port.oper != UP or peer.oper != UP or not peer.number:
        return None
    return None if peer.box.dead or "lldp" not in peer.box.product.mibs else peer


def _remote(box: Box, _at: float) -> Rows:
    """Index: time mark, local port number, a number of the neighbour; the mark is when the port last changed."""
    pairs = [(port, peer) for port in _speaking(box) if (peer := heard(port)) is not None]
    return rows(((_mark(port), port.number, 1), peer) for port, peer in pairs)


def _mark(port: Port) -> int:
    return int(max(port.changed - port.box.boot, 0) * 100) & 0xFFFFFFFF


LLDP = (
    scalars(
        (*BASE, 3),
        (
            Column(1, INTEGER, lambda _b, _i, _t: CHASSIS_IS_MAC),
            Column(2, OCTETS, lambda box, _i, _t: box.mac),
            Column(3, OCTETS, lambda box, _i, _t: box.device.name.encode()),
            Column(4, OCTETS, lambda box, _i, _t: box.product.sys_descr.encode()),
            Column(5, OCTETS, lambda box, _i, _t: capabilities(box)),
            Column(6, OCTETS, lambda box, _i, _t: capabilities(box)),
        ),
    ),
    Table(
        (*BASE, 3, 7, 1),
        (
            Column(2, INTEGER, lambda _b, _p, _t: PORT_IS_NAME),
            Column(3, OCTETS, lambda _b, port, _t: port.name.encode()),
            Column(4, OCTETS, lambda _b, port, _t: (port.alias or port.name).encode()),
        ),
        _local,
    ),
    Table(
        (*BASE, 4, 1, 1),
        (
            Column(4, INTEGER, lambda _b, _p, _t: CHASSIS_IS_MAC),
            Column(5, OCTETS, lambda _b, peer, _t: peer.box.mac),
            Column(6, INTEGER, lambda _b, _p, _t: PORT_IS_NAME),
            Column(7, OCTETS, lambda _b, peer, _t: peer.name.encode()),
            Column(8, OCTETS, lambda _b, peer, _t: (peer.alias or peer.name).encode()),
            Column(9, OCTETS, lambda _b, peer, _t: peer.box.device.name.encode()),
            Column(10, OCTETS, lambda _b, peer, _t: peer.box.product.sys_descr.encode()),
            Column(11, OCTETS, lambda _b, peer, _t: capabilities(peer.box)),
            Column(12, OCTETS, lambda _b, peer, _t: capabilities(peer.box)),
        ),
        _remote,
    ),
)
