"""BRIDGE-MIB (RFC 4188), Q-BRIDGE-MIB (RFC 4363), Huawei's port security, IEEE8021-PAE-MIB: who is connected where."""

from collections.abc import Iterable

from nms.city.ber import GAUGE32, INTEGER, OCTETS
from nms.city.box import Box, Host, Port
from nms.city.mib.table import Column, Rows, Table, rows, scalars
from nms.city.products import ETHERNET

D, Q = (1, 3, 6, 1, 2, 1, 17), (1, 3, 6, 1, 2, 1, 17, 7, 1)
TRANSPARENT_ONLY, LEARNED, PERMANENT, ACTIVE = 2, 3, 2, 1
RESTRICT = 1  # hwPortSecurityProtectAction
PAE = (1, 0, 8802, 1, 1, 1, 1, 2)
CONNECTING, AUTHENTICATED, AUTHORISED, UNAUTHORISED, AUTO = 3, 5, 1, 2, 2  # of dot1xAuthConfigTable


def _bridged(box: Box) -> list[Port]:
    return [port for port in box.ports if port.number and port.type == ETHERNET]


def _ports(box: Box, _at: float) -> Rows:
    return rows(((port.number,), port) for port in _bridged(box))


def _hosts(box: Box) -> list[tuple[Host, Port]]:
    return [(host, box.by_name[host.port]) for host in box.learned() if host.port in box.by_name]


def _fdb(box: Box, _at: float) -> Rows:
    return rows({tuple(host.mac): (host, port) for host, port in _hosts(box)}.items())


def _vlan_fdb(box: Box, _at: float) -> Rows:
    return rows({(host.vlan, *host.mac): (host, port) for host, port in _hosts(box)}.items())


def _vlans(box: Box, _at: float) -> Rows:
    return rows(((vlan,), (vlan, name)) for vlan, name in box.vlans)


def _vlans_since(box: Box, _at: float) -> Rows:
    return rows(((0, vlan), (vlan, name)) for vlan, name in box.vlans)


def _bitmap(numbers: Iterable[int], size: int) -> bytes:
    """A PortList: port 1 is the highest bit of the first octet."""
    octets = bytearray((size + 7) // 8)
    for number in numbers:
        octets[(number - 1) // 8] |= 0x80 >> (number - 1) % 8
    return bytes(octets)


def pvid(box: Box, port: Port) -> int:
    """The VLAN of untagged frames: that of the host behind an edge port, else the default VLAN; what the
    command line says wins."""
    if port.name in box.pvids:
        return box.pvids[port.name]
    if port.peer is not None:
        return 1
    return next((host.vlan for host in box.hosts if host.port == port.name), 10 if len(box.vlans) > 2 else 1)


def _members(box: Box, vlan: int, *, tagged: bool) -> bytes:
    ports = _bridged(box)
    inside = [port.number for port in ports if pvid(box, port) == vlan or (tagged and port.peer is not None)]
    return _bitmap(inside, max((port.number for port in ports), default=0))


BRIDGE = (
    scalars(
        (*D, 1),
        (
            Column(1, OCTETS, lambda box, _i, _t: box.mac),
            Column(2, INTEGER, lambda box, _i, _t: len(_bridged(box))),
            Column(3, INTEGER, lambda _b, _i, _t: TRANSPARENT_ONLY),
        ),
    ),
    Table(
        (*D, 1, 4, 1),
        (
            Column(1, INTEGER, lambda _b, port, _t: port.number),
            Column(2, INTEGER, lambda _b, port, _t: port.index),
        ),
        _ports,
    ),
    Table(
        (*D, 4, 3, 1),
        (
            Column(1, OCTETS, lambda _b, row, _t: row[0].mac),
            Column(2, INTEGER, lambda _b, row, _t: row[1].number),
            Column(3, INTEGER, lambda _b, _r, _t: LEARNED),
        ),
        _fdb,
    ),
    Table(
        (*Q, 2, 2, 1),
        (
            Column(2, INTEGER, lambda _b, row, _t: row[1].number),
            Column(3, INTEGER, lambda _b, _r, _t: LEARNED),
        ),
        _vlan_fdb,
    ),
    Table(
        (*Q, 4, 2, 1),
        (
            Column(3, GAUGE32, lambda _b, row, _t: row[0]),
            Column(4, OCTETS, lambda box, row, _t: _members(box, row[0], tagged=True)),
            Column(5, OCTETS, lambda box, row, _t: _members(box, row[0], tagged=False)),
            Column(6, INTEGER, lambda _b, _r, _t: PERMANENT),
        ),
        _vlans_since,
    ),
    Table(
        (*Q, 4, 3, 1),
        (
            Column(1, OCTETS, lambda _b, row, _t: row[1].encode()),
            Column(2, OCTETS, lambda box, row, _t: _members(box, row[0], tagged=True)),
            Column(4, OCTETS, lambda box, row, _t: _members(box, row[0], tagged=False)),
            Column(5, INTEGER, lambda _b, _r, _t: ACTIVE),
        ),
        _vlans,
    ),
    Table((*Q, 4, 5, 1), (Column(1, GAUGE32, lambda box, port, _t: pvid(box, port)),), _ports),
)


def _secured(box: Box, _at: float) -> Rows:
    """Edge ports; the table is indexed by ifIndex."""
    return rows(((port.index,), port) for port in _bridged(box) if port.peer is None)


PORT_SECURITY = (
    Table(
        (1, 3, 6, 1, 4, 1, 2011, 5, 25, 42, 2, 1, 11, 1),
        (
            Column(2, INTEGER, lambda _b, _p, _t: 1),
            Column(3, INTEGER, lambda _b, _p, _t: RESTRICT),
        ),
        _secured,
    ),
)


def _asking(box: Box, _at: float) -> Rows:
    """Ports that ask for a login; the tables are indexed by ifIndex."""
    return rows(((port.index,), port) for port in _bridged(box) if port.name in box.asking)


def _login(box: Box, port: Port) -> str:
    """The user at a port: whoever belongs there has a login, strangers have none; "" while the port is shut to all."""
    own = {host.mac for host in box.hosts if host.port == port.name}
    there = {host.mac for host in box.learned() if host.port == port.name}
    return f"oa-{min(there).hex()[-6:]}" if there and there <= own else ""


DOT1X = (
    Table(
        (*PAE, 1, 1),
        (
            Column(1, INTEGER, lambda box, port, _t: AUTHENTICATED if _login(box, port) else CONNECTING),
            Column(5, INTEGER, lambda box, port, _t: AUTHORISED if _login(box, port) else UNAUTHORISED),
            Column(6, INTEGER, lambda _b, _p, _t: AUTO),
        ),
        _asking,
    ),
    Table((*PAE, 4, 1), (Column(9, OCTETS, lambda box, port, _t: _login(box, port).encode()),), _asking),
)
