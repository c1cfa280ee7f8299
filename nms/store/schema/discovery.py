"""Agents found, rules by hand, names of MIB modules."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, SmallInteger, Table, Text, UniqueConstraint

from nms.store.schema.common import Id, metadata
from nms.store.times import Moment

found_agent = Table(
    "found_agent",
    metadata,
    Column("address", Text, primary_key=True),
    Column("port", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("state", Text, nullable=False),
)
"""Agents that answered a discovery; what is proposed follows from them and the inventory at every look."""

trap_rule = Table(
    "trap_rule",
    metadata,
    Column("id", Id, primary_key=True),
    Column("oid", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("clears", Boolean, nullable=False),
    Column("severity", SmallInteger),
    Column("ttl_s", Float, nullable=False),
    Column("zh", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("oid", "device", name="trap_rule_key"),
    sqlite_autoincrement=True,
)

mib_module = Table(
    "mib_module",
    metadata,
    Column("name", Text, primary_key=True),
    Column("file", Text, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
)

mib_object = Table(
    "mib_object",
    metadata,
    Column("module", Text, ForeignKey("mib_module.name", ondelete="CASCADE"), primary_key=True),
    Column("oid", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("objects", Text, nullable=False),
    Column("words", Text, nullable=False),
)
