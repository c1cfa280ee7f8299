"""Handovers by movement and place: fast calls to umbrella cells, calls between the sub-cells of a concentric cell."""

from nms.handover.engine.decision import Decision, HandoverCause
from nms.handover.engine.network import MACRO
from nms.handover.engine.view import View, to, within


def fast_moving(view: View) -> Decision | None:
    """Enough of the last cells were left soon: the strongest umbrella cell above its inter-layer threshold."""
    p = view.p
    if p.layer == MACRO:
        return None
    soon = (view.state.dwell_bits & ((1 << p.fast_watch) - 1)).bit_count()
    if not view.at_least("fast.cells", soon, p.fast_valid):
        return None
    for candidate in sorted(view.ranking.candidates, key=lambda one: (-one.level, one.relation.slot)):
        target = candidate.relation.target
        if target.parameters.layer == MACRO and view.at_least(
            "fast.level", candidate.level, target.parameters.interlayer_threshold, target.number
        ):
            return to(candidate, HandoverCause.FAST_MOVING)
    return None


def concentric(view: View) -> Decision | None:
    """The call was in the wrong sub-cell P of N reports."""
    persistence, state = view.cell.overlaid, view.state
    if view.why is None and not state.concentric_bits & persistence.mask:
        return None
    if not view.at_least("concentric.persistent", persistence.seen(state.concentric_bits), persistence.p):
        return None
    return within(view, HandoverCause.CONCENTRIC, overlaid=not state.overlaid)
