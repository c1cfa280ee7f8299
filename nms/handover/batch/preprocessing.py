"""Preprocessing of many reports at once, as `nms.handover.engine.preprocessing` does it for one."""

import numpy as np

from nms.handover.batch.calls import DOWNLINK, DOWNLINK_QUALITY, TA, UPLINK, UPLINK_QUALITY, Calls, Rows
from nms.handover.batch.reports import Reports
from nms.handover.batch.tables import Bits, Bools, Floats, Ints
from nms.handover.engine.parameters import WORST

_KEEP = (1 << 63) - 1
_DUPLICATE = 255


def take(calls: Calls, reports: Reports, present: Bools) -> Bools:
    """Bring reports into the filters of the calls that are present; which of them said something new."""
    gap = np.where(calls.nr >= 0, (reports.nr - calls.nr - 1) & 255, 0)
    new: Bools = present & (gap != _DUPLICATE)
    lost = calls.p("lost_reports")
    far = new & (gap > lost)
    if far.any():
        rows = np.flatnonzero(far).astype(np.int32)
        calls.restart(rows)
        calls.tick[rows] += gap[rows]
    few = new & (gap > 0) & (gap <= lost) & (calls.rings[UPLINK].count > 0)
    if few.any():
        _interpolate(calls, reports, np.flatnonzero(few).astype(np.int32), gap)
    everybody = bool(new.all())
    rows_new: Rows = slice(None) if everybody else np.flatnonzero(new).astype(np.int32)
    calls.nr[rows_new] = reports.nr[rows_new]
    calls.tick[rows_new] += 1
    calls.no_downlink[rows_new] = np.where(reports.valid[rows_new], 0, calls.no_downlink[rows_new] + 1)
    _push_uplink(calls, rows_new, reports.uplink[rows_new], reports.uplink_quality[rows_new], reports.ta[rows_new])
    heard = new & reports.valid
    rows_heard: Rows = slice(None) if heard.all() else np.flatnonzero(heard).astype(np.int32)
    _push_downlink(calls, rows_heard, reports.level[rows_heard], reports.quality[rows_heard], reports.heard[rows_heard])
    return new


def _interpolate(calls: Calls, reports: Reports, rows: Ints, gaps: Ints) -> None:
    """Straight lines from the last values to the new, rounded down; a neighbour not in the new report falls to 0."""
    new = (reports.level, reports.quality, reports.uplink, reports.uplink_quality, reports.ta)
    old = [ring.last[rows] for ring in calls.rings]
    tracked = calls.track_count[rows] > 0
    there, then = calls.neighbours.last[rows], np.maximum(reports.heard[rows], 0)
    gap = gaps[rows]
    worst = calls.p("lost_quality", rows) == WORST
    for step in range(1, int(gap.max()) + 1):
        now = np.flatnonzero(gap >= step)
        some, steps = rows[now], gap[now] + 1
        dl, dq, ul, uq, ta = (
            (a[now] * (steps - step) + b[some] * step) // steps for a, b in zip(old, new, strict=True)
        )
        dq, uq = np.where(worst[now], 7, dq), np.where(worst[now], 7, uq)
        calls.tick[some] += 1
        _push_uplink(calls, some, ul, uq, ta)
        known = np.flatnonzero(reports.valid[some] & (calls.rings[DOWNLINK].count[some] > 0))
        wide = steps[known][:, None]
        between = (there[now][known] * (wide - step) + then[now][known] * step) // wide
        heard = np.where(tracked[now][known] & (between > 0), between, -1)
        _push_downlink(calls, some[known], dl[known], dq[known], heard)


def _push_uplink(calls: Calls, rows: Rows, level: Ints, quality: Ints, ta: Ints) -> None:
    calls.rings[UPLINK].push(rows, level)
    calls.rings[UPLINK_QUALITY].push(rows, quality)
    calls.rings[TA].push(rows, ta)


def _push_downlink(calls: Calls, rows: Rows, level: Ints, quality: Ints, heard: Ints) -> None:
    """A neighbour that is not heard counts 0, and is forgotten when its whole filter is silence."""
    if not len(level):
        return
    calls.rings[DOWNLINK].push(rows, level)
    calls.rings[DOWNLINK_QUALITY].push(rows, quality)
    calls.neighbours.push(rows, np.maximum(heard, 0))
    there = (heard >= 0) & (calls.relation("target", rows) >= 0)
    count, silent = calls.track_count[rows], np.where(there, 0, calls.silent[rows] + 1)
    kept = there | ((count > 0) & (silent < calls.p("neighbour_filter", rows)[:, None]))
    fresh = there & (count == 0)
    calls.track_count[rows] = np.where(kept, count + 1, 0)
    calls.silent[rows] = silent
    if fresh.any():
        calls.edge_track[rows] = np.where(fresh, 0, calls.edge_track[rows])
        calls.better_track[rows] = np.where(fresh, 0, calls.better_track[rows])
    _judge(calls, rows)


