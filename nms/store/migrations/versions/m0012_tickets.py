"""Tickets, what happened to them, where they came from."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_OF_ALARM = sa.text("channel = 'alarm'")


def upgrade() -> None:
    """Add the tables."""
    _tickets()
    op.create_table(
        "ticket_day", sa.Column("day", _WORD, primary_key=True), sa.Column("last", sa.Integer, nullable=False)
    )
    op.create_table(
        "ticket_event",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("ticket", _ID, sa.ForeignKey("ticket.id"), nullable=False, index=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("actor", "kind", "text", "body")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "ticket_key",
        sa.Column("channel", _WORD, primary_key=True),
        sa.Column("key", _WORD, primary_key=True),
        sa.Column("ticket", _ID, sa.ForeignKey("ticket.id"), nullable=False),
    )
    op.create_table(
        "ticket_nonce",
        sa.Column("channel", _WORD, primary_key=True),
        sa.Column("nonce", _WORD, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "ticket_escalation",
        sa.Column("ticket", _ID, sa.ForeignKey("ticket.id"), primary_key=True),
        sa.Column("percent", sa.Integer, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
    )


def _tickets() -> None:
    op.create_table(
        "ticket",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("number", _WORD, nullable=False, unique=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("type", "channel", "state")),
        sa.Column("severity", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("title", "text")),
        *(sa.Column(name, sa.Text, nullable=False, index=True) for name in ("customer", "line", "hall")),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("alarm_id", _ID),
        sa.Column("parent_id", _ID, sa.ForeignKey("ticket.id"), index=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("contact", "assignee", "grade")),
        sa.Column("mttr_s", sa.Float, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False, index=True),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("started_at", "due_at")),
        sa.Column("paused_s", sa.Float, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in ("paused_at", "restored_at")),
        sa.Column("closed_at", sa.BigInteger, index=True),
        sa.Column("cause_code", sa.Text, nullable=False),
        sa.CheckConstraint(
            "state IN ('new', 'assigned', 'in_progress', 'waiting_customer', 'restored', 'closed')", name="ticket_state"
        ),
        sa.CheckConstraint("parent_id IS NULL OR parent_id <> id", name="ticket_parent"),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="ticket_closed"),
        sa.CheckConstraint("mttr_s > 0 AND paused_s >= 0", name="ticket_clock"),
        sa.CheckConstraint("channel <> 'alarm' OR alarm_id IS NOT NULL", name="ticket_channel"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ticket_of_alarm", "ticket", ["alarm_id"], unique=True, sqlite_where=_OF_ALARM, postgresql_where=_OF_ALARM
    )
    op.create_index("ticket_alarm", "ticket", ["alarm_id"])
    op.create_index("ticket_queue", "ticket", ["state", "due_at"])
