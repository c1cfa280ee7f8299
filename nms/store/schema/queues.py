"""Samples of the queues in halls with the state after each, the emergencies that follow, and what was done."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, text

from nms.store.schema.common import Id, Word, metadata
from nms.store.times import Moment

queue_sample = Table(
    "queue_sample",
    metadata,
    Column("hall", Word, primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("waiting", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Column("level", Integer, nullable=False),
    Column("recent", Text, nullable=False),
    CheckConstraint('waiting >= 0 AND "open" >= 0', name="queue_sample_counts"),
    CheckConstraint("level BETWEEN 0 AND 3", name="queue_sample_level"),
)
"""`level` and `recent` are the hall's state after the sample: the next one, or a late one, goes on from there."""

_LASTING = text('"end" IS NULL')

hall_emergency = Table(
    "hall_emergency",
    metadata,
    Column("hall", Word, primary_key=True),
    Column("start", Moment, primary_key=True),
    Column("level", Integer, nullable=False),
    Column("end", Moment),
    Column("ended", Text, nullable=False),
    CheckConstraint("level BETWEEN 1 AND 3", name="hall_emergency_level"),
    CheckConstraint('"end" IS NULL OR "end" > start', name="hall_emergency_order"),
    CheckConstraint("(\"end\" IS NULL) = (ended = '')", name="hall_emergency_ended"),
    Index("hall_emergency_lasting", "hall", unique=True, sqlite_where=_LASTING, postgresql_where=_LASTING),
)

queue_action = Table(
    "queue_action",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hall", Word, nullable=False),
    Column("at", Moment, nullable=False),
    Column("action", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("level", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Index("queue_action_hall", "hall", "at"),
    Index("queue_action_at", "at"),
    sqlite_autoincrement=True,
)
