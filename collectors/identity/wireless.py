"""Systems of Ubiquiti and Ruckus."""

from collectors.audience import Vendor
from collectors.identity.model import MODEL, SERIAL, SOFTWARE, TITLE, Said, Source, System, Told, enterprise
from nms.core.device import Role

_AF, _LTU, _AF60 = (enterprise(41112, 1, number) for number in (3, 10, 11))
_AIRMAX, _UNIFI, _UFIBER = (enterprise(41112, 1, number) for number in (4, 6, 5))
_DOT11_PRODUCT = (1, 2, 840, 10036, 3, 1, 2, 1)  # IEEE 802.11 resource information: name 3, version 4
_BARE = ("10002.1", "41112.1.3", "41112.1.4", "41112.1.10", "41112.1.11", "8072.3.2.10")
_RELEASE = r"(v\d+\.\d+\.\d+(?:-\w+)?)"


def _radio(name: str, proof: tuple[int, ...], model: Source, version: Source) -> System:
    return System(name, Vendor.UBIQUITI, _BARE, proof=proof, role=Role.OTHER, hardware=(model,), version=(version,))


def _by_kernel(name: str, says: str, role: Role = Role.OTHER) -> System:
    """Firmware that tells itself by nothing but its kernel, in the absence of the maker's own objects."""
    hardware = (Told((*_DOT11_PRODUCT, 3)), MODEL)
    version = (Told((*_DOT11_PRODUCT, 4), r"v(\d[\d.]*\d)"), SOFTWARE)
    return System(name, Vendor.UBIQUITI, ("10002.1", "41112.1.4"), says, role=role, hardware=hardware, version=version)


_LIST = r"^(?:Ubiquiti UniFi )?((?:EdgeSwitch|US|USW|UDC|UCG|UDM|UISP)\b[^,]*?),? v?(?=\d+\.\d+\.|develop)"
_SWITCH = r"^(?:EdgeSwitch\b|US-\d|USW-|USW\b|UDC-|UniFi Switch|UISP[ -]S|Ubiquiti UniFi U)"


def _edgeswitch(under: tuple[str, ...], says: str) -> System:
    return System(
        "edgeswitch",
        Vendor.UBIQUITI,
        under,
        says,
        platform="ubiquiti_edgeswitch",
        role=Role.ACCESS_SWITCH,
        hardware=(Said(_LIST), MODEL, TITLE),
        version=(Said(r"[ ,]v?(\d+\.\d+\.\d[\d.]*)"), SOFTWARE),
    )


UBIQUITI: tuple[System, ...] = (
    System(
        "unifi-usp",
        Vendor.UBIQUITI,
        ("8072.3.2.10", "41112"),
        r"^USP-",
        hardware=(Said(r"^(USP-\S+)"),),
        version=(Said(r"^(USP-\S+ \d\S*)"),),
    ),
    _edgeswitch(("4413", "10002.1", "41112", "8072.3.2.10"), _SWITCH),
    _edgeswitch(("",), r"^USW-\S+, \d"),
    _edgeswitch(("8072.3.2.10",), r"^Linux UBNT "),
    System(
        "edgeosolt",
        Vendor.UBIQUITI,
        ("41112.1.5", "4413"),
        r"OLT\b|^EdgeOS v[4-9]",
        role=Role.OLT,
        hardware=(Told((*_UFIBER, 1, 1, 0)), Said(r"^([^,]*OLT[^,]*)")),
        version=(Told((*_UFIBER, 1, 3, 0)), Said(r"EdgeOS (v\S+)"), Said(r", (\d[\d.]*)")),
        serial=(Told((*_UFIBER, 1, 2, 0)), SERIAL),
    ),
    System(
        "edgeos",
        Vendor.UBIQUITI,
        ("41112.1.5",),
        platform="ubiquiti_edgerouter",
        role=Role.OTHER,
        hardware=(Said(r"^(?!EdgeOS)(\S.*)$"), Told((1, 3, 6, 1, 2, 1, 25, 4, 2, 1, 5), r"UBNT (.+?) running on")),
        version=(Said(r"EdgeOS (v\S+)"), Told((1, 3, 6, 1, 2, 1, 25, 4, 2, 1, 5), r"running on (v\S+)")),
    ),
    System(
        "airos-af-ltu",
        Vendor.UBIQUITI,
        _BARE,
        r"^Linux ",
        proof=_LTU,
        hardware=(Told((*_LTU, 1, 3, 2, 0)),),
        version=(Told((*_LTU, 1, 3, 4, 0)),),
    ),
    System(
        "airos-af60",
        Vendor.UBIQUITI,
        ("10002.1", "41112.1.11"),
        proof=_AF60,
        hardware=(Told((*_AF60, 1, 2, 2)),),
        version=(Told((*_AF60, 1, 2, 4), _RELEASE),),
    ),
    System(
        "airos-af",
        Vendor.UBIQUITI,
        ("10002.1", "41112.1.3"),
        proof=_AF,
        version=(Told((*_AF, 2, 1, 40)),),
    ),
    System(
        "unifi",
        Vendor.UBIQUITI,
        ("10002.1",),
        r"^Linux ",
        proof=_UNIFI,
        role=Role.AP,
        hardware=(Told((*_UNIFI, 3, 3, 0)),),
        version=(Told((*_UNIFI, 3, 6, 0)),),
    ),
    _by_kernel("airos-af60", r"^Linux (?:\S+ )?4\.\d+\.\d+ .*armv7"),
    _by_kernel("airos-af", r"^Linux (?:\S+ )?2\.6\.33 .*armv5"),
    _by_kernel("unifi", r"^Linux (?:\S+ )?(?:3\.3|4\.4)\.\d+ .*mips", Role.AP),
    _by_kernel("airos", r"^Linux .*mips"),
    System(
        "unifi",
        Vendor.UBIQUITI,
        ("41112",),
        r"^(?!Linux|Edge)\S",
        platform="",
        role=Role.AP,
        hardware=(Told((*_UNIFI, 3, 3, 0)), Said(r"^(\S+) \d+\.\d")),
        version=(Told((*_UNIFI, 3, 6, 0)), Said(r" (\d+\.\d+\.\d\S*)")),
    ),
)

