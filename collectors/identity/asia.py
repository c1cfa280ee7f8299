"""Systems of Huawei, H3C, ZTE, Ruijie, Raisecom, FiberHome and Maipu."""

from collectors.audience import Vendor
from collectors.identity.model import (
    MODEL,
    SERIAL,
    SOFTWARE,
    TITLE,
    UPS_MODEL,
    UPS_SOFTWARE,
    Said,
    System,
    Told,
    enterprise,
)
from nms.core.device import Role

_VRP = r"Versatile Routing Platform|\bVRP\b|\bQuidway\b"
_VRP_SAYS_MODEL = Said(r"^(?:Huawei |Quidway )?([A-Z]{1,4}\d[\w-]*|[A-Z]{2,3}\d?-?\d[\w-]*) (?=.*Huawei)")
_VRP_HARDWARE = (MODEL, _VRP_SAYS_MODEL, Said(r"\(([\w-]+) V\d{3}R\d{3}"), TITLE)
_VRP_VERSION = (
    Said(r"Version (\d\S*) \([^)]*?(V\d{3}R\d{3}\w*)\)", "{0} ({1})"),
    Said(r"(V\d{3}R\d{3}\w*)"),
    Said(r"Version (\d[\w.]*)"),
    SOFTWARE,
)
_VRP_SERIAL = (Told(enterprise(2011, 5, 25, 188, 1, 1, 0)), SERIAL)  # the equipment serial number that licences use


def _vrp(kind: str, role: Role) -> System:
    return System(
        "vrp",
        Vendor.HUAWEI,
        ("2011",),
        kind,
        platform="huawei",
        role=role,
        hardware=_VRP_HARDWARE,
        version=_VRP_VERSION,
        serial=_VRP_SERIAL,
    )


def _with_vrp(kind: str) -> str:
    return rf"^(?=.*(?:{_VRP}))(?=.*{kind})"


HUAWEI: tuple[System, ...] = (
    System(
        "yunshan",
        Vendor.HUAWEI,
        ("2011",),
        "YunShan OS",
        platform="huawei_vrpv8",
        role=Role.AGGREGATION,
        hardware=(Said(r"\((\S+) V\d{3}R\d{3}"), MODEL, TITLE),
        version=(Said(r"Version (\S+) \([^)]*?(V\d{3}R\d{3}\w*)\)", "{0} ({1})"), SOFTWARE),
    ),
    _vrp(_with_vrp(r"\b(?:AC6\d{3}|AC9\d{3}|ACU\d|AirEngine ?9700)"), Role.AC),
    _vrp(_with_vrp(r"\b(?:USG\d|Eudemon|NIP\d|Secospace)"), Role.FIREWALL),
    _vrp(_with_vrp(r"\b(?:NE\d|ME60|CX\d{3}|PTN ?\d)"), Role.PE),
    _vrp(_with_vrp(r"\b(?:CE\d{4,5}|S[79]\d{3}|S127\d\d|ATN ?\d)"), Role.AGGREGATION),
    _vrp(_with_vrp(r"\b(?:AP\d{4}|AirEngine)"), Role.AP),
    _vrp(_with_vrp(r"\bS\d{3,4}"), Role.ACCESS_SWITCH),
    _vrp(_VRP, Role.OTHER),
    System(  # access equipment: one sysDescr for the whole family, the model is in the board names
        "smartax",
        Vendor.HUAWEI,
        ("2011.2",),
        r"Integrated Access Software|SmartAX|\b(?:MA|EA)5[68]\d\d|Huawei-MA5",
        platform="huawei_smartax",
        role=Role.OLT,
        hardware=(
            Said(r"\b((?:MA|EA)5[68]\d\d\w*)"),
            Told(TITLE.oid, r"\b((?:MA|EA)5\d{3}\w*)"),
            Told(enterprise(2011, 6, 3, 1, 999, 0), r"^((?:MA|EA)5\d{3}\w*?)(?=V\d{3}R)"),
        ),
        version=(Told(enterprise(2011, 6, 3, 1, 999, 0)), Said(r"(V\d{3}R\d{3}\w*)")),
        serial=(Told(enterprise(2011, 6, 3, 3, 1, 1, 9)), SERIAL),
    ),
    System(
        "huawei-optixrtn",
        Vendor.HUAWEI,
        ("2011.2.25",),
        r"Opti[xX] RTN",
        role=Role.MSTP,
        hardware=(Said(r"RTN ?(\d\w*)", "RTN {0}"),),
        version=(Said(r"(V\d{3}R\d{3}\w*)"),),
        serial=(Told(enterprise(2011, 2, 25, 4, 40, 4, 10, 13, 1, 1, 23)), SERIAL),
    ),
    System(  # site power: monitoring units of the newer kind name themselves, of the older kind run net-snmp
        "huawei-smu",
        Vendor.HUAWEI,
        ("2011.6.164",),
        hardware=(Said(r"^(SMU\w+)"), MODEL, TITLE),
        version=(Told(enterprise(2011, 6, 164, 1, 2, 2, 1, 1, 5)), SOFTWARE),  # hwMonEquipSoftwareVersion
        serial=(Told(enterprise(2011, 6, 164, 1, 2, 2, 1, 1, 9)), SERIAL),
    ),
    System(
        "huawei-smu",
        Vendor.HUAWEI,
        ("8072.3.2.10",),
        r"^Linux GSE\d{3}M ",
        hardware=(UPS_MODEL, Said(r"^Linux (GSE\w+)")),
        version=(UPS_SOFTWARE, Told(enterprise(2011, 6, 164, 1, 2, 2, 1, 1, 5))),
    ),
    System(
        "huaweiups",
        Vendor.HUAWEI,
        ("2011.6.174",),
        r"\bUPS",
        hardware=(UPS_MODEL, Said(r"\b(UPS\d\w*)")),
        version=(UPS_SOFTWARE,),
    ),
)

