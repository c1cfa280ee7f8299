"""One line of an export as counters: the row, or every value in it that cannot be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from nms.handover.engine.decision import HandoverCause
from nms.handover.imports.mapping import Column, Table
from nms.handover.imports.values import bounded, colour, count, hour, number, plain
from nms.handover.kpi.counters import KINDS, Row, weights

T = TypeVar("T")


class BadValueError(ValueError):
    """A value that cannot stay: code, header, 1-based column, what stands there, and what it should have been."""

    def __init__(self, code: str, header: str, column: int, value: str, name: str) -> None:
        super().__init__(code)
        self.code, self.header, self.column, self.value, self.name = code, header, column, value, name


class RowReader:
    """Reads the lines of one table; `places` says where each column stands, counted from 0."""

    def __init__(self, table: Table, places: Mapping[str, int], missing: frozenset[str]) -> None:
        self._table, self._places, self._missing = table, places, missing
        self._kind = KINDS[table.kind]
        self._means = weights(self._kind)
        self._bad: list[BadValueError] = []
        self._skip = {name: frozenset(map(plain, words)) for name, words in table.skip.items()}
        cause = table.cause
        self._causes = {plain(word): value for word, value in cause.words.items()} if cause else {}
        self._all_causes = frozenset(map(plain, cause.all)) if cause else frozenset()

    def read(self, cells: Sequence[str]) -> tuple[list[Row], list[BadValueError]]:
        """The rows of a line (none where it is to be skipped), and what is wrong in it; rows only if nothing is."""
        self._bad = []
        if any(cells[self._places[name]] in words for name, words in self._skip.items()):
            return [], []
        key = self._key(cells)
        found = [self._row(key, self._cause(cells), self._table.counted, cells)]
        found += [self._row(key, cause, columns, cells) for cause, columns in self._table.by_cause.items()]
        return ([] if self._bad else [row for row in found if row is not None]), self._bad

    def _key(self, cells: Sequence[str]) -> dict[str, Any]:
        read: dict[str, Callable[[str], Any]] = {"arfcn": _carrier, "bsic": colour}
        key = {}
        for name, column in self._table.keys.items():
            header = column.columns[0]
            key[name] = self._one(header, cells, read.get(name, _name), "NMS-OMC-072", name)
        if self._table.time is not None:
            time = self._table.time
            key["hour"] = self._one(time.column, cells, lambda text: hour(text, time), "NMS-OMC-073", time.format)
        return key

    def _cause(self, cells: Sequence[str]) -> HandoverCause | None:
        cause = self._table.cause
        if cause is None or cells[self._places[cause.column]] in self._all_causes:
            return None
        known = ", ".join((*cause.words, *cause.all))
        return self._one(cause.column, cells, self._causes.__getitem__, "NMS-OMC-074", known)

    def _row(
        self, key: Mapping[str, Any], cause: HandoverCause | None, columns: Mapping[str, Column], cells: Sequence[str]
    ) -> Row | None:
        values: dict[str, Any] = {name: self._counted(name, column, cells) for name, column in columns.items()}
        if self._bad or all(value is None for value in values.values()):
            return None
        if cause is not None:
            values["cause"] = cause
        return self._kind(**key, **values)

    def _counted(self, name: str, column: Column, cells: Sequence[str]) -> float | None:
        """The columns added; None as soon as one of them is missing."""
        read = self._mean_of(name, column) if name in self._means else count
        code = "NMS-OMC-076" if name in self._means else "NMS-OMC-075"
        total: float = 0
        for header in column.columns:
            if cells[self._places[header]] in self._missing:
                return None
            value = self._one(header, cells, read, code, name)
            if value is None:
                return None
            total += value
        return total

    @staticmethod
    def _mean_of(name: str, column: Column) -> Callable[[str], float]:
        return lambda text: bounded(name, column.converted(number(text)))

    def _one(self, header: str, cells: Sequence[str], read: Callable[[str], T], code: str, name: str) -> T | None:
        place = self._places[header]
        try:
            return read(cells[place])
        except (ValueError, KeyError, OverflowError):
            self._bad.append(BadValueError(code, header, place + 1, cells[place], name))
            return None


def _name(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _carrier(text: str) -> int:
    return int(bounded("arfcn", count(text)))
