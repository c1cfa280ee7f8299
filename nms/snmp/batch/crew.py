"""Whoever polls the fleet: this process alone, or several that share the work."""

from collections.abc import Sequence
from typing import Protocol

from nms.snmp.batch.course import Round
from nms.snmp.batch.fleet import Fleet
from nms.snmp.batch.poller import BatchPoller


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
