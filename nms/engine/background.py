"""Work that runs beside the engine's loop: kept alive until it ends, and what fails is said and stops nothing."""

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from typing import Any


class Background:
    """The tasks of one part of the engine, by the logger that tells of their failures."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._tasks: set[asyncio.Task[Any]] = set()

    def __iter__(self) -> Iterator[asyncio.Task[Any]]:
        """What is under way."""
        return iter(list(self._tasks))

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begin it; the loop alone would forget a task that nobody holds."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("%s: %s", self._log.name, error, exc_info=error)

    def cancel(self) -> None:
        """Let nothing of it go on."""
        for task in self:
            task.cancel()

    async def ended(self) -> None:
        """Wait until all of it is over."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
