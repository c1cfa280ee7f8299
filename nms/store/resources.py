"""What lines hold: every timeslot, VLAN, id and port once, and shares of what is limited; each call a transaction."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, or_, select, union, update

from nms.core.errors import ConflictError, StoreError
from nms.core.line import Draw, Unit
from nms.core.line_ports import Drawn, Held
from nms.store import draws as shares
from nms.store.database import Database, upsert
from nms.store.schema import resource_lapse, resource_limit, resource_unit
from nms.store.units import by_scope, told, well_written

RESERVED, USED, QUARANTINE = "reserved", "used", "quarantine"
TURNS = 10
"""How often to wait for a turn to write, half a minute each."""
_U = resource_unit.c


class Resources:
    """The ResourceStore. A holder is a line's number, or a name of its own for what the network used before us.

    All that a holder has reserved ends at one moment, that of its newest reservation. Shares need no rest: they are
    given back at once where units go to quarantine. Units that a holder has in quarantine itself it may take again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def reserve(
        self, holder: str, units: Collection[Unit], draws: Collection[Draw], until: datetime, now: datetime
    ) -> None:
        """All or nothing; what `holder` has already it keeps, at least what it has in use of a share.

        Several draws of one limit are added. ConflictError NMS-LINE-101 names every unit that another holds (and every
        limit that would be passed too), NMS-LINE-102 the limits if that is all; InvalidError NMS-LINE-104, -105.
        """
        wanted = well_written(units)
        with self._planning(now) as connection:
            connection.execute(delete(resource_lapse).where(resource_lapse.c.holder == holder))
            upsert(connection, resource_unit, _rows(holder, wanted, RESERVED, until), keep=True)
            _take_again(connection, holder, wanted, until)
            shares.renew(connection, holder, until)
            over = shares.take(connection, holder, draws, until)
            _refuse(_taken(connection, holder, wanted), over)

    def confirm(self, holder: str, now: datetime) -> None:
        """What was reserved is in use from now on; ConflictError NMS-LINE-103 if any of it has expired."""
        with self._planning(now) as connection:
            lapsed = select(resource_lapse).where(resource_lapse.c.holder == holder)
            if connection.execute(lapsed).first() is not None:
                raise ConflictError("NMS-LINE-103", holder=holder)
            reserved = (_U.holder == holder, _U.state == RESERVED)
            connection.execute(update(resource_unit).where(*reserved).values(state=USED, until=None))
            shares.confirm(connection, holder)

    def keep_only(self, holder: str, units: Collection[Unit], draws: Collection[Draw], until: datetime | None) -> None:
        """After a modification: all else of the holder goes to quarantine until a moment (None: free at once).

        Shares are lowered to `draws`, the rest is free at once.
        """
        kept = set(well_written(units))
        with self._turn() as connection:
            _put_away(connection, holder, kept, until)
            shares.keep(connection, holder, draws)

    def release(self, holder: str, until: datetime | None, now: datetime) -> None:
        """All that the holder has goes to quarantine until a moment; None, or a moment past: is free at once.

        What is in quarantine already stays so to its end.
        """
        end = None if until is None or until <= now else until
        with self._planning(now) as connection:
            _put_away(connection, holder, (), end)
            shares.keep(connection, holder, ())
            connection.execute(delete(resource_lapse).where(resource_lapse.c.holder == holder))

    def adopt(
        self, holder: str, units: Collection[Unit], draws: Collection[Draw] = (), now: datetime | None = None
    ) -> Sequence[Held]:
        """Note that the network uses something already, under a name of its own ("inventory:e1-yc-h01-1").

        Said twice, it is noted once; `release` takes it back. Returns what others hold of it, which is left to them
        (with `now`, what expired before is free). ConflictError NMS-LINE-102 for a limit that would be passed.
        """
        wanted = well_written(units)
        with self._planning(now) as connection:
            upsert(connection, resource_unit, _rows(holder, wanted, USED, None), keep=True)
            connection.execute(update(resource_unit).where(_U.holder == holder).values(state=USED, until=None))
            _refuse((), shares.take(connection, holder, draws, None))
            return _taken(connection, holder, wanted)

    def expire(self, now: datetime) -> int:
        """Forget reservations and quarantines that ended (every planning call does so first); returns how many."""
        with self._database.write() as connection:
            return _expire(connection, now)

    @contextmanager
    def _planning(self, now: datetime | None) -> Iterator[Connection]:
        """A transaction after all that is over has gone; that much stays even if the rest is refused."""
        refused: ConflictError | None = None
        with self._turn() as connection:
            if now is not None:
                _expire(connection, now)
            try:
                with connection.begin_nested():
                    yield connection
            except ConflictError as error:
                refused = error
        if refused is not None:
            raise refused

    @contextmanager
    def _turn(self) -> Iterator[Connection]:
        """A durable transaction; SQLite gives turns without order, so one that was passed over waits again."""
        with ExitStack() as stack:
            yield self._begun(stack)

    def _begun(self, stack: ExitStack) -> Connection:
        for _ in range(TURNS - 1):
            try:
                return stack.enter_context(self._database.write_durably())
            except StoreError as error:
                if error.code != "NMS-STORE-004":
                    raise
        return stack.enter_context(self._database.write_durably())

    def held(self, scope: str, now: datetime, below: bool = False) -> Sequence[Held]:
        """What is taken in a scope at a moment (`below`: and in all scopes whose name begins with it and a slash)."""
        within = or_(_U.scope == scope, *([_under(_U.scope, f"{scope}/")] if below else []))
        alive = or_(_U.until.is_(None), _U.until > now)
        query = select(resource_unit).where(within, alive).order_by(_U.scope, _U.unit)
        with self._database.read() as connection:
            return [_held(row) for row in connection.execute(query)]

    def of(self, holder: str) -> tuple[Sequence[Held], Sequence[Draw]]:
        """Everything a holder has."""
        with self._database.read() as connection:
            return _of(connection, holder), shares.of(connection, holder)

    def drawn(self, scope: str = "") -> Sequence[Drawn]:
        """Limits and what is taken of them, of a scope or all; one of which nothing is taken is not known here."""
        with self._database.read() as connection:
            return shares.drawn(connection, scope)

    def scopes(self, prefix: str = "") -> Sequence[str]:
        """Names that begin so, of scopes in which anything is taken and of limits, in order."""
        units = select(_U.scope).where(_under(_U.scope, prefix))
        limits = select(resource_limit.c.scope).where(_under(resource_limit.c.scope, prefix))
        with self._database.read() as connection:
            return sorted(connection.execute(union(units, limits)).scalars())


