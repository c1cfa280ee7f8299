"""From the socket to the store: a bounded queue whose datagrams are kept in batches before anybody interprets them."""

import asyncio
import contextlib
import logging
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from nms.core.ports import RawTrap

BATCH = 500
GATHER_S = 0.02
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0

Keep = Callable[[Sequence[RawTrap]], Sequence[int]]
log = logging.getLogger(__name__)


class Arrival(NamedTuple):
    """A datagram and the monotonic second in which it came."""

    raw: RawTrap
    at: float


@dataclass(slots=True)
class Held:
    """Counts of the intake."""

    stored: int = 0
    dropped: int = 0
    refused: int = 0  # times that the store refused a batch


class Intake:
    """Holds at most `limit` datagrams that are not stored yet; what comes beyond is dropped and counted.

    One sender may fill three quarters of it: the rest is for the others, however noisy it is.
    """

    def __init__(self, keep: Keep, limit: int) -> None:
        self._keep = keep
        self._limit = limit
        self._share = limit - limit // 4
        self._queue: deque[Arrival] = deque()
        self._waiting: Counter[str] = Counter()
        self._in_hand = 0
        self._arrived = asyncio.Event()
        self._closing = asyncio.Event()
        self.held = Held()

    def put(self, arrival: Arrival) -> None:
        """Take a datagram in, or drop it when the queue is full."""
        sender = arrival.raw.address
        if len(self._queue) + self._in_hand >= self._limit or self._waiting[sender] >= self._share:
            self.held.dropped += 1
            return
        self._waiting[sender] += 1
        self._queue.append(arrival)
        self._arrived.set()

    def close(self) -> None:
        """Nothing more will come: `stored` ends once the queue is empty, or the store refuses."""
        self._closing.set()
        self._arrived.set()

    async def stored(self) -> list[Arrival] | None:
        """The next batch, stored, with the ids that the store gave; None at the end."""
        while not self._queue:
            if self._closing.is_set():
                return None
            self._arrived.clear()
            await self._arrived.wait()
        if len(self._queue) < BATCH and not self._closing.is_set():
            await asyncio.sleep(GATHER_S)
        batch = [self._queue.popleft() for _ in range(min(BATCH, len(self._queue)))]
        self._in_hand = len(batch)
        ids = await self._kept([arrival.raw for arrival in batch])
        self._in_hand = 0
        self._waiting -= Counter(arrival.raw.address for arrival in batch)
        if ids is None:
            self.held.dropped += len(batch) + len(self._queue)
            self._queue.clear()
            return None
        self.held.stored += len(batch)
        return [Arrival(replace(one.raw, id=number), one.at) for one, number in zip(batch, ids, strict=True)]

    async def _kept(self, raws: list[RawTrap]) -> Sequence[int] | None:
        pause = FIRST_PAUSE_S
        while True:
            try:
                return await asyncio.to_thread(self._keep, raws)
            except Exception as error:  # noqa: BLE001 - a full disk or locked file must not end the listening
                self.held.refused += 1
                log.warning("the store refuses %d traps, %d wait: %s", len(raws), len(self._queue), error)
            if self._closing.is_set():
                return None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
