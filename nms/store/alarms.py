"""Remembering alarms, their histories and maintenance windows."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from nms.core.alarm import Alarm, AlarmEvent, AlarmKey, EventType, MaintenanceWindow, Severity
from nms.core.errors import NotFoundError
from nms.core.ports import Changed, Clock, Decide
from nms.core.queries import AlarmQuery, Page
from nms.store import alarm_queries
from nms.store.database import Database
from nms.store.notices import note_change
from nms.store.schema import alarm, alarm_event, maintenance_window

PLAIN = (
    "cause", "raised_at", "received_at", "changed_at", "cleared_at", "count", "flapping", "acknowledged_by",
    "acknowledged_at", "shelved_until", "maintenance", "root_id", "source", "evidence", "expires_at",
)  # fmt: skip
"""Columns that are an alarm's fields as they are."""

# Built once: to build such a statement costs more than to run it, and these are run for every trap.
_BY_ID = select(alarm).where(alarm.c.id == bindparam("wanted"))
_NEWEST_OF_KEY = (
    select(alarm)
    .where(*(alarm.c[name] == bindparam(f"wanted_{name}") for name in ("device", "object", "type", "problem")))
    .order_by(alarm.c.cleared_at.is_not(None), alarm.c.id.desc())
    .limit(1)
)
_INSERT, _INSERT_EVENT = insert(alarm), insert(alarm_event)
_UPDATE = update(alarm).where(alarm.c.id == bindparam("wanted"))
_WINDOWS = select(maintenance_window).order_by(maintenance_window.c.start, maintenance_window.c.id)
_OPEN_WINDOWS = _WINDOWS.where(
    maintenance_window.c.start <= bindparam("at"), maintenance_window.c.end > bindparam("at")
)


class Alarms:
    """The AlarmStore, with what pages and API ask of it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def active(self, key: AlarmKey) -> Alarm | None:
        """The active alarm of a key, else the newest one that cleared."""
        with self._database.read() as connection:
            return _of_key(connection, key)

    def get(self, alarm_id: int) -> Alarm | None:
        """An alarm by its id."""
        with self._database.read() as connection:
            return _of_id(connection, alarm_id)

    def all_active(self) -> Sequence[Alarm]:
        """Every active alarm, by id."""
        with self._database.read() as connection:
            return active_alarms(connection)

    def save(self, alarm: Alarm, events: Sequence[AlarmEvent]) -> Alarm:
        """Insert (id 0) or update, history in the same transaction; returns it with its id.

        Events with alarm_id 0 become the alarm's own. Raises StoreError, NotFoundError for an id that is not there.
        """
        with self._database.write() as connection:
            before = _of_id(connection, alarm.id) if alarm.id else None
            return self._kept(connection, before, _saved(connection, alarm, events))

    def change(self, wanted: AlarmKey | int, decide: Decide) -> Changed | None:
        """Read (`active` of a key, `get` of an id), decide and save in one write transaction.

        None, with nothing written, when `decide` returns None. Raises StoreError.
        """
        with self._database.write() as connection:
            before = _of_id(connection, wanted) if isinstance(wanted, int) else _of_key(connection, wanted)
            decided = decide(before)
            return None if decided is None else (before, self._kept(connection, before, _saved(connection, *decided)))

    def _kept(self, connection: Connection, before: Alarm | None, after: Alarm) -> Alarm:
        note_change(connection, before, after, self._clock.now())
        return after

    def history(self, alarm_id: int) -> Sequence[AlarmEvent]:
        """An alarm's events in the order they were saved."""
        query = select(alarm_event).where(alarm_event.c.alarm_id == alarm_id).order_by(alarm_event.c.id)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [AlarmEvent(row.alarm_id, row.at, row.kind, row.actor, row.text) for row in rows]

    def find(self, query: AlarmQuery) -> Page[Alarm]:
        """The alarms that a query chooses, one page of them, and how many there are."""
        wanted = alarm_queries.conditions(query)
        listed = select(alarm).where(*wanted).order_by(*alarm_queries.order(query))
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(alarm).where(*wanted)).scalar_one()
            rows = connection.execute(listed.limit(query.limit).offset(query.offset)).mappings().all()
        return Page(total, [_alarm(row) for row in rows])

    def counts(self, query: AlarmQuery) -> Mapping[Severity, int]:
        """How many alarms of each severity a query chooses, those without any included."""
        chosen = select(alarm.c.severity, func.count()).where(*alarm_queries.conditions(query))
        with self._database.read() as connection:
            found: dict[int, int] = dict(connection.execute(chosen.group_by(alarm.c.severity)).all())
        return {severity: found.get(int(severity), 0) for severity in Severity if severity is not Severity.CLEARED}

    def worst(self) -> Mapping[str, Severity]:
        """The worst severity of the active, unshelved alarms of each device that has any."""
        query = AlarmQuery(state="active", shelved=False, at=self._clock.now())
        chosen = select(alarm.c.device, func.min(alarm.c.severity)).where(*alarm_queries.conditions(query))
        with self._database.read() as connection:
            return {name: Severity(worst) for name, worst in connection.execute(chosen.group_by(alarm.c.device))}

    def children(self, root_id: int) -> Sequence[Alarm]:
        """The alarms that one explains, active and cleared, newest first."""
        query = select(alarm).where(alarm.c.root_id == root_id).order_by(alarm.c.id.desc())
        with self._database.read() as connection:
            return [_alarm(row) for row in connection.execute(query).mappings()]

    def windows(self, at: datetime) -> Sequence[MaintenanceWindow]:
        """Maintenance windows open at a moment."""
        with self._database.read() as connection:
            return [MaintenanceWindow(*row) for row in connection.execute(_OPEN_WINDOWS, {"at": at})]

    def all_windows(self, since: datetime | None = None) -> Sequence[MaintenanceWindow]:
        """Every maintenance window that ends after `since`, planned ones included, by start."""
        query = _WINDOWS if since is None else _WINDOWS.where(maintenance_window.c.end > since)
        with self._database.read() as connection:
            return [MaintenanceWindow(*row) for row in connection.execute(query)]

    def save_window(self, window: MaintenanceWindow) -> MaintenanceWindow:
        """Plan (id 0) or change a window; returns it with its id. NotFoundError for an id that is not there."""
        names = ("scope", "target", "start", "end", "reason", "created_by")
        values = {name: getattr(window, name) for name in names}
        with self._database.write() as connection:
            if window.id == 0:
                key = connection.execute(insert(maintenance_window).values(values)).inserted_primary_key or [0]
                return replace(window, id=int(key[0]))
            changed = update(maintenance_window).where(maintenance_window.c.id == window.id).values(values)
            if not connection.execute(changed).rowcount:
                raise NotFoundError("maintenance window", str(window.id))
        return window

    def drop_window(self, window_id: int) -> bool:
        """Take a window away; False if there was none."""
        with self._database.write() as connection:
            statement = delete(maintenance_window).where(maintenance_window.c.id == window_id)
            return connection.execute(statement).rowcount > 0

    def prune(self, before: datetime) -> int:
        """Forget alarms that cleared before a moment, with their histories; returns how many."""
        with self._database.write() as connection:
            return connection.execute(delete(alarm).where(alarm.c.cleared_at < before)).rowcount


