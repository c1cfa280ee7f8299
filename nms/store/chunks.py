"""The chunk codec: a block of samples as few bytes as can be, nothing lost; missing is a bit, never a 0."""

from collections.abc import Iterator

import numpy as np

from nms.store.arrays import DamagedError, pack, pack_many, unpack
from nms.store.points import F64, FLOAT, I64, INT, U8, U16, U32, U64, Block, Mask

DECIMAL = 16
"""Disk kinds from here on are whole numbers of 10^-(kind - DECIMAL): 23.5 is 235 of kind 17."""

DECIMALS = 7
EXACT = 2.0**53
FAST = 1
"""zstandard's level where thousands of devices are packed at once: some percent larger in half the time."""


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
        _zigzag(deltas),
    ))  # fmt: skip


def encode_many(times: I64, tags: U16, series: U32, bits: U64) -> Iterator[bytes]:
    """Blocks of whole numbers with common moments, nothing missing, each as `encode` would put it.

    `series` are devices × columns, `bits` devices × columns × moments.
    """
    count, columns = series.shape
    flat = np.ascontiguousarray(bits).reshape(count, -1)
    deltas = flat.copy()
    deltas[:, 1:] -= flat[:, :-1]
    coded = _zigzag(deltas)
    pattern = np.packbits(np.ones(times.size, bool))
    kinds, patterns = np.full(columns, INT, np.uint8), np.zeros(columns, np.uint16)
    offsets = (times - times[:1]).astype(np.uint32)
    return pack_many((times[:1], offsets, tags, series, kinds, patterns, pattern, coded), count, FAST)


def decode(payload: bytes) -> Block:
    """The block again; DamagedError if the bytes are not those of `encode`."""
    arrays = unpack(payload)
    if len(arrays) != 8:
        raise DamagedError(f"{len(arrays)} arrays")
    base, offsets, tags, series, kinds, pattern, patterns, deltas = arrays
    try:
        present = _present(patterns, pattern, offsets.size)
        bits = np.zeros(present.shape, np.uint64)
        bits[present] = np.cumsum(_unzigzag(deltas), dtype=np.uint64)
        return _undecimal(Block(base + offsets, tags, series, kinds.copy(), present, bits))
    except (ValueError, IndexError) as error:
        raise DamagedError(str(error)) from error


def _patterns(present: Mask) -> tuple[U8, U16]:
    """The distinct presence bitmaps end to end, and per column which is its own: families share a cadence."""
    known: dict[bytes, int] = {}
    packed = np.packbits(present, axis=1)
    pattern = [known.setdefault(row.tobytes(), len(known)) for row in packed]
    return np.frombuffer(b"".join(known), np.uint8), np.array(pattern, np.uint16)


def _present(patterns: U8, pattern: U16, rows: int) -> Mask:
    bitmaps = np.unpackbits(patterns.reshape(-1, (rows + 7) // 8), axis=1, count=rows)
    return bitmaps.astype(bool)[pattern]


def _zigzag(deltas: U64) -> U64:
    """Small steps down as small numbers: 0, -1, 1, -2 … become 0, 1, 2, 3 …"""
    signs = (deltas.view(np.int64) >> 63).view(np.uint64)
    result: U64 = (deltas << np.uint64(1)) ^ signs
    return result


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
