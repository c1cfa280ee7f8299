"""Normal handovers: edge of the cell, layer and priority, power budget."""

from nms.handover.engine.decision import Decision, HandoverCause
from nms.handover.engine.network import Persistence
from nms.handover.engine.ranking import Candidate
from nms.handover.engine.view import View, to


def edge(view: View) -> Decision | None:
    """At the edge in P of N reports, and in as many a neighbour, ahead of the cell, was better by the hysteresis."""
    state, persistence = view.state, view.cell.edge
    if view.why is None and not state.edge_bits & persistence.mask:
        return None
    if view.why is not None:
        view.below("edge.uplink", view.uplink_level, view.p.edge_uplink)
        view.below("edge.downlink", view.level, view.p.edge_downlink)
    if not view.at_least("edge.persistent", persistence.seen(state.edge_bits), persistence.p):
        return None
    for candidate in view.ranking.candidates:
        if _better_at_the_edge(view, candidate, persistence):
            return to(candidate, HandoverCause.EDGE)
    return None


def _better_at_the_edge(view: View, candidate: Candidate, persistence: Persistence) -> bool:
    number = candidate.relation.target.number
    hysteresis = candidate.relation.parameters.hysteresis
    return (
        view.below("ahead", candidate.bits, view.ranking.serving, number)
        and view.above("edge.gain", candidate.level - view.level, hysteresis, number)
        and view.at_least("edge.neighbour", persistence.seen(candidate.track.edge_bits), persistence.p, number)
    )


def layer(view: View) -> Decision | None:
    """A neighbour of a better layer or priority was above its inter-layer threshold P of N reports."""
    persistence = view.cell.layer
    if not _any_better(view, persistence, level_with=False):
        return None
    for candidate in view.ranking.candidates:
        relation = candidate.relation
        if relation.rises:
            number = relation.target.number
            if view.why is not None:
                view.at_least("layer.level", candidate.level, relation.layer_floor, number)
            if view.at_least("layer.persistent", persistence.seen(candidate.track.better_bits), persistence.p, number):
                return to(candidate, HandoverCause.LAYER)
    return None


def pbgt(view: View) -> Decision | None:
    """A neighbour of the same layer and priority offered a power budget above its threshold P of N reports."""
    persistence = view.cell.pbgt
    if not _any_better(view, persistence, level_with=True):
        return None
    for candidate in view.ranking.candidates:
        relation = candidate.relation
        if relation.level_with:
            number = relation.target.number
            if view.why is not None:
                budget = candidate.level - view.level + relation.power_gap
                view.above("pbgt.budget", budget, relation.parameters.pbgt_threshold, number)
            if view.at_least("pbgt.persistent", persistence.seen(candidate.track.better_bits), persistence.p, number):
                return to(candidate, HandoverCause.PBGT)
    return None


def _any_better(view: View, persistence: Persistence, *, level_with: bool) -> bool:
    """Whether it is worth ranking at all; who asks why gets the ranking in any case."""
    if view.why is not None:
        return True
    mask, p = persistence.mask, persistence.p
    for track in view.state.tracks.values():
        if (track.better_bits & mask).bit_count() >= p and track.relation.level_with is level_with:
            return True
    return False
