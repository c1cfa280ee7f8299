"""Rates of a PON branch as bandwidth profiles have them: assured and highest, in granules of 64 kbit/s."""

from math import ceil
from typing import Final, NamedTuple

GRANULE: Final = 64
"""kbit/s in which profiles are written."""
KBIT: Final = 1024
"""kbit/s of a Mbit/s in a profile, as the vendor counts: assure 10240 is 10 M."""


def kbit(mbps: float) -> int:
    """A rate in profile units, up to the next 64 kbit/s."""
    return ceil(mbps * KBIT / GRANULE - 1e-9) * GRANULE


class Rates(NamedTuple):
    """What a T-CONT assures, which is taken of the PON for good, and the most it lets through, in kbit/s: of type 2
    where they are the same, else of type 3 (G.984.3)."""

    assured: int
    most: int

    @classmethod
    def of(cls, assured_mbps: float, most_mbps: float) -> "Rates":
        """Of a line's rates."""
        return cls(kbit(assured_mbps), kbit(most_mbps))

    def __str__(self) -> str:
        return f"{self.assured}-{self.most}"
