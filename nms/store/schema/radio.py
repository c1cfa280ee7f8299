"""Controllers as they were read, stored counters of the radio network, the files they came in, what was made of them.

Documents are compressed; only the use cases know what stands in them.
"""

from sqlalchemy import Column, Index, LargeBinary, Table, Text, UniqueConstraint

from nms.store.schema.common import Id, Word, metadata
from nms.store.times import Moment

radio_reading = Table(
    "radio_reading",
    metadata,
    Column("controller", Word, primary_key=True),
    Column("read_at", Moment),
    Column("document", LargeBinary),
    Column("tried_at", Moment, nullable=False),
    Column("code", Text, nullable=False),
    Column("details", Text, nullable=False),
)

radio_counters = Table(
    "radio_counters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("source", Word, nullable=False),
    Column("start", Moment, nullable=False),
    Column("kind", Text, nullable=False),
    Column("seconds", Id, nullable=False),
    Column("rows", Id, nullable=False),
    Column("document", LargeBinary, nullable=False),
    UniqueConstraint("source", "start", "kind", name="radio_counters_place"),
    Index("radio_counters_start", "start"),
    sqlite_autoincrement=True,
)

radio_export = Table(
    "radio_export",
    metadata,
    Column("name", Word, primary_key=True),
    Column("size", Id, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("digest", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("read_at", Moment, nullable=False),
    Column("rows", Id, nullable=False),
    Column("details", Text, nullable=False),
    Column("problems", Text, nullable=False),
)

radio_digest = Table(
    "radio_digest",
    metadata,
    Column("day", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("document", LargeBinary, nullable=False),
)
