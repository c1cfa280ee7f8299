"""Remembering messages to people outside until they are sent, and what came of each."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from nms.core.errors import NotFoundError
from nms.core.outbound import Medium, Message, MessageState, Occasion
from nms.store.database import Database
from nms.store.schema import outbound

_C = outbound.c
_NAMES = tuple(field.name for field in fields(Message))


class Messages:
    """The MessageStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, messages: Sequence[Message]) -> int:
        """Keep new ones; one whose key is there already is left out."""
        with self._database.write() as connection:
            keys = [one.key for one in messages]
            known = set(connection.execute(select(_C.key).where(_C.key.in_(keys))).scalars())
            fresh = {one.key: _row(one) for one in messages if one.key not in known}
            for row in fresh.values():
                connection.execute(insert(outbound).values(row))
        return len(fresh)

    def due(self, now: datetime, limit: int = 50) -> Sequence[Message]:
        """What is to be sent by now, the oldest first."""
        waiting = (_C.state == str(MessageState.WAITING), _C.next_at <= now)
        query = select(outbound).where(*waiting).order_by(_C.next_at, _C.id).limit(limit)
        with self._database.read() as connection:
            return [_message(row) for row in connection.execute(query)]

    def note(self, message: Message) -> None:
        """How one stands after a try."""
        with self._database.write() as connection:
            connection.execute(update(outbound).where(_C.id == message.id).values(_row(message)))

    def get(self, message_id: int) -> Message:
        """One; NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(select(outbound).where(_C.id == message_id)).first()
        if row is None:
            raise NotFoundError("message", str(message_id))
        return _message(row)

    def find(
        self, state: MessageState | None = None, ticket: int | None = None, limit: int = 100, offset: int = 0
    ) -> tuple[int, Sequence[Message]]:
        """(how many fit, one page of them), the newest first."""
        query = select(outbound)
        query = query if state is None else query.where(_C.state == str(state))
        query = query if ticket is None else query.where(_C.ticket == ticket)
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
            rows = connection.execute(query.order_by(_C.id.desc()).limit(limit).offset(offset))
            return int(total), [_message(row) for row in rows]

    def prune(self, before: datetime) -> int:
        """Forget those made before a moment that wait no more."""
        old = (_C.created_at < before, _C.state != str(MessageState.WAITING))
        with self._database.write() as connection:
            return connection.execute(delete(outbound).where(*old)).rowcount


def _row(message: Message) -> dict[str, Any]:
    return {name: getattr(message, name) for name in _NAMES if name != "id"} | {
        "medium": str(message.medium),
        "occasion": str(message.occasion),
        "state": str(message.state),
    }


def _message(row: Any) -> Message:
    made = Message(**{name: getattr(row, name) for name in _NAMES})
    return replace(
        made, medium=Medium(row.medium), occasion=Occasion(row.occasion), state=MessageState(row.state)
    )  # fmt: skip
