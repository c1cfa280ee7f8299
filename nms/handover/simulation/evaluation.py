"""One parameter set on one world: every call decided report by report, and what came of it."""

import numpy as np

from nms.handover.batch.tables import tables_of
from nms.handover.engine.network import RadioNetwork
from nms.handover.simulation import compiled
from nms.handover.simulation.course import Course, Floats, Odds
from nms.handover.simulation.scoring import Score, score
from nms.handover.simulation.stepping import Steps
from nms.handover.simulation.world import World


def run(world: World, network: RadioNetwork, odds: Odds | None = None, seed: int = 0, *, native: bool = True) -> Course:
    """Run every call of the world through the engine with the network's parameters; cells as in `world.cells`.

    In the compiled kernel where it was built, else (or not `native`) in NumPy: the same course, slower. InvalidError
    (NMS-HO-001) for a parameter out of its range.
    """
    tables = tables_of(network).checked()
    if tables.numbers != tuple(cell.number for cell in world.cells):
        raise ValueError("the network's cells are not those of the world")
    if odds is not None and odds.failing.shape != (len(world.cells),) * 2:
        raise ValueError("odds of other cells")
    limits = None if odds is None else limits_of(odds)
    kernel = compiled.kernel() if native else None
    if kernel is None:
        return Steps(world, tables, limits, seed).course()
    return compiled.course(kernel, world, tables, limits, seed)


def evaluate(world: World, network: RadioNetwork, odds: Odds | None = None, seed: int = 0) -> Score:
    """What a run is worth."""
    return score(run(world, network, odds, seed), len(world.cells))


def limits_of(odds: Odds) -> Floats:
    """Up to which drawn number each goes wrong: they exclude each other, so one begins where the last one ends."""
    added: Floats = np.cumsum(
        np.stack((odds.no_channel, odds.unanswered, odds.incompatible, odds.failing)), axis=0, dtype=np.float32
    )
    return added
