"""The one thread that writes: what is urgent goes before what can wait, the rest in the order it came."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
Job = tuple[Callable[[], Any], "Future[Any]"]

_FIRST, _URGENT, _NORMAL = 0, 1, 2
_SHARE = 3.0
"""So many times longer than what waits may the urgent take while something waits: a storm of traps ends no polling."""

_DUE_S, _MOST_OWED_S = 0.05, 0.2
"""What is owed is paid once it comes to so much, so that a few alarms overtake all polls; and never more than this."""


class Writer:
    """A thread with a waiting line; traps overtake polls in it, so that a busy minute delays no alarm."""

    def __init__(self) -> None:
        self._lines: tuple[deque[Job], ...] = deque(), deque(), deque()
        self._some = threading.Condition()
        self._stopping = False
        self._owed_s = 0.0
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, act: Callable[[], T], *, urgent: bool = False) -> T:
        """Have the thread do something and wait for its result; what it raises is raised here."""
        return await asyncio.wrap_future(self._queued(act, _URGENT if urgent else _NORMAL))

    def at_once(self, act: Callable[[], T]) -> T:
        """The same for a caller in a thread of its own, which is blocked until it is done; before all that waits."""
        return self._queued(act, _FIRST).result()

    def _queued(self, act: Callable[[], T], rank: int) -> "Future[T]":
        future: Future[T] = Future()
        with self._some:
            self._lines[rank].append((act, future))
            self._some.notify()
        return future

    @property
    def waiting(self) -> int:
        """How many jobs wait for the one under way."""
        return sum(map(len, self._lines))

    def stop(self) -> None:
        """Finish what is waiting; the thread has ended when it returns."""
        with self._some:
            self._stopping = True
            self._some.notify()
        self._thread.join()

    def _work(self) -> None:
        while (chosen := self._next()) is not None:
            rank, (act, future) = chosen
            if not future.set_running_or_notify_cancel():
                continue
            begun = time.monotonic()
            try:
                future.set_result(act())
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the result
                future.set_exception(error)
            self._settle(rank, time.monotonic() - begun)

    def _next(self) -> tuple[int, Job] | None:
        """The next job and its rank; None at the end."""
        with self._some:
            while not any(self._lines):
                if self._stopping:
                    return None
                self._some.wait()
            rank = next(rank for rank in self._ranks() if self._lines[rank])
            return rank, self._lines[rank].popleft()

    def _ranks(self) -> tuple[int, ...]:
        """In which order the lines are looked at now."""
        return (_NORMAL, _FIRST, _URGENT) if self._owed_s >= _DUE_S else (_FIRST, _URGENT, _NORMAL)

    def _settle(self, rank: int, seconds: float) -> None:
        """What the urgent took while something waited is owed to it, in part."""
        if rank == _NORMAL:
            self._owed_s = max(0.0, self._owed_s - seconds)
        elif self._lines[_NORMAL]:
            self._owed_s = min(_MOST_OWED_S, self._owed_s + seconds / _SHARE)
