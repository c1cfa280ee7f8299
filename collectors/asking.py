"""Asking tables by the names of their objects; what does not fit its type in an answer is noted, not used."""

from collections.abc import Iterable, Mapping, Sequence

from collectors import decode
from nms.core.observed import Facts, Harvest, Row
from nms.core.ports import Oid, SnmpSession, Value
from nms.core.sample import Sample

Objects = Mapping[str, Oid]
"""Object names as the MIB spells them → OID of the column, or of the scalar without its `.0`."""

GET_SIZE = 32  # names in one GET: about 1,000 octets, below any MTU
NOTES = 20  # of one harvest at most: a bad agent must not fill the store

_EXCEPTIONS = frozenset({0x80, 0x81, 0x82})


class Answer:
    """Cells by index and object name.

    `notes` names every misfit as `object.index=value`; `partial` is True when the agent broke off.
    """

    def __init__(self, objects: Objects, cells: Mapping[Oid, Sequence[Value]], partial: bool = False) -> None:
        self._places = {name: place for place, name in enumerate(objects)}
        self._cells = cells
        self.partial = partial
        self.notes: list[str] = []
        self.indexes = tuple(sorted(cells))

    def __bool__(self) -> bool:
        return bool(self._cells)

    def has(self, name: str) -> bool:
        """Whether the object was asked for."""
        return name in self._places

    def value(self, index: Oid, name: str) -> Value:
        """The cell as it came, None where absent."""
        row = self._cells.get(index)
        return None if row is None else row[self._places[name]]

    def integer(self, index: Oid, name: str, low: int = -(2**63), high: int = 2**64 - 1) -> int | None:
        """A number within its bounds."""
        value = self.value(index, name)
        if isinstance(value, int) and low <= value <= high:
            return value
        self._misfit(index, name, value)
        return None

    def natural(self, index: Oid, name: str, high: int = 2**32 - 1) -> int | None:
        """A number that cannot be negative."""
        return self.integer(index, name, 0, high)

    def octets(self, index: Oid, name: str) -> bytes:
        """An OCTET STRING as it came, b"" where absent."""
        value = self.value(index, name)
        if isinstance(value, bytes):
            return value
        self._misfit(index, name, value)
        return b""

    def text(self, index: Oid, name: str) -> str:
        """An OCTET STRING as text."""
        return decode.text(self.octets(index, name))

    def mac(self, index: Oid, name: str) -> str:
        """A MAC as 12 lower hex; "" for none."""
        octets = self.octets(index, name)
        found = decode.mac(octets)
        if octets.strip(b"\0 ") and not found:
            self._misfit(index, name, octets)
        return found

    def oid(self, index: Oid, name: str) -> str:
        """An OBJECT IDENTIFIER in dotted form; "" for none."""
        value = self.value(index, name)
        if isinstance(value, tuple):
            return decode.dotted(value)
        self._misfit(index, name, value)
        return ""

    def ipv4(self, index: Oid, name: str) -> str:
        """An IpAddress in dotted form."""
        return decode.ipv4(self.octets(index, name))

    def word(self, index: Oid, name: str, words: Mapping[int, str]) -> str:
        """The name of an enumerated value; "" where absent or unknown."""
        value = self.value(index, name)
        word = words.get(value) if isinstance(value, int) else None
        if word is None:
            self._misfit(index, name, value)
        return word or ""

    def note(self, index: Oid, name: str, value: object) -> None:
        """Remember a value that cannot be used."""
        if len(self.notes) < NOTES:
            self.notes.append(f"{name}.{'.'.join(map(str, index)) or 0}={str(value)[:60]}")

    def _misfit(self, index: Oid, name: str, value: Value) -> None:
        if value is not None:
            self.note(index, name, value)


async def ask(session: SnmpSession, objects: Objects) -> Answer:
    """Whole columns of one table, or of tables with one index."""
    table = await session.columns(*objects.values())
    return Answer(objects, table.cells, table.partial)


async def ask_rows(session: SnmpSession, objects: Objects, indexes: Iterable[Oid]) -> Answer:
    """Named rows only; rows of which the agent has nothing are left out."""
    cells = await _rows(session, objects, list(indexes))
    return Answer(objects, {index: row for index, row in cells.items() if any(cell is not None for cell in row)})


async def ask_scalars(session: SnmpSession, objects: Objects) -> Answer:
    """Scalar objects, read back at the index ()."""
    cells = await _rows(session, objects, [(0,)])
    return Answer(objects, {(): cells[(0,)]})


async def _rows(session: SnmpSession, objects: Objects, indexes: Sequence[Oid]) -> dict[Oid, list[Value]]:
    wanted = [(*column, *index) for index in indexes for column in objects.values()]
    values: list[Value] = []
    for start in range(0, len(wanted), GET_SIZE):
        binds = await session.get(*wanted[start : start + GET_SIZE])
        values.extend(None if bind.tag in _EXCEPTIONS else bind.value for bind in binds)
    width = len(objects)
    return {index: values[place * width : (place + 1) * width] for place, index in enumerate(indexes)}


def brought(
    *answers: Answer,
    rows: Sequence[Row] = (),
    covers: tuple[type[Row], ...] = (),
    samples: Sequence[Sample] = (),
    facts: Facts | None = None,
) -> Harvest:
    """A harvest of what the answers held, with their notes, partial if any of them was."""
    notes = [note for answer in answers for note in answer.notes][:NOTES]
    return Harvest(facts, rows, covers, samples, any(answer.partial for answer in answers), notes)
