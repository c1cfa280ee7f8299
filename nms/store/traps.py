"""Remembering every datagram, what became of it, and the queue of traps that no rule understands."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain

from sqlalchemy import (
    ColumnElement,
    Connection,
    Text,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    type_coerce,
    update,
)

from nms.core.ports import RawTrap, Trap
from nms.core.queries import Page, StoredTrap, TrapVerdict, UnknownTrap
from nms.store.database import Database, upsert
from nms.store.schema import raw_trap, unknown_trap
from nms.store.times import EPOCH, MICROSECOND, Moment

UNKNOWN = "unknown"

_UNINDEXED: tuple[ColumnElement[str], ColumnElement[datetime]] = (
    type_coerce(literal_column("raw_trap.device || ''"), Text()),
    type_coerce(literal_column("raw_trap.received_at + 0"), Moment()),
)
"""Device and time for those who look for unknown traps: SQLite would rather walk through all traps of a device, or in
the order of time, than through the short index of the unknown ones.
"""

_GIVEN = ("received_at", "address", "port", "device", "payload")
_INSERT = "INSERT INTO raw_trap (id, received_at, address, port, device, payload) VALUES "
_PLACES = "(?, ?, ?, ?, ?, ?)"
_ROWS_A_STATEMENT = (250, 25, 1)
_JUDGED = ("outcome", "oid", "problem")
_JUDGE = (
    update(raw_trap)
    .where(raw_trap.c.id == bindparam("its_id"))
    .values({name: bindparam(f"its_{name}") for name in _JUDGED})
)
_LAST_ID = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'raw_trap'"
"""Numbers are never given again (AUTOINCREMENT), so the last one given is kept by SQLite itself."""


class Traps:
    """The TrapStore, with what pages and API ask of it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, traps: Sequence[RawTrap]) -> Sequence[int]:
        """Store a batch in one transaction, all or none; returns the ids in the order given. Raises StoreError."""
        if not traps:
            return []
        rows = _rows(traps)
        with self._database.write() as connection:
            if connection.dialect.name != "sqlite":
                statement = insert(raw_trap).returning(raw_trap.c.id, sort_by_parameter_order=True)
                return list(connection.execute(statement, [_named(trap) for trap in traps]).scalars())
            first = connection.exec_driver_sql(_LAST_ID).scalar_one() + 1
            ids = range(first, first + len(traps))
            _insert(connection, [(number, *row) for number, row in zip(ids, rows, strict=True)])
            return list(ids)

    def judged(self, verdicts: Sequence[TrapVerdict]) -> None:
        """Note what became of raw traps."""
        if verdicts:
            with self._database.write() as connection:
                _note(connection, verdicts)

    def unknown(self, trap: Trap) -> None:
        """Put a trap that no rule understands into the visible queue, and note it at its datagram."""
        oid = ".".join(map(str, trap.oid))
        with self._database.write() as connection:
            _note(connection, [TrapVerdict(trap.raw_id, UNKNOWN, oid)])
            _queue(connection, oid, trap)

    def queue(self) -> Sequence[UnknownTrap]:
        """The unknown traps by notification and device, the most frequent first."""
        query = select(unknown_trap).order_by(unknown_trap.c.count.desc(), unknown_trap.c.oid, unknown_trap.c.device)
        with self._database.read() as connection:
            return [UnknownTrap(*row) for row in connection.execute(query)]

    def forget_unknown(self, oid: str, device: str = "") -> int:
        """Take a notification out of the queue (of one device or of all), as once a rule knows it."""
        statement = delete(unknown_trap).where(unknown_trap.c.oid == oid)
        if device:
            statement = statement.where(unknown_trap.c.device == device)
        with self._database.write() as connection:
            return connection.execute(statement).rowcount

    def get(self, raw_id: int) -> StoredTrap | None:
        """A raw trap by its id."""
        with self._database.read() as connection:
            row = connection.execute(select(raw_trap).where(raw_trap.c.id == raw_id)).first()
        return None if row is None else StoredTrap(*row)

    def find(
        self,
        *,
        device: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        outcome: str | None = None,
        oid: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[StoredTrap]:
        """Raw traps newest first; device "" means strangers, None any."""
        by_device, by_time = _UNINDEXED if outcome == UNKNOWN else (raw_trap.c.device, raw_trap.c.received_at)
        given = (
            by_device == device if device is not None else None,
            by_time >= since if since is not None else None,
            by_time < until if until is not None else None,
            _is_unknown() if outcome == UNKNOWN else raw_trap.c.outcome == outcome if outcome is not None else None,
            raw_trap.c.oid == oid if oid is not None else None,
        )
        wanted = [condition for condition in given if condition is not None]
        listed = select(raw_trap).where(*wanted).order_by(by_time.desc(), raw_trap.c.id.desc())
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(raw_trap).where(*wanted)).scalar_one()
            rows = connection.execute(listed.limit(limit).offset(offset)).all()
        return Page(total, [StoredTrap(*row) for row in rows])

    def counts(self, since: datetime) -> Mapping[str, int]:
        """How many datagrams each device sent since a moment (strangers under "")."""
        query = select(raw_trap.c.device, func.count()).where(raw_trap.c.received_at >= since)
        with self._database.read() as connection:
            return dict(connection.execute(query.group_by(raw_trap.c.device)).all())

    def prune(self, before: datetime) -> int:
        """Forget datagrams received before a moment, and queue lines not seen since; returns how many datagrams."""
        with self._database.write() as connection:
            connection.execute(delete(unknown_trap).where(unknown_trap.c.last_at < before))
            return connection.execute(delete(raw_trap).where(raw_trap.c.received_at < before)).rowcount


def _is_unknown() -> ColumnElement[bool]:
    """Spelled out, for a partial index serves only what names its condition."""
    return raw_trap.c.outcome == literal_column(f"'{UNKNOWN}'")


def _named(trap: RawTrap) -> dict[str, object]:
    return {name: getattr(trap, name) for name in _GIVEN}


def _rows(traps: Sequence[RawTrap]) -> list[tuple[object, ...]]:
    """The columns of _GIVEN as SQLite keeps them; the moments are few, for batches were read at once."""
    moments = {at: (at - EPOCH) // MICROSECOND for at in {trap.received_at for trap in traps}}
    return [(moments[trap.received_at], trap.address, trap.port, trap.device, trap.payload) for trap in traps]


def _insert(connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Many rows a statement: half the price of a statement a row, and the interpreter's lock is let go once for all."""
    at = 0
    for size in _ROWS_A_STATEMENT:
        statement = _INSERT + ",".join([_PLACES] * size)
        for start in range(at, len(rows) - size + 1, size):
            connection.exec_driver_sql(statement, tuple(chain.from_iterable(rows[start : start + size])))
            at = start + size


def _note(connection: Connection, verdicts: Sequence[TrapVerdict]) -> None:
    given = [{"its_id": one.raw_id, **{f"its_{name}": getattr(one, name) for name in _JUDGED}} for one in verdicts]
    connection.execute(_JUDGE, given)


def _queue(connection: Connection, oid: str, trap: Trap) -> None:
    place = (unknown_trap.c.oid == oid, unknown_trap.c.device == trap.device)
    news = {"last_at": trap.received_at, "example_id": trap.raw_id}
    more = update(unknown_trap).where(*place).values(count=unknown_trap.c.count + 1, **news)
    if not connection.execute(more).rowcount:
        row = {"oid": oid, "device": trap.device, "count": 1, "first_at": trap.received_at, **news}
        upsert(connection, unknown_trap, [row])
