"""Recorded agents: reads `.snmprec` files (plain or bzip2) as rows of OID, BER tag and value.

One row a line, `OID|TAG|VALUE`. TAG is the BER tag in decimal, with an optional `x` (the value is hexadecimal), `e`
(backslash escapes) or `:module` (the value is a recipe for a changing number). A value that does not fit its tag is
kept as the OCTET STRING of its text: that is how an agent looks which lies about the type of an object.
"""

import bz2
import codecs
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from nms.core.ports import Oid, Value

ROWS = 50_000  # of one recording at most: bounds time and memory of the largest ones

INTEGER, STRING, NULL, OBJECT_ID, ADDRESS, OPAQUE = 0x02, 0x04, 0x05, 0x06, 0x40, 0x44
NUMBERS = (INTEGER, 0x41, 0x42, 0x43, 0x46)


class RecordedRow(NamedTuple):
    """An object instance as it was recorded; `value` fits `tag`."""

    oid: Oid
    tag: int
    value: Value


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


def decoded(tag_text: bytes, raw: bytes) -> tuple[int, Value]:
    """(tag, value) of the two right-hand fields of a row; ValueError for a tag that is no number."""
    digits, _, module = tag_text.partition(b":")
    tag, style = int(digits.rstrip(b"xe")), digits[-1:]
    try:
        if style == b"x":
            raw = bytes.fromhex(raw.decode("ascii"))
        elif style == b"e":
            raw = codecs.escape_decode(raw)[0]
        elif module:
            raw = _steady(raw)
        if style == b"x" and tag == ADDRESS:
            return tag, raw
        return tag, _DECODERS.get(tag, bytes)(raw)
    except (ValueError, UnicodeDecodeError):
        return STRING, raw


def _lines(path: Path) -> Iterator[bytes]:
    opener = bz2.open if path.suffix == ".bz2" else open
    with opener(path, "rb") as file:
        yield from file


def recorded_rows(path: Path, limit: int = ROWS) -> Iterator[RecordedRow]:
    """The first `limit` readable rows of a file in file order; comments and torn lines are passed over."""
    count = 0
    for line in _lines(path):
        fields = line.rstrip(b"\r\n").split(b"|", 2)
        if len(fields) != 3:
            continue
        try:
            oid = tuple(map(int, fields[0].split(b".")))
            tag, value = decoded(fields[1], fields[2])
        except ValueError:
            continue
        yield RecordedRow(oid, tag, value)
        count += 1
        if count >= limit:
            return


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


@lru_cache(maxsize=4)
def read_recording(path: Path, limit: int = ROWS) -> Recording:
    """A recorded agent ready to answer; the last few stay in memory."""
    return Recording.of(recorded_rows(path, limit))
