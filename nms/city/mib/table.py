"""The shape of a served MIB: columns over rows, and the sorted order that GETNEXT walks, without a list of all OIDs."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from nms.city.ber import COUNTER64, oid_body, suffix_body
from nms.city.box import Box
from nms.core.ports import Oid, Value

Read = Callable[[Box, Any, float], Value]


class Rows(NamedTuple):
    """Rows of a table in index order: the index as arcs and as BER, and what the columns read from."""

    keys: Sequence[Oid]
    names: Sequence[bytes]
    items: Sequence[Any]


NO_ROWS = Rows((), (), ())


def rows(pairs: Iterable[tuple[Oid, Any]]) -> Rows:
    """Sort (index, item) pairs into rows."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    keys = tuple(key for key, _ in ordered)
    return Rows(keys, tuple(map(suffix_body, keys)), tuple(item for _, item in ordered))


class Column(NamedTuple):
    """One object of a table: its last arc, its BER tag, how to read an instance (None: that instance is absent)."""

    arc: int
    tag: int
    read: Read


@dataclass(frozen=True, slots=True)
class Table:
    """A conceptual table, or with the index (0,) a group of scalars; `lasting` rows change only with faults."""

    entry: Oid
    columns: tuple[Column, ...]
    rows: Callable[[Box, float], Rows]
    lasting: bool = True

    def rows_of(self, box: Box, at: float) -> Rows:
        """The table's rows now."""
        if not self.lasting:
            return self.rows(box, at)
        kept = box.rows.get(self.rows)
        if not isinstance(kept, Rows):
            kept = box.rows[self.rows] = self.rows(box, at)
        return kept


_SCALAR = Rows(((0,),), (b"\0",), (None,))


def _one_row(_box: Box, _at: float) -> Rows:
    return _SCALAR


def scalars(group: Oid, columns: tuple[Column, ...]) -> Table:
    """A group of scalar objects below `group`."""
    return Table(group, columns, _one_row)


class Place(NamedTuple):
    """A column in the order of its whole OID."""

    prefix: Oid
    name: bytes
    column: Column
    table: Table


class View:
    """All columns of one kind of box in OID order; shared by the boxes that serve the same tables."""

    __slots__ = ("_prefixes", "places")

    def __init__(self, tables: Iterable[Table]) -> None:
        places = [
            Place((*table.entry, column.arc), oid_body((*table.entry, column.arc)), column, table)
            for table in tables
            for column in table.columns
        ]
        self.places = sorted(places, key=lambda place: place.prefix)
        self._prefixes = [place.prefix for place in self.places]

    def column(self, oid: Oid) -> Place | None:
        """The column that an instance belongs to."""
        at = bisect_right(self._prefixes, oid) - 1
        if at < 0 or oid[: len(self._prefixes[at])] != self._prefixes[at]:
            return None
        return self.places[at]

    def get(self, box: Box, oid: Oid, at: float) -> tuple[int, Value] | None:
        """Tag and value of an instance; None where the column has no such instance or the box no such column."""
        place = self.column(oid)
        if place is None:
            return None
        table, suffix = place.table.rows_of(box, at), oid[len(place.prefix) :]
        row = bisect_left(table.keys, suffix)
        if row == len(table.keys) or table.keys[row] != suffix:
            return None
        value = place.column.read(box, table.items[row], at)
        return None if value is None else (place.column.tag, value)

    def after(self, box: Box, oid: Oid, at: float, *, wide: bool = True) -> Iterator[tuple[bytes, int, Value]]:
        """Everything behind `oid` in order, as (encoded OID, tag, value); without Counter64 unless `wide`."""
        start = bisect_right(self._prefixes, oid) - 1
        first = 0
        if start >= 0 and oid[: len(self._prefixes[start])] == self._prefixes[start]:
            keys = self.places[start].table.rows_of(box, at).keys
            first = bisect_right(keys, oid[len(self._prefixes[start]) :])
        else:
            start += 1
        for number in range(start, len(self.places)):
            _, name, (_, tag, read), table = self.places[number]
            if wide or tag != COUNTER64:
                _, names, items = table.rows_of(box, at)
                for row in range(first, len(names)):
                    value = read(box, items[row], at)
                    if value is not None:
                        yield name + names[row], tag, value
            first = 0


class Product(Sequence[Any]):
    """A lazy sequence of (outer, inner) pairs in order: the rows of an interval table."""

    __slots__ = ("_inner", "_make", "_outer")

    def __init__(self, outer: Sequence[Any], inner: int, make: Callable[[Any, int], Any]) -> None:
        self._outer, self._inner, self._make = outer, inner, make

    def __len__(self) -> int:
        return len(self._outer) * self._inner

    def __getitem__(self, at: Any) -> Any:
        outer, inner = divmod(at, self._inner)
        return self._make(self._outer[outer], inner + 1)