def _under(column: ColumnElement[str], prefix: str) -> ColumnElement[bool]:
    """Begins with: as a range, so that the key finds it, and upper case stays apart from lower."""
    return column.between(prefix, prefix + chr(0x10FFFF))


def _expire(connection: Connection, now: datetime) -> int:
    """What ran out before `now` is free; whose reservation it was is noted, for nobody may confirm half of one."""
    over = select(_U.holder).where(_U.state == RESERVED, _U.until <= now).distinct()
    holders = {*connection.execute(over).scalars(), *shares.expire(connection, now)}
    upsert(connection, resource_lapse, [{"holder": holder} for holder in sorted(holders)], keep=True)
    return connection.execute(delete(resource_unit).where(_U.until <= now)).rowcount


def _rows(holder: str, units: Iterable[Unit], state: str, until: datetime | None) -> Sequence[Mapping[str, Any]]:
    return [
        {"scope": unit.scope, "unit": unit.unit, "holder": holder, "state": state, "until": until} for unit in units
    ]


def _take_again(connection: Connection, holder: str, units: Collection[Unit], until: datetime) -> None:
    """Give all that the holder has reserved one end, and take wanted units out of its own quarantine."""
    mine = _U.holder == holder
    connection.execute(update(resource_unit).where(mine, _U.state == RESERVED).values(until=until))
    for scope, names in by_scope(units).items():
        resting = (mine, _U.state == QUARANTINE, _U.scope == scope, _U.unit.in_(names))
        connection.execute(update(resource_unit).where(*resting).values(state=RESERVED, until=until))


def _taken(connection: Connection, holder: str, units: Iterable[Unit]) -> Sequence[Held]:
    """Who else holds any of some units."""
    found: list[Held] = []
    for scope, names in by_scope(units).items():
        others = (_U.scope == scope, _U.unit.in_(names), _U.holder != holder)
        found += [_held(row) for row in connection.execute(select(resource_unit).where(*others))]
    return found


def _refuse(taken: Collection[Held], over: Sequence[str]) -> None:
    if taken:
        raise ConflictError("NMS-LINE-101", taken="; ".join([told(taken), *over]))
    if over:
        raise ConflictError("NMS-LINE-102", over="; ".join(over))


def _put_away(connection: Connection, holder: str, kept: Collection[Unit], until: datetime | None) -> None:
    """All of a holder but what it keeps and what rests already: to quarantine, or free."""
    others = [held.unit for held in _of(connection, holder) if held.unit not in kept and held.state != QUARANTINE]
    for scope, names in by_scope(others).items():
        place = (_U.holder == holder, _U.scope == scope, _U.unit.in_(names))
        if until is None:
            connection.execute(delete(resource_unit).where(*place))
        else:
            connection.execute(update(resource_unit).where(*place).values(state=QUARANTINE, until=until))


def _of(connection: Connection, holder: str) -> Sequence[Held]:
    query = select(resource_unit).where(_U.holder == holder).order_by(_U.scope, _U.unit)
    return [_held(row) for row in connection.execute(query)]


def _held(row: Any) -> Held:
    return Held(Unit(row.scope, row.unit), row.holder, row.state, row.until)
