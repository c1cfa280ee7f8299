"""The catalogue of simulated products: what a box of each role calls itself, which ports and parts it has, which MIBs
it serves. System texts follow the wording of the vendors' real agents."""

from dataclasses import dataclass, replace

from nms.core.device import Role
from nms.core.ports import Oid

# the interface types of IANAifType-MIB that occur here
ETHERNET, OTHER, LOOPBACK, VIRTUAL, DS1, SERIAL = 6, 1, 24, 53, 18, 22
SONET, FXS, V35, GPON, RADIO = 39, 102, 45, 250, 71
CHASSIS, POWER, FAN, SENSOR, MODULE, PORT = 3, 6, 7, 8, 9, 10  # entPhysicalClass
E1_BPS = 2_048_000
STM1_BPS = 155_520_000


@dataclass(frozen=True, slots=True)
class PortGroup:
    """Ports first..last named by `pattern`; `start`, where given, is the first's ifIndex and `step` the stride."""

    pattern: str
    first: int
    last: int
    type: int
    bps: int
    optical: bool = False
    start: int = 0
    step: int = 1


@dataclass(frozen=True, slots=True)
class PartPlan:
    """A physical entity; `measures` names what the vendor's table or ENTITY-SENSOR-MIB shows of it."""

    index: int
    type: int
    name: str
    descr: str
    parent: int = 0
    measures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Product:
    """One kind of box."""

    vendor: str
    model: str
    version: str
    sys_descr: str
    sys_object_id: Oid
    ports: tuple[PortGroup, ...]
    parts: tuple[PartPlan, ...]
    mibs: frozenset[str]
    services: int = 78
    message_size: int = 1472


def _oid(text: str) -> Oid:
    return tuple(map(int, text.split(".")))


def _mibs(text: str) -> frozenset[str]:
    return frozenset(f"system interfaces {text}".split())


def _vrp5(model: str, version: str, year: int) -> str:
    return (
        f"{model}\nHuawei Versatile Routing Platform Software \r\n VRP (R) software,Version 5.170 ({version}) \r\n"
        f" Copyright (C) {year} Huawei Technologies Co., Ltd."
    )


def _vrp8(model: str, version: str) -> str:
    return (
        f"Huawei Versatile Routing Platform Software\nVRP (R) software, Version 8.180 ({version}) \r\n"
        f"Copyright (C) 2012-2018 Huawei Technologies Co., Ltd. \r\nHUAWEI {model} \r\n"
    )


def _ethernet(pattern: str, first: int, last: int, gbps: float, *, optical: bool = False) -> PortGroup:
    return PortGroup(pattern, first, last, ETHERNET, int(gbps * 1e9), optical)


_VRP_VIRTUAL = (PortGroup("InLoopBack{}", 0, 0, LOOPBACK, 0), PortGroup("NULL{}", 0, 0, OTHER, 0))
_LOOPBACK = PortGroup("LoopBack{}", 0, 0, LOOPBACK, 0)
_MANAGEMENT = PortGroup("MEth0/0/{}", 1, 1, ETHERNET, 100_000_000)
_ROUTER_MANAGEMENT = PortGroup("GigabitEthernet0/0/{}", 0, 0, ETHERNET, 1_000_000_000)
_HALL_VLANS = tuple(PortGroup("Vlanif{}", vlan, vlan, VIRTUAL, 1_000_000_000) for vlan in (10, 20, 30, 31, 99))
_MANAGEMENT_VLAN = PortGroup("Vlanif{}", 99, 99, VIRTUAL, 1_000_000_000)
_BOARD = frozenset(("cpu", "memory", "temperature"))
_VRP_PARTS = (
    PartPlan(67108867, CHASSIS, "{model}", "{model} chassis"),
    PartPlan(67108873, MODULE, "{model} Board 0", "main processing unit", 67108867, _BOARD),
    PartPlan(67141644, POWER, "PWR slot 0/1", "power module", 67108867),
    PartPlan(67174412, FAN, "FAN slot 0/2", "fan module", 67108867),
)
_H3C_PARTS = (
    PartPlan(1, CHASSIS, "{model}", "H3C {model} chassis"),
    PartPlan(2, MODULE, "Board", "main board", 1, _BOARD),
    PartPlan(12, POWER, "Power 1", "power supply", 1),
    PartPlan(22, FAN, "Fan 1", "fan", 1),
    PartPlan(31, SENSOR, "Hotspot temperature 1", "temperature sensor", 2, frozenset(("celsius",))),
    PartPlan(32, SENSOR, "Fan 1 speed", "fan speed sensor", 22, frozenset(("rpm",))),
)
_RAISECOM_PARTS = (
    PartPlan(1, CHASSIS, "{model}", "integrated access device"),
    PartPlan(2, MODULE, "main board", "main board with E1, FXS and Ethernet", 1),
    PartPlan(3, SENSOR, "board temperature", "temperature sensor", 2, frozenset(("celsius",))),
    PartPlan(4, SENSOR, "power input", "-48 V input sensor", 1, frozenset(("volts",))),
)
_AP_PARTS = (PartPlan(1, CHASSIS, "{model}", "802.11n access point"),)


