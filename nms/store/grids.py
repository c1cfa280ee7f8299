"""Grids: the same columns of many devices under one moment, kept without an object per value."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select

from nms.core.sample import METRICS, Kind
from nms.store import journal as journal_codec
from nms.store.clock_runs import ClockRuns
from nms.store.database import Database, upsert
from nms.store.points import I64, INT, U8, U32, U64, UINT, Mask, Points
from nms.store.schema import device, series

TOGETHER = 64
"""Devices enrolled, or sealed, in one transaction."""

NOTHING, SIGNED, UNSIGNED = 0, 1, 2
"""What stands in a cell: nothing, a number of 63 bits and a sign, or one beyond them."""

JOURNAL = ("device_id", "first_ms", "last_ms", "tag", "payload")

Columns = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """Devices × series: `ids[d, c]` is the series of column c of device d; `columns[d]` its metrics and instances.

    Metrics are the same for all devices, instances may differ. `rowed` are devices whose ids follow one another.
    """

    devices: Sequence[str]
    numbers: Sequence[int]
    columns: Sequence[Columns]
    ids: U32
    rowed: Mask
    counter: int  # a column that counts, -1 if none does

    @property
    def metrics(self) -> list[str]:
        """Of the columns."""
        return [metric for metric, _ in self.columns[0]]


class Hours(NamedTuple):
    """Devices (places in the grid) that share their moments: `bits` are devices × columns × moments, of which those
    `inside` belong to the hour and the others lie close by; `rows` are the journal rows that are sealed."""

    grid: Grid
    places: Sequence[int]
    hour: int
    tag: int
    times: I64
    inside: slice
    bits: U64
    rows: Sequence[int]

    @property
    def numbers(self) -> list[int]:
        """The ids of the devices."""
        return [self.grid.numbers[place] for place in self.places]


def enrol(database: Database, runs: ClockRuns, devices: Sequence[str], columns: Sequence[Columns]) -> Grid:
    """Give every series an id, some devices a transaction; ids of one device follow one another where they are new."""
    numbers: list[int] = []
    ids = np.zeros((len(devices), len(columns[0])), np.uint32)
    for start in range(0, len(devices), TOGETHER):
        names = devices[start : start + TOGETHER]
        with database.write() as connection:
            upsert(connection, device, [{"name": name} for name in names], keep=True)
            found = _numbers(connection, names)
            numbers += found
            for row, number in enumerate(found, start):
                ids[row] = _series(connection, number, columns[row])
            runs.begin(connection, found)
    rowed = (np.diff(ids.astype(np.int64), axis=1) == 1).all(axis=1)
    counting = [METRICS[metric].kind is Kind.COUNTER if metric in METRICS else False for metric, _ in columns[0]]
    return Grid(devices, numbers, columns, ids, rowed, counting.index(True) if True in counting else -1)


def _numbers(connection: Connection, names: Sequence[str]) -> list[int]:
    query = select(device.c.name, device.c.id).where(device.c.name.in_(names))
    known = {row.name: row.id for row in connection.execute(query)}
    return [known[name] for name in names]


def _series(connection: Connection, number: int, columns: Columns) -> list[int]:
    query = select(series.c.metric, series.c.instance, series.c.id).where(series.c.device_id == number)
    known = {(metric, instance): found for metric, instance, found in connection.execute(query)}
    missing = [column for column in dict.fromkeys(columns) if column not in known]
    if missing:
        first = (connection.execute(select(func.max(series.c.id))).scalar() or 0) + 1
        known |= {column: fresh for fresh, column in enumerate(missing, first)}
        rows = [{"id": known[one], "device_id": number, "metric": one[0], "instance": one[1]} for one in missing]
        connection.execute(insert(series), rows)
    return [known[column] for column in columns]


def journal_rows(grid: Grid, at_ms: int, cells: tuple[U64, U8], runs: ClockRuns) -> list[tuple[object, ...]]:
    """One journal row (in the order of JOURNAL) for every device that has any value; `cells` are devices × columns:
    64 bits, and NOTHING, SIGNED or UNSIGNED."""
    bits, kinds = cells
    full: Mask = (kinds == SIGNED).all(axis=1)
    plain = np.flatnonzero(grid.rowed & full)
    other = np.flatnonzero((kinds != NOTHING).any(axis=1) & ~(grid.rowed & full))
    tags = _tags(grid, np.sort(np.concatenate([plain, other])), at_ms, runs)
    rows: list[tuple[object, ...]] = []
    for start in range(0, plain.size, TOGETHER):
        part = plain[start : start + TOGETHER]
        own = [tags[place] for place in part.tolist()]
        payloads = journal_codec.encode_rows(grid.ids[part, 0], at_ms, own, bits[part])
        numbers = [grid.numbers[place] for place in part.tolist()]
        rows += [(one, at_ms, at_ms, tag, data) for one, tag, data in zip(numbers, own, payloads, strict=True)]
    for place in other.tolist():
        payload = journal_codec.encode(_points(grid, place, at_ms, tags[place], cells))
        rows.append((grid.numbers[place], at_ms, at_ms, tags[place], payload))
    return rows


def _tags(grid: Grid, places: NDArray[np.intp], at_ms: int, runs: ClockRuns) -> dict[int, int]:
    """The run of the clock of each device: all counters of a grid come together, so one of them tells for all."""
    if grid.counter < 0:
        return {place: runs.tag(grid.numbers[place], ()) for place in places.tolist()}
    series = grid.ids[places, grid.counter].tolist()
    return {
        place: runs.tag(grid.numbers[place], ((number, at_ms),))
        for place, number in zip(places.tolist(), series, strict=True)
    }


def _points(grid: Grid, place: int, at_ms: int, tag: int, cells: tuple[U64, U8]) -> Points:
    kinds = cells[1][place]
    chosen = np.flatnonzero(kinds != NOTHING)
    return Points(
        grid.ids[place, chosen],
        np.full(chosen.size, at_ms, np.int64),
        np.full(chosen.size, tag, np.uint16),
        np.where(kinds[chosen] == UNSIGNED, UINT, INT).astype(np.uint8),
        cells[0][place, chosen],
    )
