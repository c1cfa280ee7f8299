"""The emergencies of one hall, mended where samples came late: a pure function of what was and what the samples say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from nms.core.queue import Emergency, Ending, Follow, Followed, Level, QueueMove, QueueSample, QueueState


@dataclass(frozen=True, slots=True)
class Replayed:
    """A stretch followed anew: samples whose state is another than before, the moves, and where it ended.

    `joined` tells that from its end on all is as it was.
    """

    changed: Sequence[Followed]
    moves: Sequence[QueueMove]
    until: datetime
    joined: bool


def replay(
    state: QueueState, samples: Iterable[tuple[QueueSample, QueueState | None]], last_new: datetime, follow: Follow
) -> Replayed:
    """Follow samples (with their stored states; None: new) in order from a state, until all is as it was before."""
    changed: list[Followed] = []
    moves: list[QueueMove] = []
    for sample, stored in samples:
        state, made = follow(state, sample)
        moves += made
        if state != stored:
            changed.append(Followed(sample, state))
        elif sample.at > last_new:
            return Replayed(changed, moves, sample.at, joined=True)
    return Replayed(changed, moves, state.at or last_new, joined=False)


def mended(
    hall: str, old: Sequence[Emergency], before: datetime | None, level: Level, replayed: Replayed
) -> list[Emergency]:
    """What takes the place of `old`, the emergencies that overlap the stretch from `before` to its end.

    `level` is the hall's at `before` (None: from the beginning). Beyond a joined end, what was stays.
    """
    open_one = next((one for one in old if before is not None and one.start <= before), None) if level else None
    found: list[Emergency] = []
    for move in replayed.moves:
        if open_one is not None and move.how is not None:
            found.append(replace(open_one, end=move.at, ended=move.how))
            open_one = None
        if move.after is not Level.NORMAL:
            open_one = Emergency(hall, move.after, move.at)
    if open_one is None:
        return found
    end, ended = _carried(old, replayed)
    return [*found, replace(open_one, end=end, ended=ended)]


def _carried(old: Sequence[Emergency], replayed: Replayed) -> tuple[datetime | None, Ending | None]:
    """How the emergency at a joined end went on before."""
    if not replayed.joined:
        return None, None
    covering = next((one for one in old if one.end is None or one.end > replayed.until), None)
    return (None, None) if covering is None else (covering.end, covering.ended)
