"""The seam of the queues in halls: samples, emergencies and actions, as a protocol."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from nms.core.queue import Emergency, Follow, Followed, QueueAction, QueueSample, Taken


class QueueStore(Protocol):
    """Remembers queues; each call is one transaction."""

    def add(self, samples: Sequence[QueueSample], follow: Follow, *, whole: bool = True) -> Taken:
        """Keep samples in any order, and let levels and emergencies be what they would be had they come in order.

        The same sample twice is kept once. With `whole` nothing is kept if any contradicts what is known.
        """
        ...

    def latest(self, halls: Collection[str]) -> Mapping[str, Followed]:
        """The newest sample of each hall that has one."""
        ...

    def samples(self, hall: str, start: datetime, end: datetime) -> Sequence[QueueSample]:
        """start ≤ at < end, in order."""
        ...

    def emergencies(self, hall: str, start: datetime, end: datetime) -> Sequence[Emergency]:
        """Those of a hall that overlap a stretch, oldest first."""
        ...

    def lasting(self) -> Sequence[Emergency]:
        """Those of all halls that last."""
        ...

    def lose(self, now: datetime, gap: timedelta) -> int:
        """End those whose hall has told nothing for longer than `gap`, when that was over; returns how many."""
        ...

    def act(self, action: QueueAction) -> None:
        """Note what somebody did."""
        ...

    def actions(self, hall: str, start: datetime, end: datetime) -> Sequence[QueueAction]:
        """start ≤ at < end, in order; "" for all halls."""
        ...
