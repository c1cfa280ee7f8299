"""Remembering tickets and what happened to them; each call one transaction, every move decided inside it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, delete, func, insert, or_, select, update

from nms.core.alarm import Severity
from nms.core.errors import NotFoundError
from nms.core.ticket import (
    OPEN_STATES,
    Contact,
    Ticket,
    TicketChannel,
    TicketEvent,
    TicketEventKind,
    TicketFilter,
    TicketState,
    TicketType,
)
from nms.core.ticket_ports import DecideTicket
from nms.store.database import Database, upsert
from nms.store.schema import ticket, ticket_day, ticket_escalation, ticket_event, ticket_key, ticket_nonce
from nms.store.typed_json import read, read_freely, written, written_freely

_T, _E, _K = ticket.c, ticket_event.c, ticket_key.c
_AT_ONCE = 500
"""So many ids stand in one query (SQLite bounds its variables)."""


class Tickets:
    """The TicketStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------ writing

    def add(self, wish: Ticket, events: Sequence[TicketEvent], day: str, key: str = "") -> tuple[Ticket, bool]:
        """A new ticket with id and number, True; or the one that its key or its alarm has already, False."""
        with self._database.write_durably() as connection:
            known = _known(connection, wish, key)
            if known is not None:
                return known, False
            number = f"T-{day}-{_next(connection, day):04d}"
            made = connection.execute(insert(ticket).values(_row(wish) | {"number": number})).inserted_primary_key
            stored = _get(connection, int((made or [0])[0]))
            if key:
                row = {"channel": str(wish.channel), "key": key, "ticket": stored.id}
                connection.execute(insert(ticket_key).values(row))
            _note(connection, stored.id, events)
            return stored, True

    def change(self, ticket_id: int, decide: DecideTicket, channel: str = "", key: str = "") -> Ticket:
        """Read, decide and write in one transaction; the number stays, a key that was used writes nothing."""
        with self._database.write_durably() as connection:
            before = _get(connection, ticket_id)
            used = bool(key) and _keyed(connection, channel, key) is not None
            step = None if used else decide(before)
            if step is None:
                return before
            if key:
                connection.execute(insert(ticket_key).values(channel=channel, key=key, ticket=ticket_id))
            after, events = step
            connection.execute(update(ticket).where(_T.id == ticket_id).values(_row(after)))
            _note(connection, ticket_id, events)
            return _get(connection, ticket_id)

    def escalate(self, ticket_id: int, percent: int, event: TicketEvent) -> bool:
        """Note with its event that a share of the time is used up; False if it was."""
        with self._database.write_durably() as connection:
            row = {"ticket": ticket_id, "percent": percent, "at": event.at}
            if not _first_time(connection, row):
                return False
            _note(connection, ticket_id, [event])
            return True

    def nonce(self, channel: str, nonce: str, at: datetime) -> bool:
        """Remember a nonce; False if the channel has used it."""
        with self._database.write_durably() as connection:
            used = connection.execute(select(ticket_nonce.c.at).where(*_same(channel, nonce))).first()
            if used is None:
                connection.execute(insert(ticket_nonce).values(channel=channel, nonce=nonce, at=at))
            return used is None

    def prune(self, before: datetime) -> int:
        """Forget nonces that are older."""
        with self._database.write() as connection:
            return connection.execute(delete(ticket_nonce).where(ticket_nonce.c.at < before)).rowcount

    # ------------------------------------------------------------ reading

    def get(self, ticket_id: int) -> Ticket:
        """By id; NotFoundError."""
        with self._database.read() as connection:
            return _get(connection, ticket_id)

    def numbered(self, number: str) -> Ticket:
        """By number; NotFoundError."""
        found = self._one(_T.number == number)
        if found is None:
            raise NotFoundError("ticket", number)
        return found

    def keyed(self, channel: str, key: str) -> Ticket | None:
        """The ticket that a message with this key made."""
        with self._database.read() as connection:
            return _keyed(connection, channel, key)

    def of_alarm(self, alarm_id: int) -> Ticket | None:
        """The ticket that an alarm opened."""
        return self._one(_T.channel == str(TicketChannel.ALARM), _T.alarm_id == alarm_id)

    def find(self, wanted: TicketFilter) -> tuple[int, Sequence[Ticket]]:
        """(how many fit, one page of them): open before restored before closed, the soonest due first."""
        query = select(ticket).where(*_conditions(wanted))
        ordered = query.order_by(_STAGE, _T.due_at, _T.id).limit(wanted.limit).offset(wanted.offset)
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar() or 0
            return int(total), [_ticket(row) for row in connection.execute(ordered)]

    def open(self) -> Sequence[Ticket]:
        """All that something is still to be done about."""
        return self._all(_T.state.in_([str(state) for state in OPEN_STATES]))

    def watched(self) -> Sequence[Ticket]:
        """Those that alarms opened and that are not closed."""
        return self._all(_T.channel == str(TicketChannel.ALARM), _T.state != str(TicketState.CLOSED))

    def children(self, ticket_id: int) -> Sequence[Ticket]:
        """Those that joined one."""
        return self._all(_T.parent_id == ticket_id)

    def events(self, ticket_id: int) -> Sequence[TicketEvent]:
        """What happened to a ticket, in order."""
        return self._events(select(ticket_event).where(_E.ticket == ticket_id).order_by(_E.id))

    def events_of(self, tickets: Collection[int]) -> Mapping[int, Sequence[TicketEvent]]:
        """Ticket → what happened to it, in order: asked for many at once."""
        wanted, found = sorted(set(tickets)), dict[int, list[TicketEvent]]()
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            for one in self._events(select(ticket_event).where(_E.ticket.in_(some)).order_by(_E.id)):
                found.setdefault(one.ticket, []).append(one)
        return found

    def events_after(self, event_id: int, limit: int = 500) -> Sequence[TicketEvent]:
        """What happened later than an event, in order."""
        return self._events(select(ticket_event).where(_E.id > event_id).order_by(_E.id).limit(limit))

    def last_event(self) -> int:
        """Id of the newest event, 0 where there is none."""
        with self._database.read() as connection:
            return int(connection.execute(select(func.max(_E.id))).scalar() or 0)

    def _one(self, *conditions: ColumnElement[bool]) -> Ticket | None:
        with self._database.read() as connection:
            row = connection.execute(select(ticket).where(*conditions)).first()
        return None if row is None else _ticket(row)

    def _all(self, *conditions: ColumnElement[bool]) -> Sequence[Ticket]:
        with self._database.read() as connection:
            return [_ticket(row) for row in connection.execute(select(ticket).where(*conditions).order_by(_T.id))]

    def _events(self, query: Select[Any]) -> Sequence[TicketEvent]:
        with self._database.read() as connection:
            return [_event(row) for row in connection.execute(query)]


