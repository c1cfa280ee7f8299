"""Fetching stored values: chunks and the journal rows not yet sealed, as one."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, Select, func, select

from nms.store import chunks, grid_reading, rollups
from nms.store import journal as journal_codec
from nms.store.arrays import told
from nms.store.points import U32, Points
from nms.store.rollups import PERIODS_MS, Summary
from nms.store.schema import chunk, grid_chunk, grid_rollup, journal, rollup
from nms.store.times import HOUR_MS


class Span(NamedTuple):
    """A stretch of time in ms, both ends within."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Milliseconds from start to end, at least one."""
        return max(self.end - self.start, 1)


def sealed(connection: Connection, device_id: int, start: int, end: int, ids: U32 | None = None) -> list[Points]:
    """Points of chunks whose hour overlaps [start, end] ms; of all series, or of `ids` only.

    Those of whole rounds come first: where samples gave one of them another value, that counts.
    """
    whole = grid_reading.sealed(connection, device_id, start, end, ids)
    return [*whole, *own(connection, device_id, start, end, ids)]


def own(connection: Connection, device_id: int, start: int, end: int, ids: U32 | None = None) -> list[Points]:
    """The same of what did not come in whole rounds."""
    query = select(chunk.c.hour_ms, chunk.c.payload).where(
        chunk.c.device_id == device_id, chunk.c.hour_ms > start - HOUR_MS, chunk.c.hour_ms <= end
    )
    found = []
    for row in connection.execute(query.order_by(chunk.c.hour_ms)):
        with told(device_id, row.hour_ms):
            block = chunks.decode(row.payload)
        found.append(block.points() if ids is None else block.chosen(ids))
    return found


def journaled(connection: Connection, device_id: int, start: int, end: int) -> list[Points]:
    """Points within [start, end] ms of rounds, then of the journal rows that touch it, in the order of arrival."""
    rows = connection.execute(_journal(device_id, start, end))
    rounds = grid_reading.rounds(connection, device_id, start, end)
    return [*rounds, *(opened(device_id, row.id, row.payload) for row in rows)]


def opened(device_id: int, number: int, payload: bytes) -> Points:
    """The points of the journal row of that number."""
    with told(device_id, number):
        return journal_codec.decode(payload)


def _journal(device_id: int, start: int, end: int) -> Select[tuple[int, bytes]]:
    return (
        select(journal.c.id, journal.c.payload)
        .where(journal.c.device_id == device_id, journal.c.first_ms <= end, journal.c.last_ms >= start)
        .order_by(journal.c.id)
    )


def points(connection: Connection, device_id: int, ids: U32, span: Span) -> Points:
    """Everything known of some series in the span; of two values at one moment the later kept comes last."""
    start, end = span
    fresh = [part.where(np.isin(part.series, ids)) for part in journaled(connection, device_id, start, end)]
    found = Points.joined([Points.none(), *sealed(connection, device_id, start, end, ids), *fresh])
    return found.where((found.times >= start) & (found.times <= end))


def unsealed_from(connection: Connection, device_id: int, start: int, end: int) -> int | None:
    """The hour (ms) from which on roll-ups of [start, end] may lack what the journal holds."""
    query = select(func.min(journal.c.first_ms)).where(
        journal.c.device_id == device_id, journal.c.first_ms <= end, journal.c.last_ms >= start
    )
    found = [connection.execute(query).scalar(), grid_reading.first_round(connection, device_id, start, end)]
    first = _least(found)
    return None if first is None else max(first, start) // HOUR_MS * HOUR_MS


def summary(connection: Connection, device_id: int, ids: U32, resolution_s: int, span: Span) -> Summary:
    """Roll-ups of some series in the span; where a device has some of its own, they count."""
    query = select(rollup.c.period_ms, rollup.c.payload).where(
        rollup.c.device_id == device_id,
        rollup.c.resolution_s == resolution_s,
        rollup.c.period_ms > span.start - PERIODS_MS[resolution_s],
        rollup.c.period_ms <= span.end,
    )
    result = grid_reading.summary(connection, device_id, np.unique(ids), resolution_s, (span.start, span.end))
    for row in connection.execute(query.order_by(rollup.c.period_ms)):
        with told(device_id, row.period_ms):
            part = rollups.decode(row.payload)
        result = result.merged(part.chosen(ids).between(span.start, span.end))
    return result


def oldest(connection: Connection, device_id: int) -> int | None:
    """The first hour (ms) of which a chunk is left."""
    queries = [select(func.min(table.c.hour_ms)).where(table.c.device_id == device_id) for table in (chunk, grid_chunk)]
    return _least([connection.execute(query).scalar() for query in queries])


def rolled_from(connection: Connection, device_id: int, resolution_s: int) -> int | None:
    """The first period (ms) of which a roll-up is left."""
    queries = [
        select(func.min(moment)).where(table.c.device_id == device_id, table.c.resolution_s == resolution_s)
        for table, moment in ((rollup, rollup.c.period_ms), (grid_rollup, grid_rollup.c.hour_ms))
    ]
    return _least([connection.execute(query).scalar() for query in queries])


def _least(found: Sequence[int | None]) -> int | None:
    return min((one for one in found if one is not None), default=None)
