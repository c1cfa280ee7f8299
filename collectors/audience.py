"""Who is asked what: a hall switch has no E1, and a Huawei table means nothing to a Cisco."""

from collections.abc import Mapping
from enum import StrEnum

from nms.core.device import Role
from nms.core.ports import Visit


class Vendor(StrEnum):
    """Makers whose own tables we read; the value is the name shown."""

    HUAWEI = "Huawei"
    H3C = "H3C"
    CISCO = "Cisco"
    RAISECOM = "Raisecom"
    RUIJIE = "Ruijie"
    ZTE = "ZTE"
    JUNIPER = "Juniper"
    NOKIA = "Nokia"
    HPE = "HPE"
    ARUBA = "Aruba"
    ARISTA = "Arista"
    MIKROTIK = "MikroTik"
    UBIQUITI = "Ubiquiti"
    RUCKUS = "Ruckus"
    PATTON = "Patton"
    RAD = "RAD"
    FIBERHOME = "FiberHome"
    MAIPU = "Maipu"
    APC = "APC"
    EATON = "Eaton"
    VERTIV = "Vertiv"
    EMERSON = "Emerson"
    DELTA = "Delta"
    NET_SNMP = "net-snmp"


ENTERPRISES: Mapping[int, Vendor] = {
    9: Vendor.CISCO,
    11: Vendor.HPE,
    164: Vendor.RAD,
    318: Vendor.APC,
    476: Vendor.VERTIV,
    534: Vendor.EATON,
    705: Vendor.EATON,
    1768: Vendor.PATTON,
    1918: Vendor.EATON,
    2011: Vendor.HUAWEI,
    2254: Vendor.DELTA,
    2636: Vendor.JUNIPER,
    3807: Vendor.FIBERHOME,
    3902: Vendor.ZTE,
    4881: Vendor.RUIJIE,
    5528: Vendor.APC,
    5651: Vendor.MAIPU,
    5875: Vendor.FIBERHOME,
    6302: Vendor.EMERSON,
    6527: Vendor.NOKIA,
    8072: Vendor.NET_SNMP,
    8886: Vendor.RAISECOM,
    10002: Vendor.UBIQUITI,
    13400: Vendor.EMERSON,
    14179: Vendor.CISCO,
    14823: Vendor.ARUBA,
    14988: Vendor.MIKROTIK,
    20246: Vendor.DELTA,
    21239: Vendor.VERTIV,
    25053: Vendor.RUCKUS,
    25506: Vendor.H3C,
    30065: Vendor.ARISTA,
    41112: Vendor.UBIQUITI,
    47196: Vendor.ARUBA,
    52674: Vendor.APC,
}
"""IANA private enterprise numbers, the arc after 1.3.6.1.4.1 in sysObjectID."""

POWER_SYSTEMS = frozenset(
    {
        "apc",
        "apc-mgeups",
        "deltaups",
        "eaton-mgeups",
        "eatonups",
        "eatonupsm2",
        "emerson-ups",
        "huawei-smu",
        "huaweiups",
        "liebert",
    }
)
"""Systems (see `identity`) that answer for a power supply with a battery."""

ROUTING_SYSTEMS = frozenset(
    {
        "comware",
        "edgeos",
        "ios",
        "iosxe",
        "iosxr",
        "junos",
        "linux",
        "mypoweros",
        "nxos",
        "routeros",
        "ruijie",
        "srlinux",
        "timos",
        "vrp",
        "yunshan",
        "zxr10",
    }
)
"""Systems that may speak a routing protocol."""

_PLATFORMS: tuple[tuple[str, Vendor], ...] = (
    ("huawei", Vendor.HUAWEI),
    ("hp_comware", Vendor.H3C),
    ("h3c", Vendor.H3C),
    ("cisco", Vendor.CISCO),
    ("raisecom", Vendor.RAISECOM),
    ("ruijie", Vendor.RUIJIE),
    ("zte", Vendor.ZTE),
    ("juniper", Vendor.JUNIPER),
    ("nokia", Vendor.NOKIA),
    ("alcatel_sros", Vendor.NOKIA),
    ("hp_procurve", Vendor.HPE),
    ("linux", Vendor.NET_SNMP),
)
"""Beginnings of platform keys (netmiko's device types)."""

_PREFIX = "1.3.6.1.4.1."


def vendor_of(sys_object_id: str) -> Vendor | None:
    """The maker named by a sysObjectID; None for makers without tables of ours, which get the standard ones only."""
    number, _, _ = sys_object_id.removeprefix(_PREFIX).partition(".")
    return ENTERPRISES.get(int(number)) if sys_object_id.startswith(_PREFIX) and number.isdecimal() else None


def is_from(visit: Visit, vendor: Vendor) -> bool:
    """Whether a vendor's tables make sense: by what the device says once known, else by platform.

    A stranger may be anyone's; a box of the vendor's that runs net-snmp is known by its identity alone.
    """
    if visit.facts.sys_object_id:
        return vendor_of(visit.facts.sys_object_id) is vendor or visit.facts.vendor == vendor.value
    platform = visit.device.platform
    return not platform or any(platform.startswith(start) and vendor is maker for start, maker in _PLATFORMS)


def plays(visit: Visit, *roles: Role) -> bool:
    """Whether the device has one of the roles, or none that we know."""
    return visit.device.role in roles or visit.device.role is Role.OTHER


def routes(visit: Visit, *roles: Role) -> bool:
    """Whether the device has one of the roles, or is a stranger whose system, if known, can route."""
    if visit.device.role is not Role.OTHER:
        return visit.device.role in roles
    return not visit.facts.os or visit.facts.os in ROUTING_SYSTEMS
