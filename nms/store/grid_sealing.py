"""Sealing rounds: an hour of a group of devices becomes chunks and roll-ups, one transaction a group and hour."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, func, select, update

from nms.store import chunks, grid_groups, grid_rollups, grid_rounds, id_rows, sealing
from nms.store.arrays import told
from nms.store.database import Database, insert_many, numbers_only
from nms.store.grid_groups import Stored
from nms.store.grid_rollups import Cube
from nms.store.grid_rounds import Round
from nms.store.grids import Grid
from nms.store.index import SeriesIndex, speeds_of
from nms.store.points import F64, I64, Mask, Points
from nms.store.rates import spaced
from nms.store.schema import boot, chunk, device, grid_chunk, grid_group, grid_member, grid_rollup, grid_round
from nms.store.sealing import MARGIN_MS
from nms.store.times import HOUR_MS

CHUNK = ("device_id", "hour_ms", "group_id", "samples", "payload")
ROLLUP = ("device_id", "resolution_s", "hour_ms", "group_id", "payload")

Places = NDArray[np.intp]


class Hour(NamedTuple):
    """An hour of a group with the moments close by: `cube` is moments × devices × columns, `present` and `tags` are
    moments × devices. `places` are the devices' in `grid`."""

    group: Stored
    grid: Grid
    places: Places
    start: int
    times: I64
    present: Mask
    tags: NDArray[np.uint16]
    cube: I64

    @property
    def inside(self) -> slice:
        """The moments of the hour itself."""
        return slice(*np.searchsorted(self.times, (self.start, self.start + HOUR_MS)).tolist())


def waiting(connection: Connection, boundary: int) -> Mapping[int, int]:
    """Groups with rounds older than `boundary` ms that are not sealed, and how many devices each has."""
    open_ = select(grid_round.c.group_id).join(grid_group)
    open_ = open_.where(grid_round.c.at_ms >= grid_group.c.sealed_ms, grid_round.c.at_ms < boundary).distinct()
    query = select(grid_member.c.group_id, func.count().label("devices")).where(grid_member.c.group_id.in_(open_))
    rows = connection.execute(query.group_by(grid_member.c.group_id).order_by(grid_member.c.group_id))
    return {row.group_id: int(row.devices) for row in rows}


class GridSealing:
    """What grids of this process brought, and rounds of groups that no grid here knows, one by one."""

    def __init__(self, database: Database, index: SeriesIndex, grids: Sequence[Grid]) -> None:
        self._database = database
        self._index = index
        self._known = {group.id: (grid, group.places) for grid in grids for group in grid.groups}

    def seal(self, number: int, boundary: int) -> None:
        """Seal all hours of a group that ended before `boundary` ms."""
        more = True
        while more:
            with self._database.write() as connection:
                more = self._seal(connection, number, boundary)

    def _seal(self, connection: Connection, number: int, boundary: int) -> bool:
        """Seal the first open hour, if there is one; returns whether there is another."""
        group = grid_groups.stored(connection, number)
        start = _first(connection, number, group.sealed_ms)
        if start is None or start >= boundary:
            return False
        rounds = _rounds(connection, group, start)
        hour = self._regular(group, start, rounds)
        odd = self._odd(connection, hour) if hour else np.ones(len(group.members), bool)
        if hour:
            _write(connection, hour, np.flatnonzero(~odd))
        self._one_by_one(connection, group, start, rounds, np.flatnonzero(odd))
        _done(connection, group, start + HOUR_MS)
        following = _first(connection, number, start + HOUR_MS)
        return following is not None and following < boundary

    def _regular(self, group: Stored, start: int, rounds: Sequence[Round]) -> Hour | None:
        """The hour as arrays, None if its moments are out of order or its grid is unknown here."""
        times = np.array([one.at_ms for one in rounds], np.int64)
        if group.id not in self._known or (np.diff(times) <= 0).any() or not spaced(times).all():
            return None
        grid, places = self._known[group.id]
        cube = np.empty((times.size, len(group.members), group.columns), np.int64)
        for one, part in zip(rounds, cube, strict=True):
            one.into(part)
        present, tags = np.stack([one.present for one in rounds]), np.stack([one.tags for one in rounds])
        return Hour(group, grid, places, start, times, present, tags, cube)

    def _odd(self, connection: Connection, hour: Hour) -> Mask:
        """Members whose roll-ups need more than these rounds."""
        members = hour.group.members
        alone = _started(connection, hour) | _kept_otherwise(connection, hour)
        odd = np.array([one.own_ms >= hour.start - HOUR_MS or one.device_id in alone for one in members])
        most = np.where(hour.present, hour.tags, 0).max(axis=0)
        least = np.where(hour.present, hour.tags, np.iinfo(np.uint16).max).min(axis=0)
        result: Mask = odd | (most > least)
        return result

    def _one_by_one(
        self, connection: Connection, group: Stored, start: int, rounds: Sequence[Round], odd: Places
    ) -> None:
        """Seal what is out of the ordinary as samples are sealed."""
        within = [one for one in rounds if start <= one.at_ms < start + HOUR_MS]
        for place in odd.tolist():
            member = group.members[place]
            ids = member.ids
            found = [points for one in within if (points := one.points(place, ids))]
            if found:
                sealing.add(connection, self._index, member.device_id, Points.joined(found))


