"""BER of SNMPv1/v2c messages (X.690, RFC 1157, RFC 3416): just what an agent needs, on bytes."""

from dataclasses import dataclass
from functools import lru_cache

from nms.core.ports import Oid, Value

INTEGER, OCTETS, NULL, OBJECT_ID, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
IP_ADDRESS, COUNTER32, GAUGE32, TIME_TICKS, OPAQUE, COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x44, 0x46
NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB = 0x80, 0x81, 0x82
GET, GET_NEXT, RESPONSE, SET, GET_BULK, TRAP_V2 = 0xA0, 0xA1, 0xA2, 0xA3, 0xA5, 0xA7
EXCEPTIONS = frozenset((NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB))
V1, V2C, V3 = 0, 1, 3


class MalformedError(ValueError):
    """The datagram is no SNMP message."""


def length(size: int) -> bytes:
    """The length octets of a body of `size` octets."""
    if size < 0x80:
        return bytes((size,))
    if size < 0x100:
        return bytes((0x81, size))
    return bytes((0x82, size >> 8, size & 0xFF))


def tlv(tag: int, body: bytes) -> bytes:
    """Tag, length, body; bodies stay below 64 KiB."""
    size = len(body)
    return bytes((tag, size)) + body if size < 0x80 else bytes((tag,)) + length(size) + body


def integer_body(value: int) -> bytes:
    """Two's complement in the fewest octets; the unsigned types share it (a leading zero keeps them positive)."""
    return value.to_bytes((value if value >= 0 else ~value).bit_length() // 8 + 1, "big", signed=True)


def arc(value: int) -> bytes:
    """One sub-identifier in base 128."""
    if value < 0x80:
        return bytes((value,))
    out = [value & 0x7F]
    value >>= 7
    while value:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(reversed(out))


def suffix_body(arcs: Oid) -> bytes:
    """Sub-identifiers that follow others."""
    return b"".join(map(arc, arcs))


@lru_cache(maxsize=4096)
def oid_body(oid: Oid) -> bytes:
    """A whole OBJECT IDENTIFIER; the first two arcs share an octet."""
    return arc(oid[0] * 40 + oid[1]) + suffix_body(oid[2:])


def value_tlv(tag: int, value: Value) -> bytes:
    """A value by its tag; exceptions and NULL carry no body."""
    if isinstance(value, bytes):
        return tlv(tag, value)
    if isinstance(value, int):
        body = integer_body(value)
        return bytes((tag, len(body))) + body
    return tlv(tag, oid_body(value)) if value is not None else bytes((tag, 0))


def bind(oid: Oid, tag: int, value: Value) -> bytes:
    """One variable binding."""
    return bind_raw(oid_body(oid), tag, value)


def bind_raw(name: bytes, tag: int, value: Value) -> bytes:
    """One variable binding whose OID is encoded already."""
    body = tlv(OBJECT_ID, name) + value_tlv(tag, value)
    return tlv(SEQUENCE, body)


@dataclass(frozen=True, slots=True)
class Message:
    """A v1 or v2c request; for GETBULK `first` is non-repeaters and `second` max-repetitions."""

    version: int
    community: bytes
    pdu: int
    request_id: bytes  # as it came, to be echoed
    first: int
    second: int
    names: tuple[Oid, ...]
    raw_binds: bytes


def split(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """(tag, start of body, end of body) of the element at `at`; definite lengths of at most three octets only."""
    if at + 2 > end:
        raise MalformedError
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        octets = size & 0x7F
        if not 1 <= octets <= 3 or at + octets > end:
            raise MalformedError
        size = int.from_bytes(data[at : at + octets], "big")
        at += octets
    if at + size > end:
        raise MalformedError
    return tag, at, at + size


def expect(data: bytes, at: int, end: int, wanted: int) -> tuple[int, int]:
    """Start and end of the body of an element that must have a given tag."""
    tag, start, stop = split(data, at, end)
    if tag != wanted:
        raise MalformedError
    return start, stop


def read_integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    """An INTEGER and where the next element starts."""
    start, stop = expect(data, at, end, INTEGER)
    if not 1 <= stop - start <= 9:
        raise MalformedError
    return int.from_bytes(data[start:stop], "big", signed=True), stop


def read_oid(data: bytes, start: int, stop: int) -> Oid:
    """The OBJECT IDENTIFIER whose body is data[start:stop]; at most 128 sub-identifiers of 32 bits."""
    if start == stop or stop - start > 640 or data[stop - 1] & 0x80:
        raise MalformedError
    arcs, value = [], 0
    for octet in data[start:stop]:
        value = value << 7 | octet & 0x7F
        if not octet & 0x80:
            arcs.append(value)
            value = 0
    first = min(arcs[0] // 40, 2)
    oid = (first, arcs[0] - 40 * first, *arcs[1:])
    if len(oid) > 128 or max(oid) > 0xFFFFFFFF:
        raise MalformedError
    return oid


def version_of(data: bytes) -> int:
    """The message version, without reading further; MalformedError for anything else."""
    start, stop = expect(data, 0, len(data), SEQUENCE)
    return read_integer(data, start, stop)[0]


def decode(data: bytes) -> Message:
    """A request of version 1 or 2c; MalformedError for anything else."""
    at, end = expect(data, 0, len(data), SEQUENCE)
    version, at = read_integer(data, at, end)
    start, at = expect(data, at, end, OCTETS)
    community = data[start:at]
    pdu, at, end = split(data, at, end)
    if version not in (V1, V2C) or pdu not in (GET, GET_NEXT, SET, GET_BULK) or (version == V1 and pdu == GET_BULK):
        raise MalformedError
    start, stop = expect(data, at, end, INTEGER)
    request_id = data[at:stop]
    first, at = read_integer(data, stop, end)
    second, at = read_integer(data, at, end)
    start, stop = expect(data, at, end, SEQUENCE)
    return Message(version, community, pdu, request_id, first, second, _names(data, start, stop), data[start:stop])


def _names(data: bytes, at: int, end: int) -> tuple[Oid, ...]:
    names = []
    while at < end:
        start, at = expect(data, at, end, SEQUENCE)
        oid_start, oid_stop = expect(data, start, at, OBJECT_ID)
        split(data, oid_stop, at)
        names.append(read_oid(data, oid_start, oid_stop))
    return tuple(names)


def response(message: Message, status: int, index: int, binds: bytes) -> bytes:
    """The answer to a request: its version, community and request-id, an error or none, encoded bindings."""
    head = message.request_id + value_tlv(INTEGER, status) + value_tlv(INTEGER, index)
    return wrap(message.version, message.community, RESPONSE, head + tlv(SEQUENCE, binds))


def wrap(version: int, community: bytes, pdu: int, body: bytes) -> bytes:
    """A whole community-based message around the body of a PDU."""
    return tlv(SEQUENCE, value_tlv(INTEGER, version) + tlv(OCTETS, community) + tlv(pdu, body))


def trap(community: bytes, request_id: int, binds: bytes) -> bytes:
    """An SNMPv2-Trap message (RFC 3416) around encoded bindings."""
    body = b"".join(value_tlv(INTEGER, value) for value in (request_id, 0, 0)) + tlv(SEQUENCE, binds)
    return wrap(V2C, community, TRAP_V2, body)
