"""The counters that a BSC would have exported of a simulated hour: relations, cells, transceivers, what was heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nms.handover.engine.network import RadioNetwork
from nms.handover.kpi.counters import CellCounters, Counters, TrxCounters
from nms.handover.simulation.counting_handovers import relation_rows
from nms.handover.simulation.counting_heard import heard_rows
from nms.handover.simulation.course import ENDED, Course, Outcome
from nms.handover.simulation.coverage import planned_ta
from nms.handover.simulation.described import Naming, numbered
from nms.handover.simulation.field import Levels
from nms.handover.simulation.served import Served, served
from nms.handover.simulation.traffic import Traffic
from nms.handover.simulation.trimming import GOOD_LEVEL
from nms.handover.simulation.world import World

Floats = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

TRANSCEIVERS: Final = 3
POWER_CONTROL_FROM: Final = 35
"""RXLEV above which power control takes off what is not needed, in steps of 2 dB up to 16."""
_MOST_REDUCTION_DB: Final = 16


@dataclass(frozen=True, slots=True)
class Count:
    """How to count: which hour, the names of cells, the traffic offered to them (half of what they bear, if nothing is
    said), up to which timing advance they are planned to serve (as their coverage without shadows says, if nothing is
    said), transceivers of each cell."""

    hour: datetime | None = None
    naming: Naming = numbered
    traffic: Traffic | None = None
    reach: Levels | None = None
    transceivers: int = TRANSCEIVERS


def counted(world: World, network: RadioNetwork, course: Course, how: Count | None = None) -> Counters:
    """The counters of a course. Each call of it began in the hour, and ended there at the latest."""
    how = how or Count()
    names = [how.naming(cell) for cell in world.cells]
    reports = served(world, course)
    return Counters(
        tuple(relation_rows(world, network, course, names, how.hour)),
        tuple(_cell_rows(world, network, course, reports, names, how)),
        tuple(_trx_rows(len(world.cells), course, reports, names, how)),
        tuple(heard_rows(world, course, names, how.hour)),
    )


def transceiver(call: Indices, cell: Indices, of: int = TRANSCEIVERS) -> Indices:
    """On which of a cell's transceivers a call is while it is there: spread evenly, always the same."""
    mixed = (
        call.astype(np.uint64) * np.uint64(2_654_435_761) + cell.astype(np.uint64) * np.uint64(40_503)
    ) >> np.uint64(7)
    found: Indices = (mixed % np.uint64(of)).astype(np.intp)
    return found


# ---------------------------------------------------------------- cells


def _cell_rows(
    world: World, network: RadioNetwork, course: Course, reports: Served, names: Sequence[str], how: Count
) -> Iterator[CellCounters]:
    cells = len(names)
    traffic = how.traffic or Traffic(np.full(cells, 11.0))
    edge = np.array([network.cells[cell.number].parameters.edge_downlink for cell in world.cells])
    far = reports.ta > (planned_ta(world.cells) if how.reach is None else how.reach)[reports.cell]
    seizures = _by(np.maximum(course.cell[0], 0).astype(np.intp), cells)
    attempts = np.rint(seizures / (1 - traffic.blocked)).astype(np.int64)
    columns = {
        "tch_seizures": seizures,
        "tch_drops": _by(_last(course), cells),
        "tch_attempts": attempts,
        "tch_blocked": attempts - seizures,
        "reports": _by(reports.cell, cells),
        "low_level": _by(reports.cell, cells, reports.level < edge[reports.cell]),
        "far": _by(reports.cell, cells, far),
        "far_strong": _by(reports.cell, cells, far & (reports.level >= GOOD_LEVEL)),
        "load": traffic.load,
        "power_reduction_db": _mean(reports.cell, cells, _reduction(reports.level)),
    }
    for at, name in enumerate(names):
        yield CellCounters(name, how.hour, **{key: _number(values[at]) for key, values in columns.items()})


def _last(course: Course) -> Indices:
    """The cells where calls dropped."""
    dropped = np.flatnonzero(course.dropped)
    lasted = (course.cell[:, dropped] != ENDED).sum(axis=0)
    last: Indices = course.cell[lasted - 1, dropped].astype(np.intp)
    return last


def _reduction(level: npt.NDArray[np.int8]) -> Floats:
    """What power control would take off a downlink (dB)."""
    found: Floats = np.clip((level.astype(np.int16) - POWER_CONTROL_FROM) // 2 * 2, 0, _MOST_REDUCTION_DB).astype(
        np.float64
    )
    return found


# ---------------------------------------------------------------- transceivers


def _trx_rows(cells: int, course: Course, reports: Served, names: Sequence[str], how: Count) -> Iterator[TrxCounters]:
    each = how.transceivers
    where = reports.cell * each + transceiver(reports.call, reports.cell, each)
    commanded = np.isin(course.outcome, (Outcome.DONE, Outcome.RETURNED, Outcome.LOST))
    target = course.target.astype(np.intp)
    into = target * each + transceiver(course.call.astype(np.intp), target, each)
    columns = {
        "commands": _by(into[commanded], cells * each),
        "successes": _by(into[course.outcome == Outcome.DONE], cells * each),
        "reports": _by(where, cells * each),
        "uplink_level": _mean(where, cells * each, reports.uplink),
        "downlink_level": _mean(where, cells * each, reports.level),
    }
    for at in range(cells * each):
        values = {key: _number(column[at]) for key, column in columns.items()}
        yield TrxCounters(names[at // each], str(at % each), how.hour, **values)


# ---------------------------------------------------------------- sums


def _by(where: Indices, size: int, which: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.int64]:
    found: npt.NDArray[np.int64] = np.bincount(where if which is None else where[which], minlength=size)
    return found


def _mean(where: Indices, size: int, values: npt.NDArray[Any]) -> Floats:
    """The mean of each group, not a number for one that is empty."""
    count = np.bincount(where, minlength=size)
    total = np.bincount(where, weights=values, minlength=size)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _number(value: Any) -> Any:
    """As plain Python; None for what is not a number."""
    return None if np.isnan(value) else value.item()
