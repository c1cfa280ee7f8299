"""The series of a device's columns, spelled short: most follow one another, for they were made together."""

import numpy as np

from nms.store.arrays import DamagedError
from nms.store.points import U32

_SPAN = 2
_GENERAL = np.uint32(0)  # no series has this id


def spelled(ids: U32) -> U32:
    """Devices × columns of ids, all rows in one form: the first and how many, where all follow one another; else zero,
    the first, and the step from one to the next."""
    if (np.diff(ids, axis=1) == 1).all():
        return np.stack([ids[:, 0], np.full(len(ids), ids.shape[1], np.uint32)], axis=1)
    zeros = np.full((len(ids), 1), _GENERAL)
    return np.concatenate([zeros, np.diff(ids, axis=1, prepend=zeros)], axis=1)


def read(row: U32) -> U32:
    """The ids of one device, in the order of its columns; DamagedError if the row is in neither form."""
    if row.size == _SPAN and row[0] != _GENERAL:
        return np.arange(row[0], row[0] + row[1], dtype=np.uint32)
    if row.size < _SPAN or row[0] != _GENERAL:
        raise DamagedError("no row of ids")
    ids: U32 = np.cumsum(row[1:], dtype=np.uint32)
    return ids
