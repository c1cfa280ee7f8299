"""What must happen every few seconds besides polling: time passes for alarms, hours are sealed, old things go."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from nms.app.parts import Parts
from nms.app.pulse import PULSE, Pulse
from nms.core.alarm import Severity
from nms.engine.recorder import Recorder
from nms.engine.schedule import Schedule
from nms.performance.health import Health
from nms.snmp.traps import TrapListener

_SEALED_AT_ONCE = 25
_PRUNE_EVERY = timedelta(hours=1)


class Housekeeping:
    """Each method is one tick's work, done in the writing thread."""

    def __init__(
        self,
        parts: Parts,
        recorder: Recorder,
        listener: TrapListener,
        schedule: Schedule,
        health: Health,
        rounds: Callable[[], Mapping[str, float]],
    ) -> None:
        self._parts = parts
        self._recorder = recorder
        self._listener = listener
        self._schedule = schedule
        self._health = health
        self._rounds = rounds
        self._pruned_at: datetime | None = None
        self._traps_before = 0

    async def alarms(self) -> None:
        """Let time pass for alarms and tell of rounds that were late."""
        overruns = self._schedule.take_overruns()
        await self._recorder.run(lambda: self._parts.ledger.record_all(overruns))
        await self._recorder.run(self._parts.ledger.expire)

    async def pulse(self) -> None:
        """Leave a sign of life with the figures of the trap listener and of the rounds over the fleet."""
        stats = self._listener.stats()
        figures = {f"traps_{name}": float(getattr(stats, name)) for name in type(stats).__slots__}
        text = Pulse(self._parts.clock.now(), {**figures, **self._rounds()}).written()
        await self._recorder.run(lambda: self._parts.store.meta.put(PULSE, text))

    async def own_numbers(self) -> None:
        """Keep the collector's own health as samples."""
        received = self._listener.stats().received
        self._health.count("traps_received", received - self._traps_before)
        self._traps_before = received
        active = await self._recorder.run(self._counts)
        samples = self._health.samples(self._parts.clock.now(), self._parts.clock.monotonic(), active)
        await self._recorder.run(lambda: self._parts.store.samples.append_round(samples))

    def _counts(self) -> dict[Severity, int]:
        counts = dict.fromkeys(Severity, 0)
        for alarm in self._parts.store.alarms.all_active():
            counts[alarm.severity] += 1
        return counts

    async def storage(self) -> None:
        """Seal a few devices' past hours; once an hour forget what is past its time."""
        now = self._parts.clock.now()
        await self._recorder.run(lambda: self._parts.store.samples.seal(now, _SEALED_AT_ONCE))
        if self._pruned_at is None or now - self._pruned_at >= _PRUNE_EVERY:
            self._pruned_at = now
            retention = self._parts.config.store.retention
            await self._recorder.run(lambda: self._parts.store.prune(now, retention))
