"""Remembering rollouts: which changes go in which wave."""

import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from nms.core.alarm import Actor
from nms.core.change import ChangeState, OnFailure, Rollout
from nms.core.errors import ConflictError, NotFoundError
from nms.store.database import Database
from nms.store.schema import change, rollout


class Rollouts:
    """Rollouts by number; their changes carry it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, wish: Rollout) -> Rollout:
        """A new rollout with its number, noted at each of its changes; ConflictError for one of another rollout."""
        members = [number for wave in wish.waves for number in wave]
        with self._database.write_durably() as connection:
            key = connection.execute(insert(rollout).values(_row(wish))).inserted_primary_key or [0]
            free = (change.c.id.in_(members), change.c.rollout == 0)
            taken = connection.execute(update(change).where(*free).values(rollout=int(key[0])))
            if taken.rowcount != len(set(members)):
                raise ConflictError("NMS-CHG-072", changes=", ".join(map(str, members)))
        return self.get(int(key[0]))

    def get(self, rollout_id: int) -> Rollout:
        """One rollout; NotFoundError if there is none."""
        with self._database.read() as connection:
            row = connection.execute(select(rollout).where(rollout.c.id == rollout_id)).first()
        if row is None:
            raise NotFoundError("rollout", str(rollout_id))
        return _rollout(row)

    def move(self, rollout_id: int, sources: Collection[ChangeState], to: ChangeState) -> Rollout:
        """Compare-and-set of a rollout's state; ConflictError NMS-CHG-050 when it stands elsewhere."""
        here = (rollout.c.id == rollout_id, rollout.c.state.in_(sorted(sources)))
        with self._database.write_durably() as connection:
            moved = connection.execute(update(rollout).where(*here).values(state=str(to))).rowcount
        found = self.get(rollout_id)
        if not moved:
            wanted = ", ".join(sorted(sources))
            raise ConflictError("NMS-CHG-050", change=f"rollout {rollout_id}", state=found.state, wanted=wanted)
        return found

    def all(self, limit: int = 100) -> Sequence[Rollout]:
        """Rollouts, the newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(rollout).order_by(rollout.c.id.desc()).limit(limit))
            return [_rollout(row) for row in rows]


def _row(wish: Rollout) -> dict[str, Any]:
    return {
        "title": wish.title,
        "author": wish.author.name,
        "author_origin": wish.author.origin,
        "created_at": wish.created_at,
        "waves": json.dumps(wish.waves),
        "on_failure": str(wish.on_failure),
        "state": str(wish.state),
    }


def _rollout(row: Any) -> Rollout:
    waves = tuple(tuple(int(number) for number in wave) for wave in json.loads(row.waves))
    author = Actor(row.author, row.author_origin)
    return Rollout(
        row.id, row.title, author, row.created_at, waves, OnFailure(row.on_failure), ChangeState(row.state)
    )  # fmt: skip
