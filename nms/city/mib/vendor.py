"""What only the vendors' own MIBs tell: processors, memory, heat, optics, access points, ONTs.

Sources: HUAWEI-ENTITY-EXTENT-MIB, HUAWEI-WLAN-AP-MIB, HUAWEI-XPON-MIB, HH3C-ENTITY-EXT-MIB,
HH3C-TRANSCEIVER-INFO-MIB, RAISECOM-SYSTEM-MIB.
"""

from nms.city.ber import GAUGE32, INTEGER, IP_ADDRESS, OCTETS
from nms.city.box import AP_NORMAL, UP, AccessPoint, Box, Onu, Part, What
from nms.city.mib.table import Column, Rows, Table, rows
from nms.city.products import GPON, POWER

HW, H3 = (1, 3, 6, 1, 4, 1, 2011), (1, 3, 6, 1, 4, 1, 25506)
ENABLED, PROVIDING_SERVICE, NO_VALUE = 3, 3, 2_147_483_647
ONT_UP, ONT_DOWN = 1, 2
PON_BOOST_DB = 5.0  # class B+ lasers send some +3 dBm


def _parts(box: Box, _at: float) -> Rows:
    return rows(((part.plan.index,), part) for part in box.parts)


def _optics(box: Box, _at: float) -> Rows:
    return rows(((part.plan.index,), part) for part in box.parts if part.port is not None)


def _optics_by_port(box: Box, _at: float) -> Rows:
    return rows(((part.port.index,), part) for part in box.parts if part.port is not None)


def cpu(box: Box, part: Part, at: float) -> int:
    """Processor load in percent; 0 where the part has no processor."""
    return box.cpu_percent(part, at) if "cpu" in part.plan.measures else 0


def memory(_box: Box, part: Part, at: float) -> int:
    """Memory in use in percent; 0 where the part has none."""
    return round(part.memory.value(at)) if "memory" in part.plan.measures else 0


def heat(_box: Box, part: Part, at: float) -> int:
    """Temperature in degrees Celsius; 0 where the part has no sensor."""
    return round(part.heat.value(at)) if "temperature" in part.plan.measures else 0


def rx_centi_dbm(box: Box, part: Part, at: float) -> int:
    """Received power in hundredths of dBm: what the fibre gives plus what faults take."""
    name = part.port.name if part.port else ""
    return round((part.rx.value(at) + sum(box.numbers(What.OPTICS, name))) * 100)


def tx_centi_dbm(_box: Box, part: Part, at: float) -> int:
    """Sent power in hundredths of dBm."""
    return round(part.tx.value(at) * 100)


HUAWEI = (
    Table(
        (*HW, 5, 25, 31, 1, 1, 1, 1),
        (
            Column(1, INTEGER, lambda _b, _p, _t: 13),
            Column(2, INTEGER, lambda _b, _p, _t: ENABLED),
            Column(3, INTEGER, lambda _b, _p, _t: PROVIDING_SERVICE),
            Column(5, INTEGER, cpu),
            Column(6, INTEGER, lambda _b, part, _t: 80 if "cpu" in part.plan.measures else 0),
            Column(7, INTEGER, memory),
            Column(8, INTEGER, lambda _b, part, _t: 85 if "memory" in part.plan.measures else 0),
            Column(11, INTEGER, heat),
            Column(12, INTEGER, lambda _b, part, _t: 65 if "temperature" in part.plan.measures else 0),
            Column(13, INTEGER, lambda _b, part, _t: 12_000 if part.plan.type == POWER else 0),
        ),
        _parts,
    ),
    Table(
        (*HW, 5, 25, 31, 1, 1, 3, 1),
        (
            Column(5, INTEGER, lambda _b, part, at: round(part.heat.value(at))),
            Column(6, INTEGER, lambda _b, _p, _t: 3_300),
            Column(7, INTEGER, lambda _b, part, at: round(part.heat.value(at) * 180)),
            Column(8, INTEGER, rx_centi_dbm),
            Column(9, INTEGER, tx_centi_dbm),
        ),
        _optics,
    ),
)


def _aps(box: Box, _at: float) -> Rows:
    return rows((tuple(ap.mac), ap) for ap in box.aps)


def ap_state(box: Box, ap: AccessPoint) -> int:
    """hwWlanApRunState of an AP."""
    return int(next(iter(box.numbers(What.AP, ap.name)), AP_NORMAL))


def clients(box: Box, ap: AccessPoint, at: float) -> int:
    """Clients online; none while the AP is away."""
    crowd = sum(box.numbers(What.CROWD, ap.name))
    return max(0, round(ap.clients.value(at) + crowd)) if ap_state(box, ap) == AP_NORMAL else 0


