"""The watch over queues: what ticket machines told goes to their halls, and levels become one alarm a hall."""

import logging
from collections.abc import Mapping

from nms.app.parts import Parts
from nms.core.alarm import AlarmKey, Report, Severity
from nms.core.errors import StoreError
from nms.core.queue import Emergency, Level, QueueSample
from nms.core.sample import Sample
from nms.engine.recorder import Recorder
from nms.engine.rounds import Visited
from nms.faults.problems import Said, cleared, key, raised
from nms.halls.queue import follower
from nms.performance.health import NMS

log = logging.getLogger(__name__)

PROBLEM = "hall-queue"
LABEL = "queue_hall"
"""Label of a device that tells the queue of a hall which does not list it."""
SEVERITIES: Mapping[Level, Severity] = {
    Level.FIRST: Severity.MINOR,
    Level.SECOND: Severity.MAJOR,
    Level.MANAGER: Severity.CRITICAL,
}
_WAITING, _OPEN = "hall_waiting", "hall_open_desks"


class QueueWatch:
    """Samples may come from here, from pages or from a command: the emergencies in the store say what alarms there are.

    One alarm a hall, on "hall NAME" of its first device, whose severity is the level's. Nothing is remembered between
    two looks, so that a restart changes nothing.
    """

    def __init__(self, parts: Parts, recorder: Recorder) -> None:
        self._parts, self._recorder = parts, recorder
        self._rule = parts.config.queues.rule
        self._follow = follower(self._rule)
        halls = parts.inventory.halls
        self._halls = {device: hall.name for hall in halls.values() for device in hall.devices}
        told = {name: device.labels.get(LABEL, "") for name, device in parts.inventory.devices.items()}
        self._halls |= {name: hall for name, hall in told.items() if hall in halls}

    async def visited(self, visited: Visited) -> None:
        """Keep what a ticket machine told."""
        sample = self._told([sample for _, harvest in visited.harvests for sample in harvest.samples])
        if sample is None:
            return
        try:
            await self._recorder.run(lambda: self._keep(sample))
        except StoreError as error:
            log.error("queue of %s not stored: %s", sample.hall, error)  # noqa: TRY400 - said in one line, as of a visit

    def _told(self, samples: list[Sample]) -> QueueSample | None:
        counts = {sample.metric: sample for sample in samples if sample.metric in (_WAITING, _OPEN)}
        if len(counts) < len((_WAITING, _OPEN)):
            return None
        waiting, desks = counts[_WAITING], counts[_OPEN]
        hall = self._halls.get(waiting.device)
        return None if hall is None else QueueSample(hall, waiting.at, int(waiting.value), int(desks.value))

    def _keep(self, sample: QueueSample) -> None:
        if self._parts.store.queues.add([sample], self._follow).refused:
            log.warning("queue of %s at %s: other numbers are known already", sample.hall, sample.at)

    async def tick(self) -> None:
        """Hold the alarms against the emergencies that last."""
        await self._recorder.run(self.look)

    def look(self) -> None:
        """What is lost ends, then alarms are raised, changed and cleared as the emergencies in the store say."""
        store, now = self._parts.store.queues, self._parts.clock.now()
        store.lose(now, self._rule.gap)
        lasting = {self._key(one): one for one in store.lasting()}
        alarms = {one.key: one for one in self._parts.ledger.active() if one.key.problem == PROBLEM}
        reports = [
            self._raised(place, one)
            for place, one in lasting.items()
            if place not in alarms or alarms[place].severity is not SEVERITIES[one.level]
        ]
        ended = [self._cleared(place) for place in alarms.keys() - lasting.keys()]
        if reports or ended:
            self._parts.ledger.record_all([*ended, *reports])

    def _key(self, one: Emergency) -> AlarmKey:
        hall = self._parts.inventory.halls.get(one.hall)
        known = (name for name in (hall.devices if hall else ()) if name in self._parts.inventory.devices)
        return key(next(known, NMS), f"hall {one.hall}", PROBLEM)

    def _raised(self, place: AlarmKey, one: Emergency) -> Report:
        newest = self._parts.store.queues.latest([one.hall]).get(one.hall)
        details = {"hall": one.hall, "level": one.level.word}
        if newest is not None:
            details |= {"waiting": str(newest.sample.waiting), "open": str(newest.sample.open)}
        said = Said(place.device, one.start, self._parts.clock.now(), "engine", f"queue:{one.level.word}")
        return raised(said, place.object, PROBLEM, SEVERITIES[one.level], details)

    def _cleared(self, place: AlarmKey) -> Report:
        """Ended when and how the hall's newest emergency did; "lost" tells that nobody knows, not that all is well."""
        now = self._parts.clock.now()
        hall = place.object.removeprefix("hall ")
        past = self._parts.store.queues.emergencies(hall, now - 2 * self._rule.gap, now)
        last = past[-1] if past else None
        at = last.end if last and last.end else now
        how = f"queue:{last.ended}" if last and last.ended else "queue"
        return cleared(Said(place.device, at, now, "engine", how), place.object, PROBLEM)
