"""Who an agent is, from its two lines and a few objects more."""

import asyncio
import re
from dataclasses import replace

import pytest

from collectors.identity import SYSTEMS, identify, questions
from collectors.identity.model import Evidence, Joined, Said, Told, beneath, enterprise
from collectors.system import System
from nms.core.device import Role
from nms.core.errors import SnmpError
from nms.core.observed import Facts
from nms.core.ports import Oid, Value
from nms.site.platforms import PLATFORMS
from nms.testing import MibSession

PREFIX = "1.3.6.1.4.1."

LINES = [
    # made up in the manner of each maker, so that no row of the table can live by one recording alone
    ("2011.2.23.999", "S6720-30C Huawei Versatile Routing Platform VRP (R) software,Version 5.170 (S6720 V200R011C10)",
     ("vrp", "huawei", "Huawei", "S6720-30C", "5.170 (V200R011C10)", Role.ACCESS_SWITCH)),
    ("2011.2.62.2", "Huawei Versatile Routing Platform Software VRP (R) software, Version 8.210 (NE40E V800R012C10)",
     ("vrp", "huawei", "Huawei", "NE40E", "8.210 (V800R012C10)", Role.PE)),
    ("2011.2.240.9", "Huawei AC6805 Huawei Versatile Routing Platform VRP (R) software,Version 5.170 (AC V200R019C00)",
     ("vrp", "huawei", "Huawei", "AC6805", "5.170 (V200R019C00)", Role.AC)),
    ("2011.2.248", "Huawei Integrated Access Software", ("smartax", "huawei_smartax", "Huawei", "", "", Role.OLT)),
    ("2011.2.25.7", "Huawei OptiX RTN 950 V100R009C10", ("huawei-optixrtn", "", "Huawei", "RTN 950", "V100R009C10",
     Role.MSTP)),
    ("25506.1.1234", "H3C Comware Platform Software, Software Version 7.1.070, Release 6126P20 H3C S6520X-30QC-EI",
     ("comware", "hp_comware", "H3C", "S6520X-30QC-EI", "7.1.070 (Release 6126P20)",
     Role.AGGREGATION)),
    ("3902.1082.1001.600.2.1", "C600 Version V1.2.2 Software, Copyright (c) by ZTE Corporation",
     ("zxa10", "zte_zxros", "ZTE", "C600", "V1.2.2", Role.OLT)),
    ("3902.3.100.99", "ZTE Ethernet Switch  ZXR10 5960-56QU-HC, Version: V4.00.10",
     ("zxr10", "zte_zxros", "ZTE", "5960-56QU-HC", "V4.00.10", Role.AGGREGATION)),
    ("9.1.2068", "Cisco IOS Software [Fuji], ASR920 Software (PPC_LINUX_IOSD-UNIVERSALK9_NPE-M), Version 16.9.4, REL",
     ("iosxe", "cisco_xe", "Cisco", "", "16.9.4", Role.AGGREGATION)),
    ("9.1.1745", "Cisco IOS Software, C3750E Software (C3750E-UNIVERSALK9-M), Version 15.2(4)E10, RELEASE SOFTWARE",
     ("ios", "cisco_ios", "Cisco", "", "15.2(4)E10", Role.ACCESS_SWITCH)),
    ("9.1.1018", "Cisco IOS XR Software (Cisco ASR9K Series),  Version 6.5.3[Default]",
     ("iosxr", "cisco_xr", "Cisco", "ciscoASR9006", "6.5.3", Role.PE)),
    ("9.12.3.1.3.1812", "Cisco NX-OS(tm) Nexus9000 C93180YC-EX, Software (nxos), Version 9.3(5), RELEASE SOFTWARE",
     ("nxos", "cisco_nxos", "Cisco", "Nexus9000 C93180YC-EX", "9.3(5)", Role.AGGREGATION)),
    ("2636.1.1.1.2.25", "Juniper Networks, Inc. mx480 internet router, kernel JUNOS 21.4R3-S5.4, Build date: 2023",
     ("junos", "juniper_junos", "Juniper", "Juniper mx480", "21.4R3-S5.4", Role.PE)),
    ("6527.1.3.3", "TiMOS-B-22.10.R4 both/x86_64 Nokia 7750 SR Copyright (c) 2000-2022 Nokia.",
     ("timos", "nokia_sros", "Nokia", "7750 SR", "22.10.R4", Role.PE)),
    ("14823.1.1.47", "ArubaOS (MODEL: Aruba7030), Version 8.10.0.6 (86048)",
     ("arubaos", "aruba_os", "Aruba", "Aruba7030", "8.10.0.6", Role.AC)),
    ("14988.1", "RouterOS CCR2004-1G-12S+2XS", ("routeros", "mikrotik_routeros", "MikroTik", "CCR2004-1G-12S+2XS", "",
     Role.OTHER)),
    ("5651.1.102.99", "MyPower (R) Operating System Software MyPower S4330 version 6.7.1.2(R)(integrity)",
     ("mypoweros", "maipu", "Maipu", "S4330", "6.7.1.2", Role.ACCESS_SWITCH)),
    ("8072.3.2.10", "Linux db1 5.10.0-28-amd64 #1 SMP Debian 5.10.209-2 (2024-01-31) x86_64",
     ("linux", "linux", "net-snmp", "Generic x86 64-bit", "5.10.0-28-amd64", Role.RADIUS)),
]  # fmt: skip


