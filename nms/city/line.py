"""An E1 line's condition and error performance over time (RFC 4805), as closed-form counts per 15 minutes."""

import math
from typing import NamedTuple

from nms.city import curve

QUARTER_S = 900
NO_ALARM, RCV_AIS, LOS, UNAVAILABLE, OUT_OF_SERVICE = 1, 8, 64, 8192, 16384  # dsx1LineStatus
RCV_FAR_END_LOF, LOOPBACK = 2, 128
DEFECTS = RCV_AIS | 32 | LOS | 4096 | UNAVAILABLE | OUT_OF_SERVICE  # what makes seconds unavailable at this end
UNAVAILABLE_AFTER_S = 10  # G.826: ten severely errored seconds begin unavailable time
SES_SHARE, CODING_VIOLATIONS = 0.05, 37  # of errored seconds; per errored second


class Counts(NamedTuple):
    """Seconds and violations of one interval, in the order of dsx1CurrentTable's columns."""

    es: int = 0
    ses: int = 0
    sefs: int = 0
    uas: int = 0
    css: int = 0
    pcv: int = 0
    les: int = 0
    bes: int = 0
    dm: int = 0
    lcv: int = 0


QUIET = Counts()


class Spell(NamedTuple):
    """A stretch of time in which the line was unavailable (rate 0) or errored (errored seconds per second)."""

    start: float
    end: float  # infinite while it lasts
    rate: float


class Line:
    """One E1: its status bitmap now, and what it has been through."""

    __slots__ = ("boot", "changed", "circuit", "errors", "index", "name", "noisy", "number", "spells", "status")

    def __init__(self, index: int, name: str, circuit: str, number: int, boot: float, *, noisy: bool) -> None:
        self.index, self.name, self.circuit, self.number = index, name, circuit, number
        self.noisy = noisy
        self.boot = self.changed = boot
        self.status = NO_ALARM
        self.errors = 0.0
        self.spells: tuple[Spell, ...] = ()

    def restart(self, at: float) -> None:
        """Forget all intervals, as after a cold start."""
        self.boot = self.changed = at
        rates = [spell.rate for spell in self.spells if spell.end == math.inf]
        self.spells = tuple(Spell(at, math.inf, rate) for rate in rates)

    def follow_status(self, status: int, at: float) -> None:
        """Take on a new status bitmap at a moment."""
        lost, loses = bool(self.status & DEFECTS), bool(status & DEFECTS)
        if loses and not lost:
            self.spells = (*self.spells, Spell(at, math.inf, 0.0))
        elif lost and not loses:
            self.spells = _closed(self.spells, 0.0, at)
        self.status, self.changed = status, at

    def follow_errors(self, rate: float, at: float) -> None:
        """Take on a new rate of errored seconds at a moment."""
        if rate == self.errors:
            return
        self.spells = _closed(self.spells, self.errors, at) if self.errors else self.spells
        if rate:
            self.spells = (*self.spells, Spell(at, math.inf, rate))
        self.errors = rate

    def valid_intervals(self, at: float) -> int:
        """Closed quarters since boot, at most 96."""
        return max(0, min(96, int(at // QUARTER_S) - int(self.boot // QUARTER_S) - 1))

    def counts(self, quarter: int, at: float) -> Counts:
        """What quarter number `quarter` (epoch seconds // 900) had counted by `at`."""
        if not (self.noisy or self.spells):
            return QUIET
        start = quarter * QUARTER_S
        end = start + min(max(at - start, 0.0), QUARTER_S)
        stretches = self._unavailable(at)
        lost = sum(_overlap(start, end, *stretch) for stretch in stretches)
        errored = _noise(self.number, quarter) * (end - start - lost) / QUARTER_S if self.noisy else 0.0
        severe = 0.0
        for spell in self.spells:
            first, last = max(start, spell.start), min(end, spell.end)
            lasting = _overlap(start, end, spell.start, spell.end)
            lasting -= sum(_overlap(first, last, *stretch) for stretch in stretches)
            errored += lasting * (spell.rate or 1.0)
            severe += lasting * (spell.rate * SES_SHARE if spell.rate else 1.0)
        return _counts(errored, severe, lost)

    def _unavailable(self, at: float) -> list[tuple[float, float]]:
        """Unavailable time up to a moment: begins with ten lost seconds, ends with ten good ones (which are not it)."""
        found: list[tuple[float, float]] = []
        for spell in self.spells:
            end = min(spell.end, at)
            if spell.rate or end <= spell.start:
                continue
            if found and spell.start - found[-1][1] < UNAVAILABLE_AFTER_S:
                found[-1] = (found[-1][0], end)
            elif end - spell.start >= UNAVAILABLE_AFTER_S:
                found.append((spell.start, end))
        if found and at - found[-1][1] < UNAVAILABLE_AFTER_S:
            found[-1] = (found[-1][0], at)  # not yet ten good seconds: a box takes them back when there are
        return found

    def total(self, at: float) -> Counts:
        """Sums over the valid intervals of the last 24 hours."""
        if not (self.noisy or self.spells):
            return QUIET
        now = int(at // QUARTER_S)
        rows = [self.counts(now - back, at) for back in range(1, self.valid_intervals(at) + 1)]
        return Counts(*map(sum, zip(*rows, strict=True))) if rows else QUIET


def _overlap(start: float, end: float, other_start: float, other_end: float) -> float:
    return max(min(end, other_end) - max(start, other_start), 0.0)


def _closed(spells: tuple[Spell, ...], rate: float, at: float) -> tuple[Spell, ...]:
    """Spells of one rate that still last end now; one that lasted no time leaves no trace."""
    ended = (spell._replace(end=at) if spell.rate == rate and spell.end == math.inf else spell for spell in spells)
    return tuple(spell for spell in ended if spell.end > spell.start)


def _counts(errored: float, severe: float, lost: float) -> Counts:
    es, ses = min(int(errored), QUARTER_S), min(int(severe), QUARTER_S)
    violations = int(errored * CODING_VIOLATIONS)
    return Counts(es=es, ses=ses, sefs=ses, uas=min(int(lost), QUARTER_S), pcv=violations, les=es, lcv=violations // 2)


def _noise(number: int, quarter: int) -> int:
    """Errored seconds of a noisy line in a quarter: mostly none, now and then one to six."""
    roll = curve.mix(number ^ quarter)
    return 1 + (roll >> 8) % 6 if roll % 4 == 0 else 0
