"""The storm guard: when one sender talks so much that its traps are stored but no longer interpreted."""

import math
from dataclasses import dataclass, field

from nms.core.config import StormConfig

SLOTS = 10  # a window is counted in so many parts; memory per sender does not grow with the storm


@dataclass(slots=True)
class Sender:
    """What one sender did within the window: traps per slot (number of the slot → count)."""

    slots: dict[int, int] = field(default_factory=dict)
    storming: bool = False


class StormGuard:
    """Rates per sender over a sliding window, with hysteresis; decides, never acts. Times are monotonic seconds."""

    def __init__(self, config: StormConfig) -> None:
        self._config = config
        self._width = config.window_s / SLOTS
        self._stop_per_s = min(config.stop_per_s, config.start_per_s)
        self._senders: dict[str, Sender] = {}

    def storming(self, sender: str) -> bool:
        """Whether this sender's traps are not to be interpreted now."""
        found = self._senders.get(sender)
        return found is not None and found.storming

    def rate(self, sender: str, now: float) -> float:
        """Traps a second of this sender, mean over the window that ends at `now`."""
        found = self._senders.get(sender)
        return self._rate(found, now) if found else 0.0

    def admit(self, sender: str, now: float, count: int) -> int:
        """Count traps that came together; how many of them, the first ones, came before a storm of this sender."""
        state = self._senders.setdefault(sender, Sender())
        before = self._total(state, now)
        slot = self._slot(now)
        state.slots[slot] = state.slots.get(slot, 0) + count
        if state.storming:
            return 0
        if self._rate(state, now) < self._config.start_per_s:
            return count
        state.storming = True
        calm = math.ceil(self._config.start_per_s * self._config.window_s) - 1 - before
        return min(max(0, calm), count - 1)

    def settle(self, now: float) -> list[str]:
        """The senders whose storm is over at `now`; senders without a trap in the window are forgotten."""
        over = []
        for sender, state in list(self._senders.items()):
            rate = self._rate(state, now)
            if state.storming and rate <= self._stop_per_s:
                state.storming = False
                over.append(sender)
            if not state.slots:
                del self._senders[sender]
        return over

    def _slot(self, now: float) -> int:
        return int(now // self._width)

    def _rate(self, state: Sender, now: float) -> float:
        return self._total(state, now) / self._config.window_s

    def _total(self, state: Sender, now: float) -> int:
        oldest = self._slot(now) - SLOTS
        for slot in [slot for slot in state.slots if slot <= oldest]:
            del state.slots[slot]
        return sum(state.slots.values())