def active_alarms(connection: Connection) -> list[Alarm]:
    """Every active alarm, by id, as one connection sees them."""
    query = select(alarm).where(alarm.c.cleared_at.is_(None)).order_by(alarm.c.id)
    return [_alarm(row) for row in connection.execute(query).mappings()]


def _of_id(connection: Connection, alarm_id: int) -> Alarm | None:
    row = connection.execute(_BY_ID, {"wanted": alarm_id}).mappings().first()
    return None if row is None else _alarm(row)


def _of_key(connection: Connection, key: AlarmKey) -> Alarm | None:
    wanted = {
        "wanted_device": key.device,
        "wanted_object": key.object,
        "wanted_type": str(key.type),
        "wanted_problem": key.problem,
    }
    row = connection.execute(_NEWEST_OF_KEY, wanted).mappings().first()
    return None if row is None else _alarm(row)


def _saved(connection: Connection, given: Alarm, events: Sequence[AlarmEvent]) -> Alarm:
    stored = _inserted(connection, given) if given.id == 0 else _updated(connection, given)
    if events:
        connection.execute(_INSERT_EVENT, [_event_row(event, stored.id) for event in events])
    return stored


def _inserted(connection: Connection, new: Alarm) -> Alarm:
    key = connection.execute(_INSERT, _row(new)).inserted_primary_key or [0]
    return replace(new, id=int(key[0]))


def _updated(connection: Connection, changed: Alarm) -> Alarm:
    if not connection.execute(_UPDATE, {**_row(changed), "wanted": changed.id}).rowcount:
        raise NotFoundError("alarm", str(changed.id))
    return changed


def _row(given: Alarm) -> dict[str, object]:
    key = given.key
    return {
        "device": key.device,
        "object": key.object,
        "type": str(key.type),
        "problem": key.problem,
        "severity": int(given.severity),
        "details": json.dumps(dict(given.details), ensure_ascii=False),
        **{name: getattr(given, name) for name in PLAIN},
    }


def _alarm(row: Mapping[Any, Any]) -> Alarm:
    return Alarm(
        id=row["id"],
        key=AlarmKey(row["device"], row["object"], EventType(row["type"]), row["problem"]),
        severity=Severity(row["severity"]),
        details=json.loads(row["details"]),
        **{name: row[name] for name in PLAIN},
    )


def _event_row(event: AlarmEvent, alarm_id: int) -> dict[str, object]:
    return {
        "alarm_id": event.alarm_id or alarm_id,
        "at": event.at,
        "kind": event.kind,
        "actor": event.actor,
        "text": event.text,
    }
