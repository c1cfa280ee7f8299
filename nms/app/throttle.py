"""How often one address may knock at a door that stands open: a bounded memory of the last moments."""

import threading
from collections import OrderedDict, deque

_MOST_ADDRESSES = 10_000


class Throttle:
    """At most `most` knocks within `window_s`, by address; safe for many threads, small whatever comes.

    Of more addresses than are remembered, those that were quiet longest are forgotten first.
    """

    def __init__(self, most: int, window_s: float) -> None:
        self._most, self._window_s = most, window_s
        self._knocks: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def knock(self, address: str, now: float) -> bool:
        """Count one at a moment of the monotonic clock; False if it was one too many."""
        with self._lock:
            held = self._knocks.pop(address, None) or deque(maxlen=self._most)
            self._knocks[address] = held
            while len(self._knocks) > _MOST_ADDRESSES:
                self._knocks.popitem(last=False)
            if self._full(held, now):
                return False
            held.append(now)
            return True

    def full(self, address: str, now: float) -> bool:
        """Whether the next one would be one too many; counts nothing."""
        with self._lock:
            held = self._knocks.get(address)
            return held is not None and self._full(held, now)

    def _full(self, held: deque[float], now: float) -> bool:
        while held and now - held[0] >= self._window_s:
            held.popleft()
        return len(held) >= self._most
