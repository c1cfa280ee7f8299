"""The engine's work on the radio network: controllers read, exports taken in, figures and findings worked out."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from nms.app.parts import Parts
from nms.app.radio import Radio
from nms.app.radio_digest import Digest
from nms.core.change_ports import Fleet
from nms.engine.desk import Errand
from nms.engine.radio_exports import ExportWatch
from nms.engine.radio_reading import ControllerWatch
from nms.engine.recorder import Recorder
from nms.handover.control.controller import Controller
from nms.handover.control.kinds import CONTROLLERS

log = logging.getLogger(__name__)

_PRUNE_EVERY: Final = timedelta(hours=1)
_REST: Final = 4.0
"""Times as long as the last digest took it waits until the next: working it out never takes a core for itself."""


class RadioWatch:
    """Each method is one tick's work."""

    def __init__(
        self,
        parts: Parts,
        room: Radio,
        recorder: Recorder,
        fleet: Fleet,
        kinds: Mapping[str, Controller] = CONTROLLERS,
    ) -> None:
        self._parts, self._room, self._recorder = parts, room, recorder
        self.exports = ExportWatch(parts, recorder)
        self.controllers = ControllerWatch(parts, recorder, fleet, kinds)
        self._made: tuple[object, ...] | None = None
        self._working = False
        self._not_before = 0.0
        self._pruned_at: datetime | None = None

    @property
    def errands(self) -> Mapping[str, Errand]:
        """Kind of request → who carries it out."""
        return self.controllers.errands

    async def work_out(self) -> None:
        """A new digest when counters or readings have come since the last; in a thread, never two at once."""
        if self._working or self._parts.clock.monotonic() < self._not_before:
            return
        self._working = True
        try:
            await self._worked_out()
        finally:
            self._working = False

    async def _worked_out(self) -> None:
        stamp = await self._recorder.run(self._stamp)
        if stamp == self._made or not stamp[0]:
            return
        began = self._parts.clock.monotonic()
        digest = await asyncio.to_thread(self._room.work_out)
        took = self._parts.clock.monotonic() - began
        self._made, self._not_before = stamp, began + (1 + _REST) * took
        if digest is not None:
            log.info("%d rows, %d findings in %.1f s", digest.rows, len(digest.findings), took)
            await self._recorder.run(lambda: self._tell(digest))

    def _stamp(self) -> tuple[object, ...]:
        store = self._parts.store.radio
        readings = sorted((one.controller, one.read_at) for one in store.readings() if one.read_at is not None)
        return (store.mark(), *readings)

    def _tell(self, digest: Digest) -> None:
        body = {"digest": str(len(digest.findings))}
        self._parts.store.events.append("radio", "", digest.at, body)

    async def prune(self) -> None:
        """Once an hour forget counters past their time."""
        now = self._parts.clock.now()
        if self._pruned_at is None or now - self._pruned_at >= _PRUNE_EVERY:
            self._pruned_at = now
            before = now - timedelta(days=self._parts.config.radio.keep_days)
            await self._recorder.run(lambda: self._parts.store.radio.prune(before))

    async def stop(self) -> None:
        """Begin nothing more."""
        await self.controllers.stop()
