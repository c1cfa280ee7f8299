"""Preprocessing of reports: order, gaps and interpolation, DTX, power compensation, filters, lasting conditions."""

from typing import Final

from nms.handover.engine.network import RadioCell
from nms.handover.engine.parameters import WORST
from nms.handover.engine.state import CallState, Track
from nms.handover.reports import MAX_LEVEL, Neighbours, Report

_BITS: Final = (1 << 63) - 1
_WORST_QUALITY: Final = 7
_DUPLICATE: Final = 255


def take(state: CallState, report: Report) -> bool:
    """Bring a report into a call's filters; False where it says nothing new (the number of the last one).

    Up to `lost_reports` missing ones are interpolated; after more everything measured is forgotten.
    """
    gap = (report.nr - state.nr - 1) & 255 if state.nr >= 0 else 0
    if gap == _DUPLICATE:
        return False
    parameters = state.cell.parameters
    downlink, quality = report.downlink(sub=report.dtx)
    uplink, ul_quality = report.uplink()
    downlink = min(downlink + report.bs_power_db, MAX_LEVEL)
    uplink = min(uplink + report.ms_power_db, MAX_LEVEL)
    if gap > parameters.lost_reports:
        state.restart()
        state.tick += gap
    elif gap and state.uplink.count:
        _interpolate(state, gap, report, (downlink, quality, uplink, ul_quality))
    state.nr = report.nr
    state.tick += 1
    if report.valid:
        state.no_downlink = 0
        _push_uplink(state, uplink, ul_quality, report.ta)
        _push_downlink(state, downlink, quality, report.neighbours)
        _judge(state)
    else:
        state.no_downlink += 1
        _push_uplink(state, uplink, ul_quality, report.ta)
    return True


def _interpolate(state: CallState, gap: int, report: Report, new: tuple[int, int, int, int]) -> None:
    """Straight lines from the last values to the new, rounded down; a neighbour not in the new report falls to 0."""
    steps = gap + 1
    old = (
        state.downlink.last,
        state.downlink_quality.last,
        state.uplink.last,
        state.uplink_quality.last,
        state.ta.last,
    )
    levels = dict(report.neighbours)
    tracked = {key: track.last for key, track in state.tracks.items()}
    worst = state.cell.parameters.lost_quality == WORST
    for step in range(1, steps):
        dl, dq, ul, uq, ta = (
            (a * (steps - step) + b * step) // steps for a, b in zip(old, (*new, report.ta), strict=True)
        )
        if worst:
            dq = uq = _WORST_QUALITY
        state.tick += 1
        _push_uplink(state, ul, uq, ta)
        if report.valid and state.downlink.count:
            between = {
                key: (last * (steps - step) + levels.get(key, 0) * step) // steps for key, last in tracked.items()
            }
            _push_downlink(state, dl, dq, tuple((key, level) for key, level in between.items() if level))
            _judge(state)


def _push_uplink(state: CallState, level: int, quality: int, ta: int) -> None:
    state.uplink.push(level)
    state.uplink_quality.push(quality)
    state.ta.push(ta)


def _push_downlink(state: CallState, level: int, quality: int, neighbours: Neighbours) -> None:
    """A neighbour that is not heard counts 0, and is forgotten when its whole filter is silence."""
    state.downlink.push(level)
    state.downlink_quality.push(quality)
    tracks, relations = state.tracks, state.cell.relations
    seen = dict(neighbours)
    silence = state.cell.parameters.neighbour_filter
    gone = None
    for key, track in tracks.items():
        heard = seen.pop(key, -1)
        if heard >= 0:
            track.push(heard)
            track.silent = 0
        elif track.silent + 1 < silence:
            track.push(0)
            track.silent += 1
        else:
            gone = [*(gone or ()), key]
    for key in gone or ():
        del tracks[key]
    for key, heard in seen.items():
        if relation := relations.get(key):
            tracks[key] = track = Track(relation)
            track.push(heard)


def _judge(state: CallState) -> None:
    """Means and the conditions that must persist: edge of the cell, better neighbours, the right sub-cell."""
    cell = state.cell
    p = cell.parameters
    window = p.level_filter
    if state.downlink.count < window or state.uplink.count < window:
        return
    level = state.level = state.downlink.mean(window)
    uplink = state.uplink_level = state.uplink.mean(window)
    state.edge_bits = (state.edge_bits << 1 | (uplink < p.edge_uplink or level < p.edge_downlink)) & _BITS
    window = p.neighbour_filter
    penalised = bool(state.penalties) or state.tick < state.micro_until
    for track in state.tracks.values():
        count = track.count
        if count < window:
            continue
        relation = track.relation
        there = track.mean(window)
        if penalised:
            there -= state.penalty(relation.target)
        track.level = there
        gain = there - level
        track.edge_bits = (track.edge_bits << 1 | (gain > relation.parameters.hysteresis)) & _BITS
        if relation.level_with:
            better = gain + relation.power_gap > relation.parameters.pbgt_threshold
        else:
            better = relation.rises and there >= relation.layer_floor
        track.better_bits = (track.better_bits << 1 | better) & _BITS
    if p.enable_concentric:
        state.concentric_bits = (state.concentric_bits << 1 | _misplaced(state, cell, level)) & _BITS


def _misplaced(state: CallState, cell: RadioCell, level: float) -> bool:
    """Whether the call is in the wrong sub-cell: too weak, far or bad for the overlaid one, good enough for it."""
    p = cell.parameters
    if state.ta.count < p.ta_filter or state.downlink_quality.count < p.quality_filter:
        return False
    ta = state.ta.mean(p.ta_filter)
    worst = max(state.downlink_quality.mean(p.quality_filter), _uplink_quality(state, p.quality_filter)) * 10
    if state.overlaid:
        return (
            level < p.overlaid_level - p.overlaid_hysteresis
            or ta > p.overlaid_ta + p.overlaid_ta_hysteresis
            or worst >= p.overlaid_quality
        )
    return (
        level >= p.overlaid_level + p.overlaid_hysteresis
        and ta < p.overlaid_ta - p.overlaid_ta_hysteresis
        and worst < p.overlaid_quality
    )


def _uplink_quality(state: CallState, window: int) -> float:
    return state.uplink_quality.mean(window) if state.uplink_quality.count >= window else 0.0
