"""An engine over a few boxes of the simulated city: no network, no waiting, and a clock that moves only when told."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from citysnmp import CitySnmp

from nms.app.app import App
from nms.city.faults import Faults
from nms.city.state import City
from nms.engine import engine
from nms.site.loading import Site
from nms.testing import ManualClock

START = datetime(2026, 9, 14, 3, 7, 21, tzinfo=UTC)
BOXES = ("cpos-1", "yc-h01-iad", "yc-h03-iad")
TICK_S = 30.0


class NoTicks:
    """Stands in for the scheduler: the test says when a second has passed."""

    def __init__(self, _loop: asyncio.AbstractEventLoop) -> None:
        pass

    def every(self, seconds: float, name: str, act: Callable[[], None]) -> None:
        pass

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass


@dataclass
class World:
    """The boxes, the way to them, the clock of both sides, and the folder of the store."""

    city: City
    snmp: CitySnmp
    faults: Faults
    clock: ManualClock
    site: Site

    def watched(self, seconds: float, then: Callable[[App], Any] | None = None) -> Any:
        """Let a freshly started engine watch for a while and end; what `then` makes of the system afterwards."""
        return asyncio.run(self._watched(seconds, then))

    async def _watched(self, seconds: float, then: Callable[[App], Any] | None) -> Any:
        app = App.open(self.site, self.clock)
        running = engine._Running(app, asyncio.get_running_loop())
        await running.begin()
        try:
            await self._idle(running)
            for _ in range(int(seconds // TICK_S)):
                self.clock.advance(TICK_S)
                running._schedule.tick()
                running._fleet.tick()
                await self._idle(running)
            return then(app) if then else None
        finally:
            await running.end()
            app.close()

    @staticmethod
    async def _idle(running: Any) -> None:
        """Until no visit is under way and nothing waits to be written."""
        while tasks := [
            *(desk.task for desk in running._rounds._desks.values() if desk.task),
            *running._background,
            *running._fleet,
        ]:
            await asyncio.gather(*tasks)

    def unwatched(self, seconds: float) -> None:
        """Let time pass while no engine runs."""
        self.clock.advance(seconds)
