"""Interfaces: rows, states, counters."""

import pytest

from collectors.interfaces import InterfaceCounters, Interfaces, InterfaceStates, speed_bps
from nms.core.device import SnmpVersion
from nms.core.observed import Interface, InterfaceState

IF = "1.3.6.1.2.1.2.2.1"
IFX = "1.3.6.1.2.1.31.1.1.1"

ETHERNET = {
    f"{IF}.2.5": "GigabitEthernet0/0/1",
    f"{IF}.3.5": 6,
    f"{IF}.5.5": 1_000_000_000,
    f"{IF}.6.5": b"\x00\xe0\xfc\x12\x34\xab",
    f"{IF}.7.5": 1,
    f"{IF}.8.5": 2,
    f"{IFX}.1.5": "GE0/0/1",
    f"{IFX}.15.5": 1000,
    f"{IFX}.18.5": "到越城",
}
OLD_SERIAL = {f"{IF}.2.7": "Serial1/0", f"{IF}.3.7": 22, f"{IF}.5.7": 2_048_000, f"{IF}.7.7": 1, f"{IF}.8.7": 1}


def test_a_row_of_both_tables(poll):
    (row,) = poll(Interfaces(), ETHERNET).rows(Interface)
    assert row == Interface(
        5, "GE0/0/1", "GigabitEthernet0/0/1", "到越城", "ethernetCsmacd", 1_000_000_000, "00e0fc1234ab", "up", "down"
    )


def test_an_agent_without_ifxtable_names_by_descr(poll):
    (row,) = poll(Interfaces(), OLD_SERIAL).rows(Interface)
    assert (row.name, row.type, row.speed_bps) == ("Serial1/0", "propPointToPointSerial", 2_048_000)


def test_a_row_without_names_is_called_by_its_index(poll):
    assert [row.name for row in poll(Interfaces(), {f"{IF}.8.9": 1}).rows(Interface)] == ["9"]


def test_unknown_types_and_states(poll):
    harvest = poll(Interfaces(), {f"{IF}.3.1": 9999, f"{IF}.7.1": 1, f"{IF}.8.1": 77, f"{IF}.3.2": "ds1"}).harvest
    first, second = harvest.rows
    assert (first.type, first.admin, first.oper) == ("9999", "up", "")
    assert second.type == ""
    assert set(harvest.notes) == {"ifOperStatus.1=77", "ifType.2=b'ds1'"}


def test_an_index_of_two_arcs_is_no_interface(poll):
    assert not poll(Interfaces(), {f"{IF}.8.1.2": 1}).harvest.rows


def test_what_came_before_an_agent_broke_off_is_kept_and_marked(poll):
    harvest = poll(Interfaces(), ETHERNET | OLD_SERIAL, breaks_after=1).harvest
    assert harvest.partial
    assert [row.index for row in harvest.rows] == [5]


@pytest.mark.parametrize(
    ("speed", "high", "expected"),
    [
        (1_000_000_000, 1000, 1_000_000_000),
        (2_048_000, 2, 2_048_000),
        (4_294_967_295, 10_000, 10_000_000_000),
        (1_410_065_408, 10_000, 10_000_000_000),
        (4_294_967_295, 0, None),
        (4_294_967_295, None, None),
        (0, 0, None),
        (None, None, None),
        (None, 100, 100_000_000),
        (0, 155, 155_000_000),
    ],
)
def test_speed_from_two_objects(speed, high, expected):
    assert speed_bps(speed, high) == expected


def test_states_of_a_known_device_cost_two_cells_a_port(poll):
    polled = poll(InterfaceStates(), ETHERNET | OLD_SERIAL, names={5: "GE0/0/1", 7: "Serial1/0"})
    assert polled.rows(InterfaceState) == [
        InterfaceState("GE0/0/1", "up", "down"),
        InterfaceState("Serial1/0", "up", "up"),
    ]
    assert polled.session.asked == 4


def test_states_of_a_stranger_ask_for_names_too(poll):
    rows = poll(InterfaceStates(), ETHERNET | OLD_SERIAL).rows(InterfaceState)
    assert [row.name for row in rows] == ["GE0/0/1", "Serial1/0"]


def test_a_port_that_is_new_since_the_inventory_goes_by_its_index(poll):
    rows = poll(InterfaceStates(), ETHERNET | OLD_SERIAL, names={5: "GE0/0/1"}).rows(InterfaceState)
    assert [row.name for row in rows] == ["GE0/0/1", "7"]


COUNTERS = {
    f"{IFX}.6.5": 2**40,
    f"{IFX}.10.5": 2**41,
    f"{IF}.10.5": 17,
    f"{IF}.16.5": 18,
    f"{IF}.13.5": 1,
    f"{IF}.14.5": 2,
    f"{IF}.19.5": 3,
    f"{IF}.20.5": 4,
}


def test_wide_counters_are_preferred(poll):
    polled = poll(InterfaceCounters(), COUNTERS, names={5: "GE0/0/1"})
    assert polled.samples("interface_in_octets") == {"GE0/0/1": 2**40}
    assert polled.samples("interface_out_octets") == {"GE0/0/1": 2**41}
    assert polled.samples("interface_in_discards") == {"GE0/0/1": 1}
    assert polled.samples("interface_in_errors") == {"GE0/0/1": 2}
    assert polled.samples("interface_out_discards") == {"GE0/0/1": 3}
    assert polled.samples("interface_out_errors") == {"GE0/0/1": 4}
    assert polled.session.asked == 6


def test_narrow_counters_where_an_agent_has_no_ifxtable(poll):
    narrow = {oid: value for oid, value in COUNTERS.items() if not oid.startswith(IFX)}
    polled = poll(InterfaceCounters(), narrow, names={5: "GE0/0/1"})
    assert polled.samples("interface_in_octets") == {"GE0/0/1": 17}
    assert polled.samples("interface_out_octets") == {"GE0/0/1": 18}


def test_narrow_counters_only_for_the_ports_that_need_them(poll):
    mixed = COUNTERS | {f"{IF}.10.7": 70, f"{IF}.16.7": 71, f"{IF}.13.7": 0}
    polled = poll(InterfaceCounters(), mixed, names={5: "GE0/0/1", 7: "Serial1/0"})
    assert polled.samples("interface_in_octets") == {"GE0/0/1": 2**40, "Serial1/0": 70}


def test_an_agent_of_version_1_is_never_asked_for_64_bits(poll):
    polled = poll(InterfaceCounters(), COUNTERS, names={5: "GE0/0/1"}, version=SnmpVersion.V1)
    assert polled.samples("interface_in_octets") == {"GE0/0/1": 17}
    assert not any(root[:9] == (1, 3, 6, 1, 2, 1, 31, 1, 1) for root in polled.session.roots)


def test_a_counter_that_is_no_number_is_a_gap(poll):
    polled = poll(InterfaceCounters(), COUNTERS | {f"{IF}.14.5": "many"}, names={5: "GE0/0/1"})
    assert polled.samples("interface_in_errors") == {}
    assert polled.harvest.notes == ["ifInErrors.5=b'many'"]
