"""Trials of handover parameters: what is tried, and every move of it."""

from sqlalchemy import Column, ForeignKey, Table, Text

from nms.store.schema.common import Id, metadata
from nms.store.times import Moment

trial = Table(
    "trial",
    metadata,
    Column("id", Id, primary_key=True),
    Column("state", Text, nullable=False, index=True),
    Column("moved_at", Moment, nullable=False),
    Column("document", Text, nullable=False),
    Column("version", Id, nullable=False),
    sqlite_autoincrement=True,
)

trial_event = Table(
    "trial_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("trial", Id, ForeignKey("trial.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)
