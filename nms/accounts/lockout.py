"""When a name is locked out at an address, and when a session has ended: decided from moments alone."""

from collections.abc import Sequence
from datetime import datetime, timedelta


def locked_until(failures: Sequence[datetime], now: datetime, most: int, window: timedelta) -> datetime | None:
    """Until when no further try is heard, None if one is: `most` failures within `window` lock until one of them
    is older than that."""
    recent = sorted(at for at in failures if at > now - window)
    return recent[-most] + window if len(recent) >= most else None


def alive(created: datetime, seen: datetime, now: datetime, idle: timedelta, absolute: timedelta) -> bool:
    """Whether a session still runs: used within `idle`, and not older than `absolute`."""
    return now < seen + idle and now < created + absolute
