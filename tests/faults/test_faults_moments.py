"""When a trap's event was: its reception, unless the device's own clock says that it was long under way."""

from datetime import UTC, datetime, timedelta

import pytest

from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.core.ports import Trap
from nms.faults.moments import dated, event_time

HEARD = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOOT = HEARD - timedelta(days=30)


def trap(uptime_s: float | None) -> Trap:
    return Trap(1, HEARD, "10.0.0.1", "pe-1", "2c", (1, 3, 6), uptime_s, ())


DELAYS = [(-400, 0), (-1, 0), (0, 0), (4, 0), (6, 6), (90, 90), (599, 599), (601, 0)]


@pytest.mark.parametrize(("delay", "counts"), DELAYS)
def test_a_delay_counts_between_five_seconds_and_ten_minutes(delay: float, counts: float) -> None:
    uptime = timedelta(days=30).total_seconds() - delay
    assert HEARD - event_time(trap(uptime), BOOT) == timedelta(seconds=counts)


def test_without_either_clock_the_reception_counts() -> None:
    assert event_time(trap(None), BOOT) == event_time(trap(5), None) == HEARD


def test_a_device_that_has_just_started_is_dated_by_the_reception() -> None:
    assert event_time(trap(20), HEARD - timedelta(minutes=5)) == HEARD


def test_all_reports_of_a_trap_are_of_one_moment() -> None:
    key = AlarmKey("pe-1", "ge0", EventType.COMMUNICATIONS, "link-down")
    report = Report(key, Severity.MAJOR, "lossOfSignal", HEARD, HEARD, "trap")
    [told] = dated([report], HEARD - timedelta(seconds=30))
    assert (told.event_at, told.received_at) == (HEARD - timedelta(seconds=30), HEARD)
