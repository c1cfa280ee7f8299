"""What the tests of a decision look at: the call's means, its candidates when asked for, and the story so far."""

from nms.handover.engine.decision import Check, Decision, HandoverCause
from nms.handover.engine.network import RadioNetwork
from nms.handover.engine.ranking import Candidate, Ranking, rank
from nms.handover.engine.state import CallState


class View:
    """A moment of a call. `why` collects every test with its numbers, None where nobody asked for an explanation."""

    __slots__ = ("_ranking", "cell", "downlink_quality", "level", "network", "p", "state", "ta", "uplink_level",
                 "uplink_quality", "why")  # fmt: skip

    def __init__(self, state: CallState, network: RadioNetwork, why: list[Check] | None) -> None:
        self.state = state
        self.network = network
        self.why = why
        self.cell = state.cell
        self.p = p = state.cell.parameters
        self.level, self.uplink_level = state.level, state.uplink_level
        self.downlink_quality = state.downlink_quality.mean(p.quality_filter) * 10
        self.uplink_quality = state.uplink_quality.mean(p.quality_filter) * 10
        self.ta = state.ta.mean(p.ta_filter)
        self._ranking: Ranking | None = None

    @property
    def ranking(self) -> Ranking:
        """The candidates, ranked when first needed."""
        if self._ranking is None:
            self._ranking = rank(self.state, self.why)
        return self._ranking

    def at_least(self, what: str, value: float, limit: float, cell: int | None = None) -> bool:
        """Test value ≥ limit, and remember it."""
        passed = value >= limit
        if self.why is not None:
            self.why.append(Check(what, cell, value, ">=", limit, passed))
        return passed

    def above(self, what: str, value: float, limit: float, cell: int | None = None) -> bool:
        """Test value > limit, and remember it."""
        passed = value > limit
        if self.why is not None:
            self.why.append(Check(what, cell, value, ">", limit, passed))
        return passed

    def below(self, what: str, value: float, limit: float, cell: int | None = None) -> bool:
        """Test value < limit, and remember it."""
        passed = value < limit
        if self.why is not None:
            self.why.append(Check(what, cell, value, "<", limit, passed))
        return passed

    def intra_allowed(self) -> bool:
        """Whether a handover within the cell is switched on and not banned after too many in a row."""
        if not self.at_least("intra.enabled", self.p.intra_cell, 1):
            return False
        return self.at_least("intra.ban", self.state.tick, self.state.intra_ban)


def to(candidate: Candidate, cause: HandoverCause) -> Decision:
    """A handover to a neighbour."""
    return Decision("inter", cause, candidate.relation.target.number)


def within(view: View, cause: HandoverCause, *, overlaid: bool | None = None) -> Decision:
    """A handover within the cell."""
    return Decision("intra", cause, view.cell.number, overlaid)
