"""Thresholds with hysteresis: which values are worth an alarm, and when they no longer are."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nms.core.alarm import Alarm, AlarmKey, EventType, Report, Severity
from nms.core.config import ThresholdConfig
from nms.core.counters import Reading, rate
from nms.core.device import Device
from nms.core.observed import Interface
from nms.core.sample import METRICS, Kind, Sample

INTERVAL = timedelta(minutes=15)
"""Running counts of DS1 and SONET start over so often (RFC 4805, RFC 3592): they are well after a whole interval."""

UTILISATION = {"interface_in_octets": "interface_in_percent", "interface_out_octets": "interface_out_percent"}
"""What is judged in percent of the interface's speed besides its rate."""

RATIOS: Mapping[str, tuple[str, str, float]] = {
    # counter → the counter it is set against, the derived metric in percent, the least rate of the other to judge by
    "radio_retries": ("radio_transmitted", "radio_retry_percent", 5.0),
}
"""Ratios of two counters of one instance that are read in one visit, the other one first."""
_BASES: Mapping[str, str] = {base: percent for base, percent, _ in RATIOS.values()}

KINDS: Mapping[str, tuple[EventType, str]] = {
    # metric → X.733 event type and probable cause
    "cpu_percent": (EventType.PROCESSING_ERROR, "cpuCyclesLimitExceeded"),
    "memory_percent": (EventType.PROCESSING_ERROR, "outOfMemory"),
    "temperature_celsius": (EventType.ENVIRONMENTAL, "highTemperature"),
    "humidity_percent": (EventType.ENVIRONMENTAL, "thresholdCrossed"),
    "voltage_volts": (EventType.EQUIPMENT, "powerProblem"),
    "current_amperes": (EventType.EQUIPMENT, "powerProblem"),
    "power_watts": (EventType.EQUIPMENT, "powerProblem"),
    "fan_rpm": (EventType.EQUIPMENT, "coolingSystemFailure"),
    "optical_rx_dbm": (EventType.EQUIPMENT, "receiverFailure"),
    "optical_tx_dbm": (EventType.EQUIPMENT, "transceiverFailure"),
}

PLAIN = (EventType.QUALITY_OF_SERVICE, "thresholdCrossed")


@dataclass(frozen=True, slots=True)
class _Rule:
    """A configured threshold with its problem, severity and what the well state takes."""

    config: ThresholdConfig
    problem: str
    severity: Severity
    hold: timedelta

    def crossed(self, value: float) -> bool:
        high = self.config.direction == "high"
        return value >= self.config.raise_at if high else value <= self.config.raise_at

    def well(self, value: float) -> bool:
        high = self.config.direction == "high"
        inside = value <= self.config.clear_at if high else value >= self.config.clear_at
        return inside and not self.crossed(value)


@dataclass(slots=True)
class _Step:
    """How far one rule is on one series: active or not, and how many values in a row, since when, say otherwise."""

    active: bool = False
    streak: int = 0
    since: datetime | None = None

    def take(self, rule: _Rule, at: datetime, value: float) -> None:
        otherwise = rule.well(value) if self.active else rule.crossed(value)
        if not otherwise:
            self.streak, self.since = 0, None
            return
        self.streak += 1
        self.since = self.since or at
        held = not self.active or at - self.since >= rule.hold
        if self.streak >= rule.config.for_rounds and held:
            self.active, self.streak, self.since = not self.active, 0, None


@dataclass(slots=True)
class _Watch:
    """All rules of one problem on one object: how far each is, and the severity last reported."""

    steps: dict[_Rule, _Step] = field(default_factory=dict)
    latest: dict[str, datetime] = field(default_factory=dict)  # by metric
    told: Severity = Severity.CLEARED

    def worst(self) -> Severity:
        return min((rule.severity for rule, step in self.steps.items() if step.active), default=Severity.CLEARED)

    def resting(self) -> bool:
        """Whether only a value that crosses a limit can change anything."""
        return self.told is Severity.CLEARED and not any(step.active or step.streak for step in self.steps.values())


