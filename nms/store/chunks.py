"""The chunk codec: a block of samples as few bytes as can be, nothing lost; missing is a bit, never a 0."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nms.store import id_rows
from nms.store.arrays import Array, DamagedError, pack, pack_many, unpack
from nms.store.points import F64, FLOAT, I64, INT, U8, U16, U32, U64, Block, Mask

DECIMAL = 16
"""Disk kinds from here on are whole numbers of 10^-(kind - DECIMAL): 23.5 is 235 of kind 17."""

UNSIGNED: dict[int, type[np.unsignedinteger[Any]]] = {4: np.uint32, 8: np.uint64}

DECIMALS = 7
EXACT = 2.0**53
FAST = -5
"""zstandard's level where thousands of devices are packed at once: a few percent larger in half the time."""


def encode(block: Block) -> bytes:
    """A block as bytes; every value comes back equal."""
    kinds, bits = _decimals(block)
    patterns, pattern = _patterns(block.present)
    base = block.times[:1]
    flat = bits[block.present]
    deltas = flat.copy()
    deltas[1:] -= flat[:-1]
    return pack((
        base,
        (block.times - base).astype(np.uint32),
        block.tags,
        block.series,
        kinds,
        pattern,
        patterns,
        _zigzag(deltas.view(np.int64)),
    ))  # fmt: skip


def encode_many(times: I64, tag: int, series: U32, numbers: I64, steps: I64) -> Iterator[bytes]:
    """Chunks of devices that were asked for whole numbers at the same moments and all answered.

    `numbers` are moments × devices × columns, `steps` the differences between one moment's and the next's;
    `series` are spelled as `id_rows` has them, by device.
    """
    count = numbers.shape[1]
    small = not steps.size or (steps.min() >= -(2**31) and steps.max() < 2**31)
    coded = _zigzag(steps.astype(np.int32) if small else steps)
    offsets, tags = (times - times[:1]).astype(np.uint32), np.array([tag], np.uint16)
    return pack_many((times[:1], offsets, tags, series, numbers[0].view(np.uint64), coded), count, FAST)


def decode(payload: bytes) -> Block:
    """The block again; DamagedError if the bytes are not those of `encode` or `encode_many`."""
    arrays = unpack(payload)
    if len(arrays) not in (6, 8):
        raise DamagedError(f"{len(arrays)} arrays")
    try:
        return _regular(arrays) if len(arrays) == 6 else _any(arrays)
    except (ValueError, IndexError) as error:
        raise DamagedError(str(error)) from error


def _regular(arrays: Sequence[Array]) -> Block:
    """What `encode_many` packed: one row after the other, each as the steps from the one before."""
    base, offsets, tag, series, numbers, coded = arrays
    ids = id_rows.read(series)
    rows = np.empty((offsets.size, ids.size), np.uint64)
    rows[0] = numbers
    rows[1:] = _unzigzag(coded.astype(np.uint64)).reshape(-1, ids.size)
    order = np.argsort(ids)
    return Block(
        base + offsets,
        np.repeat(tag, offsets.size),
        ids[order],
        np.full(ids.size, INT, np.uint8),
        np.ones((ids.size, offsets.size), bool),
        np.cumsum(rows, axis=0, dtype=np.uint64).T[order],
    )


def _any(arrays: Sequence[Array]) -> Block:
    base, offsets, tags, series, kinds, pattern, patterns, deltas = arrays
    present = _present(patterns, pattern, offsets.size)
    bits = np.zeros(present.shape, np.uint64)
    bits[present] = np.cumsum(_unzigzag(deltas), dtype=np.uint64)
    return _undecimal(Block(base + offsets, tags, series, kinds.copy(), present, bits))


def _patterns(present: Mask) -> tuple[U8, U16]:
    """The distinct presence bitmaps end to end, and per column which is its own: families share a cadence."""
    known: dict[bytes, int] = {}
    packed = np.packbits(present, axis=1)
    pattern = [known.setdefault(row.tobytes(), len(known)) for row in packed]
    return np.frombuffer(b"".join(known), np.uint8), np.array(pattern, np.uint16)


def _present(patterns: U8, pattern: U16, rows: int) -> Mask:
    bitmaps = np.unpackbits(patterns.reshape(-1, (rows + 7) // 8), axis=1, count=rows)
    return bitmaps.astype(bool)[pattern]


def _zigzag(deltas: NDArray[np.signedinteger[Any]]) -> NDArray[np.unsignedinteger[Any]]:
    """Small steps down as small numbers: 0, -1, 1, -2 … become 0, 1, 2, 3 …"""
    coded = deltas << 1
    coded ^= deltas >> (8 * deltas.itemsize - 1)
    return coded.view(UNSIGNED[deltas.itemsize])


def _unzigzag(coded: U64) -> U64:
    result: U64 = (coded >> np.uint64(1)) ^ (np.uint64(0) - (coded & np.uint64(1)))
    return result


def _decimals(block: Block) -> tuple[U8, U64]:
    """Columns of floats that are decimal numbers of few digits as whole numbers; the rest as they are."""
    chosen = np.flatnonzero(block.kinds == FLOAT)
    if not chosen.size:
        return block.kinds, block.bits
    kinds, bits = block.kinds.copy(), block.bits.copy()
    for scale in range(DECIMALS):
        open_ = chosen[kinds[chosen] == FLOAT]
        if not open_.size:
            break
        whole, fits = _scaled(block.bits[open_].view(np.float64), block.present[open_], scale)
        kinds[open_[fits]] = DECIMAL + scale
        bits[open_[fits]] = whole[fits].astype(np.int64).view(np.uint64)
    return kinds, bits


def _scaled(values: F64, present: Mask, scale: int) -> tuple[F64, Mask]:
    with np.errstate(all="ignore"):
        whole = np.rint(values * 10.0**scale)
        same = (whole / 10.0**scale == values) & (np.abs(whole) < EXACT)
    return np.where(same, whole, 0.0), np.asarray((same | ~present).all(axis=1))


def _undecimal(block: Block) -> Block:
    chosen = np.flatnonzero(block.kinds >= DECIMAL)
    if not chosen.size:
        return block
    scales = 10.0 ** (block.kinds[chosen].astype(np.float64) - DECIMAL)
    block.bits[chosen] = (block.bits[chosen].view(np.int64) / scales[:, None]).view(np.uint64)
    block.kinds[chosen] = FLOAT
    return block
