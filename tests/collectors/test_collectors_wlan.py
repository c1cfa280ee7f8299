"""Access points at their controller, and those that stand for themselves."""

from collectors.access_points import AccessPoints
from collectors.radios import Radios
from nms.core.device import Role
from nms.core.observed import AccessPoint, Facts, Radio

MAC = "80.111.119.234.220.160"


def of(enterprise: int) -> Facts:
    return Facts(sys_object_id=f"1.3.6.1.4.1.{enterprise}.1")


def test_huawei_aps(poll):
    table = "1.3.6.1.4.1.2011.6.139.13.3.3.1"
    mib = {
        f"{table}.2.{MAC}": "2102350PKF10J1000078",
        f"{table}.3.{MAC}": "AP7050DN-E",
        f"{table}.4.{MAC}": "营业厅05-1",
        f"{table}.6.{MAC}": 8,
        f"{table}.13.{MAC}": b"\x0a\x63\x05\x0b",
        f"{table}.44.{MAC}": 12,
        f"{table}.4.80.111.119.234.220.161": "营业厅05-2",
        f"{table}.6.80.111.119.234.220.161": 4,
    }
    polled = poll(AccessPoints(), mib, role=Role.AC, facts=of(2011))
    assert polled.rows(AccessPoint) == [
        AccessPoint("营业厅05-1", "normal", "506f77eadca0", "10.99.5.11", "AP7050DN-E", "2102350PKF10J1000078", 12),
        AccessPoint("营业厅05-2", "fault", "506f77eadca1"),
    ]
    assert polled.samples("ap_clients") == {"营业厅05-1": 12}


def test_h3c_aps_from_two_tables_with_one_index(poll):
    status, run = "1.3.6.1.4.1.25506.2.75.2.1.1.1", "1.3.6.1.4.1.25506.2.75.2.1.2.1"
    mib = {
        f"{status}.4.3.65.66.67": 5,
        f"{run}.2.3.65.66.67": b"\x0a\x63\x05\x0b",
        f"{run}.3.3.65.66.67": b"\x50\x6f\x77\xea\xdc\xa0",
        f"{run}.7.3.65.66.67": 4,
        f"{run}.8.3.65.66.67": "ap-1",
        f"{run}.9.3.65.66.67": "WA4320",
        f"{status}.4.3.65.66.68": 1,
    }
    rows = poll(AccessPoints(), mib, role=Role.AC, facts=of(25506)).rows(AccessPoint)
    assert rows[0] == AccessPoint("ap-1", "normal", "506f77eadca0", "10.99.5.11", "WA4320", clients=4)
    assert (rows[1].name, rows[1].state) == ("3.65.66.68", "join")


def test_cisco_clients_are_summed_over_the_radios(poll):
    table, radio = "1.3.6.1.4.1.14179.2.2.1.1", "1.3.6.1.4.1.14179.2.2.2.1"
    mib = {f"{table}.3.{MAC}": "ap-1", f"{table}.6.{MAC}": 1, f"{radio}.15.{MAC}.0": 3, f"{radio}.15.{MAC}.1": 4}
    polled = poll(AccessPoints(), mib, role=Role.AC, facts=of(9))
    assert polled.rows(AccessPoint) == [AccessPoint("ap-1", "normal", "506f77eadca0", clients=7)]


def test_only_controllers_are_asked_for_aps(visiting):
    assert not AccessPoints().wants(visiting({}, role=Role.HALL_SWITCH))
    assert AccessPoints().wants(visiting({}))
    assert not AccessPoints().wants(visiting({}, facts=of(8072)))


def test_radios_of_a_fat_ap(poll):
    mib = {
        "1.2.840.10036.1.1.1.9.5": "HALL-OA",
        "1.2.840.10036.4.3.1.10.5": 2,
        "1.2.840.10036.4.5.1.1.5": 11,
        "1.2.840.10036.2.2.1.1.5": 5000,
        "1.2.840.10036.2.2.1.4.5": 300,
        "1.2.840.10036.2.2.1.12.5": 20,
        "1.2.840.10036.1.1.1.9.6": "HALL-OA",
        "1.2.840.10036.4.11.1.1.6": 149,
    }
    polled = poll(Radios(), mib, role=Role.AP, names={5: "wlan0", 6: "wlan1"})
    assert polled.rows(Radio) == [Radio("wlan0", "HALL-OA", 11, 2), Radio("wlan1", "HALL-OA", 149, None)]
    assert polled.samples("radio_transmitted") == {"box/wlan0": 5000}
    assert polled.samples("radio_retries") == {"box/wlan0": 300}
    assert polled.samples("radio_fcs_errors") == {"box/wlan0": 20}
