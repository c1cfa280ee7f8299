"""Tickets, what happened to them, where they came from."""

from sqlalchemy import CheckConstraint, Column, Float, ForeignKey, Index, Integer, Table, Text, text

from nms.store.schema.common import Id, Word, metadata
from nms.store.times import Moment

_OF_ALARM = text("channel = 'alarm'")

ticket = Table(
    "ticket",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Word, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("customer", Text, nullable=False, index=True),
    Column("line", Text, nullable=False, index=True),
    Column("hall", Text, nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("alarm_id", Id),
    Column("parent_id", Id, ForeignKey("ticket.id"), index=True),
    Column("contact", Text, nullable=False),
    Column("assignee", Text, nullable=False),
    Column("grade", Text, nullable=False),
    Column("mttr_s", Float, nullable=False),
    Column("opened_at", Moment, nullable=False, index=True),
    Column("started_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("paused_s", Float, nullable=False),
    Column("paused_at", Moment),
    Column("restored_at", Moment),
    Column("closed_at", Moment, index=True),
    Column("cause_code", Text, nullable=False),
    CheckConstraint(
        "state IN ('new', 'assigned', 'in_progress', 'waiting_customer', 'restored', 'closed')", name="ticket_state"
    ),
    CheckConstraint("parent_id IS NULL OR parent_id <> id", name="ticket_parent"),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="ticket_closed"),
    CheckConstraint("mttr_s > 0 AND paused_s >= 0", name="ticket_clock"),
    CheckConstraint("channel <> 'alarm' OR alarm_id IS NOT NULL", name="ticket_channel"),
    Index("ticket_of_alarm", "alarm_id", unique=True, sqlite_where=_OF_ALARM, postgresql_where=_OF_ALARM),
    Index("ticket_alarm", "alarm_id"),
    Index("ticket_queue", "state", "due_at"),
    sqlite_autoincrement=True,
)
"""Reports and what became of them; none is ever deleted, so that a number is never given twice."""

ticket_day = Table(
    "ticket_day",
    metadata,
    Column("day", Word, primary_key=True),
    Column("last", Integer, nullable=False),
)
"""The last number given on a local day (20261123)."""

ticket_event = Table(
    "ticket_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket", Id, ForeignKey("ticket.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""What happened, only ever added."""

ticket_key = Table(
    "ticket_key",
    metadata,
    Column("channel", Word, primary_key=True),
    Column("key", Word, primary_key=True),
    Column("ticket", Id, ForeignKey("ticket.id"), nullable=False),
)
"""Which message made which ticket, by the sender's own number of it."""

ticket_nonce = Table(
    "ticket_nonce",
    metadata,
    Column("channel", Word, primary_key=True),
    Column("nonce", Word, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
)
"""Signatures that were used, for as long as they would be good."""

ticket_escalation = Table(
    "ticket_escalation",
    metadata,
    Column("ticket", Id, ForeignKey("ticket.id"), primary_key=True),
    Column("percent", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
)
"""Shares of the time allowed that were told to have been used up, once each."""
