"""Systems of Juniper, Nokia and RAD."""

from collectors.audience import Vendor
from collectors.identity.model import MODEL, SERIAL, SOFTWARE, TITLE, Said, System, Told, enterprise
from nms.core.device import Role

_JUNOS_HARDWARE = (Told(enterprise(2636, 3, 1, 2, 0)), MODEL, Said(r"Inc\. (\S+)", "Juniper {0}"), TITLE)  # jnxBoxDescr
_JUNOS_VERSION = (
    Said(r"JUNOS (\S+?),? "),
    Said(r"JUNOS (\S+?),?$"),
    SOFTWARE,
)


def _junos(says: str, role: Role) -> System:
    return System(
        "junos",
        Vendor.JUNIPER,
        ("2636.1.1.1",),
        says,
        platform="juniper_junos",
        role=role,
        hardware=_JUNOS_HARDWARE,
        version=_JUNOS_VERSION,
        serial=(Told(enterprise(2636, 3, 1, 3, 0)), SERIAL),  # jnxBoxSerialNo
    )


def _timos(says: str, role: Role) -> System:
    return System(
        "timos",
        Vendor.NOKIA,
        ("6527",),
        says,
        r"SRLinux",
        platform="nokia_sros",
        role=role,
        hardware=(
            Said(r"(?:Nokia|ALCATEL|Alcatel-Lucent) (.+?)(?: Copyright|$)"),
            Said(r"Alcatel-Lucent (OS\S+)"),
            MODEL,
        ),
        version=(Said(r"TiMOS-\w+-(\S+)"), Said(r"Alcatel-Lucent OS\S+ (\d\S+)"), SOFTWARE),
        serial=(
            Told(enterprise(6527, 3, 1, 2, 2, 1, 8, 1, 5, 1, 3 << 24 | 1)),
            SERIAL,
        ),  # tmnxHwSerialNumber, chassis 1
    )


SYSTEMS: tuple[System, ...] = (
    _junos(r"\bsrx\w+", Role.FIREWALL),
    _junos(r"Ethernet Switch|\b(?:ex|qfx)\d", Role.ACCESS_SWITCH),
    _junos("", Role.PE),
    System(
        "srlinux",
        Vendor.NOKIA,
        ("6527",),
        r"^SRLinux",
        platform="nokia_srl",
        role=Role.AGGREGATION,
        hardware=(Said(r"^SRLinux-\S+ (.+?) Copyright"),),
        version=(Said(r"^SRLinux-v?(\S+)"),),
    ),
    _timos(r"TiMOS.*\b7705\b", Role.CPOS_ROUTER),
    _timos(r"TiMOS.*\b7210\b", Role.AGGREGATION),
    _timos("", Role.PE),
    System(
        "rad-rici",
        Vendor.RAD,
        ("164",),
        r"^RICi",
        role=Role.CONVERTER,
        hardware=(Said(r"^(RICi-\S+)"), MODEL),
        version=(Said(r"SW Ver: ([\w.]+)"), SOFTWARE),
    ),
)
