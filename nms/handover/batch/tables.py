"""A radio network as arrays: one row a parameter, one column a cell; relations by cell and place in its BA list."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.engine.network import RadioCell, RadioNetwork, Relation, ticks
from nms.handover.engine.parameters import WEIGHTS, CellParameters
from nms.handover.parameter import table_of

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Bits = npt.NDArray[np.int64]

_TABLE: Final = tuple(table_of(CellParameters).values())
_LOW, _HIGH = (np.array([[getattr(one, end)] for one in _TABLE]) for end in ("low", "high"))
_CELL: Final = tuple(one.name for one in _TABLE)
_DERIVED: Final = ("wait", "order", "min_interval_ticks", "consecutive_ticks", "emergency_ticks", "site", "bsc", "msc",
                   "load", "loaded_for")  # fmt: skip
_PERSISTENT: Final = ("edge", "layer", "pbgt", "overlaid")
ROWS: Final = {
    name: row
    for row, name in enumerate(
        (*_CELL, *_DERIVED, *(f"{kind}_{what}_ticks" for kind in _PERSISTENT for what in ("p", "n")),
         *(f"{name}_ticks" for name in _CELL if name.endswith("_time") or name in ("intra_window", "intra_ban")))
    )
}  # fmt: skip
"""Row of each parameter in `Tables.cells`; what ends in `_ticks` counts report periods."""

RELATION: Final = (
    "target", "hysteresis", "pbgt_threshold", "quality_margin", "rises", "level_with", "layer_floor", "power_gap",
    "access_downlink", "access_uplink",
)  # fmt: skip
RELATION_ROWS: Final = {name: row for row, name in enumerate(RELATION)}


@dataclass(frozen=True, slots=True)
class Tables:
    """`cells` (parameter × cell), `relations` (fact × cell × place), weights of the rapid drop (8 × cell).

    Cells are numbered 0… by their position in `numbers`; a place without a relation has target −1.
    """

    numbers: tuple[int, ...]
    cells: Ints
    relations: Ints
    weights: Ints
    flow: int

    @property
    def places(self) -> int:
        """The longest BA list."""
        return int(self.relations.shape[2])

    def row(self, name: str) -> Ints:
        """A parameter of all cells."""
        values: Ints = self.cells[ROWS[name]]
        return values

    def checked(self) -> "Tables":
        """The tables themselves; InvalidError (NMS-HO-001) for a parameter out of its range."""
        values = self.cells[: len(_TABLE)]
        for row, cell in np.argwhere((values < _LOW) | (values > _HIGH)).tolist():
            raise _TABLE[row].refusal(str(values[row, cell]))
        return self


def tables_of(network: RadioNetwork) -> Tables:
    """The arrays of a network as it is now."""
    cells = list(network.cells.values())
    index = {cell.number: position for position, cell in enumerate(cells)}
    places = max((len(cell.relations) for cell in cells), default=0) or 1
    relations = np.zeros((len(RELATION), len(cells), places), np.int32)
    relations[RELATION_ROWS["target"]] = -1
    for position, cell in enumerate(cells):
        for place, relation in enumerate(cell.relations.values()):
            relations[:, position, place] = _relation_column(relation, index)
    columns = [_cell_column(cell) for cell in cells]
    weights = [[getattr(cell.parameters, name) - 10 for name in WEIGHTS] for cell in cells]
    return Tables(
        tuple(index),
        np.array(columns, np.int32).T.copy(),
        relations,
        np.array(weights, np.int32).T.copy(),
        network.flow,
    )


def _cell_column(cell: RadioCell) -> list[int]:
    p = cell.parameters
    values = {name: getattr(p, name) for name in _CELL}
    values |= {f"{name}_ticks": ticks(values[name]) for name in _CELL if f"{name}_ticks" in ROWS}
    for kind in _PERSISTENT:
        persistence = getattr(cell, kind)
        values |= {f"{kind}_p_ticks": persistence.p, f"{kind}_n_ticks": persistence.n}
    values |= {
        "wait": cell.wait, "order": cell.order, "min_interval_ticks": cell.min_interval,
        "consecutive_ticks": cell.consecutive_interval, "emergency_ticks": cell.emergency_interval,
        "site": cell.site, "bsc": cell.bsc, "msc": cell.msc, "load": cell.load, "loaded_for": cell.loaded_for,
    }  # fmt: skip
    return [values[name] for name in ROWS]


def _relation_column(relation: Relation, index: dict[int, int]) -> list[int]:
    p = relation.parameters
    values = {
        "target": index[relation.target.number], "hysteresis": p.hysteresis, "pbgt_threshold": p.pbgt_threshold,
        "quality_margin": p.quality_margin,
    }  # fmt: skip
    return [values[name] if name in values else int(getattr(relation, name)) for name in RELATION]
