"""Whether an element is still built as when its tables were read, and what is to be read again if it is not."""

from collections.abc import Iterable
from datetime import timedelta

from nms.core.observed import Layout

RESTARTED, INTERFACES, PARTS = "restarted", "interfaces", "parts"

BOOT_TOLERANCE = timedelta(seconds=60)
"""sysUpTime and our clock drift apart; only a start that is later by more than this is another start."""

PARTS_COLLECTOR = "entity"
"""The collector that need not run while entLastChangeTime stands still."""

HOLD_OFF_S = 300.0
"""An agent whose ifTableLastChange never rests must not be walked at every status poll."""

TRUSTED_S = 86_400.0
"""Agents exist whose entLastChangeTime never moves: once a day the parts are read all the same."""


def moved(walked: Layout | None, now: Layout, *, went_back: bool = False) -> frozenset[str]:
    """What differs between the layout that the tables were read under and the one of now.

    `went_back` says that sysUpTime is smaller than it last was. Whatever was never read under a known layout has moved
    in every respect; what an agent does not tell has not.
    """
    if walked is None:
        return frozenset({RESTARTED, INTERFACES, PARTS})
    found = set()
    if went_back or _later(walked, now):
        found.add(RESTARTED)
    if _differ(walked.interfaces, now.interfaces) or _differ(walked.interfaces_changed_s, now.interfaces_changed_s):
        found.add(INTERFACES)
    if _differ(walked.parts_changed_s, now.parts_changed_s):
        found.add(PARTS)
    return frozenset(found)


def renumbered(reasons: Iterable[str]) -> bool:
    """Whether ifIndexes may mean other interfaces than they did."""
    return not {RESTARTED, INTERFACES}.isdisjoint(reasons)


def _later(walked: Layout, now: Layout) -> bool:
    if walked.booted_at is None or now.booted_at is None:
        return False
    return now.booted_at > walked.booted_at + BOOT_TOLERANCE


def _differ(before: float | None, now: float | None) -> bool:
    return before is not None and now is not None and before != now


class Rewalks:
    """Decides which collectors of the inventory run out of turn, and which need not run in theirs.

    Times are on the clock that never steps.
    """

    def __init__(self, inventory: frozenset[str], hold_off_s: float = HOLD_OFF_S, trusted_s: float = TRUSTED_S) -> None:
        self._inventory = inventory
        self._hold_off_s = hold_off_s
        self._trusted_s = trusted_s
        self._asked_at: dict[str, float] = {}
        self._owed: dict[str, frozenset[str]] = {}
        self._parts: dict[str, tuple[float, float]] = {}  # device → entLastChangeTime that was read, when

    def out_of_turn(self, device: str, reasons: frozenset[str], asked: frozenset[str], now: float) -> frozenset[str]:
        """The collectors to run now because something moved, without those that were asked already.

        Within the hold-off nothing runs, but it is not forgotten.
        """
        if reasons & {RESTARTED, PARTS}:
            self._parts.pop(device, None)
        owed = self._owed.pop(device, frozenset()) | reasons
        affected = self._inventory if owed & {RESTARTED, PARTS} else self._inventory - {PARTS_COLLECTOR}
        wanted = affected - asked if owed else frozenset()
        if not wanted:
            return frozenset()
        if now - self._asked_at.get(device, float("-inf")) < self._hold_off_s:
            self._owed[device] = owed
            return frozenset()
        self._asked_at[device] = now
        return wanted

    def walked(self, device: str, harvested: Iterable[str], layout: Layout | None, now: float) -> None:
        """Remember under which entLastChangeTime the parts were read."""
        if PARTS_COLLECTOR in harvested and layout is not None and layout.parts_changed_s is not None:
            self._parts[device] = (layout.parts_changed_s, now)

    def unneeded(self, device: str, layout: Layout | None, now: float) -> frozenset[str]:
        """The collectors of the inventory that would read nothing new."""
        known = self._parts.get(device)
        if known is None or layout is None or layout.parts_changed_s != known[0] or now - known[1] >= self._trusted_s:
            return frozenset()
        return frozenset({PARTS_COLLECTOR})
