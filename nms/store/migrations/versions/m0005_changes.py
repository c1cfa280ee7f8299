"""Changes to the network: what is asked, its plan, every move, who may write to a device, who uses shared lines."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables."""
    _changes()
    _moves()
    _rollouts()
    _writers()


def _changes() -> None:
    op.create_table(
        "change",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("author_origin", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("approver", sa.Text, nullable=False),
        sa.Column("approver_origin", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sa.Column("moved_at", sa.BigInteger),
        sa.Column("rollout", _ID, nullable=False),
        sa.Column("undoes", _ID, nullable=False),
        sa.Column("undone_by", _ID, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    for name in ("state", "service", "rollout"):
        op.create_index(f"ix_change_{name}", "change", [name])


def _moves() -> None:
    op.create_table(
        "change_step",
        sa.Column("change", _ID, sa.ForeignKey("change.id"), primary_key=True, autoincrement=False),
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.Column("reply", sa.Text, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("fencing", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_change_step_device", "change_step", ["device"])
    op.create_table(
        "change_move",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("change", _ID, sa.ForeignKey("change.id"), nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_change_move_change", "change_move", ["change"])


def _rollouts() -> None:
    op.create_table(
        "rollout",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("author_origin", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("waves", sa.Text, nullable=False),
        sa.Column("on_failure", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def _writers() -> None:
    op.create_table(
        "lease",
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("change", _ID, nullable=False),
        sa.Column("fencing", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "shared_use",
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("user", sa.Text, primary_key=True),
    )
