"""Wishes of pages and commands, and the numbered stream that they follow."""

from sqlalchemy import Column, Table, Text

from nms.store.schema.common import Id, metadata
from nms.store.times import Moment

request = Table(
    "request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("result", Text, nullable=False),
    sqlite_autoincrement=True,
)

event = Table(
    "event",
    metadata,
    Column("sequence", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)
