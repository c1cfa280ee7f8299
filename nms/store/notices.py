"""Notices in the store: a noteworthy change of an alarm, written as JSON with the alarm as it was then."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from nms.core.alarm import Alarm, AlarmKey, EventType, Severity
from nms.core.northbound import MonitorState, noteworthy
from nms.store.schema import notice

ALARM_MOMENTS = frozenset(field.name for field in fields(Alarm) if "datetime" in str(field.type))
_INSERT = insert(notice)
STATE_MOMENTS = frozenset(field.name for field in fields(MonitorState) if "datetime" in str(field.type))


def note_change(connection: Connection, before: Alarm | None, after: Alarm, at: datetime) -> None:
    """Make a noteworthy change a notice, as part of the transaction that stores it."""
    if noteworthy(before, after):
        connection.execute(_INSERT, {"at": at, "alarm_id": after.id, "body": written(after)})


def written(alarm: Alarm) -> str:
    """An alarm as JSON."""
    values = {name: _plain(getattr(alarm, name)) for name in alarm.__slots__ if name != "key"}
    key = alarm.key
    return json.dumps([[key.device, key.object, str(key.type), key.problem], values], ensure_ascii=False)


def alarm_of(body: str) -> Alarm:
    """The alarm again."""
    (device, object_, type_, problem), values = json.loads(body)
    values.update(_moments(values, ALARM_MOMENTS))
    values["severity"] = Severity(values["severity"])
    return Alarm(key=AlarmKey(device, object_, EventType(type_), problem), **values)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


def _moments(values: Mapping[str, Any], names: Iterable[str]) -> Iterator[tuple[str, datetime]]:
    for name in names:
        if values.get(name):
            yield name, datetime.fromisoformat(values[name])


def state_text(state: MonitorState) -> str:
    """How a monitor stands, as JSON, without its name and numbering."""
    names = (field.name for field in fields(state) if field.name not in ("name", "last"))
    return json.dumps({name: _plain(getattr(state, name)) for name in names}, ensure_ascii=False)


def state_of(name: str, last: int, body: str) -> MonitorState:
    """The state again; figures that a later version no longer knows are left out."""
    known = {field.name for field in fields(MonitorState)}
    values = {key: value for key, value in json.loads(body).items() if key in known}
    values.update(_moments(values, STATE_MOMENTS))
    return replace(MonitorState(name, last), **values)
