"""A recording made fit to be shown: names, places, serial numbers, MACs and addresses replaced, each always by the
same stand-in, so that neighbours, FDB and ARP of one recording still fit together.

Secrets (communities, users, keys, command lines) are left out, not replaced.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from nms.core.ports import Oid, Value
from nms.core.recorded import ADDRESS, STRING, RecordedRow

_MIB_2: Oid = (1, 3, 6, 1, 2, 1)
_LLDP: Oid = (1, 0, 8802, 1, 1, 2, 1)
_ENTITY: Oid = (*_MIB_2, 47, 1, 1, 1, 1)
_CDP: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1)

SECRETS: tuple[Oid, ...] = (
    (1, 3, 6, 1, 6, 3),  # snmpModules: communities, users, views, targets
    (*_MIB_2, 25, 4),  # hrSWRun: command lines hold passwords
)
NAMES: dict[Oid, str] = {
    (*_MIB_2, 1, 4): "contact",
    (*_MIB_2, 1, 5): "name",
    (*_MIB_2, 1, 6): "location",
    (*_MIB_2, 31, 1, 1, 1, 18): "alias",  # ifAlias
    (*_ENTITY, 14): "alias",
    (*_ENTITY, 15): "asset",
    (*_LLDP, 3, 3): "name",
    (*_LLDP, 4, 1, 1, 9): "name",
    (*_CDP, 6): "name",
    (*_MIB_2, 17, 7, 1, 4, 3, 1, 1): "vlan",  # dot1qVlanStaticName
}
SERIALS: tuple[Oid, ...] = ((*_ENTITY, 11),)
MACS: tuple[Oid, ...] = (
    (*_MIB_2, 2, 2, 1, 6),
    (*_MIB_2, 3, 1, 1, 2),
    (*_MIB_2, 4, 22, 1, 2),
    (*_MIB_2, 4, 35, 1, 4),
    (*_MIB_2, 17, 1, 1),
    (*_MIB_2, 17, 4, 3, 1, 1),
)
_MAC_INDEXES: tuple[tuple[Oid, int], ...] = (((*_MIB_2, 17, 4, 3, 1), 1), ((*_MIB_2, 17, 7, 1, 2, 2, 1), 2))
"""FDB tables whose index ends in a MAC, and how many arcs stand before it (column, then VLAN)."""

_ADDRESS_INDEXES: tuple[Oid, ...] = (
    *((*_MIB_2, *entry) for entry in ((3, 1, 1), (4, 20, 1), (4, 21, 1), (4, 22, 1), (4, 24, 4, 1), (4, 24, 7, 1))),
    *((*_MIB_2, *entry) for entry in ((4, 34, 1), (4, 35, 1), (6, 13, 1), (6, 19, 1), (7, 5, 1), (7, 7, 1))),
    *((*_MIB_2, *entry) for entry in ((14, 4, 1), (14, 7, 1), (14, 10, 1), (15, 3, 1), (15, 6, 1))),
    (*_MIB_2, 10, 166, 4, 1, 3, 3, 1),  # mplsLdpSessionTable
    (*_LLDP, 3, 8, 1),
    (*_LLDP, 4, 2, 1),
)
"""Entries of tables whose index holds addresses, however small their numbers."""

_DOTTED = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_MAC_TEXT = re.compile(r"(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:])")
_SYS_DESCR: Oid = (*_MIB_2, 1, 1, 0)
_NODE = re.compile(rb"^((?:Linux|FreeBSD|SunOS|Darwin) )\S+(?= \d)")  # uname puts the host's name there
_SHORT = 3  # shorter names are words of any text


def _under(oid: Oid, roots: Iterable[Oid]) -> bool:
    return any(oid[: len(root)] == root for root in roots)


def _telling(address: bytes) -> bool:
    """Whether four octets are an address that says where it is used: no mask, no loopback, no multicast."""
    return 0 < address[0] < 224 and address[0] != 127 and not IPv4Address(address).is_unspecified


@dataclass(slots=True)
class Scrubber:
    """The stand-ins of one recording; `key` makes them unlike those of any other, `serials` adds vendors' objects."""

    key: bytes
    keep_names: bool = False
    serials: tuple[Oid, ...] = ()
    secret: str = ""
    _addresses: dict[bytes, bytes] = field(default_factory=dict)
    _macs: dict[bytes, bytes] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    changed: int = 0

    def scrubbed(self, rows: Sequence[RecordedRow]) -> Iterator[RecordedRow]:
        """The rows that may be shown, in the order given."""
        kept = [row for row in rows if not _under(row.oid, SECRETS)]
        self.changed += len(rows) - len(kept)
        for row in kept:
            self._learn(row)
        patterns = self._patterns()
        for row in kept:
            fresh = RecordedRow(self._oid(row.oid), row.tag, self._value(row, patterns))
            self.changed += fresh != row
            yield fresh

    # ------------------------------------------------------------ learning what must not stay

    def _learn(self, row: RecordedRow) -> None:
        value = row.value
        for root, before in _MAC_INDEXES:
            if row.oid[: len(root)] == root and len(row.oid) == len(root) + before + 6 and max(row.oid[-6:]) < 256:
                self._mac(bytes(row.oid[-6:]))
        if not isinstance(value, bytes) or not value:
            return
        if row.tag == ADDRESS and len(value) == 4:
            self._address(value)
        elif len(value) == 6 and (_under(row.oid, MACS) or not value.decode("latin-1").isprintable()):
            self._mac(value)
        else:
            self._learn_text(row.oid, value)

    def _learn_text(self, oid: Oid, value: bytes) -> None:
        text = value.decode("utf-8", "replace").strip()
        kind = next((kind for root, kind in NAMES.items() if oid[: len(root)] == root), "")
        if text and kind and not self.keep_names:
            self._texts.setdefault(text, self._numbered(kind))
        elif text and _under(oid, (*SERIALS, *self.serials)):
            self._texts.setdefault(text, self._like(text))
        for found in _DOTTED.findall(text):
            if all(int(part) < 256 for part in found.split(".")):
                self._address(bytes(map(int, found.split("."))))

    def _numbered(self, kind: str) -> str:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}-{self._counts[kind]}"

    def _digest(self, data: bytes, size: int) -> bytes:
        return hashlib.blake2b(data, key=self.key, digest_size=max(size, 1)).digest()

    def _like(self, text: str) -> str:
        """A text of the same shape: letters for letters, digits for digits."""
        digest = self._digest(text.encode(), min(len(text), 64))
        return "".join(_same_kind(char, digest[place % len(digest)]) for place, char in enumerate(text))

    def _mac(self, mac: bytes) -> bytes:
        """Another card of the same maker; group addresses and those of protocols stay."""
        if mac[0] & 1 or not any(mac):
            return mac
        return self._macs.setdefault(mac, mac[:3] + self._digest(mac, 3))

    def _address(self, address: bytes) -> bytes:
        """The next free address of 10.0.0.0/8, by the order of appearance."""
        if not _telling(address):
            return address
        if address not in self._addresses:
            self._addresses[address] = b"\x0a" + (len(self._addresses) + 1).to_bytes(3)
        return self._addresses[address]

    # ------------------------------------------------------------ replacing

    def _patterns(self) -> re.Pattern[str] | None:
        """All learned texts, the longest first, so that no part of one is taken for another."""
        words = sorted((text for text in self._texts if len(text) >= _SHORT), key=len, reverse=True)
        if self.secret and len(self.secret) >= _SHORT:
            words.append(self.secret)
        return re.compile("|".join(map(re.escape, words))) if words else None

    def _value(self, row: RecordedRow, patterns: re.Pattern[str] | None) -> Value:
        value = row.value
        if isinstance(value, tuple):
            return self._oid(value)
        if not isinstance(value, bytes):
            return value
        if len(value) == 4 and value in self._addresses:
            return self._addresses[value]
        if value in self._macs:
            return self._macs[value]
        if row.oid == _SYS_DESCR and not self.keep_names:
            value = _NODE.sub(rb"\1host", value)
        return self._text(value, patterns) if row.tag == STRING else value

    def _text(self, value: bytes, patterns: re.Pattern[str] | None) -> bytes:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return value
        whole = self._texts.get(text.strip())
        if whole is not None:
            return whole.encode()
        if patterns is not None:
            text = patterns.sub(lambda found: self._texts.get(found[0], "secret"), text)
        text = _DOTTED.sub(self._dotted, text)
        return _MAC_TEXT.sub(self._spelled, text).encode()

    def _dotted(self, found: re.Match[str]) -> str:
        parts = [int(part) for part in found[0].split(".")]
        fresh = self._addresses.get(bytes(parts)) if max(parts) < 256 else None
        return ".".join(map(str, fresh)) if fresh else found[0]

    def _spelled(self, found: re.Match[str]) -> str:
        fresh = self._mac(bytes.fromhex(re.sub("[:-]", "", found[0])))
        return fresh.hex(found[0][2])

    def _oid(self, oid: Oid) -> Oid:
        """An OID with the MACs and addresses in its index replaced; arcs of objects are never taken for them."""
        arcs = list(oid)
        place, least = _index_of(oid)
        while place < len(arcs):
            place += self._replaced(arcs, place, least)
        return tuple(arcs)

    def _replaced(self, arcs: list[int], place: int, least: int) -> int:
        """Replace what starts at `place`; how many arcs are done with then."""
        for size, known, greatest in ((6, self._macs, 0), (4, self._addresses, least)):
            window = arcs[place : place + size]
            if len(window) == size and greatest <= max(window) < 256 and (fresh := known.get(bytes(window))):
                arcs[place : place + size] = fresh
                return size
        return 1


def _index_of(oid: Oid) -> tuple[int, int]:
    """Where an index may hold an address, and the least of its greatest number that makes one: where no MIB says that
    there is one, arcs such as 1.1.1.1 are more likely the MIB's own."""
    entry = next((root for root in _ADDRESS_INDEXES if oid[: len(root)] == root), None)
    return (len(entry) + 1, 0) if entry else (_VENDOR_INDEX, _DISTINCT)


_VENDOR_INDEX, _DISTINCT = 9, 32


def _same_kind(char: str, octet: int) -> str:
    if char.isdigit():
        return str(octet % 10)
    if char.isascii() and char.isalpha():
        letter = chr(ord("A") + octet % 26)
        return letter if char.isupper() else letter.lower()
    return char