@pytest.mark.parametrize(("object_id", "descr", "expected"), LINES, ids=[line[0] for line in LINES])
def test_two_lines_tell_the_system(object_id, descr, expected):
    who = identify(PREFIX + object_id, descr, {})
    assert (who.os, who.platform, who.vendor, who.hardware, who.version, who.role) == expected


@pytest.mark.parametrize(
    ("object_id", "descr"),
    [
        ("1.3.6.1.4.1.99999.1.2", "Something of 2011 by Cisco IOS Software"),
        ("1.3.6.1.4.1.8072.3.2.10", "Linux box 4.14.336 #0 PREEMPT Tue Oct 8 09:56:06 2024 armv7l"),
        ("1.3.6.1.4.1.9.1.1426", "Cisco Identity Services Engine"),
        ("1.3.6.1.4.1.9.12.3.1.3.1062", "Cisco NX-OS(tm) ucs, Software (ucs-6100-k9-system), Version 5.0(3)N2"),
        ("1.3.6.1.4.1.20110.1", "Huawei Versatile Routing Platform"),
        ("", ""),
        ("0.0", "\x00\x01"),
    ],
)
def test_a_stranger_stays_generic(object_id, descr):
    assert identify(object_id, descr, {}).os == ""


def test_a_generic_box_still_has_the_maker_of_its_number_and_its_chassis():
    chassis: dict[Oid, Value] = {
        (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 13, 1): b"SN4971",
        (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 11, 1): b"00A0",
    }
    who = identify(PREFIX + "1768.100.4.4", "SmartNode", chassis)
    assert (who.os, who.vendor, who.hardware, who.serial) == ("", "Patton", "SN4971", "00A0")


def test_what_only_a_proof_tells_is_not_guessed_without_it():
    bare = ("1.3.6.1.4.1.8072.3.2.10", "Linux radio 3.14.65 #1 SMP PREEMPT RT armv7l")
    model = enterprise(41112, 1, 10, 1, 3, 2, 0)
    assert model in questions(*bare)
    assert identify(*bare, {}).os == ""
    who = identify(*bare, {model: b"airFiber 5XHD"})
    assert (who.os, who.vendor, who.hardware) == ("airos-af-ltu", "Ubiquiti", "airFiber 5XHD")


