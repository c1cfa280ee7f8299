"""Sensors and entities: standard tables, vendors' tables, invalid values."""

import pytest

from collectors.entity import Entities
from collectors.sensor_tables import TABLES, dbm
from collectors.sensors import METRICS, Sensors, in_units
from nms.core.device import Role
from nms.core.observed import Entity, Facts, Sensor
from nms.core.sample import METRICS as CATALOGUE

ENTITY = "1.3.6.1.2.1.47.1.1.1.1"
SENSOR = "1.3.6.1.2.1.99.1.1.1"
HUAWEI = Facts(sys_object_id="1.3.6.1.4.1.2011.2.23.291")
BOARDS = "1.3.6.1.4.1.2011.5.25.31.1.1.1.1"
OPTICS = "1.3.6.1.4.1.2011.5.25.31.1.1.3.1"
ONT = "1.3.6.1.4.1.2011.6.128.1.1.2.51.1"


def standard(index: int, name: str, *values: int) -> dict[str, int | str]:
    columns = {f"{SENSOR}.{number}.{index}": value for number, value in enumerate(values, 1)}
    return {f"{ENTITY}.7.{index}": name, **columns}


def test_the_standard_table_in_base_units(poll):
    mib = standard(1, "Inlet", 8, 9, 1, 275, 1) | standard(2, "PSU", 4, 8, 0, 3300, 1)
    polled = poll(Sensors(), mib)
    assert polled.rows(Sensor) == [
        Sensor("Inlet", "temperature", 27.5, "°C"),
        Sensor("PSU", "voltage", 3.3, "V"),
    ]
    assert polled.samples("temperature_celsius") == {"Inlet": 27.5}
    assert polled.samples("voltage_volts") == {"PSU": 3.3}


def test_a_sensor_out_of_order_is_shown_without_a_value(poll):
    polled = poll(Sensors(), standard(1, "Fan 1", 10, 9, 0, 0, 3) | standard(2, "Fan 2", 10, 9, 0, 0, 2))
    assert [(row.value, row.status) for row in polled.rows(Sensor)] == [
        (None, "nonoperational"),
        (None, "unavailable"),
    ]
    assert not polled.harvest.samples


def test_values_beyond_the_range_and_below_absolute_zero_are_none(poll):
    mib = standard(1, "A", 8, 9, 0, 1_000_000_000, 1) | standard(2, "B", 8, 9, 0, -866_597_556, 1)
    assert [(row.value, row.status) for row in poll(Sensors(), mib).rows(Sensor)] == [(None, "unavailable")] * 2


def test_light_in_the_standard_table_is_told_by_its_name(poll):
    mib = standard(1, "Gi1/0/52 Receive Power", 14, 9, 1, -47, 1) | standard(2, "Gi1/0/52 Tx Power", 14, 9, 1, -50, 1)
    assert [(row.type, row.value) for row in poll(Sensors(), mib).rows(Sensor)] == [
        ("optical_rx", -4.7),
        ("optical_tx", -5.0),
    ]


def test_kinds_without_a_meaning_are_left_out(poll):
    assert not poll(Sensors(), standard(1, "?", 1, 9, 0, 5, 1)).rows(Sensor)


@pytest.mark.parametrize(
    ("value", "scale", "precision", "expected"),
    [(1, 9, 0, 1), (1, 10, 0, 1000), (1, 8, 0, 0.001), (61, 8, 1, 0.0061), (5, 9, -3, 5), (10**9, 9, 0, None)],
)
def test_scale_and_precision(value, scale, precision, expected):
    assert in_units(value, scale, precision) == expected


def port(index: int, name: str, rx: int, tx: int, temperature: int = 39) -> dict[str, int | str]:
    return {
        f"{ENTITY}.7.{index}": name,
        f"{OPTICS}.5.{index}": temperature,
        f"{OPTICS}.8.{index}": rx,
        f"{OPTICS}.9.{index}": tx,
    }


def light(rows: list[Sensor]) -> dict[tuple[str, str], float | None]:
    return {(row.name, row.type): row.value for row in rows if row.type.startswith("optical")}


def test_huawei_light_in_hundredths_of_dbm(poll):
    mib = port(1, "XGE0/0/1", -523, 150) | port(2, "XGE0/0/2", -612, -231)
    assert light(poll(Sensors(), mib, facts=HUAWEI).rows(Sensor)) == {
        ("XGE0/0/1", "optical_rx"): -5.23,
        ("XGE0/0/1", "optical_tx"): 1.5,
        ("XGE0/0/2", "optical_rx"): -6.12,
        ("XGE0/0/2", "optical_tx"): -2.31,
    }


