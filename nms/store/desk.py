"""The desk between those who ask and the engine, and the numbered stream that pages follow."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from nms.core.alarm import Actor
from nms.core.errors import NotFoundError
from nms.core.ports import Request
from nms.store.database import Database
from nms.store.schema import event, request

KEPT_EVENTS = 20_000
"""How many events are kept: a page that was away for longer reloads itself."""

PRUNE_EVERY = 500

_INSERT_EVENT = insert(event)  # built once: to build it costs more than to run it


class Requests:
    """The RequestStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, kind: str, body: Mapping[str, str], actor: Actor, at: datetime) -> int:
        """Lay a wish on the desk; returns its id."""
        row = {
            "kind": kind,
            "body": _json(body),
            "actor": actor.name,
            "origin": actor.origin,
            "at": at,
            "state": "waiting",
            "result": "",
        }
        with self._database.write() as connection:
            key = connection.execute(insert(request).values(row)).inserted_primary_key or [0]
        return int(key[0])

    def waiting(self) -> Sequence[Request]:
        """What is still to be done, in the order it was asked."""
        with self._database.read() as connection:
            query = select(request).where(request.c.state == "waiting").order_by(request.c.id)
            return [_request(row) for row in connection.execute(query)]

    def progress(self, request_id: int, result: str) -> bool:
        """Say how far it is; False once it waits no more, because somebody stopped it."""
        waits = (request.c.id == request_id, request.c.state == "waiting")
        with self._database.write() as connection:
            return bool(connection.execute(update(request).where(*waits).values(result=result)).rowcount)

    def newest(self, kind: str) -> Request | None:
        """The last wish of a kind."""
        with self._database.read() as connection:
            query = select(request).where(request.c.kind == kind).order_by(request.c.id.desc()).limit(1)
            row = connection.execute(query).first()
        return None if row is None else _request(row)

    def finish(self, request_id: int, state: str, result: str) -> None:
        """Say how it ended (done or failed); NotFoundError for an id that is not there."""
        statement = update(request).where(request.c.id == request_id).values(state=state, result=result)
        with self._database.write() as connection:
            if not connection.execute(statement).rowcount:
                raise NotFoundError("request", str(request_id))

    def get(self, request_id: int) -> Request | None:
        """A request by its id."""
        with self._database.read() as connection:
            row = connection.execute(select(request).where(request.c.id == request_id)).first()
        return None if row is None else _request(row)

    def prune(self, before: datetime) -> int:
        """Forget finished requests that were asked before a moment; returns how many."""
        statement = delete(request).where(request.c.state != "waiting", request.c.at < before)
        with self._database.write() as connection:
            return connection.execute(statement).rowcount


class Events:
    """The EventStore: sequence numbers grow and are never given twice; only the last ones are kept."""

    def __init__(self, database: Database, kept: int = KEPT_EVENTS) -> None:
        self._database = database
        self._kept = kept

    def append(self, kind: str, subject: str, at: datetime, body: Mapping[str, str]) -> int:
        """Add an event; returns its sequence number."""
        row = {"kind": kind, "subject": subject, "at": at, "body": _json(body)}
        with self._database.write() as connection:
            key = connection.execute(_INSERT_EVENT, row).inserted_primary_key or [0]
            sequence = int(key[0])
            if sequence % min(PRUNE_EVERY, self._kept) == 0:
                connection.execute(delete(event).where(event.c.sequence <= sequence - self._kept))
        return sequence

    def after(self, sequence: int, limit: int = 500) -> Sequence[tuple[int, str, str, Mapping[str, str]]]:
        """(sequence, kind, subject, body) of later events, in order."""
        query = select(event.c.sequence, event.c.kind, event.c.subject, event.c.body)
        with self._database.read() as connection:
            rows = connection.execute(
                query.where(event.c.sequence > sequence).order_by(event.c.sequence).limit(limit)
            ).all()
        return [(row.sequence, row.kind, row.subject, json.loads(row.body)) for row in rows]

    def first(self) -> int:
        """The oldest sequence number that is still there, 0 if none: whoever is further behind missed something."""
        return self._edge(func.min(event.c.sequence))

    def last(self) -> int:
        """The newest sequence number, 0 if none."""
        return self._edge(func.max(event.c.sequence))

    def _edge(self, edge: Any) -> int:
        with self._database.read() as connection:
            return int(connection.execute(select(edge)).scalar() or 0)


def _request(row: Any) -> Request:
    actor = Actor(row.actor, row.origin)
    return Request(row.id, row.kind, json.loads(row.body), actor, row.at, row.state, row.result)


def _json(body: Mapping[str, str]) -> str:
    return json.dumps(dict(body), ensure_ascii=False)
