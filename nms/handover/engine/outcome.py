"""What came of a decision: the call in its new cell or channel with its penalties, or back in the old one."""

from collections.abc import Mapping
from typing import Final, Literal

from nms.handover.engine.decision import Decision, HandoverCause
from nms.handover.engine.network import RadioNetwork, ticks
from nms.handover.engine.parameters import CellParameters
from nms.handover.engine.state import CallState

Failure = Literal["congestion", "air", "config"]

_LEFT: Final[Mapping[HandoverCause, str]] = {
    HandoverCause.BAD_QUALITY: "quality",
    HandoverCause.TIMING_ADVANCE: "ta",
    HandoverCause.LOAD: "load",
}
"""Causes for which the cell that was left is penalised, and whose parameters say how."""


def moved(state: CallState, decision: Decision, network: RadioNetwork) -> None:
    """The handover succeeded; what was measured in the old cell is forgotten."""
    if decision.kind == "intra":
        _stayed_within(state, decision)
        return
    assert decision.target is not None
    old, now = state.cell, state.tick
    p = old.parameters
    state.dwell_bits = (state.dwell_bits << 1 | (now - state.entered < ticks(p.fast_time))) & 0xFFFF
    if kind := _LEFT.get(decision.cause) if decision.cause else None:
        level, time = _penalty(p, kind)
        state.penalise(old.number, level, now + time)
    if decision.cause is HandoverCause.FAST_MOVING:
        state.micro_penalty, state.micro_until = p.fast_penalty, now + ticks(p.fast_penalty_time)
    state.enter(network.cell(decision.target))


def _penalty(p: CellParameters, kind: str) -> tuple[int, int]:
    return getattr(p, f"{kind}_penalty"), ticks(getattr(p, f"{kind}_penalty_time"))


def _stayed_within(state: CallState, decision: Decision) -> None:
    """Too many handovers within the cell in a row ban the next for a while; to another sub-cell they do not count."""
    p, now = state.cell.parameters, state.tick
    if decision.overlaid is None:
        close = now - state.intra_last <= ticks(p.intra_window)
        state.intra_count = state.intra_count + 1 if close else 1
        state.intra_last = now
        if state.intra_count >= p.intra_limit:
            state.intra_count, state.intra_ban = 0, now + ticks(p.intra_ban)
    state.take_channel(overlaid=state.overlaid if decision.overlaid is None else decision.overlaid)


def failed(state: CallState, decision: Decision, reason: Failure) -> None:
    """The call is back on its old channel; the target is penalised by what went wrong."""
    if decision.kind == "inter" and decision.target is not None:
        p = state.cell.parameters
        time = ticks(getattr(p, f"failed_{reason}_time"))
        state.penalise(decision.target, p.failed_penalty, state.tick + time)
