"""What discovery found, trap rules made by hand, and names out of MIB modules."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_UNKNOWN = sa.text("outcome = 'unknown'")
_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables."""
    _discovery()
    _rules()
    _names()


def _discovery() -> None:
    op.create_table(
        "found_agent",
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("port", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("last_seen", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
    )


def _rules() -> None:
    op.create_table(
        "trap_rule",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("oid", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("clears", sa.Boolean, nullable=False),
        sa.Column("severity", sa.SmallInteger),
        sa.Column("ttl_s", sa.Float, nullable=False),
        sa.Column("zh", sa.Text, nullable=False),
        sa.Column("en", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("oid", "device", name="trap_rule_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("raw_trap_unknown", "raw_trap", ["oid", "device"], sqlite_where=_UNKNOWN, postgresql_where=_UNKNOWN)


def _names() -> None:
    op.create_table(
        "mib_module",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("added_by", sa.Text, nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "mib_object",
        sa.Column("module", sa.Text, sa.ForeignKey("mib_module.name", ondelete="CASCADE"), primary_key=True),
        sa.Column("oid", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("objects", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
    )
