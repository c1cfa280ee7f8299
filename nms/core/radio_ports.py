"""What the use cases of the radio network need of the store: documents that only they can read, and what names them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from nms.core.radio import CounterPeriod


@dataclass(frozen=True, slots=True)
class StoredReading:
    """The newest good reading of a controller (`read_at` None: never) and the last try, with what was wrong then."""

    controller: str
    read_at: datetime | None
    tried_at: datetime
    code: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class NewCounters(NamedTuple):
    """Rows of one kind in one period, to be kept."""

    start: datetime
    seconds: int
    kind: str
    rows: int
    document: bytes


class StoredCounters(NamedTuple):
    """The same as it is kept; what is put in its place has another `id`, a later one a higher."""

    id: int
    source: str
    start: datetime
    seconds: int
    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of counters that was looked at: state is read, empty, same (as another, named in `values`) or bad.

    `problems` are the first things that are wrong in a bad one, each with its code, place and values.
    """

    name: str
    size: int
    changed_at: datetime
    digest: str
    state: str
    read_at: datetime
    rows: int = 0
    values: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True, slots=True)
class StoredDigest:
    """What was made of the counters that began in [start, end), at a moment."""

    at: datetime
    start: datetime
    end: datetime
    document: bytes


class RadioStore(Protocol):
    """Remembers readings, counters, exports and digests; each call is one transaction."""

    def readings(self) -> Sequence[StoredReading]:
        """Every controller that was ever tried, by name."""
        ...

    def reading(self, controller: str) -> bytes | None:
        """The document of the newest good reading."""
        ...

    def put_reading(self, controller: str, at: datetime, document: bytes) -> None:
        """A good reading takes the place of the last one."""
        ...

    def failed(self, controller: str, at: datetime, code: str, values: Mapping[str, str]) -> None:
        """A try failed; the last good reading stays."""
        ...

    def put_counters(self, source: str, counters: Sequence[NewCounters]) -> None:
        """Keep counters; those of the same source, beginning and kind are replaced."""
        ...

    def took(self, file: ExportFile, source: str, counters: Sequence[NewCounters]) -> None:
        """Note a file and let all that its source ever gave be these counters."""
        ...

    def note(self, file: ExportFile) -> None:
        """Note a file that gave nothing; what it gave before stays."""
        ...

    def exports(self, limit: int) -> Sequence[ExportFile]:
        """Noted files, the one last looked at first, so many at most; bad ones before all others."""
        ...

    def noted(self, names: Collection[str]) -> Mapping[str, ExportFile]:
        """Those of the named files that were noted."""
        ...

    def twin(self, name: str, digest: str) -> str:
        """A file of another name that was read with the same digest; "" if there is none."""
        ...

    def periods(self, start: datetime, end: datetime) -> Sequence[CounterPeriod]:
        """By beginning, then source."""
        ...

    def counters(self, start: datetime, end: datetime) -> Sequence[StoredCounters]:
        """What began in [start, end), by beginning, then `id`."""
        ...

    def documents(self, ids: Collection[int]) -> Mapping[int, bytes]:
        """The documents of stored counters; those that are gone are missing."""
        ...

    def newest(self) -> datetime | None:
        """The beginning of the newest period."""
        ...

    def mark(self) -> int:
        """Grows with whatever counters are stored."""
        ...

    def put_digest(self, digest: StoredDigest) -> None:
        """Keep a digest, one for each day (UTC) on which its counters end."""
        ...

    def digest(self) -> StoredDigest | None:
        """The newest."""
        ...

    def prune(self, before: datetime) -> int:
        """Forget counters, digests and notes of files that are older; readings stay."""
        ...
