"""Power: systems of APC and NetBotz, Eaton and MGE, Vertiv and Liebert, Emerson, Delta."""

from collectors.audience import Vendor
from collectors.identity.model import (
    MODEL,
    UPS_MODEL,
    UPS_SOFTWARE,
    Joined,
    Said,
    System,
    Told,
    enterprise,
)

_APC_UPS = enterprise(318, 1, 1, 1, 1)  # PowerNet-MIB upsIdent
_APC_PDU = enterprise(318, 1, 1, 12, 1)  # rPDUIdent
_NETBOTZ = enterprise(318, 1, 4, 2, 2, 1)  # modules of a rack monitor

APC: tuple[System, ...] = (
    System(
        "apc-netbotz",
        Vendor.APC,
        ("52674.500",),
        hardware=(Told((*_NETBOTZ, 2)), Said(r"(NetBotz \S+)")),
        version=(Said(r"NetBotz \S+ (\d[\d.]*)"),),
        serial=(Told((*_NETBOTZ, 3)),),
    ),
    System("netbotz", Vendor.APC, ("5528",), hardware=(MODEL,), version=(Said(r"^NetBotz.*?(\d+\.\d[\d.]*)"),)),
    System(
        "apc",
        Vendor.APC,
        ("318",),
        "",
        r"^APC Environmental Monitoring Unit",
        hardware=(
            Joined((Told((*_APC_UPS, 1, 1, 0)), Told((*_APC_UPS, 2, 1, 0)))),
            Joined((Told((*_APC_PDU, 5, 0)), Said(r"\bHR: ?(\w+)"))),
            Said(r"^(?:APC )?(.*?(?:Card|Agent|PDU|SP))\b"),
        ),
        version=(Said(r"\bPF: ?(v[\w.]+).*?\bAF1: ?(v[\w.]+)", "AOS {0} / App {1}"), Said(r"\bSW (v[\w.]+)")),
        serial=(Told((*_APC_UPS, 2, 3, 0)), Told((*_APC_PDU, 6, 0))),
    ),
)

_MG = enterprise(705, 1, 1)  # MG-SNMP-UPS-MIB upsmgIdent
_XUPS = enterprise(534, 1, 1)  # XUPS-MIB xupsIdent
_MG_NAME = Joined((Told((*_MG, 1, 0)), Told((*_MG, 2, 0))))
_X_NAME = Told((*_XUPS, 2, 0))


def _mge(name: str, says: str = "") -> System:
    return System(
        name,
        Vendor.EATON,
        ("705.1",),
        says,
        hardware=(_MG_NAME, UPS_MODEL, _X_NAME, Said(r"^(.+)$")),
        version=(Told((*_MG, 4, 0)), Told((*_XUPS, 3, 0)), UPS_SOFTWARE),
        serial=(Told((*_MG, 7, 0)), Told((*_XUPS, 6, 0))),
    )


def _xups(name: str, says: str = "") -> System:
    return System(
        name,
        Vendor.EATON,
        ("534.1", "534.2", "534.10"),
        says,
        hardware=(_X_NAME, UPS_MODEL, Said(r"^(Eaton .+)$")),
        version=(Told((*_XUPS, 3, 0)), UPS_SOFTWARE),
        serial=(Told((*_XUPS, 6, 0)),),
    )


_EPDU = enterprise(534, 6, 6, 7, 1, 2, 1)  # EATON-EPDU-MIB unitTable
_PM = enterprise(534, 6, 6, 6, 1, 1)
_MATRIX = enterprise(935, 10, 2, 1, 1)
_SC = enterprise(1918, 2, 14, 10)

EATON: tuple[System, ...] = (
    _mge("apc-mgeups", r"\bGalaxy\b"),
    _mge("eaton-mgeups"),
    _xups("eatonupsm2", r"^Eaton \d"),
    _xups("eatonups"),
    System(
        "eatonpdu",
        Vendor.EATON,
        ("534.6.6",),
        hardware=(Told((*_EPDU, 3)), Told((*_PM, 12, 0)), MODEL),
        version=(Told((*_EPDU, 5)), Told((*_PM, 1, 0))),
        serial=(Told((*_EPDU, 4)), Told((*_PM, 2, 0))),
    ),
    System(
        "eaton-matrix",
        Vendor.EATON,
        ("935.10.2",),
        hardware=(Told((*_MATRIX, 2, 0)),),
        version=(Told((*_MATRIX, 5, 0)),),
        serial=(Told((*_MATRIX, 1, 0)),),
    ),
    System(
        "eaton-sc300",
        Vendor.EATON,
        ("1918.2.14",),
        hardware=(Told((*_SC, 10, 30, 0)), Said(r"^(SC\d+)")),
        version=(
            Joined((Told((*_SC, 20, 80, 0), r"(.+)", "HW:{0}"), Said(r"^(.+)$", "SW:{0}"))),
            Said(r"software version (\S+)"),
        ),
        serial=(
            Joined((Told((*_SC, 10, 20, 0), r"(.+)", "System:{0}"), Told((*_SC, 20, 90, 0), r"(.+)", "Product:{0}"))),
        ),
    ),
)

_GEIST = enterprise(21239, 5, 2, 1)  # VERTIV-V5-MIB productInfo
_LIEBERT = enterprise(476, 1, 42, 2, 1)  # lgpAgentIdent
_EES = enterprise(6302, 2, 1, 1)

VERTIV: tuple[System, ...] = (
    System(
        "vertiv-pdu",
        Vendor.VERTIV,
        ("21239.42",),
        hardware=(Told((*_GEIST, 8, 0)),),
        version=(Told((*_GEIST, 2, 0)),),
        serial=(Told((*_GEIST, 10, 0)),),
    ),
    System(
        "vertiv-dcs",
        Vendor.VERTIV,
        ("2021.250.10",),
        r"-TMK",
        version=(Said(r"^Linux \S+ (\S+)"),),
    ),
    System(
        "liebert",
        Vendor.VERTIV,
        ("476.1.42",),
        hardware=(Told((*_LIEBERT, 2, 0)), UPS_MODEL),
        version=(Told((*_LIEBERT, 3, 0)), UPS_SOFTWARE),
        serial=(Told((*_LIEBERT, 4, 0)),),
    ),
    System(
        "ees",
        Vendor.EMERSON,
        ("6302.2.1",),
        hardware=(Told((*_EES, 2, 0)), MODEL),
        version=(Told((*_EES, 3, 0)),),
    ),
    System(
        "emerson-ups",
        Vendor.EMERSON,
        ("13400.2",),
        r"^UPS .*Emerson",
        hardware=(UPS_MODEL,),
        version=(UPS_SOFTWARE,),
    ),
)

_DUPS = enterprise(2254, 2, 4, 1)  # DeltaUPS-MIB dupsIdent

DELTA: tuple[System, ...] = (
    System(
        "deltaups",
        Vendor.DELTA,
        ("2254.2",),
        hardware=(Joined((Told((*_DUPS, 1, 0)), Told((*_DUPS, 2, 0)))), UPS_MODEL),
        version=(Told((*_DUPS, 3, 0)), UPS_SOFTWARE),
    ),
    System(
        "deltaorion",
        Vendor.DELTA,
        ("20246",),
        r"Orion",
        hardware=(Said(r"^(Orion [^.]+)\."),),
        version=(Told(enterprise(20246, 2, 3, 1, 1, 1, 2, 1, 4, 0)),),
    ),
)

SYSTEMS: tuple[System, ...] = (*APC, *EATON, *VERTIV, *DELTA)
