"""Devices: whether they answer, what they said of themselves, whom they saw and see no longer."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from nms.core.observed import (
    AccessPoint,
    ArpEntry,
    Dot1xPort,
    E1Interval,
    E1Line,
    Entity,
    Facts,
    FdbEntry,
    Harvest,
    Identifiers,
    Interface,
    InterfaceState,
    Layout,
    LocalLldp,
    MemoryPool,
    Neighbour,
    Processor,
    PseudoWire,
    Radio,
    RoutingPeer,
    Row,
    Sensor,
    SonetLayer,
    UpsState,
    Vrf,
)
from nms.store import Store
from nms.store.rows import KEYS

T0 = datetime(2026, 3, 1, tzinfo=UTC)

ROWS: tuple[Row, ...] = (
    Interface(3, "GE0/0/3", "port 3", "至柯桥", "ethernetCsmacd", 10**9, "00112233aabb", "up", "down"),
    E1Line("E1 0/0/1", 7, 64, 5, "SX-0001", 899, 96, 1, 0, None, 2, 3),
    E1Interval("E1 0/0/1", T0, 1, None, 3, 4, 5),
    SonetLayer("STM1 0/0", "line", 1, 0, 0, 0, 0),
    FdbEntry("00e0fc000001", "GE0/0/3", 10, "learned"),
    Dot1xPort("GE0/0/3", True, "authenticated", "wang"),
    ArpEntry("10.1.2.3", "00e0fc000001", "Vlanif10"),
    Neighbour("GE0/0/3", "00e0fc000009", "GE0/0/1", "uplink", "sx-kq-agg"),
    LocalLldp("00e0fc000009", "sx-kq-agg", {"GE0/0/1": "1", "GE0/0/2": "2"}),
    Entity(1, "chassis", type="chassis", serial="21023"),
    Sensor("slot 1", "temperature", 41.5, "°C"),
    Processor("cpu 0", 12.0),
    MemoryPool("main", None, 5, 10),
    AccessPoint("ap-1", "normal", clients=0),
    Radio("Radio0", "CMCC", 6, None),
    RoutingPeer("bgp", "10.255.0.1", "established", up=True, detail="AS 64900", since_s=86_400),
    PseudoWire("bank-1", "up", "10.255.0.2", "ethernet"),
    Vrf("bank", "64900:1", up=None, interfaces=2),
    UpsState("battery", "low", 120, 1),
    Identifiers("800007db03c0ffee000001", "c0ffee000001", ""),
    Layout(T0, 28, 12.5, None),
    Layout(),
)


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def whole(*rows: Row, facts: Facts | None = None) -> Harvest:
    return Harvest(facts=facts, rows=rows, covers=tuple({type(row) for row in rows}))


def answered(store: Store, minutes: float, *harvests: Harvest, device: str = "pe1") -> None:
    store.devices.answered(device, at(minutes), harvests)


def test_every_row_type_has_a_key_of_its_own_fields() -> None:
    kept = {kind for kind in get_args(Row) if kind is not InterfaceState}
    assert set(KEYS) == kept == {type(row) for row in ROWS}
    for kind, names in KEYS.items():
        assert set(names) <= {field.name for field in fields(kind)}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_a_row_comes_back_equal(store: Store, row: Row) -> None:
    answered(store, 0, whole(row))
    answered(store, 0, whole(row), device="pe2")
    assert store.devices.rows("pe1", type(row)) == [row]
    assert store.devices.everywhere(type(row)) == {"pe1": [row], "pe2": [row]}
    assert store.devices.rows("nobody", type(row)) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_what_a_whole_harvest_does_not_name_vanishes(store: Store, row: Row) -> None:
    answered(store, 0, whole(row))
    answered(store, 1, Harvest(covers=(type(row),), partial=True))
    answered(store, 1, Harvest(rows=(ROWS[10],)))  # another collector, covering nothing
    assert store.devices.rows("pe1", type(row)) == [row]
    answered(store, 2, Harvest(covers=(type(row),)))
    assert store.devices.rows("pe1", type(row)) == []


def test_a_partial_harvest_adds_and_changes(store: Store) -> None:
    def sensor(name: str, value: float) -> Sensor:
        return Sensor(name, "temperature", value, "°C")

    answered(store, 0, whole(sensor("a", 1), sensor("b", 2)))
    rows: Sequence[Row] = (sensor("b", 3), sensor("c", 4))
    answered(store, 1, Harvest(rows=rows, covers=(Sensor,), partial=True))
    assert store.devices.rows("pe1", Sensor) == [sensor("a", 1), sensor("b", 3), sensor("c", 4)]
    assert store.devices.seen_at("pe1", Sensor) == at(1)
    assert store.devices.seen_at("pe1", Radio) is None


def test_interface_states_move_without_a_whole_table(store: Store) -> None:
    answered(store, 0, whole(Interface(1, "GE1", admin="up", oper="up"), Interface(2, "GE2", admin="up", oper="up")))
    answered(store, 1, whole(InterfaceState("GE2", "up", "down"), InterfaceState("GE9", "up", "up")))
    assert [row.oper for row in store.devices.rows("pe1", Interface)] == ["up", "down"]
    assert store.devices.rows("pe1", InterfaceState)[1] == InterfaceState("GE2", "up", "down")
    assert store.devices.interface_names("pe1") == {1: "GE1", 2: "GE2"}


def test_an_interface_may_take_another_index_and_two_may_share_a_name(store: Store) -> None:
    answered(store, 0, whole(Interface(1, "GE1"), Interface(2, "GE2")))
    answered(store, 1, whole(Interface(11, "GE1"), Interface(2, "GE2"), Interface(12, "GE2")))
    assert store.devices.interface_names("pe1") == {11: "GE1", 2: "GE2", 12: "GE2"}


def test_facts_of_several_collectors_become_one(store: Store) -> None:
    assert store.devices.facts("pe1") is None
    answered(store, 0, Harvest(facts=Facts(sys_name="绍兴", uptime_s=5)), Harvest(facts=Facts(serial="21")))
    answered(store, 1, Harvest(facts=Facts(version="V8", uptime_s=65)))
    wanted = Facts(sys_name="绍兴", serial="21", version="V8", uptime_s=65)
    assert store.devices.facts("pe1") == wanted
    assert store.devices.all_facts() == {"pe1": wanted}


def test_a_device_is_up_while_it_answers_and_down_when_it_does_not(store: Store) -> None:
    assert store.devices.state("pe1").state(T0, 30) == "unknown"
    answered(store, 0)
    answered(store, 0.5)
    state = store.devices.state("pe1")
    assert (state.state(at(1), 30), state.since, state.last_answer_at) == ("up", T0, at(0.5))
    for minutes in (1, 1.5, 2):
        store.devices.silent("pe1", at(minutes), "NMS-SNMP-001")
    state = store.devices.state("pe1")
    assert (state.state(at(2), 30), state.since, state.failures) == ("down", at(1), 3)
    assert state.last_error == "NMS-SNMP-001"
    assert state.state(at(60), 30) == "unknown"  # nobody asked since
    answered(store, 61)
    state = store.devices.state("pe1")
    assert (state.state(at(61), 30), state.since, state.failures) == ("up", at(61), 0)


def test_the_states_of_all_devices_come_at_once(store: Store) -> None:
    answered(store, 0, device="a")
    store.devices.silent("b", at(0), "NMS-SNMP-001")
    found = store.devices.states()
    assert found == {"a": store.devices.state("a"), "b": store.devices.state("b")}


def test_a_start_is_noticed_once_and_drift_is_none(store: Store) -> None:
    for minutes, uptime in ((0, 1000.0), (10, 1590.0), (20, 2200.0)):  # the agent's clock is not ours
        answered(store, minutes, Harvest(facts=Facts(uptime_s=uptime)))
    assert boots(store) == 0
    answered(store, 30, Harvest(facts=Facts(uptime_s=60)))
    answered(store, 31, Harvest(facts=Facts(uptime_s=120)))
    assert boots(store) == 1
    assert store.devices.state("pe1").booted_at == at(29)


def boots(store: Store) -> int:
    with store.database.read() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM boot").scalar_one())


def test_neighbours_and_macs_remember_first_and_last(store: Store) -> None:
    first, second = FdbEntry("00e0fc000001", "GE1", 10), FdbEntry("00e0fc000002", "GE1", 10)
    answered(store, 0, whole(first, second))
    answered(store, 1, whole(first))
    answered(store, 2, whole(first))
    seen = {sighting.row: sighting for sighting in store.devices.sightings(FdbEntry, "pe1")}
    assert (seen[first].first_seen, seen[first].last_seen, seen[first].present) == (at(0), at(2), True)
    assert (seen[second].first_seen, seen[second].last_seen, seen[second].present) == (at(0), at(0), False)
    assert [sighting.row for sighting in store.devices.sightings(FdbEntry, gone=False)] == [first]
    answered(store, 3, whole(first, second))
    again = {sighting.row: sighting for sighting in store.devices.sightings(FdbEntry)}
    assert (again[second].first_seen, again[second].last_seen, again[second].present) == (at(0), at(3), True)


def test_a_neighbour_that_changes_its_name_stays_the_same_neighbour(store: Store) -> None:
    answered(store, 0, whole(Neighbour("GE1", "c1", "p1", sys_name="old")))
    answered(store, 1, whole(Neighbour("GE1", "c1", "p1", sys_name="new")))
    (found,) = store.devices.sightings(Neighbour)
    assert (found.row.sys_name, found.first_seen, found.last_seen) == ("new", at(0), at(1))


def test_a_mac_is_found_wherever_it_was_seen(store: Store) -> None:
    mac = "00e0fc000001"
    answered(store, 0, whole(FdbEntry(mac, "GE1", 10)), device="sw1")
    answered(store, 5, whole(FdbEntry(mac, "GE7", 10), FdbEntry("00e0fc000002", "GE1")), device="sw2")
    assert [(found.device, found.row.port) for found in store.devices.where_is(mac)] == [("sw2", "GE7"), ("sw1", "GE1")]
    assert store.devices.where_is("00e0fc") == []
    answered(store, 6, Harvest(covers=(FdbEntry,)), device="sw1")
    assert store.devices.forget_gone(at(1)) == 1
    assert len(store.devices.where_is(mac)) == 1


def test_the_greatest_speed_of_a_port_goes_with_its_name_when_indexes_change(store: Store) -> None:
    fast, slow = Interface(1, "GE0/0/1", speed_bps=10**9), Interface(2, "FE0/0/2", speed_bps=10**8)
    answered(store, 0, whole(fast, slow))
    answered(store, 1, whole(replace(fast, index=2, speed_bps=10**7), replace(slow, index=1)))
    with store.database.read() as connection:
        found = connection.exec_driver_sql("SELECT name, top_speed_bps FROM interface").all()
    assert dict(found) == {"GE0/0/1": 10**9, "FE0/0/2": 10**8}


def test_a_line_that_got_another_index_is_still_one_line(store: Store) -> None:
    line = E1Line("E1 0/0/1", 7, 64)
    answered(store, 0, whole(line))
    answered(store, 1, Harvest(rows=(replace(line, index=9),), covers=(E1Line,), partial=True))
    assert [row.index for row in store.devices.rows("pe1", E1Line)] == [9]
