"""Every notification as it came."""

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, text

from nms.store.schema.common import Id, metadata
from nms.store.times import Moment

_UNKNOWN = text("outcome = 'unknown'")

raw_trap = Table(
    "raw_trap",
    metadata,
    Column("id", Id, primary_key=True),
    Column("received_at", Moment, nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("port", Integer, nullable=False),
    Column("device", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("outcome", Text, nullable=False, server_default=""),
    Column("oid", Text, nullable=False, server_default=""),
    Column("problem", Text, nullable=False, server_default=""),
    Index("raw_trap_device", "device", "received_at"),
    Index("raw_trap_unknown", "oid", "device", sqlite_where=_UNKNOWN, postgresql_where=_UNKNOWN),
    sqlite_autoincrement=True,
)

unknown_trap = Table(
    "unknown_trap",
    metadata,
    Column("oid", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("example_id", Id, nullable=False),
)
