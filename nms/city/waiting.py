"""Customers and desks of a simulated hall at any moment: closed at night, crowded twice a day, more so on some days."""

import math
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from nms.city.curve import LOCAL_S, key, mix, share

OPENS_S, CLOSES_S = int(8.5 * 3600), int(17.5 * 3600)
PEAKS_S = (10.4 * 3600, 15.3 * 3600)
_WIDTH_S = 0.8 * 3600
_BUSY_DAYS = (1.15, 0.95, 0.9, 0.95, 1.1, 1.35, 1.2)  # Monday first
_STEP_S = 300
_ZONE = timezone(timedelta(seconds=LOCAL_S))


class Hall(NamedTuple):
    """Who waits and how many desks are open."""

    waiting: int
    desks: int


def number_of(hall: str) -> int:
    """The number from which a hall's days are drawn."""
    return key("queue", hall)


def hall_at(number: int, at: float) -> Hall:
    """A hall at a moment (epoch seconds); the same numbers for the whole of a five-minute step."""
    step = int(at // _STEP_S)
    local = datetime.fromtimestamp(step * _STEP_S, UTC).astimezone(_ZONE)
    second = local.hour * 3600 + local.minute * 60
    if not OPENS_S <= second < CLOSES_S:
        return Hall(0, 0)
    desks = 3 + int(5 * share(number, 0)) - (1 if 42_300 <= second < 46_800 else 0)  # one at lunch
    day = mix(number ^ local.toordinal())
    ratio = (0.3 + 0.8 * share(number, 1) ** 3) * _BUSY_DAYS[local.weekday()] * (0.75 + 0.6 * share(day, 0))
    ratio *= 0.6 + sum(_hump(second, peak, share(day, 1 + place)) for place, peak in enumerate(PEAKS_S))
    noise = 0.85 + 0.3 * share(mix(number + step), 0)
    return Hall(round(ratio * noise * desks), desks)


def _hump(second: float, peak: float, height: float) -> float:
    return (1.2 + height) * math.exp(-(((second - peak) / _WIDTH_S) ** 2))