class Thresholds:
    """Judges new samples. All rules of one problem on one object are judged together: the worst one crossed counts.

    Counters are judged by their rate (`Metric.rate_unit`), interfaces also in percent of their speed. Values that
    come late or twice are not judged.
    """

    def __init__(self, rules: Sequence[ThresholdConfig], devices: Mapping[str, Device]) -> None:
        self._devices = devices
        self._rules = [_rule(config) for config in rules]
        self._metrics = {rule.config.metric for rule in self._rules}
        self._watches: dict[tuple[str, str, str], _Watch] = {}  # device, object, problem
        self._readings: dict[tuple[str, str, str], Reading] = {}  # device, metric, instance
        self._speeds: dict[tuple[str, str], float] = {}  # device, interface → bit/s
        self._bases: dict[tuple[str, str, str], tuple[datetime, float]] = {}  # device, metric, instance → rate
        self._restless: dict[str, set[tuple[str, str]]] = {}  # device → object, problem
        self._faster: Counter[str] = Counter()

    def heard(self, device: str, interfaces: Iterable[Interface]) -> None:
        """Learn the speeds of a device's interfaces."""
        for row in interfaces:
            if row.speed_bps and self._speeds.get((device, row.name)) != row.speed_bps:
                self._speeds[device, row.name] = float(row.speed_bps)
                self._faster[device] += 1

    def judge(self, samples: Iterable[Sample], received_at: datetime) -> list[Report]:
        """Reports from new samples: where a severity was reached, worsened, eased or cleared."""
        return [
            report
            for sample in samples
            for metric, value in self._values(sample)
            for report in self._judge(sample, metric, value, received_at)
        ]

    # ---- for whoever keeps counters itself and only brings what may matter (`grid_judge`)

    def concerns(self, metric: str) -> bool:
        """Whether any rule looks at the metric, or at what is derived from it."""
        return not self._metrics.isdisjoint({metric, UTILISATION.get(metric, "")})

    def speeds_heard(self, device: str) -> int:
        """A number that is another one once a speed of the device's interfaces is."""
        return self._faster[device]

    def limits(self, device: str, columns: Iterable[tuple[str, str]]) -> list[float]:
        """The least value or rate of each (metric, instance) that may begin to cross a limit; inf where none can."""
        least: dict[str, float] = {}
        for rule in self._applying(device):
            begin = rule.config.raise_at if rule.config.direction == "high" else -math.inf
            least[rule.config.metric] = min(begin, least.get(rule.config.metric, math.inf))
        return [
            min(least.get(metric, math.inf), self._in_rate(least, device, metric, name)) for metric, name in columns
        ]

    def _in_rate(self, least: Mapping[str, float], device: str, metric: str, instance: str) -> float:
        percent, speed = least.get(UTILISATION.get(metric, "")), self._speeds.get((device, instance))
        return math.inf if percent is None or not speed else percent * speed / 100.0

    def restless(self, device: str) -> frozenset[str]:
        """The objects of a device of which every value counts now: an alarm is active, or one is on its way."""
        return frozenset(thing for thing, _ in self._restless.get(device, ()))

    def take(self, device: str, columns: Iterable[tuple[str, str]]) -> list[Reading | None]:
        """The last readings of counters, no longer kept here."""
        return [self._readings.pop((device, *column), None) for column in columns]

    def give(self, device: str, readings: Iterable[tuple[tuple[str, str], Reading]]) -> None:
        """The last readings of counters, to be kept here again."""
        for column, reading in readings:
            self._readings[(device, *column)] = reading

    def judge_step(
        self, device: str, column: tuple[str, str], before: Reading, after: Reading, received_at: datetime
    ) -> list[Report]:
        """Reports from one counter's step; neither reading is kept."""
        self._readings[(device, *column)] = before
        reports = self.judge([Sample(device, *column, after.at, after.value)], received_at)
        del self._readings[(device, *column)]
        return reports

    def restore(self, active: Iterable[Alarm], at: datetime) -> list[Report]:
        """Begin with the active alarms of thresholds, as after a restart; clears those that no rule knows any more."""
        orphans = []
        for alarm in active:
            if alarm.source == "threshold" and not self._resume(alarm):
                orphans.append(Report(alarm.key, Severity.CLEARED, alarm.cause, at, at, "threshold"))
        return orphans

    def _resume(self, alarm: Alarm) -> bool:
        rules = [rule for rule in self._applying(alarm.key.device) if rule.problem == alarm.key.problem]
        if rules:
            steps = {rule: _Step(active=rule.severity >= alarm.severity) for rule in rules}
            key = (alarm.key.device, alarm.key.object, alarm.key.problem)
            self._watches[key] = _Watch(steps, told=alarm.severity)
            self._mark(*key)
        return bool(rules)

    def _mark(self, device: str, thing: str, problem: str) -> None:
        """Remember whether a watch is at rest."""
        restless = self._restless.setdefault(device, set())
        if self._watches[device, thing, problem].resting():
            restless.discard((thing, problem))
        else:
            restless.add((thing, problem))

    def _applying(self, device: str) -> list[_Rule]:
        known = self._devices.get(device)
        return [
            rule
            for rule in self._rules
            if not rule.config.roles or (known is not None and known.role in rule.config.roles)
        ]

    def _values(self, sample: Sample) -> Iterator[tuple[str, float]]:
        """What is to be judged of a sample, as (metric, value)."""
        percent, ratio = UTILISATION.get(sample.metric, ""), RATIOS.get(sample.metric)
        derived = {percent, ratio[1] if ratio else "", _BASES.get(sample.metric, "")}
        if not {sample.metric, *derived} & self._metrics:
            return
        value = self._value(sample)
        if value is None or math.isnan(value):
            return
        yield sample.metric, value
        if sample.metric in _BASES:
            self._bases[sample.device, sample.metric, sample.instance] = (sample.at, value)
        if ratio:
            yield from self._ratio(sample, value, *ratio)
        speed = self._speeds.get((sample.device, sample.instance))
        if percent and speed:
            yield percent, 100.0 * value / speed

    def _ratio(
        self, sample: Sample, value: float, base: str, percent: str, least: float
    ) -> Iterator[tuple[str, float]]:
        """One counter's rate in percent of the other's, where that is enough to judge by."""
        at, whole = self._bases.get((sample.device, base, sample.instance), (None, 0.0))
        if at == sample.at and whole >= least:
            yield percent, min(100.0, 100.0 * value / whole)

    def _value(self, sample: Sample) -> float | None:
        """A gauge as it is, a counter's rate since its last reading."""
        metric = METRICS.get(sample.metric)
        if metric is None or metric.kind is Kind.GAUGE:
            return sample.value
        series = (sample.device, sample.metric, sample.instance)
        former = self._readings.get(series)
        self._readings[series] = reading = Reading(sample.at, int(sample.value))
        speed = self._speeds.get((sample.device, sample.instance)) if metric.rate_unit == "bit/s" else None
        return None if former is None else rate(former, reading, metric, speed)

    def _judge(self, sample: Sample, metric: str, value: float, received_at: datetime) -> list[Report]:
        reports = []
        by_problem: dict[str, list[_Rule]] = {}
        for rule in self._applying(sample.device):
            if rule.config.metric == metric:
                by_problem.setdefault(rule.problem, []).append(rule)
        for problem, rules in by_problem.items():
            thing = sample.instance or "device"
            watch = self._watches.setdefault((sample.device, thing, problem), _Watch())
            told = _stepped(watch, rules, sample.at, value)
            self._mark(sample.device, thing, problem)
            if told:
                key = AlarmKey(sample.device, thing, KINDS.get(metric, PLAIN)[0], problem)
                judged = sample._replace(metric=metric, value=value)
                reports.append(_report(key, judged, rules, watch, received_at))
        return reports


