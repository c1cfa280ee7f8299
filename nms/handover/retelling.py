"""Goes through a recorded call and tells what the engine decides at every report, and why."""

from collections.abc import Iterator
from typing import NamedTuple

from nms.handover.engine.deciding import decide
from nms.handover.engine.decision import Decision
from nms.handover.engine.network import RadioNetwork
from nms.handover.engine.outcome import failed, moved
from nms.handover.engine.state import CallState
from nms.handover.trace import ReportRecord, Trace


class Told(NamedTuple):
    """A report of the call: its number, the cell it was in, the means, and the decision."""

    nr: int
    cell: int
    level: float | None
    uplink_level: float | None
    decision: Decision


def retell(trace: Trace, radio: RadioNetwork, *, explain: bool = True) -> Iterator[Told]:
    """Decide on every report. The call is where the record says: a decision moves it only if the record goes along."""
    state = CallState(radio.cell(trace.serving), codec=trace.codec, overlaid=trace.overlaid)
    last = Decision("none")
    for record in trace.reports:
        report = record.report()
        if record.cell is not None and record.cell != state.cell.number:
            radio.cell(record.cell)
            cause = last.cause if last.target == record.cell else None
            moved(state, Decision("inter", cause, record.cell), radio)
        decision = decide(state, report, radio, explain=explain)
        if decision.kind != "none":
            last = decision
        known = state.level >= 0
        level, uplink = (state.level, state.uplink_level) if known else (None, None)
        yield Told(report.nr, state.cell.number, level, uplink, decision)
        _follow(state, record, decision, radio)


def _follow(state: CallState, record: ReportRecord, decision: Decision, radio: RadioNetwork) -> None:
    """What the record tells of a handover that stayed in the cell or failed."""
    if record.outcome == "done":
        if decision.kind == "intra":
            moved(state, decision, radio)
    elif record.outcome is not None:
        failed(state, decision, record.outcome)
