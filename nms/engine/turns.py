"""Jobs on devices in the order they came: each begins when its devices are free, and a worker is."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nms.core.change import Change
from nms.provision.push.holding import BusyError
from nms.provision.push.turns import ready

PATIENCE = 5.0
"""How many lease times a job waits for a device that another process holds."""

_LAST_S = 30.0


@dataclass(slots=True)
class Job:
    """Work on the devices of one change, waiting for its turn or under way."""

    change: int
    devices: frozenset[str]
    work: Callable[[], Change]
    until: datetime
    done: "asyncio.Future[Change]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    not_before: float = 0.0


class Turns:
    """Jobs in the order they came, each begun when its devices are free and a worker is."""

    def __init__(self, workers: int, lease_s: float, now: Callable[[], datetime]) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="push")
        self._workers, self._lease_s, self._now = workers, lease_s, now
        self._waiting: list[Job] = []
        self._going: dict[int, tuple[Job, asyncio.Task[None]]] = {}

    def busy(self, change: int) -> bool:
        """Whether a change waits here or is under way."""
        return change in self._going or any(job.change == change for job in self._waiting)

    async def run(self, change: Change, work: Callable[[], Change]) -> Change:
        """What `work` returns, done in a thread when it is its turn."""
        devices = frozenset(step.device for step in change.plan.steps)
        until = self._now() + timedelta(seconds=PATIENCE * self._lease_s)
        job = Job(change.id, devices, work, until)
        self._waiting.append(job)
        self._begin()
        return await job.done

    def _begin(self) -> None:
        held = [device for job, _ in self._going.values() for device in job.devices]
        now = asyncio.get_running_loop().time()
        turns = [self._waiting[at] for at in ready([job.devices for job in self._waiting], held)]
        free = self._workers - len(self._going)
        for job in [job for job in turns if job.not_before <= now and job.change not in self._going][:free]:
            self._waiting.remove(job)
            self._going[job.change] = job, asyncio.create_task(self._work(job))

    async def _work(self, job: Job) -> None:
        loop = asyncio.get_running_loop()
        try:
            result = await loop.run_in_executor(self._pool, job.work)
        except BusyError as error:
            self._again(job, error)
        except BaseException as error:  # noqa: BLE001 - whoever waits for the job hears of it
            _end(job, error)
        else:
            if not job.done.done():
                job.done.set_result(result)
        finally:
            self._going.pop(job.change, None)
            self._begin()

    def _again(self, job: Job, error: BusyError) -> None:
        """Another process holds a device: try again a little later, for a while."""
        if self._now() >= job.until:
            _end(job, error)
            return
        loop, gap = asyncio.get_running_loop(), self._lease_s / 8
        job.not_before = loop.time() + gap
        self._waiting.insert(0, job)
        loop.call_later(gap, self._begin)

    async def stop(self) -> None:
        """Begin nothing more; let what is under way end, for it would only have to be resolved later."""
        for job in self._waiting:
            job.done.cancel()
        self._waiting.clear()
        tasks = [task for _, task in self._going.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=_LAST_S)
        self._pool.shutdown(wait=False, cancel_futures=True)


def _end(job: Job, error: BaseException) -> None:
    if not job.done.done():
        job.done.set_exception(error)
