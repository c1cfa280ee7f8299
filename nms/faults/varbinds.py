"""Reading a notification: values by column, instances, and how the troubled object is named."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from nms.core.ports import Oid, Trap, VarBind
from nms.topology.naming import WHOLE

Names = Mapping[int, str]
NameObjects = Callable[[Trap, Names], Sequence[str]]

IF_INDEX: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1, 1)
IF_DESCR: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1, 2)
IF_NAME: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1)
_IF_TABLES = (IF_INDEX[:-1], IF_NAME[:-1])
_RANGE_LIMIT = 256
_MAC_OCTETS = 6


def oid(dotted: str) -> Oid:
    """ "1.3.6" as a tuple."""
    return tuple(int(part) for part in dotted.split("."))


def found(trap: Trap, column: Oid) -> Iterator[tuple[Oid, VarBind]]:
    """The varbinds of a column, each with its instance suffix."""
    for bind in trap.binds:
        if bind.oid[: len(column)] == column:
            yield bind.oid[len(column) :], bind


def number(trap: Trap, column: Oid) -> int | None:
    """The first integer value of a column."""
    return next((bind.value for _, bind in found(trap, column) if isinstance(bind.value, int)), None)


def text(trap: Trap, column: Oid) -> str:
    """The first value of a column as text: printable UTF-8, else hex (MAC addresses)."""
    return next((_text(bind.value) for _, bind in found(trap, column) if bind.value is not None), "")


def mac(trap: Trap, column: Oid) -> str:
    """The first value of a column of MAC addresses: six octets are hex even where they spell a word; else as text."""
    octets = next((bind.value for _, bind in found(trap, column) if isinstance(bind.value, bytes)), b"")
    return octets.hex() if len(octets) == _MAC_OCTETS else text(trap, column)


def _text(value: int | bytes | Oid | None) -> str:
    if isinstance(value, bytes):
        try:
            decoded = value.decode().strip("\x00 ")
        except UnicodeDecodeError:
            return value.hex()
        return decoded if decoded.isprintable() else value.hex()
    return ".".join(map(str, value)) if isinstance(value, tuple) else str(value)


# ---------------------------------------------------------------- naming the object


def whole(_trap: Trap, _names: Names) -> Sequence[str]:
    """The element as a whole."""
    return (WHOLE,)


def port(*columns: Oid) -> NameObjects:
    """An interface: its index is the value of ifIndex, else the first sub-identifier behind one of `columns` or behind
    any IF-MIB column; named by what was polled, else by ifName or ifDescr in the trap, else "ifIndex N".

    An ifName in the trap that some port has goes before the index, which may mean another port since the last poll.
    """

    def named(trap: Trap, names: Names) -> Sequence[str]:
        said = text(trap, IF_NAME)
        if said and said in names.values():
            return (said,)
        index = _index(trap, columns)
        if index is not None and index in names:
            return (names[index],)
        spelled = said or text(trap, IF_DESCR)
        return (spelled or (f"ifIndex {index}" if index is not None else WHOLE),)

    return named


def _index(trap: Trap, columns: Sequence[Oid]) -> int | None:
    index = number(trap, IF_INDEX)
    if index is not None:
        return index
    suffixes = (suffix for column in columns for suffix, _ in found(trap, column))
    inside = (suffix[1:] for table in _IF_TABLES for suffix, _ in found(trap, table))
    return next((suffix[0] for several in (suffixes, inside) for suffix in several if suffix), None)


def value_of(column: Oid, prefix: str = "") -> NameObjects:
    """The object is named by a text in the trap; where it is missing, by the instance."""

    def named(trap: Trap, _names: Names) -> Sequence[str]:
        spelled = text(trap, column) or next((_dotted(suffix) for suffix, _ in found(trap, column)), "")
        return (f"{prefix}{spelled}" if spelled else WHOLE,)

    return named


def instance(prefix: str, *columns: Oid, reading: Callable[[Oid], str] | None = None) -> NameObjects:
    """The object is named by the instance suffix of the first of `columns` in the trap, read by `reading`."""
    spell = reading or _dotted

    def named(trap: Trap, _names: Names) -> Sequence[str]:
        suffix = next((suffix for column in columns for suffix, _ in found(trap, column) if suffix), None)
        return (f"{prefix}{spell(suffix)}",) if suffix else (WHOLE,)

    return named


def instance_range(prefix: str, column: Oid) -> NameObjects:
    """Notifications that bind one column twice speak of all rows between (RFC 5601 pwUp, RFC 7331 bfdSessUp)."""

    def named(trap: Trap, _names: Names) -> Sequence[str]:
        ends = [suffix[0] for suffix, _ in found(trap, column) if suffix]
        if not ends:
            return (WHOLE,)
        low, high = min(ends), min(max(ends), min(ends) + _RANGE_LIMIT - 1)
        return tuple(f"{prefix}{row}" for row in range(low, high + 1))

    return named


def _dotted(suffix: Oid) -> str:
    return ".".join(map(str, suffix))


def first_address(suffix: Oid) -> str:
    """An index that begins with an IPv4 address."""
    return _dotted(suffix[:4])


def first(suffix: Oid) -> str:
    """The first sub-identifier of an index."""
    return str(suffix[0])


def first_string(suffix: Oid) -> str:
    """An index that begins with a length-prefixed string (RFC 2578 7.7); as numbers where it is none."""
    length, letters = suffix[0], suffix[1 : suffix[0] + 1]
    if len(letters) < length or any(letter > 255 for letter in letters):
        return _dotted(suffix)
    return _text(bytes(letters))


def ldp_peer(suffix: Oid) -> str:
    """The peer's LSR id out of mplsLdpSessionTable's index: entity id (6), entity index, peer id (6)."""
    return _dotted(suffix[7:11]) if len(suffix) >= 13 else _dotted(suffix)
