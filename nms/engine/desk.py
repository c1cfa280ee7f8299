"""The engine's end of the request desk: takes what pages and commands asked for and carries it out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from nms.app.parts import Parts
from nms.core.errors import NmsError
from nms.core.ports import Request
from nms.engine.recorder import Recorder
from nms.engine.rounds import Visited
from nms.engine.schedule import Schedule

log = logging.getLogger(__name__)


Errand = Callable[[Request], Awaitable[tuple[str, str]]]
"""Carries out a request of another kind; returns its state (done, failed) and its result as one sentence."""


class Desk:
    """Answers requests of kind "poll": a whole visit now, its result as one sentence; other kinds by their errands."""

    def __init__(
        self, parts: Parts, schedule: Schedule, recorder: Recorder, errands: Mapping[str, Errand] | None = None
    ) -> None:
        self._parts = parts
        self._schedule = schedule
        self._recorder = recorder
        self._errands = errands or {}
        self._pending: dict[str, list[Request]] = {}
        self._taken: set[int] = set()
        self._running: set[asyncio.Task[None]] = set()

    async def look(self) -> None:
        """Take the waiting requests."""
        for request in await self._recorder.run(self._parts.store.requests.waiting):
            if request.id not in self._taken:
                self._taken.add(request.id)
                await self._begin(request)

    async def _begin(self, request: Request) -> None:
        if request.kind in self._errands:
            task = asyncio.create_task(self._run(request))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            return
        device = self._parts.inventory.devices.get(request.body.get("device", ""))
        if request.kind != "poll" or device is None or not device.polled:
            await self._finish(request, "failed", f"{request.kind} {request.body.get('device', '')}")
            return
        self._pending.setdefault(device.name, []).append(request)
        self._schedule.ask_all(device)

    async def _run(self, request: Request) -> None:
        try:
            state, result = await self._errands[request.kind](request)
        except NmsError as error:
            state, result = "failed", str(error)
        except Exception as error:  # a fault of ours must not leave a page waiting for ever
            log.exception("request %d (%s)", request.id, request.kind)
            state, result = "failed", type(error).__name__
        await self._finish(request, state, result)

    async def visited(self, visited: Visited) -> None:
        """Finish the requests that waited for this visit."""
        if not visited.whole:
            return
        for request in self._pending.pop(visited.device.name, ()):
            state = "done" if visited.answered else "failed"
            await self._finish(request, state, _sentence(visited, visited.error))

    async def _finish(self, request: Request, state: str, result: str) -> None:
        await self._recorder.run(lambda: self._parts.store.requests.finish(request.id, state, result))
        self._taken.discard(request.id)  # only now: until it is written down, the store still calls it waiting


def _sentence(visited: Visited, error: NmsError | None) -> str:
    tables = len(visited.harvests)
    rows = sum(len(harvest.rows) for _, harvest in visited.harvests)
    refused = f"; {error}" if error else ""
    return f"{tables} collectors, {rows} rows, {visited.seconds:.2f} s{refused}"
