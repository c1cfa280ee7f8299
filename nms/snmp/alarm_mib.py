"""CITYNMS-ALARM-MIB as code: its objects and notifications as tables, and the variables that an alarm becomes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from nms.core.alarm import EventType, Severity
from nms.core.northbound import Change, Told
from nms.core.ports import Oid, Value, VarBind
from nms.snmp import ber
from nms.snmp.render import clean

MIB_FILE = Path(__file__).parent / "mibs" / "CITYNMS-ALARM-MIB.txt"

ROOT: Oid = (1, 3, 6, 1, 4, 1, 8072, 9999, 9999, 2006)
NOTIFICATIONS: Oid = (*ROOT, 0)
STREAM: Oid = (*ROOT, 1, 1)
ENTRY: Oid = (*ROOT, 1, 2, 1)

CHANGES: dict[Change, Oid] = {
    Change.RAISED: (*NOTIFICATIONS, 1),
    Change.CHANGED: (*NOTIFICATIONS, 2),
    Change.CLEARED: (*NOTIFICATIONS, 3),
}
HEARTBEAT: Oid = (*NOTIFICATIONS, 4)
NOTIFICATION_NAMES: dict[str, Oid] = {
    "cityNmsAlarmRaised": CHANGES[Change.RAISED],
    "cityNmsAlarmChanged": CHANGES[Change.CHANGED],
    "cityNmsAlarmCleared": CHANGES[Change.CLEARED],
    "cityNmsHeartbeat": HEARTBEAT,
}

SEVERITIES: dict[Severity, int] = {
    # RFC 3877, ItuPerceivedSeverity
    Severity.CLEARED: 1,
    Severity.INDETERMINATE: 2,
    Severity.CRITICAL: 3,
    Severity.MAJOR: 4,
    Severity.MINOR: 5,
    Severity.WARNING: 6,
}
EVENT_TYPES: dict[EventType, int] = {
    # RFC 3877, IANAItuEventType
    EventType.COMMUNICATIONS: 2,
    EventType.QUALITY_OF_SERVICE: 3,
    EventType.PROCESSING_ERROR: 4,
    EventType.EQUIPMENT: 5,
    EventType.ENVIRONMENTAL: 6,
    EventType.SECURITY: 10,
}
FLAPPING, SHELVED, MAINTENANCE = 0x80, 0x40, 0x20  # BITS count from the most significant bit
TRUE, FALSE = 1, 2
GAUGE32 = 0x42
LONGEST_TEXT = 255


def date_and_time(moment: datetime) -> bytes:
    """A moment as DateAndTime (RFC 2579), in UTC with its zone: 11 octets."""
    at = moment.astimezone(UTC)
    clock = (at.month, at.day, at.hour, at.minute, at.second, at.microsecond // 100_000)
    return at.year.to_bytes(2, "big") + bytes(clock) + b"+\x00\x00"


def text(words: str) -> bytes:
    """Words as CityNmsText: one line, UTF-8, cut between two characters where too long."""
    return clean(words).encode()[:LONGEST_TEXT].decode(errors="ignore").encode()


def _conditions(told: Told) -> bytes:
    alarm = told.notice.alarm
    bits = FLAPPING * alarm.flapping | SHELVED * (alarm.shelved_until is not None) | MAINTENANCE * alarm.maintenance
    return bytes((bits,))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its name without the prefix, BER type, and the value that it has for an alarm."""

    name: str
    tag: int
    value: Callable[[Told], Value]


FIRST_COLUMN = 2  # column 1 is the index
COLUMNS: tuple[Column, ...] = (
    Column("Sequence", GAUGE32, lambda told: told.notice.sequence),
    Column("Device", ber.OCTETS, lambda told: text(told.notice.alarm.key.device)),
    Column("Object", ber.OCTETS, lambda told: text(told.notice.alarm.key.object)),
    Column("EventType", ber.INTEGER, lambda told: EVENT_TYPES[told.notice.alarm.key.type]),
    Column("ProbableCause", ber.OCTETS, lambda told: text(told.notice.alarm.cause)),
    Column("SpecificProblem", ber.OCTETS, lambda told: text(told.notice.alarm.key.problem)),
    Column("Severity", ber.INTEGER, lambda told: SEVERITIES[told.severity]),
    Column("Text", ber.OCTETS, lambda told: text(told.text)),
    Column("RaisedTime", ber.OCTETS, lambda told: date_and_time(told.notice.alarm.raised_at)),
    Column("ChangedTime", ber.OCTETS, lambda told: date_and_time(told.notice.alarm.changed_at)),
    Column("Acknowledged", ber.INTEGER, lambda told: TRUE if told.notice.alarm.acknowledged_by else FALSE),
    Column("AcknowledgedBy", ber.OCTETS, lambda told: text(told.notice.alarm.acknowledged_by)),
    Column("RootId", GAUGE32, lambda told: told.notice.alarm.root_id or 0),
    Column("Conditions", ber.OCTETS, _conditions),
)