def test_a_number_covers_what_lies_below_it_and_nothing_beside():
    assert beneath("1.3.6.1.4.1.2011.2.23", "2011")
    assert beneath("1.3.6.1.4.1.2011", "2011")
    assert not beneath("1.3.6.1.4.1.20110.2", "2011")
    assert beneath("0.0", "")


def test_sources_tell_nothing_rather_than_half():
    evidence = Evidence("", "Model X1 Switch, Version 7", {enterprise(1, 5, 3): b"", enterprise(1, 5, 4): b"SN-4"})
    assert Said(r"Model (\S+)(?: (\S+))?", "{0}", drop="Switch").read(evidence) == "X1"
    assert Told(enterprise(1, 5)).read(evidence) == "SN-4", "the first that says anything"
    assert Joined((Told(enterprise(9)), Said("(Version)"))).read(evidence) == ""
    assert Said(r"Serial (\S+)").read(evidence) == ""


def test_every_row_of_the_table_can_be_used():
    for system in SYSTEMS:
        assert system.os
        assert system.vendor
        assert system.under
        assert system.platform in PLATFORMS | {""}, system.platform
        re.compile(system.says)
        re.compile(system.never)


def test_few_objects_are_asked_of_anyone():
    asked = [questions(PREFIX + number, descr) for number, descr, _ in LINES]
    assert max(map(len, asked)) <= 12
    assert questions("1.3.6.1.4.1.99999.1", "unknown") == ()


def test_the_collector_asks_and_tells_os_platform_and_serial(poll):
    mib = {
        "1.3.6.1.2.1.1.1.0": "RouterOS RB5009",
        "1.3.6.1.2.1.1.2.0": (1, 3, 6, 1, 4, 1, 14988, 1),
        "1.3.6.1.4.1.14988.1.1.4.4.0": "7.16.1",
        "1.3.6.1.4.1.14988.1.1.7.3.0": "HXY0001",
    }
    facts = poll(System(), mib).harvest.facts
    assert (facts.os, facts.platform, facts.version, facts.serial) == (
        "routeros",
        "mikrotik_routeros",
        "7.16.1",
        "HXY0001",
    )


def test_the_first_row_of_a_column_is_asked_where_the_table_needs_it(poll):
    mib = {
        "1.3.6.1.2.1.1.1.0": "ArubaOS (MODEL: 505), Version 8.9.0.0",
        "1.3.6.1.2.1.1.2.0": (1, 3, 6, 1, 4, 1, 14823, 1, 2, 150),
        "1.3.6.1.4.1.14823.2.3.3.1.2.1.1.4.6.1.2.3.4.5.6": "CNABC",
    }
    assert poll(System(), mib).harvest.facts.serial == "CNABC"


def test_an_agent_that_says_nothing_of_its_parts_is_asked_for_the_first(poll):
    entity = "1.3.6.1.2.1.47.1.1.1.1"
    facts = poll(System(), {f"{entity}.13.7": "X8", f"{entity}.11.7": "S1", f"{entity}.13.8": "FAN"}).harvest.facts
    assert (facts.hardware, facts.serial) == ("X8", "S1")
    assert facts != Facts()


class _Stumbling(MibSession):
    """An agent that answers the system group, and nothing of a maker."""

    async def get(self, *oids):
        if any(oid[:6] == (1, 3, 6, 1, 4, 1) for oid in oids):
            raise SnmpError("NMS-SNMP-003")
        return await super().get(*oids)


def test_an_agent_that_stumbles_over_a_question_is_known_by_its_two_lines(visiting):
    visit = visiting({"1.3.6.1.2.1.1.1.0": "RouterOS RB5009", "1.3.6.1.2.1.1.2.0": (1, 3, 6, 1, 4, 1, 14988, 1)})
    session = _Stumbling(visit.snmp._recording)
    facts = asyncio.run(System().collect(replace(visit, snmp=session))).facts
    assert facts is not None
    assert (facts.os, facts.hardware) == ("routeros", "RB5009")
