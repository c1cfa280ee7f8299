"""Who is asked in rounds over a fleet and who by sessions, in which slice, and when the slices have their turns."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from nms.engine.fleet_shapes import COUNTERS, Plan
from nms.performance import layout

Same = TypeVar("Same", bound=Hashable)

ODD_IN_A_ROW = 3
"""A device whose answers are odd so often in a row is left to its sessions for a while, ever longer."""

LONGEST_S = 86_400.0

SLICES = 10
SLICES_OF_WORKERS = 2
"""Each slice has processes of its own where several share the work."""

LEAST = 25
"""Devices in a slice, if there are as many: a round of few costs as much as one of many."""


def slices_for(devices: int, workers: int) -> int:
    """Into how many slices so many devices are cut."""
    most = SLICES if workers == 1 else SLICES_OF_WORKERS
    return max(1, min(most, devices // LEAST))


class FleetBook:
    """The plans by device; times are on the clock that never steps, `hold_off_s` is the shortest pause after oddity.

    A device has a plan and is not suspended, or its sessions ask all. Those suspended keep their plans for a trial.
    """

    def __init__(self, devices: Iterable[str], slices: int, hold_off_s: float) -> None:
        self.slices = slices
        self._slice = {name: number % slices for number, name in enumerate(sorted(devices))}
        self._hold_off_s = hold_off_s
        self._plans: dict[str, Plan] = {}
        self._shared: dict[Hashable, Any] = {}
        self._odd: Counter[str] = Counter()
        self._pauses: Counter[str] = Counter()
        self._barred: dict[str, float] = {}
        self.suspended: set[str] = set()
        self.unfit: set[str] = set()

    def __len__(self) -> int:
        return len(self._plans.keys() - self.suspended)

    def holds(self, device: str) -> bool:
        """Whether the rounds ask this device."""
        return device in self._plans and device not in self.suspended

    def relieved(self, device: str) -> frozenset[str]:
        """The collectors that sessions need not run on this device."""
        return frozenset({COUNTERS}) if self.holds(device) else frozenset()

    def plan(self, device: str) -> Plan | None:
        """How a device is asked, or would be were it not suspended."""
        return self._plans.get(device)

    def current(self, plan: Plan) -> bool:
        """Whether the device is still asked by this plan."""
        return self._plans.get(plan.device) is plan and plan.device not in self.suspended

    def members(self, number: int) -> list[Plan]:
        """The plans of a slice."""
        found = [plan for name, plan in self._plans.items() if self._slice[name] == number]
        return [plan for plan in found if plan.device not in self.suspended]

    def doubtful(self, number: int) -> list[Plan]:
        """The plans of those of a slice that are suspended."""
        return [
            self._plans[name] for name in sorted(self.suspended & self._plans.keys()) if self._slice[name] == number
        ]

    def put(self, device: str, plan: Plan | None, now: float) -> None:
        """What a session's visit showed; a plan that says what the old one said changes nothing."""
        if plan is None:
            self.unfit.add(device)
            self._plans.pop(device, None)
            return
        self.unfit.discard(device)
        if now < self._barred.get(device, now):
            return
        self._plans[device] = self._kept(plan)

    def _kept(self, plan: Plan) -> Plan:
        old = self._plans.get(plan.device)
        if old is not None and old.alike(plan) and not layout.renumbered(layout.moved(old.walked, plan.walked)):
            return old
        if len(self._shared) > 4 * len(self._plans) + 100:
            self._shared.clear()
        member = replace(plan.member, layout=self._one(plan.member.layout))
        return replace(plan, member=member, columns=self._one(plan.columns))

    def _one(self, thing: Same) -> Same:
        """Of equal things one: thousands of devices are built alike."""
        known: Same = self._shared.setdefault(thing, thing)
        return known

    def drop(self, device: str) -> bool:
        """The plan no longer holds; whether there was one."""
        return self._plans.pop(device, None) is not None

    def answered_well(self, device: str) -> None:
        """Nothing was odd this time."""
        del self._odd[device]

    def answered_oddly(self, device: str, now: float) -> None:
        """Once more; whoever does it too often is dropped for a while."""
        self._odd[device] += 1
        if self._odd[device] < ODD_IN_A_ROW:
            return
        del self._odd[device]
        self._barred[device] = now + min(LONGEST_S, self._hold_off_s * 2.0 ** self._pauses[device])
        self._pauses[device] += 1
        self.drop(device)


class SliceTurns:
    """Slice n of N has its turns at (n + ½) / N of every period: no burst, and the same phase after every overrun."""

    def __init__(self, slices: int, period_s: float, start: float) -> None:
        self._period_s = period_s
        self._starts = [start + (number + 0.5) * period_s / slices for number in range(slices)]
        self._done = [-1] * slices

    def due(self, now: float) -> Sequence[tuple[int, int]]:
        """(slice, turns before this one that went by unseen) of the slices whose turn it is."""
        found = []
        for number, start in enumerate(self._starts):
            turn = int((now - start) // self._period_s)
            if turn > self._done[number]:
                found.append((number, turn - self._done[number] - 1))
                self._done[number] = turn
        return found
