"""One parameter set on one world: every call decided report by report, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.batch.calls import Calls
from nms.handover.batch.deciding import CAUSES, INTER, decide
from nms.handover.batch.outcome import failed, moved
from nms.handover.batch.reports import Reports
from nms.handover.batch.tables import Bools, Ints, tables_of
from nms.handover.engine.network import RadioNetwork
from nms.handover.reports import PERIOD_S
from nms.handover.simulation.world import World

REPORTED: Final = 6
"""Neighbours in one report (3GPP TS 44.018)."""
LEAST_LEVEL: Final = 6
"""A handover to a cell below −104 dBm fails."""
RADIO_LINK: Final = 20
"""Start of the counter S; −1 for a SACCH block that is lost, +2 for one that is read (3GPP TS 45.008, 5.2)."""
PING_PONG_S: Final = 10.0
_UNREADABLE: Final = 7


@dataclass(frozen=True, slots=True)
class Score:
    """What came of a parameter set, counted over all calls; `pairs` are handovers from cell to cell by position.

    `seconds` is the time that calls lasted. A ping-pong is a handover back within ten seconds.
    """

    calls: int
    seconds: float
    handovers: int
    ping_pongs: int
    failures: int
    drops: int
    causes: Mapping[str, int] = field(default_factory=dict)
    pairs: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 0), np.int32), repr=False)
    dropped: Bools = field(default_factory=lambda: np.zeros(0, np.bool_), repr=False)

    @property
    def cost(self) -> float:
        """What the tuner makes small, per 100 calls: 100 a drop, 10 a failure, 1 a ping-pong, 0.05 a handover."""
        total = 100 * self.drops + 10 * self.failures + self.ping_pongs + 0.05 * self.handovers
        return 100 * total / self.calls


class _Watch:
    """What the calls have been through."""

    def __init__(self, world: World, start: Ints) -> None:
        calls, cells = world.calls, len(world.cells)
        self.link = np.full(calls, RADIO_LINK, np.int32)
        self.alive = np.ones(calls, np.bool_)
        self.before = np.full(calls, -1, np.int32)
        self.since = np.zeros(calls, np.int32)
        self.pairs = np.zeros((cells, cells), np.int32)
        self.causes = np.zeros(len(CAUSES), np.int64)
        self.lasted = self.ping_pongs = self.failures = 0
        self.at = start

    def hear(self, quality: Ints) -> None:
        """Count the radio link down or up; who reaches zero is dropped."""
        lost = quality >= _UNREADABLE
        self.link = np.where(lost, self.link - 1, np.minimum(self.link + 2, RADIO_LINK))
        self.lasted += int(self.alive.sum())
        self.alive &= self.link > 0

    def note(self, rows: Ints, source: Ints, target: Ints, cause: Ints, tick: int) -> None:
        """Handovers that succeeded."""
        np.add.at(self.pairs, (source, target), 1)
        np.add.at(self.causes, cause, 1)
        back = (self.before[rows] == target) & ((tick - self.since[rows]) * PERIOD_S <= PING_PONG_S)
        self.ping_pongs += int(back.sum())
        self.before[rows], self.since[rows] = source, tick
        self.link[rows] = RADIO_LINK


def evaluate(world: World, network: RadioNetwork) -> Score:
    """Run every call of the world through the engine with the network's parameters; cells as in `world.cells`."""
    tables = tables_of(network)
    calls = Calls(tables, world.level[0].argmax(axis=1).astype(np.int32))
    watch = _Watch(world, calls.cell)
    everybody = np.arange(world.calls)
    targets = tables.relations[0]
    for tick in range(world.ticks):
        reports = _reports(world, tick, calls.cell, targets, everybody)
        watch.hear(reports.quality)
        decisions = decide(calls, reports, watch.alive)
        rows = np.flatnonzero(decisions.kind == INTER).astype(np.int32)
        good = world.level[tick, rows, decisions.target[rows]] >= LEAST_LEVEL
        source, target, cause = calls.cell[rows].copy(), decisions.target[rows], decisions.cause[rows]
        watch.failures += int((~good).sum())
        done = decisions.kind != INTER
        done[rows[good]] = True
        failed(calls, decisions, "air", ~done)
        moved(calls, decisions, done)
        watch.note(rows[good], source[good], target[good], cause[good], tick)
    return _score(world, watch)


def _reports(world: World, tick: int, cell: Ints, targets: Ints, everybody: npt.NDArray[np.intp]) -> Reports:
    level = world.level[tick]
    places = targets[cell]
    heard = np.where(places >= 0, level[everybody[:, None], places], np.int8(-1)).astype(np.int32)
    heard[heard == 0] = -1
    if heard.shape[1] > REPORTED:
        sixth = np.partition(heard, -REPORTED, axis=1)[:, -REPORTED]
        heard[heard < sixth[:, None]] = -1
    quality = world.quality[tick, everybody, cell].astype(np.int32)
    return Reports(
        np.full(len(cell), tick & 0xFF, np.int32),
        level[everybody, cell].astype(np.int32),
        quality,
        world.uplink[tick, everybody, cell].astype(np.int32),
        quality,
        world.ta[tick, everybody, cell].astype(np.int32),
        np.ones(len(cell), np.bool_),
        heard,
    )


def _score(world: World, watch: _Watch) -> Score:
    causes = {cause.value: int(count) for cause, count in zip(CAUSES, watch.causes, strict=True) if count}
    dropped = ~watch.alive
    return Score(
        world.calls,
        watch.lasted * PERIOD_S,
        int(watch.pairs.sum()),
        watch.ping_pongs,
        watch.failures,
        int(dropped.sum()),
        causes,
        watch.pairs,
        dropped,
    )
