"""Judging the polls: silence is reported once and cleared by the next answer, overruns while they last."""

from datetime import UTC, datetime

import pytest

from nms.core.alarm import Alarm, AlarmKey, EventType, Severity
from nms.core.device import Device, Role
from nms.faults.problems import PROBLEMS
from nms.performance.health import Health
from nms.performance.poller import OVERRUN, SEVERITY, UNREACHABLE, Overruns, Reachability
from nms.performance.rota import Missed

T0 = datetime(2026, 3, 1, tzinfo=UTC)
PE = Device("pe1", "127.1.1.1", role=Role.PE)
HALL = Device("hall1", "127.1.1.2", role=Role.CONVERTER)


def answers(judge: Reachability, device: Device, *given: bool) -> list[str]:
    reports = [judge.judge(device, T0, answered=answered, error="NMS-SNMP-001") for answered in given]
    return [report.severity.word if report else "" for report in reports]


def active(device: str, thing: str, problem: str, severity: Severity) -> Alarm:
    kind = PROBLEMS[problem].type
    return Alarm(1, AlarmKey(device, thing, kind, problem), severity, "", T0, T0, T0)


def test_silence_is_reported_once_after_so_many_failures() -> None:
    judge = Reachability(2)
    assert answers(judge, PE, True, True) == ["cleared", ""]
    assert answers(judge, PE, False, False, False, False) == ["", "critical", "", ""]
    assert judge.silent() == ["pe1"]
    assert answers(judge, PE, True, True) == ["cleared", ""]
    assert judge.silent() == []


def test_one_failure_is_no_silence() -> None:
    judge = Reachability(2)
    answers(judge, HALL, True)
    assert answers(judge, HALL, False, True, False, True) == ["", "", "", ""]
    assert answers(judge, HALL, False, False) == ["", "major"]


def test_the_first_answer_after_a_restart_clears_and_the_silent_are_not_reported_anew() -> None:
    judge = Reachability(2)
    judge.restore(
        [active("pe1", "device", UNREACHABLE, Severity.CRITICAL), active("pe2", "E1", "e1-los", Severity.MAJOR)]
    )
    assert answers(judge, PE, False, False, False, True) == ["", "", "", "cleared"]
    assert answers(judge, HALL, True) == ["cleared"]


def test_the_report_says_who_and_why() -> None:
    judge = Reachability(1)
    report = judge.judge(HALL, T0, answered=False, error="NMS-SNMP-001")
    assert report is not None
    assert report.key == AlarmKey("hall1", "device", EventType.COMMUNICATIONS, UNREACHABLE)
    assert report.details == {"failures": "1", "error": "NMS-SNMP-001"}


def test_core_roles_are_critical_and_the_rest_is_named_or_major() -> None:
    assert {role for role, severity in SEVERITY.items() if severity is Severity.CRITICAL} >= {Role.P, Role.CPOS_ROUTER}
    assert Role.HALL_SWITCH not in SEVERITY


@pytest.mark.parametrize("problem", [UNREACHABLE, OVERRUN])
def test_problems_are_those_of_the_catalogue(problem: str) -> None:
    reachability = Reachability(1).judge(HALL, T0, answered=False)
    overrun = Overruns({"status": 30.0}, 1).judge([Missed("a", "status")], T0, 0.0)[0]
    for report in filter(None, (reachability, overrun)):
        if report.key.problem == problem:
            assert (report.key.type, report.cause) == (PROBLEMS[problem].type, PROBLEMS[problem].cause)


def test_an_overrun_is_raised_at_once_and_cleared_after_a_quiet_period() -> None:
    judge = Overruns({"status": 30.0, "counters": 60.0}, devices=100)
    (raised,) = judge.judge([Missed("a", "counters")], T0, 100.0)
    assert (raised.key.device, raised.key.object, raised.severity) == ("nms", "counters", Severity.WARNING)
    assert raised.details == {"count": "1", "devices": "a"}
    assert judge.judge([Missed("a", "counters")], T0, 130.0) == []
    assert judge.judge([], T0, 185.0) == []
    (cleared,) = judge.judge([], T0, 191.0)
    assert (cleared.key, cleared.severity) == (raised.key, Severity.CLEARED)
    assert judge.judge([], T0, 500.0) == []


def test_an_overrun_worsens_with_the_share_of_devices() -> None:
    judge = Overruns({"status": 30.0}, devices=20)
    many = [Missed(f"d{number}", "status") for number in range(6)]
    found = [judge.judge(many[:count], T0, float(count))[0].severity for count in (1, 5)]
    assert found == [Severity.MINOR, Severity.MAJOR]
    assert judge.judge(many[:1], T0, 6.0) == []


def test_an_overrun_known_from_before_a_restart_is_cleared() -> None:
    judge = Overruns({"status": 30.0}, devices=20)
    judge.restore([active("nms", "status", OVERRUN, Severity.WARNING)], now=0.0)
    assert judge.judge([], T0, 10.0) == []
    assert [report.severity for report in judge.judge([], T0, 31.0)] == [Severity.CLEARED]


def test_health_counts_per_minute_and_starts_over() -> None:
    health = Health(0.0)
    health.count("traps_received", 30)
    health.count("polls_failed")
    found = {sample.metric: sample.value for sample in health.samples(T0, 30.0, {Severity.CRITICAL: 2})}
    assert found == {
        "traps_received": 60.0,
        "polls_late": 0.0,
        "polls_failed": 2.0,
        "batch_fallbacks": 0.0,
        "batch_checks": 0.0,
        "batch_mismatches": 0.0,
        "alarms_critical": 2,
        "alarms_major": 0,
        "alarms_minor": 0,
        "alarms_warning": 0,
    }
    assert {sample.value for sample in health.samples(T0, 60.0, {})} == {0}
    assert health.samples(T0, 60.5, {}) == []
    health.measure("batch_members", 7.0)
    assert [one.value for one in health.samples(T0, 120.0, {}) if one.metric == "batch_members"] == [7.0]
    with pytest.raises(KeyError):
        health.count("cpu_percent")
