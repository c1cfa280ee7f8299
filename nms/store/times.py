"""Moments as the store keeps them: integers since 1970, milliseconds for samples and microseconds for the rest."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
MICROSECOND = timedelta(microseconds=1)
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970 of an aware moment, cut; TypeError for a naive one."""
    return (at - EPOCH) // MILLISECOND


def from_ms(value: int) -> datetime:
    """The aware UTC moment of milliseconds since 1970."""
    return EPOCH + timedelta(milliseconds=value)


def moments(values: Sequence[int]) -> list[datetime]:
    """The aware UTC moments of many milliseconds since 1970."""
    return [EPOCH + timedelta(milliseconds=value) for value in values]


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment in a 64-bit column, exact to the microsecond on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - given by SQLAlchemy
        """Microseconds since 1970."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - as above
        """The moment again."""
        return None if value is None else EPOCH + timedelta(microseconds=value)
