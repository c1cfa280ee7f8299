"""What tells one element from every other, and how it is built."""

from datetime import timedelta

from moments import AT

from collectors.identifiers import OwnIdentifiers
from collectors.layout import Layouts
from nms.core.observed import Identifiers, Layout

MIB = {
    "1.3.6.1.6.3.10.2.1.1.0": bytes.fromhex("800007db03c0ffee000001"),
    "1.0.8802.1.1.2.1.3.1.0": 4,
    "1.0.8802.1.1.2.1.3.2.0": bytes.fromhex("c0ffee000001"),
    "1.3.6.1.2.1.17.1.1.0": bytes.fromhex("c0ffee000002"),
}


def test_engine_id_and_macs_are_told_in_one_question(poll):
    told = poll(OwnIdentifiers(), MIB)
    assert told.rows(Identifiers) == [Identifiers("800007db03c0ffee000001", "c0ffee000001", "c0ffee000002")]
    assert told.session.roots == []


def test_a_chassis_id_that_is_no_mac_identifies_nothing(poll):
    named = MIB | {"1.0.8802.1.1.2.1.3.1.0": 7, "1.0.8802.1.1.2.1.3.2.0": "core-1"}
    assert poll(OwnIdentifiers(), named).rows(Identifiers)[0].chassis_mac == ""


def test_an_agent_that_tells_nothing_has_no_row(poll):
    told = poll(OwnIdentifiers(), {"1.3.6.1.2.1.17.1.1.0": bytes(6)})
    assert (told.harvest.rows, told.harvest.covers) == ([], (Identifiers,))


def test_the_layout_is_told_without_facts(poll):
    told = poll(Layouts(), {"1.3.6.1.2.1.1.3.0": 6_000, "1.3.6.1.2.1.2.1.0": 2, "1.3.6.1.2.1.47.1.4.1.0": 100})
    assert told.harvest.layout == Layout(AT - timedelta(seconds=60), 2, None, 1.0)
    assert told.harvest.facts is None


def test_nonsense_in_a_layout_is_noted_and_dropped(poll):
    told = poll(Layouts(), {"1.3.6.1.2.1.1.3.0": "soon", "1.3.6.1.2.1.2.1.0": -4})
    assert told.harvest.layout == Layout()
    assert len(told.harvest.notes) == 2
