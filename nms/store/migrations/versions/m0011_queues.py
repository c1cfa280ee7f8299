"""Samples of the queues in halls, their emergencies, what was done."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    _samples()
    _emergencies()
    _actions()


def _samples() -> None:
    op.create_table(
        "queue_sample",
        sa.Column("hall", _WORD, primary_key=True),
        sa.Column("at", sa.BigInteger, primary_key=True),
        sa.Column("waiting", sa.Integer, nullable=False),
        sa.Column("open", sa.Integer, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("recent", sa.Text, nullable=False),
        sa.CheckConstraint('waiting >= 0 AND "open" >= 0', name="queue_sample_counts"),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name="queue_sample_level"),
    )


def _emergencies() -> None:
    op.create_table(
        "hall_emergency",
        sa.Column("hall", _WORD, primary_key=True),
        sa.Column("start", sa.BigInteger, primary_key=True),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("end", sa.BigInteger),
        sa.Column("ended", sa.Text, nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name="hall_emergency_level"),
        sa.CheckConstraint('"end" IS NULL OR "end" > start', name="hall_emergency_order"),
        sa.CheckConstraint("(\"end\" IS NULL) = (ended = '')", name="hall_emergency_ended"),
    )
    lasting = sa.text('"end" IS NULL')
    op.create_index(
        "hall_emergency_lasting", "hall_emergency", ["hall"],
        unique=True, sqlite_where=lasting, postgresql_where=lasting,
    )  # fmt: skip


def _actions() -> None:
    op.create_table(
        "queue_action",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("hall", _WORD, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("queue_action_hall", "queue_action", ["hall", "at"])
    op.create_index("queue_action_at", "queue_action", ["at"])
