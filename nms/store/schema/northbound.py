"""What monitors are told."""

from sqlalchemy import Column, ForeignKey, Table, Text

from nms.store.schema.common import Id, metadata
from nms.store.times import Moment

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
