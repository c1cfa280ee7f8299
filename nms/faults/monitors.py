"""Which alarms a monitor above us is shown, and in whose words: its settings as two pure functions."""

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase

from nms.core import texts
from nms.core.alarm import Alarm, Severity
from nms.core.config import MonitorConfig
from nms.core.device import Device
from nms.core.northbound import Change, Notice, Told, Wanted

Tell = Callable[[Notice], Told]


def wanted(monitor: MonitorConfig, devices: Mapping[str, Device]) -> Wanted:
    """The monitor's filter over active alarms; `devices` gives the roles, which what is no device does not have."""
    worst_wanted = Severity.of(monitor.severity)

    def judge(alarm: Alarm) -> bool:
        key = alarm.key
        device = devices.get(key.device)
        role = str(device.role) if device else ""
        return (
            alarm.severity <= worst_wanted
            and (monitor.suppressed or (alarm.root_id is None and not alarm.held))
            and _chosen(role, monitor.roles, monitor.no_roles)
            and _chosen(key.device, monitor.devices, monitor.no_devices)
            and _chosen(key.problem, monitor.problems, monitor.no_problems)
        )

    return judge


def _chosen(name: str, only: Iterable[str], never: Iterable[str]) -> bool:
    named = tuple(only)
    return (not named or _among(name, named)) and not _among(name, never)


def _among(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, str(pattern)) for pattern in patterns)


def teller(monitor: MonitorConfig) -> Tell:
    """How a notice reads to the monitor: its severities, its language."""
    renamed = {Severity.of(ours): Severity.of(theirs) for ours, theirs in monitor.severities.items()}

    def tell(notice: Notice) -> Told:
        severity = renamed.get(notice.alarm.severity, notice.alarm.severity)
        gone = notice.change is Change.CLEARED
        return Told(notice, Severity.CLEARED if gone else severity, _sentence(notice.alarm, monitor.language))

    return tell


def _sentence(alarm: Alarm, language: texts.Language) -> str:
    code, key = f"problem.{alarm.key.problem}", alarm.key
    values = {"device": key.device, "object": key.object, **alarm.details}
    if code in texts.CATALOGUE:
        return texts.say(code, language, **values)
    return alarm.details.get(f"name_{language}") or key.problem
