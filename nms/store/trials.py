"""Remembering trials of handover parameters and every move of them; each call one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, select, update

from nms.core.errors import ConflictError, NotFoundError
from nms.core.trial import TRIAL_MOVES, Trial, TrialEvent, TrialState
from nms.store.database import Database
from nms.store.schema import trial, trial_event
from nms.store.typed_json import read, read_freely, written, written_freely

_C = trial.c


class Trials:
    """The TrialStore: every move is a compare-and-set with its event, durable when the call returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, wish: Trial, actor: str, body: Mapping[str, object]) -> Trial:
        """A new trial, with its id."""
        with self._database.write_durably() as connection:
            key = connection.execute(insert(trial).values(_row(wish))).inserted_primary_key or [0]
            added = replace(wish, id=int(key[0]), version=wish.version + 1)
            _note(connection, added, actor, body)
        return added

    def move(self, wish: Trial, actor: str, body: Mapping[str, object]) -> Trial:
        """Write a trial that stands as it was seen, with its event; ConflictError NMS-TRIAL-010 otherwise."""
        with self._database.write_durably() as connection:
            stored = connection.execute(select(_C.version, _C.state).where(_C.id == wish.id)).first()
            if stored is None:
                raise NotFoundError("trial", str(wish.id))
            if stored.version != wish.version or wish.state not in TRIAL_MOVES[TrialState(stored.state)]:
                raise ConflictError("NMS-TRIAL-010", trial=wish.id, state=stored.state, to=wish.state)
            connection.execute(update(trial).where(_C.id == wish.id).values(_row(wish)))
            _note(connection, wish, actor, body)
        return replace(wish, version=wish.version + 1)

    def get(self, trial_id: int) -> Trial:
        """NotFoundError if there is none."""
        with self._database.read() as connection:
            row = connection.execute(select(trial).where(_C.id == trial_id)).first()
        if row is None:
            raise NotFoundError("trial", str(trial_id))
        return _trial(row)

    def find(self, states: Collection[TrialState] = (), limit: int = 200) -> Sequence[Trial]:
        """Trials, the newest first; no states: all."""
        query = select(trial).order_by(_C.id.desc()).limit(limit)
        if states:
            query = query.where(_C.state.in_(sorted(states)))
        with self._database.read() as connection:
            return [_trial(row) for row in connection.execute(query)]

    def events(self, trial_id: int) -> Sequence[TrialEvent]:
        """Every move of a trial, oldest first."""
        moves = trial_event.c
        query = select(trial_event).where(moves.trial == trial_id).order_by(moves.id)
        with self._database.read() as connection:
            return [
                TrialEvent(row.id, row.trial, row.at, row.state, row.actor, read_freely(row.body))
                for row in connection.execute(query)
            ]


def _note(connection: Connection, moved: Trial, actor: str, body: Mapping[str, object]) -> None:
    event = {"trial": moved.id, "at": moved.moved_at, "state": str(moved.state), "actor": actor}
    connection.execute(insert(trial_event).values(event | {"body": written_freely(body)}))


def _row(wish: Trial) -> dict[str, Any]:
    told = {"state": str(wish.state), "moved_at": wish.moved_at, "version": wish.version + 1}
    return told | {"document": written(wish)}


def _trial(row: Any) -> Trial:
    return replace(read(Trial, row.document), id=row.id, version=row.version)
