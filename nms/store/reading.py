"""Fetching stored values: chunks and the journal rows not yet sealed, as one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np
from sqlalchemy import Connection, Select, func, select

from nms.core.errors import StoreError
from nms.store import chunks, rollups
from nms.store import journal as journal_codec
from nms.store.arrays import DamagedError
from nms.store.points import U32, Points
from nms.store.rollups import PERIODS_MS, Summary
from nms.store.schema import chunk, journal, rollup
from nms.store.times import HOUR_MS


class Span(NamedTuple):
    """A stretch of time in ms, both ends within."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Milliseconds from start to end, at least one."""
        return max(self.end - self.start, 1)


@contextmanager
def told(device_id: int, place: int) -> Iterator[None]:
    """A damaged payload becomes an error that says where it lies."""
    try:
        yield
    except DamagedError as error:
        reason = f"device {device_id}, {place}: {error}"
        raise StoreError("NMS-STORE-005", path="chunk", reason=reason) from error


def sealed(connection: Connection, device_id: int, start: int, end: int, ids: U32 | None = None) -> list[Points]:
    """Points of chunks whose hour overlaps [start, end] ms; of all series, or of `ids` only."""
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
    """Points of the journal rows that touch [start, end] ms, in the order of their arrival."""
    return [opened(device_id, row.id, row.payload) for row in connection.execute(_journal(device_id, start, end))]


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
    first = connection.execute(query).scalar()
    return None if first is None else max(first, start) // HOUR_MS * HOUR_MS


def summary(connection: Connection, device_id: int, ids: U32, resolution_s: int, span: Span) -> Summary:
    """Roll-ups of some series in the span."""
    query = select(rollup.c.period_ms, rollup.c.payload).where(
        rollup.c.device_id == device_id,
        rollup.c.resolution_s == resolution_s,
        rollup.c.period_ms > span.start - PERIODS_MS[resolution_s],
        rollup.c.period_ms <= span.end,
    )
    result = Summary.empty(resolution_s * 1000, np.zeros(0, np.int64), np.unique(ids))
    for row in connection.execute(query.order_by(rollup.c.period_ms)):
        with told(device_id, row.period_ms):
            part = rollups.decode(row.payload)
        result = result.merged(part.chosen(ids).between(span.start, span.end))
    return result


def oldest(connection: Connection, device_id: int) -> int | None:
    """The first hour (ms) of which a chunk is left."""
    return connection.execute(select(func.min(chunk.c.hour_ms)).where(chunk.c.device_id == device_id)).scalar()


def rolled_from(connection: Connection, device_id: int, resolution_s: int) -> int | None:
    """The first period (ms) of which a roll-up is left."""
    query = select(func.min(rollup.c.period_ms)).where(
        rollup.c.device_id == device_id, rollup.c.resolution_s == resolution_s
    )
    return connection.execute(query).scalar()
