"""The one thread that writes: what is urgent goes before what can wait, the rest in the order it came."""

import asyncio
import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
Job = tuple[Callable[[], Any], "Future[Any]"]

_URGENT, _NORMAL, _LAST = 0, 1, 2


class Writer:
    """A thread with a waiting line; traps overtake polls in it, so that a busy minute delays no alarm."""

    def __init__(self) -> None:
        self._order = itertools.count()
        self._line: queue.PriorityQueue[tuple[int, int, Job | None]] = queue.PriorityQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, act: Callable[[], T], *, urgent: bool = False) -> T:
        """Have the thread do something and wait for its result; what it raises is raised here."""
        return await asyncio.wrap_future(self._queued(act, _URGENT if urgent else _NORMAL))

    def at_once(self, act: Callable[[], T]) -> T:
        """The same for a caller in a thread of its own, which is blocked until it is done; before all that waits."""
        return self._queued(act, _URGENT).result()

    def _queued(self, act: Callable[[], T], rank: int) -> "Future[T]":
        future: Future[T] = Future()
        self._line.put((rank, next(self._order), (act, future)))
        return future

    @property
    def waiting(self) -> int:
        """How many jobs wait for the one under way."""
        return self._line.qsize()

    def stop(self) -> None:
        """Finish what is waiting; the thread has ended when it returns."""
        self._line.put((_LAST, next(self._order), None))
        self._thread.join()

    def _work(self) -> None:
        while (job := self._line.get()[2]) is not None:
            act, future = job
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(act())
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the result
                future.set_exception(error)
