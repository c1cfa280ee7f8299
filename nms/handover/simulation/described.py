"""A simulated network as a radio plan: what its operator has written down of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import cos, radians
from typing import Final

from nms.handover.diagnose.plan import ExternalCell, Pair, PlannedCell, RadioPlan
from nms.handover.engine.network import RadioNetwork
from nms.handover.engine.parameters import RelationParameters
from nms.handover.simulation.plan import SimCell

Naming = Callable[[SimCell], str]

MIDDLE: Final = (120.58, 30.0)
"""Longitude and latitude of the middle of a simulated network."""
_DEGREE_M: Final = 111_195.0
_FIRST_LAC: Final = 20_001
_FIRST_CI: Final = 10_000


def numbered(cell: SimCell) -> str:
    """A name of the site's and the cell's number."""
    return f"S{cell.site:02}-{cell.number:03}"


def described(
    cells: Sequence[SimCell],
    network: RadioNetwork,
    naming: Naming = numbered,
    written: Mapping[tuple[int, int], RelationParameters] | None = None,
) -> RadioPlan:
    """The plan of a network. Relations are the network's, or those `written` (by cell numbers).

    The cells of one BSC have one location area; each BSC has written down the cells of the others as they are.
    """
    names = {cell.number: naming(cell) for cell in cells}
    planned = {names[cell.number]: _cell(cell, names[cell.number], network) for cell in cells}
    if written is None:
        written = {
            (number, relation.target.number): relation.parameters
            for number, cell in network.cells.items()
            for relation in cell.relations.values()
        }
    relations = {(names[a], names[b]): parameters for (a, b), parameters in written.items()}
    return RadioPlan(planned, relations, tuple(_externals(planned, relations)))


def _cell(cell: SimCell, name: str, network: RadioNetwork) -> PlannedCell:
    held = network.cells[cell.number]
    return PlannedCell(
        name,
        cell.arfcn,
        cell.bsic,
        lac=_FIRST_LAC + held.bsc,
        ci=_FIRST_CI + cell.number,
        site=f"S{cell.site:02}",
        bsc=f"BSC{held.bsc + 1}",
        position=_position(cell.x, cell.y),
        parameters=held.parameters,
    )


def _position(x: float, y: float) -> tuple[float, float]:
    lon, lat = MIDDLE
    return lon + x / (_DEGREE_M * cos(radians(lat))), lat + y / _DEGREE_M


def _externals(cells: Mapping[str, PlannedCell], relations: Iterable[Pair]) -> Iterable[ExternalCell]:
    """Of each BSC the cells of others that its cells have as neighbours."""
    across = {(cells[a].bsc, b) for a, b in relations if cells[a].bsc != cells[b].bsc}
    for bsc, name in sorted(across):
        cell = cells[name]
        yield ExternalCell(bsc, name, cell.arfcn, cell.bsic, cell.lac, cell.ci)
