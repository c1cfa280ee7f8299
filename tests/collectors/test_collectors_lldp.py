"""LLDP as agents tell it."""

from typing import Any

import pytest

from collectors.lldp import Lldp, identifier
from nms.core.observed import LocalLldp, Neighbour

LLDP = "1.0.8802.1.1.2.1"
CHASSIS = b"\x00\xe0\xfc\x00\x00\x01"


def local_port(number: int, subtype: int, said: str | bytes, descr: str = "") -> dict[str, int | str | bytes]:
    return {
        f"{LLDP}.3.7.1.2.{number}": subtype,
        f"{LLDP}.3.7.1.3.{number}": said,
        f"{LLDP}.3.7.1.4.{number}": descr,
    }


def heard(port: int, mark: int = 0, remote: int = 1, **fields: int | str | bytes) -> dict[str, int | str | bytes]:
    columns = {"chassis_kind": 4, "chassis": 5, "port_kind": 6, "port_id": 7, "descr": 8, "name": 9}
    return {f"{LLDP}.4.1.1.{columns[field]}.{mark}.{port}.{remote}": value for field, value in fields.items()}


SELF = {f"{LLDP}.3.1.0": 4, f"{LLDP}.3.2.0": CHASSIS, f"{LLDP}.3.3.0": "agg-01"}
HEARD: dict[str, Any] = {
    "chassis_kind": 4,
    "chassis": b"\x00\xe0\xfc\x00\x00\x02",
    "port_kind": 5,
    "port_id": "GE0/0/9",
    "name": "pe-01",
}


def test_neighbours_and_the_own_name(poll):
    mib = SELF | local_port(3, 5, "GE0/0/3") | heard(3, **HEARD, descr="to agg")
    polled = poll(Lldp(), mib, names={11: "GE0/0/3"})
    assert polled.rows(Neighbour) == [Neighbour("GE0/0/3", "00e0fc000002", "GE0/0/9", "to agg", "pe-01")]
    assert polled.rows(LocalLldp) == [LocalLldp("00e0fc000001", "agg-01", {"GE0/0/3": "GE0/0/3"})]


@pytest.mark.parametrize(
    ("subtype", "said", "descr", "names"),
    [
        (5, "GE0/0/3", "", {11: "GE0/0/3", 3: "wrong"}),  # the port's own name before the guess by number
        (3, b"\x00\xe0\xfc\x00\x00\x09", "GE0/0/3", {11: "GE0/0/3"}),  # a MAC, but the description is the name
        (7, "11", "-", {11: "GE0/0/3", 3: "wrong"}),  # locally assigned = ifIndex
        (3, b"\x00\xe0\xfc\x00\x00\x09", "-", {3: "GE0/0/3"}),  # nothing but the port number
    ],
)
def test_local_ports_of_all_kinds_find_their_name(poll, subtype, said, descr, names):
    polled = poll(Lldp(), SELF | local_port(3, subtype, said, descr) | heard(3, **HEARD), names=names)
    assert [row.port for row in polled.rows(Neighbour)] == ["GE0/0/3"]


def test_a_port_that_no_table_knows_goes_by_its_number(poll):
    assert poll(Lldp(), heard(901, **HEARD)).rows(Neighbour)[0].port == "901"


def test_of_several_time_marks_the_last_stands(poll):
    mib = heard(3, mark=10, **HEARD) | heard(3, mark=99, **{**HEARD, "port_id": "GE0/0/10"})
    assert [row.port_id for row in poll(Lldp(), mib).rows(Neighbour)] == ["GE0/0/10"]


def test_an_agent_without_lldp_is_asked_no_further(poll):
    polled = poll(Lldp(), {})
    assert polled.harvest.rows == []
    assert not any(root[:9] == (1, 0, 8802, 1, 1, 2, 1, 3, 7) for root in polled.session.roots)


def test_identifiers_by_subtype():
    mac = b"\x00\xe0\xfc\x00\x00\x01"
    assert identifier(mac, 4, "chassis") == identifier(mac, 3, "port") == "00e0fc000001"
    assert identifier(b"00e0.fc00.0001", 7, "port") == "00e0.fc00.0001"
    assert identifier(mac, 7, "port") == "00e0fc000001", "six octets that are no text are a MAC"
    assert identifier(b"router", 7, "chassis") == "router"
    assert identifier(b"\x01\x0a\x00\x00\x01", 5, "chassis") == "10.0.0.1"
    assert identifier(b"\x01\x0a\x00\x00\x01", 4, "port") == "10.0.0.1"
    assert identifier(b"ge-0/0/1", None, "port") == "ge-0/0/1"
