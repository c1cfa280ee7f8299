"""Systems of Cisco: IOS and its descendants, NX-OS, firewalls, wireless controllers, the small-business line."""

from collectors.audience import Vendor
from collectors.identity.cisco_products import PRODUCTS
from collectors.identity.model import (
    MODEL,
    SERIAL,
    SOFTWARE,
    TITLE,
    Joined,
    Product,
    Said,
    Source,
    System,
    Told,
    enterprise,
)
from nms.core.device import Role

_VERSION: tuple[Source, ...] = (Said(r"Version (\d[^,\s\[]*)"), SOFTWARE)
_HARDWARE: tuple[Source, ...] = (MODEL, Product(PRODUCTS), TITLE)
_XE = (  # the image is a process of Linux; releases from 16 on carry a name in brackets
    r"IOS-?XE|LINUX_IOSD|CAT3K_CAA|CAT9K|CAT4500ES?8|Cisco IOS Software \[\w+\]|IOS XE Software"
    r"|^Cisco +\S+ +\w{11} .* V 1[67] +\d+ +\d+"
)
_SWITCH = r"\b(?:C(?:2[1-9]|3[0-8])\d\d\w*|Catalyst|CAT[349]K\w*|CBS|IE[234]\d{3}|Cisco IE\S+)\b"
_LINUX_OF_UC = r"^Linux release:"


def _ios(name: str, says: str, role: Role, never: str = "") -> System:
    platform = {"ios": "cisco_ios", "iosxe": "cisco_xe"}[name]
    return System(
        name, Vendor.CISCO, ("9",), says, never, platform=platform, role=role, hardware=_HARDWARE, version=_VERSION
    )


_IOS = r"Cisco IOS Software|Internetwork Operating System Software|\bIOS \(tm\)"
_SMALL = r"Catalyst 1[23]\d{2}X? Series"
_SMALL_HARDWARE: tuple[Source, ...] = (
    Joined((MODEL, Told((1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 8)))),
    Told(enterprise(9, 6, 1, 101, 53, 14, 1, 7)),  # rlPhdUnitGenParam… of the first unit
    Said(r"\((C1[23]\S+)\)"),
    Said(r"^(?:Linksys )?([A-Z]{2,4}\d{2,4}[\w-]*)"),
    TITLE,
)
_SMALL_VERSION: tuple[Source, ...] = (
    SOFTWARE,
    Told(enterprise(9, 6, 1, 101, 53, 14, 1, 2)),
    Said(r"(?:Version|-) ?(\d+\.\d+\.\d+\.\d+)"),
)


def _small(under: tuple[str, ...], says: str = "", never: str = "") -> System:
    return System(
        "ciscosb",
        Vendor.CISCO,
        under,
        says,
        never,
        platform="cisco_s300",
        role=Role.ACCESS_SWITCH,
        hardware=_SMALL_HARDWARE,
        version=_SMALL_VERSION,
        serial=(SERIAL, Told(enterprise(9, 6, 1, 101, 53, 14, 1, 5))),
    )


SYSTEMS: tuple[System, ...] = (
    System(
        "ciscowap",
        Vendor.CISCO,
        ("9.6.1.32", "4413"),
        r"\bWAP\d{3}",
        role=Role.AP,
        hardware=(Said(r"\b(WAP\d\w*)"),),
        version=(Said(r"Version (\d[\d.]*)"),),
    ),
    _small(("9.6.1", "3955.6"), never=r"SPA\d{3}|WAP\d{3}|IP Phone"),
    _small(("9.1",), _SMALL),
    _small(("9.1",), r"^\d+-port 10/100\S* Ethernet Switch"),
    _small(("",), r"^Linksys (?:SLM|SRW|SPS|SFE|SGE)\d"),
    System(
        "iosxr",
        Vendor.CISCO,
        ("9",),
        r"IOS XR Software",
        platform="cisco_xr",
        role=Role.PE,
        hardware=(MODEL, Product(PRODUCTS), Said(r"\((?:Cisco )?([^()]+)\), +Version"), TITLE),
        version=(Said(r"Version (\d[^,\s\[]*)"), SOFTWARE),
    ),
    System(
        "nxos",
        Vendor.CISCO,
        ("9",),
        r"NX-OS",
        r"NX-OS\S* ucs",
        platform="cisco_nxos",
        role=Role.AGGREGATION,
        hardware=(MODEL, Said(r"NX-OS\S* (\w+ C\w[\w-]*),"), TITLE),
        version=_VERSION,
    ),
    System(
        "ciscowlc",
        Vendor.CISCO,
        ("9", "14179"),
        r"^Cisco Controller",
        platform="cisco_wlc",
        role=Role.AC,
        hardware=(Told(enterprise(14179, 1, 1, 1, 3, 0)), MODEL, Product(PRODUCTS)),  # agentInventoryMachineModel
        version=(Told(enterprise(14179, 1, 1, 1, 14, 0)), SOFTWARE),  # agentInventoryProductVersion
        serial=(Told(enterprise(14179, 1, 1, 1, 4, 0)), SERIAL),
    ),
    System(
        "asa",
        Vendor.CISCO,
        ("9",),
        r"Adaptive Security Appliance",
        platform="cisco_asa",
        role=Role.FIREWALL,
        hardware=_HARDWARE,
        version=_VERSION,
    ),
    System(
        "ftd",
        Vendor.CISCO,
        ("9",),
        r"Firepower Threat Defense",
        role=Role.FIREWALL,
        hardware=_HARDWARE,
        version=(Said(r"Defense, Version (\d[^,\s]*)"),),
    ),
    System(
        "catos",
        Vendor.CISCO,
        ("9",),
        r"Catalyst Operating System Software",
        role=Role.ACCESS_SWITCH,
        hardware=(Said(r"Cisco Systems,? (?:Inc\.,? )?(WS-\S+)"), MODEL),
        version=_VERSION,
    ),
    _ios("iosxe", rf"^(?=.*(?:{_XE}))(?=.*{_SWITCH})", Role.ACCESS_SWITCH),
    _ios("iosxe", _XE, Role.AGGREGATION, never="IOS XR"),
    _ios("ios", rf"^(?=.*(?:{_IOS}))(?=.*{_SWITCH})", Role.ACCESS_SWITCH),
    _ios("ios", _IOS, Role.OTHER),
)
