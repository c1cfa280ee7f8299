"""Who may do what, and the record of who did: roles, rights, accounts, tokens, audit entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a person is here for."""

    VIEWER = "viewer"
    ENGINEER = "engineer"
    APPROVER = "approver"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Right(StrEnum):
    """One thing that may be allowed; everything not allowed is denied."""

    READ = "read"
    OPERATE = "operate"  # acknowledge, shelve, poll now, discover, trap rules
    PLAN = "plan"  # write and plan changes, playbooks in check mode, push what another person approved
    APPROVE = "approve"
    ADMINISTER = "administer"  # accounts, tokens of others, host keys, secrets
    AUDIT = "audit"  # read the audit log


_EVERYDAY = frozenset({Right.READ, Right.OPERATE, Right.PLAN})
RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.READ}),
    Role.ENGINEER: _EVERYDAY,
    Role.APPROVER: _EVERYDAY | {Right.APPROVE},
    Role.ADMIN: frozenset({Right.READ, Right.OPERATE, Right.ADMINISTER, Right.AUDIT}),
    Role.AUDITOR: frozenset({Right.READ, Right.AUDIT}),
}
"""The admin makes accounts and cannot push; the auditor reads only."""


SYSTEM_NAMES = frozenset({"admission", "admission-policy", "engine", "nms", "trial-policy", "trials"})
"""Under these the system itself acts: in histories and in the audit they never mean a person."""


@dataclass(frozen=True, slots=True)
class Account:
    """A local account; `password` is an argon2id string and never shown, `one_time` forces a new one at login."""

    name: str
    role: Role
    password: str = field(default="", repr=False)
    one_time: bool = False
    enabled: bool = True
    created_at: datetime | None = None
    last_login: datetime | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A key for programs: acts as its account, within `rights`; only a hash of it is kept."""

    id: int
    account: str
    label: str
    rights: frozenset[Right]
    expires_at: datetime
    created_at: datetime
    last_used: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One row of the audit chain: `mac` is the HMAC over this row and the one before (hex)."""

    id: int
    at: datetime
    actor: str
    origin: str
    action: str
    subject: str
    body: Mapping[str, Any] = field(default_factory=dict)
    mac: str = ""


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows of the audit are wanted, newest first; `text` is looked for in subject and body."""

    actor: str = ""
    action: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts and what they may do now: an account by its login or by a token, or a guest (name "").

    `one_time`: nothing is allowed but to choose a new password. `token` is the token's number, 0 for a login.
    """

    name: str
    role: Role | None
    rights: frozenset[Right]
    one_time: bool = False
    token: int = 0

    def may(self, right: Right) -> bool:
        """Whether this right is given."""
        return right in self.rights and not self.one_time


GUEST = Identity("", None, frozenset({Right.READ}))
"""Whoever looks without logging in, where the settings allow it."""
