"""One round under way: sockets and ring on one side, the schedule of messages on the other."""

import select
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nms.core.ports import Clock
from nms.snmp.batch.answers import Answers, Fate
from nms.snmp.batch.arrays import U8
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.ring import Ring
from nms.snmp.batch.schedule import Schedule
from nms.snmp.batch.sockets import PER_CALL
from nms.snmp.batch.walking import Walk
from nms.snmp.batch.wire import Wire

LOOK_S = 0.05
"""How often time-outs are looked for while answers keep coming."""

LONGEST_WAIT_S = 1.0
UNREADABLE_PER_BATCH = 64
"""Of so many malformed datagrams a batch the senders are looked up: garbage must not cost more than answers."""


@dataclass(slots=True)
class Tally:
    """Datagrams of a round: requests sent (`resent` of them again), and what came by its Fate."""

    sent: int = 0
    resent: int = 0
    fates: dict[Fate, int] = field(default_factory=lambda: dict.fromkeys(Fate, 0))

    def count(self, fates: U8) -> None:
        """Take in the fates of a batch."""
        for fate, number in enumerate(np.bincount(fates, minlength=len(Fate)).tolist()):
            self.fates[Fate(fate)] += number


@dataclass(frozen=True, slots=True)
class Round:
    """One round over a fleet: the answers, the datagrams, and how long it took."""

    answers: Answers
    tally: Tally
    seconds: float


@dataclass(frozen=True, slots=True)
class Equipment:
    """What all rounds over a fleet share; `agents` finds an agent by the octets of its address words."""

    fleet: Fleet
    clock: Clock
    walk: Walk
    wires: Sequence[Wire]
    window: int
    agents: Mapping[bytes, int]


class Course:
    """Sends, receives and reads until every message has its fate."""

    def __init__(self, equipment: Equipment, answers: Answers, schedule: Schedule, first_id: int) -> None:
        self.tally = Tally()
        self._equipment, self._answers = equipment, answers
        self._schedule, self._first_id = schedule, first_id
        self._have = [0] * len(equipment.wires)
        self._flying = 0
        self._looked = equipment.clock.monotonic()
        self._poll = select.poll()
        for wire in equipment.wires:
            wire.number(first_id)
            self._poll.register(wire.fileno(), select.POLLIN)

    def run(self) -> None:
        """Until every message has its fate."""
        while self._schedule.open:
            now = self._equipment.clock.monotonic()
            if now - self._looked >= LOOK_S:
                self._look(now)
            sent = self._send(now)
            if not self._receive() and not sent:
                self._idle()
        self.tally.resent = self._schedule.resent

    def _look(self, now: float) -> None:
        self._schedule.expire(now)
        self._flying, self._looked = self._schedule.flying, now

    def _send(self, now: float) -> int:
        """Send one call's worth; returns how many messages left or never will."""
        chosen = self._schedule.ready(now, min(self._equipment.window - self._flying, PER_CALL))
        if not chosen.size:
            return 0
        fleet = self._equipment.fleet
        ways = fleet.ways[fleet.agent_of[chosen]]
        same = ways == ways[0]
        run = chosen if same.all() else chosen[: int(same.argmin())]
        wire = next(wire for wire in self._equipment.wires if wire.way == ways[0])
        sent, never = wire.send(run)
        self._schedule.left(sent, now)
        if never:
            self._schedule.unsendable()
        self.tally.sent += sent
        self._flying += sent
        return sent + never

    def _receive(self) -> int:
        total = 0
        for place, wire in enumerate(self._equipment.wires):
            have = self._have[place]
            count = wire.receive(have)
            if not count:
                continue
            wire.ring.times[have : have + count] = self._equipment.clock.monotonic()
            self._have[place] = have + count
            if self._have[place] >= self._equipment.walk.batch:
                self._read(place)
            total += count
        self._flying = max(0, self._flying - total)
        return total

    def _idle(self) -> None:
        """Nothing to send and nothing came: read what is there, else wait for the next event."""
        linger = self._equipment.walk.linger_s * 1000
        if any(self._have):
            if linger and self._poll.poll(linger):
                return  # more comes at once: a larger batch costs less
            for place, have in enumerate(self._have):
                if have:
                    self._read(place)
            return
        now = self._equipment.clock.monotonic()
        wait = min(max(self._schedule.next_event() - now, 0.0), LONGEST_WAIT_S)
        if not self._poll.poll(wait * 1000 + 1):
            self._look(self._equipment.clock.monotonic())

    def _read(self, place: int) -> None:
        ring, count = self._equipment.wires[place].ring, self._have[place]
        self._have[place] = 0
        heard, fates = self._equipment.walk(ring, count, self._first_id, self._answers)
        self.tally.count(fates)
        answered = heard >= 0
        if answered.any():
            self._schedule.heard(heard[answered], ring.times[:count][answered])
        for slot in np.flatnonzero(fates == Fate.MALFORMED)[:UNREADABLE_PER_BATCH].tolist():
            self._unreadable(ring, slot)

    def _unreadable(self, ring: Ring, slot: int) -> None:
        agent = self._equipment.agents.get(ring.senders[slot, :3].tobytes())
        if agent is not None:
            self._schedule.strange(agent, float(ring.times[slot]))
