"""Emergency handovers: rapid drop of level, timing advance, bad quality, interference, no report of the downlink."""

from nms.handover.engine.decision import Decision, HandoverCause
from nms.handover.engine.parameters import LESS
from nms.handover.engine.view import View, to, within

_ROW_1 = 30  # interference: the highest level of the first row of the table
_ROW_12 = 63
_AMR_FULL = 1


def rapid_drop(view: View) -> Decision | None:
    """The weighted uplink levels of the last eight reports tell a fall, and the last is below the edge."""
    uplink = view.state.uplink
    if uplink.count < 8:
        return None
    p = view.p
    value = sum(weight * uplink.ago(ago) for ago, weight in view.cell.weights)
    if p.drop_sense == LESS:
        falls = view.below("rapid-drop.value", value, -p.drop_threshold)
    else:
        falls = view.above("rapid-drop.value", value, p.drop_threshold)
    if not (falls and view.below("rapid-drop.level", uplink.last, p.edge_uplink)):
        return None
    for candidate in view.ranking.candidates:
        return to(candidate, HandoverCause.RAPID_DROP)
    return None


def timing_advance(view: View) -> Decision | None:
    """Too far away: any candidate but a cell of the same site that reaches no farther."""
    if not view.at_least("timing-advance", view.ta, view.p.ta_threshold):
        return None
    for candidate in view.ranking.candidates:
        target = candidate.relation.target
        elsewhere = target.site != view.cell.site or target.site < 0
        if elsewhere or view.above("timing-advance.site", target.parameters.ta_threshold, view.p.ta_threshold,
                                   target.number):  # fmt: skip
            return to(candidate, HandoverCause.TIMING_ADVANCE)
    return None


def bad_quality(view: View) -> Decision | None:
    """Mean RXQUAL at a limit: a neighbour not weaker than hysteresis less margin allows, else the own cell."""
    p, codec = view.p, view.state.codec
    amr = (p.quality_amr_full, p.quality_amr_half)
    up, down = (amr[codec - 1],) * 2 if codec else (p.quality_uplink, p.quality_downlink)
    uplink = view.at_least("quality.uplink", view.uplink_quality, up)
    downlink = view.at_least("quality.downlink", view.downlink_quality, down)
    if not (uplink or downlink):
        return None
    for candidate in view.ranking.candidates:
        relation = candidate.relation.parameters
        limit = relation.hysteresis - relation.quality_margin
        if view.above("quality.gain", candidate.level - view.level, limit, candidate.relation.target.number):
            return to(candidate, HandoverCause.BAD_QUALITY)
    return within(view, HandoverCause.BAD_QUALITY) if view.intra_allowed() else None


def interference(view: View) -> Decision | None:
    """Quality worse than the level explains: another channel of the cell first, then a neighbour ahead of it."""
    uplink = _interfered(view, "interference.uplink", view.uplink_level, view.uplink_quality)
    downlink = _interfered(view, "interference.downlink", view.level, view.downlink_quality)
    if not (uplink or downlink):
        return None
    if view.intra_allowed():
        return within(view, HandoverCause.INTERFERENCE)
    for candidate in view.ranking.candidates:
        if view.below("ahead", candidate.bits, view.ranking.serving, candidate.relation.target.number):
            return to(candidate, HandoverCause.INTERFERENCE)
    return None


def _interfered(view: View, what: str, level: float, quality: float) -> bool:
    """The limit falls with the level: row 1 up to 30, row 2 at 31, a straight line from there to row 12 at 63."""
    p, whole = view.p, int(level)
    if whole <= _ROW_1:
        return view.at_least(what, quality, p.interference_weak)
    fall = (p.interference_strong - p.interference_middle) * (min(whole, _ROW_12) - _ROW_1 - 1)
    if view.state.codec == _AMR_FULL:
        quality -= p.interference_amr_offset
    return view.at_least(what, quality, p.interference_middle + fall / (_ROW_12 - _ROW_1 - 1))


def no_downlink(view: View) -> Decision | None:
    """The phone's reports are missing and the uplink is bad: the best candidate last known."""
    missing = view.state.no_downlink
    if view.at_least("no-downlink.quality", view.uplink_quality, view.p.no_downlink_quality) and view.at_least(
        "no-downlink.missing", view.p.no_downlink_limit, missing
    ):
        for candidate in view.ranking.candidates:
            return to(candidate, HandoverCause.NO_DOWNLINK)
    return None
