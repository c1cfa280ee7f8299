"""Rounds, hours and roll-ups of whole groups of devices."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add the tables; what journal and chunks hold stays where it is and is read with them."""
    _groups()
    _rounds()
    _sealed()


def _groups() -> None:
    op.create_table(
        "grid_group",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("columns", sa.Integer, nullable=False),
        sa.Column("sealed_ms", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "grid_member",
        sa.Column("group_id", _ID, sa.ForeignKey("grid_group.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("device_id", _ID, sa.ForeignKey("device.id"), nullable=False),
        sa.Column("series", sa.LargeBinary, nullable=False),
        sa.Column("own_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("grid_member_device", "grid_member", ["device_id"])


def _rounds() -> None:
    op.create_table(
        "grid_round",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("group_id", _ID, sa.ForeignKey("grid_group.id"), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("grid_round_group", "grid_round", ["group_id", "at_ms"])


def _sealed() -> None:
    op.create_table(
        "grid_chunk",
        sa.Column("device_id", _ID, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("hour_ms", sa.BigInteger, primary_key=True),
        sa.Column("group_id", _ID, sa.ForeignKey("grid_group.id"), primary_key=True),
        sa.Column("samples", sa.Integer, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("grid_chunk_hour", "grid_chunk", ["hour_ms"])
    op.create_table(
        "grid_rollup",
        sa.Column("device_id", _ID, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("resolution_s", sa.Integer, primary_key=True),
        sa.Column("hour_ms", sa.BigInteger, primary_key=True),
        sa.Column("group_id", _ID, sa.ForeignKey("grid_group.id"), primary_key=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("grid_rollup_hour", "grid_rollup", ["resolution_s", "hour_ms"])
