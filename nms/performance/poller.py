"""Judging the polls themselves: whether a device answers, and whether the rounds keep pace (promise T6)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from nms.core.alarm import Alarm, AlarmKey, EventType, Report, Severity
from nms.core.device import Device, Role
from nms.performance.rota import Missed

UNREACHABLE = "device-unreachable"
OVERRUN = "poll-overrun"

SEVERITY: Mapping[Role, Severity] = {
    # whose silence cuts off more than itself
    Role.PE: Severity.CRITICAL,
    Role.P: Severity.CRITICAL,
    Role.AGGREGATION: Severity.CRITICAL,
    Role.CPOS_ROUTER: Severity.CRITICAL,
    Role.OLT: Severity.CRITICAL,
    Role.FIREWALL: Severity.CRITICAL,
    Role.DCN: Severity.CRITICAL,
    Role.BSC: Severity.CRITICAL,
    Role.AC: Severity.CRITICAL,
    Role.AP: Severity.MINOR,
}
"""How bad the silence of a role is; major for those not named."""

SHARES = ((0.25, Severity.MAJOR), (0.05, Severity.MINOR), (0.0, Severity.WARNING))
"""How bad an overrun is by the share of devices that missed a slot."""


class Reachability:
    """Counts failed status polls in a row; the first answer after a restart clears what may still be active."""

    def __init__(self, down_after: int) -> None:
        self._down_after = down_after
        self._failures: dict[str, int] = {}

    def judge(self, device: Device, at: datetime, *, answered: bool, error: str = "") -> Report | None:
        """A report when the device has become silent or answers again, else None; `error` is the last one's code."""
        before = self._failures.get(device.name)
        if answered:
            self._failures[device.name] = 0
            silent = before is None or before >= self._down_after
            return self._report(device, at, Severity.CLEARED, {}) if silent else None
        self._failures[device.name] = (before or 0) + 1
        if self._failures[device.name] != self._down_after:
            return None
        details = {"failures": str(self._down_after), "error": error}
        return self._report(device, at, SEVERITY.get(device.role, Severity.MAJOR), details)

    def restore(self, active: Iterable[Alarm]) -> None:
        """Begin with what is known to be silent, as after a restart: it is not reported anew."""
        for alarm in active:
            if alarm.key.problem == UNREACHABLE:
                self._failures[alarm.key.device] = self._down_after

    def silent(self) -> list[str]:
        """The devices that are silent now."""
        return [name for name, failures in self._failures.items() if failures >= self._down_after]

    @staticmethod
    def _report(device: Device, at: datetime, severity: Severity, details: Mapping[str, str]) -> Report:
        key = AlarmKey(device.name, "device", EventType.COMMUNICATIONS, UNREACHABLE)
        cause = "communicationsSubsystemFailure"
        return Report(key, severity, cause, at, at, "poll", "poll:status", details)


class Overruns:
    """Tells when slots are missed (promise T6): raised at once, cleared after a whole period without."""

    def __init__(self, cadences: Mapping[str, float], devices: int) -> None:
        self._cadences = dict(cadences)
        self._devices = max(devices, 1)
        self._last: dict[str, float] = {}
        self._told: dict[str, Severity] = {}

    def judge(self, missed: Iterable[Missed], at: datetime, now: float) -> list[Report]:
        """Reports from the slots missed since the last call; `now` is on the clock that never steps."""
        late: dict[str, dict[str, None]] = {}
        for device, cadence in missed:
            late.setdefault(cadence, {})[device] = None
        reports = []
        for cadence, devices in late.items():
            self._last[cadence] = now
            severity = next(severity for share, severity in SHARES if len(devices) >= share * self._devices)
            if severity < self._told.get(cadence, Severity.CLEARED):
                self._told[cadence] = severity
                reports.append(_overrun(cadence, severity, at, list(devices)))
        return reports + [_overrun(cadence, Severity.CLEARED, at, []) for cadence in self._settled(now)]

    def restore(self, active: Iterable[Alarm], now: float) -> None:
        """Begin with what is known to be late, as after a restart."""
        for alarm in active:
            if alarm.key.problem == OVERRUN:
                self._told[alarm.key.object] = alarm.severity
                self._last[alarm.key.object] = now

    def _settled(self, now: float) -> list[str]:
        settled = [name for name in self._told if now - self._last[name] > self._cadences.get(name, 0.0)]
        for name in settled:
            del self._told[name]
        return settled


def _overrun(cadence: str, severity: Severity, at: datetime, devices: list[str]) -> Report:
    key = AlarmKey("nms", cadence, EventType.QUALITY_OF_SERVICE, OVERRUN)
    details = {"count": str(len(devices)), "devices": ", ".join(devices[:10])} if devices else {}
    return Report(key, severity, "responseTimeExceeded", at, at, "engine", f"poll:{cadence}", details)
