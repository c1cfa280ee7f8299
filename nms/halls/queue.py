"""The rule of the queues: what a sample says by itself, and how a hall's level follows its samples."""

from collections.abc import Iterable, Sequence
from functools import partial

from nms.core.queue import Ending, Follow, Level, QueueMove, QueueRule, QueueSample, QueueState

_ABOVE_NORMAL = (Level.MANAGER, Level.SECOND, Level.FIRST)


def level_of(sample: QueueSample, rule: QueueRule) -> Level:
    """What one sample says: exact at the bounds; the manager where customers wait and no desk is open."""
    ratio = sample.ratio
    if ratio is None or ratio > rule.manager:
        return Level.MANAGER
    if ratio >= rule.second:
        return Level.SECOND
    return Level.FIRST if ratio >= rule.first else Level.NORMAL


def held(level: Level, sample: QueueSample, rule: QueueRule) -> Level:
    """The level that is left of `level`: each is left when the ratio is more than the margin below its beginning."""
    ratio = sample.ratio
    if ratio is None:
        return level
    lasting = (one for one in _ABOVE_NORMAL if one <= level and ratio >= rule.bound(one) - rule.margin)
    return next(lasting, Level.NORMAL)


def follow(rule: QueueRule, state: QueueState, sample: QueueSample) -> tuple[QueueState, Sequence[QueueMove]]:
    """The state after the next sample, and the moves on the way there (at most two: lost, then raised anew).

    After a gap nothing is known of what was before: the level that was is lost, and counting begins again.
    ValueError for a sample that is not later than the state.
    """
    moves: list[QueueMove] = []
    if state.at is not None:
        if sample.at <= state.at:
            raise ValueError("samples in the order of their times")
        if sample.at - state.at > rule.gap:
            moves += _lost(rule, state)
            state = QueueState()
    recent = (*state.recent, level_of(sample, rule))[-rule.rise_after :]
    level = held(state.level, sample, rule)
    if len(recent) == rule.rise_after:
        level = max(level, min(recent))
    if level != state.level:
        moves.append(QueueMove(sample.at, state.level, level, _how(state.level, level)))
    return QueueState(sample.at, level, recent), moves


def _lost(rule: QueueRule, state: QueueState) -> list[QueueMove]:
    if state.at is None or state.level is Level.NORMAL:
        return []
    return [QueueMove(state.at + rule.gap, state.level, Level.NORMAL, Ending.LOST)]


def _how(before: Level, after: Level) -> Ending | None:
    if before is Level.NORMAL:
        return None
    if after is Level.NORMAL:
        return Ending.CLEARED
    return Ending.WORSENED if after > before else Ending.EASED


def follower(rule: QueueRule) -> Follow:
    """`follow` by one rule."""
    return partial(follow, rule)


def moves_of(samples: Iterable[QueueSample], rule: QueueRule) -> list[QueueMove]:
    """Every move of one hall whose samples are given in order."""
    state, moves = QueueState(), list[QueueMove]()
    for sample in samples:
        state, made = follow(rule, state, sample)
        moves += made
    return moves
