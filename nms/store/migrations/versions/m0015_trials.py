"""Trials of handover parameters."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "trial",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("moved_at", sa.BigInteger, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trial_state", "trial", ["state"])
    op.create_table(
        "trial_event",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("trial", _ID, sa.ForeignKey("trial.id"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trial_event_trial", "trial_event", ["trial"])
