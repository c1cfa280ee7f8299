"""Fetching of one device what came in whole rounds: rounds not yet sealed, chunks and roll-ups."""

from collections.abc import Sequence

from sqlalchemy import Connection, func, select

from nms.store import chunks, grid_rollups, grid_rounds
from nms.store.arrays import told
from nms.store.grid_groups import Member
from nms.store.points import U32, Points
from nms.store.rollups import Summary
from nms.store.schema import grid_chunk, grid_group, grid_member, grid_rollup, grid_round
from nms.store.times import HOUR_MS

_open = grid_round.c.at_ms >= grid_group.c.sealed_ms
"""Rounds that are sealed are kept for a while, for what follows them to be known; they are read from chunks."""


def rounds(connection: Connection, device_id: int, start: int, end: int) -> list[Points]:
    """Points of a device's rounds in [start, end] ms that are not sealed, in the order of arrival."""
    query = (
        select(grid_round.c.id, grid_round.c.payload, grid_member.c.place, grid_member.c.series)
        .select_from(grid_member.join(grid_group).join(grid_round, grid_round.c.group_id == grid_group.c.id))
        .where(grid_member.c.device_id == device_id, _open, grid_round.c.at_ms.between(start, end))
        .order_by(grid_round.c.id)
    )
    found = []
    for number, payload, place, series in connection.execute(query):
        with told(device_id, number):
            found.append(grid_rounds.decode(payload).points(place, Member(device_id, series).ids))
    return [points for points in found if points is not None]


def first_round(connection: Connection, device_id: int, start: int, end: int) -> int | None:
    """The first moment (ms) in [start, end] of a round not yet sealed."""
    query = (
        select(func.min(grid_round.c.at_ms))
        .select_from(grid_member.join(grid_group).join(grid_round, grid_round.c.group_id == grid_group.c.id))
        .where(grid_member.c.device_id == device_id, _open, grid_round.c.at_ms.between(start, end))
    )
    return connection.execute(query).scalar()


def latest_runs(connection: Connection, devices: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By device the run of the clock of its newest round, and the last moment of that run, where there is any."""
    query = select(grid_member.c.group_id, grid_member.c.place, grid_member.c.device_id)
    places: dict[int, list[tuple[int, int]]] = {}
    for group, place, device in connection.execute(query.where(grid_member.c.device_id.in_(devices))):
        places.setdefault(group, []).append((place, device))
    found: dict[int, tuple[int, int]] = {}
    rows = select(grid_round.c.id, grid_round.c.group_id, grid_round.c.payload)
    for number, group, payload in connection.execute(
        rows.where(grid_round.c.group_id.in_(places)).order_by(grid_round.c.id)
    ):
        with told(group, number, "group"):
            part = grid_rounds.decode(payload)
        for place, device in places[group]:
            if part.present[place]:
                tag, former = int(part.tags[place]), found.get(device)
                latest = max(part.at_ms, former[1]) if former and former[0] == tag else part.at_ms
                found[device] = tag, latest
    return found


def sealed(connection: Connection, device_id: int, start: int, end: int, ids: U32 | None = None) -> list[Points]:
    """Points of chunks whose hour overlaps [start, end] ms; of all series, or of `ids` only."""
    query = select(grid_chunk.c.hour_ms, grid_chunk.c.payload).where(
        grid_chunk.c.device_id == device_id, grid_chunk.c.hour_ms > start - HOUR_MS, grid_chunk.c.hour_ms <= end
    )
    found = []
    for row in connection.execute(query.order_by(grid_chunk.c.hour_ms, grid_chunk.c.group_id)):
        with told(device_id, row.hour_ms):
            block = chunks.decode(row.payload)
        found.append(block.points() if ids is None else block.chosen(ids))
    return found


def summary(connection: Connection, device_id: int, ids: U32, resolution_s: int, span: tuple[int, int]) -> Summary:
    """Roll-ups of some series of whole rounds in the span (ms, both ends within)."""
    query = select(grid_rollup.c.hour_ms, grid_rollup.c.payload).where(
        grid_rollup.c.device_id == device_id,
        grid_rollup.c.resolution_s == resolution_s,
        grid_rollup.c.hour_ms.between(span[0] - HOUR_MS, span[1]),
    )
    parts = []
    for row in connection.execute(query.order_by(grid_rollup.c.hour_ms, grid_rollup.c.group_id)):
        with told(device_id, row.hour_ms):
            parts.append(grid_rollups.decode(row.payload, ids, resolution_s * 1000).between(*span))
    return Summary.joined(resolution_s * 1000, ids, parts)
