"""Recordings of agents on disk: `.snmprec` files, plain or bzip2, read within bounds and written."""

import bz2
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BufferedIOBase
from pathlib import Path

from nms.core.errors import InvalidError, NmsError
from nms.core.ports import Oid
from nms.core.recorded import RecordedRow, Recording, read_line, written_line

ROWS = 100_000  # about 60 MB in memory
OCTETS = 256 * 2**20  # unpacked
LINE = 2**18  # a value of 64 kB in hexadecimal, and room


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of one file is read: rows, octets once unpacked, octets of one line."""

    rows: int = ROWS
    octets: int = OCTETS
    line: int = LINE


@dataclass(slots=True)
class _Tally:
    """What is odd about a file: how often, and where first (line number or OID)."""

    counts: dict[str, int] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)

    def note(self, code: str, where: str) -> None:
        self.counts[code] = self.counts.get(code, 0) + 1
        self.first.setdefault(code, where)

    def errors(self, path: Path) -> list[NmsError]:
        return [
            InvalidError(code, file=path, count=count, first=self.first[code])
            for code, count in sorted(self.counts.items())
        ]


def _opened(path: Path) -> BufferedIOBase:
    """The file, unpacked if its content says bzip2, whatever its name says."""
    with path.open("rb") as file:
        packed = file.read(3) == b"BZh"
    return bz2.open(path) if packed else path.open("rb")


def _lines(file: BufferedIOBase, bounds: Bounds, tally: _Tally) -> Iterator[tuple[int, bytes]]:
    """Numbered lines while the bounds hold; a longer line ends the reading, as no agent writes one."""
    octets = number = 0
    while line := file.readline(bounds.line):
        number += 1
        octets += len(line)
        if octets > bounds.octets or (len(line) == bounds.line and not line.endswith(b"\n")):
            tally.note("NMS-WALK-008", str(number))
            return
        yield number, line


def _gather(rows: dict[Oid, RecordedRow], lines: Iterable[tuple[int, bytes]], bounds: Bounds, tally: _Tally) -> None:
    before: Oid = ()
    for number, text in lines:
        line = read_line(text)
        if line is None:
            if text.strip() and not text.startswith(b"#"):
                tally.note("NMS-WALK-004", str(number))
            continue
        if len(rows) >= bounds.rows:
            tally.note("NMS-WALK-003", str(bounds.rows))
            break
        oid = line.row.oid
        if not line.fits:
            tally.note("NMS-WALK-005", ".".join(map(str, oid)))
        if oid <= before:
            tally.note("NMS-WALK-007" if oid in rows else "NMS-WALK-006", str(number))
        before = max(oid, before)
        rows.setdefault(oid, line.row)


def read_walk(path: Path, bounds: Bounds | None = None) -> tuple[Recording, list[NmsError]]:
    """A recorded agent ready to answer, and what is odd about its file.

    Raises NMS-WALK-001 for a file that cannot be read at all and NMS-WALK-002 for one without a single row; everything
    else is told and got over: torn lines left out, values that do not fit their type kept as strings, rows sorted.
    """
    limits = bounds or Bounds()
    tally = _Tally()
    rows: dict[Oid, RecordedRow] = {}
    try:
        with _opened(path) as file:
            _gather(rows, _lines(file, limits, tally), limits, tally)
    except (OSError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        if not rows:
            raise InvalidError("NMS-WALK-001", file=path, reason=reason) from error
        tally.note("NMS-WALK-012", str(len(rows)))
    if not rows:
        raise InvalidError("NMS-WALK-002", file=path)
    return Recording(tuple(sorted(rows)), rows), tally.errors(path)


def write_walk(path: Path, rows: Iterable[RecordedRow]) -> int:
    """Write rows in lexicographic order, packed where the name ends in .bz2; the number of rows.

    Raises NMS-WALK-009 where the file cannot be written.
    """
    ordered = sorted(rows)
    try:
        with bz2.open(path, "wb") if path.suffix == ".bz2" else path.open("wb") as file:
            file.writelines(map(written_line, ordered))
    except OSError as error:
        raise InvalidError("NMS-WALK-009", file=path, reason=error.strerror or error) from error
    return len(ordered)
