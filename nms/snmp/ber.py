"""Reading and writing the subset of BER that SNMP uses (X.690, RFC 3417 section 8), bounded and without recursion."""

from nms.core.ports import Oid, Value, VarBind

INTEGER = 0x02
OCTETS = 0x04
NULL = 0x05
OBJECT_ID = 0x06
SEQUENCE = 0x30
IP_ADDRESS = 0x40
TIME_TICKS = 0x43
COUNTER32 = 0x41
COUNTER64 = 0x46
NO_SUCH_OBJECT = 0x80
NO_SUCH_INSTANCE = 0x81
END_OF_MIB_VIEW = 0x82
EXCEPTIONS = frozenset({NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW})
UNSIGNED = frozenset({COUNTER32, 0x42, TIME_TICKS, COUNTER64, 0x47})  # Counter32, Gauge32, …, UInteger32 of old agents
VALUELESS = EXCEPTIONS | {NULL}
CONSTRUCTED = 0x20  # a bit of tags: no value of SNMP is made of elements (RFC 3417 section 8)
LONG_TAG = 0x1F  # these bits of a tag say that its number follows: no type of SNMP has so high a one

LONGEST_NUMBER = 9  # 64 bits and a sign octet
LONGEST_OID = 128  # sub-identifiers, RFC 3416 section 4.1
WIDEST_ARC = 0xFFFF_FFFF


class MalformedError(ValueError):
    """The octets are no SNMP message."""


def header(data: bytes, at: int, end: int) -> tuple[int, int, int]:
    """Tag, start and end of the contents of the element at `at`; nothing may reach beyond `end`."""
    start = at + 2
    if start > end:
        raise MalformedError("truncated")
    length = data[at + 1]
    if length > 0x7F:
        octets = length & 0x7F
        if not 1 <= octets <= 4 or start + octets > end:
            raise MalformedError("length")
        length = int.from_bytes(data[start : start + octets], "big")
        start += octets
    if start + length > end:
        raise MalformedError("truncated")
    return data[at], start, start + length


def expect(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    """Start and end of the contents of an element that must carry `tag`."""
    found, start, stop = header(data, at, end)
    if found != tag:
        raise MalformedError(f"tag {found:#04x} instead of {tag:#04x}")
    return start, stop


def read_integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    """A signed INTEGER of at most 64 bits, and where the next element starts."""
    start, stop = expect(data, at, end, INTEGER)
    if stop - start > LONGEST_NUMBER:
        raise MalformedError("integer too long")
    return int.from_bytes(data[start:stop], "big", signed=True), stop


def read_octets(data: bytes, at: int, end: int) -> tuple[bytes, int]:
    """An OCTET STRING, and where the next element starts."""
    start, stop = expect(data, at, end, OCTETS)
    return data[start:stop], stop


def oid_of(octets: bytes) -> Oid:
    """The OBJECT IDENTIFIER in a value's octets; an empty one is 0.0 as some agents mean it."""
    if not octets:
        return (0, 0)
    arcs = octets if max(octets) < 0x80 else _long_arcs(octets)
    if len(arcs) >= LONGEST_OID:
        raise MalformedError("object identifier too long")
    first = min(arcs[0] // 40, 2)
    return (first, arcs[0] - 40 * first, *arcs[1:])


def _long_arcs(octets: bytes) -> list[int]:
    arcs: list[int] = []
    arc = 0
    for octet in octets:
        if not arc and octet == 0x80:
            raise MalformedError("padded sub-identifier")  # X.690 section 8.19.2
        arc = arc << 7 | octet & 0x7F
        if arc > WIDEST_ARC:
            raise MalformedError("sub-identifier too large")
        if octet < 0x80:
            arcs.append(arc)
            arc = 0
    if octets[-1] & 0x80:
        raise MalformedError("object identifier breaks off")
    return arcs


def value_of(tag: int, octets: bytes) -> Value:
    """The value of a variable; None where there is none, or where it does not fit its type.

    Unsigned types are read as unsigned even without the leading zero octet that many agents forget.
    """
    if tag == OCTETS:
        return octets
    if tag in UNSIGNED or tag == INTEGER:
        if len(octets) > LONGEST_NUMBER:
            return None
        return int.from_bytes(octets, "big", signed=tag == INTEGER)
    if tag == OBJECT_ID:
        try:
            return oid_of(octets)
        except MalformedError:
            return None
    return None if tag in VALUELESS or tag & CONSTRUCTED or tag & LONG_TAG == LONG_TAG else octets


def read_binds(data: bytes, at: int, end: int) -> list[VarBind]:
    """The VarBindList at `at`."""
    at, end = expect(data, at, end, SEQUENCE)
    binds: list[VarBind] = []
    while at < end:
        inner, after = expect(data, at, end, SEQUENCE)
        name, value_at = expect(data, inner, after, OBJECT_ID)
        tag, start, stop = header(data, value_at, after)
        binds.append(VarBind(oid_of(data[name:value_at]), tag, value_of(tag, data[start:stop])))
        at = after
    return binds


def element(tag: int, *contents: bytes) -> bytes:
    """One encoded element around already encoded contents."""
    body = b"".join(contents)
    if len(body) < 0x80:
        return bytes((tag, len(body))) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(size))) + size + body


def integer(number: int, tag: int = INTEGER) -> bytes:
    """A signed number in as few octets as it needs."""
    return element(tag, number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True))


def object_id(oid: Oid) -> bytes:
    """An OBJECT IDENTIFIER of two arcs or more."""
    octets = bytearray()
    for arc in (oid[0] * 40 + oid[1], *oid[2:]):
        septets = [arc & 0x7F]
        while arc := arc >> 7:
            septets.append(arc & 0x7F | 0x80)
        octets.extend(reversed(septets))
    return element(OBJECT_ID, bytes(octets))


def variable(bind: VarBind) -> bytes:
    """An encoded VarBind; TypeError where the value is of no type that SNMP knows."""
    value = bind.value
    if bind.tag in VALUELESS:
        encoded = element(bind.tag)
    elif isinstance(value, tuple):
        encoded = object_id(value)
    elif isinstance(value, int):
        encoded = integer(value, bind.tag)
    elif isinstance(value, bytes):
        encoded = element(bind.tag, value)
    else:
        raise TypeError(f"a variable of tag {bind.tag:#04x} needs a value")
    return element(SEQUENCE, object_id(bind.oid), encoded)
