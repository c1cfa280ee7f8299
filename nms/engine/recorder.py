"""What a visit or a trap brought goes into the store and through the judges into the Ledger; one thread does this."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from nms.app.parts import Parts
from nms.core.alarm import Report, Severity
from nms.core.device import Device
from nms.core.observed import Harvest, Interface, Layout, Row
from nms.core.ports import Collector, RawTrap, Trap, Understood
from nms.core.queries import TrapVerdict
from nms.core.sample import Sample
from nms.engine.fleet_keeping import FleetKeeping
from nms.engine.fleet_shapes import COUNTERS
from nms.engine.lines import Lines, stored_as_samples
from nms.engine.rounds import Visited
from nms.engine.writer import Writer
from nms.faults import states
from nms.faults.hand_rules import HandRules
from nms.faults.moments import dated, event_time
from nms.faults.problems import Said
from nms.faults.rules import understander
from nms.performance.crossings import PROBLEMS as CROSSINGS
from nms.performance.poller import Reachability
from nms.performance.rota import STATUS
from nms.performance.thresholds import Thresholds

T = TypeVar("T")
PULSE_OF = "uptime"
"""The collector that every status visit and every probe runs."""
_NO_RULE = Understood(known=False)


class Recorder:
    """Judges and writes, in its own thread, in the order things came."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._writer = Writer()
        self._thresholds = Thresholds(parts.config.thresholds, parts.inventory.devices)
        self.fleet = FleetKeeping(parts, self._thresholds)
        self._lines = Lines(parts)
        self._reachability = Reachability(parts.config.poll.down_after)
        self._understand = understander(parts.port_role)
        self._by_hand = HandRules(parts.store.trap_rules.all, parts.store.trap_rules.version)

    async def run(self, act: Callable[[], T], *, urgent: bool = False) -> T:
        """Have the writing thread do something and wait for it; what is urgent overtakes what waits."""
        return await self._writer.run(act, urgent=urgent)

    def keep(self, traps: Sequence[RawTrap]) -> Sequence[int]:
        """Store datagrams before anything else: two threads that write would keep each other waiting for the lock."""
        return self._writer.at_once(lambda: self._parts.store.traps.keep(traps))

    def stop(self) -> None:
        """Finish what is waiting."""
        self._writer.stop()

    def restore(self) -> list[str]:
        """Take up the judgements of the last run from the active alarms; returns the devices known to be silent."""
        active, now = self._parts.store.alarms.all_active(), self._parts.clock.now()
        self._reachability.restore(active)
        crossings = [alarm for alarm in active if alarm.key.problem in CROSSINGS]
        self._parts.ledger.record_all(self._lines.restore(crossings, now))
        others = [alarm for alarm in active if alarm.key.problem not in CROSSINGS]
        self._parts.ledger.record_all(self._thresholds.restore(others, now))
        for device, rows in self._parts.store.devices.everywhere(Interface).items():
            self._thresholds.heard(device, rows)
        return self._reachability.silent()

    def visited(self, visited: Visited, walked: Layout | None = None) -> Collector | None:
        """Keep what a visit brought, then judge it; a device that said nothing is noted as silent.

        Returns what the device is to be asked as well, to fill what is missing. `walked` is the layout under which the
        names of its ports were read, where that is another than before.
        """
        device, devices = visited.device, self._parts.store.devices
        if not visited.answered:
            devices.silent(device.name, visited.at, visited.error.code if visited.error else "")
            self._judge_reach(visited)
            return None
        visited = self._lines.settled(visited)
        harvests = [harvest for _, harvest in visited.harvests]
        built = [] if walked is None else [Harvest(rows=(walked,), covers=(Layout,))]
        devices.answered(device.name, visited.at, [*map(stored_as_samples, harvests), *built])
        samples = [sample for harvest in harvests for sample in harvest.samples]
        if COUNTERS in visited.harvested:
            self.fleet.spoke(device.name, visited.at)
        self._parts.store.samples.append_round([*samples, *_own(visited)])
        self._judge_reach(visited)
        self._parts.ledger.record_all(self._judged(visited, harvests, samples))
        # After the line's own alarms: unavailable seconds that they tell of are no crossing.
        self._parts.ledger.record_all(self._lines.judged(visited, self._parts.clock.now()))
        return self._lines.wanted(visited)

    def sampled(self, samples: Sequence[Sample], reports: Sequence[Report]) -> None:
        """Keep what was counted by another way than a visit, judge it by the thresholds, and record what it reports."""
        self._parts.store.samples.append_round(samples)
        self._parts.ledger.record_all([*reports, *self._thresholds.judge(samples, self._parts.clock.now())])

    def _judge_reach(self, visited: Visited) -> None:
        """An answer of any kind counts; silence only where status was asked, so that `down_after` means its rounds."""
        if not visited.answered and PULSE_OF not in visited.asked:
            return
        error = visited.error.code if visited.error else ""
        report = self._reachability.judge(visited.device, visited.at, answered=visited.answered, error=error)
        if report is None:
            return
        self._parts.ledger.record(report)
        state = "up" if report.severity is Severity.CLEARED else "down"
        self._parts.store.events.append("device", visited.device.name, visited.at, {"state": state})

    def _judged(self, visited: Visited, harvests: Sequence[Harvest], samples: Sequence[Sample]) -> list[Report]:
        device, now = visited.device.name, self._parts.clock.now()
        reports: list[Report] = []
        for name, harvest in visited.harvests:
            said = Said(device, visited.at, now, "poll", f"poll:{name}")
            reports += states.judge(harvest.rows, said, self._parts.port_role)
            reports += states.vanished(harvest, said, self._parts.ledger.active_keys(device))
        self._thresholds.heard(device, _interfaces(harvests))
        return reports + self._thresholds.judge(samples, now)

    def trapped(
        self, trap: Trap, device: Device, names: Mapping[int, str], booted_at: datetime | None = None
    ) -> Understood:
        """Let a trap become reports, note what became of it; what it names is to be polled now.

        `booted_at` is when the device started, as it last said: a trap that was long under way is dated by it.
        Rules that people made are asked where no built-in one knows it.
        """
        understood = self._understand(trap, device, names)
        if not understood.known:
            understood = self._by_hand.understand(trap, device, names)
        if not understood.known:
            self._parts.store.traps.unknown(trap)
            return _NO_RULE
        problems = sorted({report.key.problem for report in understood.reports})
        oid = ".".join(map(str, trap.oid))
        self._parts.store.traps.judged([TrapVerdict(trap.raw_id, "rule", oid, ", ".join(problems))])
        self._parts.ledger.record_all(dated(understood.reports, event_time(trap, booted_at)))
        return understood


def _interfaces(harvests: Sequence[Harvest]) -> list[Interface]:
    return [row for row in _rows(harvests) if isinstance(row, Interface)]


def _rows(harvests: Sequence[Harvest]) -> list[Row]:
    return [row for harvest in harvests for row in harvest.rows]


def _own(visited: Visited) -> list[Sample]:
    """How long the status visit took: the device's own pace over time."""
    if PULSE_OF not in visited.asked:
        return []
    return [Sample(visited.device.name, "poll_seconds", STATUS, visited.at, round(visited.seconds, 4))]
