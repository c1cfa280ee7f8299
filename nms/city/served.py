"""What the light responder serves: the simulated boxes, and recorded agents that stand beside them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Protocol

from nms.city.ber import COUNTER64, oid_body
from nms.city.box import Box
from nms.city.mib import view_of
from nms.core.device import Device
from nms.core.ports import Oid, Value

Found = tuple[bytes, int, Value]
LARGEST_MESSAGE = 65_507  # octets: what a UDP datagram holds; recorded values of 12 KB are met


class Served(Protocol):
    """An agent as requests see it; moments are epoch seconds."""

    @property
    def device(self) -> Device: ...

    @property
    def silent(self) -> bool:
        """Whether it answers nobody."""
        ...

    @property
    def message_size(self) -> int:
        """Octets of its largest message."""
        ...

    def get(self, oid: Oid, at: float) -> tuple[int, Value] | None:
        """Tag and value of an instance."""
        ...

    def knows(self, oid: Oid) -> bool:
        """Whether it has the object, whatever the instance."""
        ...

    def after(self, oid: Oid, at: float, *, wide: bool = True) -> Iterator[Found]:
        """Everything behind `oid` in order, as (encoded OID, tag, value); without Counter64 unless `wide`."""
        ...


class Simulated:
    """A box of the city: what it answers is read from its state."""

    __slots__ = ("_view", "box")

    def __init__(self, box: Box) -> None:
        self.box = box
        self._view = view_of(box.product.mibs)

    @property
    def device(self) -> Device:
        """The element it simulates."""
        return self.box.device

    @property
    def silent(self) -> bool:
        """Whether a fault keeps it from answering."""
        return self.box.silent

    @property
    def message_size(self) -> int:
        """As its product has it."""
        return self.box.product.message_size

    def get(self, oid: Oid, at: float) -> tuple[int, Value] | None:
        """Tag and value of an instance."""
        return self._view.get(self.box, oid, at)

    def knows(self, oid: Oid) -> bool:
        """Whether one of its MIBs has the object."""
        return self._view.column(oid) is not None

    def after(self, oid: Oid, at: float, *, wide: bool = True) -> Iterator[Found]:
        """Everything behind `oid` in order."""
        return self._view.after(self.box, oid, at, wide=wide)


class Recorded:
    """An agent that answers from rows (OID, BER tag, value); of several rows with one OID the first stands."""

    __slots__ = ("_oids", "_rows", "device")

    silent = False
    message_size = LARGEST_MESSAGE

    def __init__(self, device: Device, rows: Iterable[tuple[Oid, int, Value]]) -> None:
        self.device = device
        self._rows: dict[Oid, tuple[int, Value]] = {}
        for oid, tag, value in rows:
            self._rows.setdefault(oid, (tag, value))
        self._oids = sorted(self._rows)

    def get(self, oid: Oid, _at: float) -> tuple[int, Value] | None:
        """Tag and value of an instance; they never change."""
        return self._rows.get(oid)

    def knows(self, oid: Oid) -> bool:
        """Whether it has an instance of the object; where the index begins no recording tells, so: beside `oid`."""
        place = bisect_left(self._oids, oid[:-1])
        return place < len(self._oids) and self._oids[place][: len(oid) - 1] == oid[:-1]

    def after(self, oid: Oid, _at: float, *, wide: bool = True) -> Iterator[Found]:
        """Everything behind `oid` in order."""
        for place in range(bisect_right(self._oids, oid), len(self._oids)):
            name = self._oids[place]
            tag, value = self._rows[name]
            if wide or tag != COUNTER64:
                yield oid_body(name), tag, value
