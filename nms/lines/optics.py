"""The optical budget of a PON branch: what is lost on the way, what the class allows, and what would fit."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor
from typing import Final, NamedTuple

from nms.core.line import Optics


class OpticalClass(NamedTuple):
    """Path loss that a class takes, in dB: less than `least` would overload the receivers (G.984.2)."""

    least: float
    most: float


CLASSES: Final[Mapping[str, OpticalClass]] = {
    "B+": OpticalClass(13, 28),
    "C+": OpticalClass(17, 32),
    "PX20+": OpticalClass(13, 28),
}
"""B+ and C+ of G.984.2 Amd. 1 and 2; PX20+ of EPON, whose least loss is taken to be that of B+."""
SPLIT_DB: Final[Mapping[int, float]] = {2: 3.6, 4: 7.3, 8: 10.7, 16: 14.0, 32: 17.4, 64: 20.8}
"""Loss of a splitter 1:n, planning values with excess loss."""
FIBRE_DB_PER_KM: Final = 0.40
"""At 1310 nm (upstream), where fibre loses most."""
CONNECTOR_DB: Final = 0.5
SPLICE_DB: Final = 0.1
REACH_KM: Final = 20.0
"""Physical reach of GPON and of 1000BASE-PX20."""

_DIGITS: Final = 6  # sums of tenths in binary: 28.000000000000004 is 28


@dataclass(frozen=True, slots=True)
class Budget:
    """All in dB: `left` is what the class takes beyond the loss, `margin` what of it remains after the reserve."""

    loss: float
    least: float
    most: float
    reserve: float

    @property
    def left(self) -> float:
        """The class's highest loss less the loss."""
        return round(self.most - self.loss, _DIGITS)

    @property
    def margin(self) -> float:
        """Negative: the branch cannot be built so."""
        return round(self.left - self.reserve, _DIGITS)

    @property
    def attenuator(self) -> float:
        """What must be added so that receivers are not overloaded (0 if nothing)."""
        return round(max(0.0, self.least - self.loss), _DIGITS)


def loss_db(km: float, splits: Iterable[int], optics: Optics) -> float:
    """Fibre, splitters in series, connectors and splices; KeyError for a ratio that is not in SPLIT_DB."""
    spliced = CONNECTOR_DB * optics.connectors + SPLICE_DB * optics.splices
    return round(FIBRE_DB_PER_KM * km + sum(SPLIT_DB[ratio] for ratio in splits) + spliced, _DIGITS)


def budget(km: float, splits: Iterable[int], optics: Optics) -> Budget:
    """The budget of a branch with optics of a class."""
    least, most = CLASSES[optics.grade]
    return Budget(loss_db(km, splits, optics), least, most, optics.reserve_db)


def longest_km(splits: Sequence[int], optics: Optics) -> float:
    """The longest fibre with which the margin is not negative, to a tenth below; 0 if there is none."""
    spare = budget(0, splits, optics).margin
    return max(0.0, min(REACH_KM, floor(round(spare / FIBRE_DB_PER_KM * 10, _DIGITS)) / 10))


class Fit(NamedTuple):
    """One thing to change so that the budget holds: optics (a class), splits (one ratio) or odn_km."""

    field: str
    value: Optics | tuple[int, ...] | float


def fits(km: float, splits: Sequence[int], optics: Optics) -> Iterator[Fit]:
    """What alone would make a negative budget hold: a higher class, the largest smaller splitter, a shorter fibre."""
    for grade in CLASSES:
        better = replace(optics, grade=grade)
        if CLASSES[grade].most > CLASSES[optics.grade].most and budget(km, splits, better).margin >= 0:
            yield Fit("optics", better)
    whole = loss_db(0, splits, Optics(connectors=0, splices=0))
    for ratio in sorted(SPLIT_DB, reverse=True):
        if SPLIT_DB[ratio] < whole and budget(km, (ratio,), optics).margin >= 0:
            yield Fit("splits", (ratio,))
            break
    if (longest := longest_km(splits, optics)) > 0:
        yield Fit("odn_km", longest)
