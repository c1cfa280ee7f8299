"""Load handover: a loaded cell sends its weakest calls first, window by window, to cells that accept them."""

from nms.handover.engine.decision import Decision, HandoverCause
from nms.handover.engine.ranking import Candidate
from nms.handover.engine.view import View, to


def load(view: View) -> Decision | None:
    """The system has room, the cell is loaded, the call lies in the window that now may leave, a target accepts."""
    p, cell = view.p, view.cell
    if not view.at_least("load.start", cell.load, p.load_start):
        return None
    if not view.below("load.flow", view.network.flow, p.load_flow):
        return None
    width = min(p.load_band, p.load_step * (1 + cell.loaded_for // p.load_period))
    if not view.above("load.edge", view.level, p.edge_downlink):
        return None
    if not view.at_least("load.window", p.edge_downlink + width, view.level):
        return None
    for candidate in view.ranking.candidates:
        if _accepts(view, candidate):
            return to(candidate, HandoverCause.LOAD)
    return None


def _accepts(view: View, candidate: Candidate) -> bool:
    target = candidate.relation.target
    p = target.parameters
    return (
        view.below("load.accept", target.load, p.load_accept, target.number)
        and view.at_least("load.level", candidate.level, p.interlayer_threshold, target.number)
        and (target.bsc == view.cell.bsc or view.at_least("load.other-bsc", view.p.load_other_bsc, 1, target.number))
    )
