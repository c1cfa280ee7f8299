"""Devices of which a round and their session said different things: back with the session until both agree again."""

from collections.abc import Awaitable, Callable, Sequence

from nms.app.parts import Parts
from nms.core.alarm import Report
from nms.core.ports import Snmp, VarBind
from nms.engine import fleet_oracle
from nms.engine.fleet_book import FleetBook
from nms.engine.fleet_oracle import Mismatch
from nms.engine.fleet_shapes import COUNTERS, Plan
from nms.engine.recorder import Recorder
from nms.faults import problems
from nms.faults.problems import Said

MISMATCH = "batch-mismatch"
_THING = "device"


class Doubts:
    """Suspends devices and raises the alarm; `ask_alone` is a round over one device, empty if it went not well."""

    def __init__(
        self,
        parts: Parts,
        book: FleetBook,
        recorder: Recorder,
        ask_alone: Callable[[Plan], Awaitable[Sequence[VarBind]]],
    ) -> None:
        self._parts, self._book, self._recorder = parts, book, recorder
        self._ask_alone = ask_alone

    def restore(self, *, on: bool) -> None:
        """Take up the alarms of the last run, or clear them where there are no rounds now; in the writing thread."""
        for alarm in self._parts.store.alarms.all_active():
            if alarm.key.problem != MISMATCH:
                continue
            if on and alarm.key.device in self._parts.inventory.devices:
                self._book.suspended.add(alarm.key.device)
            else:
                self._parts.ledger.record(self._cleared(alarm.key.device))

    async def raised(self, plan: Plan, found: Mismatch) -> None:
        """A round was not what the session says."""
        self._book.suspended.add(plan.device)
        await self._record(problems.raised(self._said(plan.device), _THING, MISMATCH, details=found.details()))

    async def try_again(self, plan: Plan, snmp: Snmp) -> None:
        """Ask both once more; if they agree, the device is one of the fleet again."""
        device = self._parts.inventory.devices[plan.device]
        before = await fleet_oracle.reading(plan, device, snmp)
        batch = await self._ask_alone(plan) if before is not None else ()
        after = await fleet_oracle.reading(plan, device, snmp) if batch else None
        if before is not None and after is not None and fleet_oracle.mismatch(before, batch, after) is None:
            await self.forget(plan.device)

    async def forget(self, device: str) -> None:
        """Nothing is doubtful about this device any more."""
        if device in self._book.suspended:
            self._book.suspended.discard(device)
            await self._record(self._cleared(device))

    async def _record(self, report: Report) -> None:
        await self._recorder.run(lambda: self._parts.ledger.record(report))

    def _said(self, device: str) -> Said:
        now = self._parts.clock.now()
        return Said(device, now, now, "poll", f"poll:{COUNTERS}")

    def _cleared(self, device: str) -> Report:
        return problems.cleared(self._said(device), _THING, MISMATCH)
