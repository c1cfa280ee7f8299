"""Exports of an OMC taken into the store by the site's mapping, each file once; what is bad in one is kept with it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from os import stat_result
from pathlib import Path
from typing import Final

from nms.app.parts import Parts
from nms.app.radio_counters import documents
from nms.core.errors import InvalidError, NmsError
from nms.core.radio_ports import ExportFile, NewCounters
from nms.handover.imports.mapping import CounterMap
from nms.handover.imports.reading import ImportedError, read_counters
from nms.handover.imports.text import MAX_BYTES
from nms.site.records import read_record

MOST_PROBLEMS: Final = 20
"""Problems of a bad file that are kept; how many there are is told beside."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR_S: Final = 3600


def source_of(name: str) -> str:
    """Under which source the counters of a file are stored."""
    return f"omc/{name}"


def changed_at(facts: stat_result) -> datetime:
    """When a file was last written, to the microsecond, as the store keeps moments."""
    return _EPOCH + timedelta(microseconds=facts.st_mtime_ns // 1000)


@dataclass(slots=True)
class Exports:
    """Where exports are looked for and how they are read; for one thread at a time."""

    parts: Parts
    _mapping: tuple[int, CounterMap] | None = field(default=None)

    @property
    def folder(self) -> Path:
        """Below the site's variable data unless absolute."""
        return self.parts.site.var / self.parts.config.radio.folder

    @property
    def map_file(self) -> Path:
        """Below the templates."""
        return self.parts.site.folder / "templates" / self.parts.config.radio.map

    def mapping(self) -> CounterMap:
        """The site's mapping, read anew when it has changed; NmsError with everything that is wrong in it."""
        try:
            stamp = self.map_file.stat().st_mtime_ns
        except OSError as error:
            reason = error.strerror or str(error)
            raise InvalidError("NMS-RADIO-110", file=self.map_file, reason=reason) from error
        if self._mapping is None or self._mapping[0] != stamp:
            self._mapping = (stamp, read_record(self.map_file, CounterMap, "OMC"))
        return self._mapping[1]

    def take(self, file: Path, mapping: CounterMap) -> ExportFile:
        """Read one file and store what it counts; what is wrong with it stands in what is returned, and is stored."""
        facts = file.stat()
        taken = _Taken(file, facts, self.parts.clock.now())
        digest = _digest(file, facts)
        twin = self.parts.store.radio.twin(file.name, digest)
        if twin:
            return self._noted(taken.as_file(digest, "same", values={"file": twin}))
        try:
            counters, seconds = read_counters([file], mapping), _seconds(file, mapping)
        except ImportedError as refused:
            return self._noted(taken.as_file(digest, "bad", refused.problems))
        found = documents(counters, seconds, _beginning(taken.changed_at, seconds))
        read = taken.as_file(digest, "read" if found else "empty", rows=sum(one.rows for one in found))
        return self._stored(read, found)

    def _noted(self, file: ExportFile) -> ExportFile:
        self.parts.store.radio.note(file)
        return file

    def _stored(self, file: ExportFile, found: Sequence[NewCounters]) -> ExportFile:
        self.parts.store.radio.took(file, source_of(file.name), found)
        return file


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file as it was when it was looked at."""

    file: Path
    facts: stat_result
    now: datetime

    @property
    def changed_at(self) -> datetime:
        return changed_at(self.facts)

    def as_file(
        self,
        digest: str,
        state: str,
        problems: Sequence[NmsError] = (),
        rows: int = 0,
        values: Mapping[str, str] | None = None,
    ) -> ExportFile:
        told = dict(values or {}) | ({"count": str(len(problems))} if problems else {})
        said = tuple(_told(one) for one in problems[:MOST_PROBLEMS])
        size = self.facts.st_size
        return ExportFile(self.file.name, size, self.changed_at, digest, state, self.now, rows, told, said)


def _told(problem: NmsError) -> dict[str, str]:
    """A problem as it is kept; of the place the file's folder is left out."""
    where = problem.where
    place = "" if where is None else str(where).replace(where.file, Path(where.file).name, 1)
    return {"code": problem.code, "where": place, **{name: str(value) for name, value in problem.values.items()}}


def _digest(file: Path, facts: stat_result) -> str:
    """Of what is too large to be read the size is enough."""
    if facts.st_size > MAX_BYTES:
        return str(facts.st_size)
    with file.open("rb") as octets:
        return hashlib.file_digest(octets, "sha256").hexdigest()


def _seconds(file: Path, mapping: CounterMap) -> int:
    table = mapping.table_for(file.name)
    return _HOUR_S if table is None or table.time is None else table.time.seconds


def _beginning(changed: datetime, seconds: int) -> datetime:
    """Of rows that say no time: the last whole period before the file was written."""
    whole = (changed - _EPOCH) // timedelta(seconds=seconds)
    return _EPOCH + timedelta(seconds=seconds * (whole - 1))
