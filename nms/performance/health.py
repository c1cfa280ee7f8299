"""The collector's own health as samples of the device "nms"."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from nms.core.alarm import Severity
from nms.core.sample import Sample

NMS = "nms"

COUNTED = (
    "traps_received",
    "polls_late",
    "polls_failed",
    "batch_fallbacks",
    "batch_checks",
    "batch_mismatches",
)
"""Metrics per minute that are counted between two readings."""

SHOWN: Mapping[Severity, str] = {
    Severity.CRITICAL: "alarms_critical",
    Severity.MAJOR: "alarms_major",
    Severity.MINOR: "alarms_minor",
    Severity.WARNING: "alarms_warning",
}


class Health:
    """Counts what happens and turns it into samples now and then."""

    def __init__(self, start: float) -> None:
        self._since = start
        self._counts: Counter[str] = Counter()
        self._measured: dict[str, float] = {}

    def measure(self, metric: str, value: float) -> None:
        """How something stands now."""
        self._measured[metric] = value

    def count(self, metric: str, times: int = 1) -> None:
        """Something happened; KeyError for a metric that is not counted."""
        if metric not in COUNTED:
            raise KeyError(metric)
        self._counts[metric] += times

    def samples(self, at: datetime, now: float, active: Mapping[Severity, int]) -> list[Sample]:
        """Per minute since the last call what was counted, what was measured last, and the active alarms by severity.

        `now` is on a clock of seconds that never steps; nothing is told of a stretch under a second.
        """
        passed = now - self._since
        if passed < 1.0:
            return []
        counts, self._counts, self._since = self._counts, Counter(), now
        rates = [Sample(NMS, metric, "", at, 60.0 * counts[metric] / passed) for metric in COUNTED]
        rates += [Sample(NMS, metric, "", at, value) for metric, value in self._measured.items()]
        return rates + [Sample(NMS, metric, "", at, active.get(severity, 0)) for severity, metric in SHOWN.items()]
