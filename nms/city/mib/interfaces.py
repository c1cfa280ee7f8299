"""IF-MIB (RFC 2863) and the address table of IP-MIB (RFC 4293, the older ipNetToMediaTable)."""

from nms.city.ber import COUNTER32, COUNTER64, GAUGE32, INTEGER, IP_ADDRESS, OCTETS, TIME_TICKS
from nms.city.box import UP, Box, Host, Port
from nms.city.curve import share
from nms.city.mib.table import NO_ROWS, Column, Rows, Table, rows, scalars
from nms.city.products import ETHERNET, LOOPBACK, OTHER, VIRTUAL

MASK32 = 0xFFFFFFFF
FRAME_OCTETS = 540  # mean size of a frame
MTU = {ETHERNET: 1500, LOOPBACK: 1500}
GATEWAY_VLAN_PORTS = ("Vlanif10", "Vlanif20", "Vlanif30", "Vlanif31", "Vlanif99", "Vlan-interface99")
ERRORED_SHARE, ERRORS_PER_S = 0.03, 0.004


def _ports(box: Box, _at: float) -> Rows:
    return rows(((port.index,), port) for port in box.ports)


def _errors(port: Port, at: float) -> int:
    """A few cables are bad: some errors per hour, as long as they are up."""
    if port.type != ETHERNET or port.inflow is None or share(port.box.number ^ port.index * 977, 0) > ERRORED_SHARE:
        return 0
    return int((at - port.box.boot) * ERRORS_PER_S) & MASK32


def _last_change(box: Box, port: Port, _at: float) -> int:
    return int(max(port.changed - box.boot, 0) * 100) & MASK32


def if_index(port: Port) -> int:
    """ifIndex as a value: PON ports of OLTs number from 4,194,304,000 on, which as Integer32 comes out negative."""
    return port.index if port.index < 1 << 31 else port.index - (1 << 32)


