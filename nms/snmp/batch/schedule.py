"""One round decided without I/O: which messages may leave when, which are tried again, which are given up."""

import numpy as np

from nms.snmp.batch.answers import Answers, State
from nms.snmp.batch.arrays import F64, I32, U8, Mask, Places
from nms.snmp.batch.pacing import Pacing

NEVER = np.inf


class Schedule:
    """All messages of a round. An agent that has not answered yet is tried again with its first message only; the
    others are held until it is heard. One that was silent in the round before is asked its first message, once."""

    def __init__(self, answers: Answers, pacing: Pacing, now: float) -> None:
        fleet = answers.fleet
        self._answers, self._pacing = answers, pacing
        self._agent_of, self._first = fleet.agent_of, fleet.ordinals == 0
        self._attempts: U8 = np.zeros(fleet.messages, np.uint8)
        self._sent_at: F64 = np.zeros(fleet.messages)
        self._deadlines: F64 = np.full(fleet.messages, NEVER)
        self._held: Mask = pacing.dead[fleet.agent_of] & ~self._first
        self._alive: Mask = np.zeros(len(fleet.members), bool)
        self._queue: Places = np.zeros(0, np.intp)
        self._dues: F64 = np.zeros(0)
        self.open = fleet.messages
        self.resent = 0
        order = np.argsort(fleet.ordinals, kind="stable")  # agents take turns: nobody gets all its questions at once
        self._enqueue(order[~self._held[order]], now)

    @property
    def flying(self) -> int:
        """How many messages wait for their answers."""
        return int(np.count_nonzero(self._deadlines < NEVER))

    def ready(self, now: float, most: int) -> Places:
        """The messages that may leave now, at most so many; none that was answered while it waited for its next try."""
        chosen = self._queue[: min(most, int(np.searchsorted(self._dues, now, side="right")))]
        done = self._answers.states[chosen] > State.ASKED
        if done.any():
            kept = self._answers.states[self._queue] <= State.ASKED
            self._queue, self._dues = self._queue[kept], self._dues[kept]
            return self.ready(now, most)
        return chosen

    def next_event(self) -> float:
        """When the next message may leave or the next time-out strikes."""
        due = self._dues[0] if self._dues.size else NEVER
        return float(min(due, self._deadlines.min(initial=NEVER)))

    def left(self, count: int, now: float) -> None:
        """The first so many of the queue were sent."""
        gone, self._queue, self._dues = self._queue[:count], self._queue[count:], self._dues[count:]
        states = self._answers.states
        gone = gone[states[gone] <= State.ASKED]  # an answer to an earlier try may have come meanwhile
        states[gone] = State.ASKED
        self._deadlines[gone] = now + self._pacing.waits(self._agent_of[gone], self._attempts[gone])
        self.resent += int(np.count_nonzero(self._attempts[gone]))
        self._attempts[gone] += 1
        self._sent_at[gone] = now

    def unsendable(self) -> None:
        """The first of the queue can never leave."""
        message, self._queue, self._dues = self._queue[:1], self._queue[1:], self._dues[1:]
        self._give_up(message)

    def heard(self, messages: I32, times: F64) -> None:
        """These were answered at these moments, well or strangely."""
        self._deadlines[messages] = NEVER
        self.open -= messages.size
        agents = self._agent_of[messages]
        once = self._attempts[messages] == 1  # of others nobody knows which try was answered
        self._pacing.heard(agents[once], times[once] - self._sent_at[messages[once]])
        fresh = agents[~self._alive[agents]]
        if fresh.size:
            self._alive[fresh] = True
            self._release(times[-1])

    def expire(self, now: float) -> None:
        """Look after the messages whose time is over."""
        late = np.flatnonzero(self._deadlines <= now)
        if not late.size:
            return
        self._deadlines[late] = NEVER
        exhausted = self._pacing.exhausted(self._agent_of[late], self._attempts[late])
        self._give_up(late[exhausted])
        rest = late[~exhausted]
        again = self._alive[self._agent_of[rest]] | self._first[rest]
        self._held[rest[~again]] = True
        self._enqueue(rest[again], now)

    def strange(self, agent: int, now: float) -> None:
        """Something unreadable came from this agent: one open question of it counts as answered strangely."""
        asked = np.flatnonzero((self._agent_of == agent) & (self._answers.states == State.ASKED))[:1]
        self._answers.states[asked] = State.STRANGE
        self.heard(asked.astype(np.int32), np.full(asked.size, now))

    def _give_up(self, messages: Places) -> None:
        messages = messages[self._answers.states[messages] <= State.ASKED]
        self._answers.states[messages] = State.GIVEN_UP
        self.open -= messages.size
        lost = np.zeros(self._alive.size, bool)
        lost[self._agent_of[messages[self._first[messages]]]] = True
        lost &= ~self._alive
        held = np.flatnonzero(self._held & lost[self._agent_of])
        self._held[held] = False
        if held.size:
            self._give_up(held)

    def _release(self, now: float) -> None:
        free = np.flatnonzero(self._held & self._alive[self._agent_of])
        self._held[free] = False
        self._enqueue(free, now)

    def _enqueue(self, messages: Places, now: float) -> None:
        if messages.size:
            dues = np.concatenate([self._dues, self._pacing.dues(messages, now)])
            queue = np.concatenate([self._queue, messages])
            order = np.argsort(dues, kind="stable")
            self._queue, self._dues = queue[order], dues[order]
