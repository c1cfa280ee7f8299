"""Courtesy towards agents: a token bucket per device."""

import asyncio
from dataclasses import dataclass, replace

from nms.core.ports import Clock


@dataclass(frozen=True, slots=True)
class TokenBucket:
    """`rate` tokens a second, at most `burst` saved; `tokens` below zero are promised to those who already wait."""

    rate: float
    burst: float
    tokens: float
    at: float

    def take(self, now: float) -> tuple["TokenBucket", float]:
        """The bucket after one more request at `now` (monotonic seconds), and how long that request must wait."""
        saved = min(self.burst, self.tokens + max(0.0, now - self.at) * self.rate) - 1.0
        return replace(self, tokens=saved, at=max(now, self.at)), max(0.0, -saved / self.rate)


class Policer:
    """Holds requests to one agent back so that no more than `rate` a second leave, after a burst of a quarter of it."""

    def __init__(self, clock: Clock, rate: float) -> None:
        burst = max(1.0, rate / 4)
        self._clock = clock
        self._bucket = TokenBucket(rate, burst, burst, clock.monotonic())

    async def admit(self) -> None:
        """Return when one more request may leave; first come, first served."""
        self._bucket, wait = self._bucket.take(self._clock.monotonic())
        if wait > 0:
            await asyncio.sleep(wait)
