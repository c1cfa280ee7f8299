"""Upstream bandwidth of a PON: T-CONT types (G.984.3), Huawei's words for them, and whether one more fits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from nms.core.errors import ConflictError, InvalidError
from nms.core.line import Draw

GRANULE: Final = 64
"""kbit/s in which profiles are written."""
KBIT: Final = 1024
"""kbit/s of a Mbit/s in a profile, as the vendor counts: assure 10240 is 10 M."""
USABLE: Final = 1_100_000
"""kbit/s of a GPON upstream (1.24416 Gbit/s) that may be promised."""
_NEEDS: Final[Mapping[int, tuple[str, ...]]] = {
    1: ("fixed",),
    2: ("assured",),
    3: ("assured", "maximum"),
    4: ("maximum",),
    5: ("fixed", "assured", "maximum"),
}
_WORDS: Final = {"fixed": "fix", "assured": "assure", "maximum": "max"}


@dataclass(frozen=True, slots=True)
class Tcont:
    """Bandwidths in kbit/s, multiples of 64; 0 what the type does not have."""

    type: int
    fixed: int = 0
    assured: int = 0
    maximum: int = 0

    def __post_init__(self) -> None:
        """InvalidError NMS-LINE-077 for no type, NMS-LINE-085 for a bandwidth the type does not have or that lacks."""
        if self.type not in _NEEDS:
            raise InvalidError("NMS-LINE-077", key="T-CONT", value=self.type, allowed=", ".join(map(str, _NEEDS)))
        for name in _WORDS:
            value = getattr(self, name)
            if value < 0 or value % GRANULE or bool(value) is not (name in _NEEDS[self.type]):
                self._refuse(name, value)
        promised = self.fixed + self.assured
        if self.maximum and (self.maximum < promised or (self.type == 3 and self.maximum == self.assured)):
            self._refuse("maximum", self.maximum)

    def _refuse(self, name: str, value: int) -> None:
        allowed = " ".join(f"{_WORDS[one]} (n × {GRANULE})" for one in _NEEDS[self.type])
        raise InvalidError("NMS-LINE-085", type=self.type, key=name, value=value, allowed=allowed)

    @property
    def promised(self) -> int:
        """What is taken of the PON for good: fixed and assured."""
        return self.fixed + self.assured

    @property
    def words(self) -> str:
        """As SmartAX `dba-profile add` takes it: type3 assure 10240 max 20480."""
        said = (f"{_WORDS[name]} {getattr(self, name)}" for name in _NEEDS[self.type])
        return f"type{self.type} {' '.join(said)}"


def kbit(mbps: float) -> int:
    """A rate in profile units, up to the next 64 kbit/s."""
    return ceil(mbps * KBIT / GRANULE - 1e-9) * GRANULE


def tcont(assured_mbps: float, most_mbps: float, *, tdm: bool = False) -> Tcont:
    """What a line gets: type 1 for TDM, 3 for a rate with a peak above it, 2 where they are the same, 4 without any
    assured rate."""
    assured, most = kbit(assured_mbps), kbit(most_mbps)
    if tdm:
        return Tcont(1, fixed=most)
    if assured == 0:
        return Tcont(4, maximum=most)
    return Tcont(2, assured=assured) if most <= assured else Tcont(3, assured=assured, maximum=most)


def admit(scope: str, known: Iterable[Tcont], wanted: Tcont, capacity: int = USABLE) -> Draw:
    """The share that a T-CONT draws of its PON; ConflictError NMS-LINE-086 where fixed and assured would pass it."""
    taken = sum(one.promised for one in known)
    if taken + wanted.promised > capacity:
        free = max(0, (capacity - taken) // GRANULE * GRANULE)
        raise ConflictError("NMS-LINE-086", scope=scope, value=taken + wanted.promised, limit=capacity, free=free)
    return Draw(scope, wanted.promised, capacity)
