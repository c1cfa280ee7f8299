"""What the network looked like: every change of a link, and the links as of any moment."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select

from nms.store.database import Database
from nms.store.schema import topology_change
from nms.topology.graph import TopologyLink
from nms.topology.history import GONE, Body, LinkChange, changes


class TopologyHistory:
    """Rows are only ever added; a link is what its latest change says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, links: Iterable[TopologyLink], at: datetime) -> Sequence[LinkChange]:
        """Note what differs from the last look, in one transaction; returns it. A look from the past notes nothing."""
        with self._database.write() as connection:
            newest = connection.execute(select(func.max(topology_change.c.at))).scalar()
            if newest is not None and newest > at:
                return []
            found = list(changes(_state(connection, None), links, at))
            if found:
                connection.execute(insert(topology_change), [_row(change) for change in found])
            return found

    def as_of(self, at: datetime) -> Mapping[str, Body]:
        """The links that were there at a moment, by name; {} before the first look."""
        with self._database.read() as connection:
            return _state(connection, at)

    def changes(self, start: datetime, end: datetime, link: str = "", limit: int = 500) -> Sequence[LinkChange]:
        """Changes in a stretch of time, of one link or of all, the latest first."""
        table = topology_change
        query = select(table).where(table.c.at >= start, table.c.at <= end)
        if link:
            query = query.where(table.c.link == link)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(table.c.id.desc()).limit(limit))
            return [LinkChange(row.at, row.link, row.change, json.loads(row.body)) for row in rows]

    def prune(self, before: datetime) -> int:
        """Forget what was overtaken before a moment; how the network looked from then on stays known."""
        table = topology_change
        latest = _latest(before)
        gone = select(table.c.id).where(table.c.id.in_(latest), table.c.change == GONE)
        stale = delete(table).where(table.c.at < before, table.c.id.not_in(latest) | table.c.id.in_(gone))
        with self._database.write() as connection:
            return connection.execute(stale).rowcount


def _latest(at: datetime | None) -> Select[Any]:
    query = select(func.max(topology_change.c.id)).group_by(topology_change.c.link)
    return query if at is None else query.where(topology_change.c.at <= at)


def _state(connection: Connection, at: datetime | None) -> dict[str, Body]:
    table = topology_change
    query = select(table.c.link, table.c.body).where(table.c.id.in_(_latest(at)), table.c.change != GONE)
    return {row.link: json.loads(row.body) for row in connection.execute(query.order_by(table.c.link))}


def _row(change: LinkChange) -> dict[str, object]:
    body = json.dumps(change.body, ensure_ascii=False, sort_keys=True)
    return {"at": change.at, "link": change.link, "change": change.change, "body": body}
