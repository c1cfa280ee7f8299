"""Values of variables, many at once: which tags are taken, and what 64 bits they become."""

import numpy as np

from nms.snmp import ber
from nms.snmp.batch.answers import TEXT_LENGTH_BITS, TEXTS
from nms.snmp.batch.arrays import I64, U8, U64, Mask
from nms.snmp.batch.octets import Octets

NUMBER, TEXT, ABSENT = 1, 2, 3
KINDS = np.zeros(256, np.uint8)
KINDS[[ber.INTEGER, *ber.UNSIGNED]] = NUMBER
KINDS[list(TEXTS)] = TEXT
KINDS[[ber.NO_SUCH_OBJECT, ber.NO_SUCH_INSTANCE]] = ABSENT

WIDTHS = np.zeros(256, np.int64)
WIDTHS[[ber.INTEGER, *ber.UNSIGNED]] = 4
WIDTHS[ber.COUNTER64] = 8

LONGEST = np.where(WIDTHS > 0, WIDTHS + 1, 0)
"""Unsigned numbers carry a zero before their first bit where that is set; pysnmp writes the least INTEGER in five."""

LEAST = np.uint64(2**31)
"""As many negative numbers has an INTEGER (RFC 2578 section 7.1.1)."""

LOW = np.array([(1 << 8 * min(size, 8)) - 1 for size in range(16)], np.uint64)
"""The bits of a number of so many octets."""

IP_OCTETS = 4
IN_HEAD = 6
"""Octets of a value that fit one word beside its tag and its length."""

Places = tuple[I64, I64, U64 | None]
"""Where values begin and end; the eight octets from their tags on, where all lengths are of the short form."""


def numbers(octets: Octets, tags: U8, places: Places, good: Mask) -> U64:
    """What numbers mean; `good` loses those that are too long for their type."""
    starts, ends, head = places
    size = ends - starts
    good &= (size >= 1) & (size <= LONGEST[tags])
    low = LOW[np.minimum(np.where(good, size, 0), 15)]
    bits = octets.numbers(ends) if head is None or size.max(initial=0) > IN_HEAD else _in_head(head, size)
    signed = tags == ber.INTEGER
    wide = (size > WIDTHS[tags]) & ~signed
    if wide.any():
        good &= ~wide | (octets.plain[starts] == 0)
    if not signed.any():
        return bits & low
    negative = signed & ((bits & (low >> np.uint64(1)) + np.uint64(1)) != 0)
    result: U64 = np.where(negative, bits | ~low, bits & low)
    good &= ~signed | ((result + LEAST) >> np.uint64(32) == 0)
    return result


def _in_head(head: U64, size: I64) -> U64:
    """Numbers of up to six octets, which came with their tag and (short) length in one word."""
    unused: U64 = ((IN_HEAD - size) << 3).astype(np.uint64)
    return head.byteswap() >> unused


def others(tags: U8, starts: I64, ends: I64, origins: I64, allowed: tuple[Mask, Mask], good: Mask) -> U64:
    """What texts and absent values become; `allowed` says where texts and where absence are."""
    kinds, size = KINDS[tags], ends - starts
    good &= np.where(kinds == TEXT, allowed[0], (kinds == ABSENT) & allowed[1] & (size == 0))
    good &= (tags != ber.IP_ADDRESS) | (size == IP_OCTETS)
    place = (starts - origins).astype(np.uint64) << TEXT_LENGTH_BITS | size.astype(np.uint64)
    return np.where(kinds == TEXT, place, np.uint64(0))


def values(octets: Octets, tags: U8, places: Places, origins: I64, allowed: tuple[Mask, Mask], good: Mask) -> U64:
    """The bits of values of any type; `good` loses those that may not stand there."""
    starts, ends, _ = places
    other = KINDS[tags] != NUMBER
    if not other.any():
        return numbers(octets, tags, places, good)
    fine, odd = good.copy(), good.copy()
    bits = numbers(octets, tags, places, fine)
    rest = others(tags, starts, ends, origins, allowed, odd)
    good[:] = np.where(other, odd, fine)
    return np.where(other, rest, bits)
