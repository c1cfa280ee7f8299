"""Thresholds: hysteresis, several severities of one problem, rates, running intervals, restarts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nms.core.alarm import Alarm, EventType, Report, Severity
from nms.core.config import ThresholdConfig
from nms.core.device import Device, Role
from nms.core.observed import Interface
from nms.core.sample import Sample
from nms.faults.problems import PROBLEMS
from nms.performance.thresholds import KINDS, Thresholds

T0 = datetime(2026, 3, 1, tzinfo=UTC)
DEVICES = {
    "pe1": Device("pe1", "127.1.1.1", role=Role.PE),
    "hall1": Device("hall1", "127.1.1.2", role=Role.CONVERTER),
}
CPU = ThresholdConfig(metric="cpu_percent", raise_at=85, clear_at=75, for_rounds=2, problem="cpu-high")
WORSE = ThresholdConfig(
    metric="cpu_percent", raise_at=95, clear_at=90, for_rounds=1, severity="major", problem="cpu-high"
)


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def judged(
    thresholds: Thresholds, values: list[float], metric: str = "cpu_percent", instance: str = "0", start: int = 0
) -> list[str]:
    """The severities told, value by value, one a minute."""
    told = []
    for minute, value in enumerate(values, start):
        reports = thresholds.judge([Sample("pe1", metric, instance, at(minute), value)], at(minute))
        told.append(" ".join(report.severity.word for report in reports))
    return told


def test_it_takes_several_values_to_raise_and_as_many_to_clear() -> None:
    values: list[float] = [90, 80, 90, 85, 80, 74, 76, 75, 70, 90]
    told = judged(Thresholds([CPU], DEVICES), values)
    assert told == ["", "", "", "minor", "", "", "", "", "cleared", ""]


def test_a_low_threshold_looks_downwards() -> None:
    rule = ThresholdConfig(
        metric="optical_rx_dbm", direction="low", raise_at=-25, clear_at=-23.5, for_rounds=1, severity="major"
    )
    told = judged(Thresholds([rule], DEVICES), [-20, -25, -24, -23.5], "optical_rx_dbm")
    assert told == ["", "major", "", "cleared"]


def test_rules_of_one_problem_tell_its_worst_severity() -> None:
    told = judged(Thresholds([CPU, WORSE], DEVICES), [90, 90, 96, 92, 90, 70, 70])
    assert told == ["", "minor", "major", "", "minor", "", "cleared"]


def test_a_report_says_what_was_measured_against_what() -> None:
    thresholds = Thresholds([WORSE], DEVICES)
    (report,) = thresholds.judge([Sample("pe1", "cpu_percent", "", T0, 97.25)], at(1))
    assert (report.key.object, report.key.problem, report.source) == ("device", "cpu-high", "threshold")
    assert (report.event_at, report.received_at) == (T0, at(1))
    assert report.details == {"metric": "cpu_percent", "value": "97.25", "unit": "%", "threshold": "95"}


def test_a_rule_without_a_problem_is_named_after_its_metric() -> None:
    rule = ThresholdConfig(metric="fan_rpm", direction="low", raise_at=100, clear_at=200, for_rounds=1)
    (report,) = Thresholds([rule], DEVICES).judge([Sample("pe1", "fan_rpm", "fan 1", T0, 0)], T0)
    assert report.key.problem == "fan-rpm-low"


def test_roles_choose_the_devices() -> None:
    rule = WORSE.model_copy(update={"roles": (Role.CONVERTER,)})
    samples = [Sample(device, "cpu_percent", "0", T0, 99) for device in ("pe1", "hall1", "stranger")]
    assert [report.key.device for report in Thresholds([rule], DEVICES).judge(samples, T0)] == ["hall1"]


def test_late_and_doubled_values_are_not_judged() -> None:
    thresholds = Thresholds([CPU], DEVICES)
    assert judged(thresholds, [90], start=5) == [""]
    assert judged(thresholds, [90], start=5) == [""]
    assert judged(thresholds, [90], start=4) == [""]
    assert judged(thresholds, [90], start=6) == ["minor"]


def test_a_counter_is_judged_by_its_rate_and_an_interface_in_percent_of_its_speed() -> None:
    rate = ThresholdConfig(metric="interface_in_errors", raise_at=1, clear_at=0.1, for_rounds=1)
    share = ThresholdConfig(
        metric="interface_in_percent", raise_at=80, clear_at=70, for_rounds=1, problem="link-utilisation"
    )
    thresholds = Thresholds([rate, share], DEVICES)
    assert judged(thresholds, [2**32 - 60, 60, 61, 62], "interface_in_errors", "GE1") == ["", "minor", "cleared", ""]
    octets = [0.0]
    for percent in (90, 50, 85):
        octets.append(octets[-1] + percent / 100 * 1e9 / 8 * 60)
    assert judged(thresholds, octets, "interface_in_octets", "GE1") == ["", "", "", ""]  # speed not known yet
    thresholds.heard("pe1", [Interface(1, "GE1", speed_bps=10**9)])
    later = [octets[-1] + value for value in octets]
    assert judged(thresholds, later, "interface_in_octets", "GE1", 10) == ["", "minor", "cleared", "minor"]


def test_both_directions_of_a_link_are_one_alarm() -> None:
    rules = [
        ThresholdConfig(metric=metric, raise_at=80, clear_at=70, for_rounds=1, problem="link-utilisation")
        for metric in ("interface_in_percent", "interface_out_percent")
    ]
    thresholds = Thresholds(rules, DEVICES)
    thresholds.heard("pe1", [Interface(1, "GE1", speed_bps=8000)])
    told = []
    for minute, (inward, outward) in enumerate([(0, 0), (55000, 55000), (60000, 110000), (65000, 115000)]):
        samples = [
            Sample("pe1", f"interface_{way}_octets", "GE1", at(minute), value)
            for way, value in (("in", inward), ("out", outward))
        ]
        told.append([report.severity.word for report in thresholds.judge(samples, at(minute))])
    assert told == [[], ["minor"], [], ["cleared"]]


def test_a_running_interval_is_well_only_after_a_whole_clean_one() -> None:
    rule = ThresholdConfig(metric="e1_errored_seconds", raise_at=50, clear_at=4, for_rounds=1, problem="e1-errors")
    first = [float(min(60, 6 * minute)) for minute in range(15)]
    second = [float(min(20, 2 * minute)) for minute in range(15)]
    clean = [0.0] * 20
    told = judged(Thresholds([rule], DEVICES), first + second + clean, "e1_errored_seconds", "E1 0/0/1")
    assert told.index("minor") == 9
    assert told.index("cleared") == 45
    assert len([word for word in told if word]) == 2


def alarm_of(report: Report) -> Alarm:
    return Alarm(1, report.key, report.severity, report.cause, T0, T0, T0, source=report.source, details=report.details)


def test_after_a_restart_nothing_is_raised_anew_and_clearing_still_works() -> None:
    (raised,) = Thresholds([CPU, WORSE], DEVICES).judge([Sample("pe1", "cpu_percent", "0", T0, 99)], T0)
    again = Thresholds([CPU, WORSE], DEVICES)
    assert again.restore([alarm_of(raised)], T0) == []
    assert judged(again, [99, 99, 80, 74, 74]) == ["", "", "minor", "", "cleared"]


def test_after_a_restart_an_alarm_that_no_rule_knows_is_cleared() -> None:
    (raised,) = Thresholds([WORSE], DEVICES).judge([Sample("pe1", "cpu_percent", "0", T0, 99)], T0)
    orphan = alarm_of(raised)
    (cleared,) = Thresholds([], DEVICES).restore([orphan], at(5))
    assert (cleared.key, cleared.severity, cleared.source) == (raised.key, Severity.CLEARED, "threshold")
    trap = Alarm(2, raised.key, Severity.MAJOR, "", T0, T0, T0, source="trap")
    assert Thresholds([], DEVICES).restore([trap], at(5)) == []


@given(st.lists(st.floats(0, 100), max_size=60))
def test_what_is_told_alternates(values: list[float]) -> None:
    told = [word for word in judged(Thresholds([CPU, WORSE], DEVICES), values) if word]
    for before, after in zip(["cleared", *told], told, strict=False):
        assert before != after


@pytest.mark.parametrize(
    ("metric", "problem"),
    [
        ("cpu_percent", "cpu-high"),
        ("memory_percent", "memory-high"),
        ("temperature_celsius", "temperature-high"),
        ("optical_rx_dbm", "optical-power"),
    ],
)
def test_types_and_causes_are_those_of_the_catalogue(metric: str, problem: str) -> None:
    assert KINDS[metric] == (PROBLEMS[problem].type, PROBLEMS[problem].cause)
    assert PROBLEMS["e1-es-24h"].type is EventType.QUALITY_OF_SERVICE
