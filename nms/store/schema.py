"""The tables, as SQLAlchemy Core sees them; how they came to be stands in `migrations`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from nms.store.times import Moment

REVISION = "0008"
"""The newest migration; a store of a later one is refused."""

APPLICATION_ID = 0x434E4D53
"""SQLite's application_id of our files ("CNMS")."""

metadata = MetaData()
Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER keys by itself
Word = Text().with_variant(Text(collation="C"), "postgresql")  # ordered by its bytes on every database

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

# ---------------------------------------------------------------- samples

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

# ---------------------------------------------------------------- devices

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

# ---------------------------------------------------------------- alarms

_ACTIVE = text("cleared_at IS NULL")

alarm = Table(
    "alarm",
    metadata,
    Column("id", Id, primary_key=True),
    Column("device", Text, nullable=False),
    Column("object", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("problem", Text, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("cause", Text, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("cleared_at", Moment),
    Column("count", Integer, nullable=False),
    Column("flapping", Boolean, nullable=False),
    Column("acknowledged_by", Text, nullable=False),
    Column("acknowledged_at", Moment),
    Column("shelved_until", Moment),
    Column("maintenance", Boolean, nullable=False),
    Column("root_id", Id),
    Column("source", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("expires_at", Moment),
    Index(
        "alarm_active", "device", "object", "type", "problem",
        unique=True, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE,
    ),
    Index("alarm_key", "device", "object", "type", "problem", "cleared_at"),
    Index("alarm_cleared", "cleared_at"),
    Index("alarm_raised", "raised_at"),
    Index("alarm_root", "root_id"),
    sqlite_autoincrement=True,
)  # fmt: skip

alarm_event = Table(
    "alarm_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("alarm_id", Id, ForeignKey("alarm.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("text", Text, nullable=False),
)

maintenance_window = Table(
    "maintenance_window",
    metadata,
    Column("id", Id, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Index("maintenance_window_end", "end"),
    sqlite_autoincrement=True,
)

# ---------------------------------------------------------------- traps

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

# ---------------------------------------------------------------- requests and events

request = Table(
    "request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("result", Text, nullable=False),
    sqlite_autoincrement=True,
)

event = Table(
    "event",
    metadata,
    Column("sequence", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)

# ---------------------------------------------------------------- northbound

notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("alarm_id", Id, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Every noteworthy change of an alarm, numbered across all monitors, with the alarm as it was then."""

monitor = Table(
    "monitor",
    metadata,
    Column("name", Text, primary_key=True),
    Column("taken", Id, nullable=False),  # the newest notice that was judged for this monitor
    Column("last", Id, nullable=False),  # the newest number that was given
    Column("body", Text, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("monitor", Text, primary_key=True),
    Column("sequence", Id, primary_key=True, autoincrement=False),
    Column("notice_id", Id, ForeignKey("notice.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("change", Text, nullable=False),
)
"""Which notice a monitor is told of under which number."""

monitor_view = Table(
    "monitor_view",
    metadata,
    Column("monitor", Text, primary_key=True),
    Column("alarm_id", Id, primary_key=True, autoincrement=False),
    Column("sequence", Id, nullable=False),
    Column("change", Text, nullable=False),
    Column("body", Text, nullable=False),
)
"""The alarms that a monitor is shown, as they were at the change that is numbered `sequence`."""

# ---------------------------------------------------------------- discovery, rules by hand, names

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

# ---------------------------------------------------------------- accounts, audit, secrets

account = Table(
    "account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("one_time", Boolean, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_login", Moment),
)

session = Table(
    "session",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("account", Text, ForeignKey("account.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
"""Who is logged in: `hash` is the SHA-256 of what the browser holds."""

login_failure = Table(
    "login_failure",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index("login_failure_key", "account", "address", "at"),
)

token = Table(
    "token",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("account", Text, ForeignKey("account.name", ondelete="CASCADE"), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("rights", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("last_used", Moment),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False, index=True),
    Column("actor", Text, nullable=False, index=True),
    Column("origin", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("mac", Text, nullable=False),
)
"""Append-only (triggers refuse the rest); numbered without gaps, each row's `mac` covers the row before."""

secret = Table(
    "secret",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("set_at", Moment, nullable=False),
)

host_key = Table(
    "host_key",
    metadata,
    Column("device", Text, primary_key=True),
    Column("algorithm", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("accepted_by", Text, nullable=False),
    Column("accepted_at", Moment, nullable=False),
)

# ---------------------------------------------------------------- changes

change = Table(
    "change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_origin", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("service", Text, nullable=False, index=True),
    Column("plan", Text, nullable=False),
    Column("approver", Text, nullable=False),
    Column("approver_origin", Text, nullable=False),
    Column("expires_at", Moment),
    Column("moved_at", Moment),
    Column("rollout", Id, nullable=False, index=True),
    Column("undoes", Id, nullable=False),
    Column("undone_by", Id, nullable=False),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)

change_step = Table(
    "change_step",
    metadata,
    Column("change", Id, ForeignKey("change.id"), primary_key=True, autoincrement=False),
    Column("device", Text, primary_key=True, index=True),
    Column("state", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("code", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("fencing", BigInteger, nullable=False),
)
"""How far each device of a change's newest plan is."""

change_move = Table(
    "change_move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("change", Id, ForeignKey("change.id"), nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""The journal: rows are only ever added."""

rollout = Table(
    "rollout",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("author_origin", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("waves", Text, nullable=False),
    Column("on_failure", Text, nullable=False),
    Column("state", Text, nullable=False),
    sqlite_autoincrement=True,
)

lease = Table(
    "lease",
    metadata,
    Column("device", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("change", Id, nullable=False),
    Column("fencing", BigInteger, nullable=False),
    Column("until", Moment, nullable=False),
)
"""One row per device for ever, because its fencing number must never go back; no owner: free."""

shared_use = Table(
    "shared_use",
    metadata,
    Column("device", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("user", Text, primary_key=True),
)

play_run = Table(
    "play_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("inputs", Text, nullable=False),
    Column("check", Boolean, nullable=False),
    Column("limit", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("moved_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

play_result = Table(
    "play_result",
    metadata,
    Column("run", Id, ForeignKey("play_run.id"), primary_key=True, autoincrement=False),
    Column("play", Integer, primary_key=True, autoincrement=False),
    Column("task", Integer, primary_key=True, autoincrement=False),
    Column("host", Text, primary_key=True),
    Column("item", Integer, primary_key=True, autoincrement=False),
    Column("did", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("body", Text, nullable=False),
)

# ---------------------------------------------------------------- private lines and what they hold

UNIT_FORM = """CASE
 WHEN scope LIKE 'span/%/vc4/%' OR substr(scope, 1, 6) = 'cstm1/' OR substr(scope, 1, 3) = 'e1/' THEN length(unit) = 5
  AND substr(unit, 2, 1) = '-' AND substr(unit, 4, 1) = '-'
  AND substr(unit, 1, 1) IN ('1', '2', '3') AND substr(unit, 3, 1) IN ('1', '2', '3', '4', '5', '6', '7')
  AND substr(unit, 5, 1) IN ('1', '2', '3')
 WHEN substr(scope, 1, 7) IN ('s-vlan/', 'c-vlan/') THEN CAST(CAST(unit AS BIGINT) AS TEXT) = unit
  AND CAST(unit AS BIGINT) BETWEEN 1 AND 4094
 WHEN substr(scope, 1, 4) = 'onu/' THEN CAST(CAST(unit AS BIGINT) AS TEXT) = unit
  AND CAST(unit AS BIGINT) BETWEEN 0 AND 127
 WHEN substr(scope, 1, 6) = 'vc-id/' THEN CAST(CAST(unit AS BIGINT) AS TEXT) = unit
  AND CAST(unit AS BIGINT) BETWEEN 1 AND 4294967295
 WHEN scope = 'link-net' THEN unit LIKE '%/31' AND substr(unit, length(unit) - 3, 1) IN ('0', '2', '4', '6', '8')
 ELSE 1 = 1 END"""
"""What a unit may look like where two spellings of one thing would be two units (see `nms.store.units`)."""

resource_unit = Table(
    "resource_unit",
    metadata,
    Column("scope", Word, primary_key=True),
    Column("unit", Word, primary_key=True),
    Column("holder", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("until", Moment, index=True),
    CheckConstraint("holder <> ''", name="resource_unit_holder"),
    CheckConstraint("state IN ('reserved', 'used', 'quarantine')", name="resource_unit_state"),
    CheckConstraint("(state = 'used') = (until IS NULL)", name="resource_unit_until"),
    CheckConstraint(UNIT_FORM, name="resource_unit_form"),
)
"""Whatever is taken, once: timeslots, VLANs, ids, ports; what is free has no row."""

resource_limit = Table(
    "resource_limit",
    metadata,
    Column("scope", Word, primary_key=True),
    Column("capacity", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
    CheckConstraint("used >= 0 AND used <= capacity", name="resource_limit_used"),
)
"""What is shared up to a limit; `used` is the sum of its draws (triggers refuse anything else)."""

resource_draw = Table(
    "resource_draw",
    metadata,
    Column("scope", Word, ForeignKey("resource_limit.scope"), primary_key=True),
    Column("holder", Text, primary_key=True, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("firm", BigInteger, nullable=False),
    Column("until", Moment, index=True),
    CheckConstraint("amount > 0 AND firm >= 0 AND firm <= amount", name="resource_draw_amount"),
)
"""A holder's share: `firm` of it is in use, the rest is reserved until a moment."""

resource_lapse = Table("resource_lapse", metadata, Column("holder", Text, primary_key=True))
"""Holders whose reservation ran out before it was confirmed."""

line = Table(
    "line",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("customer", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("ordered", Text, nullable=False),
    Column("design", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("moved_at", Moment, nullable=False),
    Column("author", Text, nullable=False),
    Column("change", Id, nullable=False),
    Column("reserved_until", Moment),
    Column("active_at", Moment),
    Column("ceased_at", Moment),
    Column("reason", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Private lines; none is ever deleted, so that a circuit number is never given twice."""

line_event = Table(
    "line_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("line", Id, ForeignKey("line.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("state", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("body", Text, nullable=False),
    sqlite_autoincrement=True,
)

_OPEN = text('"end" IS NULL')

line_outage = Table(
    "line_outage",
    metadata,
    Column("id", Id, primary_key=True),
    Column("line", Id, ForeignKey("line.id"), nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment),
    Column("kind", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("excluded", Text, nullable=False),
    CheckConstraint('"end" IS NULL OR "end" >= start', name="line_outage_order"),
    Index("line_outage_open", "line", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("line_outage_start", "line", "start"),
    sqlite_autoincrement=True,
)

line_turn_up = Table(
    "line_turn_up",
    metadata,
    Column("id", Id, primary_key=True),
    Column("line", Id, ForeignKey("line.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("results", Text, nullable=False),
    Column("passed", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

topology_change = Table(
    "topology_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("link", Text, nullable=False),
    Column("change", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("topology_change_link", "link", "id"),
    sqlite_autoincrement=True,
)
"""A link is what its latest row says; rows are only added, and forgotten once overtaken for long."""
