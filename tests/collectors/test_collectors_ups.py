"""Power supplies: what they run on, and their volts and amperes."""

from collectors.sensors import Sensors
from collectors.ups import Ups
from nms.core.device import Role
from nms.core.observed import Facts, Sensor, UpsState

UPS = "1.3.6.1.2.1.33.1"
APC = "1.3.6.1.4.1.318.1.1.1"
EATON = Facts(sys_object_id="1.3.6.1.4.1.705.1", os="eaton-mgeups", vendor="Eaton")


def test_a_supply_on_its_battery_says_for_how_long(poll):
    mib = {f"{UPS}.2.1.0": 3, f"{UPS}.2.2.0": 95, f"{UPS}.4.1.0": 5, f"{UPS}.6.1.0": 2}
    assert poll(Ups(), mib, facts=EATON).rows(UpsState) == [UpsState("battery", "low", 95, 2)]


def test_apc_without_the_standard_says_it_in_its_own_words(poll):
    mib = {f"{APC}.2.1.1.0": 2, f"{APC}.2.1.2.0": 1200, f"{APC}.4.1.1.0": 3}
    facts = Facts(sys_object_id="1.3.6.1.4.1.318.1.3.27", os="apc", vendor="APC")
    assert poll(Ups(), mib, facts=facts).rows(UpsState) == [UpsState("battery", "normal", 12, None)]


def test_what_is_no_supply_has_no_state(poll, visiting):
    assert not poll(Ups(), {"1.3.6.1.2.1.1.5.0": "x"}).rows(UpsState)
    assert not Ups().wants(visiting({}, role=Role.HALL_SWITCH))
    assert not Ups().wants(visiting({}, facts=Facts(sys_object_id="1.3.6.1.4.1.2011.2.23", os="vrp")))


def test_volts_amperes_load_and_charge_by_rfc_1628(poll):
    mib = {
        f"{UPS}.2.3.0": 42,
        f"{UPS}.2.4.0": 98,
        f"{UPS}.2.5.0": 554,
        f"{UPS}.2.7.0": -1,
        f"{UPS}.3.3.1.2.1": 501,
        f"{UPS}.3.3.1.3.1": 231,
        f"{UPS}.3.3.1.3.2": 229,
        f"{UPS}.4.4.1.5.1": 37,
    }
    polled = poll(Sensors(), mib, facts=EATON)
    assert polled.rows(Sensor) == [
        Sensor("battery", "runtime", 42, "min"),
        Sensor("battery", "charge", 98, "%"),
        Sensor("battery", "voltage", 55.4, "V"),
        Sensor("input 1", "frequency", 50.1, "Hz"),
        Sensor("input 1", "voltage", 231, "V"),
        Sensor("input 2", "voltage", 229, "V"),
        Sensor("output", "load", 37, "%"),
    ]
    assert polled.samples("battery_charge_percent") == {"battery": 98}
    assert polled.samples("supply_load_percent") == {"output": 37}


def test_the_kind_of_a_gauge_may_stand_in_a_column(poll):
    gauge = "1.3.6.1.4.1.14988.1.1.3.100.1"
    mib = {f"{gauge}.2.14": "cpu-temperature", f"{gauge}.3.14": 38, f"{gauge}.4.14": 1}
    mib |= {f"{gauge}.2.13": "voltage", f"{gauge}.3.13": 243, f"{gauge}.4.13": 3}
    rows = poll(Sensors(), mib, facts=Facts(sys_object_id="1.3.6.1.4.1.14988.1", vendor="MikroTik")).rows(Sensor)
    assert rows == [Sensor("cpu-temperature", "temperature", 38, "°C"), Sensor("voltage", "voltage", 24.3, "V")]


def test_light_in_steps_of_a_tenth_of_a_microwatt(poll):
    lane = "1.3.6.1.4.1.6527.3.1.2.2.4.66.1"
    mib = {f"{lane}.12.1.1610899520.1": 15474, f"{lane}.17.1.1610899520.1": 1, f"{lane}.17.1.1610899520.2": 0}
    facts = Facts(sys_object_id="1.3.6.1.4.1.6527.1.3.17", vendor="Nokia")
    rows = poll(Sensors(), mib, facts=facts, names={1610899520: "1/1/c1"}).rows(Sensor)
    assert [(row.name, row.type, row.value) for row in rows] == [
        ("1/1/c1:1", "optical_tx", 1.9),
        ("1/1/c1:1", "optical_rx", -40.0),
    ]


def test_decimal_text_is_a_number_too(poll):
    xcvr = "1.3.6.1.4.1.47196.4.1.1.3.27.1.2.1.1"
    facts = Facts(sys_object_id="1.3.6.1.4.1.47196.4.1.1.1.420", vendor="Aruba")
    rows = poll(Sensors(), {f"{xcvr}.2.36": "43.4258", f"{xcvr}.11.36": "n/a"}, facts=facts, names={36: "1/1/36"})
    assert rows.rows(Sensor) == [Sensor("1/1/36", "temperature", 43.4258, "°C")]


def test_an_old_table_is_read_only_where_the_newer_says_nothing(poll):
    old = {"1.3.6.1.4.1.9.9.13.1.3.1.2.1": "chassis", "1.3.6.1.4.1.9.9.13.1.3.1.3.1": 33}
    new = {
        f"1.3.6.1.4.1.9.9.91.1.1.1.1.{number}.7": value for number, value in ((1, 8), (2, 9), (3, 0), (4, 31), (5, 1))
    }
    facts = Facts(sys_object_id="1.3.6.1.4.1.9.1.1208", vendor="Cisco")
    assert [row.value for row in poll(Sensors(), old, facts=facts).rows(Sensor)] == [33]
    assert [row.value for row in poll(Sensors(), old | new, facts=facts).rows(Sensor)] == [31]
