"""The scheduler's part: one job per cadence that only posts to the loop."""

import asyncio
from collections.abc import Callable

from apscheduler.schedulers.background import BackgroundScheduler


class Ticks:
    """Calls functions on the loop at fixed periods; a tick that is still waiting is not doubled."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._scheduler = BackgroundScheduler(timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1})

    def every(self, seconds: float, name: str, act: Callable[[], None]) -> None:
        """Call `act` on the loop every `seconds`, the first time after one period."""
        self._scheduler.add_job(
            self._post, "interval", args=(act,), seconds=seconds, id=name, misfire_grace_time=max(1, int(seconds))
        )

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """No tick any more when it returns."""
        self._scheduler.shutdown(wait=False)

    def _post(self, act: Callable[[], None]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(act)
