"""Private lines, what they hold, and how the graph of the network changed."""

from sqlalchemy import BigInteger, Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Text, text

from nms.store.schema.common import Id, Word, metadata
from nms.store.times import Moment

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
