"""All calls of a world in the compiled kernel: the same course as `stepping` makes in NumPy."""

import ctypes
from functools import cache
from typing import Final

import numpy as np

from nms.handover.batch import native
from nms.handover.batch.native import Array, Kernel, addresses, contiguous
from nms.handover.batch.tables import Tables
from nms.handover.simulation.course import (
    LEAST_LEVEL,
    LEAST_UPLINK,
    RADIO_LINK,
    REPORTED,
    UNREADABLE,
    Course,
    Floats,
)
from nms.handover.simulation.world import World

_POINTER, _COUNT = ctypes.c_void_p, ctypes.c_int64
_UNTRIED: Final = -1
_TENSORS: Final = ("level", "quality", "uplink", "ta")


class Scene(ctypes.Structure):
    """A world and the room for its course; field by field the same as in kernel.c."""

    _fields_ = (
        *((name, _COUNT) for name in ("ticks", "calls", "cells", "seed")),
        *((name, _COUNT) for name in ("reported", "least_level", "least_uplink", "unreadable", "radio_link")),
        *((name, _POINTER) for name in (*_TENSORS, "named", "cell", "limits")),
        *((name, _POINTER) for name in ("served", "target", "cause", "outcome", "dropped")),
    )


@cache
def kernel() -> Kernel | None:
    """The kernel, where it was built and fits."""
    loaded = native.load()
    return loaded if loaded and fits(loaded) else None


def fits(loaded: Kernel) -> bool:
    """Whether a kernel means the same by a scene."""
    return loaded.sizes[2] == ctypes.sizeof(Scene)


def course(loaded: Kernel, world: World, tables: Tables, limits: Floats | None, seed: int) -> Course:
    """Play all calls; `limits` are the odds added up (4 × source × target), None where nothing goes wrong."""
    network, kept = loaded.network(tables)
    given = _given(world, limits)
    shape = (world.ticks, world.calls)
    found: dict[str, Array] = {
        **{name: np.empty(shape, np.int16) for name in ("served", "target")},
        **{name: np.empty(shape, np.int8) for name in ("cause", "outcome")},
        "dropped": np.empty(world.calls, np.bool_),
    }
    scene = Scene(
        world.ticks, world.calls, len(world.cells), seed & 0xFFFFFFFF,
        REPORTED, LEAST_LEVEL, LEAST_UPLINK, UNREADABLE, RADIO_LINK, **addresses(given | found),
    )  # fmt: skip
    loaded.library.nms_handover_run(ctypes.byref(network), ctypes.byref(scene))
    del kept
    return _course(found)


def _given(world: World, limits: Floats | None) -> dict[str, Array]:
    shape = (world.ticks, world.calls, len(world.cells))
    given = {name: contiguous(getattr(world, name), np.int8) for name in _TENSORS}
    given["named"] = given["level"] if world.heard is None else contiguous(world.heard, np.int8)
    given["cell"] = world.level[0].argmax(axis=1).astype(np.int32)
    if any(given[name].shape != shape for name in (*_TENSORS, "named")):
        raise ValueError("the tensors of a world are of different shapes")
    if limits is not None:
        given["limits"] = contiguous(limits, np.float32)
        if limits.shape != (4, len(world.cells), len(world.cells)):
            raise ValueError("odds of other cells")
    return given


def _course(found: dict[str, Array]) -> Course:
    calls = found["outcome"].shape[1]
    at = np.flatnonzero(found["outcome"] != _UNTRIED)
    tick, call = np.divmod(at, calls)
    source, target, cause, outcome = (found[name].ravel()[at] for name in ("served", "target", "cause", "outcome"))
    return Course(
        found["served"], tick.astype(np.int32), call.astype(np.int32), source, target, cause, outcome, found["dropped"]
    )
