"""Remembering devices: whether they answer, what they said of themselves, and whom they saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from nms.core.observed import Facts, FdbEntry, Harvest, Interface, InterfaceState, Neighbour, Row
from nms.core.ports import RowT
from nms.core.queries import DeviceState, SightedT, Sighting
from nms.store import facts as facts_codec
from nms.store import interfaces, sightings
from nms.store import rows as row_codec
from nms.store.database import Database, upsert
from nms.store.schema import boot, device_state, observed
from nms.store.times import to_ms

BOOT_TOLERANCE = timedelta(seconds=60)
"""sysUpTime and our clock drift apart; only a start that is later by more than this is another start."""

_SIGHTED: frozenset[type[Row]] = frozenset({FdbEntry, Neighbour})


class Devices:
    """The DeviceStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answered(self, device: str, at: datetime, harvests: Sequence[Harvest]) -> None:
        """The device answered: its rows as the harvests say, in one transaction. Raises StoreError.

        A type that a whole harvest covers replaces the former rows, even by nothing; a partial harvest adds and
        changes but drops nothing. Neighbours and FDB entries that vanish are kept as gone.
        """
        told = [harvest.facts for harvest in harvests if harvest.facts is not None]
        with self._database.write() as connection:
            before = _state(connection, device)
            booted = _booted(connection, before, at, told)
            _note_answer(connection, before, at, booted)
            if told:
                _note_facts(connection, device, told)
            for table in _tables(harvests):
                _keep(connection, device, table, at)

    def silent(self, device: str, at: datetime, error: str) -> None:
        """The device did not answer; `error` is a code of the catalogue."""
        with self._database.write() as connection:
            before = _state(connection, device)
            row = {
                "device": device,
                "last_failure_at": at,
                "last_error": error,
                "failures": before.failures + 1,
                "since": before.since if before.failures else at,
            }
            upsert(connection, device_state, [row])

    def facts(self, device: str) -> Facts | None:
        """What the device last said of its identity."""
        with self._database.read() as connection:
            return _facts(connection, device)

    def rows(self, device: str, row_type: type[RowT]) -> Sequence[RowT]:
        """The rows of one type that are there now."""
        with self._database.read() as connection:
            return _rows(connection, device, row_type)

    def interface_names(self, device: str) -> Mapping[int, str]:
        """ifIndex → interface name as last seen."""
        with self._database.read() as connection:
            return interfaces.names(connection, device)

    def state(self, device: str) -> DeviceState:
        """Whether a device answers; an empty state for one that was never asked."""
        with self._database.read() as connection:
            return _state(connection, device)

    def states(self) -> Mapping[str, DeviceState]:
        """The state of every device that was ever asked, in one query."""
        with self._database.read() as connection:
            return {row.device: DeviceState(*row) for row in connection.execute(_STATES)}

    def all_facts(self) -> Mapping[str, Facts]:
        """The facts of every device that told any."""
        query = select(device_state.c.device, device_state.c.facts).where(device_state.c.facts.is_not(None))
        with self._database.read() as connection:
            return {row.device: facts_codec.decode(row.facts) for row in connection.execute(query)}

    def everywhere(self, row_type: type[RowT]) -> Mapping[str, Sequence[RowT]]:
        """The present rows of one type of every device that has any, in one query."""
        with self._database.read() as connection:
            if row_type in (Interface, InterfaceState):
                return interfaces.everywhere(connection, row_type)
            if row_type in _SIGHTED:
                return sightings.everywhere(connection, row_type)
            query = select(observed.c.device, observed.c.body).where(observed.c.kind == row_type.__name__)
            return {row.device: row_codec.decode(row_type, row.body) for row in connection.execute(query)}

    def seen_at(self, device: str, row_type: type[Row]) -> datetime | None:
        """When a table was last brought home (neighbours, MACs and interfaces tell it themselves)."""
        query = select(observed.c.at).where(observed.c.device == device, observed.c.kind == row_type.__name__)
        with self._database.read() as connection:
            return connection.execute(query).scalar()

    def sightings(
        self, row_type: type[SightedT], device: str = "", *, gone: bool = True
    ) -> Sequence[Sighting[SightedT]]:
        """Neighbours or MACs of one device or of all, with first and last seen; with `gone` also the vanished."""
        with self._database.read() as connection:
            return sightings.listed(connection, row_type, device, gone=gone)

    def where_is(self, mac: str) -> Sequence[Sighting[FdbEntry]]:
        """Every port on which a MAC (12 lower hex) was seen, the latest first."""
        with self._database.read() as connection:
            return sightings.of_mac(connection, mac)

    def forget_gone(self, before: datetime) -> int:
        """Drop sightings that vanished before a moment; returns how many."""
        with self._database.write() as connection:
            return sightings.forget(connection, before)


