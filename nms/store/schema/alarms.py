"""Alarms, their histories, and announced work."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, SmallInteger, Table, Text, text

from nms.store.schema.common import Id, metadata
from nms.store.times import Moment

_ACTIVE = text("cleared_at IS NULL")

alarm = Table(
    "alarm",
    metadata,
    Column("id", Id, primary_key=True),
    Column("device", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("cause", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("cleared_at", Moment),
    Column("count", Integer, nullable=False),
    Column("flapping", Boolean, nullable=False),
    Column("acknowledged_by", Text, nullable=False),
    Column("acknowledged_at", Moment),
    Column("shelved_until", Moment),
    Column("maintenance", Boolean, nullable=False),
    Column("root_id", Id),
    Column("source", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("expires_at", Moment),
    Index(
        "alarm_active", "device", "object", "type", "problem",
        unique=True, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE,
    ),
    Index("alarm_key", "device", "object", "type", "problem", "cleared_at"),
    Index("alarm_cleared", "cleared_at"),
    Index("alarm_raised", "raised_at"),
    Index("alarm_root", "root_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

alarm_event = Table(
    "alarm_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("alarm_id", Id, ForeignKey("alarm.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("text", Text, nullable=False),
)

maintenance_window = Table(
    "maintenance_window",
    metadata,
    Column("id", Id, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Index("maintenance_window_end", "end"),
    sqlite_autoincrement=True,
)
