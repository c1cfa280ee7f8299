"""What a channel has measured, as running sums: an average over any window of up to ten reports is one division."""

from collections.abc import Iterable
from typing import Final

KEPT: Final = 10  # reports and neighbours a channel remembers
_MASK: Final = 15  # rings of 16 running sums: ten back is never overwritten


class Neighbour:
    """Levels of one neighbour (ARFCN << 6 | BSIC), the last ten, as running sums."""

    __slots__ = ("count", "key", "last_seen", "sums")

    def __init__(self, key: int) -> None:
        self.key = key
        self.count = 0
        self.last_seen = -1
        self.sums = [0] * (_MASK + 1)

    def push(self, level: int) -> None:
        """One more report."""
        total = self.sums[self.count & _MASK] + level
        self.count += 1
        self.sums[self.count & _MASK] = total

    def average(self, window: int) -> int:
        """Mean of the last `window` levels, of what there is if there are fewer; whole numbers, rounded down."""
        count = self.count
        window = min(window, count)
        return (self.sums[count & _MASK] - self.sums[(count - window) & _MASK]) // window


class Levels:
    """The measurements of one channel since it was taken."""

    __slots__ = ("bad", "count", "last_nr", "levels", "neighbours", "qualities")

    def __init__(self) -> None:
        self.count = 0
        self.last_nr = -1
        self.levels = [0] * (_MASK + 1)
        self.qualities = [0] * (_MASK + 1)
        self.bad = [0] * (_MASK + 1)  # reports of RXQUAL 5 or worse
        self.neighbours: list[Neighbour] = []

    def push(self, nr: int, level: int, quality: int, neighbours: Iterable[tuple[int, int]]) -> None:
        """One more report; without neighbours in it theirs stay as they are and grow stale."""
        now = self.count & _MASK
        self.count += 1
        then = self.count & _MASK
        self.last_nr = nr
        self.levels[then] = self.levels[now] + level
        self.qualities[then] = self.qualities[now] + quality
        self.bad[then] = self.bad[now] + (quality >= 5)
        seen = dict(neighbours)
        if not seen:
            return
        for known in self.neighbours:
            heard = seen.pop(known.key, -1)
            if heard >= 0:
                known.last_seen = nr
            else:
                heard = 0
            sums, count = known.sums, known.count
            total = sums[count & _MASK] + heard
            count += 1
            sums[count & _MASK] = total
            known.count = count
        for key, heard in seen.items():
            self._add(nr, key, heard)

    def _add(self, nr: int, key: int, level: int) -> None:
        """A neighbour heard for the first time takes the place of the weakest when there is none free."""
        fresh = Neighbour(key)
        fresh.last_seen = nr
        fresh.push(level)
        if len(self.neighbours) < KEPT:
            self.neighbours.append(fresh)
            return
        weakest = min(self.neighbours, key=lambda known: known.average(KEPT))
        self.neighbours[self.neighbours.index(weakest)] = fresh

    def level(self, window: int) -> int | None:
        """Mean serving level, None until the window is full."""
        count = self.count
        if count < window:
            return None
        return (self.levels[count & _MASK] - self.levels[(count - window) & _MASK]) // window

    def quality(self, window: int) -> int | None:
        """Mean serving RXQUAL, None until the window is full."""
        count = self.count
        if count < window:
            return None
        return (self.qualities[count & _MASK] - self.qualities[(count - window) & _MASK]) // window

    def bad_of_last_four(self) -> int:
        """How many of the last four reports had RXQUAL 5 or worse."""
        count = self.count
        return self.bad[count & _MASK] - self.bad[(count - 4) & _MASK] if count > 4 else self.bad[count & _MASK]