@dataclass(frozen=True, slots=True)
class _Table:
    """What a visit's harvests say of one row type; `whole` if what is not told is gone."""

    row_type: type[Row]
    rows: Sequence[Any]
    whole: bool


def _tables(harvests: Sequence[Harvest]) -> list[_Table]:
    rows: dict[type[Row], list[Row]] = {}
    whole: dict[type[Row], bool] = {}
    for harvest in harvests:
        for row in harvest.rows:
            rows.setdefault(type(row), []).append(row)
        for row_type in harvest.covers:
            rows.setdefault(row_type, [])
            whole[row_type] = whole.get(row_type, True) and not harvest.partial
    return [_Table(row_type, found, whole.get(row_type, False)) for row_type, found in rows.items()]


def _keep(connection: Connection, device: str, table: _Table, at: datetime) -> None:
    if table.row_type is Interface:
        interfaces.keep(connection, device, table.rows, whole=table.whole)
    elif table.row_type is InterfaceState:
        interfaces.keep_states(connection, device, table.rows)
    elif table.row_type in _SIGHTED:
        sightings.keep(connection, device, table.row_type, table.rows, at, whole=table.whole)
    else:
        _keep_observed(connection, device, table, at)


def _keep_observed(connection: Connection, device: str, table: _Table, at: datetime) -> None:
    rows = {row_codec.key_of(row): row for row in table.rows}
    if not table.whole:
        former = _observed(connection, device, table.row_type)
        rows = {row_codec.key_of(row): row for row in former} | rows
    body = row_codec.encode(table.row_type, rows.values())
    upsert(connection, observed, [{"device": device, "kind": table.row_type.__name__, "at": at, "body": body}])


def _rows(connection: Connection, device: str, row_type: type[RowT]) -> Sequence[RowT]:
    if row_type in (Interface, InterfaceState):
        return interfaces.listed(connection, device, row_type)
    if row_type in _SIGHTED:
        return sightings.rows(connection, device, row_type)
    return _observed(connection, device, row_type)


def _observed(connection: Connection, device: str, row_type: type[RowT]) -> list[RowT]:
    query = select(observed.c.body).where(observed.c.device == device, observed.c.kind == row_type.__name__)
    text = connection.execute(query).scalar()
    return [] if text is None else row_codec.decode(row_type, text)


_STATES = select(
    device_state.c.device,
    device_state.c.last_answer_at,
    device_state.c.last_failure_at,
    device_state.c.last_error,
    device_state.c.since,
    device_state.c.failures,
    device_state.c.booted_at,
)


def _state(connection: Connection, device: str) -> DeviceState:
    row = connection.execute(_STATES.where(device_state.c.device == device)).first()
    return DeviceState(device) if row is None else DeviceState(*row)


def _facts(connection: Connection, device: str) -> Facts | None:
    text = connection.execute(select(device_state.c.facts).where(device_state.c.device == device)).scalar()
    return None if text is None else facts_codec.decode(text)


def _note_answer(connection: Connection, before: DeviceState, at: datetime, booted: datetime | None) -> None:
    row = {
        "device": before.device,
        "last_answer_at": at,
        "failures": 0,
        "since": before.since if before.last_answer_at is not None and not before.failures else at,
        "booted_at": booted,
    }
    upsert(connection, device_state, [row])


def _note_facts(connection: Connection, device: str, told: Sequence[Facts]) -> None:
    known = facts_codec.merged(_facts(connection, device), told)
    text = None if known is None else facts_codec.encode(known)
    connection.execute(update(device_state).where(device_state.c.device == device).values(facts=text))


def _booted(connection: Connection, before: DeviceState, at: datetime, told: Sequence[Facts]) -> datetime | None:
    """When the device started; a start later than the known one is kept, because counters began anew there."""
    uptimes = [facts.uptime_s for facts in told if facts.uptime_s is not None]
    if not uptimes:
        return before.booted_at
    booted = at - timedelta(seconds=uptimes[-1])
    if before.booted_at is not None and booted > before.booted_at + BOOT_TOLERANCE:
        upsert(connection, boot, [{"device": before.device, "at_ms": to_ms(booted)}], keep=True)
    return booted
