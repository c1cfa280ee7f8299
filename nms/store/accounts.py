"""Remembering accounts, who is logged in, failed logins and tokens; of every key only a hash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from nms.core.account import Account, Right, Role, Token
from nms.core.errors import ConflictError, NotFoundError
from nms.store.database import Database
from nms.store.schema import account, login_failure, session, token

Decide = Callable[[Sequence[datetime]], datetime | None]


class Accounts:
    """Local accounts by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Account, *, only_first: bool = False) -> None:
        """A new account; ConflictError NMS-ACC-007 if the name is taken, 027 if it should be the first and is not."""
        row = {
            "name": new.name,
            "role": str(new.role),
            "password": new.password,
            "one_time": new.one_time,
            "enabled": new.enabled,
            "created_at": new.created_at,
        }
        with self._database.write_durably() as connection:
            if only_first and connection.execute(select(func.count()).select_from(account)).scalar_one():
                raise ConflictError("NMS-ACC-027")
            if connection.execute(select(account.c.name).where(account.c.name == new.name)).first():
                raise ConflictError("NMS-ACC-007", name=new.name)
            connection.execute(insert(account).values(row))

    def get(self, name: str) -> Account | None:
        """One account."""
        with self._database.read() as connection:
            row = connection.execute(select(account).where(account.c.name == name)).first()
        return None if row is None else _account(row)

    def all(self) -> Sequence[Account]:
        """Every account by name."""
        with self._database.read() as connection:
            return [_account(row) for row in connection.execute(select(account).order_by(account.c.name))]

    def alter(self, name: str, *, closing: bool, keep_an_admin: bool = False, **values: Any) -> None:
        """Set columns of an account, `closing` its sessions with it.

        NotFoundError; with `keep_an_admin`, ConflictError NMS-ACC-020 when no enabled admin would remain.
        """
        with self._database.write_durably() as connection:
            if not connection.execute(update(account).where(account.c.name == name).values(values)).rowcount:
                raise NotFoundError("account", name)
            if keep_an_admin and not connection.execute(_ADMINS).scalar_one():
                raise ConflictError("NMS-ACC-020", name=name)
            if closing:
                connection.execute(delete(session).where(session.c.account == name))


_ADMINS = select(func.count()).where(account.c.role == str(Role.ADMIN), account.c.enabled)


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A session as it is kept."""

    account: str
    address: str
    created_at: datetime
    seen_at: datetime


class Sessions:
    """Who is logged in, by the hash of the session id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, key: bytes, name: str, address: str, at: datetime) -> None:
        """A new session; the account's moment of last login moves with it."""
        row = {"hash": key, "account": name, "address": address, "created_at": at, "seen_at": at}
        with self._database.write_durably() as connection:
            connection.execute(insert(session).values(row))
            connection.execute(update(account).where(account.c.name == name).values(last_login=at))

    def get(self, key: bytes) -> LoggedIn | None:
        """The session of a hash."""
        with self._database.read() as connection:
            row = connection.execute(select(session).where(session.c.hash == key)).first()
        return None if row is None else LoggedIn(row.account, row.address, row.created_at, row.seen_at)

    def seen(self, key: bytes, at: datetime) -> None:
        """It was used."""
        with self._database.write() as connection:
            connection.execute(update(session).where(session.c.hash == key).values(seen_at=at))

    def close(self, key: bytes) -> None:
        """It is over; gone for good when this returns."""
        with self._database.write_durably() as connection:
            connection.execute(delete(session).where(session.c.hash == key))

    def prune(self, before: datetime) -> int:
        """Forget sessions last used before a moment; returns how many."""
        with self._database.write() as connection:
            return connection.execute(delete(session).where(session.c.seen_at < before)).rowcount


class LoginFailures:
    """Failed logins per name and address, whichever process heard them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def attempt(self, name: str, address: str, at: datetime, decide: Decide) -> datetime | None:
        """Count a try as failed before it is judged, unless `decide` says from the failures that it is not heard.

        Counted first and forgiven by `forget` on success: tries at the same time cannot outrun the count.
        """
        where = (login_failure.c.account == name, login_failure.c.address == address)
        with self._database.write_durably() as connection:
            failures = list(connection.execute(select(login_failure.c.at).where(*where)).scalars())
            locked = decide(failures)
            if locked is None:
                row = {"account": name, "address": address, "at": at}
                connection.execute(insert(login_failure).values(row))
        return locked

    def forget(self, name: str, address: str = "") -> int:
        """A name is forgiven, at one address or at all; returns how many failures went."""
        statement = delete(login_failure).where(login_failure.c.account == name)
        if address:
            statement = statement.where(login_failure.c.address == address)
        with self._database.write_durably() as connection:
            return connection.execute(statement).rowcount

    def since(self, moment: datetime) -> Sequence[tuple[str, str, datetime]]:
        """(name, address, when) of the failures after a moment."""
        query = select(login_failure.c.account, login_failure.c.address, login_failure.c.at)
        with self._database.read() as connection:
            rows = connection.execute(query.where(login_failure.c.at > moment).order_by(login_failure.c.id)).all()
        return [(row.account, row.address, row.at) for row in rows]

    def prune(self, before: datetime) -> int:
        """Forget failures before a moment; returns how many."""
        with self._database.write() as connection:
            return connection.execute(delete(login_failure).where(login_failure.c.at < before)).rowcount


class Tokens:
    """Keys for programs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Token, key: bytes) -> Token:
        """A new token under the hash of its key; returns it with its number."""
        row = {
            "hash": key,
            "account": new.account,
            "label": new.label,
            "rights": " ".join(sorted(new.rights)),
            "expires_at": new.expires_at,
            "created_at": new.created_at,
        }
        with self._database.write_durably() as connection:
            connection.execute(insert(token).values(row))
            return _token(connection.execute(select(token).where(token.c.hash == key)).one())

    def find(self, key: bytes) -> Token | None:
        """The token of a hash, expired or not."""
        with self._database.read() as connection:
            row = connection.execute(select(token).where(token.c.hash == key)).first()
        return None if row is None else _token(row)

    def get(self, token_id: int) -> Token:
        """One token; NotFoundError if there is none of that number."""
        with self._database.read() as connection:
            row = connection.execute(select(token).where(token.c.id == token_id)).first()
        if row is None:
            raise NotFoundError("token", str(token_id))
        return _token(row)

    def all(self, name: str = "") -> Sequence[Token]:
        """The tokens of an account, or all."""
        query = select(token).order_by(token.c.account, token.c.id)
        with self._database.read() as connection:
            rows = connection.execute(query.where(token.c.account == name) if name else query)
            return [_token(row) for row in rows]

    def used(self, token_id: int, at: datetime) -> None:
        """It was used."""
        with self._database.write() as connection:
            connection.execute(update(token).where(token.c.id == token_id).values(last_used=at))

    def drop(self, token_id: int) -> None:
        """Revoke a token; NotFoundError if there is none of that number."""
        with self._database.write_durably() as connection:
            if not connection.execute(delete(token).where(token.c.id == token_id)).rowcount:
                raise NotFoundError("token", str(token_id))


def _account(row: Any) -> Account:
    return Account(row.name, Role(row.role), row.password, row.one_time, row.enabled, row.created_at, row.last_login)


def _token(row: Any) -> Token:
    rights = frozenset(Right(word) for word in row.rights.split())
    return Token(row.id, row.account, row.label, rights, row.expires_at, row.created_at, row.last_used)
