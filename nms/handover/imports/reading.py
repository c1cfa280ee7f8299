"""Reading exports: the counters of all files, or every bad value at once with line, column and what stands there."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any, Final

from nms.core.errors import InvalidError, NmsError, Where
from nms.handover.imports.mapping import CounterMap, Table
from nms.handover.imports.rows import BadValueError, RowReader
from nms.handover.imports.text import read_text
from nms.handover.imports.values import plain
from nms.handover.kpi.counters import KEYS, Counters, Row

_FIELDS: Final = {"relation": "relations", "cell": "cells", "trx": "trxs", "heard": "heard"}


class ImportedError(InvalidError):
    """Exports that cannot be used; `problems` holds every reason."""

    def __init__(self, problems: Sequence[NmsError]) -> None:
        first = f"{problems[0].code} {problems[0].where}: {problems[0].message('en')}"
        super().__init__("NMS-OMC-060", problems[0].where, count=len(problems), first=first)
        self.problems = tuple(problems)


def read_counters(files: Iterable[Path], mapping: CounterMap) -> Counters:
    """The counters of all files; ImportedError with everything that is wrong in any of them."""
    rows: dict[str, list[Any]] = {name: [] for name in _FIELDS.values()}
    problems: list[NmsError] = []
    seen: dict[tuple[object, ...], Where] = {}
    for file in files:
        try:
            table = _table(file, mapping)
            for row, where in _rows(file, table, mapping, problems):
                if problem := _repeated(row, table.kind, where, seen):
                    problems.append(problem)
                else:
                    rows[_FIELDS[table.kind]].append(row)
        except ImportedError as several:
            problems += several.problems
        except InvalidError as problem:
            problems.append(problem)
    if problems:
        raise ImportedError(problems)
    return Counters(**{name: tuple(found) for name, found in rows.items()})


def _table(file: Path, mapping: CounterMap) -> Table:
    table = mapping.table_for(file.name)
    if table is None:
        patterns = ", ".join(one.files for one in mapping.tables)
        raise InvalidError("NMS-OMC-066", Where(str(file)), name=file.name, patterns=patterns)
    return table


def _rows(file: Path, table: Table, mapping: CounterMap, problems: list[NmsError]) -> Iterator[tuple[Row, Where]]:
    lines = csv.reader(
        StringIO(read_text(file, mapping.encoding), newline=""), delimiter=mapping.delimiter, strict=True
    )
    try:
        header = [plain(cell) for cell in next((line for line in lines if lines.line_num >= table.header), [])]
        reader = RowReader(table, _places(file, header, table), frozenset(map(plain, mapping.missing)))
        for cells in lines:
            where = Where(str(file), lines.line_num)
            if len(cells) != len(header):
                if any(map(plain, cells)):
                    problems.append(InvalidError("NMS-OMC-068", where, count=len(cells), wanted=len(header)))
                continue
            found, bad = reader.read([plain(cell) for cell in cells])
            problems += [_bad(file, lines.line_num, one) for one in bad]
            yield from ((row, where) for row in found)
    except csv.Error as error:
        raise InvalidError("NMS-OMC-069", Where(str(file), lines.line_num), reason=error) from error


def _places(file: Path, header: Sequence[str], table: Table) -> Mapping[str, int]:
    """Where each column stands; ImportedError that names each missing one and the header that comes nearest."""
    places = {name: position for position, name in reversed(list(enumerate(header)))}
    problems: list[NmsError] = []
    for name in table.headers():
        if plain(name) in places:
            continue
        near = get_close_matches(plain(name), header, n=1, cutoff=0.5)
        where = Where(str(file), table.header)
        if near:
            problems.append(InvalidError("NMS-OMC-067", where, name=name, nearest=near[0]))
        else:
            problems.append(InvalidError("NMS-OMC-070", where, name=name, present=", ".join(header)))
    if problems:
        raise ImportedError(problems)
    return {name: places[plain(name)] for name in table.headers()}


def _bad(file: Path, line: int, bad: BadValueError) -> InvalidError:
    where = Where(str(file), line, bad.header, bad.column)
    return InvalidError(bad.code, where, column=bad.header, value=bad.value, name=bad.name)


def _repeated(row: Row, kind: str, where: Where, seen: dict[tuple[object, ...], Where]) -> InvalidError | None:
    key = (kind, *(getattr(row, name) for name in KEYS[kind]), row.hour, getattr(row, "cause", None))
    if key in seen:
        named = " ".join(str(part) for part in key[1:] if part is not None)
        return InvalidError("NMS-OMC-071", where, name=named, first=str(seen[key]))
    seen[key] = where
    return None
