"""Lists as CSV and XLSX: exactly the rows that the page shows, safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal, TypeVar

from flask import Response
from openpyxl import Workbook

from nms.app.line_views import LineFilter
from nms.app.views import AlarmFilter, DeviceFilter, DeviceView, Page
from web.context import facade, language, t, t_or
from web.formats import problem_text, severity_word

T = TypeVar("T")
FilterT = TypeVar("FilterT", AlarmFilter, DeviceFilter, LineFilter)
Cell = str | int | float
Columns = Sequence[tuple[str, Callable[[Any], object]]]

MOST = 20_000
_STEP = 1_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _role(view: DeviceView) -> str:
    return t_or(f"role.{view.role}", view.role)


ALARM_COLUMNS: Columns = (
    ("column.id", lambda alarm: alarm.id),
    ("column.severity", lambda alarm: t(f"severity.{alarm.severity.word}")),
    ("column.state", lambda alarm: t(f"alarm_state.{alarm.state}")),
    ("column.device", lambda alarm: alarm.key.device),
    ("column.object", lambda alarm: alarm.key.object),
    ("column.problem", lambda alarm: problem_text(alarm, language())),
    ("column.raised_at", lambda alarm: alarm.raised_at),
    ("column.cleared_at", lambda alarm: alarm.cleared_at),
    ("column.count", lambda alarm: alarm.count),
    ("column.acknowledged_by", lambda alarm: alarm.acknowledged_by),
    ("column.shelved_until", lambda alarm: alarm.shelved_until),
    ("column.root", lambda alarm: alarm.root_id),
    ("column.source", lambda alarm: alarm.source),
)
DEVICE_COLUMNS: Columns = (
    ("column.device", lambda view: view.name),
    ("column.address", lambda view: view.address),
    ("column.role", _role),
    ("column.platform", lambda view: view.platform),
    ("column.site", lambda view: view.site),
    ("column.district", lambda view: view.district),
    ("column.state", lambda view: t(f"state.{view.state}")),
    ("column.last_answer_at", lambda view: view.last_answer_at),
    ("column.worst", lambda view: t(f"severity.{severity_word(view.worst)}")),
    ("column.alarms", lambda view: view.alarms),
)


def gather(ask: Callable[[FilterT], Page[T]], wanted: FilterT, whole: bool) -> Sequence[T]:
    """The page's rows; with `whole` all that the filter finds, at most MOST."""
    if not whole:
        return ask(wanted).items
    rows: list[T] = []
    while len(rows) < MOST:
        page = ask(replace(wanted, limit=_STEP, offset=len(rows)))
        rows.extend(page.items)
        if not page.items or len(rows) >= page.total:
            break
    return rows[:MOST]


def answer(name: str, columns: Columns, rows: Sequence[object], kind: Literal["csv", "xlsx"]) -> Response:
    """The file, named after what it holds and when it was taken."""
    head = [t(code) for code, _ in columns]
    cells = [[cell(read(row)) for _, read in columns] for row in rows]
    taken = facade().now().astimezone(facade().config.site.zone)
    body, mimetype = (as_csv(head, cells), "text/csv") if kind == "csv" else (as_xlsx(head, cells), _XLSX)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{taken:%Y%m%d-%H%M%S}.{kind}"'}
    return Response(body, mimetype=mimetype, headers=headers)


def cell(value: object) -> Cell:
    """A value as a cell: moments as ISO 8601 in site time, texts that a spreadsheet would run as formula quoted."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(facade().config.site.zone).isoformat(timespec="seconds")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = _CONTROL.sub("", str(value))
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def as_csv(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to read Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet, the header kept in sight."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("citynms")
    sheet.freeze_panes = "A2"
    for row in (head, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
