"""The compiled engine (kernel.c): an optional library beside this module, called without the interpreter's lock."""

import ctypes
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nms.handover.batch.deciding import Decisions
from nms.handover.batch.reports import Reports
from nms.handover.batch.tables import RELATION_ROWS, ROWS, Bools, Ints, Tables
from nms.handover.engine.network import MAX_RELATIONS

LIBRARY: Final = Path(__file__).with_name("kernel.so")
UNTOLD, MOVED, CONGESTION, AIR, CONFIG = range(-1, 4)
"""What came of a recorded decision; nothing is known of it, or so it went."""

Array = npt.NDArray[Any]
_POINTER, _COUNT = ctypes.c_void_p, ctypes.c_int64


class Network(ctypes.Structure):
    """The tables as the kernel reads them; field by field the same as in kernel.c."""

    _fields_ = (*((name, _POINTER) for name in ("cells", "relations", "near", "weights")), ("flow", _COUNT))


class Record(ctypes.Structure):
    """Recorded reports and the room for what is decided; field by field the same as in kernel.c."""

    _fields_ = (
        *((name, _COUNT) for name in ("ticks", "calls", "places")),
        *((name, _POINTER) for name in ("cell", "codec", "overlaid")),
        *((name, _POINTER) for name in ("nr", "level", "quality", "uplink", "uplink_quality", "ta", "valid", "heard")),
        *((name, _POINTER) for name in ("told", "kind", "cause", "target", "to_overlaid")),
    )


class Kernel:
    """The engine in C. The library itself says which rows of the tables it wants; KeyError where it is another's."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.library = library
        self._cell = [ROWS[name] for name in _names(library, "nms_handover_cell")]
        self._relation = [RELATION_ROWS[name] for name in _names(library, "nms_handover_relation")]
        self.sizes: tuple[int, ...] = tuple((_COUNT * 3).in_dll(library, "nms_handover_sizes"))

    def network(self, tables: Tables) -> tuple[Network, list[Array]]:
        """The tables for the kernel, and the arrays that must live as long as they are read.

        InvalidError (NMS-HO-001) for a parameter out of its range: lengths of filters and histories come from there.
        """
        targets = tables.relations[RELATION_ROWS["target"]]
        if tables.places > MAX_RELATIONS or targets.max(initial=-1) >= len(tables.numbers):
            raise ValueError("relations that no network has")
        tables.checked()
        relations = np.full((len(tables.numbers), len(self._relation), MAX_RELATIONS), -1, np.int32)
        relations[:, :, : tables.places] = tables.relations[self._relation].swapaxes(0, 1)
        kept: list[Array] = [
            contiguous(tables.cells[self._cell].T, np.int32),
            relations,
            (targets >= 0).sum(axis=1).astype(np.int32),
            contiguous(tables.weights.T, np.int32),
        ]
        return Network(*(array.ctypes.data for array in kept), tables.flow), kept

    def decide(
        self,
        tables: Tables,
        cells: Ints,
        reports: Reports,
        told: npt.NDArray[np.int8] | None = None,
        *,
        codec: Ints | None = None,
        overlaid: Bools | None = None,
    ) -> Decisions:
        """Decide on recorded reports, tick after tick: every array of `reports` is ticks × calls (× places).

        Calls begin in `cells` (by position in the tables); where `nr` is −1 none came. `told` (ticks × calls, MOVED …)
        is what came of each decision, as `outcome.moved` and `outcome.failed` have it; not given: nothing is known.
        The decisions are ticks × calls, too.
        """
        ticks, calls = shape = reports.nr.shape
        if not ((cells >= 0) & (cells < len(tables.numbers))).all():
            raise ValueError("a call begins in no cell of the tables")
        network, kept = self.network(tables)
        begun = {"cell": cells, "codec": codec, "overlaid": overlaid}
        given = {
            **{name: _plane(_or_zeros(values, calls), np.int32, (calls,)) for name, values in begun.items()},
            **{name: _plane(getattr(reports, name), np.int32, shape) for name in _FACTS},
            "valid": _plane(reports.valid, np.bool_, shape),
            "heard": _plane(reports.heard, np.int32, (*shape, tables.places)),
        }
        if told is not None:
            given["told"] = _plane(told, np.int8, shape)
        found: dict[str, Array] = {name: np.empty(shape, np.int32) for name in _FOUND}
        record = Record(ticks, calls, tables.places, **addresses(given | found))
        self.library.nms_handover_decide(ctypes.byref(network), ctypes.byref(record))
        del kept
        return Decisions(*found.values())


_FACTS: Final = ("nr", "level", "quality", "uplink", "uplink_quality", "ta")
_FOUND: Final = ("kind", "cause", "target", "to_overlaid")


@cache
def load(path: Path = LIBRARY) -> Kernel | None:
    """The kernel, or None where it was not built, does not fit this system or these tables."""
    try:
        library = ctypes.CDLL(str(path))
        library.nms_handover_decide.restype = library.nms_handover_run.restype = None
        kernel = Kernel(library)
    except (OSError, AttributeError, KeyError, ValueError):
        return None
    return kernel if kernel.sizes[:2] == (ctypes.sizeof(Network), ctypes.sizeof(Record)) else None


def contiguous(array: Array, kind: Any) -> Array:
    """The array as C reads it; itself where it is so already."""
    return np.ascontiguousarray(array, kind)


def addresses(arrays: dict[str, Array]) -> dict[str, int]:
    """Where arrays begin."""
    return {name: array.ctypes.data for name, array in arrays.items()}


def _plane(array: Array, kind: Any, shape: tuple[int, ...]) -> Array:
    if array.shape != shape:
        raise ValueError(f"an array of {array.shape} where {shape} was wanted")
    return contiguous(array, kind)


def _or_zeros(values: Array | None, calls: int) -> Array:
    return np.zeros(calls, np.int32) if values is None else values


def _names(library: ctypes.CDLL, symbol: str) -> list[str]:
    words: bytes = ctypes.string_at(ctypes.addressof(ctypes.c_char.in_dll(library, symbol)))
    return words.decode().split()
