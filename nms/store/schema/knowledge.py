"""Knowledge articles, messages, surveys, secret links."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Table, Text

from nms.store.schema.common import Id, Word, metadata
from nms.store.times import Moment

article = Table(
    "article",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("retired", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("length", Integer, nullable=False),  # in terms
    sqlite_autoincrement=True,
)

article_version = Table(
    "article_version",
    metadata,
    Column("article", Id, ForeignKey("article.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)

article_term = Table(
    "article_term",
    metadata,
    Column("term", Word, primary_key=True),
    Column("article", Id, ForeignKey("article.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("hits", Integer, nullable=False),
    Index("article_term_article", "article"),
)
"""The inverted index of the standing versions, on every database the same (`nms.store.fulltext`)."""

outbound = Table(
    "outbound",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("medium", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("ticket", Id, index=True),
    Column("occasion", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("sealed", LargeBinary),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("error", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("outbound_state", "state", "next_at"),
    sqlite_autoincrement=True,
)

survey = Table(
    "survey",
    metadata,
    Column("ticket", Id, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("score", SmallInteger),
    Column("comment", Text, nullable=False),
    Column("answered_at", Moment),
)

customer_link = Table(
    "customer_link",
    metadata,
    Column("id", Id, primary_key=True),
    Column("customer", Text, nullable=False, index=True),
    Column("key", LargeBinary, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("seen_at", Moment),
    sqlite_autoincrement=True,
)
