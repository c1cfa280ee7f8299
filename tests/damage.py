"""Damage done to many datagrams at once: what senders, networks and attackers make of sound ones, by seed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nms.snmp import ber

T = TypeVar("T", bound=np.generic)
U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]
Damage = Callable[["Corpus", I64, U8, I64, np.random.Generator], tuple[U8, I64]]

ROOM = 64
"""Octets by which a datagram may grow."""

SPECIAL = np.array([0, 1, 0x7F, 0x80, 0x81, 0x82, 0x83, 0x84, 0x88, 0xFE, 0xFF], np.uint8)
TAGS = np.array(
    [1, 2, 3, 4, 5, 6, 9, 0x1F, 0x24, 0x30, 0x31, *range(0x40, 0x48), 0x80, 0x81, 0x82, *range(0xA0, 0xA9), 0xBF],
    np.uint8,
)
INSERTED = [
    b"\x80", b"\x81\x00", b"\x82\x00\x00", b"\x84\xff\xff\xff\xff", b"\x84\x7f\xff\xff\xff", b"\x83\xff\xff\xff",
    b"\x88" + b"\xff" * 8, b"\x85\x00\x00\x00\x00\x01", b"\x00\x00", b"\x30\x80" * 24, b"\x30\x30" * 12,
    b"\x30\x82\x7f\xff" * 8, b"\x30\x00", b"\x05\x00", b"\x02\x01\x00", b"\x02\x09" + b"\xff" * 9, b"\x04\x00",
    b"\x06\x01\x80", b"\x06\x06\x2b\xff\xff\xff\xff\x7f", b"\x46\x08" + b"\xff" * 8, b"\x41\x05\x00" + b"\xff" * 4,
    b"\x24\x80\x04\x01\x61\x00\x00", b"\x80\x00", b"\x82\x00", b"\xff" * 40,
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corpus:
    """Sound datagrams as rows of equal width, and of each the places of its tags; the length follows its tag."""

    octets: U8
    sizes: I64
    places: I64
    counts: I64
    inserted: U8
    inserted_sizes: I64

    @classmethod
    def of(cls, datagrams: Sequence[bytes]) -> "Corpus":
        """Each damaged as often as any other."""
        width = max(map(len, datagrams)) + ROOM
        tags = [tags_of(one) or [0] for one in datagrams]
        places = _rows([np.array(one, np.int64) for one in tags], max(map(len, tags)), np.int64)
        inserted = _rows([np.frombuffer(one, np.uint8) for one in INSERTED], width, np.uint8)
        return cls(
            _rows([np.frombuffer(one, np.uint8) for one in datagrams], width, np.uint8),
            np.array([len(one) for one in datagrams], np.int64),
            places,
            np.array([len(one) for one in tags], np.int64),
            inserted,
            np.array([len(one) for one in INSERTED], np.int64),
        )

    def damaged(self, which: I64, rng: np.random.Generator) -> tuple[U8, I64]:
        """One mutant each of these datagrams: rows of octets, of which the first `sizes` count. A quarter is damaged
        twice."""
        rows, sizes = self._once(which, self.octets[which], self.sizes[which].copy(), rng)
        again = np.flatnonzero(rng.random(which.size) < 0.25)
        rows[again], sizes[again] = self._once(which[again], rows[again], sizes[again], rng)
        return rows, sizes

    def _once(self, which: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
        kinds = rng.integers(len(DAMAGES), size=which.size)
        for number, damage in enumerate(DAMAGES):
            chosen = np.flatnonzero((kinds == number) & (sizes > 0))
            rows[chosen], sizes[chosen] = damage(self, which[chosen], rows[chosen], sizes[chosen], rng)
        return rows, sizes


def _rows(found: Sequence[NDArray[T]], width: int, kind: type[T]) -> NDArray[T]:
    rows = np.zeros((len(found), width), kind)
    for row, one in zip(rows, found, strict=True):
        row[: one.size] = one
    return rows


def tags_of(datagram: bytes) -> list[int]:
    """Where elements begin, outer ones first; also within octets that hold an element."""
    found, spans = list[int](), [(0, len(datagram))]
    while spans:
        at, end = spans.pop()
        while at < end:
            try:
                tag, start, stop = ber.header(datagram, at, end)
            except ber.MalformedError:
                break
            found.append(at)
            if tag & 0x20 or (tag == ber.OCTETS and datagram[start : start + 1] == b"\x30"):
                spans.append((start, stop))
            at = stop
    return found


def _put(rows: U8, places: I64, octets: U8) -> U8:
    rows[np.arange(places.size), np.minimum(places, rows.shape[1] - 1)] = octets
    return rows


def _tags(corpus: Corpus, which: I64, rng: np.random.Generator) -> I64:
    return corpus.places[which, rng.integers(corpus.counts[which])]


def _spliced(rows: U8, sizes: I64, place: I64, removed: I64, donors: U8, start: I64, size: I64) -> tuple[U8, I64]:
    """Octets at a place give way to some of a donor's."""
    width = rows.shape[1]
    columns = np.arange(width, dtype=np.int64)
    offset = columns - place[:, None]
    inside = (offset >= 0) & (offset < size[:, None])
    behind = columns + np.where(offset >= 0, (removed - size)[:, None], 0)
    kept = np.take_along_axis(rows, np.clip(behind, 0, width - 1), 1)
    given = np.take_along_axis(donors, np.clip(offset + start[:, None], 0, donors.shape[1] - 1), 1)
    return np.where(inside, given, kept), np.clip(np.maximum(sizes - removed, place) + size, 0, width)


