"""Hall bundles: what was asked for, hall by hall, and every move of it."""

from sqlalchemy import Column, ForeignKey, Table, Text

from nms.store.schema.common import Id, Word, metadata
from nms.store.times import Moment

hall_bundle = Table(
    "hall_bundle",
    metadata,
    Column("hall", Word, primary_key=True),
    Column("state", Text, nullable=False, index=True),
    Column("form", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("author", Text, nullable=False),
    Column("change", Id, nullable=False),
    Column("reason", Text, nullable=False),
    Column("version", Id, nullable=False),
)

hall_bundle_event = Table(
    "hall_bundle_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hall", Word, ForeignKey("hall_bundle.hall"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)
