"""The simulated cells as the decision engine's network: neighbours by who is heard where, parameters as given."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from nms.handover.engine.network import RadioCell, RadioNetwork, relate
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.simulation.world import World

NEIGHBOURS: Final = 16
_STEP: Final = 5
_HEARD: Final = 6


def neighbours(world: World, most: int = NEIGHBOURS) -> Mapping[int, tuple[int, ...]]:
    """Of each cell the cells that are most often among the six strongest where it is the best (by cell number)."""
    level = world.level[::_STEP].reshape(-1, len(world.cells)).astype(np.int16)
    best = level.argmax(axis=1)
    among = level > 0
    if len(world.cells) > _HEARD + 1:  # a cell itself and the six that a report names
        among &= level >= np.partition(level, -_HEARD - 1, axis=1)[:, -_HEARD - 1, None]
    numbers = [cell.number for cell in world.cells]
    found = {}
    for at, number in enumerate(numbers):
        seen = among[best == at].sum(axis=0)
        seen[at] = 0
        order = np.argsort(-seen, kind="stable")[:most]
        found[number] = tuple(numbers[other] for other in order if seen[other])
    return found


def network(
    world: World,
    relations: Mapping[int, tuple[int, ...]],
    parameters: Mapping[int, CellParameters] | None = None,
    towards: Mapping[tuple[int, int], RelationParameters] | None = None,
) -> RadioNetwork:
    """Cells with their parameters (the table's defaults where none are given) and BA lists."""
    given, pairs = parameters or {}, towards or {}
    cells = {
        one.number: RadioCell(one.number, one.key, given.get(one.number, CellParameters()), site=one.site)
        for one in world.cells
    }
    for number, others in relations.items():
        relate(
            cells[number],
            [(cells[other], pairs.get((number, other), RelationParameters())) for other in others],
        )
    return RadioNetwork(cells)