# ---------------------------------------------------------------- within a transaction


def _known(connection: Connection, wish: Ticket, key: str) -> Ticket | None:
    """The ticket that stands for the same: of the same message, or of the same alarm."""
    if key and (found := _keyed(connection, str(wish.channel), key)):
        return found
    if wish.channel is not TicketChannel.ALARM:
        return None
    place = (_T.channel == str(TicketChannel.ALARM), _T.alarm_id == wish.alarm_id)
    row = connection.execute(select(ticket).where(*place)).first()
    return None if row is None else _ticket(row)


def _keyed(connection: Connection, channel: str, key: str) -> Ticket | None:
    joined = ticket.join(ticket_key, _K.ticket == _T.id)
    query = select(ticket).select_from(joined).where(_K.channel == channel, _K.key == key)
    row = connection.execute(query).first()
    return None if row is None else _ticket(row)


def _next(connection: Connection, day: str) -> int:
    """The next number of a day: of a write transaction there is only one at a time."""
    last = connection.execute(select(ticket_day.c.last).where(ticket_day.c.day == day)).scalar() or 0
    upsert(connection, ticket_day, [{"day": day, "last": last + 1}])
    return int(last) + 1


def _first_time(connection: Connection, row: dict[str, Any]) -> bool:
    """Keep an escalation unless it is there."""
    place = (ticket_escalation.c.ticket == row["ticket"], ticket_escalation.c.percent == row["percent"])
    if connection.execute(select(ticket_escalation.c.at).where(*place)).first() is not None:
        return False
    connection.execute(insert(ticket_escalation).values(row))
    return True


