"""The life of an alarm as pure functions: what a report, an action or the passing of time makes of it (ITU-T X.733)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from nms.core.alarm import HELD, Actor, Alarm, AlarmEvent, Report, Severity
from nms.faults.problems import PROBLEMS, Escalation

Step = tuple[Alarm, Sequence[AlarmEvent]]

# Who looks again and again confirms what is known; only the device's own word counts as one more occurrence.
_CONFIRMING = frozenset({"poll", "threshold", "engine"})
_TIMES = "raises"
_TIMES_LIMIT = 12


@dataclass(frozen=True, slots=True)
class Policy:
    """When raising again and again is flapping, after how much quiet it has settled, for how long alarms stay under a
    root that has cleared before they are told on their own, and for how long what may be a consequence is held back
    while its cause is looked for (seconds)."""

    flap_count: int = 4
    flap_window_s: float = 600.0
    settle_s: float = 600.0
    orphan_s: float = 0.0
    hold_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is true around a report: the moment, the root cause known for it, a maintenance window open for it, and
    until when nobody is to be told of the alarm that it raises."""

    now: datetime
    root_id: int | None = None
    maintenance: bool = False
    held_until: datetime | None = None


def transition(before: Alarm | None, report: Report, policy: Policy, around: Circumstances) -> Step | None:
    """What `report` makes of the newest alarm of its key (active or cleared); None if nothing changes.

    A report older than the alarm's last change does not override newer truth, unless our own clock has stepped back.
    A raise after a clear makes a new alarm (id 0); from the `flap_count`-th raise within the window on the old one is
    reopened and flaps, and clears no longer clear it until it settles.
    """
    if before is not None and report.event_at < before.changed_at <= around.now:
        return None
    if report.severity is Severity.CLEARED:
        return None if before is None or not before.active else _clear(before, report, policy)
    if before is None or not before.active:
        return _raise(before, report, policy, around)
    return _raise_again(before, report, policy)


# ---------------------------------------------------------------- raising


def _raise(before: Alarm | None, report: Report, policy: Policy, around: Circumstances) -> Step:
    times = _occurrences(before, report, policy)
    if before is not None and _flaps(report, times, policy):
        return _reopen(before, report, times, around)
    alarm = Alarm(
        id=0,
        key=report.key,
        severity=_escalated(report, times),
        cause=report.cause,
        raised_at=report.event_at,
        received_at=report.received_at,
        changed_at=report.event_at,
        maintenance=around.maintenance,
        root_id=around.root_id,
        source=report.source,
        evidence=report.evidence,
        details=_details(report, times) | _hold(around),
        expires_at=_expiry(report),
    )
    return alarm, [AlarmEvent(0, report.event_at, "raised", text=_evidence(report))]


def _hold(around: Circumstances) -> dict[str, str]:
    return {} if around.held_until is None else {HELD: around.held_until.isoformat()}


def _flaps(report: Report, times: Sequence[datetime], policy: Policy) -> bool:
    since = report.event_at - timedelta(seconds=policy.flap_window_s)
    return report.ttl_s == 0 and sum(at > since for at in times) >= policy.flap_count


def _reopen(before: Alarm, report: Report, times: Sequence[datetime], around: Circumstances) -> Step:
    alarm = replace(
        before,
        severity=report.severity,
        changed_at=report.event_at,
        cleared_at=None,
        count=before.count + 1,
        flapping=True,
        maintenance=around.maintenance,
        root_id=around.root_id,
        source=report.source,
        evidence=report.evidence,
        details=_details(report, times),
        expires_at=None,
    )
    return alarm, [AlarmEvent(before.id, report.event_at, "flapping", text=_evidence(report))]


def confirms(active: Alarm, report: Report) -> bool:
    """Whether a report only says what is known of an active alarm."""
    return report.source in _CONFIRMING and report.severity == active.severity and not report.ttl_s


