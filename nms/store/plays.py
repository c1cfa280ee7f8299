"""Remembering runs of playbooks, and what every host made of every task."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from nms.core.alarm import Actor
from nms.core.errors import ConflictError, NotFoundError
from nms.core.playbook import ENDED, Did, Result, Run, RunState
from nms.store.database import Database, upsert
from nms.store.schema import play_result, play_run


class Plays:
    """Runs and their results; what a result says is durable when the call returns, so that a restart can rely on it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, run: Run) -> Run:
        """A new run, with its id."""
        with self._database.write_durably() as connection:
            key = connection.execute(insert(play_run).values(_row(run))).inserted_primary_key or [0]
        return self.get(int(key[0]))

    def get(self, run_id: int) -> Run:
        """One run; NotFoundError if there is none."""
        with self._database.read() as connection:
            row = connection.execute(select(play_run).where(play_run.c.id == run_id)).first()
        if row is None:
            raise NotFoundError("run", str(run_id))
        return _run(row)

    def find(self, limit: int = 50, offset: int = 0) -> tuple[int, Sequence[Run]]:
        """(how many there are, one page of them), the newest first."""
        query = select(play_run).order_by(play_run.c.id.desc()).limit(limit).offset(offset)
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(play_run)).scalar() or 0
            return int(total), [_run(row) for row in connection.execute(query)]

    def in_state(self, states: Collection[RunState]) -> Sequence[Run]:
        """The runs that stand in any of some states, the oldest first."""
        query = select(play_run).where(play_run.c.state.in_(sorted(states))).order_by(play_run.c.id)
        with self._database.read() as connection:
            return [_run(row) for row in connection.execute(query)]

    def move(self, run_id: int, sources: Collection[RunState], to: RunState, at: datetime, reason: str = "") -> Run:
        """Compare-and-set of where a run stands; ConflictError NMS-PLAY-040 if it stands elsewhere."""
        fits = (play_run.c.id == run_id, play_run.c.state.in_(sorted(sources)))
        values = {"state": str(to), "moved_at": at, "reason": reason}
        with self._database.write_durably() as connection:
            moved = connection.execute(update(play_run).where(*fits).values(values)).rowcount
        run = self.get(run_id)
        if not moved:
            raise ConflictError("NMS-PLAY-040", None, run=run_id, state=run.state, wanted=", ".join(sorted(sources)))
        return run

    def keep(self, result: Result) -> None:
        """Write down what a task did on a host, over what stood there."""
        row = {name: getattr(result, name) for name in Result.__slots__}
        row |= {"did": str(result.did), "body": json.dumps(result.body, ensure_ascii=False, default=str)}
        with self._database.write_durably() as connection:
            upsert(connection, play_result, [row])

    def results(self, run_id: int) -> Sequence[Result]:
        """Everything a run left behind, in the order of its tasks."""
        table = play_result.c
        query = select(play_result).where(table.run == run_id).order_by(table.play, table.task, table.item, table.host)
        with self._database.read() as connection:
            return [_result(row) for row in connection.execute(query)]

    def prune(self, before: datetime) -> int:
        """Forget runs that ended before a moment; returns how many."""
        old = (play_run.c.state.in_(sorted(ENDED)), play_run.c.moved_at < before)
        with self._database.write() as connection:
            gone = select(play_run.c.id).where(*old)
            connection.execute(delete(play_result).where(play_result.c.run.in_(gone)))
            return connection.execute(delete(play_run).where(*old)).rowcount


def _row(run: Run) -> Mapping[str, Any]:
    return {
        "title": run.title,
        "document": json.dumps(run.document, ensure_ascii=False),
        "inputs": json.dumps(run.inputs, ensure_ascii=False),
        "check": run.check,
        "limit": run.limit,
        "tags": ",".join(run.tags),
        "actor": run.actor.name,
        "origin": run.actor.origin,
        "created_at": run.created_at,
        "state": str(run.state),
        "reason": run.reason,
        "moved_at": run.moved_at or run.created_at,
    }


def _run(row: Any) -> Run:
    return Run(
        id=row.id,
        title=row.title,
        document=json.loads(row.document),
        actor=Actor(row.actor, row.origin),
        created_at=row.created_at,
        inputs=json.loads(row.inputs),
        check=row.check,
        limit=row.limit,
        tags=tuple(tag for tag in row.tags.split(",") if tag),
        state=RunState(row.state),
        reason=row.reason,
        moved_at=row.moved_at,
    )


def _result(row: Any) -> Result:
    return Result(row.run, row.play, row.task, row.host, row.item, Did(row.did), row.at, json.loads(row.body))
