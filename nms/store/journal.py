"""The journal codec: one device's samples of one round, quickly packed; and what a sample's value becomes."""

import struct
import zlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nms.store.arrays import Array, DamagedError, pack, unpack
from nms.store.points import FLOAT, INT, U8, U64, UINT, Points

LEVEL = 1
MASK = 2**64 - 1

ROW_MAGIC = b"NMSR"  # a packed frame begins with zstandard's own
ROW_HEAD = struct.Struct("<4sIIIqHBx")


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


class Row(NamedTuple):
    """What schema 0015 kept of a device of a grid and may still wait to be sealed: signed numbers of one moment under
    consecutive series ids: little-endian, each `width` octets (1 to 8) long."""

    first: int
    at_ms: int
    tag: int
    width: int
    octets: bytes

    @property
    def bits(self) -> U64:
        """The numbers in 64 bits each."""
        octets = np.frombuffer(self.octets, np.uint8).reshape(-1, self.width)
        wide = np.zeros((len(octets), 8), np.uint8)
        wide[:, : self.width] = octets
        unused = 8 * (8 - self.width)
        return (wide.view(np.int64)[:, 0] << unused >> unused).view(np.uint64)


def decode_row(payload: bytes) -> Row | None:
    """The row again, None if the payload is packed points; DamagedError if its octets are not those of a row."""
    if payload[:4] != ROW_MAGIC:
        return None
    if len(payload) < ROW_HEAD.size:
        raise DamagedError("a row without its head")
    _, checksum, count, first, at_ms, tag, width = ROW_HEAD.unpack_from(payload)
    octets = payload[ROW_HEAD.size :]
    if not 1 <= width <= 8 or len(octets) != width * count or zlib.crc32(octets) != checksum:
        raise DamagedError("a row of other octets")
    return Row(first, at_ms, tag, width, octets)


def encode(points: Points) -> bytes:
    """Points as bytes, in their order."""
    times, tags, kinds = (_short(array) for array in (points.times, points.tags, points.kinds))
    return pack((points.series, times, tags, kinds, points.bits), LEVEL)


def decode(payload: bytes) -> Points:
    """The points again; DamagedError if the bytes are not those of `encode` or a row's."""
    row = decode_row(payload)
    if row is not None:
        return _points(row)
    arrays = unpack(payload)
    if len(arrays) != 5:
        raise DamagedError(f"{len(arrays)} arrays")
    series, times, tags, kinds, bits = arrays
    try:
        times, tags, kinds = (np.broadcast_to(part, series.shape) for part in (times, tags, kinds))
    except ValueError as error:
        raise DamagedError(str(error)) from error
    return Points(series, times, tags, kinds, bits)


def _points(row: Row) -> Points:
    bits = row.bits
    return Points(
        np.arange(row.first, row.first + bits.size, dtype=np.uint32),
        np.full(bits.size, row.at_ms, np.int64),
        np.full(bits.size, row.tag, np.uint16),
        np.full(bits.size, INT, np.uint8),
        bits,
    )


def _short(array: Array) -> Array:
    """One element where all are the same, as nearly always in one visit."""
    return array[:1] if array.size and (array == array[0]).all() else array