_FIRST = select(func.min(grid_round.c.at_ms)).where(
    grid_round.c.group_id == bindparam("group"), grid_round.c.at_ms >= bindparam("start")
)  # to put a statement together costs more than to run it


def _first(connection: Connection, group: int, start: int) -> int | None:
    """The first hour (ms) from `start` on of which there are rounds."""
    at = connection.execute(_FIRST, {"group": group, "start": start}).scalar()
    return None if at is None else int(at) // HOUR_MS * HOUR_MS


def _rounds(connection: Connection, group: Stored, start: int) -> list[Round]:
    """The rounds of an hour and close by; those before it have been sealed with the hour before."""
    query = select(grid_round.c.id, grid_round.c.payload).where(
        grid_round.c.group_id == group.id,
        grid_round.c.at_ms.between(start - MARGIN_MS, start + HOUR_MS + MARGIN_MS),
    )
    found = []
    for number, payload in connection.execute(query.order_by(grid_round.c.id)):
        with told(group.id, number, "group"):
            found.append(grid_rounds.decode(payload))
    return found


_STARTED = (
    select(grid_member.c.device_id)
    .select_from(grid_member.join(device).join(boot, boot.c.device == device.c.name))
    .where(grid_member.c.group_id == bindparam("group"), boot.c.at_ms >= bindparam("start"))
)


def _started(connection: Connection, hour: Hour) -> set[int]:
    """Devices that started lately: their counters may have begun anew."""
    words = {"group": hour.group.id, "start": hour.start - MARGIN_MS}
    return set(connection.execute(_STARTED, words).scalars())


_KEPT = tuple(
    select(table.c.device_id)
    .select_from(grid_member.join(table, table.c.device_id == grid_member.c.device_id))
    .where(grid_member.c.group_id == bindparam("group"), table.c.hour_ms.between(bindparam("start"), bindparam("end")))
    for table in (chunk, grid_chunk)
)


def _kept_otherwise(connection: Connection, hour: Hour) -> set[int]:
    """Devices of which other chunks may hold what came just before the first of these rounds."""
    silent: Mask = ~np.asarray(hour.present[: hour.inside.start].any(axis=0))
    numbers = {
        one.device_id
        for one, quiet in zip(hour.group.members, silent.tolist(), strict=True)
        if quiet or hour.group.sealed_ms != hour.start
    }
    words = {"group": hour.group.id, "start": hour.start - HOUR_MS, "end": hour.start}
    found = {one for query in _KEPT for one in connection.execute(query, words).scalars()} if numbers else set()
    return found & numbers


