"""How many traps this machine keeps: the engine's own listener, store, rules and Ledger under load."""

import asyncio
import json
import logging
import resource
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from nms.app.parts import Parts, wire
from nms.city.trap_load import senders as addresses_of
from nms.core.alarm import Report
from nms.core.config import Config
from nms.core.device import Device, SnmpAccess
from nms.core.ports import Trap
from nms.core.site import Inventory
from nms.engine.background import Background
from nms.engine.garbage import spare_the_standing
from nms.engine.recorder import Recorder
from nms.site.loading import Site
from nms.snmp.traps import TrapListener, TrapStats

log = logging.getLogger(__name__)

LOOK_S = 0.1
QUIET_S = 1.2
"""So long nothing may come before all is taken to have come; the kernel's own count is read meanwhile."""

PATIENCE_S = 300.0

Send = Callable[[int], Awaitable[int]]
"""Sends to a port; returns how many datagrams left, or 0 where nobody knows."""


@dataclass(slots=True)
class TrapBench:
    """The outcome; times of the processor are user + sys of this whole process, per trap received."""

    sent: int = 0
    received: int = 0
    stored: int = 0
    queryable: int = 0
    lost: int = 0
    kernel_drops: int = 0
    queue_drops: int = 0
    rate: float = 0.0
    cpu_us_per_trap: float = 0.0
    decoded: int = 0
    suppressed: int = 0
    skipped: int = 0
    waiting_peak: int = 0
    backlog_peak: int = 0
    drained_s: float = 0.0
    alarms: int = 0
    rss_mb: float = 0.0
    receive_buffer: int = 0


def bench_site(folder: Path, addresses: Sequence[str], listen: str, port: int) -> Site:
    """A site whose inventory is one device an address; nothing of it is polled."""
    config = Config()
    traps = config.traps.model_copy(update={"listen": listen, "port": port})
    devices = {
        name: Device(name, one, snmp=SnmpAccess()) for n, one in enumerate(addresses, 1) if (name := f"sender-{n}")
    }
    return Site(folder, folder, config.model_copy(update={"traps": traps}), Inventory(devices=devices))


def generator(rate: float, seconds: float, senders: int) -> Send:
    """The built-in load as a process of its own."""

    async def send(port: int) -> int:
        command = [sys.executable, "-m", "nms.city.trap_load", *map(str, (port, rate, seconds, senders))]
        load = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        told, _ = await load.communicate()
        return int(json.loads(told)["sent"])

    return send


def others(seconds: float) -> Send:
    """Whoever sends within so many seconds."""

    async def send(_port: int) -> int:
        await asyncio.sleep(seconds)
        return 0

    return send


def bench_built_in(rate: float, seconds: float, senders: int) -> TrapBench:
    """Measure under the built-in load."""
    return bench_traps(addresses_of(senders), generator(rate, seconds, senders))


def bench_traps(
    addresses: Sequence[str],
    send: Send,
    listen: str = "127.0.0.1",
    port: int = 0,
    watch: Callable[[Parts], None] | None = None,
) -> TrapBench:
    """Measure until everything sent was stored and interpreted; what is stored is thrown away at the end.

    `watch` is given the parts once all is listening.
    """
    with tempfile.TemporaryDirectory(prefix="citynms-bench-") as folder:
        parts = wire(bench_site(Path(folder), addresses, listen, port))
        try:
            return asyncio.run(_Bench(parts).run(send, watch))
        finally:
            parts.store.close()


class _Bench:
    """One measurement; to be made and run in one loop."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._recorder = Recorder(parts)
        self._background = Background(log)
        self._known = {device.address: device for device in parts.inventory.devices.values()}

    async def run(self, send: Send, watch: Callable[[Parts], None] | None) -> TrapBench:
        """Listen, have it sent, wait until nothing is left to do."""
        config, clock = self._parts.config.traps, self._parts.clock
        listener = TrapListener(config, self._known, self._recorder.keep, self._heard, self._report, clock)
        port = await listener.start()
        spare_the_standing()
        if watch is not None:
            watch(self._parts)
        begun, spent = time.monotonic(), time.process_time()
        sent = await send(port)
        ended = time.monotonic()
        drained, settled = await self._drained(listener)
        spent = time.process_time() - spent
        stats = listener.stats()
        await listener.stop()
        await self._background.ended()
        self._recorder.stop()
        return self._result(sent, stats, drained - ended, settled - begun, spent)

    def _report(self, report: Report) -> None:
        self._background.run(self._recorder.run(lambda: self._parts.ledger.record(report), urgent=True))

    def _heard(self, trap: Trap) -> Awaitable[Any]:
        device = self._parts.inventory.devices[trap.device]
        return self._recorder.run(lambda: self._recorder.trapped(trap, device, {}), urgent=True)

    async def _drained(self, listener: TrapListener) -> tuple[float, float]:
        """When the last datagram was stored and interpreted, and when it was clear that no other comes."""
        seen, since, limit = -1, time.monotonic(), time.monotonic() + PATIENCE_S
        while time.monotonic() < min(limit, since + QUIET_S):
            stats = listener.stats()
            if stats.received != seen or stats.waiting or stats.backlog:
                seen, since = stats.received, time.monotonic()
            await asyncio.sleep(LOOK_S)
        return since, time.monotonic()

    def _result(self, sent: int, stats: TrapStats, drained_s: float, seconds: float, spent: float) -> TrapBench:
        names = {field.name for field in fields(TrapBench)} & {field.name for field in fields(TrapStats)}
        result = TrapBench(**{name: getattr(stats, name) for name in names})
        result.queryable = self._parts.store.traps.find(limit=1).total
        result.sent = sent or stats.received + stats.kernel_drops
        result.lost = result.sent - result.queryable
        result.rate = round(stats.received / max(seconds - drained_s - QUIET_S, LOOK_S), 1)
        result.cpu_us_per_trap = round(1e6 * spent / max(1, stats.received), 2)
        result.drained_s = round(max(0.0, drained_s), 2)
        result.alarms = len(self._parts.ledger.active())
        result.rss_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
        return result
