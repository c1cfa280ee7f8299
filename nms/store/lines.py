"""Remembering private lines, every move of theirs, their outages and their tests; each call one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, or_, select, update

from nms.core.errors import ConflictError, NotFoundError
from nms.core.line import LINE_MOVES, Design, Line, LineEvent, LineState, Order, Outage, TurnUp
from nms.store.database import Database, upsert
from nms.store.schema import line, line_event, line_outage, line_turn_up
from nms.store.typed_json import read, read_freely, written, written_freely

_C, _O = line.c, line_outage.c


class Lines:
    """The LineStore: every move is a compare-and-set with its event, durable when the call returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, wish: Line, actor: str) -> Line:
        """A new line with its id; ConflictError NMS-LINE-201 for a circuit number that was ever used."""
        return self.add_all([wish], actor)[0]

    def add_all(self, wishes: Sequence[Line], actor: str) -> Sequence[Line]:
        """New lines, all or none; ConflictError NMS-LINE-201 for the first number that was ever used."""
        with self._database.write_durably() as connection:
            return [_added(connection, wish, actor) for wish in wishes]

    def get(self, line_id: int) -> Line:
        """By id; NotFoundError."""
        with self._database.read() as connection:
            return _get(connection, line_id)

    def named(self, number: str) -> Line:
        """By circuit number; NotFoundError."""
        with self._database.read() as connection:
            row = connection.execute(select(line).where(_C.number == number)).first()
        if row is None:
            raise NotFoundError("line", number)
        return _line(row)

    def move(
        self, line_id: int, sources: Collection[LineState], to: Line, actor: str, body: Mapping[str, Any], at: datetime
    ) -> Line:
        """Write `to` and its event if the line stands in one of `sources` and may go there (`LINE_MOVES`).

        ConflictError NMS-LINE-202 otherwise. Its number, its author and when it was made stay what they were.
        """
        with self._database.write_durably() as connection:
            stored = _get(connection, line_id)
            if stored.state not in sources or to.state not in LINE_MOVES[stored.state]:
                wanted = ", ".join(sorted(sources))
                raise ConflictError(
                    "NMS-LINE-202", number=stored.number, state=stored.state, to=to.state, wanted=wanted
                )
            connection.execute(update(line).where(_C.id == line_id).values(_row(to) | {"moved_at": at}))
            _note(connection, line_id, at, to.state, actor, body)
            return _get(connection, line_id)

    def find(
        self, states: Collection[LineState] = (), customer: str = "", limit: int = 5000, offset: int = 0
    ) -> tuple[int, Sequence[Line]]:
        """(how many fit, one page of them), the newest first; empty filters let everything through."""
        query = select(line)
        if states:
            query = query.where(_C.state.in_(sorted(states)))
        return self._page(query if not customer else query.where(_C.customer == customer), limit, offset)

    def search(self, text: str, limit: int = 50, offset: int = 0) -> tuple[int, Sequence[Line]]:
        """(how many fit, one page): number, title or customer contain the text, in whichever case; newest first."""
        return self._page(select(line).where(or_(*(_contains(column, text) for column in _NAMES))), limit, offset)

    def _page(self, query: Select[Any], limit: int, offset: int) -> tuple[int, Sequence[Line]]:
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar() or 0
            rows = connection.execute(query.order_by(_C.id.desc()).limit(limit).offset(offset))
            return int(total), [_line(row) for row in rows]

    def events(self, line_id: int) -> Sequence[LineEvent]:
        """Every move of a line, in order."""
        query = select(line_event).where(line_event.c.line == line_id).order_by(line_event.c.id)
        with self._database.read() as connection:
            return [_event(row) for row in connection.execute(query)]

    def open_outage(self, outage: Outage) -> None:
        """Begin one unless one of its kind is open already; NotFoundError without the line."""
        row = {name: getattr(outage, name) for name in Outage.__slots__}
        with self._database.write_durably() as connection:
            _get(connection, outage.line)
            upsert(connection, line_outage, [row], keep=True)

    def close_outage(self, line_id: int, kind: str, end: datetime) -> None:
        """End the open one of a kind, if there is one; never before it began."""
        place = (_O.line == line_id, _O.kind == kind, _O.end.is_(None))
        with self._database.write_durably() as connection:
            start = connection.execute(select(_O.start).where(*place)).scalar()
            if start is not None:
                connection.execute(update(line_outage).where(*place).values(end=max(start, end)))

    def excuse_outage(self, line_id: int, kind: str, start: datetime, why: str) -> None:
        """Let an outage count no more, or (for no reason) again; NotFoundError where none of the kind began then."""
        place = (_O.line == line_id, _O.kind == kind, _O.start == start)
        with self._database.write_durably() as connection:
            if not connection.execute(update(line_outage).where(*place).values(excluded=why)).rowcount:
                raise NotFoundError("outage", f"{kind} {start.isoformat()}")

    def outages(self, line_id: int, start: datetime, end: datetime) -> Sequence[Outage]:
        """Those that overlap a stretch, oldest first."""
        overlap = (_O.line == line_id, _O.start < end, or_(_O.end.is_(None), _O.end > start))
        query = select(line_outage).where(*overlap).order_by(_O.start, _O.id)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [Outage(**{name: getattr(row, name) for name in Outage.__slots__}) for row in rows]

    def add_turn_up(self, test: TurnUp) -> None:
        """Keep a test record; NotFoundError without the line."""
        results = written_freely({"results": test.results})
        row = {"line": test.line, "at": test.at, "by": test.by, "results": results, "passed": test.passed}
        with self._database.write_durably() as connection:
            _get(connection, test.line)
            connection.execute(insert(line_turn_up).values(row))

    def turn_ups(self, line_id: int) -> Sequence[TurnUp]:
        """The test records of a line, oldest first."""
        query = select(line_turn_up).where(line_turn_up.c.line == line_id).order_by(line_turn_up.c.id)
        with self._database.read() as connection:
            return [_turn_up(row) for row in connection.execute(query)]