def _rule(config: ThresholdConfig) -> _Rule:
    running = config.metric.startswith(("e1_", "sonet_")) and not config.metric.startswith("e1_interval_")
    problem = config.problem or f"{config.metric}-{config.direction}".replace("_", "-")
    return _Rule(config, problem, Severity.of(config.severity), INTERVAL if running else timedelta(0))


def _stepped(watch: _Watch, rules: Sequence[_Rule], at: datetime, value: float) -> bool:
    """Take a value; whether the severity to be told is another now."""
    metric = rules[0].config.metric
    if metric in watch.latest and at <= watch.latest[metric]:
        return False
    watch.latest[metric] = at
    for rule in rules:
        watch.steps.setdefault(rule, _Step()).take(rule, at, value)
    before, watch.told = watch.told, watch.worst()
    return before is not watch.told


def _report(key: AlarmKey, sample: Sample, rules: Sequence[_Rule], watch: _Watch, received_at: datetime) -> Report:
    limits = [f"{rule.config.raise_at:g}" for rule in rules if rule.severity is watch.told]
    metric = METRICS.get(sample.metric)
    details = {
        "metric": sample.metric,
        "value": f"{sample.value:.6g}",
        "unit": (metric.rate_unit or metric.unit) if metric else "",
        **({"threshold": limits[0]} if limits else {}),
    }
    cause = KINDS.get(sample.metric, PLAIN)[1]
    evidence = f"sample:{sample.metric}"
    return Report(key, watch.told, cause, sample.at, received_at, "threshold", evidence, details)
