"""Remembering queues: samples with the state after each, emergencies that follow from them, what was done."""

from collections.abc import Collection, Generator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from nms.core.queue import (
    Emergency,
    Ending,
    Follow,
    Followed,
    Level,
    QueueAction,
    QueueSample,
    QueueState,
    Taken,
)
from nms.store.database import Database, upsert
from nms.store.queue_timeline import mended, replay
from nms.store.schema import hall_emergency, queue_action, queue_sample

_S, _E, _A = queue_sample.c, hall_emergency.c, queue_action.c


class Queues:
    """The QueueStore: whatever order samples come in, what is kept is what they say in the order of their times."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, samples: Sequence[QueueSample], follow: Follow, *, whole: bool = True) -> Taken:
        """Keep samples; the same twice is kept once, with `whole` nothing is kept if any contradicts what is known."""
        by_hall: dict[str, dict[datetime, QueueSample]] = {}
        refused: list[QueueSample] = []
        for sample in samples:
            if by_hall.setdefault(sample.hall, {}).setdefault(sample.at, sample) != sample:
                refused.append(sample)
        with self._database.write() as connection:
            fresh: dict[str, list[QueueSample]] = {}
            for hall, told in by_hall.items():
                known = _known(connection, hall, told)
                refused += [one for at, one in told.items() if at in known and known[at] != one]
                fresh[hall] = [one for at, one in sorted(told.items()) if at not in known]
            if refused and whole:
                return Taken(refused=tuple(refused))
            for hall, new in fresh.items():
                _keep(connection, hall, new, follow)
        kept = sum(map(len, fresh.values()))
        return Taken(kept, len(samples) - kept - len(refused), tuple(refused))

    def latest(self, halls: Collection[str]) -> Mapping[str, Followed]:
        """The newest sample of each hall that has one."""
        found: dict[str, Followed] = {}
        with self._database.read() as connection:
            for hall in halls:  # a seek each: grouping would read every row
                query = select(queue_sample).where(_S.hall == hall).order_by(_S.at.desc()).limit(1)
                row = connection.execute(query).first()
                if row is not None:
                    found[hall] = Followed(_sample(row), _state(row))
        return found

    def samples(self, hall: str, start: datetime, end: datetime) -> Sequence[QueueSample]:
        """start ≤ at < end, in order."""
        place = (_S.hall == hall, _S.at >= start, _S.at < end)
        with self._database.read() as connection:
            return [_sample(row) for row in connection.execute(select(queue_sample).where(*place).order_by(_S.at))]

    def emergencies(self, hall: str, start: datetime, end: datetime) -> Sequence[Emergency]:
        """Those of a hall that overlap a stretch, oldest first."""
        with self._database.read() as connection:
            return _emergencies(connection, hall, start, end)

    def lasting(self) -> Sequence[Emergency]:
        """Those of all halls that last."""
        query = select(hall_emergency).where(_E.end.is_(None)).order_by(_E.hall)
        with self._database.read() as connection:
            return [_emergency(row) for row in connection.execute(query)]

    def lose(self, now: datetime, gap: timedelta) -> int:
        """End those whose hall has told nothing for longer than `gap`, when that was over; returns how many."""
        lasting = self.lasting()
        if not lasting:
            return 0
        lost = 0
        with self._database.write() as connection:
            for one in lasting:
                last = connection.execute(select(func.max(_S.at)).where(_S.hall == one.hall)).scalar() or one.start
                if now - last > gap:
                    place = (_E.hall == one.hall, _E.start == one.start, _E.end.is_(None))
                    ended = update(hall_emergency).where(*place).values(end=last + gap, ended=str(Ending.LOST))
                    lost += connection.execute(ended).rowcount
        return lost

    def act(self, action: QueueAction) -> None:
        """Note what somebody did."""
        row = {name: getattr(action, name) for name in QueueAction.__slots__} | {"level": int(action.level)}
        with self._database.write_durably() as connection:
            connection.execute(insert(queue_action).values(row))

    def actions(self, hall: str, start: datetime, end: datetime) -> Sequence[QueueAction]:
        """start ≤ at < end, in order; "" for all halls."""
        query = select(queue_action).where(_A.at >= start, _A.at < end).order_by(_A.at, _A.id)
        if hall:
            query = query.where(_A.hall == hall)
        with self._database.read() as connection:
            return [_action(row) for row in connection.execute(query)]

    def prune(self, before: datetime) -> int:
        """Forget what is older; an emergency that lasts is kept."""
        with self._database.write() as connection:
            return sum(
                connection.execute(delete(table).where(older)).rowcount
                for table, older in (
                    (queue_sample, _S.at < before),
                    (hall_emergency, _E.end < before),
                    (queue_action, _A.at < before),
                )
            )


def _known(connection: Connection, hall: str, told: Collection[datetime]) -> dict[datetime, QueueSample]:
    query = select(queue_sample).where(_S.hall == hall, _S.at.between(min(told), max(told)))
    return {row.at: _sample(row) for row in connection.execute(query)}


def _keep(connection: Connection, hall: str, fresh: Sequence[QueueSample], follow: Follow) -> None:
    """Write new samples (in order) and follow the hall's state from the first of them until all is as it was."""
    if not fresh:
        return
    query = select(queue_sample).where(_S.hall == hall, _S.at < fresh[0].at).order_by(_S.at.desc()).limit(1)
    row = connection.execute(query).first()
    state = QueueState() if row is None else _state(row)
    samples = _in_order(connection, hall, fresh)
    replayed = replay(state, samples, fresh[-1].at, follow)
    samples.close()  # its cursor, before anything is written
    upsert(connection, queue_sample, [_row(one) for one in replayed.changed])
    old = _emergencies(connection, hall, state.at, replayed.until, touching=True)
    new = mended(hall, old, state.at, state.level, replayed)
    if new != old:
        _replace(connection, old, new)


