"""Histograms of measurement reports as a file: one line a cell, figure and value, with how many reports had it."""

import csv
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Final

import numpy as np

from nms.core.errors import InvalidError, NmsError, Where
from nms.handover.imports.reading import ImportedError
from nms.handover.imports.text import read_text
from nms.handover.imports.values import count, plain
from nms.handover.simulation.histograms import LEVELS, QUALITIES, STEPS, Histograms

COLUMNS: Final = ("cell", "figure", "value", "reports")
FIGURES: Final[Mapping[str, int]] = {"level": LEVELS, "quality": QUALITIES, "ta": STEPS}


def read_histograms(file: Path, cells: Mapping[str, int]) -> Histograms:
    """The histograms of cells (name → row); lines of one place are added. UTF-8 or GB18030, columns as COLUMNS.

    ImportedError with everything that is wrong in it.
    """
    tables = {name: np.zeros((len(cells), values), np.int64) for name, values in FIGURES.items()}
    problems: list[NmsError] = []
    for where, line in _lines(file):
        try:
            figure, value = _figure(where, line["figure"], line["value"])
            tables[figure][_cell(where, line["cell"], cells), value] += _reports(where, line["reports"])
        except InvalidError as problem:
            problems.append(problem)
    if problems:
        raise ImportedError(problems)
    return Histograms(**tables)


def _lines(file: Path) -> Iterator[tuple[Where, dict[str, str]]]:
    rows = csv.reader(StringIO(read_text(file), newline=""))
    header = [plain(name).lower() for name in next(rows, [])]
    if missing := [name for name in COLUMNS if name not in header]:
        raise ImportedError(
            [InvalidError("NMS-OMC-070", Where(str(file), 1), name=one, present=", ".join(header)) for one in missing]
        )
    for row in rows:
        if len(row) >= len(header):
            yield Where(str(file), rows.line_num), dict(zip(header, map(plain, row), strict=False))
        elif row:
            where = Where(str(file), rows.line_num)
            raise ImportedError([InvalidError("NMS-OMC-068", where, count=len(row), wanted=len(header))])


def _cell(where: Where, text: str, cells: Mapping[str, int]) -> int:
    if text not in cells:
        nearest = ", ".join(get_close_matches(text, cells, 3)) or "–"
        raise InvalidError("NMS-TUNE-008", where, value=text, nearest=nearest)
    return cells[text]


def _figure(where: Where, figure: str, value: str) -> tuple[str, int]:
    if figure not in FIGURES:
        raise InvalidError("NMS-TUNE-009", where, value=figure, known=", ".join(FIGURES))
    if not value.isdecimal() or int(value) >= FIGURES[figure]:
        raise InvalidError("NMS-TUNE-010", where, figure=figure, value=value, most=FIGURES[figure] - 1)
    return figure, int(value)


def _reports(where: Where, text: str) -> int:
    try:
        return count(text)
    except ValueError:
        raise InvalidError("NMS-OMC-075", where, column="reports", value=text, name="reports") from None
