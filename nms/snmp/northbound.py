"""The ordered way to one monitor: changes by number, heartbeats in between, patience with a monitor that is away."""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from nms.core.alarm import AlarmKey, EventType, Report, Severity
from nms.core.config import MonitorConfig
from nms.core.errors import NmsError
from nms.core.northbound import MonitorState, Told
from nms.core.ports import Oid, VarBind
from nms.snmp import alarm_mib
from nms.snmp.post import NotTakenError, Post
from nms.snmp.receiver import Receiver
from nms.snmp.traps import OURSELVES

PROBLEM = "monitor-unreachable"
CAUSE = "communicationsSubsystemFailure"
LONGEST_DOUBLING = 16

log = logging.getLogger(__name__)


class Lane:
    """Sends in order, one at a time; belongs to one event loop.

    An unanswered inform stays at the head and is tried again after a pause that grows up to the heartbeat; what a
    monitor answers with an error is given up. Of more than `queue` waiting changes the oldest are dropped: the monitor
    sees the gap in the numbers and reads the table. Whoever puts something in never waits.
    """

    def __init__(
        self,
        config: MonitorConfig,
        post: Post,
        engine: Receiver,
        state: MonitorState,
        report: Callable[[Report], None],
    ) -> None:
        self._config = config
        self._post = post
        self._engine = engine
        self._report = report
        self._queue: deque[Told] = deque()
        self._again: deque[Told] = deque()
        self._arrived = asyncio.Event()
        self._beat_at = engine.clock.monotonic()
        self._rest_until = 0.0
        self._in_vain = 0
        self.state = state

    def put(self, changes: Iterable[Told]) -> None:
        """Take changes in, in order."""
        for told in changes:
            self._queue.append(told)
            self.state = replace(self.state, last=max(self.state.last, told.notice.sequence))
        while len(self._queue) > self._config.queue:
            self._passed(self._queue.popleft())
            self.state = replace(self.state, dropped=self.state.dropped + 1)
        self._arrived.set()

    def repeat(self, changes: Iterable[Told]) -> None:
        """Send changes once more under their old numbers, before what waits."""
        self._again.extend(changes)
        self._arrived.set()

    async def run(self) -> None:
        """Send until cancelled; whatever goes wrong here stays here."""
        while True:
            await self._due()
            try:
                await self._step()
            except NmsError as error:
                self._failed(error)
            except Exception:
                log.exception("monitor %s", self.state.name)
                self._rest()

    async def beat(self) -> None:
        """Send a heartbeat now; SnmpError if it cannot be sent or, as an inform, is not confirmed."""
        binds = alarm_mib.heartbeat(self._engine.boots, self.state.sent, self._config.heartbeat_s)
        try:
            await self._send(*binds)
        except NmsError as error:
            self._stands(error)
            raise

    # ------------------------------------------------------------ what is next

    async def _due(self) -> None:
        while (seconds := self._seconds()) > 0:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):  # not wait_for: that one may swallow a cancellation (Python 3.11)
                async with asyncio.timeout(seconds):
                    await self._arrived.wait()

    def _seconds(self) -> float:
        now = self._engine.clock.monotonic()
        if now < self._rest_until:
            return self._rest_until - now
        return 0.0 if self._queue or self._again else self._beat_at - now

    async def _step(self) -> None:
        now = self._engine.clock.monotonic()
        waiting = self._again or self._queue
        if now >= self._beat_at and not (waiting and self._in_vain):
            self._beat_at = now + self._config.heartbeat_s
            await self._send(*alarm_mib.heartbeat(self._engine.boots, self.state.sent, self._config.heartbeat_s))
        elif waiting:
            await self._deliver(waiting)

    async def _deliver(self, waiting: deque[Told]) -> None:
        told = waiting[0]
        try:
            await self._send(*alarm_mib.notification(told, self._engine.boots))
        except NotTakenError as error:
            self._stands(error)
            self.state = replace(self.state, refused=self.state.refused + 1)
        else:
            self.state = replace(self.state, delivered=self.state.delivered + 1)
        if waiting and waiting[0] is told:  # it may have been dropped while it was on its way
            waiting.popleft()
        self._passed(told)

    def _passed(self, told: Told) -> None:
        self.state = replace(self.state, sent=max(self.state.sent, told.notice.sequence))

    # ------------------------------------------------------------ how it goes

    async def _send(self, oid: Oid, binds: Iterable[VarBind]) -> None:
        await self._post.send(oid, list(binds), self._engine.time)
        now = self._engine.clock.now()
        if self._config.inform:
            acknowledged = self.state.acknowledged + 1
            self.state = replace(self.state, acknowledged=acknowledged, acknowledged_at=now)
        self.state = replace(self.state, sent_at=now)
        self._stands(None)

    def _failed(self, error: NmsError) -> None:
        self._stands(error)
        if not isinstance(error, NotTakenError):
            self._rest()

    def _rest(self) -> None:
        doubled = self._config.timeout_s * 2 ** min(self._in_vain, LONGEST_DOUBLING)
        self._rest_until = self._engine.clock.monotonic() + min(self._config.heartbeat_s, doubled)
        self._in_vain += 1

    def _stands(self, error: NmsError | None) -> None:
        """Note success or failure; a change of it is an alarm of our own."""
        before, now = self.state.reachable, self._engine.clock.now()
        reachable = False if error else True if self._config.inform else None
        values = {name: str(value) for name, value in error.values.items()} if error else {}
        failures = self.state.failures + (error is not None)
        code = error.code if error else ""
        self.state = replace(self.state, reachable=reachable, error=code, values=values, failures=failures)
        if error is None:
            self._in_vain, self._rest_until = 0, 0.0
            self._arrived.set()
        if reachable != before:
            self.state = replace(self.state, since=now)
            self._report(trouble(self.state.name, error, now))


def trouble(name: str, error: NmsError | None, now: datetime) -> Report:
    """Our own alarm about a monitor, or its end."""
    key = AlarmKey(OURSELVES, name, EventType.COMMUNICATIONS, PROBLEM)
    details = {"error": error.code} if error else {}
    return Report(key, Severity.MAJOR if error else Severity.CLEARED, CAUSE, now, now, "engine", details=details)
