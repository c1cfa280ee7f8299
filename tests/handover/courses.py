"""Simulated calls by three ways: NumPy, the compiled kernel, and one call after the other through the single engine."""

import random
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from crowd import CELLS, some_network

from nms.handover.batch.deciding import CAUSES
from nms.handover.batch.native import Kernel
from nms.handover.batch.tables import tables_of
from nms.handover.engine.deciding import decide
from nms.handover.engine.decision import Decision
from nms.handover.engine.network import RadioNetwork
from nms.handover.engine.outcome import failed, moved
from nms.handover.engine.state import CallState
from nms.handover.reports import Report
from nms.handover.simulation import compiled
from nms.handover.simulation.course import ENDED, Course, Odds, Outcome, chance
from nms.handover.simulation.evaluation import limits_of, run
from nms.handover.simulation.plan import SimCell
from nms.handover.simulation.world import World

REASONS: dict[Outcome, Any] = {
    Outcome.NO_CHANNEL: "congestion",
    Outcome.UNANSWERED: "config",
    Outcome.INCOMPATIBLE: "config",
    Outcome.RETURNED: "air",
}


def odds_of(seed: int, cells: int, most: float) -> Odds:
    """Each pair of cells with chances of its own."""
    rng = np.random.default_rng(seed)
    return Odds(*(most * rng.random((cells, cells), np.float32) for _ in range(4)))


def wandering(seed: int, calls: int, ticks: int) -> tuple[World, RadioNetwork]:
    """Levels and qualities of nine cells that no ground explains, and the network of a crowd: every class happens."""
    rng = np.random.default_rng(seed)
    shape = (ticks, calls, CELLS)

    def drifting(low: int, high: int, most: int) -> Any:
        steps = np.cumsum(rng.integers(-3, 4, shape), axis=0)
        return np.clip(rng.integers(low, high, (1, calls, CELLS)) + steps, 0, most).astype(np.int8)

    level = drifting(5, 45, 63)
    uplink = np.clip(level + rng.integers(-8, 3, shape), 0, 63).astype(np.int8)
    quality = rng.choice(np.array((0, 0, 0, 1, 2, 4, 6, 7), np.int8), shape)
    heard = np.where(rng.random((1, calls, CELLS)) < 0.1, level[:, :, ::-1], level) if seed % 2 else None
    cells = tuple(SimCell(number, number // 3, 0.0, 0.0, 0.0) for number in range(CELLS))
    seen = World(cells, level, quality, uplink, drifting(0, 60, 63), np.zeros(calls), heard=heard)
    return seen, some_network(random.Random(seed))


def both(kernel: Kernel, world: World, network: RadioNetwork, odds: Odds | None, seed: int = 0) -> Course:
    """The course by NumPy; AssertionError where the kernel's is another."""
    stepped = run(world, network, odds, seed, native=False)
    limits = None if odds is None else limits_of(odds)
    native = compiled.course(kernel, world, tables_of(network), limits, seed)
    for one in fields(Course):
        some, other = getattr(stepped, one.name), getattr(native, one.name)
        assert some.dtype == other.dtype, one.name
        assert np.array_equal(some, other), one.name
    return stepped


@dataclass
class Alone:
    """One call of a world, report after report through the engine for single calls."""

    world: World
    network: RadioNetwork
    odds: Odds | None
    seed: int
    call: int

    def __post_init__(self) -> None:
        self.cells = list(self.network.cells.values())
        self.at = {cell.number: place for place, cell in enumerate(self.cells)}
        self.state = CallState(self.cells[int(self.world.level[0, self.call].argmax())])
        self.link, self.dropped = 20, False
        self.served: list[int] = []
        self.tried: list[tuple[int, ...]] = []

    def play(self) -> "Alone":
        for tick in range(self.world.ticks):
            self.served.append(ENDED if self.dropped else self.at[self.state.cell.number])
            if not self.dropped:
                self._step(tick, self.served[-1])
        return self

    def _step(self, tick: int, at: int) -> None:
        report = self._report(tick, at)
        self.link = self.link - 1 if report.quality >= 7 else min(self.link + 2, 20)
        self.dropped = self.link <= 0
        if self.dropped:
            return
        decision = decide(self.state, report, self.network)
        if decision.kind == "intra":
            moved(self.state, decision, self.network)
        elif decision.kind == "inter":
            assert decision.target is not None
            assert decision.cause is not None
            target = self.at[decision.target]
            outcome = self._outcome(tick, at, target)
            self.tried.append((tick, self.call, at, target, CAUSES.index(decision.cause), int(outcome)))
            self._follow(decision, outcome)

    def _follow(self, decision: Decision, outcome: Outcome) -> None:
        if outcome is Outcome.DONE:
            moved(self.state, decision, self.network)
            self.link = 20
        elif outcome is Outcome.LOST:
            self.dropped = True
        else:
            failed(self.state, decision, REASONS[outcome])

    def _outcome(self, tick: int, source: int, target: int) -> Outcome:
        level, quality = self.world.level[tick, self.call], self.world.quality[tick, self.call]
        on_air = Outcome.LOST if level[source] < 6 or quality[source] >= 7 else Outcome.RETURNED
        if self.odds is not None:
            drawn = chance(self.seed, tick, np.array([self.call], np.uint32))[0]
            limit = np.float32(0)
            for name, outcome in (("no_channel", Outcome.NO_CHANNEL), ("unanswered", Outcome.UNANSWERED),
                                  ("incompatible", Outcome.INCOMPATIBLE), ("failing", on_air)):  # fmt: skip
                limit += getattr(self.odds, name)[source, target]
                if drawn < limit:
                    return outcome
        good = level[target] >= 6 and self.world.uplink[tick, self.call, target] >= 2
        return Outcome.DONE if good else on_air

    def _report(self, tick: int, at: int) -> Report:
        """As the phone sends it: the six loudest neighbours, and who is as loud as the sixth."""
        world = self.world
        named = world.level if world.heard is None else world.heard
        levels = {
            key: int(named[tick, self.call, self.at[one.target.number]])
            for key, one in self.state.cell.relations.items()
        }
        sixth = sorted(levels.values(), reverse=True)[:6][-1] if len(levels) > 6 else 0
        heard = tuple((key, level) for key, level in levels.items() if level > 0 and level >= sixth)
        level, quality, uplink, ta = (
            int(tensor[tick, self.call, at]) for tensor in (world.level, world.quality, world.uplink, world.ta)
        )
        return Report(tick & 255, level, quality, heard, ta, uplink, quality)