def _lan_switch(model: str, object_id: str, ports: tuple[PortGroup, ...], mibs: str, version: str) -> Product:
    families = _mibs(f"bridge lldp entity huawei {mibs}")
    descr = _vrp5(model, version, 2007)
    return Product("huawei", model, version, descr, _oid(object_id), ports, _VRP_PARTS, families, 78, 4096)


def _router(model: str, arc: int, ports: tuple[PortGroup, ...], mibs: str = "") -> Product:
    version = "NE40E V800R010C10SPC500"
    families = _mibs(f"lldp entity huawei {mibs}")
    object_id = _oid(f"1.3.6.1.4.1.2011.2.62.2.{arc}")
    ports = (*_VRP_VIRTUAL, _LOOPBACK, _ROUTER_MANAGEMENT, *ports)
    return Product("huawei", model, version, _vrp8(model, version), object_id, ports, _VRP_PARTS, families, 78, 8192)


_HALL_SWITCH = _lan_switch(
    "S5700-28X-LI-AC",
    "1.3.6.1.4.1.2011.2.23.206",
    (
        *_VRP_VIRTUAL,
        _MANAGEMENT,
        _ethernet("GigabitEthernet0/0/{}", 1, 24, 1),
        _ethernet("XGigabitEthernet0/0/{}", 1, 4, 10, optical=True),
        *_HALL_VLANS,
    ),
    "arp port-security dot1x queue",
    "S5700 V200R010C00SPC600",
)
_ACCESS_SWITCH = _lan_switch(
    "S5700-28X-LI-AC",
    "1.3.6.1.4.1.2011.2.23.206",
    (
        *_VRP_VIRTUAL,
        _MANAGEMENT,
        _ethernet("GigabitEthernet0/0/{}", 1, 24, 1),
        _ethernet("XGigabitEthernet0/0/{}", 1, 4, 10, optical=True),
        _MANAGEMENT_VLAN,
    ),
    "",
    "S5700 V200R010C00SPC600",
)
_AGGREGATION = _lan_switch(
    "S6720-30C-EI-24S-AC",
    "1.3.6.1.4.1.2011.2.23.340",
    (
        *_VRP_VIRTUAL,
        _MANAGEMENT,
        _ethernet("XGigabitEthernet0/0/{}", 1, 24, 10, optical=True),
        _ethernet("40GE0/0/{}", 1, 2, 40, optical=True),
        _MANAGEMENT_VLAN,
    ),
    "",
    "S6720 V200R010C00SPC600",
)
_CONVERTER = Product(
    "raisecom",
    "RC1106E-FE-4W",
    "ROAP 3.4.12",
    "ROAP Version RC1106E-FE-4W_ROAP_3.4.12_20180611.(Compiled Jun 11 2018, 09:47:31)",
    _oid("1.3.6.1.4.1.8886.6.140"),
    (
        PortGroup("E1-1/{}", 1, 4, DS1, E1_BPS),
        _ethernet("fastethernet1/{}", 1, 4, 0.1),
        PortGroup("fxs1/{}", 1, 8, FXS, 64_000),
        PortGroup("v35-1/{}", 1, 1, V35, 1_984_000),
    ),
    _RAISECOM_PARTS,
    _mibs("ds1 lldp entity sensor raisecom"),
    message_size=1472,
)
_CPOS = _router(
    "NE40E-X3A",
    22,
    (
        PortGroup("Cpos0/1/{}", 0, 0, SONET, STM1_BPS, optical=True),
        PortGroup("E1-0/1/0/{}", 1, 63, DS1, E1_BPS),
        PortGroup("Serial0/1/0/{}:1", 1, 63, SERIAL, 1_984_000),
        _ethernet("GigabitEthernet0/2/{}", 0, 7, 1, optical=True),
    ),
    "ds1 sonet arp",
)
_P = _router(
    "NE40E-X16A",
    17,
    (_ethernet("100GE0/1/{}", 0, 11, 100, optical=True), _ethernet("GigabitEthernet0/2/{}", 0, 7, 10, optical=True)),
)
_PE = _router(
    "NE40E-X8A",
    18,
    (_ethernet("100GE0/1/{}", 0, 3, 100, optical=True), _ethernet("GigabitEthernet0/2/{}", 0, 23, 10, optical=True)),
    "arp",
)
_HALL_ROUTER = Product(
    "huawei",
    "AR2220",
    "AR2220 V200R005C20SPC200",
    _vrp5("AR2220", "AR2220 V200R005C20SPC200", 2011),
    _oid("1.3.6.1.4.1.2011.2.224.5"),
    (*_VRP_VIRTUAL, _ethernet("GigabitEthernet0/0/{}", 0, 2, 1), PortGroup("Serial1/0/{}", 0, 0, SERIAL, 1_984_000)),
    _VRP_PARTS,
    _mibs("lldp entity huawei arp"),
    message_size=4096,
)
_OLT = Product(
    "huawei",
    "MA5603T",
    "MA5600V800R018C10",
    "Huawei Integrated Access Software",
    _oid("1.3.6.1.4.1.2011.2.123"),
    (
        PortGroup("InLoopBack{}", 0, 0, LOOPBACK, 0, start=128),
        PortGroup("meth{}", 0, 0, ETHERNET, 100_000_000, start=263),
        PortGroup("ethernet0/9/{}", 0, 3, ETHERNET, 10_000_000_000, optical=True, start=235012096, step=64),
        PortGroup("GPON 0/1/{}", 0, 7, GPON, 2_488_000_000, optical=True, start=4194312192, step=256),
    ),
    (
        PartPlan(36, CHASSIS, "H801FCBI", "MA5603T,H8E1FCBI,Fan Box For MA5603T(6 Fan)"),
        PartPlan(3400000, MODULE, "H805GPFD", "8-port GPON OLT interface board", 36),
        PartPlan(3900000, MODULE, "H801X2CS", "2-port 10GE uplink board", 36),
    ),
    _mibs("bridge lldp entity xpon"),
)
_AC = Product(
    "huawei",
    "AC6605-26-PWR",
    "AC6605-26-PWR V200R010C00SPC500",
    "Huawei AC6605-26-PWR Huawei Versatile Routing Platform Software  VRP (R) software,Version 5.170 "
    "(AC6605-26-PWR V200R010C00SPC500) Copyright (C) 2011-2019 Huawei Technologies Co., Ltd",
    _oid("1.3.6.1.4.1.2011.2.240.6"),
    (
        *_VRP_VIRTUAL,
        _ethernet("GigabitEthernet0/0/{}", 1, 24, 1),
        _ethernet("XGigabitEthernet0/0/{}", 1, 2, 10, optical=True),
        _MANAGEMENT_VLAN,
    ),
    _VRP_PARTS,
    _mibs("lldp entity huawei ap-table"),
    message_size=4096,
)
_FIREWALL = Product(
    "huawei",
    "USG6650E",
    "USG6600E V600R007C00SPC200",
    _vrp5("USG6650E", "USG6600E V600R007C00SPC200", 2014),
    _oid("1.3.6.1.4.1.2011.2.321.1.154"),
    (*_VRP_VIRTUAL, _ethernet("GigabitEthernet0/0/{}", 0, 11, 1), _ethernet("XGigabitEthernet0/0/{}", 0, 3, 10)),
    _VRP_PARTS,
    _mibs("lldp entity huawei arp"),
    message_size=4096,
)
_DCN = Product(
    "h3c",
    "S5130-28S-EI",
    "7.1.045 Release 3109P05",
    "H3C Comware Platform Software, Software Version 7.1.045, Release 3109P05\r\nH3C S5130-28S-EI\r\n"
    "Copyright (c) 2004-2015 Hangzhou H3C Tech. Co., Ltd. All rights reserved.",
    _oid("1.3.6.1.4.1.25506.1.947"),
    (
        _ethernet("GigabitEthernet1/0/{}", 1, 24, 1),
        _ethernet("Ten-GigabitEthernet1/0/{}", 25, 28, 10, optical=True),
        PortGroup("NULL{}", 0, 0, OTHER, 0),
        PortGroup("Vlan-interface{}", 99, 99, 136, 1_000_000_000),
    ),
    _H3C_PARTS,
    _mibs("bridge lldp entity sensor h3c arp"),
    message_size=4096,
)
_LINUX_PORTS = (PortGroup("lo", 0, 0, LOOPBACK, 10_000_000), _ethernet("eth{}", 0, 1, 1))
_RADIUS = Product(
    "linux",
    "server",
    "6.1.0-28-amd64",
    "Linux {name} 6.1.0-28-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 (2024-11-22) x86_64",
    _oid("1.3.6.1.4.1.8072.3.2.10"),
    _LINUX_PORTS,
    (),
    _mibs("host"),
    72,
)
_BSC = Product(
    "linux",
    "BSC",
    "5.10.0-33-amd64",
    "Linux {name} 5.10.0-33-amd64 #1 SMP Debian 5.10.226-1 (2024-10-03) x86_64",
    _oid("1.3.6.1.4.1.8072.3.2.10"),
    (*_LINUX_PORTS, PortGroup("E1-{}", 1, 32, DS1, E1_BPS)),
    (),
    _mibs("host ds1"),
    72,
)
_AP = Product(
    "cisco",
    "AIR-AP1142N-C-K9",
    "12.4(25d)JA1",
    "Cisco IOS Software, C1140 Software (C1140-K9W7-M), Version 12.4(25d)JA1, RELEASE SOFTWARE (fc1)\r\n"
    "Technical Support: http://www.cisco.com/techsupport\r\nCopyright (c) 1986-2011 by Cisco Systems, Inc.\r\n"
    "Compiled Thu 11-Aug-11 02:58 by prod_rel_team",
    _oid("1.3.6.1.4.1.9.1.1034"),
    (
        PortGroup("Dot11Radio{}", 0, 1, RADIO, 144_000_000),
        _ethernet("GigabitEthernet{}", 0, 0, 1),
        PortGroup("BVI{}", 1, 1, VIRTUAL, 1_000_000_000),
    ),
    _AP_PARTS,
    _mibs("lldp entity dot11"),
    services=6,
)
_OTHER = Product("linux", "host", "", "Linux {name}", _oid("1.3.6.1.4.1.8072.3.2.10"), _LINUX_PORTS, (), _mibs("host"))

