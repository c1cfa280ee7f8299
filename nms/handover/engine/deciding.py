"""Decides on every report: preprocessing, guards in time, then the classes of handover in order; the first hit wins."""

from collections.abc import Callable, Mapping
from typing import Final

from nms.handover.engine.decision import STAY, Check, Decision, HandoverCause, Ranked
from nms.handover.engine.emergency import bad_quality, interference, no_downlink, rapid_drop, timing_advance
from nms.handover.engine.load import load
from nms.handover.engine.moving import concentric, fast_moving
from nms.handover.engine.network import RadioNetwork
from nms.handover.engine.normal import edge, layer, pbgt
from nms.handover.engine.preprocessing import take
from nms.handover.engine.state import CallState
from nms.handover.engine.view import View
from nms.handover.reports import Report

Test = Callable[[View], Decision | None]

TESTS: Final[Mapping[HandoverCause, Test]] = {
    HandoverCause.RAPID_DROP: rapid_drop,
    HandoverCause.TIMING_ADVANCE: timing_advance,
    HandoverCause.BAD_QUALITY: bad_quality,
    HandoverCause.INTERFERENCE: interference,
    HandoverCause.NO_DOWNLINK: no_downlink,
    HandoverCause.LOAD: load,
    HandoverCause.EDGE: edge,
    HandoverCause.LAYER: layer,
    HandoverCause.PBGT: pbgt,
    HandoverCause.FAST_MOVING: fast_moving,
    HandoverCause.CONCENTRIC: concentric,
}

EMERGENCY_CAUSES: Final = frozenset(
    {
        HandoverCause.RAPID_DROP,
        HandoverCause.TIMING_ADVANCE,
        HandoverCause.BAD_QUALITY,
        HandoverCause.INTERFERENCE,
        HandoverCause.NO_DOWNLINK,
    }
)
_PLACES: Final = tuple(enumerate(TESTS.items()))
_UNHEARD: Final = tuple((place, test) for place, (cause, test) in _PLACES if cause is HandoverCause.NO_DOWNLINK)
_EMERGENCIES: Final = tuple(
    (place, test)
    for place, (cause, test) in _PLACES
    if cause in EMERGENCY_CAUSES and cause is not HandoverCause.NO_DOWNLINK
)
_ORDINARY: Final = tuple((place, test) for place, (cause, test) in _PLACES if cause not in EMERGENCY_CAUSES)


def decide(state: CallState, report: Report, network: RadioNetwork, *, explain: bool = False) -> Decision:
    """What the call should do after a report, which must be in range (`Report.checked`).

    Nothing before all filters are full and the guards in time have passed. The caller says what came of it
    (`outcome.moved`, `outcome.failed`). Without `explain` the decision is the same and says nothing of itself.
    """
    if not take(state, report):
        return STAY
    why: list[Check] | None = [] if explain else None
    if not _ready(state, why):
        return STAY if why is None else Decision("none", why=tuple(why))
    view = View(state, network, why)
    found = _first(view, heard=report.valid)
    if found is not None:
        state.last_handover = state.tick
        if found.cause in EMERGENCY_CAUSES:
            state.last_emergency = state.tick
    if why is None:
        return found or STAY
    ranking = _told(view)
    return (found or STAY)._replace(why=tuple(why), ranking=ranking)


def _ready(state: CallState, why: list[Check] | None) -> bool:
    cell, count = state.cell, min(state.downlink.count, state.uplink.count)
    full, waited = count >= cell.wait, state.tick - state.assigned
    rested = waited >= cell.min_interval
    if why is not None:
        why.append(Check("filters", None, count, ">=", cell.wait, full))
        why.append(Check("guard.assigned", None, waited, ">=", cell.min_interval, rested))
    return full and rested


def _first(view: View, *, heard: bool) -> Decision | None:
    state, cell = view.state, view.cell
    if view.at_least("guard.emergency", state.tick - state.last_emergency, cell.emergency_interval):
        for place, test in _EMERGENCIES if heard else _UNHEARD:
            if cell.enabled[place] and (found := test(view)):
                return found
    if heard and view.at_least("guard.consecutive", state.tick - state.last_handover, cell.consecutive_interval):
        for place, test in _ORDINARY:
            if cell.enabled[place] and (found := test(view)):
                return found
    return None


def _told(view: View) -> tuple[Ranked, ...]:
    cells = [Ranked(one.relation.target.number, one.bits, one.level, serving=False) for one in view.ranking.candidates]
    cells.append(Ranked(view.cell.number, view.ranking.serving, view.level, serving=True))
    return tuple(sorted(cells, key=lambda one: one.bits))
