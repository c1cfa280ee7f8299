"""The simulated cells as the decision engine's network: neighbours by who is heard where, parameters as given."""

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.engine.network import MAX_RELATIONS, RadioCell, RadioNetwork, relate
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.simulation.world import World

NEIGHBOURS: Final = 16
SHARE: Final = 0.01
"""Of a cell's reports: who is named in so many is worth a relation."""
LINGER_DB: Final = 6
"""A call may still be in a cell that is so much weaker than the best."""
_STEP: Final = 5
_HEARD: Final = 6


def neighbours(world: World, most: int = NEIGHBOURS) -> Mapping[int, tuple[int, ...]]:
    """Of each cell the cells that are most often among the six strongest where it is the best (by cell number)."""
    seen, _ = hearing(world)
    numbers = [cell.number for cell in world.cells]
    found = {}
    for at, number in enumerate(numbers):
        order = np.argsort(-seen[at], kind="stable")[:most]
        found[number] = tuple(numbers[other] for other in order if seen[at, other])
    return found


def mutual(world: World, share: float = SHARE) -> Mapping[int, tuple[int, ...]]:
    """Neighbours as they are planned with care: both ways, wherever one of two cells is heard in that share of the
    other's reports; of more than a BA list holds those that are heard most."""
    part = heard_shares(world)
    part = np.maximum(part, part.T)
    pairs = [(a, b) for a, b in combinations(range(len(part)), 2) if part[a, b] >= share]
    found: dict[int, list[int]] = {at: [] for at in range(len(part))}
    for a, b in sorted(pairs, key=lambda pair: -part[pair]):
        if max(len(found[a]), len(found[b])) < MAX_RELATIONS:
            found[a].append(b)
            found[b].append(a)
    return {world.cells[at].number: tuple(world.cells[one].number for one in others) for at, others in found.items()}


def heard_shares(world: World) -> npt.NDArray[np.float64]:
    """In which share of a cell's (row) reports each other one is named; the larger of what it is where the cell is the
    best, and where calls may linger too."""
    found = [seen / np.maximum(reports, 1)[:, None] for seen, reports in (hearing(world), hearing(world, LINGER_DB))]
    shares: npt.NDArray[np.float64] = np.maximum(*found)
    return shares


def hearing(world: World, linger_db: int = 0) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """In how many reports of a cell (row), where it is the best or at most so much weaker, each other one is among the
    six strongest; and how many reports each has. Every fifth is looked at."""
    cells = len(world.cells)
    seen, reports = np.zeros(cells * cells, np.int64), np.zeros(cells, np.int64)
    most = min(_HEARD + 1, cells)  # a cell itself and the six that a report names
    for level in world.level[::_STEP]:
        named = np.argpartition(level, cells - most, axis=1)[:, cells - most :]
        best = level.max(axis=1, keepdims=True)
        call, serving = np.nonzero(level >= best - linger_db)
        pairs = serving[:, None] * cells + named[call]
        audible = level[call[:, None], named[call]] > 0
        reports += np.bincount(serving, minlength=cells)
        seen += np.bincount(pairs[audible], minlength=cells * cells)
    shaped = seen.reshape(cells, cells)
    np.fill_diagonal(shaped, 0)
    return shaped, reports


def network(
    world: World,
    relations: Mapping[int, Iterable[int]],
    parameters: Mapping[int, CellParameters] | None = None,
    towards: Mapping[tuple[int, int], RelationParameters] | None = None,
    bscs: Mapping[int, int] | None = None,
) -> RadioNetwork:
    """Cells with their parameters (the table's defaults where none are given) and BA lists, each of a BSC.

    Of neighbours that bear one name a controller goes to the first.
    """
    given, pairs, of = parameters or {}, towards or {}, bscs or {}
    cells = {
        one.number: RadioCell(
            one.number, one.key, given.get(one.number, CellParameters()), site=one.site, bsc=of.get(one.number, 0)
        )
        for one in world.cells
    }
    for number, others in relations.items():
        first = {cells[other].key: cells[other] for other in reversed(tuple(others))}
        chosen = (cells[other] for other in others if first[cells[other].key] is cells[other])
        relate(
            cells[number],
            [(one, pairs.get((number, one.number), RelationParameters())) for one in chosen],
        )
    return RadioNetwork(cells)
