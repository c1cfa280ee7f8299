"""Cells that hear each other and the people among them, played a period at a time: other people call in each."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt

from nms.handover.diagnose.plan import RadioPlan
from nms.handover.kpi.counters import Counters
from nms.handover.simulation.counting import Count, counted
from nms.handover.simulation.course import ENDED, Course, Odds
from nms.handover.simulation.coverage import planned_ta
from nms.handover.simulation.evaluation import run
from nms.handover.simulation.field import Levels
from nms.handover.simulation.plan import SimCell
from nms.handover.simulation.planned import planned, radio
from nms.handover.simulation.traffic import CHANNELS, Traffic
from nms.handover.simulation.world import Air, World, world

CALL_S: Final = 60
"""How long a call lasts."""
AIR: Final = Air(traffic=0.4)
"""Other cells on a carrier disturb for a part of the time: silence, power control and idle channels spare the rest."""
INDOORS_DB: Final = 14.0
"""What walls and bodies take off a signal …"""
CLOSER_DB: Final = 8.0
"""… and what comes back at 1,800 MHz, whose sites are planned to stand closer together."""
_HIGH_MHZ: Final = 1_500.0
FAILING: Final = 0.01
"""The share of handovers that fail on the air for no reason that shows."""
CONGESTED_ERLANGS: Final = 1.1 * CHANNELS


@dataclass(frozen=True, slots=True)
class Spoilt:
    """Shares of handovers that fail: into a congested cell for want of a channel, on the air between a station whose
    clock drifts and any other; by the names of cells and of stations."""

    congested: Mapping[str, float] = field(default_factory=dict)
    drifting: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of a plan by name, the station of each, and people who move about among them."""

    names: tuple[str, ...]
    stations: tuple[str, ...]
    cells: tuple[SimCell, ...]
    people: World
    reach: Levels

    def named(self, cell: SimCell) -> str:
        """What the plan calls a cell."""
        return self.names[cell.number - 1]

    def count(
        self, plan: RadioPlan, callers: int, start: datetime, seed: tuple[int, ...], spoilt: Spoilt | None = None
    ) -> Counters:
        """Let some of the people call, by the plan's relations and parameters; always alike for the same seed.

        Nobody hears another cell on the carrier that serves him.
        InvalidError for parameters that contradict each other.
        """
        dice, spoilt = np.random.default_rng(seed), spoilt or Spoilt()
        network = radio(plan, self.names, [cell.site for cell in self.cells])
        chosen = np.sort(dice.choice(self.people.calls, min(callers, self.people.calls), replace=False))
        part = _part(self.people, chosen)
        course = run(part, network, self._odds(spoilt), int(dice.integers(1 << 31)))
        how = Count(start, self.named, self._traffic(course, spoilt), self.reach)
        found = counted(part, network, course, how)
        return replace(found, heard=tuple(one for one in found.heard if one.arfcn != plan.cells[one.cell].arfcn))

    def _odds(self, spoilt: Spoilt) -> Odds:
        odds, sites = Odds.none(len(self.cells)), np.array([cell.site for cell in self.cells])
        odds.failing[:] = FAILING
        for at, share in _struck(self.names, spoilt.congested):
            odds.no_channel[:, at] = share
        for at, share in _struck(self.stations, spoilt.drifting):
            away = sites != sites[at]
            odds.failing[at, away] = odds.failing[away, at] = share
        return odds

    def _traffic(self, course: Course, spoilt: Spoilt) -> Traffic:
        """How many calls were in each cell at a time; a congested one is offered more than it bears."""
        there = course.cell[course.cell != ENDED].astype(np.intp)
        offered: npt.NDArray[np.float64] = np.bincount(there, minlength=len(self.cells)) / len(course.cell)
        for at, _ in _struck(self.names, spoilt.congested):
            offered[at] = CONGESTED_ERLANGS
        return Traffic(offered)


def area(plan: RadioPlan, names: Collection[str], people: int, seed: int) -> Area:
    """Cells of a plan with so many people among them."""
    ground = planned(plan, names)
    cells = tuple(_indoors(cell) for cell in ground.cells)
    stations = tuple(plan.cells[name].site for name in ground.names)
    return Area(ground.names, stations, cells, world(cells, people, CALL_S, seed, AIR), planned_ta(cells))


def _indoors(cell: SimCell) -> SimCell:
    lost = INDOORS_DB - (CLOSER_DB if cell.mhz > _HIGH_MHZ else 0.0)
    return replace(cell, eirp_dbm=cell.eirp_dbm - lost)


def _struck(names: tuple[str, ...], shares: Mapping[str, float]) -> Iterator[tuple[int, float]]:
    return ((at, shares[name]) for at, name in enumerate(names) if name in shares)


def _part(people: World, chosen: npt.NDArray[np.intp]) -> World:
    tensors = {name: getattr(people, name)[:, chosen] for name in ("level", "quality", "uplink", "ta")}
    return replace(people, **tensors, speed=people.speed[chosen], ground=None)
