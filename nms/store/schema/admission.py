"""Who was seen in which hall, who was admitted, cases and what was done about them."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Text, text

from nms.store.schema.common import Id, metadata
from nms.store.times import Moment

host_seen = Table(
    "host_seen",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("mac", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("port", Text, nullable=False),
    Column("vlan", BigInteger, nullable=False),
    Column("ip", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("polls", BigInteger, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False, index=True),
)

host_admission = Table(
    "host_admission",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("mac", Text, primary_key=True),
    Column("port", Text, nullable=False),
    Column("vlan", BigInteger, nullable=False),
    Column("owner", Text, nullable=False),
    Column("admitted", Boolean, nullable=False),
    Column("expires_at", Moment),
    Column("by", Text, nullable=False),
    Column("at", Moment),
    CheckConstraint("vlan BETWEEN 1 AND 4094 AND vlan <> 666", name="host_admission_vlan"),
    CheckConstraint("length(mac) = 12", name="host_admission_mac"),
)
"""What people said of a MAC beside or against the inventory; none is ever admitted to the quarantine VLAN."""

pc_login = Table(
    "pc_login",
    metadata,
    Column("mac", Text, primary_key=True),
    Column("user", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("port", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("accepted", Boolean, nullable=False),
    Column("ended_at", Moment),
)

_OPEN = text("state IN ('open', 'approval', 'detained')")

admission_case = Table(
    "admission_case",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hall", Text, nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("port", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("opened_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Index("admission_case_open", "device", "port", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    sqlite_autoincrement=True,
)

admission_action = Table(
    "admission_action",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case", Id, ForeignKey("admission_case.id"), nullable=False, index=True),
    Column("rung", Text, nullable=False),
    Column("change", Id, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("automatic", Boolean, nullable=False),
    Column("undo", Id, nullable=False),
    Column("request", Id, nullable=False),
    Column("ended", Text, nullable=False),
    sqlite_autoincrement=True,
)

admission_policy = Table(
    "admission_policy",
    metadata,
    Column("hall", Text, primary_key=True),
    Column("automatic", Boolean, nullable=False),
    Column("furthest", Text, nullable=False),
    Column("most_per_hour", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("furthest IN ('alert', 'quarantine', 'blackhole', 'shutdown')", name="admission_policy_furthest"),
    CheckConstraint("most_per_hour BETWEEN 0 AND 3", name="admission_policy_rate"),
)
"""What a hall's policy is, where it is not that of the settings."""