def _same(channel: str, nonce: str) -> tuple[ColumnElement[bool], ...]:
    return ticket_nonce.c.channel == channel, ticket_nonce.c.nonce == nonce


def _get(connection: Connection, ticket_id: int) -> Ticket:
    row = connection.execute(select(ticket).where(_T.id == ticket_id)).first()
    if row is None:
        raise NotFoundError("ticket", str(ticket_id))
    return _ticket(row)


def _note(connection: Connection, ticket_id: int, events: Sequence[TicketEvent]) -> None:
    for one in events:
        row = {"ticket": ticket_id, "at": one.at, "actor": one.actor, "kind": str(one.kind), "text": one.text}
        connection.execute(insert(ticket_event).values(row | {"body": written_freely(one.body)}))


# ---------------------------------------------------------------- filters and rows

_STAGE = case((_T.state == str(TicketState.RESTORED), 1), (_T.state == str(TicketState.CLOSED), 2), else_=0)
_EXACT = ("customer", "line", "hall", "device", "assignee", "alarm_id", "parent_id")
_SEVERAL = (("state", "states"), ("type", "types"), ("channel", "channels"))
_SEARCHED = (_T.number, _T.title, _T.text, _T.customer, _T.line, _T.hall)


def _conditions(wanted: TicketFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, name in _SEVERAL:
        if words := [str(one) for one in getattr(wanted, name)]:
            found.append(_T[column].in_(words))
    found += [_T[name] == getattr(wanted, name) for name in _EXACT if getattr(wanted, name) not in ("", None)]
    if wanted.text:
        found.append(or_(*(_contains(column, wanted.text) for column in _SEARCHED)))
    return [*found, *_times(wanted)]


def _times(wanted: TicketFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.opened_since is not None:
        yield _T.opened_at >= wanted.opened_since
    if wanted.opened_before is not None:
        yield _T.opened_at < wanted.opened_before
    if wanted.closed_since is not None:
        yield _T.closed_at >= wanted.closed_since
    if wanted.closed_before is not None:
        yield _T.closed_at < wanted.closed_before


def _contains(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return func.lower(column).contains(text.lower(), autoescape=True)


_AS_THEY_ARE = (
    "title", "text", "customer", "line", "hall", "device", "alarm_id", "parent_id", "assignee", "grade", "mttr_s",
    "opened_at", "started_at", "due_at", "paused_s", "paused_at", "restored_at", "closed_at", "cause_code",
)  # fmt: skip
_WORDS = ("type", "channel", "state")


def _row(wish: Ticket) -> dict[str, Any]:
    """What may be written of a ticket; its number is given once."""
    return (
        {name: getattr(wish, name) for name in _AS_THEY_ARE}
        | {name: str(getattr(wish, name)) for name in _WORDS}
        | {"severity": int(wish.severity), "contact": written(wish.contact)}
    )


def _ticket(row: Any) -> Ticket:
    plain = {name: getattr(row, name) for name in _AS_THEY_ARE}
    made = Ticket(
        id=row.id,
        number=row.number,
        type=TicketType(row.type),
        channel=TicketChannel(row.channel),
        state=TicketState(row.state),
        severity=Severity(row.severity),
        contact=read(Contact, row.contact),
        **plain,
    )
    return replace(made, mttr_s=float(made.mttr_s), paused_s=float(made.paused_s))


def _event(row: Any) -> TicketEvent:
    kind = TicketEventKind(row.kind)
    return TicketEvent(row.id, row.ticket, row.at, row.actor, kind, row.text, read_freely(row.body))
