"""Several NumPy arrays in one zstandard frame, bytes of equal weight side by side so that they compress."""

import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import zstandard
from numpy.typing import NDArray

from nms.core.errors import StoreError

Array = NDArray[Any]
DTYPES = tuple(np.dtype(name) for name in ("u1", "<u2", "<u4", "<i8", "<u8", "<f4", "<f8"))
VERSION = 1
LIMIT = 1 << 26
"""Octets that no honest payload exceeds unpacked."""

_local = threading.local()  # a zstandard context must not be shared by threads


class DamagedError(ValueError):
    """A payload is not what was once packed."""


@contextmanager
def told(place: int, moment: int, what: str = "device") -> Iterator[None]:
    """A damaged payload becomes an error (NMS-STORE-005) that says where it lies."""
    try:
        yield
    except DamagedError as error:
        reason = f"{what} {place}, {moment}: {error}"
        raise StoreError("NMS-STORE-005", path="chunk", reason=reason) from error


def pack(arrays: Sequence[Array], level: int = 3) -> bytes:
    """One-dimensional arrays of the types in DTYPES as one checksummed frame; `level` is zstandard's."""
    head = struct.pack("<BB", VERSION, len(arrays))
    sizes = b"".join(struct.pack("<BI", DTYPES.index(array.dtype), array.size) for array in arrays)
    frame: bytes = _compressor(level).compress(head + sizes + b"".join(map(_shuffled, arrays)))
    return frame


def pack_many(arrays: Sequence[Array], count: int, level: int = 3) -> Iterator[bytes]:
    """`count` frames as `pack` would make them: arrays of one dimension are shared, of two dimensions (frames ×
    elements) each takes its row, of three (rows × frames × columns) its rows one after the other."""
    head = struct.pack("<BB", VERSION, len(arrays))
    sizes = [struct.pack("<BI", DTYPES.index(array.dtype), _size(array)) for array in arrays]
    start = np.frombuffer(head + b"".join(sizes), np.uint8)
    parts = [np.broadcast_to(start, (count, start.size)), *(_shuffled_rows(array, count) for array in arrays)]
    compressor = _compressor(level)
    for body in np.concatenate(parts, axis=1):
        frame: bytes = compressor.compress(body)
        yield frame


def _size(array: Array) -> int:
    """Elements of it in a frame."""
    return int(array.shape[0] * array.shape[2] if array.ndim == 3 else array.shape[-1])


def _shuffled_rows(array: Array, count: int) -> Array:
    if array.ndim == 1:
        shared = np.frombuffer(_shuffled(array), np.uint8)
        return np.broadcast_to(shared, (count, shared.size))
    if array.ndim == 3:
        octets = np.ascontiguousarray(array).view(np.uint8).reshape(*array.shape, array.dtype.itemsize)
        return np.ascontiguousarray(octets.transpose(1, 3, 0, 2)).reshape(count, -1)
    weights = np.ascontiguousarray(array).view(np.uint8).reshape(count, array.shape[1], array.dtype.itemsize)
    return weights.transpose(0, 2, 1).reshape(count, -1)


def unpack(payload: bytes) -> list[Array]:
    """What was packed; DamagedError if the frame is cut, altered or of an unknown version."""
    try:
        if zstandard.frame_content_size(payload) > LIMIT:  # the library would try to allocate whatever is claimed
            raise DamagedError("too large")
        body = _decompressor().decompress(payload, max_output_size=LIMIT)
        version, count = struct.unpack_from("<BB", body)
        if version != VERSION:
            raise DamagedError(f"version {version}")
        return _arrays(body, count)
    except (zstandard.ZstdError, struct.error, ValueError, IndexError) as error:
        raise DamagedError(str(error)) from error


def _arrays(body: bytes, count: int) -> list[Array]:
    arrays, place = [], 2 + 5 * count
    for number in range(count):
        code, size = struct.unpack_from("<BI", body, 2 + 5 * number)
        dtype = DTYPES[code]
        plain = np.frombuffer(body, np.uint8, size * dtype.itemsize, place)
        arrays.append(_unshuffled(plain, dtype))
        place += size * dtype.itemsize
    return arrays


def _shuffled(array: Array) -> bytes:
    if array.dtype.itemsize == 1:
        return array.tobytes()
    plain = np.ascontiguousarray(array).view(np.uint8)
    return plain.reshape(-1, array.dtype.itemsize).T.tobytes()


def _unshuffled(plain: Array, dtype: "np.dtype[Any]") -> Array:
    if dtype.itemsize == 1:
        return plain
    return np.ascontiguousarray(plain.reshape(dtype.itemsize, -1).T).reshape(-1).view(dtype)


def _compressor(level: int) -> Any:
    kept = _local.__dict__.setdefault("compressors", {})
    if level not in kept:
        kept[level] = zstandard.ZstdCompressor(level=level, write_checksum=True)
    return kept[level]


def _decompressor() -> Any:
    kept = _local.__dict__
    if "decompressor" not in kept:
        kept["decompressor"] = zstandard.ZstdDecompressor()
    return kept["decompressor"]