def airtime(box: Box, row: tuple[AccessPoint, int], at: float) -> int:
    """Channel utilisation in percent: beacons, and what the clients take; 5 GHz (radio 1) is wider."""
    ap, radio = row
    return min(98, 8 + 3 * clients(box, ap, at) // (2 + 2 * radio))


def _ap_radios(box: Box, _at: float) -> Rows:
    return rows(((*ap.mac, radio), (ap, radio)) for ap in box.aps for radio in (0, 1))


AP_TABLE = (
    Table(
        (*HW, 6, 139, 13, 3, 3, 1),
        (
            Column(2, OCTETS, lambda _b, ap, _t: ap.serial.encode()),
            Column(3, OCTETS, lambda _b, ap, _t: ap.model.encode()),
            Column(4, OCTETS, lambda _b, ap, _t: ap.name.encode()),
            Column(5, OCTETS, lambda _b, ap, _t: ap.group.encode()),
            Column(6, INTEGER, lambda box, ap, _t: ap_state(box, ap)),
            Column(7, OCTETS, lambda _b, _a, _t: b"V200R010C00SPC500"),
            Column(13, IP_ADDRESS, lambda _b, ap, _t: ap.ip),
            Column(40, INTEGER, lambda _b, ap, _t: 40 + ap.number % 7),
            Column(41, INTEGER, lambda _b, ap, at: 10 + round(ap.clients.value(at) / 2)),
            Column(43, INTEGER, lambda _b, ap, _t: 38 + ap.number % 5),
            Column(44, INTEGER, clients),
            Column(67, GAUGE32, lambda _b, ap, _t: ap.number),
        ),
        _aps,
    ),
    # HUAWEI-WLAN-AP-RADIO-MIB hwWlanRadioInfoTable
    Table((*HW, 6, 139, 16, 1, 2, 1), (Column(25, GAUGE32, airtime),), _ap_radios),
)


def _onts(box: Box, _at: float) -> Rows:
    return rows(((onu.port.index, onu.number), onu) for onu in box.onus)


def _ont_rx(box: Box, onu: Onu, at: float) -> int:
    if onu.port.oper != UP:
        return NO_VALUE
    return round((onu.received.value(at) + sum(box.numbers(What.OPTICS, onu.port.name))) * 100)


def _olt_rx(box: Box, onu: Onu, at: float) -> int:
    """What the OLT receives of the ONT, in hundredths of dBm plus 10000."""
    received = _ont_rx(box, onu, at)
    return received if received == NO_VALUE else 10_000 + received - 120


def _pons(box: Box, _at: float) -> Rows:
    return rows(((part.port.index,), part) for part in box.parts if part.port is not None and part.port.type == GPON)


ONT = (*HW, 6, 128, 1, 1, 2)
XPON = (
    Table(
        (*ONT, 23, 1),
        (
            Column(1, INTEGER, lambda _b, part, at: round(part.heat.value(at))),
            Column(2, INTEGER, lambda _b, _p, _t: 330),
            Column(3, INTEGER, lambda _b, part, at: round(part.heat.value(at) / 3)),
            Column(4, INTEGER, lambda _b, part, at: round((part.tx.value(at) + PON_BOOST_DB) * 100)),
        ),
        _pons,
    ),
    Table(
        (*ONT, 43, 1),
        (
            Column(3, OCTETS, lambda _b, onu, _t: onu.serial),
            Column(9, OCTETS, lambda _b, onu, _t: onu.descr.encode()),
        ),
        _onts,
    ),
    Table(
        (*ONT, 46, 1),
        (
            Column(15, INTEGER, lambda _b, onu, _t: ONT_UP if onu.port.oper == UP else ONT_DOWN),
            Column(20, INTEGER, lambda _b, onu, _t: onu.metres if onu.port.oper == UP else -1),
        ),
        _onts,
    ),
    Table(
        (*ONT, 51, 1),
        (
            Column(1, INTEGER, lambda _b, onu, _t: 42 + onu.number % 6 if onu.port.oper == UP else NO_VALUE),
            Column(2, INTEGER, lambda _b, onu, _t: 12 + onu.number % 4 if onu.port.oper == UP else NO_VALUE),
            Column(3, INTEGER, lambda _b, onu, _t: 210 + onu.number if onu.port.oper == UP else NO_VALUE),
            Column(4, INTEGER, _ont_rx),
            Column(6, INTEGER, _olt_rx),
        ),
        _onts,
    ),
)
H3C = (
    Table(
        (*H3, 2, 6, 1, 1, 1, 1),
        (
            Column(2, INTEGER, lambda _b, _p, _t: 4),
            Column(3, INTEGER, lambda _b, _p, _t: 3),
            Column(6, INTEGER, cpu),
            Column(7, INTEGER, lambda _b, part, _t: 80 if "cpu" in part.plan.measures else 0),
            Column(8, INTEGER, memory),
            Column(9, INTEGER, lambda _b, part, _t: 85 if "memory" in part.plan.measures else 0),
            Column(12, INTEGER, lambda box, part, at: heat(box, part, at) or 65_535),  # 65535: not supported
            Column(13, INTEGER, lambda _b, part, _t: 60 if "temperature" in part.plan.measures else 65_535),
        ),
        _parts,
    ),
    Table(
        (*H3, 2, 70, 1, 1, 1),
        (
            Column(9, INTEGER, tx_centi_dbm),
            Column(12, INTEGER, rx_centi_dbm),
            Column(15, INTEGER, lambda _b, part, at: round(part.heat.value(at))),
            Column(16, INTEGER, lambda _b, _p, _t: 330),
            Column(17, INTEGER, lambda _b, _p, _t: 2_900),
        ),
        _optics_by_port,
    ),
)


def _periods(_box: Box, _at: float) -> Rows:
    return rows(((period,), period) for period in range(1, 6))


RAISECOM = (
    Table(
        (1, 3, 6, 1, 4, 1, 8886, 1, 1, 1, 3, 1, 2, 1),
        (Column(2, INTEGER, lambda box, _p, at: box.cpu_percent(box.parts[1], at)),),
        _periods,
    ),
)
