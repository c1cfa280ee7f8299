"""Remembering changes, how far their devices are, and every move: one durable transaction each."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from nms.core.alarm import Actor
from nms.core.change import MOVES, Change, ChangeState, JournalEntry, StepOutcome, StepState
from nms.core.change_ports import Vault
from nms.core.errors import ConflictError, NotFoundError
from nms.store.database import Database, upsert
from nms.store.plans import Envelope
from nms.store.schema import change, change_move, change_step, lease

_S = ChangeState
_UNDOABLE_AGAIN = (_S.WITHDRAWN,)


class Changes:
    """The ChangeStore: every move is a compare-and-set with its journal row, durable when the call returns."""

    def __init__(self, database: Database, vault: Vault | None = None) -> None:
        self._database, self._plans = database, Envelope(vault)

    def add(self, wish: Change) -> Change:
        """A new change with its id. ConflictError NMS-CHG-064 for a second undo of the same change."""
        with self._database.write_durably() as connection:
            key = connection.execute(insert(change).values(self._row(wish))).inserted_primary_key or [0]
            added = self._get(connection, int(key[0]))
            if wish.undoes:
                self._link(connection, added)
            _note(connection, added.id, "", added.state, added.created_at, added.author, {})
        return added

    def get(self, change_id: int) -> Change:
        """One change; NotFoundError if there is none."""
        with self._database.read() as connection:
            return self._get(connection, change_id)

    def move(
        self, change_id: int, sources: Collection[ChangeState], to: Change, actor: Actor, body: Mapping[str, Any]
    ) -> Change:
        """Write `to` and a journal row if the change stands in one of `sources`; ConflictError NMS-CHG-050 otherwise.

        A new plan forgets how far the devices of the old one were; the journal keeps it.
        """
        with self._database.write_durably() as connection:
            stored = self._get(connection, change_id)
            if stored.state not in sources or to.state not in MOVES[stored.state]:
                wanted = ", ".join(sorted(sources))
                raise ConflictError("NMS-CHG-050", change=change_id, state=stored.state, wanted=wanted)
            row = self._row(to) | {"undone_by": stored.undone_by}
            connection.execute(update(change).where(change.c.id == change_id).values(row))
            if to.state is _S.PLANNED:
                _begin(connection, to)
            _note(connection, change_id, "", to.state, _moved(to), actor, body)
            return self._get(connection, change_id)

    def step(self, outcome: StepOutcome, sources: Collection[str], actor: Actor, body: Mapping[str, Any]) -> None:
        """Write how far one device is, with its journal row, if it stands in one of `sources` ("": nowhere yet).

        ConflictError: it stands elsewhere (NMS-CHG-050), or the device was leased anew since (NMS-CHG-060).
        """
        with self._database.write_durably() as connection:
            _fence(connection, outcome)
            place = (change_step.c.change == outcome.change, change_step.c.device == outcome.device)
            state = connection.execute(select(change_step.c.state).where(*place)).scalar() or ""
            if state not in sources:
                wanted = ", ".join(sorted(sources))
                raise ConflictError(
                    "NMS-CHG-050", change=f"{outcome.change} {outcome.device}", state=state, wanted=wanted
                )
            upsert(connection, change_step, [{name: getattr(outcome, name) for name in StepOutcome.__slots__}])
            _note(connection, outcome.change, outcome.device, outcome.state, outcome.at, actor, body)

    def outcomes(self, change_id: int) -> Mapping[str, StepOutcome]:
        """How far each device of a change is."""
        query = select(change_step).where(change_step.c.change == change_id)
        with self._database.read() as connection:
            return {row.device: _outcome(row) for row in connection.execute(query)}

    def journal(self, change_id: int) -> Sequence[JournalEntry]:
        """Every move of a change and its devices, in order."""
        query = select(change_move).where(change_move.c.change == change_id).order_by(change_move.c.id)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def in_state(self, states: Collection[ChangeState]) -> Sequence[Change]:
        """The changes that stand in any of some states, the oldest first."""
        query = select(change).where(change.c.state.in_(sorted(states))).order_by(change.c.id)
        with self._database.read() as connection:
            return [self._change(row) for row in connection.execute(query)]

    def unresolved(self, device: str) -> Sequence[Change]:
        """Changes whose end on a device is open: being applied, or unknown."""
        open_ends = change.c.state.in_((_S.APPLYING, _S.UNKNOWN))
        touched = change_step.c.device == device
        query = select(change).join(change_step, change_step.c.change == change.c.id).where(open_ends, touched)
        with self._database.read() as connection:
            return [self._change(row) for row in connection.execute(query.order_by(change.c.id))]

    def find(
        self, states: Collection[str] = (), device: str = "", service: str = "", author: str = "", rollout: int = 0,
        limit: int = 50, offset: int = 0, before: Sequence[str] = (),
    ) -> tuple[int, Sequence[Change]]:  # fmt: skip
        """(how many fit, one page of them), the newest first; empty filters let everything through.

        Changes in one of the states `before` come first, in the order of that list.
        """
        query = select(change)
        if states:
            query = query.where(change.c.state.in_(sorted(states)))
        if device:
            touched = select(change_step.c.change).where(change_step.c.device == device)
            query = query.where(change.c.id.in_(touched))
        for column, wanted in ((change.c.service, service), (change.c.author, author), (change.c.rollout, rollout)):
            if wanted:
                query = query.where(column == wanted)
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(query.subquery())).scalar() or 0
            ranks = {str(state): rank for rank, state in enumerate(before)}
            order = [case(ranks, value=change.c.state, else_=len(ranks))] if ranks else []
            rows = connection.execute(query.order_by(*order, change.c.id.desc()).limit(limit).offset(offset))
            return int(total), [self._change(row) for row in rows]

    def _get(self, connection: Connection, change_id: int) -> Change:
        row = connection.execute(select(change).where(change.c.id == change_id)).first()
        if row is None:
            raise NotFoundError("change", str(change_id))
        return self._change(row)

    def _link(self, connection: Connection, undoing: Change) -> None:
        """Note at a committed change by which one it is undone; one at a time."""
        original = self._get(connection, undoing.undoes)
        before = self._get(connection, original.undone_by) if original.undone_by else None
        if original.state is not _S.COMMITTED or (before is not None and before.state not in _UNDOABLE_AGAIN):
            raise ConflictError("NMS-CHG-064", change=original.id, state=original.state, other=original.undone_by)
        connection.execute(update(change).where(change.c.id == original.id).values(undone_by=undoing.id))

    def _row(self, wish: Change) -> dict[str, Any]:
        approver = wish.approver or Actor("", "")
        return {
            "kind": wish.kind,
            "title": wish.title,
            "author": wish.author.name,
            "author_origin": wish.author.origin,
            "created_at": wish.created_at,
            "state": str(wish.state),
            "body": _json(wish.body),
            "service": wish.service,
            "plan": self._plans.written(wish.plan),
            "approver": approver.name,
            "approver_origin": approver.origin,
            "expires_at": wish.expires_at,
            "moved_at": wish.moved_at,
            "rollout": wish.rollout,
            "undoes": wish.undoes,
            "undone_by": wish.undone_by,
            "reason": wish.reason,
        }

    def _change(self, row: Any) -> Change:
        return Change(
            id=row.id,
            kind=row.kind,
            title=row.title,
            author=Actor(row.author, row.author_origin),
            created_at=row.created_at,
            state=ChangeState(row.state),
            body=json.loads(row.body),
            service=row.service,
            plan=self._plans.read(row.plan),
            approver=Actor(row.approver, row.approver_origin) if row.approver else None,
            expires_at=row.expires_at,
            moved_at=row.moved_at,
            rollout=row.rollout,
            undoes=row.undoes,
            undone_by=row.undone_by,
            reason=row.reason,
        )


def _begin(connection: Connection, planned: Change) -> None:
    connection.execute(delete(change_step).where(change_step.c.change == planned.id))
    at = _moved(planned)
    fresh = [StepOutcome(planned.id, step.device, StepState.PENDING, at) for step in planned.plan.steps]
    upsert(connection, change_step, [{name: getattr(one, name) for name in StepOutcome.__slots__} for one in fresh])


def _fence(connection: Connection, outcome: StepOutcome) -> None:
    query = select(lease.c.fencing).where(lease.c.device == outcome.device)
    newest = connection.execute(query).scalar() or 0
    if newest > outcome.fencing:
        raise ConflictError("NMS-CHG-060", device=outcome.device, newest=newest, fencing=outcome.fencing)


def _note(
    connection: Connection, change_id: int, device: str, state: str, at: datetime, actor: Actor, body: Mapping[str, Any]
) -> None:
    row = {
        "change": change_id,
        "device": device,
        "state": str(state),
        "at": at,
        "actor": actor.name,
        "origin": actor.origin,
        "body": _json(body),
    }
    connection.execute(insert(change_move).values(row))


def _moved(moved: Change) -> datetime:
    return moved.moved_at or moved.created_at


def _outcome(row: Any) -> StepOutcome:
    named = {name: getattr(row, name) for name in StepOutcome.__slots__}
    return StepOutcome(**{**named, "state": StepState(row.state)})


def _entry(row: Any) -> JournalEntry:
    actor = Actor(row.actor, row.origin)
    return JournalEntry(row.id, row.change, row.device, row.state, row.at, actor, json.loads(row.body))


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(dict(body), ensure_ascii=False)
