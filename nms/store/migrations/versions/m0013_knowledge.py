"""Knowledge articles, notifications, surveys, secret links."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    _articles()
    _outbound()
    _secrets()


def _articles() -> None:
    op.create_table(
        "article",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("public", sa.Boolean, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("length", sa.Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "article_version",
        sa.Column("article", _ID, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "article_term",
        sa.Column("term", _WORD, primary_key=True),
        sa.Column(
            "article", _ID, sa.ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
        ),
        sa.Column("hits", sa.Integer, nullable=False),
    )
    op.create_index("article_term_article", "article_term", ["article"])


def _outbound() -> None:
    op.create_table(
        "outbound",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("medium", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("ticket", _ID, index=True),
        sa.Column("occasion", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("next_at", sa.BigInteger, nullable=False),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("outbound_state", "outbound", ["state", "next_at"])


def _secrets() -> None:
    op.create_table(
        "survey",
        sa.Column("ticket", _ID, primary_key=True, autoincrement=False),
        sa.Column("key", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("score", sa.SmallInteger),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("answered_at", sa.BigInteger),
    )
    op.create_table(
        "customer_link",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("customer", sa.Text, nullable=False, index=True),
        sa.Column("key", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sa.Column("seen_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