IF_TABLE = Table(
    (1, 3, 6, 1, 2, 1, 2, 2, 1),
    (
        Column(1, INTEGER, lambda _b, port, _t: if_index(port)),
        Column(2, OCTETS, lambda _b, port, _t: port.name.encode()),
        Column(3, INTEGER, lambda _b, port, _t: port.type),
        Column(4, INTEGER, lambda _b, port, _t: MTU.get(port.type, 1500)),
        Column(5, GAUGE32, lambda _b, port, _t: min(port.bps, MASK32)),
        Column(6, OCTETS, lambda _b, port, _t: port.mac),
        Column(7, INTEGER, lambda _b, port, _t: port.admin),
        Column(8, INTEGER, lambda _b, port, _t: port.oper),
        Column(9, TIME_TICKS, _last_change),
        Column(10, COUNTER32, lambda _b, port, at: port.in_octets(at) & MASK32),
        Column(11, COUNTER32, lambda _b, port, at: port.in_octets(at) // FRAME_OCTETS & MASK32),
        Column(13, COUNTER32, lambda _b, port, at: _errors(port, at) // 3),
        Column(14, COUNTER32, lambda _b, port, at: _errors(port, at)),
        Column(15, COUNTER32, lambda _b, _p, _t: 0),
        Column(16, COUNTER32, lambda _b, port, at: port.out_octets(at) & MASK32),
        Column(17, COUNTER32, lambda _b, port, at: port.out_octets(at) // FRAME_OCTETS & MASK32),
        Column(19, COUNTER32, lambda _b, port, at: _errors(port, at) // 5),
        Column(20, COUNTER32, lambda _b, _p, _t: 0),
    ),
    _ports,
)


def _multicast(octets: int) -> int:
    return octets // (FRAME_OCTETS * 40)


IF_X_TABLE = Table(
    (1, 3, 6, 1, 2, 1, 31, 1, 1, 1),
    (
        Column(1, OCTETS, lambda _b, port, _t: port.name.encode()),
        Column(2, COUNTER32, lambda _b, port, at: _multicast(port.in_octets(at)) & MASK32),
        Column(3, COUNTER32, lambda _b, port, at: _multicast(port.in_octets(at)) // 3 & MASK32),
        Column(4, COUNTER32, lambda _b, port, at: _multicast(port.out_octets(at)) & MASK32),
        Column(5, COUNTER32, lambda _b, port, at: _multicast(port.out_octets(at)) // 3 & MASK32),
        Column(6, COUNTER64, lambda _b, port, at: port.in_octets(at)),
        Column(7, COUNTER64, lambda _b, port, at: port.in_octets(at) // FRAME_OCTETS),
        Column(10, COUNTER64, lambda _b, port, at: port.out_octets(at)),
        Column(11, COUNTER64, lambda _b, port, at: port.out_octets(at) // FRAME_OCTETS),
        Column(14, INTEGER, lambda _b, port, _t: trap_enable(port)),
        Column(15, GAUGE32, lambda _b, port, _t: round(port.bps / 1e6)),
        Column(17, INTEGER, lambda _b, port, _t: 2 if port.type in (LOOPBACK, OTHER, VIRTUAL) or port.lower else 1),
        Column(18, OCTETS, lambda _b, port, _t: port.alias.encode()),
        Column(19, TIME_TICKS, lambda _b, _p, _t: 0),
    ),
    _ports,
)


def trap_enable(port: Port) -> int:
    """ifLinkUpDownTrapEnable by RFC 2863's default: enabled(1) unless the interface stands on another, then 2."""
    return 2 if port.lower is not None else 1


def _stack(box: Box, _at: float) -> Rows:
    """ifStackTable: every layering, with zero above the highest and below the lowest."""
    pairs = {(port.index, port.lower.index if port.lower else 0) for port in box.ports}
    pairs |= {(0, port.index) for port in box.ports if not port.upper}
    return rows((pair, None) for pair in pairs)


IF_STACK = Table((1, 3, 6, 1, 2, 1, 31, 1, 2, 1), (Column(3, INTEGER, lambda _b, _p, _t: 1),), _stack)


def _arp(box: Box, _at: float) -> Rows:
    """Hosts whose VLAN has a gateway interface here, and the neighbours of a router."""
    gateways = {name: box.by_name[name] for name in GATEWAY_VLAN_PORTS if name in box.by_name}
    found: dict[tuple[int, ...], tuple[Port, Host]] = {}
    for host in box.learned() if gateways else []:
        port = gateways.get(f"Vlanif{host.vlan}") or gateways.get(f"Vlan-interface{host.vlan}")
        if port is not None and host.ip:
            found[(port.index, *host.ip)] = (port, host)
    for port in box.ports:
        if port.peer is not None and port.oper == UP and port.mac and port.peer.mac:
            ip = bytes((10, 255, *port.peer.mac[4:6]))
            found.setdefault((port.index, *ip), (port, Host(0, port.peer.mac, port.name, ip)))
    return rows(found.items()) if found else NO_ROWS


ARP = (
    Table(
        (1, 3, 6, 1, 2, 1, 4, 22, 1),
        (
            Column(1, INTEGER, lambda _b, row, _t: row[0].index),
            Column(2, OCTETS, lambda _b, row, _t: row[1].mac),
            Column(3, IP_ADDRESS, lambda _b, row, _t: row[1].ip),
            Column(4, INTEGER, lambda _b, _r, _t: 3),  # dynamic
        ),
        _arp,
    ),
)
INTERFACES = (
    scalars((1, 3, 6, 1, 2, 1, 2), (Column(1, INTEGER, lambda box, _i, _t: len(box.ports)),)),
    IF_TABLE,
    IF_X_TABLE,
    IF_STACK,
    scalars((1, 3, 6, 1, 2, 1, 31, 1), (Column(5, TIME_TICKS, lambda _b, _i, _t: 0),)),
)
