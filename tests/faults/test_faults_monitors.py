"""A monitor's filter and its words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nms.core.alarm import Alarm, AlarmKey, EventType, Severity
from nms.core.config import MonitorConfig
from nms.core.device import Device, Role
from nms.core.northbound import Change, Notice
from nms.faults.monitors import teller, wanted

AT = datetime(2026, 3, 1, tzinfo=UTC)
DEVICES = {"hall-1": Device("hall-1", "127.0.0.1", role=Role.CONVERTER)}


def alarm(device: str = "hall-1", problem: str = "e1-los", severity: Severity = Severity.MAJOR) -> Alarm:
    return Alarm(1, AlarmKey(device, "E1 0", EventType.COMMUNICATIONS, problem), severity, "lossOfSignal", AT, AT, AT)


def monitor(**settings: object) -> MonitorConfig:
    return MonitorConfig.model_validate({"address": "192.0.2.1", "credential": "noc", **settings})


def shown(one: Alarm, **settings: object) -> bool:
    return wanted(monitor(**settings), DEVICES)(one)


def test_without_a_filter_everything_is_shown_that_no_other_alarm_explains() -> None:
    for severity in Severity:
        assert shown(alarm(severity=severity)) is (severity is not Severity.CLEARED)
    assert shown(alarm("nms"))
    explained = replace(alarm(), root_id=9)
    assert not shown(explained)
    assert shown(explained, suppressed=True)


@pytest.mark.parametrize("word", ["critical", "major", "minor", "warning", "indeterminate"])
def test_only_what_is_bad_enough_is_shown(word: str) -> None:
    for severity in Severity:
        if severity is not Severity.CLEARED:
            assert shown(alarm(severity=severity), severity=word) is (severity <= Severity.of(word))


@pytest.mark.parametrize(
    ("settings", "hall", "own"),
    [
        ({"roles": ["converter"]}, True, False),
        ({"roles": ["pe"]}, False, False),
        ({"no_roles": ["converter"]}, False, True),
        ({"no_roles": ["pe"]}, True, True),
        ({"devices": ["hall-*"]}, True, False),
        ({"devices": ["pe-1", "nms"]}, False, True),
        ({"no_devices": ["h?ll-1"]}, False, True),
        ({"problems": ["e1-*"]}, True, True),
        ({"problems": ["link-down"]}, False, False),
        ({"no_problems": ["e1-los"]}, False, False),
        ({"devices": ["hall-*"], "no_devices": ["hall-1"]}, False, False),
        ({"devices": ["HALL-1"]}, False, False),
    ],
)
def test_roles_devices_and_problems_are_chosen_or_left_out(settings: dict[str, object], hall: bool, own: bool) -> None:
    assert shown(alarm(), **settings) is hall
    assert shown(alarm("nms"), **settings) is own


def test_a_notice_is_told_in_the_monitors_language_and_severities() -> None:
    notice = Notice(5, Change.RAISED, alarm(severity=Severity.INDETERMINATE))
    told = teller(monitor(severities={"indeterminate": "warning"}, language="zh"))(notice)
    assert (told.severity, told.text) == (Severity.WARNING, "E1 信号丢失")
    told = teller(monitor(language="en"))(notice)
    assert (told.severity, told.text) == (Severity.INDETERMINATE, "E1 loss of signal")
    assert told.notice is notice


def test_what_leaves_the_view_is_cleared_whatever_its_severity() -> None:
    told = teller(monitor(severities={"major": "critical"}))(Notice(6, Change.CLEARED, alarm()))
    assert told.severity is Severity.CLEARED


def test_a_problem_that_the_catalogue_does_not_know_is_told_by_its_code() -> None:
    assert teller(monitor())(Notice(1, Change.RAISED, alarm(problem="by-hand"))).text == "by-hand"
