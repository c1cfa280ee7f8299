"""Every seam of the house: what one part needs of another, as protocols."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from nms.core.alarm import Actor, Alarm, AlarmEvent, AlarmKey, MaintenanceWindow, Report
from nms.core.device import Device
from nms.core.observed import Facts, Harvest, Row
from nms.core.sample import Sample, Series, SeriesKey

RowT = TypeVar("RowT", bound=Row)


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """The aware UTC wall-clock moment."""
        ...

    def monotonic(self) -> float:
        """Seconds that never step."""
        ...


# ---------------------------------------------------------------- SNMP

Oid = tuple[int, ...]
Value = int | bytes | Oid | None


class VarBind(NamedTuple):
    """An object instance and its value.

    `tag` is the BER tag (0x02 INTEGER, 0x04 OCTET STRING, 0x06 OBJECT IDENTIFIER, 0x40 IpAddress, 0x41 Counter32,
    0x42 Gauge32, 0x43 TimeTicks, 0x44 Opaque, 0x46 Counter64; 0x80 noSuchObject, 0x81 noSuchInstance,
    0x82 endOfMibView with value None). Strings and IpAddress are bytes, OIDs tuples, the rest ints.
    """

    oid: Oid
    tag: int
    value: Value


class SnmpSession(Protocol):
    """A conversation with one agent. Every call raises NoAnswerError or SnmpError; never two requests at once."""

    async def get(self, *oids: Oid) -> list[VarBind]:
        """One VarBind per OID in the order asked; absent ones carry an exception tag. Splits on tooBig."""
        ...

    async def get_next(self, *oids: Oid) -> list[VarBind]:
        """The successor of each OID."""
        ...

    async def set(self, *binds: VarBind) -> list[VarBind]:
        """Write; refused with NMS-SNMP-… unless the device may be written."""
        ...

    def walk(self, root: Oid) -> AsyncIterator[VarBind]:
        """Everything below `root` in order (GETBULK, GETNEXT for v1); stops with SnmpError at a looping agent."""
        ...

    async def columns(self, *roots: Oid) -> "Table":
        """Several columns of one table (or of several tables with one index), walked side by side."""
        ...


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by index: `cells[index][i]` is the value in column root i, None where absent; index as OID suffix.

    `partial` is True when the agent broke off before the end; what came is there.
    """

    cells: Mapping[Oid, Sequence[Value]] = field(default_factory=dict)
    partial: bool = False


class Snmp(Protocol):
    """Speaks to any agent."""

    def session(self, device: Device) -> SnmpSession:
        """A session by the device's SnmpAccess; opens nothing yet."""
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of one collector on one device; `names` maps ifIndex to interface name as last seen (may be empty)."""

    device: Device
    at: datetime
    snmp: SnmpSession
    names: Mapping[int, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)


class Collector(Protocol):
    """Asks one MIB or counter family; stateless."""

    @property
    def name(self) -> str: ...

    @property
    def cadence(self) -> str:
        """A key of `config.cadences`: status, counters, fdb, e1-intervals, inventory, optics."""
        ...

    def wants(self, visit: Visit) -> bool:
        """Whether asking this device makes sense (by role, platform or facts); cheap, no I/O."""
        ...

    async def collect(self, visit: Visit) -> Harvest:
        """Ask and translate; a table the agent lacks is an empty harvest, not an error."""
        ...


@dataclass(frozen=True, slots=True)
class RawTrap:
    """A datagram as it came; `device` is "" for a stranger; `id` is 0 until stored."""

    id: int
    received_at: datetime
    address: str
    port: int
    device: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Trap:
    """A decoded notification in SNMPv2 form (v1 translated by RFC 3584): `oid` is snmpTrapOID.0."""

    raw_id: int
    received_at: datetime
    address: str
    device: str
    version: str
    oid: Oid
    uptime_s: float | None
    binds: Sequence[VarBind]
    inform: bool = False


# ---------------------------------------------------------------- stores (narrow, one per trade)


class SampleStore(Protocol):
    """Remembers numbers."""

    def append_round(self, samples: Sequence[Sample]) -> None:
        """Keep one or many devices' samples; durable against a killed process when it returns."""
        ...

    def series(self, key: SeriesKey, start: datetime, end: datetime, max_points: int = 3000) -> Series:
        """Values of a gauge, rates of a counter (`Metric.rate_unit`), gaps as None; resolution chosen to fit."""
        ...

    def raw(self, key: SeriesKey, start: datetime, end: datetime) -> Sequence[tuple[datetime, int | float]]:
        """Values as they were polled."""
        ...

    def keys(self, device: str, metric: str = "") -> Sequence[SeriesKey]:
        """Series known of a device."""
        ...