_HW = enterprise(25053, 1, 1, 2, 1, 1, 1)  # RUCKUS-HWINFO-MIB
_ZD = enterprise(25053, 1, 2, 1, 1, 1, 1)  # RUCKUS-ZD-SYSTEM-MIB
_UNLEASHED = enterprise(25053, 1, 15, 1, 1, 1, 1)  # RUCKUS-UNLEASHED-SYSTEM-MIB
_NODE = enterprise(25053, 1, 8, 1, 1, 1, 1, 1, 1)  # RUCKUS-CTRL-MIB ruckusCtrlSystemNodeTable
_NAMED = Said(r"^Ruckus Wireless (\S+)$")

RUCKUS: tuple[System, ...] = (
    System(
        "ruckuswireless-sz",
        Vendor.RUCKUS,
        ("25053.3.1.10", "25053.3.1.11", "25053.3.1.13"),
        role=Role.AC,
        hardware=(Told((*_NODE, 3)), MODEL),
        version=(Told((*_NODE, 9)),),
        serial=(Told(enterprise(25053, 1, 4, 1, 1, 1, 15, 13, 0)), Told((*_NODE, 1))),
    ),
    System(
        "ruckuswireless-hotzone",
        Vendor.RUCKUS,
        ("25053.3.1.4",),
        role=Role.AP,
        hardware=(Told((*_HW, 1, 0)), MODEL),
        version=(Told(enterprise(25053, 1, 1, 3, 1, 1, 1, 1, 1, 3)),),
        serial=(Told((*_HW, 2, 0)),),
    ),
    System(
        "ruckuswireless",
        Vendor.RUCKUS,
        ("25053.3.1.5",),
        r"\bZD\d",
        role=Role.AC,
        hardware=(Told((*_ZD, 9, 0)), _NAMED),
        version=(Told((*_ZD, 18, 0)),),
        serial=(Told((*_ZD, 15, 0)),),
    ),
    System(  # an access point that leads the others: the controller's sysObjectID, its own name
        "ruckuswireless-unleashed",
        Vendor.RUCKUS,
        ("25053.3.1.5", "25053.3.1.4"),
        r"^Ruckus Wireless [A-Z]\d{3}|Unleashed",
        role=Role.AC,
        hardware=(Told((*_UNLEASHED, 9, 0)), _NAMED),
        version=(Told((*_UNLEASHED, 18, 0)),),
        serial=(Told((*_UNLEASHED, 15, 0)),),
    ),
    System(
        "ruckuswireless",
        Vendor.RUCKUS,
        ("25053.3.1.5",),
        role=Role.AC,
        hardware=(Told((*_ZD, 9, 0)),),
        version=(Told((*_ZD, 18, 0)),),
        serial=(Told((*_ZD, 15, 0)),),
    ),
    System(
        "ironware",
        Vendor.RUCKUS,
        ("1991",),
        r"^(?:Ruckus|Brocade)|\bICX\d|NetIron",
        platform="brocade_fastiron",
        role=Role.ACCESS_SWITCH,
        hardware=(Said(r"\b((?:ICX|FCX)\d\S*?),? "), Said(r"\b(NetIron \w+)"), MODEL),
        version=(Said(r"IronWare Version V?([\w.]+)"), SOFTWARE),
    ),
)

SYSTEMS: tuple[System, ...] = (*UBIQUITI, *RUCKUS)
