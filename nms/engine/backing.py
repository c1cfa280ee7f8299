"""Configurations read from devices and kept: in turns, on request, bounded in number, one failure its own."""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from nms.app.config_views import BACKUP, Done, written
from nms.app.configs import STATES
from nms.app.parts import Parts
from nms.core.alarm import Actor, Report
from nms.core.change import Kept
from nms.core.change_ports import Archive, Fleet, LeaseStore
from nms.core.device import Device
from nms.core.dialect import Dialect, meaning, scrubbed
from nms.core.errors import CliError, ConflictError, HostKeyError, InvalidError, NmsError
from nms.core.ports import Clock, Request
from nms.core.sample import Sample
from nms.engine.desk import Errand
from nms.engine.recorder import Recorder
from nms.faults.problems import Said, cleared, raised
from nms.performance.health import NMS
from nms.provision.archive.rounds import Backed, due, oldest

log = logging.getLogger(__name__)

ENGINE = Actor("nms", "engine")
SCHEDULED, ON_REQUEST = "scheduled", "on request"
FAILURES = 3
"""So many failures in a row are an alarm; a host key that does not fit is one at once."""

_OBJECT = "configuration"
_PACK_EVERY = timedelta(hours=1)
_LAST_S = 5.0


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one device and keeps what it printed; blocking, for any thread, no two at once on one device."""

    fleet: Fleet
    leases: LeaseStore
    archive: Archive
    dialects: Mapping[str, Dialect]
    clock: Clock

    def read(self, device: Device, cause: str, actor: Actor) -> tuple[Kept, bool]:
        """The newest configuration, and whether it is new.

        ConflictError NMS-CONF-007 or -015 while somebody changes the device: what is read then may be half of it.
        """
        self.undisturbed(device)
        before = self._newest(device)
        session = self.fleet.open(device)
        try:
            text = session.running()
        finally:
            session.close()
        self.undisturbed(device)
        if self._newest(device) != before:  # a change began and ended in between, and kept what it made
            raise ConflictError("NMS-CONF-015", device=device.name)
        if not any(meaning(self.dialects[device.platform], text)):
            raise CliError("NMS-CONF-014", device=device.name)
        kept = self.archive.keep(device, text, self.clock.now(), cause, actor)
        return kept, before is None or kept.id != before.id

    def undisturbed(self, device: Device) -> None:
        """ConflictError NMS-CONF-007 while a lease runs on the device."""
        for lease in self.leases.running(self.clock.now()):
            if lease.device == device.name:
                raise ConflictError("NMS-CONF-007", device=device.name, change=lease.change)

    def _newest(self, device: Device) -> Kept | None:
        return next(iter(self.archive.history(device.name, 1)), None)


class Backing:
    """The engine's part: whose turn it is, who asked, what came of it."""

    def __init__(self, parts: Parts, recorder: Recorder, fleet: Fleet, dialects: Mapping[str, Dialect]) -> None:
        self._parts = parts
        self._recorder = recorder
        self._dialects = dialects
        self._reader = Reader(fleet, parts.store.leases, parts.archive, dialects, parts.clock)
        cli = (device for device in parts.inventory.devices.values() if device.cli is not None)
        self._devices = {device.name: device for device in cli if device.platform in dialects}
        self._workers = parts.config.cli.workers
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="backup")
        self._states: dict[str, Backed] = {}
        self._running: dict[str, asyncio.Task[Done]] = {}
        self._packed_at = parts.clock.now()
        self._overdue = False

    @property
    def errands(self) -> Mapping[str, Errand]:
        """Kind of request → who carries it out."""
        return {BACKUP: self.errand}

    def restore(self) -> None:
        """Take up from the store how the backups went; in the writing thread."""
        now = self._parts.clock.now()
        known = self._parts.store.meta.under(STATES)
        self._states = {name: Backed.of(known[name]) if name in known else Backed(now) for name in self._devices}
        for name in self._devices.keys() - known.keys():
            self._note(name)
        self._overdue = any(alarm.key.problem == "backup-overdue" for alarm in self._parts.store.alarms.all_active())

    # ------------------------------------------------------------ turns and wishes

    def tick(self) -> None:
        """Begin what is due, as far as there are free workers and nobody is changing the device."""
        free = self._workers - len(self._running)
        now = self._parts.clock.now()
        waiting = due(list(self._devices), self._states, self._parts.config.backup.every_s, now) if free > 0 else []
        if not waiting:
            return
        leased = {lease.device for lease in self._parts.store.leases.running(now)}
        for name in [name for name in waiting if name not in leased and name not in self._running][:free]:
            self._begin(name, SCHEDULED, ENGINE)

    async def backup(self, device: str, cause: str, actor: Actor) -> Done:
        """Read a device now, or wait for the reading that is under way."""
        if device not in self._devices:
            return Done(device, "failed", code="NMS-CONF-006", reason=str(InvalidError("NMS-CONF-006", device=device)))
        return await asyncio.shield(self._running.get(device) or self._begin(device, cause, actor))

    async def errand(self, request: Request) -> tuple[str, str]:
        """Back up the devices of a request; its result is the matrix, growing as they end."""
        names: Sequence[str] = json.loads(request.body["devices"])
        matrix = {name: Done(name) for name in names}

        async def one(name: str) -> None:
            matrix[name] = await self.backup(name, ON_REQUEST, request.actor)
            said = written(list(matrix.values()))
            await self._recorder.run(lambda: self._parts.store.requests.progress(request.id, said))

        await asyncio.gather(*(one(name) for name in matrix))
        failed = any(done.state == "failed" for done in matrix.values())
        return "failed" if failed else "done", written(list(matrix.values()))

    def _begin(self, name: str, cause: str, actor: Actor) -> asyncio.Task[Done]:
        task = asyncio.create_task(self._back_up(self._devices[name], cause, actor))
        self._running[name] = task
        task.add_done_callback(lambda _: self._running.pop(name, None))
        return task

    async def _back_up(self, device: Device, cause: str, actor: Actor) -> Done:
        loop = asyncio.get_running_loop()
        try:
            kept, fresh = await loop.run_in_executor(self._pool, self._reader.read, device, cause, actor)
        except ConflictError as error:
            return self._refused(device, error)  # no failure of the device: its turn comes again
        except NmsError as error:
            await self._failed(device, error)
            return self._refused(device, error)
        except Exception as error:  # a fault of ours must neither stop the others nor go unseen
            log.exception("backup of %s", device.name)
            fault = CliError("NMS-CONF-013", device=device.name, fault=type(error).__name__)
            await self._failed(device, fault)
            return self._refused(device, fault)
        await self._kept(device, kept, fresh)
        return Done(device.name, "kept" if fresh else "unchanged", kept.id)

    def _refused(self, device: Device, error: NmsError) -> Done:
        return Done(device.name, "failed", code=error.code, reason=self._said(device, error))

    def _said(self, device: Device, error: NmsError) -> str:
        """The error's sentence; what devices reply may hold secrets."""
        return scrubbed(self._dialects[device.platform], error.message("en"))

    # ------------------------------------------------------------ what came of it

    async def _kept(self, device: Device, kept: Kept, fresh: bool) -> None:
        before, now = self._states[device.name], self._parts.clock.now()
        self._states[device.name] = before.read(now)
        reports = [cleared(_said(device.name, now), _OBJECT, "backup-failed")] if before.failures else []
        event = ("config", device.name, now, {"kept": kept.id}) if fresh else None
        await self._recorder.run(lambda: self._remember(device.name, reports, event))

    async def _failed(self, device: Device, error: NmsError) -> None:
        now, patient = self._parts.clock.now(), isinstance(error, HostKeyError)
        state = self._states[device.name].failed(now, error.code, self._said(device, error), patient=patient)
        self._states[device.name] = state
        alarming = patient or state.failures >= FAILURES
        details = {"code": state.error, "reason": state.reason}
        said = _said(device.name, now)
        reports = [raised(said, _OBJECT, "backup-failed", details=details)] if alarming else []
        await self._recorder.run(lambda: self._remember(device.name, reports, None))

    def _remember(
        self, name: str, reports: Sequence[Report], event: tuple[str, str, datetime, Mapping[str, str]] | None
    ) -> None:
        self._note(name)
        self._parts.ledger.record_all(reports)
        if event is not None:
            self._parts.store.events.append(*event)

    def _note(self, name: str) -> None:
        self._parts.store.meta.put(f"{STATES}{name}", self._states[name].written())

    # ------------------------------------------------------------ the whole

    async def measure(self) -> None:
        """The age of the oldest backup as a sample and, beyond `backup.oldest_s`, as an alarm; pack now and then."""
        if not self._devices:
            return
        now = self._parts.clock.now()
        device, age = oldest((name, state.age_s(now)) for name, state in self._states.items())
        report = self._judged(device, age, now)
        await self._recorder.run(lambda: self._parts.ledger.record_all(report))
        sample = Sample(NMS, "backup_oldest_seconds", "", now, round(age))
        await self._recorder.run(lambda: self._parts.store.samples.append_round([sample]))
        if now - self._packed_at >= _PACK_EVERY:
            self._packed_at = now
            await asyncio.get_running_loop().run_in_executor(self._pool, self._parts.archive.pack)

    def _judged(self, device: str, age: float, now: datetime) -> list[Report]:
        late, was = age > self._parts.config.backup.oldest_s, self._overdue
        self._overdue = late
        said = _said(NMS, now)
        if late and not was:
            return [raised(said, _OBJECT, "backup-overdue", details={"oldest": device, "hours": f"{age / 3600:.0f}"})]
        return [cleared(said, _OBJECT, "backup-overdue")] if was and not late else []

    async def stop(self) -> None:
        """Begin nothing more; wait a moment for what is under way."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        tasks = list(self._running.values())
        if tasks:
            await asyncio.wait(tasks, timeout=_LAST_S)
        for task in tasks:
            task.cancel()


def _said(device: str, now: datetime) -> Said:
    return Said(device, now, now, "backup", "backup")
