"""Accounts, sessions, tokens, the audit, secrets, host keys."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, LargeBinary, Table, Text

from nms.store.schema.common import Id, metadata
from nms.store.times import Moment

account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("one_time", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_login", Moment),
)

session = Table(
    "session",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("account", Text, ForeignKey("account.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
"""Who is logged in: `hash` is the SHA-256 of what the browser holds."""

login_failure = Table(
    "login_failure",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index("login_failure_key", "account", "address", "at"),
)

token = Table(
    "token",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("account", Text, ForeignKey("account.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("rights", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_used", Moment),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", Text, nullable=False, index=True),
    Column("origin", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("mac", Text, nullable=False),
)
"""Append-only (triggers refuse the rest); numbered without gaps, each row's `mac` covers the row before."""

secret = Table(
    "secret",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
)

host_key = Table(
    "host_key",
    metadata,
    Column("device", Text, primary_key=True),
    Column("algorithm", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("accepted_by", Text, nullable=False),
    Column("accepted_at", Moment, nullable=False),
)
