"""From the socket to the store: a bounded queue whose datagrams are kept in batches before anybody interprets them."""

import asyncio
import contextlib
import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from nms.core.ports import RawTrap

BATCH = 5000
GATHER_S = 0.05
"""What comes within this time is stored in one transaction: fewer of them cost less, and nobody reads so fast."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0

Keep = Callable[[Sequence[RawTrap]], Sequence[int]]
log = logging.getLogger(__name__)


class Arrival(NamedTuple):
    """A datagram and the monotonic second in which it came."""

    raw: RawTrap
    at: float


class Stored(NamedTuple):
    """A batch that is in the store, and the ids that it gave."""

    arrivals: Sequence[Arrival]
    ids: Sequence[int]


@dataclass(slots=True)
class Held:
    """Counts of the intake."""

    stored: int = 0
    dropped: int = 0
    refused: int = 0  # times that the store refused a batch
    peak: int = 0  # most that waited at once


class Intake:
    """Holds at most `limit` datagrams that are not stored yet; what comes beyond is dropped and counted.

    One sender may fill three quarters of it: the rest is for the others, however noisy it is, and a batch holds of each
    no more than its share. `put` may be called from any thread, everything else on the loop in which it was made.
    """

    def __init__(self, keep: Keep, limit: int) -> None:
        self._keep = keep
        self._limit = limit
        self._share = limit - limit // 4
        self._queues: dict[str, deque[Arrival]] = {}  # by sender, in the order of their turns
        self._waiting: Counter[str] = Counter()
        self._count = 0
        self._lock = threading.Lock()  # around the queue and what is counted of it
        self._loop: asyncio.AbstractEventLoop | None = None
        self._arrived = asyncio.Event()
        self._closing = asyncio.Event()
        self.held = Held()

    def open(self) -> None:
        """From now on datagrams may come."""
        self._loop = asyncio.get_running_loop()

    def put(self, arrivals: Sequence[Arrival]) -> None:
        """Take datagrams in, and drop those for which there is no room."""
        with self._lock:
            idle = not self._queues
            self._admit(arrivals)
            self.held.peak = max(self.held.peak, self._count)
        if idle and self._loop is not None:
            self._loop.call_soon_threadsafe(self._arrived.set)

    @property
    def waiting(self) -> int:
        """How many are not stored yet."""
        return self._count

    def _admit(self, arrivals: Sequence[Arrival]) -> None:
        waiting = self._waiting
        for arrival in arrivals:
            sender = arrival.raw.address
            if self._count >= self._limit or waiting[sender] >= self._share:
                self.held.dropped += 1
                continue
            waiting[sender] += 1
            self._count += 1
            self._queue_of(sender).append(arrival)

    def _queue_of(self, sender: str) -> deque[Arrival]:
        queue = self._queues.get(sender)
        if queue is None:
            queue = self._queues[sender] = deque()
        return queue

    def _batch(self) -> list[Arrival]:
        """At most BATCH, of each sender no more than its share while others wait, in order for each sender."""
        batch: list[Arrival] = []
        share = max(1, BATCH // max(1, len(self._queues)))
        while self._queues and len(batch) < BATCH:
            sender = next(iter(self._queues))
            queue = self._queues.pop(sender)
            batch += [queue.popleft() for _ in range(min(share, len(queue), BATCH - len(batch)))]
            if queue:
                self._queues[sender] = queue
        return batch

    def close(self) -> None:
        """Nothing more will come: `stored` ends once the queue is empty, or the store refuses."""
        self._closing.set()
        self._arrived.set()

    async def stored(self) -> Stored | None:
        """The next batch, stored, with the ids that the store gave; None at the end."""
        while not self._queues:
            if self._closing.is_set():
                return None
            self._arrived.clear()
            if not self._queues:  # it may have come before the flag was taken down
                await self._arrived.wait()
        await self._gather()
        with self._lock:
            batch = self._batch()
        ids = await self._kept([arrival.raw for arrival in batch])
        with self._lock:
            self._settle(batch, lost=ids is None)
        return None if ids is None else Stored(batch, ids)

    async def _gather(self) -> None:
        """Let some more come, unless there are many already."""
        if self.waiting < BATCH and not self._closing.is_set():
            await asyncio.sleep(GATHER_S)

    def _settle(self, batch: Sequence[Arrival], *, lost: bool) -> None:
        self._waiting -= Counter(arrival.raw.address for arrival in batch)
        self._count -= len(batch)
        if not lost:
            self.held.stored += len(batch)
            return
        self.held.dropped += len(batch) + self.waiting
        self._queues.clear()
        self._waiting.clear()
        self._count = 0

    async def _kept(self, raws: list[RawTrap]) -> Sequence[int] | None:
        pause = FIRST_PAUSE_S
        while True:
            try:
                return await asyncio.to_thread(self._keep, raws)
            except Exception as error:  # noqa: BLE001 - a full disk or locked file must not end the listening
                self.held.refused += 1
                log.warning("the store refuses %d traps, %d wait: %s", len(raws), self.waiting - len(raws), error)
            if self._closing.is_set():
                return None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)
