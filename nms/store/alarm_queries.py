"""An AlarmQuery as SQL: each of its fields a condition, its sort an order."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_

from nms.core.queries import AlarmQuery
from nms.store.schema import alarm

_TEXTS = (alarm.c.device, alarm.c.object, alarm.c.problem, alarm.c.cause, alarm.c.details)


def conditions(query: AlarmQuery) -> list[ColumnElement[bool]]:
    """What every chosen alarm must satisfy."""
    given = (
        _state(query),
        alarm.c.severity.in_([int(severity) for severity in query.severities]) if query.severities else None,
        alarm.c.device.in_(query.devices) if query.devices is not None else None,
        alarm.c.object == query.object if query.object else None,
        alarm.c.problem == query.problem if query.problem else None,
        _text(query),
        _acknowledged(query),
        _shelved(query),
        alarm.c.root_id.is_(None) if query.unsuppressed else None,
        alarm.c.maintenance.is_(query.maintenance) if query.maintenance is not None else None,
        alarm.c.root_id == query.root_id if query.root_id is not None else None,
        alarm.c.raised_at < query.until if query.until is not None else None,
        or_(alarm.c.cleared_at.is_(None), alarm.c.cleared_at >= query.since) if query.since is not None else None,
    )
    return [condition for condition in given if condition is not None]


def order(query: AlarmQuery) -> Sequence[ColumnElement[object]]:
    """Worst first and then newest first, unless another column is asked for; the id makes it total."""
    column = alarm.c[query.sort]
    first = column.desc() if query.descending else column.asc()
    return (first, alarm.c.raised_at.desc(), alarm.c.id.desc())


def _state(query: AlarmQuery) -> ColumnElement[bool] | None:
    states = {"active": alarm.c.cleared_at.is_(None), "cleared": alarm.c.cleared_at.is_not(None)}
    return states.get(query.state)


def _text(query: AlarmQuery) -> ColumnElement[bool] | None:
    if not query.text:
        return None
    words = [column.icontains(query.text, autoescape=True) for column in _TEXTS]
    return or_(*words, alarm.c.problem.in_(query.problems))


def _acknowledged(query: AlarmQuery) -> ColumnElement[bool] | None:
    if query.acknowledged is None:
        return None
    return alarm.c.acknowledged_at.is_not(None) if query.acknowledged else alarm.c.acknowledged_at.is_(None)


def _shelved(query: AlarmQuery) -> ColumnElement[bool] | None:
    if query.shelved is None:
        return None
    column = alarm.c.shelved_until
    now_shelved = and_(column.is_not(None), column > query.at) if query.at is not None else column.is_not(None)
    now_free = or_(column.is_(None), column <= query.at) if query.at is not None else column.is_(None)
    return now_shelved if query.shelved else now_free
