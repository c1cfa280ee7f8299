"""Agents of a simulated city without a network: sessions that read the boxes' own state at the moment of the clock."""

from collections.abc import AsyncIterator, Iterator

from nms.city.box import Box
from nms.city.mib import view_of
from nms.city.state import City
from nms.core.device import Device
from nms.core.errors import NoAnswerError, SnmpError
from nms.core.ports import Oid, SnmpSession, Table, Value, VarBind

NO_SUCH_INSTANCE, END_OF_VIEW = 0x81, 0x82


def _arcs(body: bytes) -> Oid:
    """An OBJECT IDENTIFIER's contents (X.690, 8.19) as numbers."""
    numbers, value = [], 0
    for octet in body:
        value = value << 7 | octet & 0x7F
        if octet < 0x80:
            numbers.append(value)
            value = 0
    return (numbers[0] // 40, numbers[0] % 40, *numbers[1:])


class CitySession:
    """A conversation with one box."""

    def __init__(self, snmp: "CitySnmp", box: Box) -> None:
        self._snmp = snmp
        self._box = box
        self._view = view_of(box.product.mibs)

    def _at(self) -> float:
        if self._box.silent or self._box.device.name in self._snmp.unreachable:
            raise NoAnswerError("NMS-SNMP-001", address=self._box.device.address)
        return self._snmp.city.now()

    def _below(self, root: Oid) -> Iterator[tuple[Oid, int, Value]]:
        at = self._at()
        for name, tag, value in self._view.after(self._box, root, at):
            oid = _arcs(name)
            if oid[: len(root)] != root:
                return
            yield oid, tag, value

    async def get(self, *oids: Oid) -> list[VarBind]:
        at = self._at()
        self._snmp.asked += len(oids)
        found = [(oid, self._view.get(self._box, oid, at)) for oid in oids]
        return [VarBind(oid, *known) if known else VarBind(oid, NO_SUCH_INSTANCE, None) for oid, known in found]

    async def get_next(self, *oids: Oid) -> list[VarBind]:
        at = self._at()
        after = [next(self._view.after(self._box, oid, at), None) for oid in oids]
        return [
            VarBind(_arcs(row[0]), row[1], row[2]) if row else VarBind(oid, END_OF_VIEW, None)
            for oid, row in zip(oids, after, strict=True)
        ]

    async def set(self, *binds: VarBind) -> list[VarBind]:
        raise SnmpError("NMS-CORE-001", field="set", value=binds, reason="the city is read-only")

    async def walk(self, root: Oid) -> AsyncIterator[VarBind]:
        for oid, tag, value in self._below(root):
            self._snmp.asked += 1
            yield VarBind(oid, tag, value)

    async def columns(self, *roots: Oid) -> Table:
        cells: dict[Oid, list[Value]] = {}
        for place, root in enumerate(roots):
            for oid, _, value in self._below(root):
                self._snmp.asked += 1
                cells.setdefault(oid[len(root) :], [None] * len(roots))[place] = value
        return Table(cells)


class CitySnmp:
    """Sessions with the boxes; `asked` counts variable bindings, `unreachable` names boxes nobody reaches."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.asked = 0
        self.unreachable: set[str] = set()

    def session(self, device: Device) -> SnmpSession:
        return CitySession(self, self.city.boxes[device.name])

    async def close(self) -> None:
        """Nothing to let go of."""
