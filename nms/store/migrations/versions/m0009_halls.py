"""Hall bundles: forms as they were asked for and how they stand."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    op.create_table(
        "hall_bundle",
        sa.Column("hall", _WORD, primary_key=True),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("moved_at", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("change", _ID, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("version", _ID, nullable=False),
    )
    op.create_table(
        "hall_bundle_event",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("hall", _WORD, sa.ForeignKey("hall_bundle.hall"), nullable=False, index=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
