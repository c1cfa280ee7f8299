"""Who is polled when: staggered slots, one visit in flight per device, and a small price for the dead (promise T6)."""

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

STATUS = "status"
"""The cadence that tells whether a device answers; the only one that a dead device is asked in."""

PROBE_BUDGET_S = 3.0
"""What asking a dead device may take: one cheap request, no second try."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A device whose time has come: ask it everything that `cadences` name, in one visit.

    `late_s` is how long after its slot that is; a `probe` is one cheap request, to see whether it is back.
    """

    device: str
    cadences: tuple[str, ...]
    late_s: float = 0.0
    probe: bool = False


class Missed(NamedTuple):
    """A slot that came while the device's former visit was still under way (or the rota itself was late)."""

    device: str
    cadence: str


class _Slot(NamedTuple):
    at: float
    number: int
    cadence: str
    once: bool = False


class Rota:
    """The plan of all visits, on a clock of seconds that never steps.

    Device i of n is due at i × period / n after the start and then every period: no burst, and the same phase after
    every overrun. A device is due again only when `finished` has been said of its last turn; slots that pass
    meanwhile are missed, never made up for. One that failed `dead_after` times in a row is probed at each of its
    status slots and asked for everything as soon as it answers.
    """

    def __init__(
        self, devices: Sequence[str], cadences: Mapping[str, float], start: float = 0.0, dead_after: int = 2
    ) -> None:
        self._devices = tuple(devices)
        self._numbers = {name: number for number, name in enumerate(self._devices)}
        self._cadences = dict(cadences)
        self._start = start
        self._dead_after = dead_after
        self._flying: set[int] = set()
        self._failures: Counter[int] = Counter()
        self._missed: list[Missed] = []
        self._slots = [
            _Slot(self._phase(number, cadence), number, cadence)
            for cadence in self._cadences
            for number in range(len(self._devices))
        ]
        heapq.heapify(self._slots)

    def due(self, now: float) -> list[Turn]:
        """The visits to begin now; each device in it counts as under way until `finished`."""
        found: dict[int, list[_Slot]] = {}
        while self._slots and self._slots[0].at <= now:
            slot = heapq.heappop(self._slots)
            self._renew(slot, now)
            if slot.number in self._flying:
                self._miss(slot)
            elif slot.cadence == STATUS or not self._dead(slot.number):
                found.setdefault(slot.number, []).append(slot)
        self._flying |= found.keys()
        return [self._turn(number, slots, now) for number, slots in found.items()]

    def begin(self, device: str) -> bool:
        """Take a device for a visit out of turn (a trap or a person asked); False while one is under way."""
        number = self._numbers[device]
        if number in self._flying:
            return False
        self._flying.add(number)
        return True

    def finished(self, device: str, *, answered: bool, now: float) -> None:
        """A visit has ended. A device that is back from the dead is due for everything at once."""
        number = self._numbers[device]
        self._flying.discard(number)
        if not answered:
            self._failures[number] += 1
            return
        if self._dead(number):
            for cadence in self._cadences:
                heapq.heappush(self._slots, _Slot(now, number, cadence, once=True))
        del self._failures[number]

    def skipped(self, device: str) -> None:
        """The turn was given up before anything was asked."""
        self._flying.discard(self._numbers[device])

    def dead(self, device: str) -> bool:
        """Whether a device is thought dead; one that is in no plan is not."""
        return device in self._numbers and self._dead(self._numbers[device])

    def restore(self, dead: Iterable[str]) -> None:
        """Begin with devices known to be dead, as after a restart."""
        for device in dead:
            if device in self._numbers:
                self._failures[self._numbers[device]] = self._dead_after

    def take_missed(self) -> list[Missed]:
        """The slots missed since the last call."""
        missed, self._missed = self._missed, []
        return missed

    def next_at(self) -> float | None:
        """When the next slot comes; None without devices."""
        return self._slots[0].at if self._slots else None

    def _dead(self, number: int) -> bool:
        return self._failures[number] >= self._dead_after

    def _phase(self, number: int, cadence: str) -> float:
        return self._start + number * self._cadences[cadence] / len(self._devices)

    def _renew(self, slot: _Slot, now: float) -> None:
        """Put the next slot in phase; those that passed unseen are missed."""
        if slot.once:
            return
        period = self._cadences[slot.cadence]
        passed = int((now - slot.at) // period)
        for _ in range(passed):
            self._miss(slot)
        phase = self._phase(slot.number, slot.cadence)
        following = round((slot.at - phase) / period) + passed + 1  # from the phase: errors must not add up
        heapq.heappush(self._slots, _Slot(phase + following * period, slot.number, slot.cadence))

    def _miss(self, slot: _Slot) -> None:
        if slot.cadence == STATUS or not self._dead(slot.number):
            self._missed.append(Missed(self._devices[slot.number], slot.cadence))

    def _turn(self, number: int, slots: Sequence[_Slot], now: float) -> Turn:
        dead = self._dead(number)
        names = tuple(dict.fromkeys(slot.cadence for slot in slots))
        return Turn(self._devices[number], names, now - min(slot.at for slot in slots), probe=dead)