def test_huawei_light_in_microwatts(poll):
    rows = poll(Sensors(), port(1, "XGE0/0/1", 536, 591), facts=HUAWEI).rows(Sensor)
    assert light(rows) == {("XGE0/0/1", "optical_rx"): dbm(536), ("XGE0/0/1", "optical_tx"): dbm(591)}
    assert dbm(1000) == 0.0
    assert dbm(536) == -2.71


def test_ports_without_a_module_and_boards_without_a_sensor_say_nothing(poll):
    mib = port(1, "GE0/0/1", -1, -1, -255) | {f"{BOARDS}.11.5": 2147483647, f"{BOARDS}.11.6": 0, f"{BOARDS}.11.7": 42}
    polled = poll(Sensors(), mib | {f"{ENTITY}.7.7": "MPU Board 0"}, facts=HUAWEI)
    assert polled.rows(Sensor) == [Sensor("MPU Board 0", "temperature", 42.0, "°C")]


def test_light_of_onts_as_both_ends_see_it(poll):
    mib = {
        f"{ONT}.1.4194312192.3": 44,
        f"{ONT}.3.4194312192.3": 231,
        f"{ONT}.4.4194312192.3": -1985,
        f"{ONT}.6.4194312192.3": 7650,
        f"{ONT}.4.4194312192.4": 2147483647,
    }
    polled = poll(Sensors(), mib, role=Role.OLT, facts=HUAWEI, names={4194312192: "GPON 0/1/0"})
    assert light(polled.rows(Sensor)) == {
        ("GPON 0/1/0:3", "optical_tx"): 2.31,
        ("GPON 0/1/0:3", "optical_rx"): -19.85,
        ("GPON 0/1/0:3 at OLT", "optical_rx"): -23.5,
    }
    assert polled.samples("optical_rx_dbm") == {"GPON 0/1/0:3": -19.85, "GPON 0/1/0:3 at OLT": -23.5}


def test_raisecom_keeps_the_kind_of_value_in_the_index(poll):
    table = "1.3.6.1.4.1.8886.1.18.2.2.1.1.2"
    mib = {f"{table}.7.1": 36_125, f"{table}.7.2": 32_494, f"{table}.7.3": -3316, f"{table}.7.4": -2708}
    facts = Facts(sys_object_id="1.3.6.1.4.1.8886.23.191")
    rows = poll(Sensors(), mib, facts=facts, names={7: "tengige1/1/1"}).rows(Sensor)
    assert {(row.name, row.type, row.value) for row in rows} == {
        ("tengige1/1/1", "temperature", 36.125),
        ("tengige1/1/1", "optical_tx", -3.316),
        ("tengige1/1/1", "optical_rx", -2.708),
    }


def test_a_cisco_is_not_asked_for_huawei_tables(poll):
    polled = poll(Sensors(), {}, facts=Facts(sys_object_id="1.3.6.1.4.1.9.1.1208"))
    assert not any(root[:7] == (1, 3, 6, 1, 4, 1, 2011) for root in polled.session.roots)


def test_every_type_of_every_table_has_a_metric_of_that_unit():
    for table in TABLES:
        for measure in table.measures:
            assert CATALOGUE[METRICS[measure.type]].unit == measure.unit


def test_no_column_is_asked_twice():
    for table in TABLES:
        assert len(set(table.objects.values())) == len(table.objects)


def test_entities(poll):
    mib = {
        f"{ENTITY}.2.3": "NE40E chassis",
        f"{ENTITY}.4.3": 0,
        f"{ENTITY}.5.3": 3,
        f"{ENTITY}.7.3": "chassis",
        f"{ENTITY}.8.3": "A",
        f"{ENTITY}.9.3": "F1",
        f"{ENTITY}.10.3": "V8",
        f"{ENTITY}.11.3": "2102",
        f"{ENTITY}.13.3": "NE40E-X8",
        f"{ENTITY}.4.9": 3,
        f"{ENTITY}.5.9": 99,
    }
    harvest = poll(Entities(), mib).harvest
    assert harvest.rows == [
        Entity(3, "chassis", "NE40E chassis", "chassis", 0, "NE40E-X8", "2102", "A", "F1", "V8"),
        Entity(9, "", parent=3),
    ]
    assert harvest.notes == ["entPhysicalClass.9=99"]
