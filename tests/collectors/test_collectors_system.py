"""System facts and uptime."""

from datetime import timedelta

from moments import AT

from collectors.audience import Vendor, is_from, vendor_of
from collectors.system import System, Uptime
from nms.core.observed import Facts, Layout

SYSTEM = {
    "1.3.6.1.2.1.1.1.0": "S5720-36C-EI-AC\r\nHuawei Versatile Routing Platform Software\r\n VRP (R) software,"
    "Version 5.160 (S5720 V200R007C00SPC500)",
    "1.3.6.1.2.1.1.2.0": (1, 3, 6, 1, 4, 1, 2011, 2, 23, 291),
    "1.3.6.1.2.1.1.3.0": 123_456,
    "1.3.6.1.2.1.1.5.0": "绍兴-hall-05".encode("gb18030"),
    "1.3.6.1.2.1.1.6.0": "越城",
}
ENTITY = "1.3.6.1.2.1.47.1.1.1.1"


def test_facts_of_a_switch(poll):
    facts = poll(System(), SYSTEM).harvest.facts
    assert facts.sys_name == "绍兴-hall-05"
    assert facts.sys_object_id == "1.3.6.1.4.1.2011.2.23.291"
    assert facts.uptime_s == 1234.56
    assert facts.vendor == "Huawei"
    assert facts.version == "5.160 (V200R007C00SPC500)"
    assert facts.hardware == "S5720-36C-EI-AC"
    assert "\r" not in facts.sys_descr


def test_the_chassis_in_nothing_stands_for_the_box(poll):
    cards = {
        f"{ENTITY}.5.10": 3,
        f"{ENTITY}.4.10": 40,
        f"{ENTITY}.13.10": "CARD",
        f"{ENTITY}.5.40": 3,
        f"{ENTITY}.4.40": 0,
        f"{ENTITY}.13.40": "NE40E-X8",
        f"{ENTITY}.11.40": "210235",
        f"{ENTITY}.5.41": 9,
    }
    facts = poll(System(), SYSTEM | cards).harvest.facts
    assert (facts.hardware, facts.serial) == ("NE40E-X8", "210235")


def test_several_cards_that_call_themselves_chassis_are_no_box(poll):
    cards = {
        f"{ENTITY}.5.10": 3,
        f"{ENTITY}.4.10": 1,
        f"{ENTITY}.11.10": "A",
        f"{ENTITY}.5.40": 3,
        f"{ENTITY}.4.40": 1,
        f"{ENTITY}.11.40": "B",
    }
    assert poll(System(), SYSTEM | cards).harvest.facts.serial == ""


def test_a_silent_mib_gives_empty_facts_not_an_error(poll):
    facts = poll(System(), {}).harvest.facts
    assert facts == Facts()


def test_values_of_the_wrong_type_are_noted_and_dropped(poll):
    lying = SYSTEM | {"1.3.6.1.2.1.1.3.0": "yesterday", "1.3.6.1.2.1.1.5.0": 7}
    harvest = poll(System(), lying).harvest
    assert harvest.facts.uptime_s is None
    assert harvest.facts.sys_name == ""
    assert any(note.startswith("sysUpTime.0=") for note in harvest.notes)
    assert any(note.startswith("sysName.0=") for note in harvest.notes)


def test_uptime_keeps_what_is_known(poll):
    known = Facts(sys_name="hall-05", serial="210235")
    harvest = poll(Uptime(), SYSTEM, facts=known).harvest
    assert harvest.facts == Facts(sys_name="hall-05", serial="210235", uptime_s=1234.56)


def test_uptime_asks_one_small_question_and_tells_how_the_box_is_built(poll):
    told = poll(Uptime(), SYSTEM | {"1.3.6.1.2.1.2.1.0": 28, "1.3.6.1.2.1.31.1.5.0": 4200})
    assert told.session.asked == 4
    assert told.harvest.layout == Layout(AT - timedelta(seconds=1234.56), 28, 42.0, None)
    assert told.harvest.rows == ()


def test_vendors_by_enterprise_number(visiting):
    assert vendor_of("1.3.6.1.4.1.25506.11.1.172") is Vendor.H3C
    assert vendor_of("1.3.6.1.4.1.99999.1") is None
    assert vendor_of("") is None
    assert vendor_of("1.3.6.1.4.1") is None
    assert is_from(visiting({}), Vendor.RUIJIE), "a stranger may be anyone's"
    assert is_from(visiting({}, platform="huawei_vrpv8"), Vendor.HUAWEI)
    assert not is_from(visiting({}, platform="huawei_vrpv8"), Vendor.CISCO)
    cisco = Facts(sys_object_id="1.3.6.1.4.1.9.1.1208")
    assert not is_from(visiting({}, platform="huawei", facts=cisco), Vendor.HUAWEI), "what it says counts, not the book"