_NAMES = (_C.number, _C.title, _C.customer)


def _contains(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return func.lower(column).contains(text.lower(), autoescape=True)


def _get(connection: Connection, line_id: int) -> Line:
    row = connection.execute(select(line).where(_C.id == line_id)).first()
    if row is None:
        raise NotFoundError("line", str(line_id))
    return _line(row)


def _note(
    connection: Connection, line_id: int, at: datetime, state: LineState, actor: str, body: Mapping[str, Any]
) -> None:
    row = {"line": line_id, "at": at, "state": str(state), "actor": actor, "body": written_freely(body)}
    connection.execute(insert(line_event).values(row))


_AS_THEY_ARE = ("change", "reserved_until", "active_at", "ceased_at", "reason")


def _added(connection: Connection, wish: Line, actor: str) -> Line:
    used = connection.execute(select(_C.state).where(_C.number == wish.number)).first()
    if used is not None:
        raise ConflictError("NMS-LINE-201", number=wish.number, state=used.state)
    fixed = {"number": wish.number, "created_at": wish.created_at, "author": wish.author, "moved_at": wish.moved_at}
    key = connection.execute(insert(line).values(_row(wish) | fixed)).inserted_primary_key or [0]
    _note(connection, int(key[0]), wish.created_at, wish.state, actor, {})
    return _get(connection, int(key[0]))


def _row(wish: Line) -> dict[str, Any]:
    """What a move may change."""
    return {name: getattr(wish, name) for name in _AS_THEY_ARE} | {
        "customer": wish.order.customer,
        "title": wish.order.title,
        "state": str(wish.state),
        "ordered": written(wish.order),
        "design": "" if wish.design is None else written(wish.design),
        "previous": "" if wish.previous is None else written(wish.previous),
    }


def _line(row: Any) -> Line:
    return Line(
        id=row.id,
        order=replace(read(Order, row.ordered), number=row.number),
        state=LineState(row.state),
        created_at=row.created_at,
        moved_at=row.moved_at,
        author=row.author,
        design=read(Design, row.design) if row.design else None,
        previous=read(Design, row.previous) if row.previous else None,
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
    )


def _event(row: Any) -> LineEvent:
    return LineEvent(row.id, row.line, row.at, row.state, row.actor, read_freely(row.body))


def _turn_up(row: Any) -> TurnUp:
    return TurnUp(row.line, row.at, row.by, read_freely(row.results)["results"], bool(row.passed))
