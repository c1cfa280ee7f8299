"""The journal codec: one device's samples of one round, quickly packed; and what a sample's value becomes."""

from collections.abc import Sequence

import numpy as np

from nms.store.arrays import Array, DamagedError, pack, unpack
from nms.store.points import FLOAT, INT, U8, U64, UINT, Points

LEVEL = 1
MASK = 2**64 - 1


def storable(value: float) -> bool:
    """Whether a value has a place in 64 bits: no NaN, no infinity, no whole number out of range."""
    if isinstance(value, float):
        return value - value == 0.0
    return -(2**63) <= value < 2**64


def bits_of(values: Sequence[int | float]) -> tuple[U8, U64]:
    """Kinds and bits of storable values."""
    real = [isinstance(value, float) for value in values]
    if not any(real):
        return _whole(values)
    if all(real):
        return np.full(len(values), FLOAT, np.uint8), np.array(values, np.float64).view(np.uint64)
    mask = np.array(real)
    kinds, bits = np.empty(len(values), np.uint8), np.empty(len(values), np.uint64)
    kinds[mask], bits[mask] = bits_of([value for value in values if isinstance(value, float)])
    kinds[~mask], bits[~mask] = _whole([value for value in values if not isinstance(value, float)])
    return kinds, bits


def _whole(values: Sequence[int | float]) -> tuple[U8, U64]:
    try:
        return np.full(len(values), INT, np.uint8), np.array(values, np.int64).view(np.uint64)
    except OverflowError:
        kinds = [UINT if value >= 2**63 else INT for value in values]
        return np.array(kinds, np.uint8), np.array([int(value) & MASK for value in values], np.uint64)


def encode(points: Points) -> bytes:
    """Points as bytes, in their order."""
    times, tags, kinds = (_short(array) for array in (points.times, points.tags, points.kinds))
    return pack((points.series, times, tags, kinds, points.bits), LEVEL)


def decode(payload: bytes) -> Points:
    """The points again; DamagedError if the bytes are not those of `encode`."""
    arrays = unpack(payload)
    if len(arrays) != 5:
        raise DamagedError(f"{len(arrays)} arrays")
    series, times, tags, kinds, bits = arrays
    try:
        times, tags, kinds = (np.broadcast_to(part, series.shape) for part in (times, tags, kinds))
    except ValueError as error:
        raise DamagedError(str(error)) from error
    return Points(series, times, tags, kinds, bits)


def _short(array: Array) -> Array:
    """One element where all are the same, as nearly always in one visit."""
    return array[:1] if array.size and (array == array[0]).all() else array
