"""The audit rows: appended one by one, each chained to the one before, never altered and never pruned."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, func, insert, or_, select

from nms.core.account import AuditEntry, AuditFilter
from nms.store.database import Database, upsert
from nms.store.schema import audit, meta

_HEAD = "audit.head"
_BATCH = 1000


class Link(Protocol):
    """What signs rows."""

    def linked(self, entry: AuditEntry, previous: str) -> AuditEntry: ...
    def head(self, row: int, mac: str) -> str: ...


class AuditLog:
    """Who did what, in the order it was done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, entry: AuditEntry, link: Link) -> AuditEntry:
        """Add a row, durable against power loss when this returns; the number and the mac are given here."""
        with self._database.write_durably() as connection:
            last = connection.execute(select(audit.c.id, audit.c.mac).order_by(audit.c.id.desc()).limit(1)).first()
            number, previous = (last.id, last.mac) if last else (0, "")
            added = link.linked(replace(entry, id=number + 1), previous)
            connection.execute(insert(audit).values(_row(added)))
            upsert(connection, meta, [{"key": _HEAD, "value": link.head(added.id, added.mac)}])
        return added

    def find(self, wanted: AuditFilter) -> tuple[int, Sequence[AuditEntry]]:
        """How many rows match, and one page of them, newest first."""
        conditions = _conditions(wanted)
        page = select(audit).where(*conditions).order_by(audit.c.id.desc()).limit(wanted.limit).offset(wanted.offset)
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(audit).where(*conditions)).scalar_one()
            return int(total), [_entry(row) for row in connection.execute(page)]

    def actions(self) -> Sequence[str]:
        """Every kind of action that was ever written down."""
        with self._database.read() as connection:
            return list(connection.execute(select(audit.c.action).distinct().order_by(audit.c.action)).scalars())

    def whole(self) -> tuple[Sequence[AuditEntry], str]:
        """All rows in order, and the seal over the newest, as of one moment."""
        with self._database.read() as connection:
            head = connection.execute(select(meta.c.value).where(meta.c.key == _HEAD)).scalar() or ""
            return list(_all(connection)), head


def _all(connection: Connection) -> Iterator[AuditEntry]:
    result = connection.execute(select(audit).order_by(audit.c.id)).yield_per(_BATCH)
    for row in result:
        yield _entry(row)


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.actor:
        found.append(audit.c.actor == wanted.actor)
    if wanted.action:
        found.append(audit.c.action == wanted.action)
    if wanted.text:
        found.append(
            or_(*(column.contains(wanted.text, autoescape=True) for column in (audit.c.subject, audit.c.body)))
        )
    if wanted.since:
        found.append(audit.c.at >= wanted.since)
    if wanted.until:
        found.append(audit.c.at < wanted.until)
    return found


def _row(entry: AuditEntry) -> dict[str, Any]:
    body = json.dumps(dict(entry.body), ensure_ascii=False, sort_keys=True)
    return {
        "id": entry.id,
        "at": entry.at,
        "actor": entry.actor,
        "origin": entry.origin,
        "action": entry.action,
        "subject": entry.subject,
        "body": body,
        "mac": entry.mac,
    }


def _entry(row: Any) -> AuditEntry:
    return AuditEntry(row.id, row.at, row.actor, row.origin, row.action, row.subject, _body(row.body), row.mac)


def _body(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"unreadable": text}  # somebody meddled: the chain will tell
