"""Samples as arrays: one value after the other, or a block of rows (moments) by columns (series)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

INT, UINT, FLOAT = 0, 1, 2
"""How 64 bits are to be read; where values of one series differ, the wider one wins."""

SIMULATED = 0x8000
"""Bit of a row's tag: the values were back-filled, not polled. The other bits number the runs of the clock."""

VIEWS: dict[int, type[np.generic]] = {INT: np.int64, UINT: np.uint64, FLOAT: np.float64}

U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
U64 = NDArray[np.uint64]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Points:
    """Values one after the other, arrays of one length: series id, ms since 1970, tag, kind and the 64 bits."""

    series: U32
    times: I64
    tags: U16
    kinds: U8
    bits: U64

    @classmethod
    def none(cls) -> Self:
        """No point at all."""
        return cls(
            np.zeros(0, np.uint32),
            np.zeros(0, np.int64),
            np.zeros(0, np.uint16),
            np.zeros(0, np.uint8),
            np.zeros(0, np.uint64),
        )

    @classmethod
    def joined(cls, parts: Sequence["Points"]) -> Self:
        """One after the other; of two values for one series, moment and tag the later counts."""
        names = ("series", "times", "tags", "kinds", "bits")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def where(self, mask: Mask | NDArray[np.intp]) -> "Points":
        """Those chosen, by a mask or by their places."""
        return Points(self.series[mask], self.times[mask], self.tags[mask], self.kinds[mask], self.bits[mask])


@dataclass(frozen=True, slots=True)
class Block:
    """Rows by columns: `times`, `tags` per row in their order; `series`, `kinds` per column; `present` and `bits`
    are columns × rows, bits 0 where not present."""

    times: I64
    tags: U16
    series: U32
    kinds: U8
    present: Mask
    bits: U64

    @classmethod
    def of(cls, points: Points) -> Self:
        """Points in any order, sorted into rows and columns."""
        rows, row = np.unique((points.times << 16) | points.tags, return_inverse=True)
        series, column = np.unique(points.series, return_inverse=True)
        kinds = _widest(points, column, series.size)
        present = np.zeros((series.size, rows.size), bool)
        bits = np.zeros(present.shape, np.uint64)
        present[column, row] = True
        bits[column, row] = converted(points.bits, points.kinds, kinds[column])
        return cls(rows >> 16, (rows & 0xFFFF).astype(np.uint16), series, kinds, present, bits)

    def points(self) -> Points:
        """The long form, column by column."""
        column, row = np.nonzero(self.present)
        return Points(self.series[column], self.times[row], self.tags[row], self.kinds[column], self.bits[column, row])

    def chosen(self, series: U32) -> Points:
        """The points of some series; those that are not here are left out."""
        columns = np.flatnonzero(np.isin(self.series, series))
        part = Block(
            self.times, self.tags, self.series[columns], self.kinds[columns], self.present[columns], self.bits[columns]
        )
        return part.points()

    def same(self, other: "Block") -> bool:
        """Whether both hold the same values."""
        names = ("times", "tags", "series", "kinds", "present", "bits")
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in names)


def converted(bits: U64, kinds: U8, wanted: U8) -> U64:
    """The same values in other kinds, all arrays of one length; whole numbers beyond 2^53 lose digits as floats."""
    result = bits
    for kind in (INT, UINT):
        mask = (kinds == kind) & (wanted == FLOAT)
        if mask.any():
            result = result.copy() if result is bits else result
            result[mask] = bits[mask].view(VIEWS[kind]).astype(np.float64).view(np.uint64)
    return result


def values(points: Points) -> NDArray[Any]:
    """The numbers of points of one series, in one type that holds them all."""
    if not points.kinds.size:
        return np.zeros(0, np.int64)
    wanted = _widest(points, np.zeros(points.kinds.size, np.intp), 1)[0]
    return converted(points.bits, points.kinds, np.full_like(points.kinds, wanted)).view(VIEWS[int(wanted)])


def floats(bits: U64, kinds: U8) -> F64:
    """Columns × rows of bits as floats, each column by its kind."""
    result = np.empty(bits.shape, np.float64)
    for kind, view in VIEWS.items():
        chosen = kinds == kind
        result[chosen] = bits[chosen].view(view)
    return result


def _widest(points: Points, column: NDArray[np.intp], count: int) -> U8:
    widest = np.zeros(count, np.uint8)
    np.maximum.at(widest, column, points.kinds)
    if (widest == UINT).any():  # beyond 2^63 and below 0 in one series: only a float holds both
        negative = (points.kinds == INT) & (points.bits.view(np.int64) < 0)
        below = np.zeros(count, bool)
        below[column[negative]] = True
        widest[below & (widest == UINT)] = FLOAT
    return widest
