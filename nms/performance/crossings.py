"""Threshold crossings of E1 lines (ITU-T M.2120): when errors of 15 minutes or a day are an alarm, and until when."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from nms.core.alarm import Alarm, AlarmKey, EventType, Report, Severity
from nms.core.config import CrossingConfig
from nms.core.observed import E1Interval, E1Line

INTERVAL = timedelta(minutes=15)
DAY = timedelta(days=1)

METRICS: Mapping[str, tuple[str, str]] = {
    # counter → metric of the closed interval, unit
    "es": ("e1_interval_errored_seconds", "s"),
    "ses": ("e1_interval_severely_errored_seconds", "s"),
    "uas": ("e1_interval_unavailable_seconds", "s"),
    "css": ("e1_interval_controlled_slip_seconds", "s"),
    "pcv": ("e1_interval_path_coding_violations", "violations"),
}
PROBLEMS = frozenset(f"e1-{counter}-{window}" for counter in METRICS for window in ("15min", "24h"))


class Outage(NamedTuple):
    """A stretch of time in which an alarm of the line itself told that it was out; `end` None while it lasts."""

    start: datetime
    end: datetime | None


class Place(NamedTuple):
    """An E1 line of a device."""

    device: str
    line: str


Part = tuple[datetime, E1Line | E1Interval]
"""An interval's end and its counts."""


class _Found(NamedTuple):
    """What a counter came to (None: nothing is known), and the worst limit that it reached."""

    value: int | None
    severity: Severity = Severity.CLEARED
    limit: int = 0


class _Told(NamedTuple):
    """What stands as reported, and since when."""

    found: _Found
    since: datetime


Key = tuple[Place, str]  # the problem


