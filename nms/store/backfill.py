"""Back-filling: whole columns of made or fetched history straight into chunks and roll-ups, marked as simulated."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from nms.core.sample import SeriesKey
from nms.store import journal as journal_codec
from nms.store import reading, sealing
from nms.store.database import upsert
from nms.store.index import SeriesIndex
from nms.store.points import FLOAT, INT, SIMULATED, U64, UINT, Block, Mask, Points
from nms.store.rates import runs
from nms.store.rollups import PERIODS_MS, summarise
from nms.store.schema import chunk, grid_chunk, meta
from nms.store.times import HOUR_MS, to_ms

Column = NDArray[np.int64] | NDArray[np.uint64] | NDArray[np.float64] | Sequence[int | float | None]
"""One series' values along the given times; NaN or None where there is none."""


def block_of(times: Sequence[datetime], columns: Mapping[SeriesKey, Column], index: SeriesIndex) -> Block:
    """Columns along one ascending time axis as a block of simulated rows; ValueError if a length differs."""
    axis = np.array([to_ms(at) for at in times], np.int64)
    order = sorted(columns, key=index.id)
    parts = [_column(columns[key], axis.size) for key in order]
    block = Block(
        axis,
        np.full(axis.size, SIMULATED, np.uint16),
        np.array([index.id(key) for key in order], np.uint32),
        np.array([kind for kind, _, _ in parts], np.uint8),
        np.array([present for _, present, _ in parts], bool).reshape(len(order), axis.size),
        np.array([bits for _, _, bits in parts], np.uint64).reshape(len(order), axis.size),
    )
    ascending = bool((np.diff(axis) > 0).all())
    return block if ascending else Block.of(block.points())


def store(connection: Connection, index: SeriesIndex, device: str, block: Block) -> None:
    """Write a device's simulated rows; hours that hold something already are merged."""
    device_id = index.device_id(device)
    hours = block.times // HOUR_MS * HOUR_MS
    taken = _taken(connection, device_id, int(hours[0]), int(hours[-1]))
    edges = np.flatnonzero(np.diff(hours, prepend=-1))
    rows = []
    for first, last in zip(edges, [*edges[1:], hours.size], strict=True):
        hour, piece = int(hours[first]), _rows(block, slice(first, last))
        if hour in taken:
            piece = Block.of(Points.joined([*reading.own(connection, device_id, hour, hour), piece.points()]))
        if piece.present.any():
            rows.append(sealing.chunk_row(device_id, hour, piece))
    upsert(connection, chunk, rows)
    _roll_up(connection, index, device_id, block, taken)
    _remember(connection, device, int(block.times[-1]))


def simulated_until(connection: Connection, device: str) -> int | None:
    """The last moment (ms) up to which a device's history was back-filled."""
    value = connection.execute(select(meta.c.value).where(meta.c.key == _key(device))).scalar()
    return None if value is None else int(value)


def _roll_up(connection: Connection, index: SeriesIndex, device_id: int, block: Block, taken: set[int]) -> None:
    limits = index.limits(connection, device_id, block.series)
    known = list(runs(block, limits, index.boots(connection, device_id)))
    start, end = int(block.times[0]) // HOUR_MS * HOUR_MS, int(block.times[-1]) + 1
    for resolution in PERIODS_MS:
        part = summarise(known, block.series, resolution * 1000, start, end)
        sealing.write_summaries(connection, device_id, resolution, [part])
    sealing.roll_up(connection, index, device_id, sorted(taken), block.series)


def _column(values: Column, size: int) -> tuple[int, Mask, U64]:
    """Kind, presence and bits of a column."""
    if not isinstance(values, np.ndarray):
        return _listed(values, size)
    if values.shape != (size,):
        raise ValueError(f"a column has {values.shape} values where the axis has {size}")
    if values.dtype.kind == "f":
        real = values.astype(np.float64)
        present = np.isfinite(real)
        return FLOAT, present, np.where(present, real, 0.0).view(np.uint64)
    if values.dtype.kind == "u" and values.size and values.max() >= 2**63:
        return UINT, np.ones(size, bool), values.astype(np.uint64)
    return INT, np.ones(size, bool), values.astype(np.int64).view(np.uint64)


def _listed(values: Sequence[int | float | None], size: int) -> tuple[int, Mask, U64]:
    if len(values) != size:
        raise ValueError(f"a column has {len(values)} values where the axis has {size}")
    present = np.array([value is not None and journal_codec.storable(value) for value in values], bool)
    good = [value for value, there in zip(values, present, strict=True) if there and value is not None]
    kinds, bits = journal_codec.bits_of(good)
    points = Points(
        np.zeros(len(good), np.uint32),
        np.flatnonzero(present),
        np.zeros(len(good), np.uint16),
        kinds,
        bits,
    )
    spread = np.zeros(size, np.uint64)
    if not good:
        return INT, present, spread
    block = Block.of(points)
    spread[present] = block.bits[0]
    return int(block.kinds[0]), present, spread


def _rows(block: Block, rows: slice) -> Block:
    present = block.present[:, rows]
    columns = np.flatnonzero(present.any(axis=1))
    return Block(
        block.times[rows],
        block.tags[rows],
        block.series[columns],
        block.kinds[columns],
        present[columns],
        block.bits[columns, rows],
    )


def _taken(connection: Connection, device_id: int, first: int, last: int) -> set[int]:
    """Hours that hold something of the device already."""
    queries = (select(table.c.hour_ms).where(table.c.device_id == device_id, table.c.hour_ms.between(first, last))
               for table in (chunk, grid_chunk))  # fmt: skip
    return {hour for query in queries for hour in connection.execute(query).scalars()}


def _remember(connection: Connection, device: str, until: int) -> None:
    former = simulated_until(connection, device) or 0
    upsert(connection, meta, [{"key": _key(device), "value": str(max(former, until))}])


def _key(device: str) -> str:
    return f"simulated_until/{device}"
