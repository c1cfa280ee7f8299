"""Recorded agents of which something in particular is known."""

import asyncio
import random
from datetime import UTC, datetime

import pytest

from collectors import harvest_all
from collectors.lldp import Lldp
from nms.core.device import Device, SnmpAccess
from nms.core.observed import AccessPoint, Harvest, Interface, LocalLldp, MemoryPool, Neighbour, Processor, Sensor
from nms.core.ports import Visit
from nms.testing import RecordedSnmp
from nms.topology.lldp import links_from_lldp

pytestmark = pytest.mark.walks

RING = {  # both ends as LLDP names them
    (("12-3r6-6", "611"), ("13-3r9-13", "628")),
    (("13-3r9-13", "631"), ("16-1r6-7-a", "xe-3/0/0")),
    (("16-1r6-7-a", "xe-3/1/1"), ("16-1r6-7-b", "760")),
    (("12-3r6-6", "585"), ("16-1r6-7-b", "642")),
}


def visit(path):
    device = Device("recorded", "127.0.0.1", snmp=SnmpAccess())
    session = RecordedSnmp(lambda _device: path).session(device)
    return Visit(device, datetime(2026, 3, 1, tzinfo=UTC), session)


def rows(path, kind):
    gathered = asyncio.run(harvest_all(visit(path)))
    found = []
    for _, harvest in gathered:
        assert isinstance(harvest, Harvest)
        found += [row for row in harvest.rows if isinstance(row, kind)]
    return found


@pytest.fixture
def librenms(test_data):
    return lambda name: test_data / "snmp" / "librenms" / f"{name}.snmprec.bz2"


@pytest.fixture
def ring(test_data):
    announced, heard = {}, {}
    for path in sorted((test_data / "snmp" / "lldp-ring-mx960").glob("*.snmprec.bz2")):
        name = path.name.removeprefix("juniper-mx960-").partition(".")[0]
        found = asyncio.run(Lldp().collect(visit(path))).rows
        announced[name] = next(row for row in found if isinstance(row, LocalLldp))
        heard[name] = [row for row in found if isinstance(row, Neighbour)]
    return announced, heard


def test_the_ring_of_four_routers_has_its_four_nodes_and_four_links(ring):
    topology = links_from_lldp(*ring)
    assert topology.nodes == ("12-3r6-6", "13-3r9-13", "16-1r6-7-a", "16-1r6-7-b")
    assert {((a.device, a.port_id), (b.device, b.port_id)) for a, b, _ in topology.links} == RING
    assert len(topology.links) == 4
    assert all(link.mutual for link in topology.links)
    assert len(topology.strangers) == sum(map(len, ring[1].values())) - 8


def test_shuffled_and_repeated_the_ring_is_the_same(ring):
    announced, heard = ring
    once = links_from_lldp(announced, heard)
    dice = random.Random(7)
    for _ in range(5):
        mixed = {name: dice.sample(found * 2, 2 * len(found)) for name, found in heard.items()}
        names = dice.sample(sorted(mixed), len(mixed))
        assert links_from_lldp({name: announced[name] for name in names}, {name: mixed[name] for name in names}) == once


def test_a_protocol_converter_has_four_e1_and_four_ethernet_ports(librenms):
    types = [row.type for row in rows(librenms("rad-rici"), Interface)]
    assert types.count("ds1") == 4
    assert types.count("ethernetCsmacd") >= 4


def test_a_pdh_card_has_sixteen_e1(librenms):
    assert [row.type for row in rows(librenms("timos_7705-pmc"), Interface)].count("ds1") == 16


def test_a_huawei_switch_in_microwatts(librenms):
    found = rows(librenms("vrp_5720"), Sensor)
    light = {(row.name, row.type): row.value for row in found if row.unit == "dBm"}
    assert light["XGigabitEthernet0/0/1", "optical_rx"] == -2.71
    assert light["XGigabitEthernet0/0/1", "optical_tx"] == -2.28
    assert len(light) == 6
    assert {row.value for row in found if row.unit == "°C"} == {39, 40, 41, 42}
    assert rows(librenms("vrp_5720"), Processor) == [Processor("MPU Board 0", 44)]
    assert rows(librenms("vrp_5720"), MemoryPool) == [MemoryPool("MPU Board 0", 9, 143822684, 1598029824)]


def test_the_pon_ports_of_an_olt(librenms):
    found = rows(librenms("smartax"), Sensor)
    light = {row.name: row.value for row in found if row.type == "optical_tx"}
    assert len(light) == 32
    assert light["GPON 0/0/0"] == 7.11
    assert [row.percent for row in rows(librenms("smartax"), Processor)] == [11, 12, 17]


def test_a_controllers_access_point(librenms):
    assert [(row.name, row.mac, row.model) for row in rows(librenms("vrp_ac6605-26"), AccessPoint)] == [
        ("TestAP-NAME", "506f77eadca0", "AP7050DN-E")
    ]


def test_a_cisco_switchs_optics(librenms):
    light = sorted(row.value for row in rows(librenms("ios_2960x"), Sensor) if row.unit == "dBm")
    assert light == [-7.3, -5.0, -5.0, -4.7]
