"""The moment at which the collectors' tests visit."""

from datetime import UTC, datetime

AT = datetime(2026, 3, 1, 12, 7, 30, tzinfo=UTC)
