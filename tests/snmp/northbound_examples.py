"""Alarms, notices and views that the northbound tests share."""

from dataclasses import replace
from datetime import UTC, datetime

from nms.core.alarm import Alarm, AlarmKey, EventType, Severity
from nms.core.northbound import Change, Notice, Told

AT = datetime(2026, 3, 1, 4, 5, 6, 700_000, tzinfo=UTC)


def alarm(number: int, severity: Severity = Severity.MAJOR, text: str = "") -> Alarm:
    key = AlarmKey(f"hall-{number}", text or "E1 0/0/1", EventType.COMMUNICATIONS, "e1-los")
    return Alarm(number, key, severity, "lossOfSignal", AT, AT, AT)


def notice(sequence: int, number: int, change: Change = Change.RAISED, **changes: object) -> Notice:
    return Notice(sequence, change, replace(alarm(number), **changes))  # type: ignore[arg-type]  # fields by name


def tell(one: Notice) -> Told:
    gone = one.change is Change.CLEARED
    return Told(one, Severity.CLEARED if gone else one.alarm.severity, "E1 信号丢失")