class Crossings:
    """Judges running and closed intervals by the table; each of its rows is one problem of a line.

    A limit that is reached is told at once, and once per interval; so is a worse one. At its end an interval gives the
    alarm the severity of the worst limit it reached. If it reached none the alarm stays, unless the count is no more
    than `clear_at`: then it ends with the interval. An interval with unavailable seconds ends no alarm over 15 minutes,
    because nothing else is counted in them. Unavailable seconds of which an alarm of the line itself tells (`outages`)
    are no crossing: one trouble, one alarm.
    """

    def __init__(self, table: Sequence[CrossingConfig], outages: Callable[[Place], Sequence[Outage]]) -> None:
        self._table = {f"e1-{row.counter}-{row.window}": row for row in table}
        self._outages = outages
        self._told: dict[Key, _Told] = {}
        self._judged: dict[Place, datetime] = {}
        uas = self._table.get("e1-uas-15min")
        self._reset_uas = uas.clear_at if uas else 0

    def restore(self, active: Iterable[Alarm], at: datetime) -> list[Report]:
        """Begin with the active alarms, as after a restart; clears those that the table no longer has."""
        orphans = []
        for alarm in active:
            key = alarm.key
            if key.problem in self._table:
                found = _Found(None, alarm.severity)
                self._told[Place(key.device, key.object), key.problem] = _Told(found, alarm.changed_at)
            elif key.problem in PROBLEMS:
                orphans.append(Report(key, Severity.CLEARED, alarm.cause, at, at, "threshold"))
        return orphans

    def judged_until(self, place: Place, end: datetime) -> None:
        """What closed up to a moment was judged before this run."""
        self._judged.setdefault(place, end)

    def running(
        self, place: Place, row: E1Line, ends_at: datetime, day: Sequence[E1Interval], at: datetime
    ) -> list[Report]:
        """Reports on the interval that runs and will end at `ends_at`; `day` are the closed ones before it."""
        before = self._standing(place)
        parts: list[Part] = [*((one.ended_at, one) for one in day if one.ended_at > ends_at - DAY), (ends_at, row)]
        for problem, config in self._table.items():
            found = self._found(place, config, parts)
            told = before.get(problem, Severity.CLEARED)
            if found.severity < told:
                self._told[place, problem] = _Told(found, at)
        return self._changes(place, before, at)

    def closed(self, place: Place, rows: Iterable[E1Interval], day: Sequence[E1Interval], at: datetime) -> list[Report]:
        """Reports on intervals that have closed; of several at once (after an outage of ours) only how it came out.

        What was judged before is passed over. `day` are the closed intervals of the last 24 hours.
        """
        before, since = self._standing(place), self._judged.get(place)
        fresh = sorted((row for row in rows if since is None or row.ended_at > since), key=lambda row: row.ended_at)
        if not fresh:
            return []
        for row in fresh:
            self._close(place, "15min", row.ended_at, [(row.ended_at, row)])
        newest = self._judged[place] = fresh[-1].ended_at
        parts = [(row.ended_at, row) for row in day if newest - DAY < row.ended_at <= newest]
        self._close(place, "24h", newest, parts)
        return self._changes(place, before, at)

    def _close(self, place: Place, window: str, end: datetime, parts: Sequence[Part]) -> None:
        """Let the rows of one window follow from an interval that has ended."""
        for problem, config in self._table.items():
            told = self._told.get((place, problem))
            if config.window != window or (told is not None and told.since > end):
                continue  # what a later interval has reached already stands
            found = self._found(place, config, parts)
            if found.severity is not Severity.CLEARED:
                if told is None or found.severity is not told.found.severity:
                    self._told[place, problem] = _Told(found, end)
            elif told is not None and self._well(config, found, parts):
                self._told[place, problem] = _Told(found, end)

    def _well(self, config: CrossingConfig, found: _Found, parts: Sequence[Part]) -> bool:
        lost = config.window == "15min" and (parts[-1][1].uas or 0) > self._reset_uas
        return found.value is not None and found.value <= config.clear_at and not lost

    def _found(self, place: Place, config: CrossingConfig, parts: Sequence[Part]) -> _Found:
        """What the row's counter came to in the last interval, or in all of them."""
        counted = [
            (end, value)
            for end, counts in (parts if config.window == "24h" else parts[-1:])
            if (value := getattr(counts, config.counter)) is not None
        ]
        if not counted:
            return _Found(None)
        found = _judged(config, sum(value for _, value in counted))
        if config.counter != "uas" or found.severity is Severity.CLEARED:
            return found
        outages = self._outages(place)
        return _judged(config, sum(value for end, value in counted if not _explained(end, outages)))

    def _standing(self, place: Place) -> dict[str, Severity]:
        standing = {problem: self._told.get((place, problem)) for problem in self._table}
        return {problem: told.found.severity for problem, told in standing.items() if told is not None}

    def _changes(self, place: Place, before: Mapping[str, Severity], at: datetime) -> list[Report]:
        """A report for every severity that is another than before; what has cleared is forgotten."""
        reports = []
        for problem, severity in self._standing(place).items():
            told = self._told[place, problem]
            if severity is not before.get(problem, Severity.CLEARED):
                reports.append(self._report(place, problem, told, at))
            if severity is Severity.CLEARED:
                del self._told[place, problem]
        return reports

    def _report(self, place: Place, problem: str, told: _Told, at: datetime) -> Report:
        config, found = self._table[problem], told.found
        metric, unit = METRICS[config.counter]
        details = {"metric": metric, "value": str(found.value), "unit": unit, "window": config.window}
        if found.limit:
            details["threshold"] = str(found.limit)
        key = AlarmKey(place.device, place.line, EventType.QUALITY_OF_SERVICE, problem)
        evidence = f"sample:{metric}"
        return Report(key, found.severity, "thresholdCrossed", told.since, at, "threshold", evidence, details)


def _judged(config: CrossingConfig, value: int) -> _Found:
    word, limit = next(((word, limit) for word, limit in config.limits.items() if value >= limit), ("cleared", 0))
    return _Found(value, Severity.of(word), limit)


def _explained(end: datetime, outages: Iterable[Outage]) -> bool:
    """Whether an outage reaches into the interval that ends then."""
    return any(one.start < end and (one.end is None or one.end > end - INTERVAL) for one in outages)
