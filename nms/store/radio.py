"""Remembering controllers as they were read, counters, the files they came in, and what was made of them."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select

from nms.core.radio import CounterPeriod
from nms.core.radio_ports import ExportFile, NewCounters, StoredCounters, StoredDigest, StoredReading
from nms.store.database import Database, upsert
from nms.store.documents import squeezed, unsqueezed
from nms.store.schema import radio_counters, radio_digest, radio_export, radio_reading

_R, _C, _E, _D = radio_reading.c, radio_counters.c, radio_export.c, radio_digest.c
_AT_ONCE: Final = 500


class RadioFacts:
    """The RadioStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------ controllers

    def readings(self) -> Sequence[StoredReading]:
        """Every controller that was ever tried, by name."""
        query = select(_R.controller, _R.read_at, _R.tried_at, _R.code, _R.details).order_by(_R.controller)
        with self._database.read() as connection:
            return [
                StoredReading(row.controller, row.read_at, row.tried_at, row.code, json.loads(row.details))
                for row in connection.execute(query)
            ]

    def reading(self, controller: str) -> bytes | None:
        """The document of the newest good reading."""
        with self._database.read() as connection:
            kept = connection.execute(select(_R.document).where(_R.controller == controller)).scalar()
        return None if kept is None else self._plain(kept)

    def put_reading(self, controller: str, at: datetime, document: bytes) -> None:
        """A good reading takes the place of the last one."""
        row = {"controller": controller, "read_at": at, "document": squeezed(document)}
        with self._database.write() as connection:
            upsert(connection, radio_reading, [row | {"tried_at": at, "code": "", "details": "{}"}])

    def failed(self, controller: str, at: datetime, code: str, values: Mapping[str, str]) -> None:
        """A try failed; the last good reading stays."""
        row = {"controller": controller, "tried_at": at, "code": code, "details": _json(values)}
        with self._database.write() as connection:
            upsert(connection, radio_reading, [row])

    # ------------------------------------------------------------ counters

    def put_counters(self, source: str, counters: Sequence[NewCounters]) -> None:
        """Keep counters; those of the same source, beginning and kind are replaced."""
        with self._database.write() as connection:
            for one in counters:
                place = (_C.source == source, _C.start == one.start, _C.kind == one.kind)
                connection.execute(delete(radio_counters).where(*place))
            _insert(connection, source, counters)

    def took(self, file: ExportFile, source: str, counters: Sequence[NewCounters]) -> None:
        """Note a file and let all that its source ever gave be these counters."""
        with self._database.write() as connection:
            connection.execute(delete(radio_counters).where(_C.source == source))
            _insert(connection, source, counters)
            upsert(connection, radio_export, [_export_row(file)])

    def note(self, file: ExportFile) -> None:
        """Note a file that gave nothing; what it gave before stays."""
        with self._database.write() as connection:
            upsert(connection, radio_export, [_export_row(file)])

    def exports(self, limit: int) -> Sequence[ExportFile]:
        """Noted files, the one last looked at first, so many at most; bad ones before all others."""
        query = select(radio_export).order_by(_E.state != "bad", _E.read_at.desc(), _E.name).limit(limit)
        with self._database.read() as connection:
            return [_export(row) for row in connection.execute(query)]

    def noted(self, names: Collection[str]) -> Mapping[str, ExportFile]:
        """Those of the named files that were noted."""
        wanted, found = sorted(names), {}
        with self._database.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                query = select(radio_export).where(_E.name.in_(wanted[start : start + _AT_ONCE]))
                found.update({row.name: _export(row) for row in connection.execute(query)})
        return found

    def twin(self, name: str, digest: str) -> str:
        """A file of another name that was read with the same digest; "" if there is none."""
        query = select(_E.name).where(_E.digest == digest, _E.state == "read", _E.name != name).limit(1)
        with self._database.read() as connection:
            return str(connection.execute(query).scalar() or "")

    def periods(self, start: datetime, end: datetime) -> Sequence[CounterPeriod]:
        """By beginning, then source."""
        total, longest = func.sum(_C.rows).label("total"), func.max(_C.seconds).label("longest")
        query = select(_C.source, _C.start, longest, total).where(_C.start >= start, _C.start < end)
        with self._database.read() as connection:
            found = connection.execute(query.group_by(_C.source, _C.start).order_by(_C.start, _C.source))
            return [CounterPeriod(row.source, row.start, int(row.longest), int(row.total)) for row in found]

    def counters(self, start: datetime, end: datetime) -> Sequence[StoredCounters]:
        """What began in [start, end), by beginning, then `id`."""
        chosen = select(_C.id, _C.source, _C.start, _C.seconds, _C.kind, _C.rows)
        query = chosen.where(_C.start >= start, _C.start < end).order_by(_C.start, _C.id)
        with self._database.read() as connection:
            return [StoredCounters(*row) for row in connection.execute(query)]

    def documents(self, ids: Collection[int]) -> Mapping[int, bytes]:
        """The documents of stored counters; those that are gone are missing."""
        wanted, found = sorted(ids), {}
        with self._database.read() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                query = select(_C.id, _C.document).where(_C.id.in_(wanted[start : start + _AT_ONCE]))
                found.update({row.id: self._plain(row.document) for row in connection.execute(query)})
        return found

    def newest(self) -> datetime | None:
        """The beginning of the newest period."""
        with self._database.read() as connection:
            return connection.execute(select(_C.start).order_by(_C.start.desc()).limit(1)).scalar()

    def mark(self) -> int:
        """Grows with whatever counters are stored."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.max(_C.id))).scalar() or 0)

    # ------------------------------------------------------------ digests

    def put_digest(self, digest: StoredDigest) -> None:
        """Keep a digest, one for each day (UTC) on which its counters end."""
        row = {"at": digest.at, "start": digest.start, "end": digest.end, "document": squeezed(digest.document)}
        with self._database.write() as connection:
            upsert(connection, radio_digest, [{"day": digest.end.astimezone(UTC).date().isoformat()} | row])

    def digest(self) -> StoredDigest | None:
        """The newest."""
        with self._database.read() as connection:
            row = connection.execute(select(radio_digest).order_by(_D.at.desc()).limit(1)).first()
        return None if row is None else StoredDigest(row.at, row.start, row.end, self._plain(row.document))

    def prune(self, before: datetime) -> int:
        """Forget counters, digests and notes of files that are older; readings stay."""
        past = ((radio_counters, _C.start), (radio_export, _E.read_at), (radio_digest, _D.end))
        with self._database.write() as connection:
            return sum(connection.execute(delete(table).where(at < before)).rowcount for table, at in past)

    def _plain(self, kept: bytes) -> bytes:
        return unsqueezed(kept, self._database.place)


def _insert(connection: Connection, source: str, counters: Sequence[NewCounters]) -> None:
    rows = [one._asdict() | {"source": source, "document": squeezed(one.document)} for one in counters]
    if rows:
        connection.execute(insert(radio_counters), rows)


def _export_row(file: ExportFile) -> dict[str, Any]:
    plain = {name: getattr(file, name) for name in ("name", "size", "changed_at", "digest", "state", "read_at", "rows")}
    return plain | {"details": _json(file.values), "problems": _json(file.problems)}


def _export(row: Any) -> ExportFile:
    return ExportFile(
        row.name,
        row.size,
        row.changed_at,
        row.digest,
        row.state,
        row.read_at,
        row.rows,
        json.loads(row.details),
        tuple(json.loads(row.problems)),
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
