"""The first schema: samples, devices, alarms, traps, requests and events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_ACTIVE = sa.text("cleared_at IS NULL")


def upgrade() -> None:
    """Make every table."""
    _samples()
    _packed()
    _devices()
    _rows()
    _alarms()
    _alarm_indexes()
    _alarm_events()
    _windows()
    _traps()
    _desk()


def _samples() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "device",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "series",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("device_id", _ID, sa.ForeignKey("device.id"), nullable=False),
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("instance", sa.Text, nullable=False),
        sa.UniqueConstraint("device_id", "metric", "instance", name="series_key"),
    )


def _packed() -> None:
    op.create_table(
        "journal",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("device_id", _ID, sa.ForeignKey("device.id"), nullable=False),
        sa.Column("first_ms", sa.BigInteger, nullable=False),
        sa.Column("last_ms", sa.BigInteger, nullable=False),
        sa.Column("tag", sa.Integer, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("journal_device", "journal", ["device_id", "first_ms"])
    op.create_table(
        "chunk",
        sa.Column("device_id", _ID, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("hour_ms", sa.BigInteger, primary_key=True),
        sa.Column("samples", sa.Integer, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("chunk_hour", "chunk", ["hour_ms"])
    op.create_table(
        "rollup",
        sa.Column("device_id", _ID, sa.ForeignKey("device.id"), primary_key=True),
        sa.Column("resolution_s", sa.Integer, primary_key=True),
        sa.Column("period_ms", sa.BigInteger, primary_key=True),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    op.create_index("rollup_period", "rollup", ["resolution_s", "period_ms"])


def _devices() -> None:
    op.create_table(
        "device_state",
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("last_answer_at", sa.BigInteger),
        sa.Column("last_failure_at", sa.BigInteger),
        sa.Column("last_error", sa.Text, nullable=False, server_default=""),
        sa.Column("since", sa.BigInteger),
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("booted_at", sa.BigInteger),
        sa.Column("facts", sa.Text),
    )
    op.create_table(
        "boot",
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("at_ms", sa.BigInteger, primary_key=True),
    )


def _rows() -> None:
    op.create_table(
        "interface",
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("descr", sa.Text, nullable=False),
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("speed_bps", sa.BigInteger),
        sa.Column("mac", sa.Text, nullable=False),
        sa.Column("admin", sa.Text, nullable=False),
        sa.Column("oper", sa.Text, nullable=False),
        sa.Column("top_speed_bps", sa.BigInteger),
    )
    op.create_index("interface_name", "interface", ["device", "name"])
    op.create_table(
        "observed",
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("observed_kind", "observed", ["kind"])
    op.create_table(
        "sighting",
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("first_seen", sa.BigInteger, nullable=False),
        sa.Column("last_seen", sa.BigInteger, nullable=False),
        sa.Column("present", sa.Boolean, nullable=False),
    )
    op.create_index("sighting_key", "sighting", ["kind", "key"])


def _alarms() -> None:
    op.create_table(
        "alarm",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("object", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("raised_at", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("cleared_at", sa.BigInteger),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("flapping", sa.Boolean, nullable=False),
        sa.Column("acknowledged_by", sa.Text, nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger),
        sa.Column("shelved_until", sa.BigInteger),
        sa.Column("maintenance", sa.Boolean, nullable=False),
        sa.Column("root_id", _ID),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("expires_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )


def _alarm_indexes() -> None:
    op.create_index(
        "alarm_active",
        "alarm",
        ["device", "object", "type", "problem"],
        unique=True,
        sqlite_where=_ACTIVE,
        postgresql_where=_ACTIVE,
    )
    op.create_index("alarm_cleared", "alarm", ["cleared_at"])
    op.create_index("alarm_key", "alarm", ["device", "object", "type", "problem", "cleared_at"])
    op.create_index("alarm_raised", "alarm", ["raised_at"])
    op.create_index("alarm_root", "alarm", ["root_id"])


def _alarm_events() -> None:
    op.create_table(
        "alarm_event",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("alarm_id", _ID, sa.ForeignKey("alarm.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_alarm_event_alarm_id", "alarm_event", ["alarm_id"])


def _windows() -> None:
    op.create_table(
        "maintenance_window",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("scope", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("end", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("maintenance_window_end", "maintenance_window", ["end"])


def _traps() -> None:
    op.create_table(
        "raw_trap",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("port", sa.Integer, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False, server_default=""),
        sa.Column("oid", sa.Text, nullable=False, server_default=""),
        sa.Column("problem", sa.Text, nullable=False, server_default=""),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_raw_trap_received_at", "raw_trap", ["received_at"])
    op.create_index("raw_trap_device", "raw_trap", ["device", "received_at"])
    op.create_table(
        "unknown_trap",
        sa.Column("oid", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("example_id", _ID, nullable=False),
    )


def _desk() -> None:
    op.create_table(
        "request",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_request_state", "request", ["state"])
    op.create_table(
        "event",
        sa.Column("sequence", _ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
