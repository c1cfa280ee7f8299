"""When a trap's event was: as it was received, or by the device's own clock where it was long under way."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from nms.core.alarm import Report
from nms.core.ports import Trap

LATE = timedelta(seconds=5)
"""Closer than this the device's clock is not told from the time that a poll's answer took: the reception counts."""
LATEST = timedelta(minutes=10)
"""What is further apart is no delay but a device that was started anew."""


def event_time(trap: Trap, booted_at: datetime | None) -> datetime:
    """The start of the device and its sysUpTime in the trap, where that is 5 s to 10 min before its reception.

    A device that has been up for less than that may have started anew since we last looked: then it is not believed.
    """
    if booted_at is None or trap.uptime_s is None or trap.uptime_s < LATEST.total_seconds():
        return trap.received_at
    event = booted_at + timedelta(seconds=trap.uptime_s)
    return event if LATE <= trap.received_at - event <= LATEST else trap.received_at


def dated(reports: Sequence[Report], at: datetime) -> tuple[Report, ...]:
    """Reports of one trap, their event at a moment."""
    return tuple(replace(report, event_at=at) for report in reports)
