"""What monitors above us are told: numbered changes, and each monitor's view and numbering."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables."""
    _notices()
    _monitors()


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("alarm_id", _ID, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_at", "notice", ["at"])


def _monitors() -> None:
    op.create_table(
        "monitor",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("taken", _ID, nullable=False),
        sa.Column("last", _ID, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "delivery",
        sa.Column("monitor", sa.Text, primary_key=True),
        sa.Column("sequence", _ID, primary_key=True, autoincrement=False),
        sa.Column("notice_id", _ID, sa.ForeignKey("notice.id", ondelete="CASCADE"), nullable=False),
        sa.Column("change", sa.Text, nullable=False),
    )
    op.create_index("ix_delivery_notice_id", "delivery", ["notice_id"])
    op.create_table(
        "monitor_view",
        sa.Column("monitor", sa.Text, primary_key=True),
        sa.Column("alarm_id", _ID, primary_key=True, autoincrement=False),
        sa.Column("sequence", _ID, nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
