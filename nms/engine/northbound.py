"""The engine's northbound side: shares out alarm changes to the monitors, serves their tables, keeps how they stand."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar

from nms.app.monitors import ENGINE
from nms.app.parts import Parts
from nms.core.alarm import Alarm, Report
from nms.core.errors import InvalidError, NmsError, StoreError
from nms.core.northbound import MonitorState, Notice
from nms.core.ports import Request
from nms.engine.desk import Errand
from nms.engine.monitors import Identity, Monitor
from nms.snmp.agent import Agent
from nms.snmp.northbound import trouble
from nms.snmp.post import Posts
from nms.snmp.receiver import Receiver, new_engine

T = TypeVar("T")
BOOTS = "northbound.boots"
EPOCH = 1_577_836_800  # 2020-01-01: seconds since then fit snmpEngineBoots until 2088
LOOK_S = 1.0  # what another process changed is found by looking

log = logging.getLogger(__name__)


class Northbound:
    """Lives on the engine's loop; does nothing at all where no monitor is enabled."""

    def __init__(self, parts: Parts, report: Callable[[Report], None]) -> None:
        self._parts = parts
        self._outbox = parts.store.outbox
        self._report = report
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="northbound")
        self._changed = asyncio.Event()
        self._monitors: dict[str, Monitor] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._seen = 0
        self._noted: dict[str, MonitorState] = {}
        self._posts: Posts | None = None
        self._agent: Agent | None = None
        self._waker: _Waker | None = None
        self.agent_port = 0
        self.errands: dict[str, Errand] = {"monitor-test": self._test, "monitor-resend": self._resend}

    async def start(self) -> None:
        """Take up every enabled monitor; NmsError where our own agent cannot listen."""
        names = [name for name, monitor in self._parts.config.monitors.items() if monitor.enabled]
        if not names:
            return
        identity = await self._run(self._identity)
        self._posts = Posts(identity.engine)
        for name in names:
            await self._take_up(name, identity, self._posts)
        readers = {name: monitor.reader for name, monitor in self._monitors.items()}
        self._agent = Agent(self._parts.config.agent, readers, identity.engine)
        self.agent_port = await self._agent.start()
        self._waker = _Waker(asyncio.get_running_loop(), self._changed)
        self._parts.notifiers.append(self._waker)
        self._tasks = [asyncio.create_task(monitor.lane.run()) for monitor in self._monitors.values()]
        self._tasks.append(asyncio.create_task(self._share()))

    async def stop(self) -> None:
        """Stop sending, keep how every monitor stands."""
        if self._waker is not None:
            self._parts.notifiers.remove(self._waker)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._agent is not None:
            self._agent.stop()
        if self._posts is not None:
            self._posts.close()
        with contextlib.suppress(StoreError):
            await self._note()
        self._thread.shutdown(wait=True)

    # ------------------------------------------------------------ beginning

    def _identity(self) -> Identity:
        meta, now = self._parts.store.meta, self._parts.clock.now()
        engine = bytes.fromhex(meta.get(ENGINE) or "") or new_engine()
        # also higher than before where the store was set back to an older state
        boots = max(int(meta.get(BOOTS) or 0) + 1, int(now.timestamp()) - EPOCH)
        meta.put(ENGINE, engine.hex())
        meta.put(BOOTS, str(boots))
        return Identity(Receiver(self._parts.clock, engine, boots), now, _version())

    async def _take_up(self, name: str, identity: Identity, posts: Posts) -> None:
        """A monitor whose credential lacks its keys is told of and left out; the others do not care."""
        try:
            monitor = Monitor(name, self._parts, identity, posts, self._report)
        except NmsError as error:
            log.error("monitor %s: %s", name, error)  # noqa: TRY400 - said in one line, seen on the page
            self._report(trouble(name, error, self._parts.clock.now()))
            state = (await self._run(self._outbox.states)).get(name, MonitorState(name))
            state = replace(state, reachable=False, error=error.code, values=_texts(error))
            await self._run(lambda: self._outbox.note([state]))
            return
        await self._run(lambda: self._outbox.enrol(name, monitor.wanted))
        await self._run(lambda: self._load(monitor))
        self._monitors[name] = monitor

    def _load(self, monitor: Monitor) -> None:
        state, queue = self._outbox.states()[monitor.name], monitor.config.queue
        waiting = self._outbox.between(monitor.name, state.sent + 1, state.last, queue)
        lost = state.waiting - len(waiting)
        state = replace(state, sent=state.sent + lost, dropped=state.dropped + lost)
        monitor.load(state, self._outbox.view(monitor.name), waiting)

    # ------------------------------------------------------------ sharing out

    async def _share(self) -> None:
        while True:
            self._changed.clear()
            try:
                await self._share_out()
                await self._note()
            except StoreError as error:
                log.error("northbound: %s", error)  # noqa: TRY400 - said in one line, tried again in a second
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._changed.wait()

    async def _share_out(self) -> None:
        newest = await self._run(self._outbox.newest)
        if newest == self._seen:
            return
        for monitor in self._monitors.values():
            while (notices := await self._run(self._next(monitor))) is not None:
                monitor.take(notices)
        self._seen = newest

    def _next(self, monitor: Monitor) -> Callable[[], list[Notice] | None]:
        return lambda: self._outbox.share_out(monitor.name, monitor.wanted)

    async def _note(self) -> None:
        changed = [
            monitor.lane.state
            for name, monitor in self._monitors.items()
            if monitor.lane.state != self._noted.get(name)
        ]
        if changed:
            await self._run(lambda: self._outbox.note(changed))
            self._noted.update((state.name, state) for state in changed)

    # ------------------------------------------------------------ what people ask for

    async def _test(self, request: Request) -> tuple[str, str]:
        """A heartbeat now: confirmed by an informed monitor, or only sent as a trap."""
        monitor = self._named(request)
        began = time.perf_counter()
        await monitor.lane.beat()
        took = f"{1000 * (time.perf_counter() - began):.0f} ms"
        return "done", f"confirmed in {took}" if monitor.config.inform else "trap sent"

    async def _resend(self, request: Request) -> tuple[str, str]:
        monitor = self._named(request)
        first, last = int(request.body.get("first", "1")), int(request.body.get("last", "0"))
        last = min(last or monitor.lane.state.sent, monitor.lane.state.sent)
        notices = await self._run(lambda: self._outbox.between(monitor.name, first, last, monitor.config.queue))
        monitor.repeat(notices)
        return "done", f"{len(notices)} changes, {first} to {last}"

    def _named(self, request: Request) -> Monitor:
        name = request.body.get("monitor", "")
        if name not in self._monitors:
            raise InvalidError("NMS-SNMP-044", name=name)
        return self._monitors[name]

    async def _run(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act)


class _Waker:
    """A notifier that lets the sharing out begin at once instead of at the next look."""

    def __init__(self, loop: asyncio.AbstractEventLoop, changed: asyncio.Event) -> None:
        self._loop = loop
        self._changed = changed

    def tell(self, before: Alarm | None, after: Alarm) -> None:  # noqa: ARG002 - the store knows what changed
        """Something is new."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._changed.set)


def _texts(error: NmsError) -> dict[str, str]:
    return {name: str(value) for name, value in error.values.items()}


def _version() -> str:
    try:
        return version("citynms")
    except PackageNotFoundError:
        return "0"
