"""Private lines: what they hold, the lines themselves, what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_FORM = """CASE
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

# whoever writes draws, `used` follows, and the limit's CHECK refuses what passes it
_TRIGGERS = """
CREATE TRIGGER resource_draw_insert AFTER INSERT ON resource_draw BEGIN
 UPDATE resource_limit SET used = (SELECT COALESCE(SUM(amount), 0) FROM resource_draw WHERE scope = NEW.scope)
 WHERE scope = NEW.scope;
END

CREATE TRIGGER resource_draw_update AFTER UPDATE ON resource_draw BEGIN
 UPDATE resource_limit SET used = (SELECT COALESCE(SUM(amount), 0) FROM resource_draw WHERE scope = NEW.scope)
 WHERE scope = NEW.scope;
END

CREATE TRIGGER resource_draw_delete AFTER DELETE ON resource_draw BEGIN
 UPDATE resource_limit SET used = (SELECT COALESCE(SUM(amount), 0) FROM resource_draw WHERE scope = OLD.scope)
 WHERE scope = OLD.scope;
END

CREATE TRIGGER resource_draw_stays BEFORE UPDATE OF scope ON resource_draw WHEN NEW.scope <> OLD.scope BEGIN
 SELECT RAISE(ABORT, 'a draw stays with its limit');
END

CREATE TRIGGER resource_draw_limited BEFORE INSERT ON resource_draw
WHEN NOT EXISTS (SELECT 1 FROM resource_limit WHERE scope = NEW.scope) BEGIN
 SELECT RAISE(ABORT, 'a draw needs its limit');
END

CREATE TRIGGER resource_limit_insert BEFORE INSERT ON resource_limit
WHEN NEW.used <> (SELECT COALESCE(SUM(amount), 0) FROM resource_draw WHERE scope = NEW.scope) BEGIN
 SELECT RAISE(ABORT, 'what is used of a limit is the sum of its draws');
END

CREATE TRIGGER resource_limit_update BEFORE UPDATE ON resource_limit
WHEN NEW.used <> (SELECT COALESCE(SUM(amount), 0) FROM resource_draw WHERE scope = NEW.scope) BEGIN
 SELECT RAISE(ABORT, 'what is used of a limit is the sum of its draws');
END

CREATE TRIGGER resource_limit_delete BEFORE DELETE ON resource_limit
WHEN EXISTS (SELECT 1 FROM resource_draw WHERE scope = OLD.scope) BEGIN
 SELECT RAISE(ABORT, 'the limit has draws');
END
"""


def upgrade() -> None:
    """Add the tables; SQLite, where the store lives, also refuses what the stores would never write."""
    _units()
    _limits()
    _lines()
    _outages()
    _turn_ups()
    if op.get_bind().dialect.name == "sqlite":
        for statement in _TRIGGERS.strip().split("\n\n"):
            op.execute(statement)


def _units() -> None:
    op.create_table(
        "resource_unit",
        sa.Column("scope", _WORD, primary_key=True),
        sa.Column("unit", _WORD, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False, index=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("until", sa.BigInteger, index=True),
        sa.CheckConstraint("holder <> ''", name="resource_unit_holder"),
        sa.CheckConstraint("state IN ('reserved', 'used', 'quarantine')", name="resource_unit_state"),
        sa.CheckConstraint("(state = 'used') = (until IS NULL)", name="resource_unit_until"),
        sa.CheckConstraint(_FORM, name="resource_unit_form"),
    )
    op.create_table("resource_lapse", sa.Column("holder", sa.Text, primary_key=True))


def _limits() -> None:
    op.create_table(
        "resource_limit",
        sa.Column("scope", _WORD, primary_key=True),
        sa.Column("capacity", sa.BigInteger, nullable=False),
        sa.Column("used", sa.BigInteger, nullable=False),
        sa.CheckConstraint("used >= 0 AND used <= capacity", name="resource_limit_used"),
    )
    op.create_table(
        "resource_draw",
        sa.Column("scope", _WORD, sa.ForeignKey("resource_limit.scope"), primary_key=True),
        sa.Column("holder", sa.Text, primary_key=True, index=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("firm", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, index=True),
        sa.CheckConstraint("amount > 0 AND firm >= 0 AND firm <= amount", name="resource_draw_amount"),
    )


def _lines() -> None:
    op.create_table(
        "line",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("customer", sa.Text, nullable=False, index=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("ordered", sa.Text, nullable=False),
        sa.Column("design", sa.Text, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("moved_at", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("change", _ID, nullable=False),
        sa.Column("reserved_until", sa.BigInteger),
        sa.Column("active_at", sa.BigInteger),
        sa.Column("ceased_at", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "line_event",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("line", _ID, sa.ForeignKey("line.id"), nullable=False, index=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )


def _outages() -> None:
    op.create_table(
        "line_outage",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("line", _ID, sa.ForeignKey("line.id"), nullable=False),
        sa.Column("start", sa.BigInteger, nullable=False),
        sa.Column("end", sa.BigInteger),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("excluded", sa.Text, nullable=False),
        sa.CheckConstraint('"end" IS NULL OR "end" >= start', name="line_outage_order"),
        sqlite_autoincrement=True,
    )
    still_open = sa.text('"end" IS NULL')
    op.create_index(
        "line_outage_open", "line_outage", ["line", "kind"],
        unique=True, sqlite_where=still_open, postgresql_where=still_open,
    )  # fmt: skip
    op.create_index("line_outage_start", "line_outage", ["line", "start"])


def _turn_ups() -> None:
    op.create_table(
        "line_turn_up",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("line", _ID, sa.ForeignKey("line.id"), nullable=False, index=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("results", sa.Text, nullable=False),
        sa.Column("passed", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
