"""Changes, their journal, playbooks, leases, shared lines."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, Table, Text

from nms.store.schema.common import Id, metadata
from nms.store.times import Moment

change = Table(
    "change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_origin", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("service", Text, nullable=False, index=True),
    Column("plan", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("approver_origin", Text, nullable=False),
    Column("expires_at", Moment),
    Column("moved_at", Moment),
    Column("rollout", Id, nullable=False, index=True),
    Column("undoes", Id, nullable=False),
    Column("undone_by", Id, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)

change_step = Table(
    "change_step",
    metadata,
    Column("change", Id, ForeignKey("change.id"), primary_key=True, autoincrement=False),
    Column("device", Text, primary_key=True, index=True),
    Column("state", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("code", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("fencing", BigInteger, nullable=False),
)
"""How far each device of a change's newest plan is."""

change_move = Table(
    "change_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("change", Id, ForeignKey("change.id"), nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""The journal: rows are only ever added."""

rollout = Table(
    "rollout",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_origin", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("waves", Text, nullable=False),
    Column("on_failure", Text, nullable=False),
    Column("state", Text, nullable=False),
    sqlite_autoincrement=True,
)

lease = Table(
    "lease",
    metadata,
    Column("device", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("change", Id, nullable=False),
    Column("fencing", BigInteger, nullable=False),
    Column("until", Moment, nullable=False),
)
"""One row per device for ever, because its fencing number must never go back; no owner: free."""

shared_use = Table(
    "shared_use",
    metadata,
    Column("device", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("user", Text, primary_key=True),
)

play_run = Table(
    "play_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("check", Boolean, nullable=False),
    Column("limit", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("moved_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

play_result = Table(
    "play_result",
    metadata,
    Column("run", Id, ForeignKey("play_run.id"), primary_key=True, autoincrement=False),
    Column("play", Integer, primary_key=True, autoincrement=False),
    Column("task", Integer, primary_key=True, autoincrement=False),
    Column("host", Text, primary_key=True),
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("did", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", Text, nullable=False),
)
