"""Whoever polls the fleet: this process alone, or several that share the work."""

from collections.abc import Sequence
from typing import Protocol

from nms.core.ports import Clock
from nms.snmp.batch.course import Round
from nms.snmp.batch.errand import Wires
from nms.snmp.batch.fleet import Fleet, Member, fleet_of
from nms.snmp.batch.poller import BatchPoller
from nms.snmp.batch.walking import Walk, best_walk
from nms.snmp.batch.workers import Workers


class Crew(Protocol):
    """Polls everybody; who polls has its own part of the agents, a fleet."""

    @property
    def fleets(self) -> Sequence[Fleet]:
        """The parts."""
        ...

    def poll(self) -> Sequence[Round | None]:
        """One round over each part, in their order; None for a part whose process died in it. The answers stay as
        they are until the next but one call."""
        ...

    def close(self) -> None:
        """Give back sockets and processes."""
        ...


class Alone:
    """One poller in the calling thread."""

    def __init__(self, poller: BatchPoller) -> None:
        self._poller = poller
        self.fleets: Sequence[Fleet] = (poller.fleet,)

    def poll(self) -> Sequence[Round | None]:
        """One round over the one fleet."""
        return [self._poller.poll()]

    def close(self) -> None:
        """Give the sockets back."""
        self._poller.close()


def crew_of(
    members: Sequence[Member],
    workers: int,
    clock: Clock,
    rate: float,
    walk: Walk | None = None,
    wires: Wires | None = None,
) -> Crew:
    """Who polls these agents, `rate` requests a second to one at most, over sockets or what `wires` (a function of a
    module) makes; ValueError if there is nothing to ask."""
    if workers > 1:
        return Workers(members, workers, clock, rate, walk, wires)
    fleet, walk = fleet_of(members), walk or best_walk()
    return Alone(BatchPoller(fleet, clock, rate, walk, wires(fleet, walk) if wires else ()))
