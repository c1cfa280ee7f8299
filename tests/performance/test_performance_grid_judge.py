"""Judging only the counters of a grid that may matter tells what judging every sample tells."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nms.core.alarm import Alarm, Report, Severity
from nms.core.config import ThresholdConfig
from nms.core.device import Device, Role
from nms.core.observed import Interface
from nms.core.sample import Sample
from nms.performance.grid_judge import GridJudge
from nms.performance.grid_rates import NOTHING, SIGNED, UNSIGNED
from nms.performance.thresholds import Thresholds

T0 = datetime(2026, 3, 1, tzinfo=UTC)
DEVICES = {"a": Device("a", "127.0.0.1", role=Role.PE), "b": Device("b", "127.0.0.2", role=Role.ACCESS_SWITCH)}
COLUMNS = [
    (metric, port)
    for metric in ("interface_in_octets", "interface_out_octets", "interface_in_errors")
    for port in ("x", "y")
]
METRICS = ("interface_in_octets", "interface_in_percent", "interface_out_percent", "interface_in_errors", "cpu_percent")
STEP_S = 60
USUAL = 60 * 150  # octets a step that fit the speed: every series has a rate, so all were last judged at one moment

limits = st.sampled_from((0.0, 1.0, 10.0, 50.0, 90.0, 1e4))
rules = st.builds(
    lambda metric, high, limit, gap, rounds, severity, roles, problem: ThresholdConfig.model_validate({
        "metric": metric, "direction": "high" if high else "low", "raise_at": limit,
        "clear_at": limit - gap if high else limit + gap, "for_rounds": rounds, "severity": severity,
        "roles": roles, "problem": problem,
    }),
    st.sampled_from(METRICS), st.booleans(), limits, st.sampled_from((0.0, 5.0)), st.integers(1, 3),
    st.sampled_from(("critical", "major", "minor")), st.sampled_from(((), ("pe",))), st.sampled_from(("", "busy")),
)  # fmt: skip
counts = st.lists(
    st.one_of(
        st.integers(0, 60 * 2000),  # a step that is about what the limits ask for
        st.sampled_from((0, 600, 3000, 75_000, 2**31, 2**32, -(2**20))),
    ),
    min_size=len(COLUMNS),
    max_size=len(COLUMNS),
)
events = st.tuples(
    st.sampled_from(("round", "round", "round", "round", "absent", "session", "rebuilt", "speed", "back", "twice")),
    counts,
    counts,
)


class Whole:
    """The same story told twice: sample by sample, and as rounds of a grid."""

    def __init__(self, configs: Sequence[ThresholdConfig]) -> None:
        self.plain, self.thresholds = Thresholds(configs, DEVICES), Thresholds(configs, DEVICES)
        self.at = T0
        self.values = {name: [2**32 - 2000 * n for n in range(len(COLUMNS))] for name in DEVICES}
        self.speed(1000)
        self.judge = self.grid()

    def grid(self) -> GridJudge:
        return GridJudge(self.thresholds, list(DEVICES), [COLUMNS] * len(DEVICES))

    def speed(self, bps: int) -> None:
        for judge in (self.plain, self.thresholds):
            judge.heard("a", [Interface(1, "x", speed_bps=bps)])

    def samples(self, device: str) -> list[Sample]:
        return [
            Sample(device, *column, self.at, value) for column, value in zip(COLUMNS, self.values[device], strict=True)
        ]

    def happens(self, event: str, steps: dict[str, list[int]]) -> tuple[list[Report], list[Report]]:
        self.at += timedelta(seconds={"back": -2.5 * STEP_S, "twice": 0.4}.get(event, STEP_S))
        for device, step in steps.items():
            self.values[device] = [max(0, value + one) for value, one in zip(self.values[device], step, strict=True)]
        if event == "speed":
            self.speed(64_000)
        if event == "rebuilt":
            self.judge.release_all()
            self.judge = self.grid()
        read = [name for name in DEVICES if not (event == "absent" and name == "a")]
        expected = [report for name in read for report in self.plain.judge(self.samples(name), self.at)]
        return expected, self.round(event, read)

    def round(self, event: str, read: list[str]) -> list[Report]:
        reports: list[Report] = []
        if event == "session":
            self.judge.release(0)
            reports += self.thresholds.judge(self.samples("a"), self.at)
            read = [name for name in read if name != "a"]
        bits = np.array([self.values[name] for name in DEVICES], np.uint64)
        kinds = np.where(bits >= 2**63, UNSIGNED, SIGNED).astype(np.uint8)
        kinds[[name not in read for name in DEVICES]] = NOTHING
        return reports + self.judge.step(self.at, bits, kinds, self.at)


def told(reports: list[Report]) -> list[str]:
    return sorted(map(repr, reports))


@settings(max_examples=150, deadline=None)
@given(st.lists(rules, max_size=4), st.lists(events, max_size=25))
def test_rounds_of_a_grid_raise_and_clear_what_samples_one_by_one_do(
    configs: list[ThresholdConfig], story: list[tuple[str, list[int], list[int]]]
) -> None:
    world = Whole(configs)
    back = any(event == "back" for event, _, _ in story)
    for event, a, b in story:
        steps = {
            name: [min(max(0, one), USUAL) for one in step] if back else step
            for name, step in zip("ab", (a, b), strict=True)
        }
        plain = "round" if back and event in ("rebuilt", "session", "twice", "absent") else event
        expected, found = world.happens(plain, steps)
        assert told(found) == told(expected), event


def test_what_lies_before_the_last_judged_moment_is_not_judged() -> None:
    config = ThresholdConfig.model_validate(
        {"metric": "interface_in_octets", "raise_at": 100, "clear_at": 50, "for_rounds": 1, "severity": "major"}
    )
    world = Whole([config])
    busy, quiet = [60 * 100, *[0] * (len(COLUMNS) - 1)], [0] * len(COLUMNS)
    story = [("round", quiet), ("round", quiet), ("back", quiet), ("round", busy), ("round", busy), ("round", busy)]
    told_at = []
    for number, (event, step) in enumerate(story):
        expected, found = world.happens(event, {"a": step, "b": quiet})
        assert told(found) == told(expected)
        told_at += [number] * len(found)
    assert told_at == [5]


def test_of_a_quiet_grid_nothing_is_judged_and_an_alarm_is_watched_until_it_clears(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    config = ThresholdConfig.model_validate(
        {"metric": "interface_in_percent", "raise_at": 50, "clear_at": 40, "for_rounds": 2, "severity": "minor"}
    )
    world = Whole([config])
    judged: list[str] = []
    real = world.thresholds.judge_step

    def counted(device: str, *rest: Any) -> list[Report]:
        judged.append(device)
        return real(device, *rest)

    monkeypatch.setattr(world.thresholds, "judge_step", counted)
    quiet, busy = [0] * len(COLUMNS), [60 * 100, *[0] * (len(COLUMNS) - 1)]  # 800 bit/s of 1000
    severities = []
    for step in (quiet, quiet, quiet, busy, busy, busy, quiet, quiet, quiet):
        expected, found = world.happens("round", {"a": step, "b": quiet})
        assert told(found) == told(expected)
        severities += [report.severity for report in found]
    assert severities == [Severity.MINOR, Severity.CLEARED]
    assert judged == ["a"] * 5, "three busy rates, and two until it is well for two rounds"


@pytest.mark.parametrize("severity", ["major", "critical"])  # as configured when the engine starts again
def test_an_alarm_of_the_last_run_is_cleared_by_the_first_rate_that_is_well(severity: str) -> None:
    config = ThresholdConfig.model_validate(
        {"metric": "interface_in_octets", "raise_at": 100, "clear_at": 50, "for_rounds": 1, "severity": "major"}
    )
    first = Whole([config])
    busy, quiet = [60 * 100, *[0] * (len(COLUMNS) - 1)], [0] * len(COLUMNS)
    first.happens("round", {"a": quiet, "b": quiet})
    _, [raised] = first.happens("round", {"a": busy, "b": quiet})
    alarm = Alarm(1, raised.key, raised.severity, raised.cause, T0, T0, T0, source=raised.source)
    again = Whole([config.model_copy(update={"severity": severity})])
    assert again.plain.restore([alarm], T0) == again.thresholds.restore([alarm], T0) == []
    again.happens("round", {"a": quiet, "b": quiet})
    expected, [cleared] = again.happens("round", {"a": quiet, "b": quiet})
    assert [cleared] == expected
    assert cleared.severity is Severity.CLEARED