class Figures(NamedTuple):
    """The scalars of one monitor's view, in the order of the MIB; the active ones count the table's rows."""

    boot_id: int
    start_time: datetime
    last_sequence: int
    sent_sequence: int
    heartbeat_interval: int
    critical: int
    major: int
    minor: int
    warning: int
    indeterminate: int


SCALARS: tuple[tuple[str, int], ...] = (
    ("BootId", GAUGE32),
    ("StartTime", ber.OCTETS),
    ("LastSequence", GAUGE32),
    ("SentSequence", GAUGE32),
    ("HeartbeatInterval", GAUGE32),
    ("ActiveCritical", GAUGE32),
    ("ActiveMajor", GAUGE32),
    ("ActiveMinor", GAUGE32),
    ("ActiveWarning", GAUGE32),
    ("ActiveIndeterminate", GAUGE32),
)
BOOT_ID, START_TIME, LAST_SEQUENCE, SENT_SEQUENCE, HEARTBEAT_INTERVAL = ((*STREAM, arc, 0) for arc in range(1, 6))


def scalars(figures: Figures) -> list[VarBind]:
    """The scalars as instances, in lexicographic order."""
    values = [date_and_time(value) if isinstance(value, datetime) else value for value in figures]
    return [
        VarBind((*STREAM, arc, 0), tag, value)
        for arc, ((_, tag), value) in enumerate(zip(SCALARS, values, strict=True), start=1)
    ]


SYSTEM: Oid = (1, 3, 6, 1, 2, 1, 1)
SERVICES = 72  # RFC 3418: a host that offers applications


def system(descr: str, name: str, location: str, uptime_s: float) -> list[VarBind]:
    """The system group that every agent has (RFC 3418)."""
    values: tuple[tuple[int, Value], ...] = (
        (ber.OCTETS, text(descr)),
        (ber.OBJECT_ID, ROOT),
        (ber.TIME_TICKS, round(uptime_s * 100) & 0xFFFF_FFFF),
        (ber.OCTETS, b""),
        (ber.OCTETS, text(name)),
        (ber.OCTETS, text(location)),
        (ber.INTEGER, SERVICES),
    )
    return [VarBind((*SYSTEM, arc, 0), tag, value) for arc, (tag, value) in enumerate(values, start=1)]


def cell(place: int, told: Told) -> VarBind:
    """One cell of the table: the column by its place in `COLUMNS`, the row of the alarm."""
    column = COLUMNS[place]
    return VarBind((*ENTRY, FIRST_COLUMN + place, told.notice.alarm.id), column.tag, column.value(told))


def notification(told: Told, boot_id: int) -> tuple[Oid, Sequence[VarBind]]:
    """snmpTrapOID and variables of a change."""
    cells = [cell(place, told) for place in range(len(COLUMNS))]
    return CHANGES[told.notice.change], [VarBind(BOOT_ID, GAUGE32, boot_id), *cells]


def heartbeat(boot_id: int, sent: int, interval_s: float) -> tuple[Oid, Sequence[VarBind]]:
    """snmpTrapOID and variables of a heartbeat."""
    binds = ((BOOT_ID, boot_id), (SENT_SEQUENCE, sent), (HEARTBEAT_INTERVAL, whole_seconds(interval_s)))
    return HEARTBEAT, [VarBind(oid, GAUGE32, value) for oid, value in binds]


def whole_seconds(seconds: float) -> int:
    """Rounded up, as the MIB counts intervals."""
    return max(1, -int(-seconds // 1))
