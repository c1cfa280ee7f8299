"""Who was seen in which hall, cases of PCs that nobody admitted, what was done about them."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_OPEN = sa.text("state IN ('open', 'approval', 'detained')")


def upgrade() -> None:
    """Add the tables."""
    _people()
    _cases()


def _people() -> None:
    op.create_table(
        "host_seen",
        sa.Column("hall", sa.Text, primary_key=True),
        sa.Column("mac", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("port", sa.Text, nullable=False),
        sa.Column("vlan", sa.BigInteger, nullable=False),
        sa.Column("ip", sa.Text, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("polls", sa.BigInteger, nullable=False),
        sa.Column("present", sa.Boolean, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("last_seen", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "host_admission",
        sa.Column("hall", sa.Text, primary_key=True),
        sa.Column("mac", sa.Text, primary_key=True),
        sa.Column("port", sa.Text, nullable=False),
        sa.Column("vlan", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("admitted", sa.Boolean, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger),
        sa.CheckConstraint("vlan BETWEEN 1 AND 4094 AND vlan <> 666", name="host_admission_vlan"),
        sa.CheckConstraint("length(mac) = 12", name="host_admission_mac"),
    )
    op.create_table(
        "pc_login",
        sa.Column("mac", sa.Text, primary_key=True),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("port", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
    )


def _cases() -> None:
    op.create_table(
        "admission_case",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("hall", sa.Text, nullable=False, index=True),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("port", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("moved_at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "admission_case_open",
        "admission_case",
        ["device", "port"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "admission_action",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("case", _ID, sa.ForeignKey("admission_case.id"), nullable=False, index=True),
        sa.Column("rung", sa.Text, nullable=False),
        sa.Column("change", _ID, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("automatic", sa.Boolean, nullable=False),
        sa.Column("undo", _ID, nullable=False),
        sa.Column("request", _ID, nullable=False),
        sa.Column("ended", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "admission_policy",
        sa.Column("hall", sa.Text, primary_key=True),
        sa.Column("automatic", sa.Boolean, nullable=False),
        sa.Column("furthest", sa.Text, nullable=False),
        sa.Column("most_per_hour", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.CheckConstraint(
            "furthest IN ('alert', 'quarantine', 'blackhole', 'shutdown')", name="admission_policy_furthest"
        ),
        sa.CheckConstraint("most_per_hour BETWEEN 0 AND 3", name="admission_policy_rate"),
    )
