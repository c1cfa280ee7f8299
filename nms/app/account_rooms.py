"""What pages, API and commands may ask about accounts, sessions, tokens and the audit."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from nms.app.auditing import Verified
from nms.core.account import Account, AuditEntry, AuditFilter, Identity, Right, Role, Token
from nms.core.alarm import Actor
from nms.core.queries import Page


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account, and the addresses at which its name is locked out now → until when."""

    account: Account
    locked: Mapping[str, datetime] = field(default_factory=dict)
    tokens: int = 0


class SessionRoom(Protocol):
    """Who comes in. UnauthenticatedError where nobody is known."""

    def guest(self) -> Identity | None:
        """Who acts where nobody is logged in: a guest who may look, or None where the settings allow no guests."""
        ...

    def login(self, name: str, password: str, address: str) -> str:
        """A new session's id. NMS-ACC-002 (name or password wrong), 003 (locked out)."""
        ...

    def logout(self, session: str, address: str) -> None: ...
    def by_session(self, session: str, used: bool = True) -> Identity | None:
        """Who is logged in under this id; None when the session is over. What nobody did (`used` False: a page that
        refreshes itself) does not keep it from ending when idle."""
        ...

    def by_token(self, key: str) -> Identity:
        """Who acts with this token; NMS-ACC-010 when it is unknown, expired or its account disabled."""
        ...

    def form_key(self, session: str) -> str:
        """What a form or a script of this session must send along."""
        ...

    def new_key(self) -> str:
        """A random key for a form before anybody is logged in."""
        ...

    def same(self, left: str, right: str) -> bool:
        """Whether two keys are equal, in constant time."""
        ...

    def change_password(self, name: str, old: str, new: str, address: str) -> None:
        """Choose a new password; every session of the account ends. NMS-ACC-002, 003, 005, 006, 024."""
        ...

    def needs_setup(self) -> bool:
        """Whether there is no account yet."""
        ...

    def set_up(self, key: str, name: str, password: str, address: str) -> None:
        """Make the first account, an admin, by the one-time setup token; NMS-ACC-018, 027."""
        ...


class AccountRoom(Protocol):
    """Accounts and tokens; whether the actor may is asked before."""

    def views(self) -> Sequence[AccountView]: ...
    def add(self, name: str, role: Role, actor: Actor) -> str:
        """A new account; returns its one-time password. NMS-ACC-007, 008."""
        ...

    def set_role(self, name: str, role: Role, actor: Actor) -> None:
        """NMS-ACC-020 for the last admin."""
        ...

    def set_enabled(self, name: str, enabled: bool, actor: Actor) -> None:
        """NMS-ACC-020 for the last admin."""
        ...

    def renew_password(self, name: str, actor: Actor) -> str:
        """A new one-time password in place of a forgotten one; every session ends."""
        ...

    def unlock(self, name: str, actor: Actor) -> int:
        """Forgive failed logins; returns how many."""
        ...

    def tokens(self, name: str = "") -> Sequence[Token]: ...
    def token(self, token_id: int) -> Token: ...
    def issue(self, name: str, label: str, rights: Collection[Right], days: int, actor: Actor) -> tuple[Token, str]:
        """A token and its key, which is shown this once. NMS-ACC-021 (rights beyond the account's)."""
        ...

    def revoke(self, token_id: int, actor: Actor) -> None: ...


class AuditRoom(Protocol):
    """Who did what."""

    def record(self, actor: Actor, action: str, subject: str = "", body: Mapping[str, Any] | None = None) -> AuditEntry:
        """Write down what somebody is about to do; StoreError NMS-ACC-016 when it cannot be written."""
        ...

    def find(self, wanted: AuditFilter) -> Page[AuditEntry]: ...
    def actions(self) -> Sequence[str]: ...
    def verify(self) -> Verified: ...
