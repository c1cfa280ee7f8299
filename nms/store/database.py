"""The database behind every store: opening, short transactions, and its failures in our own words."""

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, Executable, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from nms.core.errors import StoreError
from nms.store import upgrade

BUSY_MS, PATIENT_MS = 5000, 30_000
"""How long a write waits for other processes: an everyday one, and one that somebody relies on (`write_durably`)."""

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", f"busy_timeout={BUSY_MS}", "foreign_keys=ON")

CODES: tuple[tuple[str, str], ...] = (
    # beginning of SQLite's error name → ours; the first that fits
    ("SQLITE_FULL", "NMS-STORE-003"),
    ("SQLITE_IOERR", "NMS-STORE-003"),
    ("SQLITE_BUSY", "NMS-STORE-004"),
    ("SQLITE_LOCKED", "NMS-STORE-004"),
    ("SQLITE_CORRUPT", "NMS-STORE-005"),
    ("SQLITE_NOTADB", "NMS-STORE-001"),
    ("SQLITE_CANTOPEN", "NMS-STORE-006"),
    ("SQLITE_READONLY", "NMS-STORE-006"),
    ("SQLITE_PERM", "NMS-STORE-006"),
)


def translated(error: DBAPIError, place: str) -> StoreError:
    """The database's failure as an error that names the remedy."""
    name = getattr(error.orig, "sqlite_errorname", "") or ""
    code = next((ours for start, ours in CODES if name.startswith(start)), "NMS-STORE-007")
    return StoreError(code, path=place, reason=str(error.orig))


class Database:
    """One SQLite file (or PostgreSQL database) of the newest schema; safe for many threads and processes.

    Readers see a snapshot; a writer holds a short BEGIN IMMEDIATE transaction, all of it or nothing.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._reader = engine
        self._writer = engine.execution_options(write=True)
        self._durable = engine.execution_options(write=True, durable=True)
        self._lock = threading.RLock()
        self.place = place

    @classmethod
    def open(cls, target: str | Path) -> Self:
        """Open or create the store at a path or an SQLAlchemy URL; brings an older schema up to date.

        Raises StoreError: no store (NMS-STORE-001), newer schema (-002), full disk (-003), locked (-004),
        damaged (-005), not accessible (-006).
        """
        url = _url(target)
        place = url.database if url.drivername.startswith("sqlite") and url.database else url.render_as_string()
        _prepare(url, place)
        database = cls(_engine(url), place)
        database._upgrade()
        return database

    def _upgrade(self) -> None:
        with self.read() as connection:
            if upgrade.is_newest(connection, self.place):
                return
        with self.write() as connection:  # asked again inside: two processes may open a new file at once
            upgrade.to_newest(connection, self.place)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state."""
        with self._said(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is there for good when the block ends, and leaves no trace when it raises."""
        with self._said(), self._lock, self._writer.begin() as connection:
            yield connection

    @contextmanager
    def write_durably(self) -> Iterator[Connection]:
        """As `write`, but waits longer for its turn, and what it wrote survives even a loss of power."""
        with self._said(), self._lock, self._durable.begin() as connection:
            yield connection

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise translated(error, self.place) from error

    def close(self) -> None:
        """Let go of every connection."""
        self._reader.dispose()


def _url(target: str | Path) -> URL:
    if isinstance(target, Path) or "://" not in target:
        return URL.create("sqlite", database=str(Path(target).absolute()))
    try:
        return make_url(target)
    except ArgumentError as error:
        raise StoreError("NMS-STORE-008", path=_masked(target), reason="not a URL") from error


def _masked(target: str) -> str:
    return re.sub(r"//[^@/]*@", "//***@", target)


def _prepare(url: URL, place: str) -> None:
    """Make the folder and the file, readable for its owner only: raw traps hold communities."""
    if not url.drivername.startswith("sqlite"):
        return
    path = Path(place)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        with path.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise StoreError("NMS-STORE-006", path=place, reason=error.strerror or str(error)) from error
    if start and start != b"SQLite format 3\0":
        raise StoreError("NMS-STORE-001", path=place)


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(url, pool_size=8, max_overflow=128)
    except (NoSuchModuleError, ImportError) as error:
        raise StoreError("NMS-STORE-008", path=url.render_as_string(), reason=str(error)) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connected)
        event.listen(engine, "begin", _begun)
    return engine


def _connected(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # we say BEGIN ourselves, see _begun
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")


def _begun(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get("write", False):
        connection.exec_driver_sql("BEGIN")
        return
    _synchronise(connection, "FULL" if options.get("durable", False) else "NORMAL")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _synchronise(connection: Connection, level: str) -> None:
    """Set how hard the file is written (SQLite: between transactions only); a pooled connection remembers it."""
    if connection.info.get("synchronous", "NORMAL") != level:
        connection.exec_driver_sql(f"PRAGMA synchronous={level}")
        connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENT_MS if level == 'FULL' else BUSY_MS}")
        connection.info["synchronous"] = level


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    keep: bool = False,
    fixed: tuple[str, ...] = (),
) -> None:
    """Insert rows by primary key; an existing row takes the given values except those `fixed`, or with `keep` none."""
    if rows:
        names = () if keep else tuple(name for name in rows[0] if name not in fixed)
        connection.execute(_upserting(connection.dialect.name, table, names), list(rows))


@lru_cache(maxsize=64)  # to build such a statement costs more than to run it
def _upserting(dialect: str, table: Table, names: tuple[str, ...]) -> Executable:
    """An insert that on conflict sets the columns `names` that are no key, or does nothing if there are none."""
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    if not changed:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def insert_many(connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows given as tuples in the order of `names`, which is the table's.

    For thousands at once, where a dictionary a row counts.
    """
    if not rows:
        return
    statement = table.insert().compile(dialect=connection.dialect, column_keys=names)
    if not statement.positional:
        connection.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])
        return
    assert list(statement.positiontup or ()) == list(names), "names in the table's order"
    connection.exec_driver_sql(str(statement), list(rows))


@contextmanager
def numbers_only(connection: Connection) -> Iterator[None]:
    """What is deleted in the block holds no secret: SQLite need not write zeros over it (Debian's does by default)."""
    if connection.dialect.name != "sqlite":
        yield
        return
    former = connection.exec_driver_sql("PRAGMA secure_delete").scalar()
    connection.exec_driver_sql("PRAGMA secure_delete=FAST")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA secure_delete={former}")
