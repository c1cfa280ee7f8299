"""What devices are and said of themselves."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from nms.store.schema.common import metadata
from nms.store.times import Moment

device_state = Table(
    "device_state",
    metadata,
    Column("device", Text, primary_key=True),
    Column("last_answer_at", Moment),
    Column("last_failure_at", Moment),
    Column("last_error", Text, nullable=False, server_default=""),
    Column("since", Moment),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("booted_at", Moment),
    Column("facts", Text),
)

boot = Table(
    "boot",
    metadata,
    Column("device", Text, primary_key=True),
    Column("at_ms", BigInteger, primary_key=True),
)

interface = Table(
    "interface",
    metadata,
    Column("device", Text, primary_key=True),
    Column("index", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("descr", Text, nullable=False),
    Column("alias", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("speed_bps", BigInteger),
    Column("mac", Text, nullable=False),
    Column("admin", Text, nullable=False),
    Column("oper", Text, nullable=False),
    Column("top_speed_bps", BigInteger),
    Index("interface_name", "device", "name"),
)

observed = Table(
    "observed",
    metadata,
    Column("device", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Index("observed_kind", "kind"),
)

sighting = Table(
    "sighting",
    metadata,
    Column("device", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("body", Text, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("present", Boolean, nullable=False),
    Index("sighting_key", "kind", "key"),
)
