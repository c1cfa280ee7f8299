"""Customers who wait in a hall: samples, levels of emergency (应急), the rule between them, and what was done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from fractions import Fraction

MOST_WAITING, MOST_OPEN = 2000, 200
"""More customers or desks than that no hall has: a sample that says so is a mistake."""


class Level(IntEnum):
    """How urgent it is: the larger, the worse."""

    NORMAL = 0
    FIRST = 1  # 一级应急
    SECOND = 2  # 二级应急
    MANAGER = 3  # beyond both: the manager is called

    @property
    def word(self) -> str:
        """What API and texts call it: normal, level-1, level-2, manager."""
        return _WORDS[self]


_WORDS = ("normal", "level-1", "level-2", "manager")


@dataclass(frozen=True, slots=True)
class QueueSample:
    """Customers waiting (等候客户数) and desks open (台席开放数) in a hall at an aware UTC moment."""

    hall: str
    at: datetime
    waiting: int
    open: int

    @property
    def ratio(self) -> Fraction | None:
        """Waiting customers per open desk; 0 where nobody waits, None where somebody waits and no desk is open."""
        if not self.waiting:
            return Fraction(0)
        return Fraction(self.waiting, self.open) if self.open else None


@dataclass(frozen=True, slots=True)
class QueueRule:
    """Where levels begin, in customers per open desk: [first, second) level 1, [second, manager] level 2, above it the
    manager. A level is reached by `rise_after` consecutive samples at it or above, and left by one that lies more than
    `margin` below its beginning; samples more than `gap` apart are not consecutive."""

    first: Fraction = Fraction(5, 2)
    second: Fraction = Fraction(7, 2)
    manager: Fraction = Fraction(9, 2)
    margin: Fraction = Fraction(3, 10)
    rise_after: int = 2
    gap: timedelta = timedelta(minutes=15)

    def bound(self, level: Level) -> Fraction:
        """Where a level begins (of the manager's: above which)."""
        return (Fraction(0), self.first, self.second, self.manager)[level]


@dataclass(frozen=True, slots=True)
class QueueState:
    """A hall after its newest sample at `at` (None: none yet): its level, and what the last samples said by themselves.

    `recent` holds at most `QueueRule.rise_after` levels, the newest last.
    """

    at: datetime | None = None
    level: Level = Level.NORMAL
    recent: tuple[Level, ...] = ()


class Ending(StrEnum):
    """How a stretch at one level ended."""

    WORSENED = "worsened"
    EASED = "eased"
    CLEARED = "cleared"
    LOST = "lost"  # no samples any more: nobody knows


@dataclass(frozen=True, slots=True)
class QueueMove:
    """A hall changed its level; `how` is None where it left the normal one."""

    at: datetime
    before: Level
    after: Level
    how: Ending | None


Follow = Callable[[QueueState, QueueSample], tuple[QueueState, Sequence[QueueMove]]]
"""What a sample makes of a state: pure, and of samples in the order of their times."""


@dataclass(frozen=True, slots=True)
class Emergency:
    """A stretch of time that a hall spent at one level above normal; `end` is None while it lasts."""

    hall: str
    level: Level
    start: datetime
    end: datetime | None = None
    ended: Ending | None = None


@dataclass(frozen=True, slots=True)
class QueueAction:
    """What somebody did about a queue, at which level; `action` is a code of the list of actions."""

    hall: str
    at: datetime
    action: str
    actor: str
    level: Level = Level.NORMAL
    note: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """A stored sample with what the hall's state was after it."""

    sample: QueueSample
    state: QueueState


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of samples that came: kept, known already (the same hall, time and numbers), or in contradiction to
    what is known of their hall and time."""

    kept: int = 0
    known: int = 0
    refused: tuple[QueueSample, ...] = ()
