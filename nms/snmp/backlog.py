"""What waits for interpretation: a queue a sender, served in turn, so that nobody's flood delays another's trap."""

from collections import OrderedDict, deque
from typing import NamedTuple

from nms.core.ports import RawTrap


class Waiting(NamedTuple):
    """A stored datagram, and the monotonic second in which it came; without `telling` only its sender is answered."""

    raw: RawTrap
    at: float
    telling: bool = True


class Backlog:
    """Holds at most `limit`, of one sender three quarters of it; what comes beyond is refused."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._share = limit - limit // 4
        self._queues: OrderedDict[str, deque[Waiting]] = OrderedDict()
        self._size = 0
        self.peak = 0

    def __len__(self) -> int:
        return self._size

    def put(self, one: Waiting) -> bool:
        """Whether there was room for it."""
        sender = one.raw.address
        queue = self._queues.get(sender)
        if self._size >= self._limit or (queue is not None and len(queue) >= self._share):
            return False
        if queue is None:
            queue = self._queues[sender] = deque()
        queue.append(one)
        self._size += 1
        self.peak = max(self.peak, self._size)
        return True

    def pop(self) -> Waiting:
        """The oldest of the sender whose turn it is; IndexError where nothing waits."""
        if not self._queues:
            raise IndexError("nothing waits")
        sender, queue = self._queues.popitem(last=False)
        one = queue.popleft()
        if queue:
            self._queues[sender] = queue
        self._size -= 1
        return one

    def oldest(self) -> float | None:
        """When the oldest came."""
        return min((queue[0].at for queue in self._queues.values()), default=None)