def _raise_again(before: Alarm, report: Report, policy: Policy) -> Step | None:
    returned = before.flapping and before.expires_at is not None
    if not returned and confirms(before, report):
        return None
    occurred = returned or report.source not in _CONFIRMING
    times = _occurrences(before, report, policy) if occurred else _known_times(before)
    severity = _escalated(report, times)
    alarm = replace(
        before,
        severity=severity,
        cause=report.cause,
        changed_at=report.event_at,
        count=before.count + occurred,
        source=report.source,
        evidence=report.evidence or before.evidence,
        details=_details(report, times) | {name: until for name, until in before.details.items() if name == HELD},
        expires_at=_expiry(report),
    )
    return alarm, [AlarmEvent(before.id, report.event_at, _kind(before.severity, severity), text=_evidence(report))]


def _kind(old: Severity, new: Severity) -> str:
    if new == old:
        return "repeated"
    return "worsened" if new < old else "eased"


def _expiry(report: Report) -> datetime | None:
    return report.event_at + timedelta(seconds=report.ttl_s) if report.ttl_s else None


def _evidence(report: Report) -> str:
    return report.evidence or report.source


# ---------------------------------------------------------------- how often it came


def _occurrences(before: Alarm | None, report: Report, policy: Policy) -> list[datetime]:
    """When the trouble rose, this time included, as far back as flapping and escalation ask.

    The times are kept among the alarm's details, so that they survive a restart and an operator can read them.
    """
    escalation = _escalation_of(report)
    window = max(policy.flap_window_s, escalation.window_s if escalation else 0.0)
    since = report.event_at - timedelta(seconds=window)
    earlier = _known_times(before) if before is not None else []
    return [*(at for at in earlier if at > since), report.event_at][-max(_TIMES_LIMIT, policy.flap_count) :]


def _known_times(alarm: Alarm) -> list[datetime]:
    spelled = alarm.details.get(_TIMES)
    return [datetime.fromisoformat(text) for text in spelled.split()] if spelled else [alarm.raised_at]


def _details(report: Report, times: Sequence[datetime]) -> dict[str, str]:
    often = {_TIMES: " ".join(at.isoformat() for at in times)} if len(times) > 1 else {}
    return {**report.details, **often}


def _escalation_of(report: Report) -> Escalation | None:
    row = PROBLEMS.get(report.key.problem)
    return row.escalation if row else None


def _escalated(report: Report, times: Sequence[datetime]) -> Severity:
    escalation = _escalation_of(report)
    if escalation is None:
        return report.severity
    since = report.event_at - timedelta(seconds=escalation.window_s)
    often = sum(at > since for at in times) >= escalation.count
    return min(report.severity, escalation.severity) if often else report.severity


# ---------------------------------------------------------------- clearing and settling


def _clear(before: Alarm, report: Report, policy: Policy) -> Step | None:
    if not before.flapping:
        told = _unheld(before)
        alarm = replace(before, cleared_at=report.event_at, changed_at=report.event_at, expires_at=None, details=told)
        return alarm, [AlarmEvent(before.id, report.event_at, "cleared", text=_evidence(report))]
    if before.expires_at is not None:
        return None
    settles = report.event_at + timedelta(seconds=policy.settle_s)
    return replace(before, changed_at=report.event_at, expires_at=settles), []


def expired(alarm: Alarm, policy: Policy, now: datetime, *, maintenance: bool) -> Step | None:
    """What the passing of time makes of an active alarm: events end, flapping settles (to cleared where the last word
    was a clear), shelves end, maintenance begins and ends. None if nothing."""
    after, events = alarm, list[AlarmEvent]()
    for change in (_end_of_life, _settled, _off_the_shelf):
        step = change(after, policy, now)
        if step is not None:
            after, more = step
            events += more
    if after.active and after.maintenance != maintenance:
        after = replace(after, maintenance=maintenance)
        events.append(AlarmEvent(alarm.id, now, "maintenance", text="begins" if maintenance else "ends"))
    return (after, events) if events else None


