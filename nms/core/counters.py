"""Counter algebra: from two readings of a counter to a rate that is possible, or to none (promise T7)."""

from datetime import datetime
from typing import NamedTuple

from nms.core.sample import Metric

MIN_SPACING_S = 1.0
"""Readings closer than this are one poll answered twice; agents cache their counters for about as long."""

JITTER = 1.25
"""A full line may seem faster than its speed because the agent's clock and ours disagree: so much is cut to the
speed, more is impossible."""

UNBOUNDED = {32: 2**31, 64: 2**48}
"""The largest step across a wrap that is believed when no speed is known, by width in bits."""


class Reading(NamedTuple):
    """A counter's value at an aware moment."""

    at: datetime
    value: int


def width(before: int, after: int, metric: Metric) -> int:
    """The counter's width in bits; agents do serve 64-bit values where 32 are the rule."""
    return 64 if max(before, after) >= 2**32 else metric.bits


def rate(
    before: Reading, after: Reading, metric: Metric, ceiling: float | None = None, *, broken: bool = False
) -> float | None:
    """The rate in `metric.rate_unit` between two readings, or None where none can be known.

    None after a reset, a stepped clock or a doubled poll, and where `broken` says that a reboot or a discontinuity
    (RFC 2863 ifCounterDiscontinuityTime) lies between. A smaller value is a wrap if the step it means is possible.
    `ceiling` is the greatest possible rate: the result is never above it, and never below 0.
    """
    seconds = (after.at - before.at).total_seconds()
    if broken or seconds < MIN_SPACING_S or min(before.value, after.value) < 0:
        return None
    bits = width(before.value, after.value, metric)
    step = (after.value - before.value) % 2**bits
    bounded = bits == 64 or (after.value < before.value and ceiling is None)
    if bounded and step > UNBOUNDED[bits]:
        return None
    return _possible(step * metric.factor / seconds, ceiling)


def _possible(value: float, ceiling: float | None) -> float | None:
    if ceiling is None:
        return value
    return min(value, ceiling) if value <= ceiling * JITTER else None
