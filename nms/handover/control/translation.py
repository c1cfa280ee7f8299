"""Parameters of the article's engine in the words of osmo-bsc, as far as it has any."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from nms.core.errors import InvalidError
from nms.core.radio import ControlledCell, ControllerReading, WantedValue
from nms.handover.bsc.settings import MIN_DBM

KIND: Final = "osmo-bsc"
RELATION: Final = "relation"
_SACCH_S: Final = 0.48
_OFF_TA: Final = 255
_ANY_DISTANCE: Final = 9999

Turned = Callable[[int, ControlledCell | None], int | None]
"""A value of the engine as the BSC's, by the cell it is for (None: the network); None where that cell has no use."""


class _Row(NamedTuple):
    """A parameter of the BSC: its name in algorithm 2 and in algorithm 1 ("" where that has none)."""

    second: str
    first: str = ""
    turned: Turned = lambda value, _: value


def _reports(seconds: int, _: ControlledCell | None) -> int:
    return math.ceil(seconds / _SACCH_S)


def _dbm(level: int, _: ControlledCell | None) -> int:
    return level + MIN_DBM


def _quality(tenths: int, _: ControlledCell | None) -> int:
    """The engine fires at a mean of tenths or more, the BSC above a whole number: the greatest one below it."""
    return math.ceil(tenths / 10) - 1


def _distance(advance: int, _: ControlledCell | None) -> int:
    """The engine fires at the threshold, the BSC above it; 255 is off."""
    return _ANY_DISTANCE if advance >= _OFF_TA else advance - 1


def _free(load: int, channels: int) -> int | None:
    """How many channels must stay free so that fewer are free from that load (percent) on."""
    return channels * (100 - load) // 100 + 1 if channels else None


_ROWS: Final[Mapping[tuple[str, str], tuple[_Row, ...]]] = {
    (RELATION, "hysteresis"): (_Row("hysteresis", "h1_hysteresis"),),
    (RELATION, "pbgt_threshold"): (_Row("hysteresis", "h1_hysteresis"),),
    ("cell", "level_filter"): (_Row("level_window", "h1_level_window"),),
    ("cell", "quality_filter"): (_Row("quality_window", "h1_quality_window"),),
    ("cell", "neighbour_filter"): (_Row("neighbour_window", "h1_neighbour_window"),),
    ("cell", "pbgt_n"): (_Row("interval", "h1_interval", _reports),),
    ("cell", "ta_threshold"): (_Row("max_distance", "h1_max_distance", _distance),),
    ("cell", "edge_downlink"): (_Row("min_level_dbm", turned=_dbm),),
    ("cell", "quality_downlink"): (_Row("min_quality", turned=_quality),),
    ("cell", "intra_cell"): (_Row("assignment"),),
    ("cell", "ta_penalty_time"): (_Row("penalty_max_distance"),),
    ("cell", "quality_penalty_time"): (_Row("penalty_quality_handover"),),
    ("cell", "failed_air_time"): (_Row("penalty_failed_handover"),),
    ("cell", "load_start"): (
        _Row("min_free_f", turned=lambda load, cell: _free(load, cell.full_rate if cell else 0)),
        _Row("min_free_h", turned=lambda load, cell: _free(load, cell.half_rate if cell else 0)),
    ),
}


def translated(reading: ControllerReading, wanted: Sequence[WantedValue]) -> Sequence[WantedValue]:
    """What is wanted, in rows of the table "osmo-bsc" alone; rows of that table go through as they are.

    The BSC has one hysteresis a cell: thresholds of relations are taken when every relation of the cell wants the same
    (else InvalidError NMS-RADIO-006). NMS-RADIO-004 names what it has no line for (in the algorithm the cell uses),
    007 a start of load handover where no traffic channel is known.
    """
    cells = {cell.name: cell for cell in reading.cells}
    found: list[WantedValue] = []
    for one in [*_by_cell(reading, wanted), *(one for one in wanted if one.kind != RELATION)]:
        found += [one] if one.kind == KIND else _turned(reading, cells.get(one.cell), one)
    return list(dict.fromkeys(found))


def _by_cell(reading: ControllerReading, wanted: Iterable[WantedValue]) -> Iterator[WantedValue]:
    """Thresholds of relations as one of their cell each."""
    asked: dict[tuple[str, str], dict[str, int | None]] = {}
    for one in wanted:
        if one.kind == RELATION:
            asked.setdefault((one.cell, one.parameter), {})[one.towards] = one.value
    for (cell, parameter), values in asked.items():
        targets = {relation.target for relation in reading.relations if relation.source == cell}
        if (RELATION, parameter) in _ROWS and (targets - values.keys() or len(set(values.values())) > 1):
            missing = sorted(targets - values.keys())
            raise InvalidError(
                "NMS-RADIO-006",
                cell=cell,
                parameter=parameter,
                values=", ".join(
                    f"{target} {'default' if value is None else value}" for target, value in values.items()
                ),
                others=", ".join(missing) or "–",
            )
        yield WantedValue(RELATION, cell, "", parameter, next(iter(values.values())))


def _turned(reading: ControllerReading, cell: ControlledCell | None, one: WantedValue) -> Iterator[WantedValue]:
    """The rows of the BSC for one parameter of the engine."""
    rows = _ROWS.get((one.kind, one.parameter), ())
    old = _algorithm(reading, one.cell) == 1
    names = [(row.first if old else row.second, row.turned) for row in rows]
    if not rows or not all(name for name, _ in names):
        algorithm = "1" if old and rows else "1, 2"
        raise InvalidError(
            "NMS-RADIO-004", controller=reading.controller, cell=one.cell, parameter=one.parameter, algorithm=algorithm
        )
    values = {name: None if one.value is None else turned(one.value, cell) for name, turned in names}
    useful = {name: value for name, value in values.items() if value is not None or one.value is None}
    if not useful:
        raise InvalidError("NMS-RADIO-007", cell=one.cell, parameter=one.parameter)
    for name, value in useful.items():
        yield WantedValue(KIND, one.cell, "", name, value)


def _algorithm(reading: ControllerReading, cell: str) -> int:
    """The algorithm that holds for a cell; 2 where the reading does not say."""
    held = (value.value for value in reading.values if (value.cell, value.parameter) == (cell, "algorithm"))
    return next(held, 2)
