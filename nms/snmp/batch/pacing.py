"""How fast each agent is asked and how long it is waited for: a token bucket and a round-trip estimate per agent."""

import numpy as np

from nms.snmp.batch.arrays import F64, I32, U8, Mask, Places
from nms.snmp.batch.fleet import Fleet

SHORTEST_S = 0.25
"""Least time-out before the last try: agents answer slowly while they are busy."""

FIRST_GUESS = 0.9
"""Of the time-out: how long an agent that was never heard is waited for before the last try, so that a round whose
agents are dead is over when time-out times tries are, the sending included."""

GAIN, DEVIATION_GAIN, DEVIATIONS = 1 / 8, 1 / 4, 4.0  # RFC 6298 section 2


class Pacing:
    """What is remembered of every agent between rounds; times are monotonic seconds.

    The buckets are those of `nms.snmp.policer`: `rate` requests a second, a quarter of it at once.
    """

    def __init__(self, fleet: Fleet, rate: float, now: float) -> None:
        agents = len(fleet.members)
        self._fleet = fleet
        self._rate = rate
        self._burst = max(1.0, rate / 4)
        self._tokens: F64 = np.full(agents, self._burst)
        self._token_at: F64 = np.full(agents, now)
        self._trip: F64 = np.full(agents, np.nan)
        self._deviation: F64 = np.zeros(agents)
        self.dead: Mask = np.zeros(agents, bool)

    def dues(self, messages: Places, now: float) -> F64:
        """When each of these messages may leave: a token is taken for each, in the given order."""
        order = np.argsort(self._fleet.agent_of[messages], kind="stable")
        agents = self._fleet.agent_of[messages][order]
        rank = np.arange(agents.size) - np.searchsorted(agents, agents)
        saved = np.minimum(self._burst, self._tokens + np.maximum(0.0, now - self._token_at) * self._rate)
        waits = np.maximum(0.0, (rank + 1 - saved[agents]) / self._rate)
        asked, counts = np.unique(agents, return_counts=True)
        self._tokens[asked] = saved[asked] - counts
        self._token_at[asked] = np.maximum(now, self._token_at[asked])
        dues = np.empty(agents.size)
        dues[order] = now + waits
        return dues

    def waits(self, agents: I32, attempts: U8) -> F64:
        """How long to wait for the answer to try number `attempts` (from 0): ever longer, at the last try in full."""
        full, tries = self._fleet.timeouts[agents], self._tries(agents)
        trip = self._trip[agents]
        guess = np.where(np.isnan(trip), FIRST_GUESS * full, trip + DEVIATIONS * self._deviation[agents])
        early = np.minimum(full, np.maximum(SHORTEST_S, guess) * 2.0**attempts)
        return np.where(attempts + 1 >= tries, full, early)

    def exhausted(self, agents: I32, attempts: U8) -> Mask:
        """Whether so many tries were all; a dead agent is asked only once."""
        done: Mask = attempts >= self._tries(agents)
        return done

    def heard(self, agents: I32, seconds: F64) -> None:
        """Learn from round trips (RFC 6298); of several of one agent at once the last counts."""
        trip, deviation = self._trip[agents], self._deviation[agents]
        fresh = np.isnan(trip)
        off = np.abs(seconds - np.where(fresh, seconds, trip))
        self._deviation[agents] = np.where(fresh, seconds / 2, deviation + DEVIATION_GAIN * (off - deviation))
        self._trip[agents] = np.where(fresh, seconds, trip + GAIN * (seconds - trip))

    def ended(self, silent: Mask) -> None:
        """A round is over: who was silent counts as dead until it answers."""
        self.dead = silent

    def _tries(self, agents: I32) -> U8:
        tries: U8 = np.where(self.dead[agents], 1, self._fleet.tries[agents]).astype(np.uint8)
        return tries