_COMWARE_HARDWARE = (
    Said(r"(?:HPE?|H3C|3Com) ((?!Comware|Switch Software)\S.*?)(?: Switch)?(?: Software Version| Copyright|$)"),
    Said(r"H3C Switch (\S+) Software"),
    MODEL,
    TITLE,
)
_COMWARE_VERSION = (
    Said(r"Software,? Version (\d[\w.]*?),? ((?:Release|Feature|ESS|Test|Alpha|Beta) \w+)", "{0} ({1})"),
    Said(r"Software,? Version (\d[\w.]*)"),
    SOFTWARE,
)
_COMWARE_SERIAL = (Told(enterprise(25506, 2, 6, 1, 2, 1, 1, 2)), SERIAL)  # hh3cEntityExtManuSerialNum


def _comware(under: tuple[str, ...], says: str, role: Role) -> System:
    return System(
        "comware",
        Vendor.H3C,
        under,
        says,
        r"\biMC\b|\bHDM\b|UniServer",
        platform="hp_comware",
        role=role,
        hardware=_COMWARE_HARDWARE,
        version=_COMWARE_VERSION,
        serial=_COMWARE_SERIAL,
    )


_H3C = ("25506",)
H3C: tuple[System, ...] = (
    _comware(_H3C, r"\b(?:SecPath|SecBlade|F1\d{3}|F5\d{3}|M9\d{3})\b", Role.FIREWALL),
    _comware(_H3C, r"\bWX\d{4}", Role.AC),
    _comware(_H3C, r"\b(?:SR|CR)\d{4,5}", Role.PE),
    _comware(_H3C, r"\b(?:S[79]\d{3,4}|S1[02]5\d\d|FF ?5\d{3}|59\d0|S6\d{3})", Role.AGGREGATION),
    _comware(_H3C, r"\b(?:S[1-5]\d{3}|E\d{3}|V1\d{3})", Role.ACCESS_SWITCH),
    _comware(_H3C, "", Role.OTHER),
    _comware(("11.2.3.7.11", "43", "2011.10"), r"\bComware\b|\bH3C\b", Role.ACCESS_SWITCH),
)

