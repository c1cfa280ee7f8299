"""Cells, timeslots and channels of a BSC: who uses what, how much is free, which channel would be taken next."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from nms.handover.bsc.settings import Settings, Values

X3111_S: Final = 4.0
"""A channel whose activation failed is not used for so long."""

UNMEASURED_DBM: Final = 0
"""Interference of an idle channel that nobody measured: it is taken last."""


class Rate(IntEnum):
    """Full or half rate; as an index, as it is all over the algorithms."""

    F = 0
    H = 1


F, H = Rate.F, Rate.H
RATES: Final = (F, H)


class State(IntEnum):
    """What a channel does; BROKEN ends by itself after X3111."""

    FREE = 0
    USED = 1
    PENDING = 2
    BROKEN = 3


@dataclass(slots=True, eq=False)
class Lchan:
    """A channel: half or whole of a timeslot."""

    slot: "Timeslot"
    number: int
    state: State = State.FREE
    broken_until: float = 0.0
    interference_dbm: int = UNMEASURED_DBM

    def is_free(self, now: float) -> bool:
        """Whether it may be given to a call."""
        return self.state == State.FREE or (self.state == State.BROKEN and now >= self.broken_until)

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Cell, TRX, timeslot and sub-slot, as the BSC numbers them."""
        return self.slot.cell.number, self.slot.trx, self.slot.number, self.number


@dataclass(slots=True, eq=False)
class Timeslot:
    """A timeslot of a kind (F, H, `dyn`, or None for what carries no calls); a dynamic one changes its mode."""

    cell: "Cell"
    trx: int
    number: int
    rate: Rate | None
    dynamic: bool = False
    mode: Rate | None = None  # what it is now; None: PDCH, or no traffic at all
    blocked_until: float = 0.0  # a dynamic timeslot whose only activation failed
    lchans: tuple[Lchan, ...] = ()

    def __post_init__(self) -> None:
        self.mode = self.rate
        self.lchans = (Lchan(self, 0), Lchan(self, 1))

    @property
    def halves(self) -> tuple[Lchan, ...]:
        """The channels it has in its present mode."""
        return () if self.mode is None else self.lchans[: self.mode + 1]

    def free(self, now: float) -> tuple[int, int]:
        """Channels it could give as full and as half rate."""
        if self.mode is None:
            return (1, 2) if self.dynamic else (0, 0)
        count = sum(lchan.is_free(now) for lchan in self.halves)
        if self.mode == H:
            return 0, count
        return (0, 0) if self.dynamic else (count, 0)

    def used(self) -> int:
        """Calls on it: a whole or either half counts one."""
        return sum(lchan.state == State.USED for lchan in self.halves)

    def settle(self) -> None:
        """A dynamic timeslot without a call returns to PDCH at once; what was broken on it keeps it blocked."""
        if not self.dynamic or any(lchan.state in (State.USED, State.PENDING) for lchan in self.halves):
            return
        for lchan in self.lchans:
            if lchan.state == State.BROKEN:
                self.blocked_until = max(self.blocked_until, lchan.broken_until)
            lchan.state = State.FREE
        self.mode = None


@dataclass(slots=True, eq=False)
class Cell:
    """A cell of the BSC: its place in the air, its settings (own values over the network's), its timeslots."""

    number: int
    arfcn: int
    bsic: int = 63
    band: str = ""
    own: Values = field(default_factory=dict)
    settings: Settings = field(default_factory=Settings)
    slots: list[Timeslot] = field(default_factory=list)
    handovers: int = 0  # in progress into and out of it
    avoid_interference: bool = False
    descending: bool = False
    level_bounds: tuple[int, ...] = (-115, -109, -103, -97, -91, -85)
    _free: tuple[int, int] | None = None

    @property
    def key(self) -> int:
        """ARFCN and BSIC as one number, as reports name it."""
        return self.arfcn << 6 | self.bsic

    def free(self, now: float) -> tuple[int, int]:
        """Free channels, full and half rate; remembered until a channel changes."""
        if self._free is None:
            each = [slot.free(now) for slot in self.slots]
            known = sum(one[F] for one in each), sum(one[H] for one in each)
            if any(lchan.state == State.BROKEN for lchan in self.lchans()):
                return known  # it heals by the clock alone
            self._free = known
        return self._free

    def touched(self) -> None:
        """A channel changed."""
        self._free = None

    def lchans(self) -> Iterator[Lchan]:
        """Every channel in the order of the BSC, in the present modes."""
        for slot in self.slots:
            yield from slot.halves

    def next_lchan(self, rate: Rate, now: float) -> Lchan | None:
        """The channel a new call would get: a static timeslot first, then a dynamic one in that mode, then a PDCH."""
        best: tuple[int, int, Lchan] | None = None
        for slot in reversed(self.slots) if self.descending else self.slots:
            rank = _rank(slot, rate, now)
            if rank is None or (best and rank > best[0]):
                continue
            for lchan in slot.lchans[: rate + 1]:
                if lchan.is_free(now):
                    worth = lchan.interference_dbm if self.avoid_interference else 0
                    if best is None or (rank, worth) < best[:2]:
                        best = rank, worth, lchan
        return best[2] if best else None


def _rank(slot: Timeslot, rate: Rate, now: float) -> int | None:
    if not slot.dynamic:
        return 0 if slot.rate == rate else None
    if slot.mode is None:
        return 2 if now >= slot.blocked_until else None
    return 1 if slot.mode == rate == H else None


def take(lchan: Lchan, rate: Rate, state: State) -> None:
    """Give a channel away; a dynamic timeslot takes its mode."""
    lchan.slot.mode = rate
    lchan.state = state
    lchan.slot.cell.touched()


def release(lchan: Lchan) -> None:
    """The channel is free again."""
    lchan.state = State.FREE
    lchan.slot.settle()
    lchan.slot.cell.touched()


def spoil(lchan: Lchan, until: float) -> None:
    """The activation failed: the channel is not free until then."""
    lchan.state = State.BROKEN
    lchan.broken_until = until
    lchan.slot.settle()
    lchan.slot.cell.touched()