def _alike(hour: Hour, members: Places) -> Iterator[tuple[Places, Places]]:
    """Devices that answered at the same moments in the same run of the clock, and which moments those are."""
    families: dict[bytes, list[int]] = {}
    answered = np.asarray(hour.present[hour.inside].any(axis=0))
    for place in members.tolist():
        if answered[place]:
            rows = hour.present[:, place]
            families.setdefault(rows.tobytes() + hour.tags[rows, place][:1].tobytes(), []).append(place)
    for family in families.values():
        yield np.array(family, np.intp), np.flatnonzero(hour.present[:, family[0]])


def _write(connection: Connection, hour: Hour, members: Places) -> None:
    """Chunks and roll-ups of the ordinary ones."""
    ceilings = _ceilings(connection, hour)
    kept: list[tuple[object, ...]] = []
    rolled: list[tuple[object, ...]] = []
    for family, rows in _alike(hour, members):
        cube, ids = _cube(hour, family, rows)
        tag = int(hour.tags[rows[0], family[0]])
        samples, payloads = _chunks(cube, tag)
        kept += [(one, hour.start, hour.group.id, samples, data) for one, data in zip(ids, payloads, strict=True)]
        bound = None if ceilings is None else ceilings[family]
        for resolution, parts in grid_rollups.encoded(cube, hour.grid.limits, bound):
            rolled += [(one, resolution, hour.start, hour.group.id, data) for one, data in zip(ids, parts, strict=True)]
    insert_many(connection, grid_chunk, CHUNK, kept)
    insert_many(connection, grid_rollup, ROLLUP, rolled)


def _cube(hour: Hour, family: Places, rows: Places) -> tuple[Cube, list[int]]:
    """The numbers of some devices, and whose they are."""
    every = family.size * rows.size == hour.present.size
    numbers = hour.cube if every else hour.cube[np.ix_(rows, family)]
    people = [hour.group.members[place] for place in family.tolist()]
    series = id_rows.spelled(np.stack([one.ids for one in people]))
    cube = Cube(hour.start, hour.times[rows], series, numbers, numbers[1:] - numbers[:-1])
    return cube, [one.device_id for one in people]


def _chunks(cube: Cube, tag: int) -> tuple[int, Iterator[bytes]]:
    """How many samples a chunk holds, and the chunks."""
    first, last = np.searchsorted(cube.times, (cube.hour, cube.hour + HOUR_MS)).tolist()
    numbers, steps = cube.numbers[first:last], cube.steps[first : last - 1]
    payloads = chunks.encode_many(cube.times[first:last], tag, cube.series, numbers, steps)
    return (last - first) * numbers.shape[2], payloads


def _ceilings(connection: Connection, hour: Hour) -> F64 | None:
    """The greatest rates of devices × columns, None where no speed is known."""
    places, bound = hour.places.tolist(), hour.grid.lines
    speeds = speeds_of(connection, [hour.grid.devices[place] for place in places]) if bound else {}
    if not speeds:
        return None
    ceilings = np.full((len(places), hour.group.columns), np.inf)
    for row, place in zip(ceilings, places, strict=True):
        known, columns = speeds.get(hour.grid.devices[place], {}), hour.grid.columns[place]
        row[bound] = [known.get(columns[at][1], np.inf) for at in bound]
    return ceilings


_SEALED = update(grid_group).where(grid_group.c.id == bindparam("group")).values(sealed_ms=bindparam("until"))
_OLD = delete(grid_round).where(grid_round.c.group_id == bindparam("group"), grid_round.c.at_ms < bindparam("limit"))


def _done(connection: Connection, group: Stored, until: int) -> None:
    """Remember what is sealed; the last rounds stay for what follows them to be known."""
    connection.execute(_SEALED, {"group": group.id, "until": until})
    with numbers_only(connection):
        connection.execute(_OLD, {"group": group.id, "limit": until - MARGIN_MS})
