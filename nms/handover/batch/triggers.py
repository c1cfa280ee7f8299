"""Conditions of the serving cell for every class of handover, for many calls: who needs a ranking follows."""

from dataclasses import dataclass

import numpy as np

from nms.handover.batch.calls import DOWNLINK_QUALITY, TA, UPLINK, UPLINK_QUALITY, Calls
from nms.handover.batch.preprocessing import persistent
from nms.handover.batch.tables import Bools, Floats, Ints
from nms.handover.engine.decision import HandoverCause
from nms.handover.engine.network import MACRO
from nms.handover.engine.parameters import LESS

_ROW_1, _ROW_12, _AMR_FULL = 30, 63, 1

SWITCH = {cause: f"enable_{cause.value.replace('-', '_')}" for cause in HandoverCause}


@dataclass(frozen=True, slots=True)
class Moment:
    """The calls that may be decided on: their rows, means, and what the last report was."""

    calls: Calls
    rows: Ints
    downlink_quality: Floats
    uplink_quality: Floats
    ta: Floats
    heard: Bools

    def p(self, name: str) -> Ints:
        """A parameter of their cells."""
        return self.calls.p(name, self.rows)


def moment(calls: Calls, rows: Ints, heard: Bools) -> Moment:
    """The means of some calls, whose filters must be full."""
    rings = calls.rings
    quality, far = calls.p("quality_filter", rows), calls.p("ta_filter", rows)
    return Moment(
        calls,
        rows,
        rings[DOWNLINK_QUALITY].mean(rows, quality) * 10,
        rings[UPLINK_QUALITY].mean(rows, quality) * 10,
        rings[TA].mean(rows, far),
        heard,
    )


def triggered(now: Moment) -> dict[HandoverCause, Bools]:
    """Where the conditions of the serving cell hold, by class, switches and guards in time included."""
    calls, rows = now.calls, now.rows
    urgent = calls.tick[rows] - calls.last_emergency[rows] >= now.p("emergency_ticks")
    rested = now.heard & (calls.tick[rows] - calls.last_handover[rows] >= now.p("consecutive_ticks"))
    urgent_heard = urgent & now.heard
    guards = {
        HandoverCause.RAPID_DROP: (urgent_heard, rapid_drop),
        HandoverCause.TIMING_ADVANCE: (urgent_heard, timing_advance),
        HandoverCause.BAD_QUALITY: (urgent_heard, bad_quality),
        HandoverCause.INTERFERENCE: (urgent_heard, interference),
        HandoverCause.NO_DOWNLINK: (urgent & ~now.heard, no_downlink),
        HandoverCause.LOAD: (rested, load),
        HandoverCause.EDGE: (rested, edge),
        HandoverCause.LAYER: (rested, layer),
        HandoverCause.PBGT: (rested, pbgt),
        HandoverCause.FAST_MOVING: (rested, fast_moving),
        HandoverCause.CONCENTRIC: (rested, concentric),
    }
    found = {}
    for cause, (guard, test) in guards.items():
        allowed = guard & (now.p(SWITCH[cause]) == 1)
        found[cause] = allowed & test(now) if allowed.any() else allowed
    return found


def rapid_drop(now: Moment) -> Bools:
    """The weighted uplink levels of the last eight reports tell a fall, and the last is below the edge."""
    uplink, weights = now.calls.rings[UPLINK], now.calls.weights[:, now.rows]
    if not weights.any():
        return np.zeros(len(now.rows), np.bool_)
    value = np.zeros(len(now.rows), np.int32)
    for ago in range(8):
        if weights[ago].any():
            value += weights[ago] * uplink.total(now.rows, 1, ago)
    limit = now.p("drop_threshold")
    falls = np.where(now.p("drop_sense") == LESS, value < -limit, value > limit)
    return (uplink.count[now.rows] >= 8) & falls & (uplink.last[now.rows] < now.p("edge_uplink"))


def timing_advance(now: Moment) -> Bools:
    """Too far away."""
    return now.ta >= now.p("ta_threshold")


