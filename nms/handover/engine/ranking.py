"""Candidates: the M criterion that keeps a neighbour, the K criterion that orders by level, the 16 bits that rank."""

from typing import Final, NamedTuple

from nms.handover.engine.decision import Check
from nms.handover.engine.network import RadioCell, Relation
from nms.handover.engine.state import CallState, Track

KEPT: Final = 6  # neighbours that are ranked

HYSTERESIS: Final = 1 << 3  # bit 4: not better by the hysteresis, within a layer and priority
ORDER: Final = 4  # bits 5 to 10: layer and priority
LOADED: Final = 1 << 10
OTHER_BSC: Final = 1 << 11
OTHER_MSC: Final = 1 << 12
WEAK: Final = 1 << 13  # bit 14: below the inter-layer threshold; then bits 5 to 13 do not count


class Candidate(NamedTuple):
    """A neighbour that may take the call: smaller bits go first; `ahead` of the serving cell or not."""

    bits: int
    level: float
    track: Track
    relation: Relation
    ahead: bool


class Ranking(NamedTuple):
    """The candidates in order, and the bits of the serving cell."""

    candidates: list[Candidate]
    serving: int


def rank(state: CallState, why: list[Check] | None = None) -> Ranking:
    """All candidates of the call's last report."""
    cell, level = state.cell, state.level
    bias = cell.parameters.k_bias
    kept = [(track.level, -track.relation.slot, track) for track in accessible(state, why)]
    kept.sort(key=_by_level, reverse=True)
    serving = _serving_bits(cell, level, sum(there - bias > level for there, _, _ in kept[:KEPT]))
    candidates = []
    position = 0
    for place, (there, _, track) in enumerate(kept[:KEPT]):
        position = place if there - bias > level else place + 1
        bits = _neighbour_bits(track.relation, there, level, position)
        candidates.append(Candidate(bits, there, track, track.relation, bits < serving))
    candidates.sort(key=_by_bits)
    return Ranking(candidates, serving)


def _by_level(one: tuple[float, int, Track]) -> tuple[float, int]:
    return one[:2]


def _by_bits(one: Candidate) -> int:
    return one.bits


def accessible(state: CallState, why: list[Check] | None) -> list[Track]:
    """M criterion: neighbours strong enough for the phone, and by the same loss of path for the base station."""
    window = state.cell.parameters.neighbour_filter
    lift = state.uplink_level - state.level
    kept = []
    for track in state.tracks.values():
        if track.count < window:
            continue
        relation, level = track.relation, track.level
        heard = level >= relation.access_downlink
        reached = level + lift >= relation.access_uplink
        if heard and reached:
            kept.append(track)
        if why is not None:
            number = relation.target.number
            why.append(Check("access.downlink", number, level, ">=", relation.access_downlink, heard))
            why.append(Check("access.uplink", number, level + lift, ">=", relation.access_uplink, reached))
    return kept


def _serving_bits(cell: RadioCell, level: float, position: int) -> int:
    p = cell.parameters
    if level < p.interlayer_threshold - p.interlayer_hysteresis:
        return position | WEAK
    return position | cell.order << ORDER | (LOADED if cell.load >= p.load_start else 0)


def _neighbour_bits(relation: Relation, there: float, level: float, position: int) -> int:
    source, target = relation.source, relation.target
    bits = position
    if relation.level_with and there < level + relation.parameters.hysteresis:
        bits |= HYSTERESIS
    if there < relation.layer_floor:
        return bits | WEAK
    bits |= target.order << ORDER
    if target.load >= target.parameters.load_accept:
        bits |= LOADED
    if source.parameters.co_bsc_first:
        bits |= (OTHER_BSC if target.bsc != source.bsc else 0) | (OTHER_MSC if target.msc != source.msc else 0)
    return bits
