"""Closed-form curves of traffic and of measured values: a rate's integral and a gauge at any moment, past or now.

A rate is a mean times (1 + daily + half-daily + weekly + two ripples), each a sine whose amplitudes sum to less than
one: the integral is exact, rises strictly, and costs five sines. With `sin=numpy.sin` times may be arrays.
"""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any, overload

ORIGIN = datetime(2026, 1, 1, tzinfo=UTC).timestamp()  # keeps arguments small, so that floats resolve single octets
LOCAL_S = 8 * 3600  # the city's day follows China Standard Time
DAY, HALF, WEEK, LONG, SHORT = (2 * math.pi / period for period in (86_400, 43_200, 604_800, 2_617, 463))
A_DAY, A_HALF, A_WEEK, A_LONG, A_SHORT = 0.50, 0.15, 0.08, 0.10, 0.06
OFFICE_PEAK_S, EVENING_PEAK_S = 13.5 * 3600, 20.5 * 3600
_MASK = (1 << 64) - 1

Sine = Callable[[Any], Any]


def key(*words: object) -> int:
    """A stable 64-bit number for words."""
    return int.from_bytes(blake2b("|".join(map(str, words)).encode(), digest_size=8).digest(), "big")


def mix(value: int) -> int:
    """The splitmix64 finaliser: a well-spread 64-bit number."""
    value = (value + 0x9E3779B97F4A7C15) & _MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _MASK
    return value ^ (value >> 31)


def share(number: int, part: int) -> float:
    """The `part`-th of four 16-bit slices of a 64-bit number as a fraction of one."""
    return (number >> (16 * part) & 0xFFFF) / 65_536


class Flow:
    """A rate in units per second over the day; `mean` is its long-term mean."""

    __slots__ = ("long", "mean", "peak", "short")

    def __init__(self, mean: float, number: int, peak_s: float = EVENING_PEAK_S) -> None:
        self.mean = mean
        self.peak = peak_s - LOCAL_S + (share(number, 0) - 0.5) * 3600
        self.long = share(number, 1) * 2 * math.pi
        self.short = share(number, 2) * 2 * math.pi

    @overload
    def total(self, at: float) -> float: ...
    @overload
    def total(self, at: Any, sin: Sine) -> Any: ...
    def total(self, at: Any, sin: Sine = math.sin) -> Any:
        """The integral of the rate from a fixed moment to `at` (epoch seconds)."""
        x = at - ORIGIN
        y = x - self.peak
        return self.mean * (
            x
            + A_DAY / DAY * sin(DAY * y)
            + A_HALF / HALF * sin(HALF * y)
            + A_WEEK / WEEK * sin(WEEK * y)
            + A_LONG / LONG * sin(LONG * x + self.long)
            + A_SHORT / SHORT * sin(SHORT * x + self.short)
        )

    def rate(self, at: float) -> float:
        """The rate at a moment."""
        x = at - ORIGIN
        y = x - self.peak
        return self.mean * (
            1
            + A_DAY * math.cos(DAY * y)
            + A_HALF * math.cos(HALF * y)
            + A_WEEK * math.cos(WEEK * y)
            + A_LONG * math.cos(LONG * x + self.long)
            + A_SHORT * math.cos(SHORT * x + self.short)
        )


class Wave:
    """A measured value that swings with the day around a mean and ripples by the half hour."""

    __slots__ = ("mean", "phase", "ripple", "swing")

    def __init__(self, mean: float, swing: float, ripple: float, number: int) -> None:
        self.mean, self.swing, self.ripple = mean, swing, ripple
        self.phase = share(number, 0) * 2 * math.pi

    @overload
    def value(self, at: float) -> float: ...
    @overload
    def value(self, at: Any, sin: Sine) -> Any: ...
    def value(self, at: Any, sin: Sine = math.sin) -> Any:
        """The value at a moment (epoch seconds)."""
        x = at - ORIGIN
        day = sin(DAY * (x + LOCAL_S - 9 * 3600) + self.phase / 6)  # warmest and busiest in the afternoon
        return self.mean + self.swing * day + self.ripple * sin(LONG * x + self.phase)
