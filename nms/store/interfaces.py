"""The interface table: whole rows now and then, admin and oper state often, and the greatest speed ever seen."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, delete, select, update

from nms.core.observed import Interface, InterfaceState
from nms.core.ports import RowT
from nms.store.database import upsert
from nms.store.schema import interface

NAMES = tuple(field.name for field in fields(Interface))
_COLUMNS = [interface.c[name] for name in NAMES]
_STATE = [interface.c.name, interface.c.admin, interface.c.oper]


def listed(connection: Connection, device: str, row_type: type[RowT]) -> list[RowT]:
    """Interfaces (or their states) of a device by index."""
    query = select(*_columns(row_type)).where(interface.c.device == device).order_by(interface.c.index)
    return [row_type(*row) for row in connection.execute(query)]


def everywhere(connection: Connection, row_type: type[RowT]) -> Mapping[str, Sequence[RowT]]:
    """Interfaces (or their states) of every device."""
    query = select(interface.c.device, *_columns(row_type)).order_by(interface.c.device, interface.c.index)
    found: dict[str, list[RowT]] = {}
    for device, *values in connection.execute(query):
        found.setdefault(device, []).append(row_type(*values))
    return found


def _columns(row_type: type[Any]) -> Sequence[Any]:
    return _COLUMNS if row_type is Interface else _STATE


def names(connection: Connection, device: str) -> dict[int, str]:
    """ifIndex → name."""
    query = select(interface.c.index, interface.c.name).where(interface.c.device == device)
    return dict(connection.execute(query).all())


def keep(connection: Connection, device: str, rows: Sequence[Interface], *, whole: bool) -> None:
    """Write what changed; with `whole`, rows that are no longer told vanish. The greatest speed goes with the name."""
    query = select(interface.c.top_speed_bps, *_COLUMNS).where(interface.c.device == device)
    former: dict[int, tuple[object, ...]] = {}
    tops: dict[str, int] = {}
    for top, *values in connection.execute(query):
        former[values[0]] = tuple(values)
        tops[values[1]] = max(top or 0, tops.get(values[1], 0))
    told = {row.index: row for row in rows}
    changed = [row for index, row in told.items() if former.get(index) != _values(row)]
    upsert(connection, interface, [_stored(device, row, tops.get(row.name, 0)) for row in changed])
    gone = former.keys() - told.keys() if whole else ()
    for index in gone:
        connection.execute(delete(interface).where(interface.c.device == device, interface.c.index == index))


def keep_states(connection: Connection, device: str, rows: Sequence[InterfaceState]) -> None:
    """Write admin and oper where they changed; an interface not yet known waits for its whole row."""
    query = select(*_STATE).where(interface.c.device == device)
    former = {name: (admin, oper) for name, admin, oper in connection.execute(query)}
    changed = [row for row in rows if former.get(row.name, (row.admin, row.oper)) != (row.admin, row.oper)]
    for row in changed:
        place = (interface.c.device == device, interface.c.name == row.name)
        connection.execute(update(interface).where(*place).values(admin=row.admin, oper=row.oper))


def _values(row: Interface) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in NAMES)


def _stored(device: str, row: Interface, top: int) -> dict[str, object]:
    values = dict(zip(NAMES, _values(row), strict=True))
    return {"device": device, **values, "top_speed_bps": max(top, row.speed_bps or 0)}
