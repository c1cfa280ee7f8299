"""Grids: the same columns of many devices under one moment, kept without an object per value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select

from nms.core.sample import METRICS, Kind
from nms.store import grid_groups, grid_rounds
from nms.store import journal as journal_codec
from nms.store.clock_runs import ClockRuns
from nms.store.database import Database, insert_many, upsert
from nms.store.grid_groups import Group, Member
from nms.store.index import metric
from nms.store.points import INT, U8, U16, U32, U64, UINT, Mask, Points
from nms.store.rates import Limits
from nms.store.schema import device, grid_group, grid_round, journal, series

TOGETHER = 64
"""Devices enrolled, kept or sealed as one."""

NOTHING, SIGNED, UNSIGNED = 0, 1, 2
"""What stands in a cell: nothing, a number of 63 bits and a sign, or one beyond them."""

JOURNAL = ("device_id", "first_ms", "last_ms", "tag", "payload")
ROUND = ("group_id", "at_ms", "payload")

Columns = Sequence[tuple[str, str]]
Cells = tuple[U64, U8]


@dataclass(frozen=True, slots=True)
class Grid:
    """Devices, each once, × series: `ids[d, c]` is the series of column c of device d; `columns[d]` its metrics and
    instances.

    Metrics are the same for all devices, instances may differ. Devices of which no series stands twice are in `groups`.
    """

    devices: Sequence[str]
    numbers: NDArray[np.intp]
    places: Mapping[int, int] = field(repr=False)  # of the devices by their numbers
    columns: Sequence[Columns]
    ids: U32
    groups: Sequence[Group]
    slots: NDArray[np.intp]  # of each device's first counter among the clock's runs, none if no column counts
    grouped: Mask = field(repr=False)
    limits: Limits = field(repr=False)  # of the columns, the speeds of lines left aside
    lines: Sequence[int] = field(repr=False)  # the columns whose rates such a speed bounds

    def meets(self, device_id: int, series: Sequence[int]) -> bool:
        """Whether any of a device's series is one of this grid."""
        place = self.places.get(device_id)
        return place is not None and bool(np.isin(series, self.ids[place]).any())


def enrol(database: Database, runs: ClockRuns, devices: Sequence[str], columns: Sequence[Columns]) -> Grid:
    """Give every series an id, some devices a transaction; ids of one device follow one another where they are new."""
    numbers: list[int] = []
    groups: list[Group] = []
    ids = np.zeros((len(devices), len(columns[0])), np.uint32)
    for start in range(0, len(devices), TOGETHER):
        names = devices[start : start + TOGETHER]
        with database.write() as connection:
            upsert(connection, device, [{"name": name} for name in names], keep=True)
            found = _numbers(connection, names)
            for row, number in enumerate(found, start):
                ids[row] = _series(connection, number, columns[row])
            groups += _group(connection, ids[start : start + len(names)], found, start)
            runs.begin(connection, found)
        numbers += found
    grouped = np.zeros(len(devices), bool)
    grouped[[place for group in groups for place in group.places.tolist()]] = True
    slots = runs.follow(ids[:, _counter(columns[0])].tolist() if _counter(columns[0]) >= 0 else [])
    limits = Limits.of([(metric(name), "") for name, _ in columns[0]], {})
    lines = [place for place, (name, _) in enumerate(columns[0]) if metric(name).rate_unit == "bit/s"]
    places = {number: place for place, number in enumerate(numbers)}
    return Grid(devices, np.array(numbers, np.intp), places, columns, ids, groups, slots, grouped, limits, lines)


def _counter(columns: Columns) -> int:
    """The first column that counts, -1 if none does: all of a device's come together, one of them tells for all."""
    counting = [place for place, (metric, _) in enumerate(columns) if _counts(metric)]
    return counting[0] if counting else -1


def _counts(metric: str) -> bool:
    return metric in METRICS and METRICS[metric].kind is Kind.COUNTER


def _group(connection: Connection, ids: U32, numbers: Sequence[int], start: int) -> list[Group]:
    """The group of those devices of which no series stands twice."""
    places = np.flatnonzero((np.diff(np.sort(ids, axis=1), axis=1) != 0).all(axis=1))
    if not places.size:
        return []
    members = [Member.of(numbers[place], ids[place]) for place in places.tolist()]
    return [Group(grid_groups.group_of(connection, members, ids.shape[1]), places + start)]


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


def keep(connection: Connection, grid: Grid, at_ms: int, cells: Cells, tags: U16) -> None:
    """Write a round; `cells` are devices × columns: 64 bits, and NOTHING, SIGNED or UNSIGNED; `tags` by device."""
    bits, kinds = cells
    sealed = connection.execute(select(func.max(grid_group.c.sealed_ms))).scalar() or 0
    whole = grid.grouped & (kinds == SIGNED).all(axis=1) & (at_ms >= sealed)  # what comes later joins a sealed hour
    other = np.flatnonzero((kinds != NOTHING).any(axis=1) & ~whole).tolist()
    insert_many(connection, grid_round, ROUND, _rounds(grid, at_ms, bits, whole, tags))
    if other:
        numbers = {place: int(grid.numbers[place]) for place in other}
        rows = [
            (
                numbers[place],
                at_ms,
                at_ms,
                int(tags[place]),
                journal_codec.encode(_points(grid, place, at_ms, cells, tags)),
            )
            for place in other
        ]
        insert_many(connection, journal, JOURNAL, rows)
        grid_groups.mark(connection, dict.fromkeys(numbers.values(), at_ms))


def _rounds(grid: Grid, at_ms: int, bits: U64, whole: Mask, tags: U16) -> list[tuple[object, ...]]:
    """A row for every group of which any device answered in full."""
    rows: list[tuple[object, ...]] = []
    for group in grid.groups:
        present = whole[group.places]
        if present.any():
            own = bits[group.places[present]]
            rows.append((group.id, at_ms, grid_rounds.encode(at_ms, present, tags[group.places], own)))
    return rows


def tags_of(grid: Grid, at_ms: int, runs: ClockRuns, answered: Mask) -> U16:
    """The run of the clock of each device."""
    if not grid.slots.size:
        return runs.present(grid.numbers)
    return runs.tags(grid.numbers, grid.slots, at_ms, answered)


def _points(grid: Grid, place: int, at_ms: int, cells: Cells, tags: U16) -> Points:
    kinds = cells[1][place]
    chosen = np.flatnonzero(kinds != NOTHING)
    return Points(
        grid.ids[place, chosen],
        np.full(chosen.size, at_ms, np.int64),
        np.full(chosen.size, tags[place], np.uint16),
        np.where(kinds[chosen] == UNSIGNED, UINT, INT).astype(np.uint8),
        cells[0][place, chosen],
    )
