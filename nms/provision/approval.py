"""Who may approve a change, how long a plan holds, and when nothing is pushed: pure decisions."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo

from nms.core.alarm import Actor
from nms.core.change import Change, ChangeState
from nms.core.config import FreezeConfig
from nms.core.errors import ConflictError, DeniedError

_S = ChangeState
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def same_person(one: Actor, other: Actor) -> bool:
    """Whether two actors are one account, by whatever way they came in."""
    return one.name.casefold() == other.name.casefold()


def check_state(change: Change, *wanted: ChangeState) -> None:
    """ConflictError NMS-CHG-050 unless the change stands in one of these."""
    if change.state not in wanted:
        words = ", ".join(sorted(wanted))
        raise ConflictError("NMS-CHG-050", change=change.id, state=change.state, wanted=words)


def check_fresh(change: Change, now: datetime) -> None:
    """ConflictError NMS-CHG-052 for a plan that is too old."""
    if expired(change, now):
        until = f"{change.expires_at:%Y-%m-%d %H:%M} UTC"
        raise ConflictError("NMS-CHG-052", change=change.id, until=until)


def expired(change: Change, now: datetime) -> bool:
    """Whether a plan that was not pushed in time holds no more."""
    return change.expires_at is not None and change.expires_at <= now and change.state in (_S.PLANNED, _S.APPROVED)


def check_approval(change: Change, approver: Actor, seen: str, now: datetime) -> None:
    """Another person approves exactly the plan that was shown (`seen` is its digest).

    Raises ConflictError (not planned, another plan by now, too old), DeniedError NMS-CHG-051 for the author.
    """
    check_state(change, _S.PLANNED)
    if same_person(change.author, approver):
        raise DeniedError("NMS-CHG-051", change=change.id, author=change.author.name)
    if seen != change.plan.digest:
        raise ConflictError("NMS-CHG-059", change=change.id, seen=seen[:12], digest=change.plan.digest[:12])
    check_fresh(change, now)


def check_push(change: Change, now: datetime, freezes: Iterable[FreezeConfig], zone: tzinfo) -> None:
    """An approved plan that still holds, outside the times in which nothing is pushed; ConflictError else."""
    check_state(change, _S.APPROVED)
    if change.approver is None or same_person(change.author, change.approver):
        raise DeniedError("NMS-CHG-051", change=change.id, author=change.author.name)
    check_fresh(change, now)
    freeze = frozen(freezes, now.astimezone(zone))
    if freeze is not None:
        raise ConflictError("NMS-CHG-053", change=change.id, start=freeze.start, end=freeze.end, why=freeze.why)


def frozen(freezes: Iterable[FreezeConfig], local: datetime) -> FreezeConfig | None:
    """The window in which a local moment lies; one that ends before it starts goes on after midnight."""
    return next((freeze for freeze in freezes if _within(freeze, local)), None)


def _within(freeze: FreezeConfig, local: datetime) -> bool:
    start, end, at = _clock(freeze.start), _clock(freeze.end), local.time()
    if start <= end:
        return _day(freeze, local) and start <= at < end
    yesterday = local - timedelta(days=1)
    return (_day(freeze, local) and at >= start) or (_day(freeze, yesterday) and at < end)


def _day(freeze: FreezeConfig, local: datetime) -> bool:
    return not freeze.days or _DAYS[local.weekday()] in freeze.days


def _clock(text: str) -> time:
    return time.fromisoformat(text)
