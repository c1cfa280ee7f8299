"""The radio network of the inventory, joined with what its controllers said when they were read."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Final

from nms.core.radio import ControlledCell, ControllerReading, HeldValue
from nms.core.site import Cell
from nms.handover.control.resembling import resembling
from nms.handover.diagnose.plan import Pair, PlannedCell, RadioPlan
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.imports.values import colour
from nms.handover.timers import TimerParameters

_NAMES: Final = {
    kind: frozenset(one.name for one in fields(parameters))
    for kind, parameters in (("cell", CellParameters), ("timers", TimerParameters), ("relation", RelationParameters))
}
Held = Mapping[tuple[str, str, str], Mapping[str, int]]
"""Values by parameter, by kind, cell and neighbour."""


def joined(cells: Mapping[str, Cell], readings: Iterable[ControllerReading]) -> RadioPlan:
    """The plan: what a controller says of a cell goes before the inventory; places are the inventory's.

    Parameters are the engine's; of a controller that has others, those that come nearest.
    """
    found = {name: _declared(cell) for name, cell in cells.items()}
    relations: dict[Pair, RelationParameters] = {}
    some = [(reading, _held((*resembling(reading), *reading.values))) for reading in readings]
    for reading, held in some:
        for one in reading.cells:
            found[one.name] = _read(reading.controller, one, cells.get(one.name), held)
    for reading, held in some:
        for source, target in reading.relations:
            if source in found and target in found:
                relations[source, target] = RelationParameters(**held.get(("relation", source, target), {}))
    return RadioPlan(found, relations)


def within(plan: RadioPlan, cells: frozenset[str]) -> RadioPlan:
    """The same of some cells and the relations among them."""
    return RadioPlan(
        {name: cell for name, cell in plan.cells.items() if name in cells},
        {pair: held for pair, held in plan.relations.items() if cells.issuperset(pair)},
        tuple(one for one in plan.externals if one.cell in cells),
    )


def _declared(cell: Cell) -> PlannedCell:
    return PlannedCell(
        cell.name,
        cell.arfcn,
        colour(cell.bsic) if cell.bsic else 0,
        lac=cell.lac,
        ci=cell.ci,
        site=cell.bts,
        bsc=cell.bsc,
        position=_place(cell),
    )


def _read(controller: str, one: ControlledCell, known: Cell | None, held: Held) -> PlannedCell:
    return PlannedCell(
        one.name,
        one.arfcn,
        one.bsic,
        lac=one.lac,
        ci=one.ci,
        site="" if known is None else known.bts,
        bsc=controller,
        position=None if known is None else _place(known),
        parameters=CellParameters(**held.get(("cell", one.name, ""), {})),
        timers=TimerParameters(**held.get(("timers", one.name, ""), {})),
    )


def _place(cell: Cell) -> tuple[float, float] | None:
    return (cell.lon, cell.lat) if cell.lon or cell.lat else None


def _held(values: Iterable[HeldValue]) -> dict[tuple[str, str, str], dict[str, Any]]:
    """What the table knows; a controller may hold more."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in values:
        if one.parameter in _NAMES.get(one.kind, ()):
            found.setdefault((one.kind, one.cell, one.towards), {})[one.parameter] = one.value
    return found
