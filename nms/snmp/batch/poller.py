"""Polling a whole fleet, round after round, over a few sockets."""

import secrets
from collections.abc import Sequence

from nms.core.ports import Clock
from nms.snmp import messages
from nms.snmp.batch.answers import Answers
from nms.snmp.batch.course import Course, Equipment, Round
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.pacing import Pacing
from nms.snmp.batch.schedule import Schedule
from nms.snmp.batch.sockets import PER_CALL
from nms.snmp.batch.walking import Walk, best_walk
from nms.snmp.batch.wire import Wire, wires_of

WIDEST_WINDOW = 2048


class BatchPoller:
    """Rounds over one fleet, in the thread that calls `poll`; `rate` bounds the requests a second to one agent."""

    def __init__(
        self, fleet: Fleet, clock: Clock, rate: float, walk: Walk | None = None, wires: Sequence[Wire] = ()
    ) -> None:
        walk = walk or best_walk()
        wires = wires or wires_of(fleet, walk.batch + PER_CALL, clock)
        window = min(WIDEST_WINDOW, *(wire.window for wire in wires))
        agents = {row.tobytes(): number for number, row in enumerate(fleet.addresses[:, :3])}
        self._equipment = Equipment(fleet, clock, walk, wires, window, agents)
        self._pacing = Pacing(fleet, rate, clock.monotonic())
        self._first_id = 0
        self._answers = Answers.empty(fleet)

    @property
    def fleet(self) -> Fleet:
        """Who is asked."""
        return self._equipment.fleet

    def poll(self, into: Answers | None = None) -> Round:
        """Ask everybody everything once. The answers stay as they are until the next but one call; they are put into
        `into`, where that is given: answers of this fleet before anything came."""
        started = self._equipment.clock.monotonic()
        self._answers = self._answers.after() if into is None else into
        self._first_id = self._fresh_ids()
        schedule = Schedule(self._answers, self._pacing, started)
        course = Course(self._equipment, self._answers, schedule, self._first_id)
        course.run()
        for wire in self._equipment.wires:
            if resting := wire.resting:
                self._answers.leave_alone(resting)
        self._pacing.ended(self._answers.silent())
        return Round(self._answers, course.tally, self._equipment.clock.monotonic() - started)

    def close(self) -> None:
        """Give the sockets back."""
        for wire in self._equipment.wires:
            wire.close()

    def _fresh_ids(self) -> int:
        """The first request-id of this round; the ids of the round before are not used again."""
        count = self.fleet.messages
        span = messages.LAST_ID - messages.FIRST_ID - count
        while True:
            first = messages.FIRST_ID + secrets.randbelow(span)
            if abs(first - self._first_id) >= count:
                return first
