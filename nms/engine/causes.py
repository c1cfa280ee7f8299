"""The engine's part in root causes: looks at them every second, and asks at once who may be behind a trouble."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from nms.app.causes import patience
from nms.app.parts import Parts
from nms.engine.recorder import PULSE_OF, Recorder
from nms.engine.rounds import Visited
from nms.engine.schedule import Schedule
from nms.faults.attribution import Attribution
from nms.faults.causes import Cause, Seen
from nms.faults.elements import Elements
from nms.topology.dependency import dependency
from nms.topology.reach import reach

_STATES = "interface_states"
_AGAIN = timedelta(seconds=15)


class CauseWatch:
    """Finds the causes anew when alarms came or went, and now and then while there are any, since polls tell too."""

    def __init__(self, parts: Parts, recorder: Recorder, schedule: Schedule) -> None:
        self._parts, self._recorder, self._schedule = parts, recorder, schedule
        inventory = parts.inventory
        elements = Elements(inventory, dependency(inventory), reach(inventory))
        self._attribution = Attribution(parts.ledger, elements, parts.clock, patience(parts.config))
        self._answered: dict[str, datetime] = {}
        self._read: dict[str, datetime] = {}
        self._probed: dict[str, tuple[datetime, int]] = {}
        self._asked: set[str] = set()
        self._looked_at: datetime | None = None
        self._looking = False

    def restore(self) -> None:
        """Know what the last run knew of who answers."""
        states = self._parts.store.devices.states()
        self._answered = {name: state.last_answer_at for name, state in states.items() if state.last_answer_at}
        self._read = dict(self._answered)

    def visited(self, visited: Visited) -> None:
        """Note who answered, and whose ports were read."""
        name = visited.device.name
        self._asked.discard(name)
        if visited.answered:
            self._answered[name] = visited.at
        if _STATES in visited.harvested:
            self._read[name] = visited.at

    async def look(self) -> None:
        """One look, in the writing thread, and the probes that it makes sense to send; never two at once."""
        if self._looking or not self._due():
            return
        self._looking = True
        try:
            seen = Seen(dict(self._answered), dict(self._read))
            causes = await self._recorder.run(lambda: self._attribution.look(seen), urgent=True)
        finally:
            self._looking = False
        self._looked_at = self._parts.clock.now()
        if self._parts.config.causes.probe:
            self._probe(causes)

    def _due(self) -> bool:
        if not self._attribution.idle:
            return True
        waited = self._looked_at is None or self._parts.clock.now() - self._looked_at >= _AGAIN
        return waited and bool(self._attribution.causes)

    def _probe(self, causes: tuple[Cause, ...]) -> None:
        """Ask every suspect as often as makes it count as silent, no more, for one trouble."""
        suspects = {device: cause.since for cause in causes for device in cause.suspects}
        self._probed = {name: known for name, known in self._probed.items() if name in suspects}
        for name, since in suspects.items():
            device = self._parts.inventory.devices.get(name)
            if device is not None and device.polled and name not in self._asked and self._may(name, since):
                self._asked.add(name)
                self._schedule.ask(device, [PULSE_OF])

    def _may(self, name: str, since: datetime) -> bool:
        known, often = self._probed.get(name, (since, 0))
        often = often if known == since else 0
        if often >= self._parts.config.poll.down_after:
            return False
        self._probed[name] = since, often + 1
        return True

    @property
    def probed(self) -> Mapping[str, int]:
        """How often each present suspect was asked."""
        return {name: often for name, (_, often) in self._probed.items()}
