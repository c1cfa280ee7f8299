"""What all tables share."""

from sqlalchemy import BigInteger, Integer, MetaData, Text

metadata = MetaData()
Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers only INTEGER keys by itself
Word = Text().with_variant(Text(collation="C"), "postgresql")  # ordered by its bytes on every database