def _in_order(
    connection: Connection, hall: str, fresh: Sequence[QueueSample]
) -> Generator[tuple[QueueSample, QueueState | None], None, None]:
    """Stored and new samples from the first new one on."""
    query = select(queue_sample).where(_S.hall == hall, _S.at > fresh[0].at).order_by(_S.at)
    waiting = iter(fresh)
    new = next(waiting, None)
    for row in connection.execute(query):
        while new is not None and new.at < row.at:
            yield new, None
            new = next(waiting, None)
        yield _sample(row), _state(row)
    while new is not None:
        yield new, None
        new = next(waiting, None)


def _replace(connection: Connection, old: Sequence[Emergency], new: Sequence[Emergency]) -> None:
    for one in old:
        connection.execute(delete(hall_emergency).where(_E.hall == one.hall, _E.start == one.start))
    if new:
        connection.execute(insert(hall_emergency), [_emergency_row(one) for one in new])


def _emergencies(
    connection: Connection, hall: str, start: datetime | None, end: datetime, *, touching: bool = False
) -> list[Emergency]:
    """Those of a hall that overlap a stretch; `touching`: also one that begins at its very end."""
    query = select(hall_emergency).where(_E.hall == hall, _E.start <= end if touching else _E.start < end)
    if start is not None:
        query = query.where(or_(_E.end.is_(None), _E.end > start))
    return [_emergency(row) for row in connection.execute(query.order_by(_E.start))]


def _row(one: Followed) -> dict[str, Any]:
    sample, state = one.sample, one.state
    return {
        "hall": sample.hall,
        "at": sample.at,
        "waiting": sample.waiting,
        "open": sample.open,
        "level": int(state.level),
        "recent": "".join(str(int(level)) for level in state.recent),
    }


def _sample(row: Row[Any]) -> QueueSample:
    return QueueSample(row.hall, row.at, row.waiting, row.open)


def _state(row: Row[Any]) -> QueueState:
    return QueueState(row.at, Level(row.level), tuple(Level(int(digit)) for digit in row.recent))


def _emergency_row(one: Emergency) -> dict[str, Any]:
    plain = {"hall": one.hall, "start": one.start, "level": int(one.level), "end": one.end}
    return plain | {"ended": str(one.ended) if one.ended else ""}


def _emergency(row: Row[Any]) -> Emergency:
    return Emergency(row.hall, Level(row.level), row.start, row.end, Ending(row.ended) if row.ended else None)


def _action(row: Row[Any]) -> QueueAction:
    return QueueAction(row.hall, row.at, row.action, row.actor, Level(row.level), row.note)