def bad_quality(now: Moment) -> Bools:
    """Mean quality at a limit, in either direction."""
    codec = now.calls.codec[now.rows]
    amr = np.where(codec == _AMR_FULL, now.p("quality_amr_full"), now.p("quality_amr_half"))
    up = np.where(codec > 0, amr, now.p("quality_uplink"))
    down = np.where(codec > 0, amr, now.p("quality_downlink"))
    return (now.uplink_quality >= up) | (now.downlink_quality >= down)


def interference(now: Moment) -> Bools:
    """Quality worse than the level explains, in either direction."""
    level, uplink = now.calls.level[now.rows], now.calls.uplink[now.rows]
    return _interfered(now, level, now.downlink_quality) | _interfered(now, uplink, now.uplink_quality)


def _interfered(now: Moment, level: Floats, quality: Floats) -> Bools:
    whole = level.astype(np.int32)
    middle = now.p("interference_middle")
    fall = (now.p("interference_strong") - middle) * (np.minimum(whole, _ROW_12) - _ROW_1 - 1)
    offset = np.where(now.calls.codec[now.rows] == _AMR_FULL, now.p("interference_amr_offset"), 0)
    above = quality - offset >= middle + fall / (_ROW_12 - _ROW_1 - 1)
    return np.where(whole <= _ROW_1, quality >= now.p("interference_weak"), above)


def no_downlink(now: Moment) -> Bools:
    """The phone's reports are missing and the uplink is bad."""
    few = now.p("no_downlink_limit") >= now.calls.no_downlink[now.rows]
    return (now.uplink_quality >= now.p("no_downlink_quality")) & few


def load(now: Moment) -> Bools:
    """The system has room, the cell is loaded, the call lies in the window that now may leave."""
    level, edge_level = now.calls.level[now.rows], now.p("edge_downlink")
    loaded = (now.p("load") >= now.p("load_start")) & (now.calls.tables.flow < now.p("load_flow"))
    grown = now.p("load_step") * (1 + now.p("loaded_for") // now.p("load_period"))
    width = np.minimum(now.p("load_band"), grown)
    return loaded & (level > edge_level) & (edge_level + width >= level)


def edge(now: Moment) -> Bools:
    """At the edge of the cell in P of N reports."""
    return persistent(
        now.calls.edge_bits[now.rows], now.p("edge_p_ticks"), now.p("edge_n_ticks"), now.p("persistence") == 1
    )


def lasting(now: Moment, kind: str) -> Bools:
    """Which neighbours (call × place) were better in P of N reports."""
    columns = (now.p(f"{kind}_p_ticks")[:, None], now.p(f"{kind}_n_ticks")[:, None])
    return persistent(now.calls.better_track[now.rows], *columns, now.p("persistence")[:, None] == 1)


def layer(now: Moment) -> Bools:
    """Some neighbour of a better layer or priority was strong enough for long enough."""
    return _some_neighbour(now, now.calls.relation("rises", now.rows) == 1, "layer")


def pbgt(now: Moment) -> Bools:
    """Some neighbour of the same layer and priority offered a better power budget for long enough."""
    return _some_neighbour(now, now.calls.relation("level_with", now.rows) == 1, "pbgt")


def _some_neighbour(now: Moment, of_the_kind: Bools, kind: str) -> Bools:
    wanted = of_the_kind & (now.calls.track_count[now.rows] > 0)
    if wanted.any():
        wanted &= lasting(now, kind)
    some: Bools = np.logical_or.reduce(wanted, axis=1)
    return some


def fast_moving(now: Moment) -> Bools:
    """Enough of the last cells were left soon, and the cell is no umbrella cell."""
    watched = (np.int64(1) << now.p("fast_watch").astype(np.int64)) - 1
    soon = np.bitwise_count(now.calls.dwell_bits[now.rows] & watched)
    fast: Bools = (soon >= now.p("fast_valid")) & (now.p("layer") != MACRO)
    return fast


def concentric(now: Moment) -> Bools:
    """In the wrong sub-cell in P of N reports."""
    return persistent(
        now.calls.concentric_bits[now.rows],
        now.p("overlaid_p_ticks"),
        now.p("overlaid_n_ticks"),
        now.p("persistence") == 1,
    )