def _end_of_life(alarm: Alarm, _policy: Policy, now: datetime) -> Step | None:
    if alarm.expires_at is None or alarm.expires_at > now or not alarm.active:
        return None
    kind = "settled" if alarm.flapping else "cleared"
    # A flapping alarm was over when it last cleared, not when we stopped waiting for it to come back.
    over = alarm.changed_at if alarm.flapping else alarm.expires_at
    after = replace(alarm, cleared_at=over, changed_at=over, expires_at=None, flapping=False)
    return after, [AlarmEvent(alarm.id, now, kind)]


def _settled(alarm: Alarm, policy: Policy, now: datetime) -> Step | None:
    quiet = now - alarm.changed_at >= timedelta(seconds=policy.settle_s)
    if not (alarm.active and alarm.flapping and alarm.expires_at is None and quiet):
        return None
    return replace(alarm, flapping=False), [AlarmEvent(alarm.id, now, "settled")]


def _off_the_shelf(alarm: Alarm, _policy: Policy, now: datetime) -> Step | None:
    if alarm.shelved_until is None or alarm.shelved_until > now:
        return None
    return replace(alarm, shelved_until=None), [AlarmEvent(alarm.id, now, "unshelved")]


def rerooted(alarm: Alarm, root_id: int | None, now: datetime) -> Step | None:
    """The alarm under another root, or under none."""
    if not alarm.active or alarm.root_id == root_id:
        return None
    kind = "unrooted" if root_id is None else "rooted"
    details = alarm.details if root_id is None else _unheld(alarm)
    return replace(alarm, root_id=root_id, details=details), [
        AlarmEvent(alarm.id, now, kind, text="" if root_id is None else str(root_id))
    ]


def released(alarm: Alarm, now: datetime) -> Step | None:
    """The alarm as one that people are told of; None if it was not held back."""
    if not (alarm.active and alarm.held):
        return None
    return replace(alarm, details=_unheld(alarm)), [AlarmEvent(alarm.id, now, "released")]


def hold_over(alarm: Alarm, now: datetime) -> bool:
    """Whether an alarm has been held back for as long as it may be."""
    return alarm.held and datetime.fromisoformat(alarm.details[HELD]) <= now


def _unheld(alarm: Alarm) -> dict[str, str]:
    return {name: value for name, value in alarm.details.items() if name != HELD}


# ---------------------------------------------------------------- what people do


def acknowledged(alarm: Alarm, actor: Actor, text: str, now: datetime) -> Step | None:
    """Someone has taken note; None if someone already had."""
    if alarm.acknowledged_by:
        return None
    after = replace(alarm, acknowledged_by=actor.name, acknowledged_at=now)
    return after, [AlarmEvent(alarm.id, now, "acknowledged", actor.name, text)]


def unacknowledged(alarm: Alarm, actor: Actor, now: datetime) -> Step | None:
    """The note is withdrawn."""
    if not alarm.acknowledged_by:
        return None
    after = replace(alarm, acknowledged_by="", acknowledged_at=None)
    return after, [AlarmEvent(alarm.id, now, "unacknowledged", actor.name)]


def shelved(alarm: Alarm, until: datetime, actor: Actor, text: str, now: datetime) -> Step | None:
    """Out of sight until a moment; a shelved alarm lives on."""
    if alarm.shelved_until == until:
        return None
    said = f"{until.isoformat()} {text}".strip()
    return replace(alarm, shelved_until=until), [AlarmEvent(alarm.id, now, "shelved", actor.name, said)]


def unshelved(alarm: Alarm, actor: Actor, now: datetime) -> Step | None:
    """Back in sight."""
    if alarm.shelved_until is None:
        return None
    return replace(alarm, shelved_until=None), [AlarmEvent(alarm.id, now, "unshelved", actor.name)]


def commented(alarm: Alarm, actor: Actor, text: str, now: datetime) -> Step:
    """A line in the alarm's history."""
    return alarm, [AlarmEvent(alarm.id, now, "commented", actor.name, text)]
