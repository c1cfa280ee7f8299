"""Path tests of routers: NQA and IP SLA, what they measured and what was lost."""

import pytest

from collectors.path_tests import PathTests
from nms.core.device import Role
from nms.core.observed import Facts

PING = "1.3.6.1.2.1.80.1.3.1"
RTT = "1.3.6.1.4.1.9.9.42.1.2.10.1"
CISCO = Facts(sys_object_id="1.3.6.1.4.1.9.1.1", os="ios", vendor="Cisco")
NQA = "5.97.100.109.105.110.4.98.97.110.107"  # admin, bank


def test_a_ping_of_nqa_tells_its_round_trip_and_its_loss(poll):
    mib = {f"{PING}.6.{NQA}": 4, f"{PING}.7.{NQA}": 9, f"{PING}.8.{NQA}": 10}
    polled = poll(PathTests(), mib, role=Role.PE)
    assert polled.samples("path_rtt_milliseconds") == {"ping admin/bank": 4}
    assert polled.samples("path_loss_percent") == {"ping admin/bank": 10}


def test_a_ping_that_nobody_answers_has_no_round_trip(poll):
    mib = {f"{PING}.6.{NQA}": 0, f"{PING}.7.{NQA}": 0, f"{PING}.8.{NQA}": 10}
    polled = poll(PathTests(), mib, role=Role.PE)
    assert polled.samples("path_rtt_milliseconds") == {}
    assert polled.samples("path_loss_percent") == {"ping admin/bank": 100}


def test_a_test_that_has_not_run_says_nothing(poll):
    mib = {f"{PING}.6.{NQA}": 0, f"{PING}.7.{NQA}": 0, f"{PING}.8.{NQA}": 0, f"{RTT}.1.7": 0, f"{RTT}.2.7": 5}
    assert not poll(PathTests(), mib, role=Role.PE, facts=CISCO).harvest.samples


def test_an_operation_of_ip_sla_answers_or_does_not(poll):
    mib = {
        f"{RTT}.1.10": 12,
        f"{RTT}.2.10": 1,
        f"{RTT}.1.11": 900,
        f"{RTT}.2.11": 3,
        f"{RTT}.1.12": 0,
        f"{RTT}.2.12": 4,
    }
    polled = poll(PathTests(), mib, role=Role.PE, facts=CISCO)
    assert polled.samples("path_rtt_milliseconds") == {"ip-sla 10": 12, "ip-sla 11": 900}
    assert polled.samples("path_loss_percent") == {"ip-sla 10": 0, "ip-sla 11": 0, "ip-sla 12": 100}


def test_ciscos_table_is_asked_of_cisco_only(poll):
    huawei = Facts(sys_object_id="1.3.6.1.4.1.2011.2.23.1", os="vrp", vendor="Huawei")
    assert not poll(PathTests(), {f"{RTT}.1.10": 12, f"{RTT}.2.10": 1}, role=Role.PE, facts=huawei).harvest.samples


@pytest.mark.parametrize(
    ("index", "name"), [("1.97.0", "a"), ("3.97.1", "3.97.1"), ("0.1.98", "b"), ("1.300.1.98", "1.300.1.98")]
)
def test_an_index_that_is_no_two_texts_is_shown_as_it_is(poll, index, name):
    mib = {f"{PING}.6.{index}": 4, f"{PING}.7.{index}": 1, f"{PING}.8.{index}": 1}
    assert poll(PathTests(), mib, role=Role.PE).samples("path_rtt_milliseconds") == {f"ping {name}": 4}


def test_hall_boxes_are_not_asked(visiting):
    assert not PathTests().wants(visiting({}, role=Role.HALL_SWITCH))
