"""Decides on one report of each of many calls: equal, call by call, to `nms.handover.engine.deciding`."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from nms.handover.batch.calls import DOWNLINK, UPLINK, Calls
from nms.handover.batch.preprocessing import persistent, take
from nms.handover.batch.ranking import NOBODY, Ranking, rank
from nms.handover.batch.reports import Reports
from nms.handover.batch.tables import Bools, Ints
from nms.handover.batch.triggers import Moment, lasting, moment, triggered
from nms.handover.engine.deciding import EMERGENCY_CAUSES
from nms.handover.engine.decision import HandoverCause
from nms.handover.engine.network import MACRO

CAUSES: Final = tuple(HandoverCause)
STAY, INTER, INTRA = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Decisions:
    """Of each call: kind (0 none, 1 to a neighbour, 2 within the cell), cause (position in CAUSES, −1), target (−1).

    `overlaid` is the sub-cell to go to in a concentric cell (0, 1; −1 elsewhere).
    """

    kind: Ints
    cause: Ints
    target: Ints
    overlaid: Ints


def decide(calls: Calls, reports: Reports, present: Bools | None = None) -> Decisions:
    """What each call should do after its report; calls that are not `present` have none."""
    count = len(calls)
    there = np.ones(count, np.bool_) if present is None else present
    new = take(calls, reports, there)
    full = np.minimum(calls.rings[DOWNLINK].count, calls.rings[UPLINK].count) >= calls.p("wait")
    rested = calls.tick - calls.assigned >= calls.p("min_interval_ticks")
    rows = np.flatnonzero(new & full & rested).astype(np.int32)
    found = Decisions(*(np.full(count, fill, np.int32) for fill in (STAY, -1, -1, -1)))
    if len(rows):
        _decide_on(moment(calls, rows, reports.valid[rows]), found)
    return found


def _decide_on(now: Moment, found: Decisions) -> None:
    fired = triggered(now)
    some = np.flatnonzero(np.logical_or.reduce(list(fired.values())))
    if not len(some):
        return
    calls, rows = now.calls, now.rows[some]
    ranking = rank(calls, rows)
    part = Moment(calls, rows, now.downlink_quality[some], now.uplink_quality[some], now.ta[some], now.heard[some])
    open_ = np.ones(len(rows), np.bool_)
    for cause, where in fired.items():
        wanted = where[some] & open_
        if wanted.any():
            kind, target = _CHOOSE[cause](part, ranking)
            hit = wanted & (kind != STAY)
            _note(found, calls, rows[hit], cause, kind[hit], target[hit])
            open_ &= ~hit


def _note(found: Decisions, calls: Calls, rows: Ints, cause: HandoverCause, kind: Ints, target: Ints) -> None:
    found.kind[rows], found.cause[rows], found.target[rows] = kind, CAUSES.index(cause), target
    calls.last_handover[rows] = calls.tick[rows]
    if cause in EMERGENCY_CAUSES:
        calls.last_emergency[rows] = calls.tick[rows]
    if cause is HandoverCause.CONCENTRIC:
        found.overlaid[rows] = ~calls.overlaid[rows]


Chosen = tuple[Ints, Ints]


def _to(there: Bools, target: Ints) -> Chosen:
    return np.where(there, INTER, STAY).astype(np.int32), np.where(there, target, -1)


def _own_cell(now: Moment, where: Bools) -> Chosen:
    return np.where(where, INTRA, STAY).astype(np.int32), now.calls.cell[now.rows]


def _intra_allowed(now: Moment) -> Bools:
    allowed: Bools = (now.p("intra_cell") == 1) & (now.calls.tick[now.rows] >= now.calls.intra_ban[now.rows])
    return allowed


def _first(_: Moment, ranking: Ranking) -> Chosen:
    return _to(*ranking.best(ranking.bits < NOBODY))


def _elsewhere(now: Moment, ranking: Ranking) -> Chosen:
    """Not a cell of the same site that reaches no farther."""
    tables, own = now.calls.tables, now.p("site")[:, None]
    site = tables.row("site")[ranking.targets]
    farther = tables.row("ta_threshold")[ranking.targets] > now.p("ta_threshold")[:, None]
    return _to(*ranking.best((site != own) | (site < 0) | farther))


def _good_enough(now: Moment, ranking: Ranking) -> Chosen:
    """A neighbour not weaker than hysteresis less margin allows, else the own cell."""
    relation = now.calls.relation
    limit = relation("hysteresis", now.rows) - relation("quality_margin", now.rows)
    there, target = ranking.best(ranking.levels - now.calls.level[now.rows][:, None] > limit)
    within, own = _own_cell(now, _intra_allowed(now))
    return np.where(there, INTER, within).astype(np.int32), np.where(there, target, own)


def _another_channel(now: Moment, ranking: Ranking) -> Chosen:
    """The own cell first, then what ranks ahead of it."""
    within = _intra_allowed(now)
    kind, target = _to(*ranking.best(ranking.bits < ranking.serving[:, None]))
    return np.where(within, INTRA, kind).astype(np.int32), np.where(within, now.calls.cell[now.rows], target)


def _accepting(now: Moment, ranking: Ranking) -> Chosen:
    tables, target = now.calls.tables, ranking.targets
    room = tables.row("load")[target] < tables.row("load_accept")[target]
    strong = ranking.levels >= tables.row("interlayer_threshold")[target]
    near = (tables.row("bsc")[target] == now.p("bsc")[:, None]) | (now.p("load_other_bsc")[:, None] == 1)
    return _to(*ranking.best(room & strong & near))


def _ahead_for_long(now: Moment, ranking: Ranking) -> Chosen:
    gain = ranking.levels - now.calls.level[now.rows][:, None]
    lasted = persistent(
        now.calls.edge_track[now.rows],
        now.p("edge_p_ticks")[:, None],
        now.p("edge_n_ticks")[:, None],
        now.p("persistence")[:, None] == 1,
    )
    ahead = ranking.bits < ranking.serving[:, None]
    return _to(*ranking.best(ahead & (gain > now.calls.relation("hysteresis", now.rows)) & lasted))


def _better_layer(now: Moment, ranking: Ranking) -> Chosen:
    return _to(*ranking.best((now.calls.relation("rises", now.rows) == 1) & lasting(now, "layer")))


def _better_budget(now: Moment, ranking: Ranking) -> Chosen:
    return _to(*ranking.best((now.calls.relation("level_with", now.rows) == 1) & lasting(now, "pbgt")))


def _umbrella(now: Moment, ranking: Ranking) -> Chosen:
    tables, target = now.calls.tables, ranking.targets
    strong = ranking.levels >= tables.row("interlayer_threshold")[target]
    return _to(*ranking.loudest((tables.row("layer")[target] == MACRO) & strong))


def _other_ring(now: Moment, _: Ranking) -> Chosen:
    return _own_cell(now, np.ones(len(now.rows), np.bool_))


_CHOOSE: Final = {
    HandoverCause.RAPID_DROP: _first,
    HandoverCause.TIMING_ADVANCE: _elsewhere,
    HandoverCause.BAD_QUALITY: _good_enough,
    HandoverCause.INTERFERENCE: _another_channel,
    HandoverCause.NO_DOWNLINK: _first,
    HandoverCause.LOAD: _accepting,
    HandoverCause.EDGE: _ahead_for_long,
    HandoverCause.LAYER: _better_layer,
    HandoverCause.PBGT: _better_budget,
    HandoverCause.FAST_MOVING: _umbrella,
    HandoverCause.CONCENTRIC: _other_ring,
}