ZTE: tuple[System, ...] = (
    System(
        "zxa10",
        Vendor.ZTE,
        ("3902.1082", "3902.1015", "3902.1012"),
        platform="zte_zxros",
        role=Role.OLT,
        hardware=(Said(r"^(?:ZXA10 )?(\w+) Version"), Said(r"\b(C[236]\d0)\b"), MODEL),
        version=(Said(r"Version:? ?(V[\w.]+)"), SOFTWARE),
    ),
    System(
        "zxr10",
        Vendor.ZTE,
        ("3902",),
        r"ZXR10|ZXCTN",
        platform="zte_zxros",
        role=Role.AGGREGATION,
        hardware=(Said(r"ZXR10[ _](?!ROS)(\w[\w-]*)"), Said(r"(ZXCTN \S+?),? "), MODEL, TITLE),
        version=(Said(r"Version ZXR10 \S+ (V[\w.]+)"), Said(r"Version:? ?(V[\w.]+)"), SOFTWARE),
    ),
)

RUIJIE: tuple[System, ...] = (
    System(
        "ruijie",
        Vendor.RUIJIE,
        ("4881",),
        platform="ruijie_os",
        role=Role.ACCESS_SWITCH,
        hardware=(Said(r"\(([^()]+)\)"), Said(r"^Ruijie (\S*\d\S*)"), MODEL, TITLE),
        version=(
            Told(enterprise(4881, 1, 1, 10, 2, 1, 1, 2, 0), r"\b(1?\d\.\d[\w.()]*)"),  # ruijieSystemSwVersion
            Said(r"(?:RGOS|RGNOS) (\d[^\s,]*)"),
            SOFTWARE,
        ),
        serial=(Told(enterprise(4881, 1, 1, 10, 2, 1, 1, 24, 0)), SERIAL),  # ruijieSystemSerialno
    ),
)

_ROS_VERSION = Told(enterprise(8886, 60, 131, 1, 1, 1, 0))  # ROSMGMT-VERSION-MIB
_ROS_HARDWARE = Told(enterprise(8886, 60, 131, 1, 1, 6, 0))
_ROS_SERIAL = Told(enterprise(8886, 60, 131, 1, 1, 4, 0))
RAISECOM: tuple[System, ...] = (
    System(
        "raisecom-ros",
        Vendor.RAISECOM,
        ("8886.23",),
        platform="raisecom_roap",
        role=Role.CONVERTER,
        hardware=(_ROS_HARDWARE, Said(r"^ROS_\.?([A-Z][\w-]*?)\.\d"), MODEL),
        version=(_ROS_VERSION, Said(r"(ROS_\S+)"), SOFTWARE),
        serial=(_ROS_SERIAL, SERIAL),
    ),
    System(
        "raisecom",
        Vendor.RAISECOM,
        ("8886",),
        platform="raisecom_roap",
        role=Role.CONVERTER,
        hardware=(_ROS_HARDWARE, Said(r"Version (\w+-\w+?)_ROAP"), MODEL),
        version=(_ROS_VERSION, Said(r"(ROAP_[\w.]+)"), Said(r"(ROS_\S+)"), SOFTWARE),
        serial=(_ROS_SERIAL, SERIAL),
    ),
)

FIBERHOME: tuple[System, ...] = (
    System(
        "fiberhome",
        Vendor.FIBERHOME,
        ("5875.800",),
        role=Role.OLT,
        hardware=(Said(r"^(A[NF]\d[\w-]*)"), MODEL),
    ),
    System(
        "fiberhome-switch",
        Vendor.FIBERHOME,
        ("3807",),
        role=Role.ACCESS_SWITCH,
        hardware=(Said(r"^(.+?) \(R\) Software"), MODEL, TITLE),
        version=(Said(r"Software,? Version ([^\s,]+)"), SOFTWARE),
    ),
)

MAIPU: tuple[System, ...] = (
    System(
        "mypoweros",
        Vendor.MAIPU,
        ("5651",),
        platform="maipu",
        role=Role.ACCESS_SWITCH,
        hardware=(Said(r"MyPower (\w\S*) "), MODEL, TITLE),
        version=(Said(r"version ([\d.]+)"), SOFTWARE),
    ),
)

SYSTEMS: tuple[System, ...] = (*HUAWEI, *H3C, *ZTE, *RUIJIE, *RAISECOM, *FIBERHOME, *MAIPU)
