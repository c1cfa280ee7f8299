"""A ticket machine's two numbers, wherever the labels say they are."""

import asyncio
from dataclasses import replace

import pytest

from collectors.queues import HallQueue, count_of, oid_of
from nms.city.mib.queue import OPEN, WAITING, instance

DOTTED = {"queue_waiting": "1.3.6.1.4.1.99999.1.1.0", "queue_open": ".1.3.6.1.4.1.99999.1.2.0"}
MIB = {"1.3.6.1.4.1.99999.1.1.0": 12, "1.3.6.1.4.1.99999.1.2.0": "4"}


@pytest.fixture
def asked(visiting):
    def run(mib, labels):
        call = visiting(mib)
        call = replace(call, device=replace(call.device, labels=labels))
        assert HallQueue().wants(call)
        return asyncio.run(HallQueue().collect(call))

    return run


def test_both_numbers_are_read_in_one_question(asked):
    found = asked(MIB, DOTTED).samples
    assert [(one.metric, one.value) for one in found] == [("hall_waiting", 12), ("hall_open_desks", 4)]


@pytest.mark.parametrize("odd", [{}, {"1.3.6.1.4.1.99999.1.1.0": -1}, {"1.3.6.1.4.1.99999.1.1.0": "many"}])
def test_half_a_sample_is_none_and_what_is_odd_is_noted(asked, odd):
    mib = {name: value for name, value in MIB.items() if name.endswith("2.0")} | odd
    harvest = asked(mib, DOTTED)
    assert list(harvest.samples) == []
    assert any("hall_waiting" in note for note in harvest.notes)


def test_devices_without_labels_are_not_asked_and_wrong_labels_are_told(asked, visiting):
    assert not HallQueue().wants(visiting({}))
    wrong = {**DOTTED, "queue_open": "1.3.x"}
    assert "queue_open=1.3.x" in asked(MIB, wrong).notes


def test_labels_and_values_are_read_strictly():
    assert oid_of(".1.3.6.1") == (1, 3, 6, 1)
    assert [oid_of(text) for text in ("", "1", "1..3", "9.1", "1.3.6.1;x", "1.3\n")] == [None] * 6
    assert [count_of(value, 9) for value in (3, b"3", b" 3\n", -1, 10, b"", b"3.5", None, (1, 3))] == [
        3, 3, 3, None, None, None, None, None, None,
    ]  # fmt: skip


def test_the_demo_tells_its_queues_as_net_snmp_does():
    assert ".".join(map(str, instance(WAITING))).endswith(".7.119.97.105.116.105.110.103")
    assert ".".join(map(str, instance(OPEN))).endswith(".4.111.112.101.110")
