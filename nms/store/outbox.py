"""What monitors are told, numbered for each of them: no number is lost or given twice, whenever a process is killed.

A noteworthy change of an alarm becomes a notice inside the transaction that stores it. Sharing out then judges every
notice for every monitor, in order, and gives the next number of that monitor's own numbering to what concerns it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from nms.core.alarm import Alarm
from nms.core.northbound import Change, MonitorState, Notice, Wanted, change_in_view, noteworthy
from nms.store.alarms import active_alarms
from nms.store.database import Database, upsert
from nms.store.notices import alarm_of, state_of, state_text, written
from nms.store.schema import delivery, monitor, monitor_view, notice

AT_ONCE = 200
"""How many notices one transaction shares out."""


class Outbox:
    """Numbers, views and states of the monitors."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> int:
        """The newest notice, 0 if none: whoever has seen it has nothing to share out."""
        with self._database.read() as connection:
            return _newest(connection)

    def enrol(self, name: str, wanted: Wanted) -> int:
        """Take up a monitor: share out what is due, then make its view hold exactly the wanted of the active alarms.

        What only the filter, the settings or a pause has changed gets no number: the monitor reads the table after
        every start of ours. Returns how many rows were set right in this way.
        """
        with self._database.write() as connection:
            _know(connection, name)
            while _shared_out(connection, name, wanted) is not None:
                pass
            active = {alarm.id: alarm for alarm in active_alarms(connection) if wanted(alarm)}
            return _realigned(connection, name, active)

    def share_out(self, name: str, wanted: Wanted) -> list[Notice] | None:
        """Number the next changes for a monitor, a bounded stretch in one transaction; None when there are no more."""
        with self._database.write() as connection:
            return _shared_out(connection, name, wanted)

    def view(self, name: str) -> list[Notice]:
        """What a monitor is shown, by alarm id, each alarm with the change that made it what it is."""
        query = select(monitor_view).where(monitor_view.c.monitor == name).order_by(monitor_view.c.alarm_id)
        with self._database.read() as connection:
            return [Notice(row.sequence, Change(row.change), alarm_of(row.body)) for row in connection.execute(query)]

    def between(self, name: str, first: int, last: int, limit: int) -> list[Notice]:
        """The newest `limit` changes that a monitor was or is to be told of under numbers in a range, in order."""
        query = (
            select(delivery.c.sequence, delivery.c.change, notice.c.body)
            .join(notice, notice.c.id == delivery.c.notice_id)
            .where(delivery.c.monitor == name, delivery.c.sequence.between(first, last))
            .order_by(delivery.c.sequence.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [Notice(row.sequence, Change(row.change), alarm_of(row.body)) for row in reversed(rows)]

    def states(self) -> Mapping[str, MonitorState]:
        """How every monitor that was ever enrolled stands."""
        with self._database.read() as connection:
            rows = connection.execute(select(monitor.c.name, monitor.c.last, monitor.c.body)).all()
        return {row.name: state_of(row.name, row.last, row.body) for row in rows}

    def counts(self) -> Mapping[str, int]:
        """How many alarms each monitor is shown."""
        query = select(monitor_view.c.monitor, func.count()).group_by(monitor_view.c.monitor)
        with self._database.read() as connection:
            found: dict[str, int] = dict(connection.execute(query).all())
        return found

    def note(self, states: Sequence[MonitorState]) -> None:
        """Remember how monitors stand; their numbering is not touched."""
        with self._database.write() as connection:
            for state in states:
                _know(connection, state.name)
                values = update(monitor).where(monitor.c.name == state.name).values(body=state_text(state))
                connection.execute(values)

    def prune(self, before: datetime) -> int:
        """Forget notices from before a moment, but the newest; returns how many."""
        old = (notice.c.at < before, notice.c.id < select(func.max(notice.c.id)).scalar_subquery())
        with self._database.write() as connection:
            return connection.execute(delete(notice).where(*old)).rowcount


# ---------------------------------------------------------------- sharing out


@dataclass(slots=True)
class _Share:
    """One stretch of notices judged for one monitor."""

    name: str
    last: int
    shown: set[int]
    notices: list[Notice]


def _newest(connection: Connection) -> int:
    return int(connection.execute(select(func.max(notice.c.id))).scalar() or 0)


def _know(connection: Connection, name: str) -> None:
    """Make the monitor's row if it is new: its numbering begins with what happens from now on."""
    if connection.execute(select(monitor.c.name).where(monitor.c.name == name)).first() is None:
        row = {"name": name, "taken": _newest(connection), "last": 0, "body": "{}"}
        connection.execute(insert(monitor).values(row))


def _shared_out(connection: Connection, name: str, wanted: Wanted) -> list[Notice] | None:
    at = connection.execute(select(monitor.c.taken, monitor.c.last).where(monitor.c.name == name)).one()
    query = select(notice.c.id, notice.c.body).where(notice.c.id > at.taken).order_by(notice.c.id).limit(AT_ONCE)
    rows = connection.execute(query).all()
    if not rows:
        return None
    share = _Share(name, at.last, _shown(connection, name), [])
    for row in rows:
        _judge(connection, share, row.id, row.body, wanted)
    stood = update(monitor).where(monitor.c.name == name).values(taken=rows[-1].id, last=share.last)
    connection.execute(stood)
    return share.notices


def _shown(connection: Connection, name: str) -> set[int]:
    query = select(monitor_view.c.alarm_id).where(monitor_view.c.monitor == name)
    return set(connection.execute(query).scalars())


def _judge(connection: Connection, share: _Share, number: int, body: str, wanted: Wanted) -> None:
    alarm = alarm_of(body)
    change = change_in_view(alarm.id in share.shown, alarm.active and wanted(alarm))
    if change is None:
        return
    share.last += 1
    told = Notice(share.last, change, alarm)
    share.notices.append(told)
    row = {"monitor": share.name, "sequence": share.last, "notice_id": number, "change": str(change)}
    connection.execute(insert(delivery).values(row))
    if change is Change.CLEARED:
        share.shown.discard(alarm.id)
        _hide(connection, share.name, [alarm.id])
    else:
        share.shown.add(alarm.id)
        _show(connection, share.name, told, body)


def _show(connection: Connection, name: str, told: Notice, body: str) -> None:
    row = {"monitor": name, "alarm_id": told.alarm.id, "sequence": told.sequence, "change": str(told.change)}
    upsert(connection, monitor_view, [{**row, "body": body}])


def _hide(connection: Connection, name: str, alarm_ids: Iterable[int]) -> None:
    for alarm_id in alarm_ids:
        row = (monitor_view.c.monitor == name, monitor_view.c.alarm_id == alarm_id)
        connection.execute(delete(monitor_view).where(*row))


def _realigned(connection: Connection, name: str, wanted: Mapping[int, Alarm]) -> int:
    last = connection.execute(select(monitor.c.last).where(monitor.c.name == name)).scalar_one()
    rows = connection.execute(select(monitor_view).where(monitor_view.c.monitor == name)).all()
    shown = {row.alarm_id: alarm_of(row.body) for row in rows}
    gone = shown.keys() - wanted.keys()
    other = [alarm for alarm in wanted.values() if noteworthy(shown.get(alarm.id), alarm)]
    _hide(connection, name, gone)
    for alarm in other:
        _show(connection, name, Notice(last, Change.CHANGED, alarm), written(alarm))
    return len(gone) + len(other)
