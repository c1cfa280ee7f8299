"""One call of a simulated world as a recorded call, so that the explaining engine can go through it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from typing import Any

from nms.handover.batch.deciding import CAUSES
from nms.handover.engine.deciding import decide
from nms.handover.engine.decision import Decision
from nms.handover.engine.network import RadioCell, RadioNetwork
from nms.handover.engine.outcome import failed, moved
from nms.handover.engine.parameters import CellParameters, RelationParameters
from nms.handover.engine.state import CallState
from nms.handover.simulation.course import ENDED, REPORTED, Course, Outcome
from nms.handover.simulation.stepping import REASONS
from nms.handover.simulation.world import World
from nms.handover.trace import CellRecord, NeighbourRecord, RelationRecord, ReportRecord, Trace

Tried = Mapping[int, tuple[Decision, Outcome]]


def tell_call(
    world: World, network: RadioNetwork, course: Course, call: int, names: Mapping[int, str] | None = None
) -> Trace:
    """The record of a call: the network as it was, every report, and what came of each handover.

    The SACCH block with which the radio link timed out is no report any more. `names` of the cells by number.
    """
    tried = _tried(world, course, call)
    reports = tuple(_reports(world, network, course, call, tried))
    return Trace(
        cells=tuple(_cell(cell, (names or {}).get(cell.number, "")) for cell in network.cells.values()),
        relations=tuple(_relations(network)),
        flow=network.flow,
        serving=world.cells[int(course.cell[0, call])].number,
        dropped=bool(course.dropped[call]),
        reports=reports,
    )


def _tried(world: World, course: Course, call: int) -> Tried:
    """By tick: which handover to another cell was decided, and how it ended."""
    found = {}
    for at in (course.call == call).nonzero()[0]:
        decision = Decision("inter", CAUSES[course.cause[at]], world.cells[course.target[at]].number)
        found[int(course.tick[at])] = decision, Outcome(course.outcome[at])
    return found


def _reports(world: World, network: RadioNetwork, course: Course, call: int, tried: Tried) -> Iterator[ReportRecord]:
    """The call played once more, for the handovers within a cell: a course does not tell them."""
    ticks = _ticks(course, call, tried)
    state = CallState(network.cell(world.cells[int(course.cell[0, call])].number))
    for tick in range(ticks):
        at = int(course.cell[tick, call])
        cell = network.cell(world.cells[at].number)
        record = ReportRecord(**_report(world, tick, call, at, cell))
        decided = decide(state, record.report(), network)
        changed = tick > 0 and course.cell[tick - 1, call] != at
        yield record.model_copy(update={
            "cell": cell.number if changed else None,
            "outcome": _followed(state, network, decided, tried.get(tick)),
        })  # fmt: skip


def _ticks(course: Course, call: int, tried: Tried) -> int:
    """How many reports were judged."""
    ticks = int((course.cell[:, call] != ENDED).sum())
    lost = course.dropped[call] and (ticks - 1 not in tried or tried[ticks - 1][1] is not Outcome.LOST)
    return ticks - 1 if lost else ticks


def _followed(
    state: CallState, network: RadioNetwork, decided: Decision, tried: tuple[Decision, Outcome] | None
) -> str | None:
    """Let the call go where it went; what a record says of it."""
    if tried is None:
        if decided.kind == "intra":
            moved(state, decided, network)
            return "done"
        return None
    decision, outcome = tried
    if outcome is Outcome.DONE:
        moved(state, decision, network)
        return None
    if reason := REASONS.get(outcome):
        failed(state, decision, reason)
    return reason or "air"


def _report(world: World, tick: int, call: int, at: int, cell: RadioCell) -> dict[str, Any]:
    quality = int(world.quality[tick, call, at])
    return {
        "nr": tick & 0xFF,
        "level": int(world.level[tick, call, at]),
        "quality": quality,
        "ul_level": int(world.uplink[tick, call, at]),
        "ul_quality": quality,
        "ta": int(world.ta[tick, call, at]),
        "neighbours": tuple(_heard(world, tick, call, cell)),
    }


def _heard(world: World, tick: int, call: int, cell: RadioCell) -> Iterator[NeighbourRecord]:
    """The loudest six of the BA list, in its order; of equals the first."""
    levels = (world.level if world.heard is None else world.heard)[tick, call]
    places = {one.number: place for place, one in enumerate(world.cells)}
    heard = [(int(levels[places[one.target.number]]), key) for key, one in cell.relations.items()]
    loudest = sorted((one for one in heard if one[0] > 0), key=lambda one: -one[0])[:REPORTED]
    for level, key in heard:
        if (level, key) in loudest:
            yield NeighbourRecord(arfcn=key >> 6, bsic=key & 63, level=level)


def _cell(cell: RadioCell, name: str) -> CellRecord:
    return CellRecord(
        number=cell.number,
        name=name,
        arfcn=cell.key >> 6,
        bsic=cell.key & 63,
        site=cell.site,
        bsc=cell.bsc,
        msc=cell.msc,
        load=cell.load,
        loaded_for=cell.loaded_for,
        parameters=_own(cell.parameters),
    )


def _relations(network: RadioNetwork) -> Iterator[RelationRecord]:
    for cell in network.cells.values():
        for one in cell.relations.values():
            yield RelationRecord(source=cell.number, target=one.target.number, parameters=_own(one.parameters))


def _own(parameters: CellParameters | RelationParameters) -> dict[str, int]:
    """What differs from the table's defaults."""
    defaults = {one.name: one.default for one in fields(parameters)}
    return {name: value for name, value in asdict(parameters).items() if value != defaults[name]}
