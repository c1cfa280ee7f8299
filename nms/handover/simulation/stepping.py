"""All calls of a world at once, report period by report period, in NumPy: what the compiled kernel does too."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from nms.handover.batch.calls import Calls
from nms.handover.batch.deciding import INTER, Decisions, decide
from nms.handover.batch.outcome import failed, moved
from nms.handover.batch.reports import Reports
from nms.handover.batch.tables import Bools, Ints, Tables
from nms.handover.engine.outcome import Failure
from nms.handover.simulation.course import (
    ENDED,
    LEAST_LEVEL,
    LEAST_UPLINK,
    RADIO_LINK,
    REPORTED,
    UNREADABLE,
    Bytes,
    Course,
    Floats,
    Outcome,
    chance,
)
from nms.handover.simulation.world import World

REASONS: Final[Mapping[Outcome, Failure]] = {
    Outcome.NO_CHANNEL: "congestion",
    Outcome.UNANSWERED: "config",
    Outcome.INCOMPATIBLE: "config",
    Outcome.RETURNED: "air",
}
"""What the target is penalised for."""

Tried = tuple[Ints, Ints, Ints, Ints, Ints, Bytes]


class Steps:
    """The calls under way; `limits` are the odds added up (4 × source × target), None where nothing goes wrong."""

    def __init__(self, world: World, tables: Tables, limits: Floats | None, seed: int) -> None:
        self.world, self.limits, self.seed = world, limits, seed
        self.calls = Calls(tables, world.level[0].argmax(axis=1).astype(np.int32))
        self.everybody = np.arange(world.calls)
        self.targets = tables.relations[0]
        self.link = np.full(world.calls, RADIO_LINK, np.int32)
        self.alive = np.ones(world.calls, np.bool_)
        self.cell = np.full((world.ticks, world.calls), ENDED, np.int16)
        self.tried: list[Tried] = []

    def course(self) -> Course:
        """Play all ticks."""
        for tick in range(self.world.ticks):
            self._step(tick)
        tick_, call, source, target, cause, outcome = (np.concatenate(parts) for parts in zip(*self.tried, strict=True))
        return Course(
            self.cell,
            tick_.astype(np.int32),
            call.astype(np.int32),
            source.astype(np.int16),
            target.astype(np.int16),
            cause.astype(np.int8),
            outcome.astype(np.int8),
            ~self.alive,
        )

    def _step(self, tick: int) -> None:
        calls = self.calls
        self.cell[tick] = np.where(self.alive, calls.cell, ENDED)
        reports = self._reports(tick)
        self._hear(reports.quality)
        decisions = decide(calls, reports, self.alive)
        rows = np.flatnonzero(decisions.kind == INTER).astype(np.int32)
        source, target = calls.cell[rows].copy(), decisions.target[rows]
        outcome = self._outcomes(tick, rows, source, target)
        self.tried.append((np.full(len(rows), tick, np.int32), rows, source, target, decisions.cause[rows], outcome))
        self._follow(decisions, rows, outcome)

    def _follow(self, decisions: Decisions, rows: Ints, outcome: Bytes) -> None:
        for one, reason in REASONS.items():
            some = rows[outcome == one]
            if len(some):
                failed(self.calls, decisions, reason, self._among(some))
        done = decisions.kind != INTER
        done[rows[outcome == Outcome.DONE]] = True
        moved(self.calls, decisions, done)
        self.link[rows[outcome == Outcome.DONE]] = RADIO_LINK
        self.alive[rows[outcome == Outcome.LOST]] = False

    def _among(self, rows: Ints) -> Bools:
        mask = np.zeros(len(self.calls), np.bool_)
        mask[rows] = True
        return mask

    def _hear(self, quality: Ints) -> None:
        """Count the radio link down or up; who reaches zero is dropped."""
        lost = quality >= UNREADABLE
        self.link = np.where(lost, self.link - 1, np.minimum(self.link + 2, RADIO_LINK))
        self.alive &= self.link > 0

    def _outcomes(self, tick: int, rows: Ints, source: Ints, target: Ints) -> Bytes:
        world = self.world
        weak = world.level[tick, rows, target] < LEAST_LEVEL
        weak |= world.uplink[tick, rows, target] < LEAST_UPLINK
        unreadable = world.level[tick, rows, source] < LEAST_LEVEL
        unreadable |= world.quality[tick, rows, source] >= UNREADABLE
        on_air = np.where(unreadable, Outcome.LOST, Outcome.RETURNED)
        outcome = np.where(weak, on_air, Outcome.DONE).astype(np.int8)
        if self.limits is None or not len(rows):
            return outcome
        drawn, limits = chance(self.seed, tick, rows.astype(np.uint32)), self.limits[:, source, target]
        causes = (Outcome.NO_CHANNEL, Outcome.UNANSWERED, Outcome.INCOMPATIBLE, on_air)
        return np.select([drawn < limit for limit in limits], causes, outcome).astype(np.int8)

    def _reports(self, tick: int) -> Reports:
        world, cell, everybody = self.world, self.calls.cell, self.everybody
        named = world.level if world.heard is None else world.heard
        places = self.targets[cell]
        heard = np.where(places >= 0, named[tick][everybody[:, None], places], np.int8(-1)).astype(np.int32)
        heard[heard == 0] = -1
        if heard.shape[1] > REPORTED:
            heard = np.where(_loudest(heard), heard, -1)
        quality = world.quality[tick, everybody, cell].astype(np.int32)
        return Reports(
            np.full(len(cell), tick & 0xFF, np.int32),
            world.level[tick, everybody, cell].astype(np.int32),
            quality,
            world.uplink[tick, everybody, cell].astype(np.int32),
            quality,
            world.ta[tick, everybody, cell].astype(np.int32),
            np.ones(len(cell), np.bool_),
            heard,
        )


def _loudest(heard: Ints) -> Bools:
    """The neighbours that a report names: the six loudest, of equals the first of the list."""
    sixth = np.partition(heard, -REPORTED, axis=1)[:, -REPORTED, None]
    louder, equal = heard > sixth, heard == sixth
    room = REPORTED - louder.sum(axis=1, keepdims=True)
    named: Bools = louder | (equal & (equal.cumsum(axis=1) <= room))
    return named
