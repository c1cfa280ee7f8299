"""Sealing many devices of a grid at once: where nothing is out of the ordinary, their hours are one array."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection, select

from nms.store import chunks, grid_rollups, reading, sealing
from nms.store import journal as journal_codec
from nms.store.arrays import DamagedError
from nms.store.database import Database, upsert
from nms.store.grids import TOGETHER, Grid, Hours
from nms.store.journal import Row
from nms.store.points import I64, INT
from nms.store.rates import spaced
from nms.store.schema import boot, chunk, device, journal, rollup
from nms.store.sealing import MARGIN_MS
from nms.store.times import HOUR_MS

Found = dict[int, list[tuple[int, Row | None]]]  # by device: journal row (0: sealed before) and what it holds


def seal(database: Database, grids: Sequence[Grid], devices: frozenset[int], boundary: int) -> frozenset[int]:
    """Seal what is regular: one hour of rows, as the grid brought them, and nothing else; returns whom."""
    done: set[int] = set()
    for grid in grids:
        waiting = [place for place, number in enumerate(grid.numbers) if number in devices and grid.rowed[place]]
        for start in range(0, len(waiting), TOGETHER):
            with database.write() as connection:
                for hours in _regular(connection, grid, waiting[start : start + TOGETHER], boundary):
                    _seal(connection, hours)
                    done.update(hours.numbers)
    return frozenset(done)


def _seal(connection: Connection, hours: Hours) -> None:
    sealing.forget(connection, hours.rows)
    times, bits = hours.times[hours.inside], hours.bits[:, :, hours.inside]
    tags = np.full(times.size, hours.tag, np.uint16)
    payloads = chunks.encode_many(times, tags, hours.grid.ids[list(hours.places)], bits)
    samples = bits[0].size
    upsert(
        connection,
        chunk,
        [
            {"device_id": number, "hour_ms": hours.hour, "samples": samples, "payload": payload}
            for number, payload in zip(hours.numbers, payloads, strict=True)
        ],
    )
    upsert(connection, rollup, list(grid_rollups.rows(connection, hours)))


def _regular(connection: Connection, grid: Grid, places: Sequence[int], boundary: int) -> Iterator[Hours]:
    """The devices whose hour is regular, those with equal moments together."""
    by_number = {grid.numbers[place]: place for place in places}
    found = _journaled(connection, by_number, boundary)
    for number in _sealed(connection, grid, by_number, boundary, found) | _started(connection, by_number, boundary):
        found.pop(number, None)
    alike: dict[tuple[int, tuple[int, ...]], list[int]] = {}
    for number, rows in found.items():
        shape = _shape(grid, by_number[number], rows)
        if shape is not None:
            alike.setdefault(shape, []).append(number)
    for (tag, moments), numbers in alike.items():
        chosen = [by_number[number] for number in numbers]
        hours = _hours(grid, chosen, tag, np.array(moments, np.int64), boundary, [found[one] for one in numbers])
        if hours is not None:
            yield hours


def _journaled(connection: Connection, places: Mapping[int, int], boundary: int) -> Found:
    query = select(journal.c.device_id, journal.c.id, journal.c.payload)
    query = query.where(journal.c.device_id.in_(places), journal.c.first_ms <= boundary + MARGIN_MS)
    found: Found = {}
    number = row_id = 0
    try:
        for number, row_id, payload in connection.execute(query.order_by(journal.c.id)).all():
            found.setdefault(number, []).append((row_id, journal_codec.decode_row(payload)))
    except DamagedError as error:
        with reading.told(number, row_id):
            raise error from None
    return found


def _sealed(connection: Connection, grid: Grid, places: Mapping[int, int], boundary: int, found: Found) -> set[int]:
    """Put before the journal's rows what the hour before ended with; returns those whose hour is there already."""
    odd = set()
    query = select(chunk.c.device_id, chunk.c.hour_ms, chunk.c.payload)
    query = query.where(chunk.c.device_id.in_(places), chunk.c.hour_ms >= boundary - 2 * HOUR_MS)
    for number, hour, payload in connection.execute(query):
        if hour != boundary - 2 * HOUR_MS:
            odd.add(number)
            continue
        with reading.told(number, hour):
            block = chunks.decode(payload)
        near = np.flatnonzero(block.times >= hour + HOUR_MS - MARGIN_MS)
        if not np.array_equal(block.series, grid.ids[places[number]]) or not block.present[:, near].all():
            odd.add(number)
        elif number in found and (block.kinds == INT).all():
            first = int(block.series[0])
            rows = [Row(first, int(block.times[n]), int(block.tags[n]), 8, block.bits[:, n].tobytes()) for n in near]
            found[number][:0] = [(0, row) for row in rows]
    return odd


def _started(connection: Connection, places: Mapping[int, int], boundary: int) -> set[int]:
    """Devices that started lately: their counters may have begun anew."""
    query = select(device.c.id).join(boot, boot.c.device == device.c.name)
    query = query.where(device.c.id.in_(places), boot.c.at_ms >= boundary - HOUR_MS - MARGIN_MS)
    return set(connection.execute(query).scalars())


def _shape(grid: Grid, place: int, rows: Sequence[tuple[int, Row | None]]) -> tuple[int, tuple[int, ...]] | None:
    """The tag and the moments of a device's rows, None where any row is not a whole one of this grid."""
    first, count = int(grid.ids[place, 0]), grid.ids.shape[1]
    whole = [row for _, row in rows if row and row.first == first and len(row.octets) == row.width * count]
    tags = {row.tag for row in whole}
    if len(whole) != len(rows) or len(tags) != 1:
        return None
    return tags.pop(), tuple(row.at_ms for row in whole)


def _hours(
    grid: Grid,
    places: Sequence[int],
    tag: int,
    times: I64,
    boundary: int,
    found: Sequence[Sequence[tuple[int, Row | None]]],
) -> Hours | None:
    """The arrays of devices with equal moments, None unless those lie in the last hour, in order and well spaced."""
    start, end = np.searchsorted(times, (boundary - HOUR_MS, boundary)).tolist()
    former = sum(row_id == 0 for row_id, _ in found[0])
    if start != former or start == end or (np.diff(times) <= 0).any() or not spaced(times).all():
        return None
    bits = journal_codec.bits_of_rows([row for rows in found for _, row in rows if row is not None])
    bits = bits.reshape(len(places), times.size, grid.ids.shape[1])
    old = [row_id for rows in found for row_id, _ in rows[start:end]]
    cube = np.ascontiguousarray(bits.transpose(0, 2, 1))
    return Hours(grid, places, boundary - HOUR_MS, tag, times, slice(start, end), cube, old)
