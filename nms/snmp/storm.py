"""The storm guard: when one sender talks so much that its traps are stored but no longer interpreted."""

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

    def hear(self, sender: str, now: float) -> bool:
        """Count one trap; True if a storm of this sender starts with it."""
        state = self._senders.setdefault(sender, Sender())
        slot = self._slot(now)
        state.slots[slot] = state.slots.get(slot, 0) + 1
        if state.storming or self._rate(state, now) < self._config.start_per_s:
            return False
        state.storming = True
        return True

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
        oldest = self._slot(now) - SLOTS
        for slot in [slot for slot in state.slots if slot <= oldest]:
            del state.slots[slot]
        return sum(state.slots.values()) / self._config.window_s
