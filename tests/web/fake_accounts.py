"""Who comes in and who did what, in memory: one account per role, each logged in already."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from nms.app.account_rooms import AccountView
from nms.app.auditing import Verified
from nms.core.account import GUEST, RIGHTS, Account, AuditEntry, AuditFilter, Identity, Right, Role, Token
from nms.core.alarm import Actor
from nms.core.config import Config
from nms.core.errors import NotFoundError, UnauthenticatedError
from nms.core.queries import Page
from web.access import SESSION

NOW = datetime(2026, 3, 1, 2, 30, tzinfo=UTC)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def logged_in(app: Flask, role: str = "engineer") -> FlaskClient:
    """A browser in which somebody of this role is logged in, sending the form key as our scripts do."""
    client = app.test_client()
    client.set_cookie(SESSION, f"session-{role}")
    client.environ_base["HTTP_X_CSRF_TOKEN"] = f"key of session-{role}"
    return client


@dataclass
class FakeSessions:
    """`session-ROLE` is logged in as ROLE, the token `nms_ROLE` acts as ROLE; the password is the name."""

    config: Config
    over: set[str] = field(default_factory=set)
    fresh: bool = False

    def guest(self) -> Identity | None:
        return GUEST if self.config.accounts.anonymous else None

    def login(self, name: str, password: str, address: str) -> str:
        if name != password or name not in set(Role):
            raise UnauthenticatedError("NMS-ACC-002")
        return f"session-{name}"

    def logout(self, session: str, address: str) -> None:
        self.over.add(session)

    def by_session(self, session: str, used: bool = True) -> Identity | None:
        word = session.removeprefix("session-")
        if session in self.over or word == session:
            return None
        fresh = word.endswith("-fresh")
        role = Role(word.removesuffix("-fresh"))
        return Identity(str(role), role, RIGHTS[role], one_time=fresh)

    def by_token(self, key: str) -> Identity:
        word = key.removeprefix("nms_")
        if word not in set(Role):
            raise UnauthenticatedError("NMS-ACC-010")
        return Identity(word, Role(word), RIGHTS[Role(word)], token=7)

    def form_key(self, session: str) -> str:
        return f"key of {session}"

    def new_key(self) -> str:
        return "fresh"

    def same(self, left: str, right: str) -> bool:
        return left == right

    def change_password(self, name: str, old: str, new: str, address: str) -> None:
        raise UnauthenticatedError("NMS-ACC-002")

    def needs_setup(self) -> bool:
        return self.fresh

    def set_up(self, key: str, name: str, password: str, address: str) -> None:
        raise UnauthenticatedError("NMS-ACC-018")


class FakeAccounts:
    """One account per role, and a token."""

    def __init__(self) -> None:
        self.accounts = {str(role): Account(str(role), role, created_at=NOW) for role in Role}
        self.kept = {
            1: Token(1, "engineer", HOSTILE, frozenset({Right.READ}), NOW + timedelta(days=9), NOW),
            2: Token(2, "admin", "monitoring", frozenset({Right.READ}), NOW - timedelta(days=1), NOW),
        }

    def views(self) -> Sequence[AccountView]:
        locked = {"127.0.0.9": NOW + timedelta(minutes=5)}
        return [AccountView(one, locked if one.role is Role.VIEWER else {}) for one in self.accounts.values()]

    def add(self, name: str, role: Role, actor: Actor) -> str:
        self.accounts[name] = Account(name, role, one_time=True)
        return "shown-once"

    def _named(self, name: str) -> Account:
        if name not in self.accounts:
            raise NotFoundError("account", name)
        return self.accounts[name]

    def set_role(self, name: str, role: Role, actor: Actor) -> None:
        self.accounts[name] = replace(self._named(name), role=role)

    def set_enabled(self, name: str, enabled: bool, actor: Actor) -> None:
        self.accounts[name] = replace(self._named(name), enabled=enabled)

    def renew_password(self, name: str, actor: Actor) -> str:
        return f"shown-once-{self._named(name).name}"

    def unlock(self, name: str, actor: Actor) -> int:
        self._named(name)
        return 5

    def tokens(self, name: str = "") -> Sequence[Token]:
        return [token for token in self.kept.values() if name in ("", token.account)]

    def token(self, token_id: int) -> Token:
        if token_id not in self.kept:
            raise NotFoundError("token", str(token_id))
        return self.kept[token_id]

    def issue(self, name: str, label: str, rights: Collection[Right], days: int, actor: Actor) -> tuple[Token, str]:
        token = Token(len(self.kept) + 1, name, label, frozenset(rights), NOW + timedelta(days=days), NOW)
        self.kept[token.id] = token
        return token, "nms_shown-once"

    def revoke(self, token_id: int, actor: Actor) -> None:
        del self.kept[self.token(token_id).id]


class FakeAudit:
    """A few rows."""

    def __init__(self) -> None:
        self.rows = [
            AuditEntry(1, NOW, "admin", "127.0.0.1", "account.add", "viewer", {"role": "viewer"}, "ab" * 32),
            AuditEntry(2, NOW, "", "127.0.0.9", "login", HOSTILE, {"failed": "NMS-ACC-002"}, "cd" * 32),
        ]

    def record(self, actor: Actor, action: str, subject: str = "", body: Mapping[str, Any] | None = None) -> AuditEntry:
        entry = AuditEntry(len(self.rows) + 1, NOW, actor.name, actor.origin, action, subject, body or {}, "ef" * 32)
        self.rows.append(entry)
        return entry

    def find(self, wanted: AuditFilter) -> Page[AuditEntry]:
        rows = [row for row in reversed(self.rows) if wanted.action in ("", row.action)]
        return Page(len(rows), rows[wanted.offset : wanted.offset + wanted.limit])

    def actions(self) -> Sequence[str]:
        return sorted({row.action for row in self.rows})

    def verify(self) -> Verified:
        return Verified(len(self.rows), self.rows[-1].mac)
