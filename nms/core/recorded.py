"""Recorded agents: rows of OID, BER tag and value as `.snmprec` files hold them, and an agent that answers from them.

One row a line, `OID|TAG|VALUE`. TAG is the BER tag in decimal, with an optional `x` (the value is hexadecimal), `e`
(backslash escapes) or `:module` (the value is a recipe for a changing number). A value that does not fit its tag is
kept as the OCTET STRING of its text: that is how an agent looks which lies about the type of an object.
"""

import codecs
import re
from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nms.core.errors import SnmpError
from nms.core.ports import Oid, Table, Value, VarBind

INTEGER, STRING, NULL, OBJECT_ID, ADDRESS, OPAQUE = 0x02, 0x04, 0x05, 0x06, 0x40, 0x44
NUMBERS = (INTEGER, 0x41, 0x42, 0x43, 0x46)
NO_SUCH_INSTANCE, END_OF_VIEW = 0x81, 0x82

_PRINTABLE = re.compile(rb"[\x20-\x7e]*\Z")


class RecordedRow(NamedTuple):
    """An object instance as it was recorded; `value` fits `tag`."""

    oid: Oid
    tag: int
    value: Value


class Line(NamedTuple):
    """A readable line of a file; `fits` is False where the value did not fit the tag that stood beside it."""

    row: RecordedRow
    fits: bool = True


def _number(raw: bytes) -> Value:
    return int(raw)


def _oid(raw: bytes) -> Value:
    return tuple(int(arc) for arc in raw.strip().strip(b".").split(b"."))


def _address(raw: bytes) -> Value:
    octets = bytes(int(part) for part in raw.strip().split(b"."))
    if len(octets) != 4:
        raise ValueError("an IpAddress has four octets")
    return octets


_DECODERS: dict[int, Callable[[bytes], Value]] = {
    **dict.fromkeys(NUMBERS, _number),
    STRING: bytes,
    OPAQUE: bytes,
    OBJECT_ID: _oid,
    ADDRESS: _address,
    NULL: lambda _raw: None,
}


def _steady(recipe: bytes) -> bytes:
    """One typical number of a `numeric` recipe such as `max=100,offset=50,deviation=50`."""
    for key in (rb"offset", rb"initial", rb"scale", rb"rate"):
        found = re.search(rb"\b" + key + rb"=(-?\d+)", recipe)
        if found:
            return found.group(1)
    return b"0"


def _value(tag: int, style: bytes, module: bytes, raw: bytes) -> Value:
    if style == b"x":
        raw = bytes.fromhex(raw.decode("ascii"))
    elif style == b"e":
        raw = codecs.escape_decode(raw)[0]
    elif module:
        raw = _steady(raw)
    if style == b"x" and tag == ADDRESS:
        return raw
    return _DECODERS.get(tag, bytes)(raw)


def decoded(tag_text: bytes, raw: bytes) -> tuple[int, Value, bool]:
    """(tag, value, whether it fits) of the right-hand fields of a row; ValueError for a tag that is no number."""
    digits, _, module = tag_text.partition(b":")
    tag = int(digits.rstrip(b"xe"))
    try:
        return tag, _value(tag, digits[-1:], module, raw), True
    except (ValueError, UnicodeDecodeError):
        return STRING, raw, False


def read_line(line: bytes) -> Line | None:
    """A row from a line of a file; None for comments and torn lines."""
    fields = line.rstrip(b"\r\n").split(b"|", 2)
    if len(fields) != 3:
        return None
    try:
        oid = tuple(map(int, fields[0].split(b".")))
        tag, value, fits = decoded(fields[1], fields[2])
    except ValueError:
        return None
    return Line(RecordedRow(oid, tag, value), fits)


def written_line(row: RecordedRow) -> bytes:
    """The line of a row; octets that are no plain text stand in hexadecimal."""
    head = ".".join(map(str, row.oid)).encode()
    value = row.value
    if isinstance(value, tuple):
        return b"%s|%d|%s\n" % (head, row.tag, ".".join(map(str, value)).encode())
    if row.tag == ADDRESS and isinstance(value, bytes) and len(value) == 4:
        return b"%s|%d|%s\n" % (head, row.tag, ".".join(map(str, value)).encode())
    if isinstance(value, bytes):
        plain = row.tag == STRING and _PRINTABLE.match(value)
        return (
            b"%s|%d|%s\n" % (head, row.tag, value) if plain else b"%s|%dx|%s\n" % (head, row.tag, value.hex().encode())
        )
    return b"%s|%d|%s\n" % (head, row.tag, b"" if value is None else str(value).encode())


@dataclass(frozen=True, slots=True)
class Recording:
    """Rows by OID with the OIDs in lexicographic order, as GETNEXT needs them."""

    oids: tuple[Oid, ...]
    rows: Mapping[Oid, RecordedRow]

    @classmethod
    def of(cls, rows: Iterable[RecordedRow]) -> "Recording":
        """Sorted; of several rows with one OID the first stands, as an agent has one value for one object."""
        by_oid: dict[Oid, RecordedRow] = {}
        for row in rows:
            by_oid.setdefault(row.oid, row)
        return cls(tuple(sorted(by_oid)), by_oid)

    def after(self, oid: Oid) -> RecordedRow | None:
        """The successor of `oid`, None at the end of the view."""
        place = bisect_right(self.oids, oid)
        return self.rows[self.oids[place]] if place < len(self.oids) else None

    def below(self, root: Oid) -> Iterator[RecordedRow]:
        """Everything under `root` in order."""
        for place in range(bisect_left(self.oids, root), len(self.oids)):
            oid = self.oids[place]
            if oid[: len(root)] != root:
                return
            if len(oid) > len(root):
                yield self.rows[oid]


class RecordedSession:
    """A conversation with a recorded agent (the port `SnmpSession`), answered as a correct agent would.

    GETNEXT, walks and columns go in lexicographic order whatever the order of the recording.
    """

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    async def get(self, *oids: Oid) -> list[VarBind]:
        """One VarBind per OID; absent ones are noSuchInstance."""
        rows = self._recording.rows
        return [VarBind(*rows[oid]) if oid in rows else VarBind(oid, NO_SUCH_INSTANCE, None) for oid in oids]

    async def get_next(self, *oids: Oid) -> list[VarBind]:
        """The successor of each OID, endOfMibView after the last."""
        successors = [self._recording.after(oid) for oid in oids]
        return [
            VarBind(*row) if row else VarBind(oid, END_OF_VIEW, None) for oid, row in zip(oids, successors, strict=True)
        ]

    async def set(self, *binds: VarBind) -> list[VarBind]:
        """Refused: a recording cannot change."""
        raise SnmpError("NMS-CORE-001", field="set", value=binds, reason="recorded agents are read-only")

    async def walk(self, root: Oid) -> AsyncIterator[VarBind]:
        """Everything below `root` in order."""
        for row in self._recording.below(root):
            yield VarBind(*row)

    async def columns(self, *roots: Oid) -> Table:
        """Cells by index over all rows that any of the columns has."""
        cells: dict[Oid, list[Value]] = {}
        for place, root in enumerate(roots):
            for row in self._recording.below(root):
                cells.setdefault(row.oid[len(root) :], [None] * len(roots))[place] = row.value
        return Table(cells)
