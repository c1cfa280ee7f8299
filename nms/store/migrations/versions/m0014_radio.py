"""Controllers as they were read, stored counters of the radio network, their files, what was made of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    _readings()
    _counters()
    _digests()


def _readings() -> None:
    op.create_table(
        "radio_reading",
        sa.Column("controller", _WORD, primary_key=True),
        sa.Column("read_at", sa.BigInteger),
        sa.Column("document", sa.LargeBinary),
        sa.Column("tried_at", sa.BigInteger, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
    )


def _counters() -> None:
    op.create_table(
        "radio_counters",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("source", _WORD, nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("seconds", _ID, nullable=False),
        sa.Column("rows", _ID, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("source", "start", "kind", name="radio_counters_place"),
        sqlite_autoincrement=True,
    )
    op.create_index("radio_counters_start", "radio_counters", ["start"])
    op.create_table(
        "radio_export",
        sa.Column("name", _WORD, primary_key=True),
        sa.Column("size", _ID, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("read_at", sa.BigInteger, nullable=False),
        sa.Column("rows", _ID, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("problems", sa.Text, nullable=False),
    )
    op.create_index("ix_radio_export_digest", "radio_export", ["digest"])


def _digests() -> None:
    op.create_table(
        "radio_digest",
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("end", sa.BigInteger, nullable=False),
        sa.Column("document", sa.LargeBinary, nullable=False),
    )
