"""Controllers of base stations, read in turns, on request and after a change; a failure keeps the last good reading."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from nms.app import radio_readings
from nms.app.parts import Parts
from nms.app.radio_views import RADIO_READ
from nms.core.alarm import Report
from nms.core.change_ports import Fleet
from nms.core.device import Device
from nms.core.errors import CliError, ConflictError, NmsError, NotFoundError
from nms.core.ports import Request
from nms.core.radio import ControllerReading
from nms.engine.desk import Errand
from nms.engine.recorder import Recorder
from nms.faults.problems import Said, cleared, raised
from nms.handover.control.controller import Controller
from nms.handover.control.kinds import CONTROLLERS

log = logging.getLogger(__name__)

UNREAD: Final = "radio-unread"
OBJECT: Final = "radio parameters"
FAILURES: Final = 3
"""So many failures in a row are an alarm."""

_WORKERS: Final = 2
_AGAIN: Final = timedelta(seconds=30)
"""After somebody else was at work on a controller, and at the soonest after a failure."""


class ControllerWatch:
    """Whose turn it is, who asked, what came of it; never two readings of one controller at once."""

    def __init__(
        self, parts: Parts, recorder: Recorder, fleet: Fleet, kinds: Mapping[str, Controller] = CONTROLLERS
    ) -> None:
        self._parts, self._recorder, self._fleet, self._kinds = parts, recorder, fleet, kinds
        devices = parts.inventory.devices.values()
        self._devices = {one.name: one for one in devices if one.platform in kinds and one.cli is not None}
        self._names = {(cell.lac, cell.ci): cell.name for cell in parts.inventory.cells.values()}
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="radio")
        self._due: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._running: dict[str, asyncio.Task[NmsError | None]] = {}
        self._followed: int | None = None

    @property
    def errands(self) -> Mapping[str, Errand]:
        """Kind of request → who carries it out."""
        return {RADIO_READ: self.errand}

    async def tick(self) -> None:
        """Begin what is due: its time has come, or a change was made on it."""
        if not self._devices:
            return
        now = self._parts.clock.now()
        for name in await self._recorder.run(self._changed):
            self._due[name] = now
        for name in self._devices:
            if name not in self._running and now >= self._due.setdefault(name, self._first(name, now)):
                self._begin(name)

    async def read(self, name: str) -> NmsError | None:
        """Read a controller now, or wait for the reading that is under way; what went wrong."""
        if name not in self._devices:
            raise NotFoundError("controller", name)
        return await asyncio.shield(self._running.get(name) or self._begin(name))

    async def errand(self, request: Request) -> tuple[str, str]:
        """Carry out a request."""
        error = await self.read(request.body.get("controller", ""))
        return ("done", "") if error is None else ("failed", str(error))

    async def stop(self) -> None:
        """Let what is under way end, begin nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    # ------------------------------------------------------------ turns

    def _first(self, name: str, now: datetime) -> datetime:
        """When a controller is due after a start: as if there had been none."""
        known = {one.controller: one.tried_at for one in self._parts.store.radio.readings()}
        return known[name] + self._every if name in known else now

    @property
    def _every(self) -> timedelta:
        return timedelta(seconds=self._parts.config.radio.read_every_s)

    def _changed(self) -> set[str]:
        """Controllers that a change has touched since the last tick."""
        events = self._parts.store.events
        if self._followed is None:
            self._followed = events.last()
            return set()
        found: set[str] = set()
        while later := events.after(self._followed):
            self._followed = later[-1][0]
            found |= {body["device"] for _, kind, _, body in later if kind == "change" and body.get("device")}
        return found & self._devices.keys()

    def _begin(self, name: str) -> asyncio.Task[NmsError | None]:
        self._due[name] = self._parts.clock.now() + self._every
        task = asyncio.create_task(self._work(self._devices[name]))
        self._running[name] = task
        task.add_done_callback(lambda _: self._running.pop(name, None))
        return task

    # ------------------------------------------------------------ one reading

    async def _work(self, device: Device) -> NmsError | None:
        loop = asyncio.get_running_loop()
        try:
            reading = await loop.run_in_executor(self._pool, self._ask, device)
        except ConflictError as error:  # no failure of the controller: its turn comes again
            self._due[device.name] = self._parts.clock.now() + _AGAIN
            return error
        except NmsError as error:
            await self._recorder.run(partial(self._failed, device, error))
            return error
        except Exception as error:  # a fault of ours must neither stop the others nor go unseen
            log.exception("reading %s", device.name)
            fault = CliError("NMS-RADIO-105", controller=device.name, fault=type(error).__name__)
            await self._recorder.run(partial(self._failed, device, fault))
            return fault
        await self._recorder.run(lambda: self._read(reading))
        return None

    def _ask(self, device: Device) -> ControllerReading:
        """Blocking: every command of its kind, and what the answers mean."""
        self._undisturbed(device)
        kind = self._kinds[device.platform]
        session = self._fleet.open(device)
        try:
            said = {command: session.show(command) for command in kind.commands}
        finally:
            session.close()
        self._undisturbed(device)
        return kind.read(device.name, self._parts.clock.now(), said, self._names)

    def _undisturbed(self, device: Device) -> None:
        """ConflictError while a lease runs on it: what is read then may be half of a change."""
        for lease in self._parts.store.leases.running(self._parts.clock.now()):
            if lease.device == device.name:
                raise ConflictError("NMS-CONF-007", device=device.name, change=lease.change)

    # ------------------------------------------------------------ what came of it, in the writing thread

    def _read(self, reading: ControllerReading) -> None:
        name, now = reading.controller, self._parts.clock.now()
        self._parts.store.radio.put_reading(name, reading.at, radio_readings.written(reading))
        if self._failures.pop(name, 0) or self._alarmed(name):
            self._parts.ledger.record(cleared(_said(name, now), OBJECT, UNREAD))
        self._parts.store.events.append("radio", name, now, {"reading": "read"})

    def _failed(self, device: Device, error: NmsError) -> None:
        name, now = device.name, self._parts.clock.now()
        values = {key: str(value) for key, value in error.values.items()}
        self._parts.store.radio.failed(name, now, error.code, values)
        self._failures[name] = failures = self._failures.get(name, 0) + 1
        self._due[name] = min(self._due[name], now + _AGAIN * 2 ** min(failures, 5))
        reports: Sequence[Report] = ()
        if failures >= FAILURES:
            details = {"code": error.code, "reason": error.message("en")}
            reports = [raised(_said(name, now), OBJECT, UNREAD, details=details)]
        self._parts.ledger.record_all(reports)
        self._parts.store.events.append("radio", name, now, {"reading": "failed", "code": error.code})

    def _alarmed(self, name: str) -> bool:
        return any(one.problem == UNREAD for one in self._parts.ledger.active_keys(name))


def _said(device: str, at: datetime) -> Said:
    return Said(device, at, at, "engine", "radio reading")