class GridStore(Protocol):
    """Remembers numbers of many like devices at once, without an object per value."""

    def enrol(self, devices: Sequence[str], columns: Sequence[Sequence[tuple[str, str]]]) -> int:
        """Number of a grid of series: for each device the (metric, instance) of its columns, metrics alike for all."""
        ...

    def append_grid(self, grid: int, at: datetime, bits: memoryview, kinds: memoryview) -> None:
        """Keep one round, all or nothing; durable against a killed process when it returns.

        `bits` are devices × columns of 64 bits, `kinds` the same of octets: 0 nothing came, 1 the bits are a signed
        number, 2 an unsigned one.
        """
        ...

    def dismiss(self, grid: int) -> None:
        """Nothing will be appended to a grid any more; what was appended stays."""
        ...


Decide = Callable[[Alarm | None], tuple[Alarm, Sequence[AlarmEvent]] | None]
Changed = tuple[Alarm | None, Alarm]  # before, after


class AlarmStore(Protocol):
    """Remembers alarms and their histories."""

    def active(self, key: AlarmKey) -> Alarm | None:
        """The active alarm of a key, else the newest one that cleared (flapping is told by it, see Ledger)."""
        ...

    def get(self, alarm_id: int) -> Alarm | None: ...

    def all_active(self) -> Sequence[Alarm]: ...

    def save(self, alarm: Alarm, events: Sequence[AlarmEvent]) -> Alarm:
        """Insert (id 0) or update, history in the same transaction; returns it with its id."""
        ...

    def change(self, wanted: AlarmKey | int, decide: Decide) -> Changed | None:
        """Read (`active` of a key, `get` of an id), decide and save in one write transaction.

        Engine and pages act on the same alarms from different processes: neither may overwrite what the other just
        wrote. `decide` must be pure; when it returns None nothing is written and None comes back.
        """
        ...

    def history(self, alarm_id: int) -> Sequence[AlarmEvent]: ...

    def windows(self, at: datetime) -> Sequence[MaintenanceWindow]:
        """Maintenance windows open at a moment."""
        ...


class DeviceStore(Protocol):
    """Remembers what devices said of themselves and whether they answer."""

    def answered(self, device: str, at: datetime, harvests: Sequence[Harvest]) -> None:
        """The device answered: remember it and whatever was harvested."""
        ...

    def silent(self, device: str, at: datetime, error: str) -> None:
        """The device did not answer; `error` is a code of the catalogue."""
        ...

    def facts(self, device: str) -> Facts | None: ...

    def rows(self, device: str, row_type: type[RowT]) -> Sequence[RowT]: ...

    def interface_names(self, device: str) -> Mapping[int, str]: ...


class TrapStore(Protocol):
    """Remembers every datagram."""

    def keep(self, traps: Sequence[RawTrap]) -> Sequence[int]:
        """Store a batch in one transaction; returns the ids."""
        ...

    def unknown(self, trap: Trap) -> None:
        """Put a trap that no rule understands into the visible queue."""
        ...


class Notifier(Protocol):
    """Is told of every real change of an alarm (law: a list of these is itself the interface)."""

    def tell(self, before: Alarm | None, after: Alarm) -> None: ...


@dataclass(frozen=True, slots=True)
class Request:
    """A wish of page or CLI that the engine carries out (law 6); kind is poll, …; state waiting, done or failed."""

    id: int
    kind: str
    body: Mapping[str, str]
    actor: Actor
    at: datetime
    state: str = "waiting"
    result: str = ""


class RequestStore(Protocol):
    """The desk between those who ask and the engine."""

    def put(self, kind: str, body: Mapping[str, str], actor: Actor, at: datetime) -> int: ...

    def waiting(self) -> Sequence[Request]: ...

    def finish(self, request_id: int, state: str, result: str) -> None: ...

    def get(self, request_id: int) -> Request | None: ...


class EventStore(Protocol):
    """The numbered stream that pages and SSE follow."""

    def append(self, kind: str, subject: str, at: datetime, body: Mapping[str, str]) -> int: ...

    def after(self, sequence: int, limit: int = 500) -> Sequence[tuple[int, str, str, Mapping[str, str]]]:
        """(sequence, kind, subject, body) of later events."""
        ...

    def last(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Understood:
    """What a trap says: reports, collectors to run now (law 4), and whether any rule knew it."""

    reports: Sequence[Report] = ()
    poll: tuple[str, ...] = ()
    known: bool = True


Understand = Callable[[Trap, Device, Mapping[int, str]], Understood]
