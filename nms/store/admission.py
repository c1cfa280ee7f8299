"""Remembering PCs in halls: who was seen, who may be there, cases and what was done; each call one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from nms.core.admission import (
    CASE_MOVES,
    Admission,
    Case,
    CaseAction,
    CaseState,
    HallPolicy,
    HostSeen,
    PcLogin,
    Rung,
    Verdict,
)
from nms.core.alarm import Actor
from nms.core.errors import ConflictError, InvalidError, NotFoundError
from nms.core.hall import AdmissionPolicy
from nms.store.database import Database, upsert
from nms.store.schema import admission_action, admission_case, admission_policy, host_admission, host_seen, pc_login
from nms.store.typed_json import read, written

_S, _A, _C = host_seen.c, host_admission.c, admission_case.c
_OPEN = [state for state in CaseState if not state.over]


class Admissions:
    """The AdmissionStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------ 802.1X

    def authenticated(self, mac: str, user: str, device: str, port: str, at: datetime) -> None:
        """802.1X let somebody in; of two answers the later one stands."""
        self._answered(PcLogin(_mac(mac), user, device, port, at))

    def refused(self, mac: str, user: str, device: str, port: str, at: datetime) -> None:
        """802.1X turned somebody away."""
        self._answered(PcLogin(_mac(mac), user, device, port, at, accepted=False))

    def _answered(self, login: PcLogin) -> None:
        with self._database.write() as connection:
            before = connection.execute(select(pc_login.c.at).where(pc_login.c.mac == login.mac)).scalar()
            if before is None or before <= login.at:
                upsert(connection, pc_login, [_fields(login)])

    def logged_off(self, mac: str, at: datetime) -> None:
        """The session of a MAC ended."""
        place = (pc_login.c.mac == _mac(mac), pc_login.c.at <= at)
        with self._database.write() as connection:
            connection.execute(update(pc_login).where(*place).values(ended_at=at))

    def logins(self) -> Sequence[PcLogin]:
        """The newest answer for every MAC."""
        with self._database.read() as connection:
            rows = connection.execute(select(pc_login).order_by(pc_login.c.mac)).all()
        return [PcLogin(**row._asdict()) for row in rows]

    # ------------------------------------------------------------ who is there

    def saw(self, hall: str, devices: Collection[str], seen: Sequence[HostSeen]) -> None:
        """Keep what a round saw; whoever was there before and is not now is absent."""
        macs = {one.mac for one in seen}
        there = (_S.hall == hall, _S.device.in_(sorted(devices)), _S.present)
        with self._database.write() as connection:
            before = set(connection.execute(select(_S.mac).where(*there)).scalars())
            for mac in sorted(before - macs):
                gone = update(host_seen).where(_S.hall == hall, _S.mac == mac)
                connection.execute(gone.values(present=False, polls=0))
            upsert(connection, host_seen, [_fields(one) for one in seen])

    def seen(self, hall: str = "", mac: str = "") -> Sequence[HostSeen]:
        """Who was ever seen, in one hall or all."""
        query = select(host_seen).order_by(_S.hall, _S.port, _S.mac)
        query = query.where(_S.hall == hall) if hall else query
        query = query.where(_S.mac == mac) if mac else query
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        return [_seen(row) for row in rows]

    def forget(self, before: datetime) -> int:
        """Drop who was last seen before a moment and is gone."""
        with self._database.write() as connection:
            gone = host_seen.delete().where(~_S.present, _S.last_seen < before)
            return connection.execute(gone).rowcount

    # ------------------------------------------------------------ who may be there

    def admit(self, admission: Admission) -> None:
        """Keep what somebody said of a MAC in a hall."""
        with self._database.write_durably() as connection:
            upsert(connection, host_admission, [_fields(admission)])

    def admissions(self, hall: str = "") -> Sequence[Admission]:
        """What people said, in one hall or all."""
        query = select(host_admission).order_by(_A.hall, _A.mac)
        with self._database.read() as connection:
            rows = connection.execute(query.where(_A.hall == hall) if hall else query).all()
        return [Admission(**row._asdict()) for row in rows]

    # ------------------------------------------------------------ cases

    def open_case(self, case: Case) -> Case | None:
        """A new case with its id; None while one is open for its port."""
        there = (_C.device == case.device, _C.port == case.port, _C.state.in_(_OPEN))
        with self._database.write_durably() as connection:
            if connection.execute(select(_C.id).where(*there)).first() is not None:
                return None
            number = connection.execute(insert(admission_case).values(_case_row(case))).inserted_primary_key
        return replace(case, id=int(number[0]) if number else 0)

    def case(self, case_id: int) -> Case:
        """By number; NotFoundError."""
        with self._database.read() as connection:
            return _case_of(connection, case_id)

    def cases(self, hall: str = "", states: Collection[CaseState] = (), limit: int = 500) -> Sequence[Case]:
        """Cases, the newest first."""
        query = select(admission_case).order_by(_C.id.desc()).limit(limit)
        query = query.where(_C.hall == hall) if hall else query
        query = query.where(_C.state.in_(sorted(states))) if states else query
        with self._database.read() as connection:
            return [_case(row) for row in connection.execute(query)]

    def move(self, case: Case, sources: Collection[CaseState]) -> Case:
        """Write a case if the stored one stands in `sources`; ConflictError NMS-ADM-003."""
        with self._database.write_durably() as connection:
            stored = _case_of(connection, case.id)
            if stored.state not in sources or case.state not in CASE_MOVES[stored.state]:
                wanted = ", ".join(sorted(sources))
                raise ConflictError("NMS-ADM-003", case=case.id, state=stored.state, to=case.state, wanted=wanted)
            connection.execute(update(admission_case).where(_C.id == case.id).values(_case_row(case)))
        return case

    # ------------------------------------------------------------ actions

    def add_action(self, action: CaseAction) -> CaseAction:
        """A new action with its number."""
        row = {name: value for name, value in _fields(action).items() if name != "id"}
        with self._database.write_durably() as connection:
            number = connection.execute(insert(admission_action).values(row)).inserted_primary_key
        return replace(action, id=int(number[0]) if number else 0)

    def note_action(self, action: CaseAction) -> None:
        """Write change, undo, request and end of an action."""
        row = {name: getattr(action, name) for name in ("change", "undo", "request", "ended")}
        with self._database.write_durably() as connection:
            connection.execute(update(admission_action).where(admission_action.c.id == action.id).values(row))

    def actions(self, case_id: int) -> Sequence[CaseAction]:
        """In the order in which they were taken."""
        query = select(admission_action).where(admission_action.c.case == case_id).order_by(admission_action.c.id)
        with self._database.read() as connection:
            return [_action(row) for row in connection.execute(query)]

    def automatic_since(self, hall: str, since: datetime) -> int:
        """How many automatic actions a hall has seen."""
        query = (
            select(func.count())
            .select_from(admission_action.join(admission_case, admission_case.c.id == admission_action.c.case))
            .where(_C.hall == hall, admission_action.c.automatic, admission_action.c.at > since)
        )
        with self._database.read() as connection:
            return int(connection.execute(query).scalar() or 0)

    # ------------------------------------------------------------ policies

    def policy(self, hall: str) -> HallPolicy | None:
        """What somebody set for a hall."""
        with self._database.read() as connection:
            row = connection.execute(select(admission_policy).where(admission_policy.c.hall == hall)).first()
        if row is None:
            return None
        said = AdmissionPolicy(row.automatic, row.furthest, row.most_per_hour)
        return HallPolicy(row.hall, said, row.author, row.at)

    def set_policy(self, policy: HallPolicy, actor: Actor, at: datetime) -> HallPolicy:
        """Keep a hall's policy under its author's name."""
        row = {"hall": policy.hall, **_fields(policy.policy), "author": actor.name, "at": at}
        with self._database.write_durably() as connection:
            upsert(connection, admission_policy, [row])
        return replace(policy, author=actor.name, at=at)


def _mac(text: str) -> str:
    """12 lower hex digits out of any spelling; InvalidError NMS-ADM-001."""
    digits = "".join(letter for letter in text.lower() if letter not in ":-. ")
    if len(digits) != 12 or any(letter not in "0123456789abcdef" for letter in digits):
        raise InvalidError("NMS-ADM-001", field="mac", value=text[:40])
    return digits


def _fields(thing: Any) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in thing.__slots__}


def _seen(row: Any) -> HostSeen:
    return HostSeen(**{**row._asdict(), "verdict": Verdict(row.verdict)})


def _action(row: Any) -> CaseAction:
    """An action out of its row."""
    return CaseAction(**{**row._asdict(), "rung": Rung(row.rung)})


def _case_row(case: Case) -> dict[str, Any]:
    plain = {name: getattr(case, name) for name in ("hall", "device", "port", "state", "opened_at", "moved_at")}
    return {**plain, "body": written(case)}


def _case_of(connection: Connection, case_id: int) -> Case:
    row = connection.execute(select(admission_case).where(_C.id == case_id)).first()
    if row is None:
        raise NotFoundError("case", str(case_id))
    return _case(row)


def _case(row: Any) -> Case:
    return replace(read(Case, row.body), id=row.id)
