"""Sealing: what the journal holds of past hours becomes chunks and roll-ups, one device a transaction."""

from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import Connection, bindparam, delete, insert, select

from nms.store import chunks, grid_groups, reading, rollups
from nms.store import journal as journal_codec
from nms.store.arrays import told
from nms.store.database import upsert
from nms.store.index import SeriesIndex
from nms.store.points import U32, Block, Points
from nms.store.rates import runs
from nms.store.reading import Span
from nms.store.rollups import PERIODS_MS, Summary, summarise
from nms.store.schema import chunk, journal, rollup
from nms.store.times import HOUR_MS

MARGIN_MS = 900_000
"""How much before and after an hour is looked at so that values across its edges are known."""


def waiting(connection: Connection, boundary: int) -> Sequence[int]:
    """Devices of which the journal holds something older than `boundary` ms."""
    query = select(journal.c.device_id).where(journal.c.first_ms < boundary).distinct()
    return connection.execute(query.order_by(journal.c.device_id)).scalars().all()


def seal_device(connection: Connection, index: SeriesIndex, device_id: int, boundary: int) -> int:
    """Move everything before `boundary` ms out of the journal; returns how many chunks were written."""
    query = select(journal.c.id, journal.c.tag, journal.c.payload).where(
        journal.c.device_id == device_id, journal.c.first_ms < boundary
    )
    rows = connection.execute(query.order_by(journal.c.id)).all()
    if not rows:
        return 0
    fresh = Points.joined([reading.opened(device_id, row.id, row.payload) for row in rows])
    forget(connection, [row.id for row in rows])
    _mark(connection, device_id, fresh)
    keep(connection, device_id, fresh.where(fresh.times >= boundary), rows[-1].tag)
    return add(connection, index, device_id, fresh.where(fresh.times < boundary))


def _mark(connection: Connection, device_id: int, fresh: Points) -> None:
    """Values of series that otherwise come in whole rounds: those are rolled up one by one where they meet."""
    for ids in grid_groups.series_of(connection, device_id):
        met = fresh.times[np.isin(fresh.series, ids)]
        if met.size:
            grid_groups.mark(connection, {device_id: int(met.max())})


def keep(connection: Connection, device_id: int, points: Points, tag: int) -> None:
    """Put points into the journal."""
    if points.times.size:
        connection.execute(insert(journal), [journal_row(device_id, points, tag)])


def journal_row(device_id: int, points: Points, tag: int) -> dict[str, object]:
    """A row of the journal table."""
    return {
        "device_id": device_id,
        "first_ms": int(points.times.min()),
        "last_ms": int(points.times.max()),
        "tag": tag,
        "payload": journal_codec.encode(points),
    }


def add(connection: Connection, index: SeriesIndex, device_id: int, fresh: Points) -> int:
    """Merge points into chunks and roll-ups; hours that already hold them all are left alone."""
    changed = [
        int(hour)
        for hour in np.unique(fresh.times // HOUR_MS) * HOUR_MS
        if _merge(connection, device_id, int(hour), fresh)
    ]
    roll_up(connection, index, device_id, changed, np.unique(fresh.series))
    return len(changed)


def _merge(connection: Connection, device_id: int, hour: int, fresh: Points) -> bool:
    old = reading.own(connection, device_id, hour, hour)
    new = fresh.where(fresh.times // HOUR_MS * HOUR_MS == hour)
    block = Block.of(Points.joined([*old, new]))
    if old and block.same(Block.of(old[0])):
        return False
    upsert(connection, chunk, [chunk_row(device_id, hour, block)])
    return True


def chunk_row(device_id: int, hour: int, block: Block) -> dict[str, object]:
    """A row of the chunk table."""
    return {
        "device_id": device_id,
        "hour_ms": hour,
        "samples": int(block.present.sum()),
        "payload": chunks.encode(block),
    }


def roll_up(connection: Connection, index: SeriesIndex, device_id: int, hours: Sequence[int], ids: U32) -> None:
    """Compute the roll-ups of some series in some hours anew from what is stored around them."""
    parts: dict[int, list[Summary]] = {}
    for hour in hours:
        for resolution, part in _hour(connection, index, device_id, hour, ids).items():
            parts.setdefault(resolution, []).append(part)
    for resolution, found in parts.items():
        write_summaries(connection, device_id, resolution, found)


def _hour(connection: Connection, index: SeriesIndex, device_id: int, hour: int, ids: U32) -> dict[int, Summary]:
    near = Span(hour - MARGIN_MS, hour + HOUR_MS + MARGIN_MS)
    block = Block.of(reading.points(connection, device_id, ids, near))
    limits = index.limits(connection, device_id, block.series)
    known = list(runs(block, limits, index.boots(connection, device_id)))
    return {
        resolution: summarise(known, block.series, resolution * 1000, hour, hour + HOUR_MS) for resolution in PERIODS_MS
    }


def write_summaries(connection: Connection, device_id: int, resolution: int, parts: Iterable[Summary]) -> None:
    """Merge new buckets of one resolution into the stored periods."""
    length = PERIODS_MS[resolution]
    by_period: dict[int, Summary] = {}
    for part in parts:
        for period in np.unique(part.times // length).tolist():
            piece = part.between(period * length, (period + 1) * length)
            former = by_period.get(period) or _stored(connection, device_id, resolution, period * length)
            by_period[period] = piece if former is None else former.merged(piece)
    rows = [
        {
            "device_id": device_id,
            "resolution_s": resolution,
            "period_ms": period * length,
            "payload": rollups.encode(summary),
        }
        for period, summary in by_period.items()
    ]
    upsert(connection, rollup, rows)


def _stored(connection: Connection, device_id: int, resolution: int, period: int) -> Summary | None:
    query = select(rollup.c.payload).where(
        rollup.c.device_id == device_id, rollup.c.resolution_s == resolution, rollup.c.period_ms == period
    )
    payload = connection.execute(query).scalar()
    if payload is None:
        return None
    with told(device_id, period):
        return rollups.decode(payload)


def forget(connection: Connection, ids: Sequence[int]) -> None:
    """Take rows out of the journal."""
    if not ids:
        return
    ordered = np.sort(np.array(ids, np.int64))
    breaks = np.flatnonzero(np.diff(ordered) != 1)
    firsts, lasts = ordered[np.concatenate([[0], breaks + 1])], ordered[np.concatenate([breaks, [-1]])]
    spans = [{"first": first, "last": last} for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)]
    connection.execute(delete(journal).where(journal.c.id.between(bindparam("first"), bindparam("last"))), spans)
