"""A base station controller as it was read: its cells, their neighbours, and every parameter with who set it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class ControlledCell:
    """A cell of a controller. `name` is the inventory's (found by LAC and CI), else "<controller>:<index>".

    `index` is how the controller itself calls the cell ("0" for `bts 0`, the CELLID of man-machine commands);
    `full_rate` and `half_rate` count its traffic channels, one that can be either in both (0: none, or not known).
    """

    name: str
    index: str
    lac: int
    ci: int
    arfcn: int
    bsic: int
    full_rate: int = 0
    half_rate: int = 0


class CellRelation(NamedTuple):
    """A cell and a neighbour that its controller lets it hand calls to (names as in `ControlledCell`)."""

    source: str
    target: str


class HeldValue(NamedTuple):
    """What holds for a parameter of a cell, and who said so: network, bsc, cell, or "" where the default holds.

    `kind` and `parameter` are a row of the table of handover parameters, `value` is in its unit; `towards` is the
    neighbour of a relation's parameter, else "".
    """

    kind: str
    cell: str
    towards: str
    parameter: str
    value: int
    origin: str


@dataclass(frozen=True, slots=True)
class ControllerReading:
    """Everything that matters for handover in one controller at one moment (aware UTC)."""

    controller: str
    at: datetime
    cells: tuple[ControlledCell, ...] = ()
    relations: tuple[CellRelation, ...] = ()
    values: tuple[HeldValue, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingState:
    """The newest good reading of a controller (None: never), and what went wrong since ("" code: nothing)."""

    controller: str
    reading: ControllerReading | None
    tried_at: datetime
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class WantedValue(NamedTuple):
    """A parameter as it shall be: a row of the table by kind and name, a cell (towards a neighbour), the value.

    None takes the cell's own value away again, where the controller can inherit.
    """

    kind: str
    cell: str
    towards: str
    parameter: str
    value: int | None


@dataclass(frozen=True, slots=True)
class CounterPeriod:
    """One stored period of counters: where from, when it began, how long it is, how many rows of all kinds."""

    source: str
    start: datetime
    seconds: int
    rows: int