def flipped(_: Corpus, __: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """A bit turned."""
    places = rng.integers(sizes)
    bits = np.uint8(1) << rng.integers(8, size=sizes.size).astype(np.uint8)
    return _put(rows, places, rows[np.arange(sizes.size), places] ^ bits), sizes


def overwritten(_: Corpus, __: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """An octet that means something elsewhere."""
    return _put(rows, rng.integers(sizes), rng.choice(SPECIAL, sizes.size)), sizes


def retyped(corpus: Corpus, which: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """The tag of another type."""
    return _put(rows, _tags(corpus, which, rng), rng.choice(TAGS, sizes.size)), sizes


def lying(corpus: Corpus, which: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """A length that is not: one more or less, indefinite, giant, anything."""
    places = np.minimum(_tags(corpus, which, rng) + 1, rows.shape[1] - 1)
    told = rows[np.arange(sizes.size), places]
    near = told + rng.choice(np.array([1, 255], np.uint8), sizes.size)
    far = np.where(rng.random(sizes.size) < 0.5, rng.choice(SPECIAL, sizes.size), _any(rng, sizes.size))
    return _put(rows, places, np.where(rng.random(sizes.size) < 0.5, near, far)), sizes


def _any(rng: np.random.Generator, count: int) -> U8:
    return rng.integers(256, size=count, dtype=np.uint8)


def cut(_: Corpus, __: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """Broken off."""
    return rows, rng.integers(sizes)


def shortened(_: Corpus, __: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """Some octets lost."""
    none = np.zeros(sizes.size, np.int64)
    return _spliced(rows, sizes, rng.integers(sizes), rng.integers(1, 9, sizes.size), rows, none, none)


def doubled(_: Corpus, __: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """Some octets there twice, or instead of others."""
    size = rng.integers(1, ROOM, sizes.size)
    removed = np.where(rng.random(sizes.size) < 0.5, size, 0)
    return _spliced(rows, sizes, rng.integers(sizes), removed, rows, rng.integers(sizes), size)


def stuffed(corpus: Corpus, which: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """Lengths, elements and nests from a table in the place of a length or between elements."""
    chosen = rng.integers(len(INSERTED), size=sizes.size)
    at_length = rng.random(sizes.size) < 0.5
    places = np.minimum(_tags(corpus, which, rng) + at_length, sizes)
    start = np.zeros(sizes.size, np.int64)
    taken = at_length.astype(np.int64)
    return _spliced(rows, sizes, places, taken, corpus.inserted[chosen], start, corpus.inserted_sizes[chosen])


def swapped(corpus: Corpus, which: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """An element copied over another one: lengths often fit."""
    here, there = _tags(corpus, which, rng), _tags(corpus, which, rng)
    size = np.minimum(rows[np.arange(sizes.size), np.minimum(there + 1, rows.shape[1] - 1)] + np.int64(2), ROOM)
    return _spliced(rows, sizes, here, size, rows, there, size)


def crossed(corpus: Corpus, _: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """The head of one and the tail of another."""
    other = rng.integers(corpus.sizes.size, size=sizes.size)
    place, start = rng.integers(sizes), rng.integers(np.maximum(corpus.sizes[other], 1))
    size = np.minimum(corpus.sizes[other] - start, rows.shape[1] - place)
    return _spliced(rows, sizes, place, sizes - place, corpus.octets[other], start, size)


def noise(_: Corpus, __: I64, rows: U8, sizes: I64, rng: np.random.Generator) -> tuple[U8, I64]:
    """Anything, as long as it was."""
    garbage = rng.integers(256, size=rows.shape, dtype=np.uint8)
    kept = np.arange(rows.shape[1]) < rng.integers(sizes)[:, None] * (rng.random(sizes.size) < 0.5)[:, None]
    return np.where(kept, rows, garbage), sizes


DAMAGES: tuple[Damage, ...] = (
    flipped, flipped, flipped, overwritten, retyped, lying, cut, shortened, doubled, stuffed, swapped, crossed, noise,
)  # fmt: skip
