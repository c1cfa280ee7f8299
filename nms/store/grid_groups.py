"""Groups: up to sixty-four devices of a grid whose rounds are one row each."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, insert, select, update

from nms.store import id_rows
from nms.store.points import U32
from nms.store.schema import grid_group, grid_member
from nms.store.times import HOUR_MS


class Member(NamedTuple):
    """A device of a group; `series` are the ids of its columns, as octets. `own_ms` is the latest hour in which it
    brought values of those series otherwise than by whole rounds."""

    device_id: int
    series: bytes
    own_ms: int = 0

    @classmethod
    def of(cls, device_id: int, ids: U32) -> "Member":
        """With the ids of its columns."""
        return cls(device_id, id_rows.spelled(ids[None])[0].astype("<u4").tobytes())

    @property
    def ids(self) -> U32:
        """The ids of its columns."""
        return id_rows.read(np.frombuffer(self.series, "<u4"))


class Group(NamedTuple):
    """A group as its grid sees it: `places` are those of its devices in the grid."""

    id: int
    places: NDArray[np.intp]


class Stored(NamedTuple):
    """A group as the store knows it; rounds before `sealed_ms` are sealed."""

    id: int
    columns: int
    sealed_ms: int
    members: Sequence[Member]


def group_of(connection: Connection, members: Sequence[Member], columns: int) -> int:
    """The id of the group of just these members, made if there is none."""
    query = select(grid_group.c.id).join(grid_member).where(grid_group.c.columns == columns, grid_member.c.place == 0)
    same = grid_member.c.device_id == members[0].device_id, grid_member.c.series == members[0].series
    wanted = [one[:2] for one in members]
    for number in connection.execute(query.where(*same)).scalars().all():
        if [one[:2] for one in stored(connection, number).members] == wanted:
            return int(number)
    made = insert(grid_group).values(columns=columns, sealed_ms=0).returning(grid_group.c.id)
    number = connection.execute(made).scalar_one()
    rows = [
        {"group_id": number, "place": place, "device_id": one.device_id, "series": one.series, "own_ms": 0}
        for place, one in enumerate(members)
    ]
    connection.execute(insert(grid_member), rows)
    return int(number)


_GROUP = select(grid_group.c.columns, grid_group.c.sealed_ms).where(grid_group.c.id == bindparam("group"))
_MEMBERS = (
    select(grid_member.c.device_id, grid_member.c.series, grid_member.c.own_ms)
    .where(grid_member.c.group_id == bindparam("group"))
    .order_by(grid_member.c.place)
)


def stored(connection: Connection, number: int) -> Stored:
    """What is known of a group."""
    columns, sealed_ms = connection.execute(_GROUP, {"group": number}).one()
    rows = connection.execute(_MEMBERS, {"group": number})
    return Stored(number, columns, sealed_ms, [Member(*row) for row in rows])


def series_of(connection: Connection, device_id: int) -> Sequence[U32]:
    """The series ids of a device in each group it is in."""
    query = select(grid_member.c.device_id, grid_member.c.series).where(grid_member.c.device_id == device_id)
    return [Member(*row).ids for row in connection.execute(query)]


_MARK = (
    update(grid_member)
    .where(grid_member.c.device_id == bindparam("device"), grid_member.c.own_ms < bindparam("hour"))
    .values(own_ms=bindparam("hour"))
)


def mark(connection: Connection, moments: Mapping[int, int]) -> None:
    """Remember that devices brought values of a group's series otherwise; ms of the latest by device."""
    if moments:
        rows = [{"device": device, "hour": at // HOUR_MS * HOUR_MS} for device, at in moments.items()]
        connection.execute(_MARK, rows)
