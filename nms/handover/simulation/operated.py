"""A simulated network in operation: its world, how it is set, what its operator wrote down, what goes wrong in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from nms.handover.diagnose.plan import ExternalCell, RadioPlan
from nms.handover.engine.network import RadioNetwork
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.kpi.counters import Counters
from nms.handover.simulation.counting import Count, counted
from nms.handover.simulation.counting_handovers import back_soon
from nms.handover.simulation.course import Floats, Odds, Outcome
from nms.handover.simulation.coverage import planned_ta
from nms.handover.simulation.described import described
from nms.handover.simulation.evaluation import run
from nms.handover.simulation.field import Levels
from nms.handover.simulation.network import mutual, network
from nms.handover.simulation.noise import noisy
from nms.handover.simulation.plan import SimCell, hexagonal
from nms.handover.simulation.traffic import CHANNELS, Traffic
from nms.handover.simulation.trimming import trimmed
from nms.handover.simulation.world import World, world

TILT: Final = 7.0
EIRP_DBM: Final = 52.0
BUDGET: Final = RelationParameters(hysteresis=6, pbgt_threshold=8, quality_margin=2)
SET: Final = CellParameters(pbgt_p=4, pbgt_n=5)
"""A network that is set with care: calls do not swing in it."""
CALMER: Final = RelationParameters(hysteresis=10, pbgt_threshold=12, quality_margin=0)
SWINGING: Final = 0.04
"""Where more handovers than that are followed by the way back, a pair is set calmer."""


@dataclass(frozen=True, slots=True)
class Operated:
    """`relations` are the neighbours of each cell in BA order (by number), `towards` the relations that are set
    otherwise than the rest; `reach` the timing advance each cell is planned to; `externals` what BSCs believe, None
    where that is the truth. Of a fault `rule` is the one that must find it, `cells` (numbers) those that it may name.
    """

    world: World
    relations: Mapping[int, tuple[int, ...]]
    bscs: Mapping[int, int]
    reach: Levels
    odds: Odds
    traffic: Traffic
    towards: Mapping[tuple[int, int], RelationParameters]
    externals: tuple[ExternalCell, ...] | None = None
    rule: str = ""
    cells: frozenset[int] = frozenset()

    @property
    def network(self) -> RadioNetwork:
        """As the engine sees it: relations as far as controllers can tell neighbours apart."""
        numbers = [cell.number for cell in self.world.cells]
        return network(self.world, self.relations, dict.fromkeys(numbers, SET), self._towards(), self.bscs)

    @property
    def plan(self) -> RadioPlan:
        """As it is written down: all relations."""
        plan = described(self.world.cells, self.network, written=self._towards())
        return plan if self.externals is None else replace(plan, externals=self.externals)

    def _towards(self) -> dict[tuple[int, int], RelationParameters]:
        pairs = ((a, b) for a, others in self.relations.items() for b in others)
        return {pair: self.towards.get(pair, BUDGET) for pair in pairs}

    def counters(self, seed: int) -> Counters:
        """What was measured in an hour, with 10 % noise."""
        held = self.network
        course = run(self.world, held, self.odds, seed)
        exact = counted(self.world, held, course, Count(traffic=self.traffic, reach=self.reach))
        return noisy(exact, np.random.default_rng(seed))

    def at(self, number: int) -> int:
        """The position of a cell."""
        return next(at for at, cell in enumerate(self.world.cells) if cell.number == number)


def sound_cells(distance_m: float = 1_000.0, rings: int = 2) -> tuple[SimCell, ...]:
    """A honeycomb whose antennas look down, so that cells serve what is theirs."""
    return tuple(replace(cell, tilt=TILT, eirp_dbm=EIRP_DBM) for cell in hexagonal(rings, distance_m))


@dataclass(frozen=True, slots=True)
class Base:
    """What networks on one ground share: the world, neighbours by who is heard there, how relations are set, how far
    cells are to serve."""

    world: World
    relations: Mapping[int, tuple[int, ...]]
    towards: Mapping[tuple[int, int], RelationParameters]
    reach: Levels


def base(cells: tuple[SimCell, ...], calls: int, seconds: float, seed: int) -> Base:
    """A world, trimmed, and its plan."""
    reach = planned_ta(cells)
    made = trimmed(world(cells, calls, seconds, seed), reach)
    relations = mutual(made)
    towards = {(a, b): BUDGET for a, others in relations.items() for b in others}
    return Base(made, relations, _calmed(made, relations, towards), reach)


def _calmed(
    made: World, relations: Mapping[int, tuple[int, ...]], towards: dict[tuple[int, int], RelationParameters]
) -> Mapping[tuple[int, int], RelationParameters]:
    """After a day of watching: pairs between which calls swing are set calmer, both ways."""
    parameters = {cell.number: SET for cell in made.cells}
    numbers = [cell.number for cell in made.cells]
    course = run(made, network(made, relations, parameters, towards))
    done = course.outcome == Outcome.DONE
    there, back = (np.zeros((len(numbers),) * 2, np.int64) for _ in range(2))
    np.add.at(there, (course.source[done], course.target[done]), 1)
    np.add.at(back, (course.source, course.target), back_soon(course))
    there, back = there + there.T, back + back.T
    calm = {(numbers[a], numbers[b]): CALMER for a, b in np.argwhere(back > SWINGING * there).tolist()}
    return towards | {pair: value for pair, value in calm.items() if pair in towards}


def healthy(ground: Base, random: np.random.Generator) -> Operated:
    """A network without fault: cells are half to two thirds full, one handover in fifty fails, the west has one BSC and
    the east another."""
    cells = ground.world.cells
    traffic = Traffic(CHANNELS * random.uniform(0.4, 0.65, len(cells)))
    return Operated(
        ground.world,
        ground.relations,
        {cell.number: int(cell.x > 0) for cell in cells},
        ground.reach,
        _usual(traffic, random),
        traffic,
        ground.towards,
    )


def _usual(traffic: Traffic, random: np.random.Generator) -> Odds:
    shape = (len(traffic.offered),) * 2

    def between(low: float, high: float) -> Floats:
        return random.uniform(low, high, shape).astype(np.float32)

    full = np.broadcast_to(traffic.blocked.astype(np.float32), shape).copy()
    return Odds(full, between(0.0, 0.01), between(0.0, 0.002), between(0.01, 0.03))
