"""What is asked of every agent of one class, and into which questions it is cut."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from nms.core.device import Device, SnmpVersion
from nms.core.ports import Oid, Table, Value
from nms.snmp import ber, messages
from nms.snmp.messages import Request
from nms.snmp.usm import DIGESTS

SCALARS_PER_QUESTION = 40
ROOM = 1412
"""Octets of variables that fit a datagram of 1500 beside all headers and a community of 31 octets."""

SEALED_ROOM = 1304
"""The same in a message of an SNMPv3 user whose engine ID has 32 octets, without what depends on the user."""

SALT, SALT_AND_PADDING = 8, 15
"""Octets that AES and DES take."""

NUMBER_OCTETS = ber.LONGEST_NUMBER
SHORT, LONG = 4, 8
"""Tags and lengths around a name and a value: of a short variable, and of one beyond 127 octets."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request and the variables that its answer must hold, in order; `first` is the place of the first value
    among the agent's values, `texts` says whether strings may be among them."""

    request: Request
    oids: tuple[Oid, ...]
    first: int
    texts: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Scalars, and columns of one table at known row indexes; `texts` are those scalars and columns that hold strings.

    An agent's values stand in this order: scalars, then column by column. `cuts` says for each column into how many
    rows a question it is cut.
    """

    scalars: tuple[Oid, ...] = ()
    columns: tuple[Oid, ...] = ()
    rows: tuple[Oid, ...] = ()
    texts: frozenset[Oid] = frozenset()
    cuts: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def of(
        cls, scalars: Mapping[Oid, Value], columns: Sequence[Oid], table: Table, most: int, room: int = ROOM
    ) -> "Layout":
        """The layout of an agent, from what it once answered; at most `most` rows and `room` octets a question."""
        rows = tuple(sorted(table.cells))
        cells = [[table.cells[row][place] for row in rows] for place in range(len(columns))]
        texts = {oid for oid, value in scalars.items() if is_text(value)}
        texts |= {root for root, values in zip(columns, cells, strict=True) if any(map(is_text, values))}
        cuts = tuple(_cuts(root, rows, values, most, room) for root, values in zip(columns, cells, strict=True))
        return cls(tuple(scalars), tuple(columns), rows, frozenset(texts), cuts)

    @property
    def width(self) -> int:
        """How many values an agent has."""
        return len(self.scalars) + len(self.columns) * len(self.rows)

    def questions(self) -> Iterator[Question]:
        """The requests that together ask for everything, each small enough for one datagram."""
        for start in range(0, len(self.scalars), SCALARS_PER_QUESTION):
            oids = self.scalars[start : start + SCALARS_PER_QUESTION]
            yield Question(Request.of(messages.GET, oids), oids, start, bool(self.texts & set(oids)))
        for place, (root, cuts) in enumerate(zip(self.columns, self.cuts, strict=True)):
            for start, count in zip(accumulate(cuts, initial=0), cuts, strict=False):
                yield self._column(place, root, start, self.rows[start : start + count])

    def _column(self, place: int, root: Oid, start: int, rows: tuple[Oid, ...]) -> Question:
        before = (*root, *self.rows[start - 1]) if start else root
        request = Request.of(messages.GET_BULK, (before,), len(rows))
        first = len(self.scalars) + place * len(self.rows) + start
        return Question(request, tuple((*root, *row) for row in rows), first, root in self.texts)

    def oids(self) -> Iterator[Oid]:
        """Every variable, in the order of the values."""
        yield from self.scalars
        for root in self.columns:
            for row in self.rows:
                yield (*root, *row)


def room_of(device: Device) -> int:
    """Octets of variables that fit what a device answers to one question."""
    access = device.snmp
    if access is None or access.version is not SnmpVersion.V3:
        return ROOM
    digest = DIGESTS[access.auth][1] if access.auth else 0
    privacy = {"": 0, "des": SALT_AND_PADDING}.get(access.priv, SALT)
    return SEALED_ROOM - digest - privacy - len(access.user.encode()) - len(access.context.encode())


def is_text(value: Value) -> bool:
    """Whether a value is octets or an object identifier."""
    return isinstance(value, (bytes, tuple))


def _cuts(root: Oid, rows: Sequence[Oid], values: Sequence[Value], most: int, full: int) -> tuple[int, ...]:
    """How many rows of a column fit each answer, one after the other."""
    cuts, room = [0], full
    for row, value in zip(rows, values, strict=True):
        need = len(ber.object_id((*root, *row))) + _octets(value)
        need += SHORT if need < 0x7E else LONG
        if cuts[-1] and (need > room or cuts[-1] == most):
            cuts.append(0)
            room = full
        cuts[-1] += 1
        room -= need
    return tuple(cuts) if rows else ()


def _octets(value: Value) -> int:
    if isinstance(value, bytes):
        return len(value)
    if isinstance(value, tuple):
        return len(ber.object_id(value))
    return NUMBER_OCTETS