PRODUCTS: dict[Role, Product] = {
    Role.PE: _PE,
    Role.P: _P,
    Role.AGGREGATION: _AGGREGATION,
    Role.ACCESS_SWITCH: _ACCESS_SWITCH,
    Role.CPOS_ROUTER: _CPOS,
    Role.HALL_ROUTER: _HALL_ROUTER,
    Role.CONVERTER: _CONVERTER,
    Role.HALL_SWITCH: _HALL_SWITCH,
    Role.OLT: _OLT,
    Role.AC: _AC,
    Role.AP: _AP,
    Role.FIREWALL: _FIREWALL,
    Role.DCN: _DCN,
    Role.RADIUS: _RADIUS,
    Role.BSC: _BSC,
}


_BRANCH_ROUTER = Product(
    "cisco",
    "CISCO2911/K9",
    "15.2(4)M7",
    "Cisco IOS Software, C2900 Software (C2900-UNIVERSALK9-M), Version 15.2(4)M7, RELEASE SOFTWARE (fc2)\r\n"
    "Technical Support: http://www.cisco.com/techsupport\r\nCopyright (c) 1986-2014 by Cisco Systems, Inc.\r\n"
    "Compiled Thu 23-Oct-14 09:53 by prod_rel_team",
    _oid("1.3.6.1.4.1.9.1.1045"),
    (_ethernet("GigabitEthernet0/{}", 0, 7, 1), PortGroup("Serial0/0/{}", 0, 0, SERIAL, 1_984_000)),
    _AP_PARTS,
    _mibs("lldp entity arp"),
)
# For consoles by themselves: what channelised STM-1 looks like to other makers' command lines, on their usual product.
_H3C_CPOS = replace(_DCN, ports=(*_DCN.ports, PortGroup("Cpos2/2/{}", 1, 1, SONET, STM1_BPS, optical=True)))
_CISCO_CPOS = replace(
    _BRANCH_ROUTER, ports=(*_BRANCH_ROUTER.ports, PortGroup("SONET 2/{}", 0, 0, SONET, STM1_BPS, optical=True))
)
_CHANNELISED = {"hp_comware": _H3C_CPOS, "cisco_ios": _CISCO_CPOS}
BY_PLATFORM: dict[str, Product] = {
    "cisco_ios": _BRANCH_ROUTER,
    "huawei": _AGGREGATION,
    "huawei_vrpv8": _PE,
    "hp_comware": _DCN,
    "huawei_smartax": _OLT,
    "raisecom_roap": _CONVERTER,
    "huawei_bsc_mml": _BSC,
}


def product_of(role: Role, platform: str = "") -> Product:
    """The product that stands for a role; for roles without one that of the platform, or a plain Linux host."""
    if role is Role.CPOS_ROUTER and platform in _CHANNELISED:
        return _CHANNELISED[platform]
    return PRODUCTS.get(role) or BY_PLATFORM.get(platform, _OTHER)
