"""What came of the decisions of many calls, as `nms.handover.engine.outcome` has it for one."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from nms.handover.batch.calls import Calls
from nms.handover.batch.deciding import CAUSES, INTER, INTRA, Decisions
from nms.handover.batch.tables import Bools, Ints
from nms.handover.engine.decision import HandoverCause
from nms.handover.engine.outcome import Failure

_LEFT: Final[Mapping[HandoverCause, str]] = {
    HandoverCause.BAD_QUALITY: "quality",
    HandoverCause.TIMING_ADVANCE: "ta",
    HandoverCause.LOAD: "load",
}


def moved(calls: Calls, decisions: Decisions, which: Bools | None = None) -> None:
    """The handovers of the calls in `which` (all that were decided, if not given) succeeded."""
    done = decisions.kind > 0 if which is None else which & (decisions.kind > 0)
    for kind, move in ((INTRA, _within), (INTER, _out)):
        rows = np.flatnonzero(done & (decisions.kind == kind)).astype(np.int32)
        if len(rows):
            move(calls, rows, decisions)


def failed(calls: Calls, decisions: Decisions, reason: Failure, which: Bools | None = None) -> None:
    """They came back; the targets are penalised by what went wrong."""
    done = decisions.kind == INTER if which is None else which & (decisions.kind == INTER)
    rows = np.flatnonzero(done).astype(np.int32)
    if len(rows):
        until = calls.tick[rows] + calls.p(f"failed_{reason}_time_ticks", rows)
        calls.penalise(rows, decisions.target[rows], calls.p("failed_penalty", rows), until)


def _out(calls: Calls, rows: Ints, decisions: Decisions) -> None:
    soon = calls.tick[rows] - calls.entered[rows] < calls.p("fast_time_ticks", rows)
    calls.dwell_bits[rows] = (calls.dwell_bits[rows] << 1 | soon) & 0xFFFF
    cause = decisions.cause[rows]
    for left, kind in _LEFT.items():
        some = rows[cause == CAUSES.index(left)]
        if len(some):
            until = calls.tick[some] + calls.p(f"{kind}_penalty_time_ticks", some)
            calls.penalise(some, calls.cell[some], calls.p(f"{kind}_penalty", some), until)
    fast = rows[cause == CAUSES.index(HandoverCause.FAST_MOVING)]
    calls.micro_penalty[fast] = calls.p("fast_penalty", fast)
    calls.micro_until[fast] = calls.tick[fast] + calls.p("fast_penalty_time_ticks", fast)
    calls.enter(rows, decisions.target[rows])


def _within(calls: Calls, rows: Ints, decisions: Decisions) -> None:
    """Too many in a row ban the next for a while; to another sub-cell they do not count."""
    to_ring = decisions.overlaid[rows]
    same = rows[to_ring < 0]
    now = calls.tick[same]
    close = now - calls.intra_last[same] <= calls.p("intra_window_ticks", same)
    count = np.where(close, calls.intra_count[same] + 1, 1)
    banned = count >= calls.p("intra_limit", same)
    calls.intra_last[same] = now
    calls.intra_ban[same] = np.where(banned, now + calls.p("intra_ban_ticks", same), calls.intra_ban[same])
    calls.intra_count[same] = np.where(banned, 0, count)
    calls.take_channel(rows, np.where(to_ring >= 0, to_ring == 1, calls.overlaid[rows]))
