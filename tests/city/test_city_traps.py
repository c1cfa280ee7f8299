"""Notifications on the wire: decoded by pysnmp, from the box's own address, v3 where the box speaks v3."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from pyasn1.codec.ber import decoder
from pysnmp.proto import api
from pysnmp.proto.api import v2c

from nms.city import ber
from nms.city.faults import Faults
from nms.city.notices import LINK_DOWN
from nms.city.responder import Responder
from nms.city.state import City
from nms.core.ports import Oid

Caught = tuple[str, dict[Oid, Any], str]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as opened:
        opened.bind(("127.0.0.1", 0))
        opened.settimeout(10)
        yield opened


@pytest.fixture
def responder(city: City) -> Iterator[Responder]:
    made = Responder(city, 0)
    yield made
    made.close()


def _catch(listener: socket.socket) -> Caught:
    """Source address, bindings and community of the next v2c trap."""
    data, (address, _) = listener.recvfrom(65_535)
    assert int(api.decodeMessageVersion(data)) == ber.V2C
    message, rest = decoder.decode(data, asn1Spec=v2c.Message())
    assert not rest
    pdu = v2c.apiMessage.get_pdu(message)
    assert isinstance(pdu, v2c.SNMPv2TrapPDU)
    binds = {tuple(name): value for name, value in v2c.apiPDU.get_varbinds(pdu)}
    return address, binds, bytes(v2c.apiMessage.get_community(message)).decode()


def test_a_trap_comes_from_the_address_of_its_box(city: City, responder: Responder, listener: socket.socket) -> None:
    for notice in Faults(city).fault("link-cut", "yc-agg1--pe-1"):
        responder.trap(notice, listener.getsockname())
    caught = {address: binds for address, binds, _ in (_catch(listener), _catch(listener))}
    assert caught.keys() == {city.boxes["yc-agg1"].device.address, city.boxes["pe-1"].device.address}
    index = city.boxes["yc-agg1"].by_name["XGigabitEthernet0/0/23"].index
    binds = caught[city.boxes["yc-agg1"].device.address]
    assert list(binds)[:2] == [(1, 3, 6, 1, 2, 1, 1, 3, 0), (1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0)]
    assert tuple(binds[1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0]) == LINK_DOWN
    assert int(binds[(1, 3, 6, 1, 2, 1, 2, 2, 1, 8, index)]) == 2


def test_every_notification_of_a_busy_day_decodes(city: City, responder: Responder, listener: socket.socket) -> None:
    faults, struck = Faults(city), {"e1-los": "yc-h05", "ap-offline": "yc-h07-ap1", "cpu-high": "dcn-1"}
    struck |= {"optics-degraded": "pe-2", "rogue-pc": "yc-h09", "power-loss": "yc-h11-iad"}
    notices = [notice for kind, target in struck.items() for notice in faults.fault(kind, target)]
    notices += [notice for target in struck.values() for notice in faults.repair(target)]
    for notice in notices:
        responder.trap(notice, listener.getsockname())
        address, binds, community = _catch(listener)
        assert address == notice.box.device.address
        assert notice.box.device.snmp is not None
        assert community == notice.box.device.snmp.community
        assert [*binds] == [bind.oid for bind in notice.all_binds()]
    assert responder.tally.traps == len(notices) > 12


def test_a_box_with_v3_sends_v3(city: City, responder: Responder, listener: socket.socket) -> None:
    [notice] = Faults(city).fault("cpu-high", "p-1")
    responder.trap(notice, listener.getsockname())
    data, (address, _) = listener.recvfrom(65_535)
    assert address == "127.1.1.1"
    assert ber.version_of(data) == ber.V3
    assert b"watcher" in data
    assert b"NE40E" not in data  # encrypted
