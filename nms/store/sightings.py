"""Neighbours and MAC addresses as devices saw them: first seen, last seen, and still there or gone (promise T12)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from nms.core.observed import FdbEntry, Row
from nms.core.ports import RowT
from nms.core.queries import SightedT, Sighting
from nms.store import rows as row_codec
from nms.store.database import upsert
from nms.store.schema import sighting


def keep(
    connection: Connection, device: str, row_type: type[Row], rows: Sequence[Row], at: datetime, *, whole: bool
) -> None:
    """Note what was seen; with `whole`, what was not seen is gone from now on."""
    kind = row_type.__name__
    former = _present(connection, device, kind)
    told = {row_codec.key_text(row): row_codec.encode(row_type, [row]) for row in rows}
    _insert(connection, device, kind, {key: told[key] for key in told if former.get(key) != told[key]}, at)
    if whole:
        _leave(connection, device, kind, former.keys() - told.keys())
        _touch_all(connection, device, kind, at)
    else:
        _touch(connection, device, kind, sorted(told.keys() & former.keys()), at)


def listed(connection: Connection, row_type: type[SightedT], device: str, *, gone: bool) -> list[Sighting[SightedT]]:
    """Sightings of one device or (with "") of all, by device and key."""
    query = select(sighting).where(sighting.c.kind == row_type.__name__)
    if device:
        query = query.where(sighting.c.device == device)
    if not gone:
        query = query.where(sighting.c.present)
    found = connection.execute(query.order_by(sighting.c.device, sighting.c.key))
    return [_sighting(row_type, row) for row in found]


def rows(connection: Connection, device: str, row_type: type[RowT]) -> list[RowT]:
    """What a device sees now."""
    bodies = _present(connection, device, row_type.__name__)
    return [row_codec.decode(row_type, bodies[key])[0] for key in sorted(bodies)]


def everywhere(connection: Connection, row_type: type[RowT]) -> Mapping[str, Sequence[RowT]]:
    """What every device sees now."""
    query = select(sighting.c.device, sighting.c.body).where(sighting.c.kind == row_type.__name__, sighting.c.present)
    found: dict[str, list[RowT]] = {}
    for device, body in connection.execute(query.order_by(sighting.c.device, sighting.c.key)):
        found.setdefault(device, []).extend(row_codec.decode(row_type, body))
    return found


def of_mac(connection: Connection, mac: str) -> list[Sighting[FdbEntry]]:
    """Where a MAC was seen, the latest first."""
    query = select(sighting).where(
        sighting.c.kind == FdbEntry.__name__,
        sighting.c.key >= f"{mac}|",
        sighting.c.key < f"{mac}}}",  # "}" follows "|": a range that an index serves, unlike LIKE
    )
    found = connection.execute(query.order_by(sighting.c.last_seen.desc(), sighting.c.device, sighting.c.key))
    return [_sighting(FdbEntry, row) for row in found]


def forget(connection: Connection, before: datetime) -> int:
    """Drop what was last seen before a moment and is gone."""
    gone = delete(sighting).where(~sighting.c.present, sighting.c.last_seen < before)
    return connection.execute(gone).rowcount


def _sighting(row_type: type[SightedT], row: Any) -> Sighting[SightedT]:
    body = row_codec.decode(row_type, row.body)[0]
    return Sighting(row.device, body, row.first_seen, row.last_seen, row.present)


def _present(connection: Connection, device: str, kind: str) -> dict[str, str]:
    query = select(sighting.c.key, sighting.c.body).where(
        sighting.c.device == device, sighting.c.kind == kind, sighting.c.present
    )
    return {row.key: row.body for row in connection.execute(query)}


def _insert(connection: Connection, device: str, kind: str, bodies: Mapping[str, str], at: datetime) -> None:
    """New and changed rows; one that was gone comes back with its first moment kept."""
    common = {"device": device, "kind": kind, "first_seen": at, "last_seen": at, "present": True}
    given = [{**common, "key": key, "body": body} for key, body in bodies.items()]
    upsert(connection, sighting, given, fixed=("first_seen",))


def _leave(connection: Connection, device: str, kind: str, keys: set[str]) -> None:
    _update(connection, device, kind, sorted(keys), present=False)


def _touch(connection: Connection, device: str, kind: str, keys: Sequence[str], at: datetime) -> None:
    _update(connection, device, kind, keys, last_seen=at)


def _update(connection: Connection, device: str, kind: str, keys: Sequence[str], **values: object) -> None:
    if not keys:
        return
    statement = update(sighting).where(
        sighting.c.device == device, sighting.c.kind == kind, sighting.c.key == bindparam("its_key")
    )
    connection.execute(statement.values(values), [{"its_key": key} for key in keys])


def _touch_all(connection: Connection, device: str, kind: str, at: datetime) -> None:
    connection.execute(
        update(sighting)
        .where(sighting.c.device == device, sighting.c.kind == kind, sighting.c.present)
        .values(last_seen=at)
    )
