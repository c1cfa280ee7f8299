"""Workbooks and CSV files as grids of text: bounded, without formulas, in the encodings that Excel writes."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from nms.core.errors import InvalidError, Where

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 50_000, 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as text: the head, and every row that is not empty with its number in the file."""

    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()


def read_book(path: Path) -> list[Grid]:
    """The sheets of an .xlsx, or the one sheet of a .csv named after its file; InvalidError NMS-SHEET-001, 002, 008."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _refused("NMS-SHEET-008", path, limit=f"{MAX_BYTES // 1024 // 1024} MB")
        data = path.read_bytes()
    except OSError as error:
        raise _refused("NMS-SHEET-001", path, reason=error.strerror or str(error)) from error
    if path.suffix.lower() == ".csv":
        return [_grid(path, path.stem, csv.reader(io.StringIO(_decoded(path, data))))]
    return _workbook(path, data)


def _refused(code: str, path: Path, **values: object) -> InvalidError:
    return InvalidError(code, Where(str(path)), file=path.name, **values)


def _decoded(path: Path, data: bytes) -> str:
    """UTF-8, or what Chinese Excel writes."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused("NMS-SHEET-002", path, reason="UTF-8, GB18030")


def _workbook(path: Path, data: bytes) -> list[Grid]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise _refused("NMS-SHEET-008", path, limit=f"{MAX_UNPACKED // 1024 // 1024} MB")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return [_grid(path, sheet.title, sheet.iter_rows(values_only=True)) for sheet in book.worksheets]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise _refused("NMS-SHEET-002", path, reason=str(error)[:80] or type(error).__name__) from error


def _grid(path: Path, title: str, lines: Iterable[Sequence[object]]) -> Grid:
    head: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, line in enumerate(lines, 1):
        if number > MAX_ROWS or len(line) > MAX_COLUMNS:
            raise _refused("NMS-SHEET-008", path, limit=f"{MAX_ROWS} × {MAX_COLUMNS}")
        cells = tuple(_text(cell) for cell in line)
        if not any(cells):
            continue
        if not head:
            head = cells
        else:
            rows.append((number, cells))
    return Grid(title, head, tuple(rows))


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def write_book(path: Path, grids: Sequence[Grid]) -> None:
    """An .xlsx with all grids, or a .csv of the only one (UTF-8 with the mark that Excel needs)."""
    if path.suffix.lower() == ".csv":
        if len(grids) != 1:
            raise _refused("NMS-SHEET-009", path, sheets=", ".join(grid.title for grid in grids))
        out = io.StringIO()
        csv.writer(out).writerows(_safe(grids[0]))
        path.write_bytes(out.getvalue().encode("utf-8-sig"))
        return
    book = Workbook(write_only=True)
    for grid in grids:
        sheet = book.create_sheet(grid.title)
        sheet.freeze_panes = "B2"
        for row in _safe(grid):
            sheet.append(row)
    book.save(path)


def _safe(grid: Grid) -> list[list[str]]:
    return [[_shown(cell) for cell in row] for row in (grid.head, *(cells for _, cells in grid.rows))]


def _shown(cell: str) -> str:
    """What a spreadsheet would run as a formula is quoted; numbers stay numbers."""
    text = _CONTROL.sub("", cell)
    try:
        float(text)
    except ValueError:
        return f"'{text}" if text.startswith(_FORMULA) else text
    return text
