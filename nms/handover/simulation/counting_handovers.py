"""Handovers of a course by relation and cause."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from nms.handover.batch.deciding import CAUSES
from nms.handover.engine.network import RadioNetwork
from nms.handover.kpi.counters import HandoverCounters
from nms.handover.simulation.course import Course, Outcome
from nms.handover.simulation.scoring import ping_pongs
from nms.handover.simulation.world import World

Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

_COMMANDED: Final = (Outcome.DONE, Outcome.RETURNED, Outcome.LOST)
_COUNTERS: Final[dict[str, tuple[Outcome, ...]]] = {
    "requests": tuple(Outcome),
    "commands": _COMMANDED,
    "successes": (Outcome.DONE,),
    "returned": (Outcome.RETURNED,),
    "lost": (Outcome.LOST,),
    "no_channel": (Outcome.NO_CHANNEL,),
    "unanswered": (Outcome.UNANSWERED,),
    "incompatible": (Outcome.INCOMPATIBLE,),
}


def relation_rows(
    world: World, network: RadioNetwork, course: Course, names: Sequence[str], hour: datetime | None
) -> Iterator[HandoverCounters]:
    """Of each relation a row for all causes, then one for each cause there was."""
    tables = _tables(world, course, len(names))
    at = {cell.number: position for position, cell in enumerate(world.cells)}
    for number, cell in network.cells.items():
        for relation in cell.relations.values():
            pair = at[number], at[relation.target.number]
            cause_rows = {name: table[pair] for name, table in tables.items()}
            facts = {"source": names[pair[0]], "target": names[pair[1]], "hour": hour}
            yield _row(facts, {name: row.sum() for name, row in cause_rows.items()})
            for position, cause in enumerate(CAUSES):
                if cause_rows["requests"][position]:
                    yield _row(facts | {"cause": cause}, {name: row[position] for name, row in cause_rows.items()})


def _row(facts: dict[str, Any], sums: dict[str, Any]) -> HandoverCounters:
    levels: dict[str, Any] = {}
    commands = int(sums["commands"])
    for name in ("source_level", "target_level"):
        levels[name] = float(sums[name]) / commands if commands else None
    counts: dict[str, Any] = {name: int(sums[name]) for name in (*_COUNTERS, "back_soon")}
    return HandoverCounters(**facts, **counts, **levels)


def _tables(world: World, course: Course, cells: int) -> dict[str, npt.NDArray[Any]]:
    """Sums by source, target and cause."""
    shape = (cells, cells, len(CAUSES))
    source, target, cause = (one.astype(np.intp) for one in (course.source, course.target, course.cause))
    where = (source * cells + target) * len(CAUSES) + cause

    def summed(which: Bools, weights: npt.NDArray[Any] | None = None) -> npt.NDArray[Any]:
        size = cells * cells * len(CAUSES)
        chosen = None if weights is None else weights[which]
        return np.bincount(where[which], weights=chosen, minlength=size).reshape(shape)

    found = {name: summed(np.isin(course.outcome, outcomes)) for name, outcomes in _COUNTERS.items()}
    found["back_soon"] = summed(back_soon(course))
    commanded = np.isin(course.outcome, _COMMANDED)
    named = world.level if world.heard is None else world.heard
    found["source_level"] = summed(commanded, world.level[course.tick, course.call, source])
    found["target_level"] = summed(commanded, named[course.tick, course.call, target])
    return found


def back_soon(course: Course) -> Bools:
    """Which handovers were followed by the call's way back within ten seconds."""
    found = np.zeros(len(course.outcome), np.bool_)
    found[ping_pongs(course).there] = True
    return found
