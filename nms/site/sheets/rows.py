"""Between grids of text and entries: every cell, row and column that cannot be used is told with its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from nms.core.errors import InvalidError, NmsError, Where
from nms.core.texts import Language, say
from nms.site.sheets.book import Grid
from nms.site.sheets.layout import Column, Sheet, value_at, with_value


@dataclass(frozen=True, slots=True)
class Rows:
    """What a grid says: per name the row's number and its values (None: the cell is empty), and all that is wrong."""

    sheet: Sheet
    values: Mapping[str, Mapping[Column, Any]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[NmsError, ...] = ()


def read_rows(file: Path, grid: Grid, sheet: Sheet) -> Rows:
    """Understand a grid; columns are found by their head, in any order."""
    columns, problems = _columns(file, grid, sheet)
    if problems:
        return Rows(sheet, problems=tuple(problems))
    values: dict[str, dict[Column, Any]] = {}
    numbers: dict[str, int] = {}
    for number, cells in grid.rows:
        name, told = _row(file, number, cells, columns, problems)
        if name and name in numbers:
            problems.append(_error("NMS-SHEET-007", file, number, name=name, first=numbers[name]))
        elif name:
            values[name], numbers[name] = told, number
    return Rows(sheet, values, numbers, tuple(problems))


def _error(code: str, file: Path, number: int, **values: object) -> InvalidError:
    return InvalidError(code, Where(str(file), number), row=number, **values)


def _columns(file: Path, grid: Grid, sheet: Sheet) -> tuple[list[Column | None], list[NmsError]]:
    found: list[Column | None] = []
    problems: list[NmsError] = []
    for head in grid.head:
        column = next((one for one in sheet.columns if head.casefold() in one.heads), None)
        if column is None and head:
            known = [one.key for one in sheet.columns]
            near = get_close_matches(head.casefold(), known, n=1)
            problems.append(_error("NMS-SHEET-003", file, 1, column=head[:40], nearest=near[0] if near else "–",
                                   known=", ".join(known)))  # fmt: skip
        elif column is not None and column in found:
            problems.append(_error("NMS-SHEET-005", file, 1, column=head[:40]))
        found.append(column)
    absent = [one.key for one in sheet.columns if one.required and one not in found]
    problems += [_error("NMS-SHEET-004", file, 1, column=key) for key in absent]
    return found, problems


def _row(
    file: Path, number: int, cells: Sequence[str], columns: Sequence[Column | None], problems: list[NmsError]
) -> tuple[str, dict[Column, Any]]:
    """The row's name ("" when it has none) and its values."""
    name, told = "", {}
    for column, cell in zip(columns, cells, strict=False):
        if column is None:
            if cell:
                problems.append(_error("NMS-SHEET-010", file, number, value=cell[:40]))
        elif not column.path:
            name = cell
        elif column.required and not cell:
            problems.append(_error("NMS-SHEET-006", file, number, column=column.key))
        else:
            told[column] = _value(file, number, column, cell, problems)
    if not name:
        problems.append(_error("NMS-SHEET-006", file, number, column="name"))
    return name, told


def _value(file: Path, number: int, column: Column, cell: str, problems: list[NmsError]) -> Any:
    if not cell:
        return None
    try:
        return column.read(cell)
    except ValueError:
        problems.append(_error("NMS-SHEET-011", file, number, column=column.key, value=cell[:40]))
        return None


def merged(entry: Mapping[str, Any], told: Mapping[Column, Any]) -> dict[str, Any]:
    """An entry with the cells of a row; an empty cell takes the value away, what has no column stays."""
    for column, value in told.items():
        entry = with_value(entry, column.path, value)
    return dict(entry)


def grid_of(sheet: Sheet, entries: Mapping[str, Mapping[str, Any]], language: Language) -> Grid:
    """Entries as a grid, all columns, heads in a language."""
    head = tuple(say(f"sheet.{column.key}", language) for column in sheet.columns)
    rows = [
        (number, tuple(_cell(name, entry, column) for column in sheet.columns))
        for number, (name, entry) in enumerate(entries.items(), 2)
    ]
    return Grid(say(f"sheet.{sheet.stem}", language), head, tuple(rows))


def _cell(name: str, entry: Mapping[str, Any], column: Column) -> str:
    if not column.path:
        return name
    value = value_at(entry, column.path)
    return "" if value is None else column.write(value)
