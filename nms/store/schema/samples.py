"""Numbers."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from nms.store.schema.common import Id, metadata

device = Table(
    "device",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

series = Table(
    "series",
    metadata,
    Column("id", Id, primary_key=True),
    Column("device_id", Id, ForeignKey("device.id"), nullable=False),
    Column("metric", Text, nullable=False),
    Column("instance", Text, nullable=False),
    UniqueConstraint("device_id", "metric", "instance", name="series_key"),
)

journal = Table(
    "journal",
    metadata,
    Column("id", Id, primary_key=True),
    Column("device_id", Id, ForeignKey("device.id"), nullable=False),
    Column("first_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("tag", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("journal_device", "device_id", "first_ms"),
    sqlite_autoincrement=True,
)

chunk = Table(
    "chunk",
    metadata,
    Column("device_id", Id, ForeignKey("device.id"), primary_key=True),
    Column("hour_ms", BigInteger, primary_key=True),
    Column("samples", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("chunk_hour", "hour_ms"),
)

rollup = Table(
    "rollup",
    metadata,
    Column("device_id", Id, ForeignKey("device.id"), primary_key=True),
    Column("resolution_s", Integer, primary_key=True),
    Column("period_ms", BigInteger, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Index("rollup_period", "resolution_s", "period_ms"),
)

grid_group = Table(
    "grid_group",
    metadata,
    Column("id", Id, primary_key=True),
    Column("columns", Integer, nullable=False),
    Column("sealed_ms", BigInteger, nullable=False),
    sqlite_autoincrement=True,
)

grid_member = Table(
    "grid_member",
    metadata,
    Column("group_id", Id, ForeignKey("grid_group.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("device_id", Id, ForeignKey("device.id"), nullable=False),
    Column("series", LargeBinary, nullable=False),
    Column("own_ms", BigInteger, nullable=False),
    Index("grid_member_device", "device_id"),
)

grid_round = Table(
    "grid_round",
    metadata,
    Column("id", Id, primary_key=True),
    Column("group_id", Id, ForeignKey("grid_group.id"), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("grid_round_group", "group_id", "at_ms"),
    sqlite_autoincrement=True,
)

grid_chunk = Table(
    "grid_chunk",
    metadata,
    Column("device_id", Id, ForeignKey("device.id"), primary_key=True),
    Column("hour_ms", BigInteger, primary_key=True),
    Column("group_id", Id, ForeignKey("grid_group.id"), primary_key=True),
    Column("samples", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("grid_chunk_hour", "hour_ms"),
)

grid_rollup = Table(
    "grid_rollup",
    metadata,
    Column("device_id", Id, ForeignKey("device.id"), primary_key=True),
    Column("resolution_s", Integer, primary_key=True),
    Column("hour_ms", BigInteger, primary_key=True),
    Column("group_id", Id, ForeignKey("grid_group.id"), primary_key=True),
    Column("payload", LargeBinary, nullable=False),
    Index("grid_rollup_hour", "resolution_s", "hour_ms"),
)