def _judge(calls: Calls, rows: Rows) -> None:
    """Means and the conditions that must persist."""
    window = calls.p("level_filter", rows)
    down, up = calls.rings[DOWNLINK], calls.rings[UPLINK]
    full = (down.count[rows] >= window) & (up.count[rows] >= window)
    if not full.all():
        rows = np.arange(len(calls), dtype=np.int32)[rows][full]
        window = window[full]
        if not len(rows):
            return
    level, uplink = down.mean(rows, window), up.mean(rows, window)
    calls.level[rows], calls.uplink[rows] = level, uplink
    edge = (uplink < calls.p("edge_uplink", rows)) | (level < calls.p("edge_downlink", rows))
    calls.edge_bits[rows] = shifted(calls.edge_bits[rows], edge)
    _judge_neighbours(calls, rows, level)
    rings = calls.p("enable_concentric", rows) == 1
    if rings.any():
        wrong = _misplaced(calls, rows, level)
        bits = calls.concentric_bits[rows]
        calls.concentric_bits[rows] = np.where(rings, shifted(bits, wrong), bits)


def _judge_neighbours(calls: Calls, rows: Rows, level: Floats) -> None:
    window = calls.p("neighbour_filter", rows)
    full = calls.track_count[rows] >= window[:, None]
    there = calls.neighbours.mean(rows, window)
    penalties = calls.penalties(rows)
    if penalties is not None:
        there = there - penalties
    calls.track_level[rows] = np.where(full, there, calls.track_level[rows])
    gain = there - level[:, None]
    ahead = gain > calls.relation("hysteresis", rows)
    same = calls.relation("level_with", rows) == 1
    budget = gain + calls.relation("power_gap", rows) > calls.relation("pbgt_threshold", rows)
    above = (calls.relation("rises", rows) == 1) & (there >= calls.relation("layer_floor", rows))
    for bits, condition in ((calls.edge_track, ahead), (calls.better_track, np.where(same, budget, above))):
        before = bits[rows]
        bits[rows] = np.where(full, shifted(before, condition), before)


def _misplaced(calls: Calls, rows: Rows, level: Floats) -> Bools:
    """Whether calls are in the wrong sub-cell."""
    p, rings = calls.p, calls.rings
    far, good = p("ta_filter", rows), p("quality_filter", rows)
    known = (rings[TA].count[rows] >= far) & (rings[DOWNLINK_QUALITY].count[rows] >= good)
    ta = rings[TA].mean(rows, far)
    uplink = np.where(rings[UPLINK_QUALITY].count[rows] >= good, rings[UPLINK_QUALITY].mean(rows, good), 0.0)
    bad = np.maximum(rings[DOWNLINK_QUALITY].mean(rows, good), uplink) * 10 >= p("overlaid_quality", rows)
    low, more = p("overlaid_level", rows), p("overlaid_hysteresis", rows)
    limit, slack = p("overlaid_ta", rows), p("overlaid_ta_hysteresis", rows)
    leaves = (level < low - more) | (ta > limit + slack) | bad
    joins = (level >= low + more) & (ta < limit - slack) & ~bad
    return np.where(calls.overlaid[rows], leaves, joins) & known


def shifted(bits: Bits, condition: Bools) -> Bits:
    """Histories with one more report, the newest the lowest bit."""
    return (bits << 1 | condition) & _KEEP


def persistent(bits: Bits, p: Ints, n: Ints, consecutive: Bools) -> Bools:
    """P of the last N reports, in a row where that is wanted."""
    last = bits & ((np.int64(1) << n.astype(np.int64)) - 1)
    seen = np.bitwise_count(last).astype(np.int32)
    if consecutive.any():
        seen = np.where(consecutive, _longest(last), seen)
    enough: Bools = seen >= p
    return enough


def _longest(bits: Bits) -> Ints:
    run = np.zeros(bits.shape, np.int32)
    while bits.any():
        run += bits != 0
        bits = bits & (bits >> 1)
    return run
