"""Small simulated worlds around cells, each built once, beside whatever else is going on."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, replace
from typing import Final

from nms.app.call_views import CALLS
from nms.handover.diagnose.plan import Pair, RadioPlan
from nms.handover.engine.network import RadioNetwork
from nms.handover.engine.parameters import RelationParameters
from nms.handover.simulation.course import Course
from nms.handover.simulation.evaluation import run
from nms.handover.simulation.network import neighbours
from nms.handover.simulation.plan import SimCell
from nms.handover.simulation.planned import Planned, radio
from nms.handover.simulation.world import Air, World, world

SECONDS: Final = 60.0
MOST_WORLDS: Final = 6

Built = Callable[[tuple[SimCell, ...], int], World]
"""Makes a world of cells and a seed."""


def built(cells: tuple[SimCell, ...], seed: int, air: Air | None = None) -> World:
    """1,600 calls of a minute; `air` as it was calibrated, if it was."""
    return world(cells, CALLS, SECONDS, seed, air)


@dataclass(frozen=True, slots=True)
class Around:
    """A cell's surroundings: their plan, where they stand, the world. `assumed`: relations that nobody has told."""

    plan: RadioPlan
    ground: Planned
    world: World
    seed: int
    assumed: bool

    def course(self, plan: RadioPlan) -> Course:
        """What becomes of the calls with the parameters of a plan; InvalidError where they contradict each other."""
        return run(self.world, self.radio(plan), seed=self.seed)

    def radio(self, plan: RadioPlan) -> RadioNetwork:
        """The engine's network of these cells with the parameters of a plan."""
        return radio(plan, self.ground.names, [cell.site for cell in self.ground.cells])


def around(plan: RadioPlan, ground: Planned, seen: World, seed: int) -> Around:
    """Surroundings with the plan's relations; where it knows none, those that the simulated ground suggests."""
    if plan.relations:
        return Around(plan, ground, seen, seed, assumed=False)
    parameters = replace(plan, relations=_suggested(ground, seen))
    return Around(parameters, ground, seen, seed, assumed=True)


def _suggested(ground: Planned, seen: World) -> dict[Pair, RelationParameters]:
    names = {cell.number: name for cell, name in zip(ground.cells, ground.names, strict=True)}
    return {
        (names[number], names[other]): RelationParameters()
        for number, others in neighbours(seen).items()
        for other in others
    }


class Worlds:
    """The last few worlds, by cells and seed; one is built at a time. Safe from many threads."""

    def __init__(self, build: Built = built, most: int = MOST_WORLDS) -> None:
        self._build, self._most = build, most
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._kept: OrderedDict[tuple[tuple[SimCell, ...], int], Future[World]] = OrderedDict()

    def get(self, cells: tuple[SimCell, ...], seed: int, wait_s: float | None) -> World | None:
        """The world, its building begun if need be; None if it does not stand after so long (no time: forever)."""
        try:
            return self._future(cells, seed).result(wait_s)
        except NotYet:
            return None

    def _future(self, cells: tuple[SimCell, ...], seed: int) -> "Future[World]":
        with self._lock:
            found = self._kept.get((cells, seed))
            if found is None:
                found = self._kept[cells, seed] = Future()
                threading.Thread(target=self._make, args=(found, cells, seed), name="world", daemon=True).start()
            self._kept.move_to_end((cells, seed))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return found

    def _make(self, future: "Future[World]", cells: tuple[SimCell, ...], seed: int) -> None:
        try:
            with self._turn:
                made = self._build(cells, seed)
        except Exception as error:  # noqa: BLE001 - whoever asks for the world is told
            future.set_exception(error)
        else:
            future.set_result(made)
