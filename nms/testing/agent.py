"""Agents without a network: sessions that answer from rows as a correct agent would.

GETNEXT, walks and columns go in lexicographic order whatever the order of the recording: a recording whose rows lie
out of order answers as the repaired agent. The disorder itself (loops, steps back) belongs to the tests of the real
session.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path

from nms.core.device import Device
from nms.core.ports import Oid, SnmpSession, Table, VarBind
from nms.core.recorded import INTEGER, OBJECT_ID, STRING, RecordedRow, RecordedSession, Recording
from nms.testing.recording import ROWS, read_recording


class MibSession(RecordedSession):
    """A conversation with one recorded or scripted agent; `asked` counts the variable bindings it returned.

    `breaks_after` makes the agent fall silent inside tables: `columns` then gives that many rows and says partial.
    """

    def __init__(self, recording: Recording, breaks_after: int | None = None) -> None:
        super().__init__(recording)
        self._breaks_after = breaks_after
        self.asked = 0
        self.roots: list[Oid] = []

    async def get(self, *oids: Oid) -> list[VarBind]:
        """One VarBind per OID; absent ones are noSuchInstance."""
        self.asked += len(oids)
        return await super().get(*oids)

    async def get_next(self, *oids: Oid) -> list[VarBind]:
        """The successor of each OID, endOfMibView after the last."""
        self.asked += len(oids)
        return await super().get_next(*oids)

    async def walk(self, root: Oid) -> AsyncIterator[VarBind]:
        """Everything below `root` in order."""
        self.roots.append(root)
        async for bind in super().walk(root):
            self.asked += 1
            yield bind

    async def columns(self, *roots: Oid) -> Table:
        """Cells by index over all rows that any of the columns has."""
        self.roots.extend(roots)
        table = await super().columns(*roots)
        self.asked += sum(cell is not None for row in table.cells.values() for cell in row)
        if self._breaks_after is None or len(table.cells) <= self._breaks_after:
            return table
        kept = sorted(table.cells)[: self._breaks_after]
        return Table({index: table.cells[index] for index in kept}, partial=True)


class RecordedSnmp:
    """Every device answers from the recording that `path_of` names for it."""

    def __init__(self, path_of: Callable[[Device], Path], limit: int = ROWS) -> None:
        self._path_of = path_of
        self._limit = limit

    def session(self, device: Device) -> SnmpSession:
        """A session with the recorded agent."""
        return MibSession(read_recording(self._path_of(device), self._limit))


class ScriptedSnmp:
    """Devices that answer from hand-written excerpts of a MIB: OID → value, by device name.

    Values are int (INTEGER), str or bytes (OCTET STRING), tuple (OBJECT IDENTIFIER). A missing device has no objects.
    """

    def __init__(
        self, mibs: Mapping[str, Mapping[str, int | str | bytes | Oid]], breaks_after: int | None = None
    ) -> None:
        self._sessions = {
            name: MibSession(Recording.of(_row(oid, value) for oid, value in mib.items()), breaks_after)
            for name, mib in mibs.items()
        }

    def session(self, device: Device) -> MibSession:
        """The session of a device: one and the same on every call, so that a test can read what was asked."""
        return self._sessions.setdefault(device.name, MibSession(Recording.of(())))


def _row(oid: str, value: int | str | bytes | Sequence[int]) -> RecordedRow:
    arcs = tuple(int(arc) for arc in oid.split("."))
    if isinstance(value, int):
        return RecordedRow(arcs, INTEGER, value)
    if isinstance(value, str):
        return RecordedRow(arcs, STRING, value.encode())
    return RecordedRow(arcs, STRING, value) if isinstance(value, bytes) else RecordedRow(arcs, OBJECT_ID, tuple(value))
