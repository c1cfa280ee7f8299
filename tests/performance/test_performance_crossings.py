"""Threshold crossings: once per interval, ended by the first good one; 15 minutes and a day; outages told otherwise."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from nms.core.alarm import Alarm, AlarmKey, EventType, Report, Severity
from nms.core.config import CrossingConfig, E1Config
from nms.core.observed import E1Interval, E1Line
from nms.core.texts import CATALOGUE
from nms.faults.correlate import ActiveKeys, root
from nms.faults.problems import PROBLEMS as CATALOGUED
from nms.performance.crossings import INTERVAL, METRICS, PROBLEMS, Crossings, Outage, Place
from nms.topology.dependency import Dependency

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)  # an interval begins
LINE = Place("cpos1", "E1 0/1/0:5")
QUIET = E1Line(LINE.line, 9, 1)
SHORT = [row for row in E1Config().crossings if row.window == "15min"]


class Watch:
    """Crossings of one line that goes through intervals one after the other."""

    def __init__(self, outages: Sequence[Outage] = (), table: Sequence[CrossingConfig] | None = None) -> None:
        rows = E1Config().crossings if table is None else table
        self.crossings = Crossings(rows, lambda _place: outages)
        self.start = T0
        self.day: list[E1Interval] = []

    def sees(self, seconds: float = 450, **counts: int) -> list[str]:
        """A poll so many seconds into the running interval."""
        line = replace(QUIET, **_all(counts))
        at = self.start + timedelta(seconds=seconds)
        return told(self.crossings.running(LINE, line, self.start + INTERVAL, self.day, at))

    def ends(self, **counts: int) -> list[str]:
        """The running interval closes with these counts, and the next begins."""
        return told(self.closes(**counts))

    def closes(self, **counts: int) -> list[Report]:
        self.start += INTERVAL
        self.day.append(
            E1Interval(LINE.line, self.start, **{"es": 0, "ses": 0, "uas": 0, "css": 0, "pcv": 0, **counts})
        )
        return self.crossings.closed(LINE, self.day[-2:], self.day[-96:], self.start + timedelta(seconds=40))


def _all(counts: dict[str, int]) -> dict[str, Any]:
    return {"es": 0, "ses": 0, "uas": 0, "css": 0, "pcv": 0, **counts}


def told(reports: Sequence[Report]) -> list[str]:
    return [f"{report.key.problem} {report.severity.word}" for report in reports]


def test_a_crossing_is_told_at_once_and_once_in_an_interval() -> None:
    watch = Watch(table=SHORT)
    assert watch.sees(300, es=49) == []
    assert watch.sees(330, es=50) == ["e1-es-15min minor"]
    assert watch.sees(360, es=90) == []
    assert watch.sees(600, es=121) == ["e1-es-15min major"]
    assert watch.sees(630, es=131) == []


def test_it_ends_with_the_first_interval_that_is_below_the_reset_value() -> None:
    watch = Watch()
    assert watch.sees(es=60) == ["e1-es-15min minor"]
    assert watch.ends(es=60) == []
    assert watch.ends(es=20) == [], "neither crossed nor well"
    assert watch.ends(es=5) == []
    [report] = watch.closes(es=4)
    assert (report.key.problem, report.severity, report.event_at) == ("e1-es-15min", Severity.CLEARED, watch.start)
    assert watch.ends(es=4) == []


def test_a_crossing_that_only_the_closed_interval_shows_is_told_with_its_end() -> None:
    watch = Watch()
    watch.sees(880, ses=9, es=9)
    [report] = watch.closes(ses=12, es=12)
    assert (report.severity, report.event_at) == (Severity.MINOR, watch.start)
    assert report.details == {
        "metric": "e1_interval_severely_errored_seconds",
        "value": "12",
        "unit": "s",
        "window": "15min",
        "threshold": "10",
    }


def test_at_its_end_an_interval_gives_the_alarm_the_severity_that_it_reached() -> None:
    watch = Watch(table=SHORT)
    assert watch.sees(es=130) == ["e1-es-15min major"]
    assert watch.ends(es=130) == []
    assert watch.sees(es=55) == [], "still major until the interval is over"
    assert watch.ends(es=60) == ["e1-es-15min minor"]


def test_an_interval_that_is_read_late_does_not_end_what_the_next_one_raised() -> None:
    watch = Watch(table=SHORT)
    watch.sees(es=60)
    watch.ends(es=60)
    watch.start += INTERVAL  # an interval has passed that nobody has read yet
    assert watch.sees(200, es=125) == ["e1-es-15min major"]
    quiet = E1Interval(LINE.line, watch.start, 0, 0, 0, 0, 0)
    assert told(watch.crossings.closed(LINE, [quiet], [], watch.start + timedelta(seconds=300))) == []


def test_counters_that_go_backwards_take_nothing_back_before_the_interval_ends() -> None:
    watch = Watch()
    assert watch.sees(400, ses=11, es=11) == ["e1-ses-15min minor"]
    assert watch.sees(430) == [], "the box was reset, or ten seconds became unavailable time"
    assert watch.ends(ses=1, es=1) == [], "the closed interval has the last word, and it is not well"
    assert watch.ends() == ["e1-ses-15min cleared"]


def test_an_interval_in_unavailable_time_proves_nothing() -> None:
    watch = Watch([Outage(T0, None)])
    watch.sees(es=60)
    watch.ends(es=60)
    assert watch.ends(uas=900) == []
    assert watch.ends() == ["e1-es-15min cleared"]


def test_unavailable_seconds_that_an_alarm_tells_of_are_no_crossing() -> None:
    outage = Outage(T0 + timedelta(seconds=800), T0 + timedelta(seconds=1000))
    assert Watch([outage]).sees(890, uas=90) == []
    assert Watch([outage._replace(end=None)]).sees(890, uas=90) == []
    assert Watch([Outage(T0 - INTERVAL, T0)]).sees(890, uas=90) == ["e1-uas-15min critical", "e1-uas-24h major"]
    assert Watch().sees(890, uas=30) == ["e1-uas-15min major", "e1-uas-24h major"]


def test_of_a_day_only_the_unexplained_unavailable_seconds_count() -> None:
    watch = Watch([Outage(T0, T0 + INTERVAL)])
    assert watch.ends(uas=600) == []
    assert watch.ends(uas=9) == []
    assert watch.ends(uas=2) == ["e1-uas-24h major"]


def test_a_day_is_summed_over_its_intervals_and_what_runs() -> None:
    watch = Watch()
    for _ in range(4):
        assert watch.ends(es=35) == []
    assert watch.sees(es=9) == []
    assert watch.sees(es=10) == ["e1-es-24h warning"]
    assert watch.ends(es=10) == []
    for _ in range(92):
        assert watch.ends() == []
    assert watch.ends() == [], "70 of the 150 have left the day, the rest is still above 75"
    assert watch.ends() == ["e1-es-24h cleared"], "45 in 24 hours"


def test_after_an_outage_of_ours_only_the_outcome_is_told() -> None:
    watch = Watch(table=SHORT)
    watch.sees(es=60)
    watch.ends(es=60)
    end = watch.start
    fetched = [E1Interval(LINE.line, end + INTERVAL * n, es, 0, 0, 0, 0) for n, es in enumerate((130, 0, 55, 3), 1)]
    [report] = watch.crossings.closed(LINE, reversed(fetched), fetched, end + INTERVAL * 5)
    assert (report.severity, report.event_at) == (Severity.CLEARED, end + INTERVAL * 4)


def test_what_crossed_and_ended_while_nobody_watched_is_history() -> None:
    watch = Watch()
    fetched = [E1Interval(LINE.line, T0 + INTERVAL * n, es, 0, 0, 0, 0) for n, es in enumerate((130, 60, 0), 1)]
    assert told(watch.crossings.closed(LINE, fetched, fetched, T0 + INTERVAL * 4)) == ["e1-es-24h warning"]


def test_intervals_of_an_earlier_run_are_not_judged_again() -> None:
    watch = Watch()
    watch.crossings.judged_until(LINE, T0 + INTERVAL)
    assert watch.ends(es=200) == []
    assert watch.ends(es=200) == ["e1-es-15min major", "e1-es-24h warning"]


def test_a_counter_that_the_agent_lacks_is_not_judged() -> None:
    crossings = Crossings(E1Config().crossings, lambda _place: ())
    assert crossings.running(LINE, QUIET, T0 + INTERVAL, [], T0) == []
    empty = E1Interval(LINE.line, T0)
    assert crossings.closed(LINE, [empty], [empty], T0) == []


def active(problem: str, severity: Severity, at: datetime) -> Alarm:
    key = AlarmKey(*LINE, EventType.QUALITY_OF_SERVICE, problem)
    return Alarm(1, key, severity, "thresholdCrossed", at, at, at, source="threshold")


def test_a_restart_goes_on_where_the_alarms_stand() -> None:
    watch = Watch()
    assert watch.crossings.restore([active("e1-es-15min", Severity.MINOR, T0)], T0) == []
    assert watch.sees(es=60) == []
    assert watch.sees(es=120) == ["e1-es-15min major"]
    watch.ends(es=120)
    assert watch.ends() == ["e1-es-15min cleared"]


def test_an_alarm_whose_row_has_left_the_table_is_cleared() -> None:
    watch = Watch(table=[CrossingConfig(counter="es", window="15min", minor=50)])
    reports = watch.crossings.restore(
        [active("e1-css-24h", Severity.MINOR, T0), active("cpu-high", Severity.MINOR, T0)], T0
    )
    assert told(reports) == ["e1-css-24h cleared"]


def test_the_table_is_the_sites_own() -> None:
    watch = Watch(table=[CrossingConfig(counter="css", window="15min", critical=2, clear_at=1)])
    assert watch.sees(css=1, es=900) == []
    assert watch.sees(css=2) == ["e1-css-15min critical"]
    assert watch.ends(css=1) == ["e1-css-15min cleared"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"counter": "es", "window": "15min"}, "NMS-CFG-043"),
        ({"counter": "es", "window": "15min", "minor": 50, "major": 50}, "NMS-CFG-043"),
        ({"counter": "es", "window": "24h", "warning": 90, "major": 60}, "NMS-CFG-043"),
        ({"counter": "es", "window": "15min", "minor": 50, "clear_at": 50}, "NMS-CFG-044"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(row: dict[str, object], code: str) -> None:
    with pytest.raises(ValidationError) as caught:
        E1Config.model_validate({"crossings": [row]})
    assert [error["type"] for error in caught.value.errors()] == [code]


def test_a_row_that_stands_twice_is_refused() -> None:
    row = {"counter": "es", "window": "15min", "minor": 50}
    with pytest.raises(ValueError, match="a row twice"):
        E1Config.model_validate({"crossings": [row, row]})


def test_every_crossing_is_a_problem_of_the_catalogue_with_texts() -> None:
    counters = get_args(CrossingConfig.model_fields["counter"].annotation)
    assert set(counters) == METRICS.keys()
    assert {f"e1-{row.counter}-{row.window}" for row in E1Config().crossings} == PROBLEMS
    for problem in PROBLEMS:
        assert CATALOGUED[problem].type is EventType.QUALITY_OF_SERVICE
        assert CATALOGUED[problem].cause == "thresholdCrossed"
        assert {f"problem.{problem}", f"advice.{problem}"} <= CATALOGUE.keys()


@pytest.mark.parametrize("problem", sorted(PROBLEMS))
def test_a_broken_line_explains_its_crossings(problem: str) -> None:
    lost = AlarmKey(*LINE, EventType.COMMUNICATIONS, "e1-los")
    crossed = AlarmKey(*LINE, EventType.QUALITY_OF_SERVICE, problem)
    assert root(crossed, ActiveKeys([lost, crossed]), Dependency()) == lost
