"""What osmo-bsc's parameters come to in the article's engine, for whoever reckons with it: diagnosis, what-if."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from nms.core.radio import ControlledCell, ControllerReading, HeldValue
from nms.handover.bsc.settings import MIN_DBM
from nms.handover.control.translation import KIND, RELATION
from nms.handover.table import TABLE

_SACCH_S: Final = 0.48
_CLASSES: Final = tuple(name for name in TABLE["cell"] if name.startswith("enable_"))
_Inverse = Callable[[int], int]

_SECOND: Final[Mapping[str, tuple[str, _Inverse]]] = {
    # the engine's parameter → the BSC's in algorithm 2, and how its value is read
    "level_filter": ("level_window", int),
    "quality_filter": ("quality_window", int),
    "neighbour_filter": ("neighbour_window", int),
    "pbgt_n": ("interval", lambda reports: int(reports * _SACCH_S)),
    "ta_threshold": ("max_distance", lambda advance: advance + 1),
    "edge_downlink": ("min_level_dbm", lambda dbm: dbm - MIN_DBM),
    "min_downlink": ("min_level_dbm", lambda dbm: dbm - MIN_DBM),
    "quality_downlink": ("min_quality", lambda quality: 10 * (quality + 1)),
    "intra_cell": ("assignment", int),
    "ta_penalty_time": ("penalty_max_distance", int),
    "quality_penalty_time": ("penalty_quality_handover", int),
    "failed_air_time": ("penalty_failed_handover", int),
}
_FIRST: Final[Mapping[str, tuple[str, _Inverse]]] = {
    name: (f"h1_{_SECOND[name][0]}", _SECOND[name][1])
    for name in ("level_filter", "quality_filter", "neighbour_filter", "pbgt_n", "ta_threshold")
}


def resembling(reading: ControllerReading) -> Iterator[HeldValue]:
    """The rows "cell" and "relation" that come nearest to what the controller holds; none of a controller that holds
    such rows itself.

    Values beyond the engine's ranges become the nearest end (an unlimited distance is 255, off). A cell with handover
    switched off has every class off; the one hysteresis of a cell is that of all its relations.
    """
    held = {(one.cell, one.parameter): one for one in reading.values if one.kind == KIND}
    for cell in reading.cells if held else ():
        known = {name: one for (where, name), one in held.items() if where == cell.name}
        yield from _cell(cell, known)
        old = "algorithm" in known and known["algorithm"].value == 1
        hysteresis = known.get("h1_hysteresis" if old else "hysteresis")
        for source, target in reading.relations:
            if source == cell.name and hysteresis is not None:
                for name in ("hysteresis", "pbgt_threshold"):
                    yield _row(RELATION, name, (cell.name, target), hysteresis.value, hysteresis.origin)


def _cell(cell: ControlledCell, known: Mapping[str, HeldValue]) -> Iterator[HeldValue]:
    old = "algorithm" in known and known["algorithm"].value == 1
    where = cell.name, ""
    for name, (theirs, inverse) in (_FIRST if old else _SECOND).items():
        if theirs in known:
            yield _row("cell", name, where, inverse(known[theirs].value), known[theirs].origin)
    interval = known.get("h1_interval" if old else "interval")
    if interval is not None:  # the BSC compares once an interval: it never waits longer than that
        most = max(1, int(interval.value * _SACCH_S))
        yield _row("cell", "pbgt_p", where, min(TABLE["cell"]["pbgt_p"].default, most), interval.origin)
    if "handover" in known and not known["handover"].value:
        for name in _CLASSES:
            yield _row("cell", name, where, 0, known["handover"].origin)


def _row(kind: str, name: str, where: tuple[str, str], value: int, origin: str) -> HeldValue:
    row = TABLE[kind][name]
    return HeldValue(kind, *where, name, min(max(value, row.low), row.high), origin)
