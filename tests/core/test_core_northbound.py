"""Which changes of an alarm monitors are told of, and what they mean in a monitor's view."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nms.core.alarm import Alarm, AlarmKey, EventType, Severity
from nms.core.northbound import Change, MonitorState, change_in_view, noteworthy

AT = datetime(2026, 3, 1, tzinfo=UTC)
KEY = AlarmKey("hall-1", "E1 0", EventType.COMMUNICATIONS, "e1-los")
ALARM = Alarm(7, KEY, Severity.MAJOR, "lossOfSignal", AT, AT, AT)
LATER = AT + timedelta(minutes=1)


@pytest.mark.parametrize(
    "after",
    [
        replace(ALARM, severity=Severity.CRITICAL),
        replace(ALARM, cleared_at=LATER),
        replace(ALARM, acknowledged_by="zhang"),
        replace(ALARM, root_id=3),
        replace(ALARM, flapping=True),
        replace(ALARM, shelved_until=LATER),
        replace(ALARM, maintenance=True),
        replace(ALARM, cause="degradedSignal"),
        replace(ALARM, id=8),
    ],
)
def test_what_a_monitor_can_see_is_noteworthy(after: Alarm) -> None:
    assert noteworthy(ALARM, after)
    assert noteworthy(after, ALARM)


def test_a_new_alarm_is_noteworthy_and_a_repetition_is_not() -> None:
    assert noteworthy(None, ALARM)
    assert not noteworthy(ALARM, ALARM)
    assert not noteworthy(ALARM, replace(ALARM, count=9, changed_at=LATER, evidence="trap:9", details={"n": "9"}))


@pytest.mark.parametrize(
    ("shown", "wanted", "change"),
    [
        (False, True, Change.RAISED),
        (True, True, Change.CHANGED),
        (True, False, Change.CLEARED),
        (False, False, None),
    ],
)
def test_a_view_is_told_of_what_comes_changes_and_goes(shown: bool, wanted: bool, change: Change | None) -> None:
    assert change_in_view(shown, wanted) is change


def test_what_was_given_a_number_and_not_sent_waits() -> None:
    assert MonitorState("noc", last=10, sent=7).waiting == 3
