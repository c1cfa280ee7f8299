"""Reading the same kind of thing at many places of a buffer at once."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from nms.snmp.batch.arrays import I64, U8, U64, Mask

_7F, _80, _81, _82, _FF = (np.uint64(number) for number in (0x7F, 0x80, 0x81, 0x82, 0xFF))
_8, _16 = np.uint64(8), np.uint64(16)


@dataclass(frozen=True, slots=True)
class Octets:
    """A buffer of octets, and a view of the eight octets from each place on as one little-endian word."""

    plain: U8
    _words: "np.ndarray[Any, Any]" = field(init=False)

    def __post_init__(self) -> None:
        count = self.plain.size - 7
        words = np.ndarray((count,), "<u8", self.plain.data, 0, (1,))
        object.__setattr__(self, "_words", words)

    def words(self, at: I64) -> U64:
        """The eight octets from each of these places on, the first one lowest."""
        found: U64 = self._words[at]
        return found

    def numbers(self, ends: I64) -> U64:
        """The eight octets before each of these places, the last one lowest."""
        return self.words(ends - 8).byteswap()


@dataclass(frozen=True, slots=True)
class Elements:
    """BER elements: where their contents begin and end, and which could be opened at all."""

    starts: I64
    ends: I64
    good: Mask


ONE, FINE = np.ones(1, np.int64), np.ones(1, bool)
"""Of all alike: one octet, and it can be read."""


def sizes_of(words: U64) -> tuple[I64, I64, Mask]:
    """Length fields that begin with a word's lowest octet: the length, the octets it takes, whether it can be read.

    Short form, or one or two octets of the long form (X.690 section 8.1.3): no datagram needs more. Where all are of
    the short form, the latter two are ONE and FINE.
    """
    first = words & _FF
    long = first > _7F
    if not long.any():
        return first.astype(np.int64), ONE, FINE
    second, third = (words >> _8) & _FF, (words >> _16) & _FF
    size = np.where(first == _81, second, np.where(first == _82, second << _8 | third, first))
    taken = np.where(first == _81, 2, np.where(first == _82, 3, 1))
    return size.astype(np.int64), taken, ~long | (first == _81) | (first == _82)


def elements(octets: Octets, at: I64, tag: int, ends: I64) -> Elements:
    """The elements at these places, which must carry `tag` and may not reach beyond `ends`."""
    words = octets.words(at)
    size, taken, good = sizes_of(words >> _8)
    starts = at + 1 + taken
    stops = starts + size
    good = good & ((words & _FF) == np.uint64(tag)) & (stops <= ends)
    return Elements(np.where(good, starts, at), np.where(good, stops, at), good)
