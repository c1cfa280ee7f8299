"""Systems of HPE, Aruba and MikroTik."""

from collectors.audience import Vendor
from collectors.identity.model import (
    MODEL,
    SERIAL,
    SOFTWARE,
    TITLE,
    Said,
    System,
    Told,
    enterprise,
)
from nms.core.device import Role

_BRANDS = r"\b(?:HPE?|ProCurve|Aruba|OfficeConnect|Instant On|Networking|Switch|Ethernet Blade)\b"
_PROCURVE_VERSION = (
    Said(r"revision ([A-Z]{1,2}\.[\w.]+)"),
    Said(r"[,-] ?([A-Z]{1,2}\.\d[\w.]*)"),
    Said(r"InstantOn_\w+?_(\d[\d.]*)"),
    SOFTWARE,
)

HP: tuple[System, ...] = (
    System(
        "procurve",
        Vendor.HPE,
        ("11.2.3.7.11", "11.2.3.7.8"),
        "",
        r"\bComware\b|\bH3C\b",
        platform="hp_procurve",
        role=Role.ACCESS_SWITCH,
        hardware=(Said(r"^(.+?)(?:,| - | L2/L3|$)", drop=_BRANDS), MODEL, TITLE),
        version=_PROCURVE_VERSION,
        serial=(Told(enterprise(11, 2, 36, 1, 1, 2, 9, 0)), SERIAL),  # hpHttpMgSerialNumber
    ),
)

_AOS_MODEL = Said(r"MODEL: ([^)]+)\)")
_AOS_VERSION = Said(r"Version ([\w.-]+)")
_INSTANT = enterprise(14823, 2, 3, 3, 1, 2, 1, 1)  # AI-AP-MIB aiAccessPointTable

ARUBA: tuple[System, ...] = (
    System(
        "arubaos-cx",
        Vendor.ARUBA,
        ("47196.4.1.1",),
        platform="aruba_aoscx",
        role=Role.AGGREGATION,
        hardware=(TITLE, MODEL, Said(r"\b(J[A-Z]\d{3}A .+?) [A-Z]{2}\.\d")),
        version=(SOFTWARE, Said(r"\b([A-Z]{2}\.\d\d\.\d\d\.\w+)")),
        serial=(SERIAL, Told(enterprise(47196, 4, 1, 1, 3, 15, 1, 2, 1, 7))),  # first member of a stack
    ),
    System(
        "aruba-instant",
        Vendor.ARUBA,
        ("14823.1.2",),
        platform="aruba_os",
        role=Role.AP,
        hardware=(_AOS_MODEL, Told((*_INSTANT, 6))),
        version=(_AOS_VERSION, Told(enterprise(14823, 2, 3, 3, 1, 1, 4, 0))),
        serial=(Told((*_INSTANT, 4)), SERIAL),
    ),
    System(
        "arubaos",
        Vendor.ARUBA,
        ("14823.1.1", "674.10895"),
        r"^ArubaOS|^AOS-",
        platform="aruba_os",
        role=Role.AC,
        hardware=(_AOS_MODEL, MODEL, TITLE),
        version=(_AOS_VERSION,),
        serial=(Told(enterprise(14823, 2, 2, 1, 1, 1, 12, 0)), Told(enterprise(14823, 2, 2, 1, 2, 1, 29, 0)), SERIAL),
    ),
)

_ON = Told(TITLE.oid, r" on (\S+)$")

MIKROTIK: tuple[System, ...] = (
    System(
        "swos",
        Vendor.MIKROTIK,
        ("14988.2",),
        platform="mikrotik_switchos",
        role=Role.ACCESS_SWITCH,
        hardware=(Said(r"^(\S+) SwOS"), MODEL),
        version=(Said(r"SwOS (v?\S+)"),),
        serial=(Told(enterprise(14988, 1, 1, 7, 3, 0)), SERIAL),
    ),
    System(
        "routeros",
        Vendor.MIKROTIK,
        ("14988.1",),
        platform="mikrotik_routeros",
        hardware=(Said(r"^RouterOS (\S+.*)$"), Told(enterprise(14988, 1, 1, 7, 9, 0)), _ON, MODEL),
        version=(Told(enterprise(14988, 1, 1, 4, 4, 0)), Told(TITLE.oid, r"RouterOS (\d\S*)")),
        serial=(Told(enterprise(14988, 1, 1, 7, 3, 0)), SERIAL),
    ),
)

SYSTEMS: tuple[System, ...] = (*HP, *ARUBA, *MIKROTIK)
