"""The codec of a round: what a group of devices said at one moment, plane by plane, as it came."""

import struct
import zlib
from typing import NamedTuple

import numpy as np

from nms.store.arrays import DamagedError
from nms.store.points import I64, INT, U16, U32, U64, Mask, Points

MAGIC = b"NMSG"
HEAD = struct.Struct("<4sIqIHH")  # magic, checksum of what follows it, moment, columns, devices, octets a number
_CHECKED = 8  # from here on


class Round(NamedTuple):
    """Devices (those `present`) × columns of signed numbers; `planes` are their low 32, middle 16 and high 16 bits,
    the last ones only where a number needs them. `tags` are the runs of the clock of all devices."""

    at_ms: int
    present: Mask
    tags: U16
    planes: tuple[np.ndarray, ...]

    def into(self, cube: I64) -> None:
        """Write the numbers into devices × columns; those of absent devices are left as they are."""
        if self.present.all():
            numbers(self.planes, cube)
        else:
            cube[self.present] = numbers(self.planes)

    def points(self, place: int, ids: U32) -> Points | None:
        """What one device said, under the series ids of its columns."""
        if not self.present[place]:
            return None
        row = int(np.count_nonzero(self.present[:place]))
        bits = numbers(tuple(plane[row] for plane in self.planes)).view(np.uint64)
        return Points(
            ids,
            np.full(bits.size, self.at_ms, np.int64),
            np.full(bits.size, self.tags[place], np.uint16),
            np.full(bits.size, INT, np.uint8),
            bits,
        )


def numbers(planes: tuple[np.ndarray, ...], out: I64 | None = None) -> I64:
    """The planes as numbers again, in `out` if it is given."""
    low, *others = planes
    result: I64 = np.empty(low.shape, np.int64) if out is None else out
    if not others:
        result[...] = low.view(np.int32)
        return result
    np.left_shift(others[-1].view(np.int16), 32 if len(others) == 1 else 48, out=result, dtype=np.int64)
    if len(others) > 1:
        result |= others[0].astype(np.int64) << 32
    result |= low
    return result


def encode(at_ms: int, present: Mask, tags: U16, bits: U64) -> bytes:
    """A round as bytes, with a checksum; `bits` are the present devices × columns."""
    width = _width(bits.view(np.int64))
    parts = bits.view(np.uint16).reshape(*bits.shape, 4)
    body = [
        HEAD.pack(MAGIC, 0, at_ms, bits.shape[1], present.size, width)[_CHECKED:],
        bits.astype(np.uint32).tobytes(),
        *(parts[:, :, place].tobytes() for place in range(2, width // 2)),
        tags.tobytes(),
        np.packbits(present).tobytes(),
    ]
    joined = b"".join(body)
    return b"".join((MAGIC, zlib.crc32(joined).to_bytes(4, "little"), joined))


def _width(values: I64) -> int:
    least, most = int(values.min()), int(values.max())
    return next(width for width in (4, 6, 8) if -(1 << 8 * width - 1) <= least and most < 1 << 8 * width - 1)


def decode(payload: bytes) -> Round:
    """The round again; DamagedError if the bytes are not those of `encode`."""
    if len(payload) < HEAD.size or payload[:4] != MAGIC:
        raise DamagedError("no round")
    _, checksum, at_ms, columns, devices, width = HEAD.unpack_from(payload)
    if zlib.crc32(memoryview(payload)[_CHECKED:]) != checksum:
        raise DamagedError("a round of other octets")
    bitmap = np.frombuffer(payload, np.uint8, offset=len(payload) - (devices + 7) // 8)
    present: Mask = np.unpackbits(bitmap, count=devices).astype(bool)
    shape = int(present.sum()), columns
    planes, place = [], HEAD.size
    for dtype in (np.dtype("<u4"), *(np.dtype("<u2"),) * ((width - 4) // 2)):
        plane = np.frombuffer(payload, dtype, shape[0] * columns, place)
        planes.append(plane.reshape(shape))
        place += plane.nbytes
    return Round(at_ms, present, np.frombuffer(payload, "<u2", devices, place), tuple(planes))
