"""Error performance of a path, second by second (ITU-T G.826), as the DS1-MIB counts it in intervals (RFC 4805)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

ValueT = TypeVar("ValueT")

INTERVAL_S = 900
KEPT = 96  # closed intervals: a day, as many as the DS1-MIB keeps
PERSISTENCE_S = 10
"""So many severely errored seconds in a row begin unavailable time and belong to it; as many others end it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What makes a second severely errored: `ses_at` errored blocks (code violations) in it; a defect always does.

    `slips` says whether a controlled slip makes a second an errored one. `failure_s` > 0 is for equipment that declares
    a failure after so many seconds of defect: RFC 4805 lets unavailable time begin with it, G.826 does not.
    """

    ses_at: int
    slips: bool = False
    failure_s: int = 0


G826_E1 = Rule(300)  # 30 % of the 1,000 blocks (CRC-4 sub-multiframes) in a second
DS1_CRC = Rule(832, slips=True)  # path code violations: CRC-4 errors
DS1_NO_CRC = Rule(2048, slips=True)  # line code violations

_CRC_TYPES = frozenset({5, 7, 13})  # dsx1LineType: dsx1E1CRC, dsx1E1CRCMF, dsx1E1Q50CRC


def rule_of(line_type: int) -> Rule:
    """The rule by which RFC 4805 counts an E1 of this dsx1LineType."""
    return DS1_CRC if line_type in _CRC_TYPES else DS1_NO_CRC


class Second(NamedTuple):
    """What was seen in one second: errored blocks (code violations), a defect (LOS, LOF, AIS), controlled slips."""

    errors: int = 0
    defect: bool = False
    slips: int = 0


class Counts(NamedTuple):
    """Seconds (es, ses, uas, css), background block errors and code violations; all but uas of available time only."""

    es: int = 0
    ses: int = 0
    uas: int = 0
    css: int = 0
    bbe: int = 0
    pcv: int = 0

    def plus(self, other: "Counts") -> "Counts":
        """Both together."""
        return Counts(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def minus(self, other: "Counts") -> "Counts":
        """This without the other."""
        return Counts(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))


QUIET = Counts()
UNAVAILABLE = Counts(uas=1)


def classified(second: Second, rule: Rule) -> Counts:
    """What a second counts for in available time: a severely errored second is an errored one, without BBE."""
    severe = second.defect or second.errors >= rule.ses_at
    slipped = second.slips > 0
    errored = severe or second.errors > 0 or (slipped and rule.slips)
    return Counts(int(errored), int(severe), 0, int(slipped), 0 if severe else second.errors, second.errors)


def total(parts: Iterable[Counts]) -> Counts:
    """Several intervals together."""
    result = QUIET
    for part in parts:
        result = result.plus(part)
    return result


@dataclass(slots=True)
class Meter:
    """Counts a path's seconds as they come, into intervals numbered from 1970 (epoch second // 900).

    Every second counts at once, in the state the path is in. When ten in a row turn the state, those that were counted
    otherwise are counted anew, also those of the interval before: its counts may still change in the first ten seconds
    after its end. A second that was not measured ends a run and leaves the state as it is; one that is not later
    than the last (the clock stepped back) was measured already and is left out.
    """

    rule: Rule = G826_E1
    available: bool = True
    counts: dict[int, Counts] = field(default_factory=dict)
    measured: dict[int, int] = field(default_factory=dict)  # seconds seen, by interval
    _run: list[tuple[int, Counts]] = field(default_factory=list)  # seconds of the other kind, not yet ten
    _defects: int = 0
    _last: int | None = None

    def take(self, at: int, second: Second) -> None:
        """The second that began at epoch second `at`."""
        if self._last is not None and at <= self._last:
            return
        if self._last is None or at > self._last + 1:
            self._run.clear()
            self._defects = 0
        self._last = at
        worth = classified(second, self.rule)
        self._defects = self._defects + 1 if second.defect else 0
        self._count(at // INTERVAL_S, worth)
        if bool(worth.ses) is self.available:
            self._run.append((at // INTERVAL_S, worth))
            if len(self._run) >= PERSISTENCE_S or self._failed():
                self._turn()
        else:
            self._run.clear()

    def take_all(self, start: int, seconds: Iterable[Second]) -> None:
        """Consecutive seconds, the first at epoch second `start`."""
        for at, second in enumerate(seconds, start):
            self.take(at, second)

    def interval(self, number: int) -> Counts:
        """What an interval has counted so far; nothing for one that is no longer, or not yet, there."""
        return self.counts.get(number, QUIET)

    def day(self, number: int) -> Counts:
        """The 96 closed intervals before interval `number`, as dsx1TotalTable sums them."""
        return total(counts for known, counts in self.counts.items() if number - KEPT <= known < number)

    def _failed(self) -> bool:
        return self.available and 0 < self.rule.failure_s <= self._defects

    def _count(self, number: int, worth: Counts) -> None:
        if number not in self.counts:
            self.counts = _recent(self.counts, number)
            self.measured = _recent(self.measured, number)
        self.counts[number] = self.interval(number).plus(worth if self.available else UNAVAILABLE)
        self.measured[number] = self.measured.get(number, 0) + 1

    def _turn(self) -> None:
        """The run has lasted: its seconds belong to the other state."""
        for number, worth in self._run:
            before, after = (worth, UNAVAILABLE) if self.available else (UNAVAILABLE, worth)
            self.counts[number] = self.interval(number).minus(before).plus(after)
        self.available = not self.available
        self._run.clear()


def _recent(kept: Mapping[int, ValueT], number: int) -> dict[int, ValueT]:
    return {known: value for known, value in kept.items() if known >= number - KEPT}
