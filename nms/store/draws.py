"""Shares of limited things inside a transaction of the resource store: taken, made firm, given back."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from nms.core.errors import InvalidError
from nms.core.line import Draw
from nms.core.line_ports import Drawn
from nms.store.schema import resource_draw, resource_limit

_D, _L = resource_draw.c, resource_limit.c


def totals(draws: Collection[Draw]) -> Sequence[Draw]:
    """One draw per limit, amounts added; InvalidError NMS-LINE-105 for negative numbers or two capacities of one."""
    sums: dict[str, Draw] = {}
    for draw in draws:
        before = sums.get(draw.scope, Draw(draw.scope, 0, draw.capacity))
        if draw.amount < 0 or draw.capacity < 0 or draw.capacity != before.capacity:
            raise InvalidError("NMS-LINE-105", scope=draw.scope, amount=draw.amount, capacity=draw.capacity)
        sums[draw.scope] = Draw(draw.scope, before.amount + draw.amount, draw.capacity)
    return [sums[scope] for scope in sorted(sums)]


def take(connection: Connection, holder: str, draws: Collection[Draw], until: datetime | None) -> Sequence[str]:
    """Draw for a holder, at least what is firm of it; None as `until`: firm at once. Returns what passes a limit."""
    over: list[str] = []
    for draw in totals(draws):
        mine = connection.execute(select(resource_draw).where(_D.scope == draw.scope, _D.holder == holder)).first()
        firm = draw.amount if until is None else 0 if mine is None else int(mine.firm)
        amount = max(draw.amount, firm)
        others = _sum(connection, draw.scope) - (0 if mine is None else int(mine.amount))
        if others + amount > draw.capacity:
            over.append(f"{draw.scope}: {others} + {amount} > {draw.capacity}")
            continue
        if mine is not None:
            connection.execute(delete(resource_draw).where(_D.scope == draw.scope, _D.holder == holder))
        _limit(connection, draw.scope, draw.capacity)
        end = until if amount > firm else None
        row = {"scope": draw.scope, "holder": holder, "amount": amount, "firm": firm, "until": end}
        if amount:
            connection.execute(insert(resource_draw).values(row))
        settle(connection, [draw.scope])
    return over


def _sum(connection: Connection, scope: str) -> int:
    return int(connection.execute(select(func.sum(_D.amount)).where(_D.scope == scope)).scalar() or 0)


def _limit(connection: Connection, scope: str, capacity: int) -> None:
    """Make or set a limit, `used` being what is drawn at this moment."""
    values = {"capacity": capacity, "used": _sum(connection, scope)}
    if not connection.execute(update(resource_limit).where(_L.scope == scope).values(values)).rowcount:
        connection.execute(insert(resource_limit).values(values | {"scope": scope}))


def settle(connection: Connection, scopes: Collection[str]) -> None:
    """Let `used` be the sum of the draws; a limit of which nothing is drawn is forgotten."""
    if not scopes:
        return
    concerned = _L.scope.in_(sorted(scopes))
    total = select(func.coalesce(func.sum(_D.amount), 0)).where(_D.scope == _L.scope).scalar_subquery()
    connection.execute(update(resource_limit).where(concerned).values(used=total))
    connection.execute(delete(resource_limit).where(concerned, _L.used == 0))


def confirm(connection: Connection, holder: str) -> None:
    """All that a holder draws is in use from now on."""
    connection.execute(update(resource_draw).where(_D.holder == holder).values(firm=_D.amount, until=None))


def renew(connection: Connection, holder: str, until: datetime) -> None:
    """One end for all that a holder has reserved."""
    connection.execute(update(resource_draw).where(_D.holder == holder, _D.until.is_not(None)).values(until=until))


def expire(connection: Connection, now: datetime) -> frozenset[str]:
    """Give back what was reserved until before `now`, down to what is firm; returns whose it was."""
    rows = connection.execute(select(resource_draw).where(_D.until <= now)).all()
    _lower(connection, rows, {(row.scope, row.holder): int(row.firm) for row in rows})
    return frozenset(row.holder for row in rows)


def keep(connection: Connection, holder: str, draws: Collection[Draw]) -> None:
    """Lower what a holder draws to the given amounts, 0 where a limit is not among them."""
    rows = connection.execute(select(resource_draw).where(_D.holder == holder)).all()
    _lower(connection, rows, {(draw.scope, holder): draw.amount for draw in totals(draws)})


def _lower(connection: Connection, rows: Sequence[Any], amounts: Mapping[tuple[str, str], int]) -> None:
    for row in rows:
        amount = min(int(row.amount), amounts.get((row.scope, row.holder), 0))
        place = (_D.scope == row.scope, _D.holder == row.holder)
        if not amount:
            connection.execute(delete(resource_draw).where(*place))
            continue
        firm = min(int(row.firm), amount)
        values = {"amount": amount, "firm": firm, "until": row.until if amount > firm else None}
        connection.execute(update(resource_draw).where(*place).values(values))
    settle(connection, {row.scope for row in rows})


def of(connection: Connection, holder: str) -> Sequence[Draw]:
    """What a holder draws."""
    query = select(_D.scope, _D.amount, _L.capacity).join(resource_limit, _L.scope == _D.scope)
    rows = connection.execute(query.where(_D.holder == holder).order_by(_D.scope))
    return [Draw(row.scope, int(row.amount), int(row.capacity)) for row in rows]


def drawn(connection: Connection, scope: str) -> Sequence[Drawn]:
    """Limits and what is drawn of them, of one scope or ("") all."""
    query = select(resource_limit).order_by(_L.scope)
    rows = connection.execute(query.where(_L.scope == scope) if scope else query)
    return [Drawn(row.scope, int(row.capacity), int(row.used)) for row in rows]
